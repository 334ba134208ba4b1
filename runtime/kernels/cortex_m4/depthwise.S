// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A channel of a 3 x 3 depthwise convolution with stride 1 or 2, see depthwise_f32.cc. Rows are copied to a
// ring of 3 lines (3.3 cycles an element); a row of output slides a window over them in registers, so that
// each element is loaded once (stride 1: 29 cycles an output).
//
// r0-r2 lines, the oldest first; r3 y, r4 y_pixel, r5 passes, r6 mask of the relu, lr arguments.
// s0-s8 weights, s9 bias, s10-s18 window, s19-s21 products and sum, s24 line 0, s25 line 1, s26 line 2,
// s27 rows of output left, s28 x, s29 rows of x left.
.syntax unified
.thumb
.fpu fpv4-sp-d16

.set DW_LINES, 0         // 3 pointers
.set DW_X, 12            // the next row
.set DW_X_ROW, 16
.set DW_X_PIXEL, 20
.set DW_COPIED, 24       // elements of a row that are not padding
.set DW_LEFT, 28         // bytes of padding in front of them
.set DW_ABOVE, 32        // rows of padding above
.set DW_ROWS_IN, 36      // rows of x
.set DW_Y, 40
.set DW_Y_PIXEL, 44
.set DW_PASSES, 48
.set DW_BEGIN, 52        // address of the code that begins a row
.set DW_ROWS_OUT, 56
.set DW_RELU, 60         // mask
.set DW_W, 64            // 9 weights
.set DW_BIAS, 68         // the number

// sum of one output; the window's columns from the left: three rows each.
.macro SUM a0, a1, a2, b0, b1, b2, c0, c1, c2
  vmul.f32 s19, \a0, s0
  vmul.f32 s20, \b0, s1
  vadd.f32 s21, s9, s19
  vmul.f32 s19, \c0, s2
  vadd.f32 s21, s21, s20
  vmul.f32 s20, \a1, s3
  vadd.f32 s21, s21, s19
  vmul.f32 s19, \b1, s4
  vadd.f32 s21, s21, s20
  vmul.f32 s20, \c1, s5
  vadd.f32 s21, s21, s19
  vmul.f32 s19, \a2, s6
  vadd.f32 s21, s21, s20
  vmul.f32 s20, \b2, s7
  vadd.f32 s21, s21, s19
  vmul.f32 s19, \c2, s8
  vadd.f32 s21, s21, s20
  vadd.f32 s21, s21, s19
.endm

.macro STORE
  vmov r7, s21
  and r8, r6, r7, asr #31
  bic r7, r7, r8
  str r7, [r3]
  add r3, r4
.endm

.macro COLUMN a, b, c, at
  vldr \a, [r0, #\at]
  vldr \b, [r1, #\at]
  vldr \c, [r2, #\at]
.endm

.macro ADVANCE bytes
  add r0, #\bytes
  add r1, #\bytes
  add r2, #\bytes
.endm

// Copies a row, or zeros, to the oldest line, which becomes the newest. Keeps r3, r4, r6.
.macro COPY_ROW
  vmov r9, s24
  vmov.f32 s24, s25
  vmov.f32 s25, s26
  vmov s26, r9
  ldr r12, [lr, #DW_LEFT]
  add r9, r12
  ldr r5, [lr, #DW_COPIED]
  ldr r7, [lr, #DW_ABOVE]
  cbnz r7, 11f
  vmov r7, s29
  cbz r7, 12f
  subs r7, #1
  vmov s29, r7
  ldr r8, [lr, #DW_X_PIXEL]
  ldr r7, [lr, #DW_X]
  ldr r12, [lr, #DW_X_ROW]
  add r12, r7
  str r12, [lr, #DW_X]
  add r0, r8, r8, lsl #1
  subs r5, #4
  blo 14f
13:
  ldr r10, [r7]
  ldr r11, [r7, r8]
  ldr r12, [r7, r8, lsl #1]
  ldr r1, [r7, r0]
  add r7, r7, r8, lsl #2
  str r10, [r9]
  str r11, [r9, #4]
  str r12, [r9, #8]
  str r1, [r9, #12]
  add r9, #16
  subs r5, #4
  bhs 13b
14:
  adds r5, #4
  beq 16f
15:
  ldr r10, [r7]
  add r7, r8
  str r10, [r9], #4
  subs r5, #1
  bne 15b
  b 16f
11:
  subs r7, #1
  str r7, [lr, #DW_ABOVE]
12:
  movs r10, #0
17:
  str r10, [r9], #4
  subs r5, #1
  bne 17b
16:
.endm

.macro BEGIN_CHANNEL
  push {r4-r11, lr}
  vpush {s16-s29}
  mov lr, r0
  ldr r1, [lr, #DW_W]
  vldm r1, {s0-s8}
  vldr s9, [lr, #DW_BIAS]
  vldr s24, [lr, #DW_LINES]
  vldr s25, [lr, #DW_LINES + 4]
  vldr s26, [lr, #DW_LINES + 8]
  vldr s27, [lr, #DW_ROWS_OUT]
  vldr s29, [lr, #DW_ROWS_IN]
  ldr r3, [lr, #DW_Y]
  ldr r4, [lr, #DW_Y_PIXEL]
  ldr r6, [lr, #DW_RELU]
.endm

.macro BEGIN_ROW
  vmov r0, s24
  vmov r1, s25
  vmov r2, s26
  ldr r12, [lr, #DW_BEGIN]
  ldr r5, [lr, #DW_PASSES]
  bx r12
.endm

// Goes on at label 1 as long as there are rows of output.
.macro END_ROW
  vmov r12, s27
  subs r12, #1
  vmov s27, r12
  bne.w 1b
  vpop {s16-s29}
  pop {r4-r11, pc}
.endm

.section .text.tmb_depthwise_3x3_s1, "ax"
.global tmb_depthwise_3x3_s1
.thumb_func
.type tmb_depthwise_3x3_s1, %function
tmb_depthwise_3x3_s1:
  BEGIN_CHANNEL
  COPY_ROW
  COPY_ROW
1:
  COPY_ROW
  BEGIN_ROW
// The window turns through the registers: rows whose length is no multiple of 3 begin at another turn.
.global tmb_depthwise_3x3_s1_begin0
.thumb_func
tmb_depthwise_3x3_s1_begin0:
  COLUMN s10, s11, s12, 0
  COLUMN s13, s14, s15, 4
  b 2f
.global tmb_depthwise_3x3_s1_begin1
.thumb_func
tmb_depthwise_3x3_s1_begin1:
  ADVANCE -4
  COLUMN s13, s14, s15, 4
  COLUMN s16, s17, s18, 8
  b.w 3f
.global tmb_depthwise_3x3_s1_begin2
.thumb_func
tmb_depthwise_3x3_s1_begin2:
  ADVANCE -8
  COLUMN s16, s17, s18, 8
  COLUMN s10, s11, s12, 12
  b.w 4f
2:
  COLUMN s16, s17, s18, 8
  SUM s10, s11, s12, s13, s14, s15, s16, s17, s18
  STORE
3:
  COLUMN s10, s11, s12, 12
  SUM s13, s14, s15, s16, s17, s18, s10, s11, s12
  STORE
4:
  COLUMN s13, s14, s15, 16
  SUM s16, s17, s18, s10, s11, s12, s13, s14, s15
  STORE
  ADVANCE 12
  subs r5, #1
  bne.w 2b
  END_ROW
.size tmb_depthwise_3x3_s1, . - tmb_depthwise_3x3_s1

.section .text.tmb_depthwise_3x3_s2, "ax"
.global tmb_depthwise_3x3_s2
.thumb_func
.type tmb_depthwise_3x3_s2, %function
tmb_depthwise_3x3_s2:
  BEGIN_CHANNEL
  COPY_ROW
1:
  COPY_ROW
  COPY_ROW
  BEGIN_ROW
.global tmb_depthwise_3x3_s2_begin0
.thumb_func
tmb_depthwise_3x3_s2_begin0:
  COLUMN s10, s11, s12, 0
  b 2f
.global tmb_depthwise_3x3_s2_begin1
.thumb_func
tmb_depthwise_3x3_s2_begin1:
  ADVANCE -8
  COLUMN s16, s17, s18, 8
  b.w 3f
2:
  COLUMN s13, s14, s15, 4
  COLUMN s16, s17, s18, 8
  SUM s10, s11, s12, s13, s14, s15, s16, s17, s18
  STORE
3:
  COLUMN s13, s14, s15, 12
  COLUMN s10, s11, s12, 16
  SUM s16, s17, s18, s13, s14, s15, s10, s11, s12
  STORE
  ADVANCE 16
  subs r5, #1
  bne.w 2b
  END_ROW
.size tmb_depthwise_3x3_s2, . - tmb_depthwise_3x3_s2
