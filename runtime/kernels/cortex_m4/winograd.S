// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The inner loops of winograd.h.
//
// tmb_winograd_product(v, u, m, k, positions): 16 sums in registers, 2.56
// cycles a multiply-add before loops. r0 v, r1 u, r2 m, r3 passes, r4 positions, r5 passes left, r6 entry
// of the loop, r7 bytes that a position begins early; s0-s15 sums, s16-s19 v, s20-s23 u, s24-s27 products, s28 zero.
#include "runtime/kernels/cortex_m4/tile_loop.inc"

.macro PRODUCT_STEP k
  vldr s16, [r0, #16 * \k]
  vldr s17, [r0, #16 * \k + 4]
  vldr s18, [r0, #16 * \k + 8]
  vldr s19, [r0, #16 * \k + 12]
  vldr s20, [r1, #16 * \k]
  vldr s21, [r1, #16 * \k + 4]
  vldr s22, [r1, #16 * \k + 8]
  vldr s23, [r1, #16 * \k + 12]
  ADD_PRODUCTS s16, s0, s1, s2, s3
  ADD_PRODUCTS s17, s4, s5, s6, s7
  ADD_PRODUCTS s18, s8, s9, s10, s11
  ADD_PRODUCTS s19, s12, s13, s14, s15
.endm

.section .text.tmb_winograd_product, "ax"
.global tmb_winograd_product
.thumb_func
.type tmb_winograd_product, %function
tmb_winograd_product:
  push {r4-r8, lr}
  vpush {s16-s28}
  ldr r4, [sp, #76]
  rsb r7, r3, #0
  and r7, r7, #3             // steps that the first pass leaves out
  add r3, #3
  lsr r3, r3, #2
  adr r6, 2f
  add.w r6, #1
  movs r8, #160
  mla r6, r7, r8, r6
  lsl r7, r7, #4
  movs r8, #0
  vmov s28, r8
1:
  sub r0, r7
  sub r1, r7
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  vmov.f32 s\i, s28
.endr
  mov r5, r3
  bx r6
.balign 4
2:
  PRODUCT_STEP 0
  PRODUCT_STEP 1
  PRODUCT_STEP 2
  PRODUCT_STEP 3
  add.w r0, #64
  add.w r1, #64
  subs r5, #1
  bne.w 2b
  vstm r2!, {s0-s15}
  subs r4, #1
  bne.w 1b
  vpop {s16-s28}
  pop {r4-r8, pc}
.size tmb_winograd_product, . - tmb_winograd_product

// Constants of the output transform: s14 4.0, s15 8.0.
.macro OUTPUT_CONSTANTS
  vmov.f32 s14, #4.0
  vmov.f32 s15, #8.0
.endm

// TransformOutput of s0-s5 to s10-s13, by s6-s9.
.macro TRANSFORM_OUTPUT
  vadd.f32 s6, s1, s2
  vadd.f32 s8, s3, s4
  vsub.f32 s9, s3, s4
  vsub.f32 s7, s1, s2
  vadd.f32 s10, s0, s6
  vmul.f32 s12, s8, s14
  vadd.f32 s11, s9, s9
  vmul.f32 s13, s9, s15
  vadd.f32 s10, s10, s8
  vadd.f32 s12, s6, s12
  vadd.f32 s13, s7, s13
  vadd.f32 s11, s7, s11
  vadd.f32 s13, s13, s5
.endm

// tmb_winograd_slots(slots): 16 lanes, six slots to four.
.section .text.tmb_winograd_slots, "ax"
.global tmb_winograd_slots
.thumb_func
.type tmb_winograd_slots, %function
tmb_winograd_slots:
  OUTPUT_CONSTANTS
  movs r1, #16
1:
  vldr s0, [r0]
  vldr s1, [r0, #64]
  vldr s2, [r0, #128]
  vldr s3, [r0, #192]
  vldr s4, [r0, #256]
  vldr s5, [r0, #320]
  TRANSFORM_OUTPUT
  vstr s10, [r0]
  vstr s11, [r0, #64]
  vstr s12, [r0, #128]
  vstr s13, [r0, #192]
  adds r0, #4
  subs r1, #1
  bne 1b
  bx lr
.size tmb_winograd_slots, . - tmb_winograd_slots

// tmb_winograd_store(store): r0 t, r1 t of the last two columns, r2 residual or 0, r3 y, r4 bytes of a pixel, r5 of three, r6 from the
// last channel to the next row, r7 mask of the relu, r8 rows left; s16-s19 bias.
.section .text.tmb_winograd_store, "ax"
.macro STORE_OUTPUTS bias
  vldr s0, [r0]
  vldr s1, [r0, #256]
  vldr s2, [r0, #512]
  vldr s3, [r0, #768]
  vldr s4, [r1]
  vldr s5, [r1, #256]
  TRANSFORM_OUTPUT
  vadd.f32 s10, s10, \bias
  vadd.f32 s11, s11, \bias
  vadd.f32 s12, s12, \bias
  vadd.f32 s13, s13, \bias
  cbz r2, 3f
  add r10, r2, r4
  vldr s0, [r2]
  vldr s1, [r10]
  add r10, r10, r4
  vldr s2, [r10]
  add r10, r10, r4
  vldr s3, [r10]
  vadd.f32 s10, s10, s0
  vadd.f32 s11, s11, s1
  vadd.f32 s12, s12, s2
  vadd.f32 s13, s13, s3
  adds r2, #4
3:
  vmov r10, r11, s10, s11
  vmov r12, lr, s12, s13
  and r9, r7, r10, asr #31
  bic r10, r10, r9
  and r9, r7, r11, asr #31
  bic r11, r11, r9
  and r9, r7, r12, asr #31
  bic r12, r12, r9
  and r9, r7, lr, asr #31
  bic lr, lr, r9
  str r10, [r3]
  str r11, [r3, r4]
  str r12, [r3, r4, lsl #1]
  str lr, [r3, r5]
  adds r0, #4
  adds r1, #4
  adds r3, #4
.endm
.global tmb_winograd_store
.thumb_func
.type tmb_winograd_store, %function
tmb_winograd_store:
  push {r4-r11, lr}
  vpush {s16-s19}
  OUTPUT_CONSTANTS
  ldm.w r0, {r0, r3, r5, r6, r8, r9, r10}
  mov r2, r5
  mov r4, r6
  mov r6, r8
  vldm r9, {s16-s19}
  rsb r7, r10, #0
  add r5, r4, r4, lsl #1
  add r1, r0, #1024
  subs r6, #16
  movs r8, #4
2:
  STORE_OUTPUTS s16
  STORE_OUTPUTS s17
  STORE_OUTPUTS s18
  STORE_OUTPUTS s19
  adds r0, #48
  adds r1, #48
  add r3, r6
  cbz r2, 4f
  add r2, r6
4:
  subs r8, #1
  bne.w 2b
  vpop {s16-s19}
  pop {r4-r11, pc}
.size tmb_winograd_store, . - tmb_winograd_store
