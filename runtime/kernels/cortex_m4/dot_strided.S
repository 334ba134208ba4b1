// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Loops of Dot for f32 with any strides (cortex_m4/dot.cc). Sums are loaded, added to in the order of k, and stored.
#include "runtime/kernels/cortex_m4/tile_loop.inc"

// tmb_dot_4x4(arguments): r0-r3 rows of x, r4-r7 columns of w, r8 step of x, r9 of w, r10 k, r11 sums [4, 4]:
// 3.3 cycles a multiply-add.
.section .text.tmb_dot_strided, "ax"
.global tmb_dot_4x4
.thumb_func
.type tmb_dot_4x4, %function
tmb_dot_4x4:
  push {r4-r11, lr}
  vpush {s16-s27}
  mov r12, r0
  ldm.w r12, {r0-r11}
  vldm r11, {s0-s15}
1:
  vldr s16, [r0]
  vldr s17, [r1]
  vldr s18, [r2]
  vldr s19, [r3]
  vldr s20, [r4]
  vldr s21, [r5]
  vldr s22, [r6]
  vldr s23, [r7]
  ADD_PRODUCTS s16, s0, s1, s2, s3
  ADD_PRODUCTS s17, s4, s5, s6, s7
  ADD_PRODUCTS s18, s8, s9, s10, s11
  ADD_PRODUCTS s19, s12, s13, s14, s15
  add r0, r8
  add r1, r8
  add r2, r8
  add r3, r8
  add r4, r9
  add r5, r9
  add r6, r9
  add r7, r9
  subs r10, #1
  bne.w 1b
  vstm r11, {s0-s15}
  vpop {s16-s27}
  pop {r4-r11, pc}
.size tmb_dot_4x4, . - tmb_dot_4x4

// tmb_dot_1x4(arguments): the same for one row, r0; sums [4].
.global tmb_dot_1x4
.thumb_func
.type tmb_dot_1x4, %function
tmb_dot_1x4:
  push {r4-r11, lr}
  vpush {s16-s27}
  mov r12, r0
  ldm.w r12, {r0-r11}
  vldm r11, {s0-s3}
2:
  vldr s16, [r0]
  vldr s20, [r4]
  vldr s21, [r5]
  vldr s22, [r6]
  vldr s23, [r7]
  ADD_PRODUCTS s16, s0, s1, s2, s3
  add r0, r8
  add r4, r9
  add r5, r9
  add r6, r9
  add r7, r9
  subs r10, #1
  bne 2b
  vstm r11, {s0-s3}
  vpop {s16-s27}
  pop {r4-r11, pc}
.size tmb_dot_1x4, . - tmb_dot_1x4

// tmb_dot_1x16(arguments): one row by 16 columns that lie one behind the other, r4 the first; sums [16]: 3.4 cycles.
.macro ADD_EIGHT a, b, c, d, e, f, g, h
  vmul.f32 s16, s16, s24
  vmul.f32 s17, s17, s24
  vmul.f32 s18, s18, s24
  vmul.f32 s19, s19, s24
  vmul.f32 s20, s20, s24
  vmul.f32 s21, s21, s24
  vmul.f32 s22, s22, s24
  vmul.f32 s23, s23, s24
  vadd.f32 \a, \a, s16
  vadd.f32 \b, \b, s17
  vadd.f32 \c, \c, s18
  vadd.f32 \d, \d, s19
  vadd.f32 \e, \e, s20
  vadd.f32 \f, \f, s21
  vadd.f32 \g, \g, s22
  vadd.f32 \h, \h, s23
.endm
.global tmb_dot_1x16
.thumb_func
.type tmb_dot_1x16, %function
tmb_dot_1x16:
  push {r4-r11, lr}
  vpush {s16-s24}
  mov r12, r0
  ldm.w r12, {r0-r11}
  vldm r11, {s0-s15}
3:
  vldr s24, [r0]
  vldm r4, {s16-s23}
  add r12, r4, #32
  ADD_EIGHT s0, s1, s2, s3, s4, s5, s6, s7
  vldm r12, {s16-s23}
  add r0, r8
  add r4, r9
  ADD_EIGHT s8, s9, s10, s11, s12, s13, s14, s15
  subs r10, #1
  bne.w 3b
  vstm r11, {s0-s15}
  vpop {s16-s24}
  pop {r4-r11, pc}
.size tmb_dot_1x16, . - tmb_dot_1x16
