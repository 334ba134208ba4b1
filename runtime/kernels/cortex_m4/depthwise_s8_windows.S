// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sums of a row of DepthwiseS8's windows (depthwise_s8_windows.h): r0 the WindowRow, r1 sums, r2 pairs of windows. Two taps
// of a window are a word of weights and one of pixels. In the loops: r0 words, r3, r4 sums, r5 row of pixels, r6 pixels,
// r7 weights, r8 words left, r9 rows left, r10 and r11 free, r12 bytes from row to row, lr ring. s0 at, s1 words, s2 rows,
// s3 weights, s4 and s5 steps, s6 sums, s7 the ring's end.
.syntax unified
.thumb
.fpu fpv4-sp-d16

// WindowRow; its first six words are s0-s5.
.set RING, 24
.set END, 32

.section .text.tmb_depthwise_windows_s8, "ax"
.global tmb_depthwise_windows_s8
.thumb_func
.type tmb_depthwise_windows_s8, %function
tmb_depthwise_windows_s8:
  push {r4-r11, lr}
  vldm r0, {s0-s5}
  vldr s7, [r0, #END]
  ldr lr, [r0, #RING]
  ldr r12, [r0, #(RING + 4)]
  vmov r0, s1
1:  // two windows
  vmov s6, r1
  ldr r3, [r1]
  ldr r4, [r1, #4]
  vmov r5, s0
  vmov r9, s2
  vmov r7, s3
2:  // a row of them
  mov r6, r5
  mov r8, r0
  add r5, r12
  vmov r10, s7
  cmp r5, r10
  it hs
  subhs r5, lr
3:
  ldr r10, [r6], #4
  ldrd r11, r1, [r7], #8
  subs r8, #1
  smlad r3, r10, r11, r3
  smlad r4, r10, r1, r4
  bne 3b
  subs r9, #1
  bne 2b
  vmov r1, s6
  strd r3, r4, [r1]
  vmov r5, s0
  vmov r10, s4
  vmov r11, s5
  add r5, r10
  add r1, r11
  vmov s0, r5
  subs r2, #1
  bne 1b
  pop {r4-r11, pc}
.size tmb_depthwise_windows_s8, . - tmb_depthwise_windows_s8
