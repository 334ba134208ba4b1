// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The product of WinogradS8 (winograd_s8.cc).
//
// tmb_winograd_s8_product(v, u, sums, groups): for each position sums over the groups of 4 input channels: 8 of
// them, r0-r3 of channel 0 and r4-r7 of channel 1. v is r9, u r8, both 4 bytes early. A step, two of k, is
// 6 loads in two groups and 8 SMLAD. s0 sums, s1 passes, s2 their entry, s3 the sums' end, s4 passes left.
.syntax unified
.thumb
.fpu fpv4-sp-d16

.set POSITIONS, 36
.set LANES_BYTES, 32  // sums of a position: 2 channels, 4 tiles each
.set GROUPS, 4  // of a pass
.set GROUP_BYTES, 112

.macro STEP k, first
  ldr r10, [r8, #(8 * \k + 4)]
.if \k
  ldr r11, [r8, #(8 * \k + 8)]!
.else
  ldr r11, [r8, #(8 * \k + 8)]
.endif
  ldr r12, [r9, #(16 * \k + 4)]
  ldr lr, [r9, #(16 * \k + 8)]
.if \first
  smuad r0, r12, r10
  smuad r1, lr, r10
  smuad r4, r12, r11
  smuad r5, lr, r11
.else
  smlad r0, r12, r10, r0
  smlad r1, lr, r10, r1
  smlad r4, r12, r11, r4
  smlad r5, lr, r11, r5
.endif
  ldr r12, [r9, #(16 * \k + 12)]
.if \k
  ldr lr, [r9, #(16 * \k + 16)]!
.else
  ldr lr, [r9, #(16 * \k + 16)]
.endif
.if \first
  smuad r2, r12, r10
  smuad r3, lr, r10
  smuad r6, r12, r11
  smuad r7, lr, r11
.else
  smlad r2, r12, r10, r2
  smlad r3, lr, r10, r3
  smlad r6, r12, r11, r6
  smlad r7, lr, r11, r7
.endif
.endm

.section .text.tmb_winograd_s8_product, "ax"
.global tmb_winograd_s8_product
.thumb_func
.type tmb_winograd_s8_product, %function
tmb_winograd_s8_product:
  push {r4-r11, lr}
  sub r9, r0, #4
  sub r8, r1, #4
  vmov s0, r2
  add r4, r3, #(GROUPS - 2)  // without the first group
  lsrs r4, r4, #2
  it eq
  moveq r4, #1  // a pass of nothing
  vmov s1, r4
  rsb r5, r3, r4, lsl #2
  add r5, #1  // of the first pass, left out
  adr r6, 33f
  mov r7, #GROUP_BYTES
  mla r6, r5, r7, r6
  add r6, #1
  vmov s2, r6
  add r10, r2, #(POSITIONS * LANES_BYTES)
  vmov s3, r10
1:  // a position
  STEP 0, 1
  STEP 1, 0
  vmov r11, s2
  vmov.f32 s4, s1
  bx r11
.balign 4
33:
.rept GROUPS
  STEP 0, 0
  STEP 1, 0
.endr
.if . - 33b != GROUPS * GROUP_BYTES
.error "GROUP_BYTES"
.endif
  vmov r10, s4
  subs r10, #1
  vmov s4, r10
  bne.w 33b
  vmov r10, s0
  vmov r11, s3
  stm r10!, {r0-r7}
  vmov s0, r10
  cmp r10, r11
  bne.w 1b
  pop {r4-r11, pc}
.size tmb_winograd_s8_product, . - tmb_winograd_s8_product
