// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of MatVecS8 (mat_vec_s8.cc): panels of 8 columns, the sums in registers, weights as in conv_s8.S. A step,
// two of k, is 5 loads in two groups, 4 SXTB16 and 8 SMLAD: 19 cycles for 16 multiply-adds. A pass takes 8 steps; the first
// one begins in the middle when there are no 8 left, so x and w begin `back` steps early.
//
// In the loop: r0, r2, r4, r6 sums of even columns, r1, r3, r5, r7 those of 256 * odd + even ones, r8 w, r9 x, r10-r12 and lr
// free. s0-s8 the Panels' fields, s9 entry of the loop.
.syntax unified
.thumb
.fpu fpv4-sp-d16

// Panels; s0-s8 are its first words.
.set PANELS_BACK, 36
.set PANELS_W, 40

.set STEPS, 8
.set STEP_BYTES, 68

.macro STEP k
  ldr r10, [r8, #(16 * \k + 4)]
  ldr r11, [r8, #(16 * \k + 8)]
  ldr r12, [r8, #(16 * \k + 12)]
.if \k == STEPS - 1
  ldr lr, [r9, #(4 * \k + 4)]!
.else
  ldr lr, [r9, #(4 * \k + 4)]
.endif
  smlad r1, lr, r10, r1
  sxtb16 r10, r10
  smlad r3, lr, r11, r3
  sxtb16 r11, r11
  smlad r5, lr, r12, r5
  sxtb16 r12, r12
  smlad r0, lr, r10, r0
.if \k == STEPS - 1
  ldr r10, [r8, #(16 * \k + 16)]!
.else
  ldr r10, [r8, #(16 * \k + 16)]
.endif
  smlad r2, lr, r11, r2
  smlad r4, lr, r12, r4
  smlad r7, lr, r10, r7
  sxtb16 r10, r10
  smlad r6, lr, r10, r6
.endm

// Two columns: multipliers at r10, zero points in r9 and 256 times and a half in lr.
.macro REQUANTIZE even, odd
  ldm r10!, {r11, r12}
  smmlar \even, \even, r11, r9
  smmla \odd, \odd, r12, lr
  ssat \even, #8, \even
  ssat \odd, #8, \odd, asr #8
.endm

// By multipliers of 16 bits with their shift in r12; the zero points are shifted so and have a half.
.macro REQUANTIZE_16 even, odd
  ldr r11, [r10], #4
  smlawb \even, \even, r11, r9
  smlawt \odd, \odd, r11, lr
  asr \even, \even, r12
  asr \odd, \odd, r12
  ssat \even, #8, \even
  ssat \odd, #8, \odd, asr #8
.endm

.section .text.tmb_mat_vec_panels_s8, "ax"
.global tmb_mat_vec_panels_s8
.thumb_func
.type tmb_mat_vec_panels_s8, %function
tmb_mat_vec_panels_s8:
  push {r4-r11, lr}
  vldm r0, {s0-s8}
  ldr r1, [r0, #PANELS_BACK]
  ldr r8, [r0, #PANELS_W]
  adr r12, 3f
  mov r2, #STEP_BYTES
  mla r12, r1, r2, r12
  add r12, #1
  vmov s9, r12
1:  // a panel
  vmov r10, s3
  vmov r9, s0
  vmov r12, s9
  ldm r10!, {r0-r7}
  vmov s3, r10
  add r1, r0, r1, lsl #8
  add r3, r2, r3, lsl #8
  add r5, r4, r5, lsl #8
  add r7, r6, r7, lsl #8
  bx r12
.balign 4
3:
.set k, 0
.rept STEPS
  STEP k
.set k, k + 1
.endr
.if . - 3b != STEPS * STEP_BYTES
.error "STEP_BYTES"
.endif
  vmov r10, s1
  cmp r9, r10
  bne.w 3b
  sub r1, r1, r0
  sub r3, r3, r2
  sub r5, r5, r4
  sub r7, r7, r6
  vmov r10, s3
  add r9, r8, #4
  vmov s3, r9
  vmov r9, s2
  add r8, r9
  vmov r12, s8
  vmov r9, s6
  vmov lr, s7
  cmp r12, #0
  ble 5f
  REQUANTIZE_16 r0, r1
  REQUANTIZE_16 r2, r3
  REQUANTIZE_16 r4, r5
  REQUANTIZE_16 r6, r7
4:
  vmov r9, s4
  vmov r11, s5
  strb r0, [r9]
  strb r1, [r9, #1]
  strb r2, [r9, #2]
  strb r3, [r9, #3]
  strb r4, [r9, #4]
  strb r5, [r9, #5]
  strb r6, [r9, #6]
  strb r7, [r9, #7]
  add r9, #8
  vmov s4, r9
  cmp r9, r11
  bne.w 1b
  pop {r4-r11, pc}
5:
  bne 6f
  REQUANTIZE r0, r1
  REQUANTIZE r2, r3
  REQUANTIZE r4, r5
  REQUANTIZE r6, r7
  b 4b
6:  // sums of one panel
  asr r1, r1, #8
  asr r3, r3, #8
  asr r5, r5, #8
  asr r7, r7, #8
  vmov r9, s4
  stm r9, {r0-r7}
  pop {r4-r11, pc}
.size tmb_mat_vec_panels_s8, . - tmb_mat_vec_panels_s8

// r0 sums, r1 x, r2 w, r3 groups of 4 steps, where x has 16 bits and a word of weights is four bytes: two SXTB16 of it are
// the even and the odd column. 23 cycles a step.
.macro COLUMNS_S16 a, b, c, d
  sxtb16 r12, r10
  sxtb16 r10, r10, ror #8
  smlad \a, lr, r12, \a
  smlad \b, lr, r10, \b
  sxtb16 r12, r11
  sxtb16 r11, r11, ror #8
  smlad \c, lr, r12, \c
  smlad \d, lr, r11, \d
.endm
.macro STEP_S16
  ldr lr, [r9], #4
  ldr r10, [r8, #4]
  ldr r11, [r8, #8]
  COLUMNS_S16 r0, r1, r2, r3
  ldr r10, [r8, #12]
  ldr r11, [r8, #16]!
  COLUMNS_S16 r4, r5, r6, r7
.endm

.section .text.tmb_mat_vec_sums_s16, "ax"
.global tmb_mat_vec_sums_s16
.thumb_func
.type tmb_mat_vec_sums_s16, %function
tmb_mat_vec_sums_s16:
  push {r0, r4-r11, lr}
  sub r8, r2, #4
  mov r9, r1
  add r3, r1, r3, lsl #3
  vmov s0, r3
  ldm r0, {r0-r7}
1:
  STEP_S16
  STEP_S16
  vmov r10, s0
  cmp r9, r10
  blo 1b
  ldr r8, [sp], #4
  stm r8, {r0-r7}
  pop {r4-r11, pc}
.size tmb_mat_vec_sums_s16, . - tmb_mat_vec_sums_s16

// r0 from, r1 groups of 4 steps, r2 to: 16 bits each, in the order 0, 2, 1, 3.
.section .text.tmb_expand_row_s8, "ax"
.global tmb_expand_row_s8
.thumb_func
.type tmb_expand_row_s8, %function
tmb_expand_row_s8:
  push {r4-r7, lr}
  subs r1, #2
  blo 2f
1:
  ldr r3, [r0]
  ldr r5, [r0, #4]
  adds r0, #8
  sxtb16 r4, r3
  sxtb16 r6, r5
  sxtb16 r3, r3, ror #8
  sxtb16 r5, r5, ror #8
  str r4, [r2]
  str r3, [r2, #4]
  str r6, [r2, #8]
  str r5, [r2, #12]
  adds r2, #16
  subs r1, #2
  bhs 1b
2:
  cmn r1, #1
  bne 3f
  ldr r3, [r0]
  sxtb16 r4, r3
  sxtb16 r3, r3, ror #8
  str r4, [r2]
  str r3, [r2, #4]
3:
  pop {r4-r7, pc}
.size tmb_expand_row_s8, . - tmb_expand_row_s8
