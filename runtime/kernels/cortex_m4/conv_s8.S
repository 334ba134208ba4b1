// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of ConvS8 (conv_s8.cc): two positions by panels of 4 channels, the 8 sums in registers. A word of weights
// holds two steps of k of two channels as 256 * w[1] + w[0]: SMLAD with the word as it is sums 256 times the odd
// channel plus the even one, SMLAD with SXTB16 of it the even one. So a step, two of k, is 4 loads in one group (5 cycles),
// 2 SXTB16 and 8 SMLAD: 15 cycles for 16 multiply-adds. A pass takes 16 steps; the first one begins in the
// middle when there are no 16 left, so w and the windows begin `back` steps early.
//
// Where x has 16 bits a word of weights is four bytes, and two SXTB16 of it are the even and the odd channel: 18 cycles a
// step, two steps a pass, and sums are plain.
//
// In the loop: r0, r1 sums of channel 0 of both positions, r2, r3 of 256 * channel 1 + channel 0, r4-r7 of channels 2 and 3,
// r8 w, r9 windows, r10-r12 and lr free. s0-s10 the Pairs' fields, s11 entry of the loop, s12 the Pairs,
// s13 entry of the first of several passes, s14 flags, s15 a place for what is left of runs, or for r8.
.syntax unified
.thumb
.fpu fpv4-sp-d16

// Pairs; s0-s10 are its first words.
.set PAIRS_PARAMETERS, 12
.set PAIRS_RESIDUAL_MULTIPLIER, 40
.set PAIRS_BACK, 44
.set PAIRS_PASSES, 48
.set PAIRS_X, 52
.set PAIRS_RUNS, 60
.set PAIRS_SCRATCH, 64
.set PAIRS_GROUPS, 68
.set PAIRS_REST, 72
.set PAIRS_REST_AT, 80
.set PAIRS_X_PAIR, 84
.set PAIRS_W, 88
.set PAIRS_COUNT, 92
.set PAIRS_FLAGS, 96
// Shifts of the flags that carry one out.
.set FLAG_SUMS, 1
.set FLAG_RESIDUAL, 2
.set FLAG_Y_S16, 3
.set FLAG_X_S16, 4

.set STEPS, 16
.set STEP_BYTES, 56

.macro STEP k
  ldr r10, [r8, #(8 * \k + 4)]
.if \k == STEPS - 1
  ldr r11, [r8, #(8 * \k + 8)]!
.else
  ldr r11, [r8, #(8 * \k + 8)]
.endif
  ldr r12, [r9, #(8 * \k + 4)]
.if \k == STEPS - 1
  ldr lr, [r9, #(8 * \k + 8)]!
.else
  ldr lr, [r9, #(8 * \k + 8)]
.endif
  smlad r2, r12, r10, r2
  smlad r3, lr, r10, r3
  sxtb16 r10, r10
  smlad r6, r12, r11, r6
  smlad r7, lr, r11, r7
  sxtb16 r11, r11
  smlad r0, r12, r10, r0
  smlad r1, lr, r10, r1
  smlad r4, r12, r11, r4
  smlad r5, lr, r11, r5
.endm

.macro STEP_S16 k
  ldr r10, [r8, #(8 * \k + 4)]
  ldr r12, [r9, #(8 * \k + 4)]
.if \k
  ldr lr, [r9, #(8 * \k + 8)]!
.else
  ldr lr, [r9, #8]
.endif
  sxtb16 r11, r10
  sxtb16 r10, r10, ror #8
  smlad r0, r12, r11, r0
  smlad r1, lr, r11, r1
.if \k
  ldr r11, [r8, #(8 * \k + 8)]!
.else
  ldr r11, [r8, #8]
.endif
  smlad r2, r12, r10, r2
  smlad r3, lr, r10, r3
  sxtb16 r10, r11
  sxtb16 r11, r11, ror #8
  smlad r4, r12, r10, r4
  smlad r5, lr, r10, r5
  smlad r6, r12, r11, r6
  smlad r7, lr, r11, r7
.endm

// Four steps of k of both windows: 16 bits each, in the order 0, 2, 1, 3, word by word in turns, behind r3.
.macro EXPAND x0, x1
  sxtb16 r8, \x0
  sxtb16 r9, \x1
  sxtb16 r10, \x0, ror #8
  sxtb16 r11, \x1, ror #8
  str r9, [r3, #4]
  str r10, [r3, #8]
  str r11, [r3, #12]
  str r8, [r3], #16
.endm

// Groups of 4 steps, as many as r2, of the windows at r0 and r1.
.macro EXPAND_GROUPS_S8
  subs r2, #2
  blo 3f
2:
  ldr r6, [r0, #4]
  ldr r7, [r1, #4]
  ldr r4, [r0], #8
  ldr r5, [r1], #8
  EXPAND r4, r5
  EXPAND r6, r7
  subs r2, #2
  bhs 2b
3:
  cmn r2, #1
  bne 4f
  ldr r4, [r0], #4
  ldr r5, [r1], #4
  EXPAND r4, r5
4:
.endm

.macro EXPAND_GROUPS_S16
  cbz r2, 4f
2:
  ldr r4, [r0]
  ldr r5, [r1]
  ldr r6, [r0, #4]
  ldr r7, [r1, #4]
  adds r0, #8
  adds r1, #8
  pkhbt r8, r4, r6, lsl #16
  pkhbt r9, r5, r7, lsl #16
  pkhtb r6, r6, r4, asr #16
  pkhtb r7, r7, r5, asr #16
  str r6, [r3, #8]
  str r7, [r3, #12]
  str r9, [r3, #4]
  str r8, [r3], #16
  subs r2, #1
  bne 2b
4:
.endm

// Both windows of `lr` runs, not 0, that begin at r0 and r1, to r3 and s15; r12 is the Pairs.
.macro EXPAND_RUNS type, load, bytes
1:  // a run
  ldr r2, [r12, #PAIRS_GROUPS]
  EXPAND_GROUPS_\type
  ldrd r2, r4, [r12, #PAIRS_REST]
  cbz r2, 6f
  vmov r5, s15
5:  // what is left of a run
  \load r6, [r0], #\bytes
  \load r7, [r1], #\bytes
  tst r5, #2
  strh r6, [r5]
  strh r7, [r5, #4]
  ite eq
  addeq r5, #2
  addne r5, #6
  subs r2, #1
  bne 5b
  vmov s15, r5
6:
  subs.w lr, #1
  add r0, r4
  add r1, r4
  bne 1b
.endm

// The residual's bytes of 4 channels, behind what r10 points to by r8, times r9, r11, r12, lr.
.macro ADD_RESIDUAL_S8 a, b, c, d
  ldr r8, [r10, r8]
  sxtb16 r10, r8
  sxtb16 r8, r8, ror #8
  smlawb \a, r9, r10, \a
  smlawb \b, r11, r8, \b
  smlawt \c, r12, r10, \c
  smlawt \d, lr, r8, \d
.endm

// The residual's halves, behind r10; r8 is overwritten.
.macro ADD_RESIDUAL_S16 a, b, c, d
  ldr r8, [r10]
  ldr r10, [r10, #4]
  smlawb \a, r9, r8, \a
  smlawt \b, r11, r8, \b
  smlawb \c, r12, r10, \c
  smlawt \d, lr, r10, \d
.endm

.section .text.tmb_conv_s8, "ax"
.global tmb_conv_s8
.thumb_func
.type tmb_conv_s8, %function
tmb_conv_s8:
  push {r4-r11, lr}
  vldm r0, {s0-s10}
  vldr s14, [r0, #PAIRS_FLAGS]
  vmov s12, r0
  ldr r1, [r0, #PAIRS_BACK]
  ldr r2, [r0, #PAIRS_PASSES]
  vmov r4, s14
  lsls r4, #FLAG_X_S16
  adr r12, 67f
  bcs 9f
  adr r12, 33f
  cmp r2, #1
  mov r3, #STEP_BYTES
  mla r12, r1, r3, r12
  add r12, #1
  beq 10f
  vmov s13, r12
  adr r12, 31f
  cmp r1, #0
  it eq
  addeq r12, #(32f - 31f)
9:
  add r12, #1
10:
  vmov s11, r12
  vmov r12, s12
20:  // a pair; r12 is the Pairs
  ldrd r0, r1, [r12, #PAIRS_X]
  ldrd lr, r3, [r12, #PAIRS_RUNS]
  vldr s15, [r12, #PAIRS_REST_AT]
  cmp lr, #0
  beq 21f
  vmov r5, s14
  lsls r5, #FLAG_X_S16
  bcs.w 70f
  EXPAND_RUNS S8, ldrsb, 1
19:
  ldrd r0, r1, [r12, #PAIRS_X]
  ldr r2, [r12, #PAIRS_X_PAIR]
  add r0, r2
  add r1, r2
  strd r0, r1, [r12, #PAIRS_X]
21:
  ldr r8, [r12, #PAIRS_W]
  adds r2, #0  // no carry: lower
  b.w 40f
.balign 4
31:  // the first of several passes
  vmov r10, s13
  cmp r10, r10
  bx r10
.balign 4
32:  // a pass; flags say whether another follows
  vmov r10, s1
  cmp r10, r9
.balign 4
33:
.set k, 0
.rept STEPS
  STEP k
.set k, k + 1
.endr
.if . - 33b != STEPS * STEP_BYTES
.error "STEP_BYTES"
.endif
  bhs.w 32b
  vmov r10, s3
  sub r2, r2, r0
  sub r3, r3, r1
  sub r6, r6, r4
  sub r7, r7, r5
  ldm r10!, {r9, r11, r12, lr}
  add r10, #16
  vmov s3, r10
  vmov r10, s7
  cmp r10, #0x80000000
  beq.w 60f
  smmlar r0, r0, r9, r10
  smmlar r1, r1, r9, r10
  smmlar r4, r4, r12, r10
  smmlar r5, r5, r12, r10
  vmov r10, s8  // floor((256 * a + 2^7 * 2^32) / 2^32) / 2^8 is floor((a + 2^31) / 2^32)
  smmla r2, r2, r11, r10
  smmla r3, r3, r11, r10
  smmla r6, r6, lr, r10
  smmla r7, r7, lr, r10
  ssat r2, #8, r2, asr #8
  ssat r3, #8, r3, asr #8
  ssat r6, #8, r6, asr #8
  ssat r7, #8, r7, asr #8
34:
  vmov r9, s4
  vmov r12, s6
  vmov r11, s5
  ssat r0, #8, r0
  ssat r1, #8, r1
  ssat r4, #8, r4
  ssat r5, #8, r5
  add r12, r9
  strb r2, [r9, #1]
  strb r4, [r9, #2]
  strb r6, [r9, #3]
  strb r0, [r9], #4
  strb r1, [r12]
  strb r3, [r12, #1]
  strb r5, [r12, #2]
  strb r7, [r12, #3]
35:
  vmov r10, s2
  vmov s4, r9
  sub r8, r10
  cmp r9, r11
  bhs 50f
40:  // a panel; flags say lower: its first pass may be its last
  vmov r10, s3
  vmov r9, s0
  ldmdb r10, {r0, r2, r4, r6}
  vmov r12, s11
  mov r1, r0
  mov r5, r4
  add r2, r0, r2, lsl #8
  add r6, r4, r6, lsl #8
  mov r3, r2
  mov r7, r6
  bx r12
50:
  vmov r12, s12
  vmov r10, s6
  ldr r2, [r12, #PAIRS_COUNT]
  add r9, r10
  vldr s3, [r12, #PAIRS_PARAMETERS]
  vldr s10, [r12, #PAIRS_RESIDUAL_MULTIPLIER]
  vmov s4, r9
  add r9, r10
  vmov s5, r9
  subs r2, #1
  str r2, [r12, #PAIRS_COUNT]
  bne.w 20b
  pop {r4-r11, pc}
60:  // 16 bits, a residual, or sums
  asr r2, r2, #8
  asr r3, r3, #8
  asr r6, r6, #8
  asr r7, r7, #8
61:
  vmov r10, s14
  lsls r10, #FLAG_SUMS
  bcs.w 65f
  lsls r10, #(FLAG_RESIDUAL - FLAG_SUMS)  // negative: y has 16 bits
  bcc 63f
  vmov r10, s10
  vmov s15, r8
  vmov r8, s9
  ldm r10!, {r9, r11, r12, lr}
  vmov s10, r10
  vmov r10, s4
  add r10, r8
  bmi 66f
  movs.w r8, #0
  ADD_RESIDUAL_S8 r0, r2, r4, r6
  vmov r10, s4
  vmov r8, s9
  add r10, r8
  vmov r8, s6
  ADD_RESIDUAL_S8 r1, r3, r5, r7
62:
  vmov r8, s15
63:
  vmov r10, s3
  sub r10, #32
  ldm r10, {r9, r11, r12, lr}
  vmov r10, s8
  smmlar r0, r0, r9, r10
  smmlar r1, r1, r9, r10
  smmlar r2, r2, r11, r10
  smmlar r3, r3, r11, r10
  smmlar r4, r4, r12, r10
  smmlar r5, r5, r12, r10
  smmlar r6, r6, lr, r10
  smmlar r7, r7, lr, r10
  vmov r10, s14
  lsls r10, #FLAG_Y_S16
  bcs 64f
  ssat r2, #8, r2
  ssat r3, #8, r3
  ssat r6, #8, r6
  ssat r7, #8, r7
  b.w 34b
64:  // y of 16 bits
  vmov r9, s4
  vmov r12, s6
  vmov r11, s5
  add r12, r9
.irp sum, r0, r1, r2, r3, r4, r5, r6, r7
  ssat \sum, #16, \sum
.endr
  strh r2, [r9, #2]
  strh r4, [r9, #4]
  strh r6, [r9, #6]
  strh r0, [r9], #8
  strh r1, [r12]
  strh r3, [r12, #2]
  strh r5, [r12, #4]
  strh r7, [r12, #6]
  b.w 35b
65:  // sums of one panel and pair
  vmov r9, s4
  stm r9!, {r0, r2, r4, r6}
  stm r9, {r1, r3, r5, r7}
  pop {r4-r11, pc}
66:  // a residual of 16 bits
  ADD_RESIDUAL_S16 r0, r2, r4, r6
  vmov r10, s4
  vmov r8, s9
  add r10, r8
  vmov r8, s6
  add r10, r8
  ADD_RESIDUAL_S16 r1, r3, r5, r7
  b 62b
67:  // x of 16 bits
  ldmdb r10, {r0, r2, r4, r6}
  add r10, #32
  mov r3, r2
  mov r7, r6
  vmov s3, r10
68:
  STEP_S16 0
  STEP_S16 1
  vmov r10, s1
  cmp r9, r10
  blo 68b
  b 61b
70:  // windows of 16 bits
  EXPAND_RUNS S16, ldrsh, 2
  b.w 19b
.size tmb_conv_s8, . - tmb_conv_s8
