// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sums of 4 channels whose window is the whole image, four pixels at a time: 3.9 cycles a multiply-add. See
// depthwise_s8_whole.h.
.syntax unified
.thumb
.fpu fpv4-sp-d16

// r0 x, r1 x_pixel, r2 weights, r3 weights of a channel, r4-r7 sums, s0 sums in memory, s1 pixels left.

// Channels a and b = a + 2 of each word; pixels 0 and 2, then 1 and 3 as the weights' bytes have them.
.macro TWO_CHANNELS a, b, rotation:vararg
  add r12, r1, r1, lsl #1
  ldr r8, [r0]
  ldr r9, [r0, r1]
  ldr r10, [r0, r1, lsl #1]
  ldr r11, [r0, r12]
  sxtb16 r8, r8 \rotation
  sxtb16 r9, r9 \rotation
  sxtb16 r10, r10 \rotation
  sxtb16 r11, r11 \rotation
  pkhbt r12, r8, r10, lsl #16
  pkhtb r10, r10, r8, asr #16
  pkhbt r8, r9, r11, lsl #16
  pkhtb r11, r11, r9, asr #16
  ldr r9, [r2]
  sxtb16 lr, r9
  sxtb16 r9, r9, ror #8
  smlad \a, r12, lr, \a
  smlad \a, r8, r9, \a
  ldr r9, [r2, r3, lsl #1]
  sxtb16 lr, r9
  sxtb16 r9, r9, ror #8
  smlad \b, r10, lr, \b
  smlad \b, r11, r9, \b
.endm

// (x, x_pixel, w, pixels, sums): of a multiple of 4 pixels; the sums are set.
.section .text.tmb_depthwise_s8_whole, "ax"
.global tmb_depthwise_s8_whole
.thumb_func
.type tmb_depthwise_s8_whole, %function
tmb_depthwise_s8_whole:
  ldr r12, [sp]
  push {r4-r11, lr}
  vmov s0, r12
  bic r4, r3, #3
  vmov s1, r4
  movs r4, #0
  movs r5, #0
  movs r6, #0
  movs r7, #0
0:
  TWO_CHANNELS r4, r6
  add r2, r3
  TWO_CHANNELS r5, r7, , ror #8
  vmov r12, s1
  add r0, r0, r1, lsl #2
  subs r2, r3
  adds r2, #4
  subs r12, #4
  vmov s1, r12
  bne 0b
  vmov r12, s0
  stm r12, {r4-r7}
  pop {r4-r11, pc}
.size tmb_depthwise_s8_whole, . - tmb_depthwise_s8_whole
