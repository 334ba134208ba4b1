// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Channels of a 3 x 3 depthwise convolution with stride 1 or 2, see depthwise_f32.cc. Rows are copied to a
// ring of 3 lines (3.3 cycles an element); a row of output slides a window over them in registers, so that
// each element is loaded once (stride 1: 29 cycles an output). The transposed form takes columns for
// rows: fewer, longer ones in high and narrow images.
//
// r0-r2 lines, the oldest first; r3 y, one output behind, r4 y_pixel, r5 passes, r6 mask of the relu, lr arguments.
// s0-s8 weights, s9 bias, s10-s18 window, s19-s21 products and sum, s22 rows of padding left above, s23 x_pixel,
// s24-s26 lines, the oldest first, s27 rows of output left, s28 x, s29 rows of x left, s30 x_row.
.syntax unified
.thumb
.fpu fpv4-sp-d16

.set DW_LINES, 0         // 3 pointers
.set DW_X, 12            // of the channel
.set DW_X_ROW, 16
.set DW_X_PIXEL, 20
.set DW_COPIED, 24       // elements of a row that are not padding
.set DW_LEFT, 28         // bytes of padding in front of them
.set DW_ABOVE, 32        // rows of padding above
.set DW_ROWS_IN, 36      // rows of x
.set DW_Y, 40            // of the channel
.set DW_Y_PIXEL, 44
.set DW_PASSES, 48
.set DW_BEGIN, 52        // address of the code that begins a row
.set DW_ROWS_OUT, 56
.set DW_Y_ROW, 60        // from the end of a row to the next one
.set DW_RELU, 64         // mask
.set DW_W, 68            // 9 weights a channel
.set DW_BIAS, 72
.set DW_BIAS_STEP, 76
.set DW_CHANNELS, 80

.macro SUM_OF x0, x1, x2, x3, x4, x5, x6, x7, x8
  vmul.f32 s19, \x0, s0
  vmul.f32 s20, \x1, s1
  vadd.f32 s21, s9, s19
  vmul.f32 s19, \x2, s2
  vadd.f32 s21, s21, s20
  vmul.f32 s20, \x3, s3
  vadd.f32 s21, s21, s19
  vmul.f32 s19, \x4, s4
  vadd.f32 s21, s21, s20
  vmul.f32 s20, \x5, s5
  vadd.f32 s21, s21, s19
  vmul.f32 s19, \x6, s6
  vadd.f32 s21, s21, s20
  vmul.f32 s20, \x7, s7
  vadd.f32 s21, s21, s19
  vmul.f32 s19, \x8, s8
  vadd.f32 s21, s21, s20
  add r3, r4
  vadd.f32 s21, s21, s19
.endm

// The sum of one output, in the order of kernel rows; the window's columns from the left: three lines each.
.macro SUM order, a0, a1, a2, b0, b1, b2, c0, c1, c2
.ifc \order, ROWS
  SUM_OF \a0, \b0, \c0, \a1, \b1, \c1, \a2, \b2, \c2
.else
  SUM_OF \a0, \a1, \a2, \b0, \b1, \b2, \c0, \c1, \c2
.endif
.endm

// r3 has moved on meanwhile, and something stands between: a sum is ready a cycle later.
.macro STORE
  vmov r7, s21
  and r8, r6, r7, asr #31
  bic r7, r7, r8
  str r7, [r3]
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
  vmov r7, s22
  ldr r12, [lr, #DW_LEFT]
  ldr r5, [lr, #DW_COPIED]
  add r9, r12
  vmov r0, s29
  cbnz r7, 11f
  cbz r0, 12f
  subs r0, #1
  vmov s29, r0
  vmov r7, s28
  vmov r12, s30
  vmov r8, s23
  add r12, r7
  vmov s28, r12
  subs r5, #4
  blo 14f
  add r0, r8, r8, lsl #1
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
  vmov s22, r7
12:
  movs r10, #0
17:
  str r10, [r9], #4
  subs r5, #1
  bne 17b
16:
.endm

// Goes on at `next` as long as there are rows of output.
.macro END_ROW next
  ldr r0, [lr, #DW_Y_ROW]
  vmov r12, s27
  add r3, r0
  subs r12, #1
  vmov s27, r12
  bne.w \next
.endm

// The code that begins a row, at DW_BEGIN, leads into a loop over it. The window turns through the registers: rows
// whose length is no multiple of 3 begin at another turn.
.macro STRIDE_1 name, order
.global \name\()_begin0
.thumb_func
\name\()_begin0:
  COLUMN s10, s11, s12, 0
  COLUMN s13, s14, s15, 4
  b 2f
.global \name\()_begin1
.thumb_func
\name\()_begin1:
  ADVANCE -4
  COLUMN s13, s14, s15, 4
  COLUMN s16, s17, s18, 8
  COLUMN s10, s11, s12, 12
  b.w 3f
.global \name\()_begin2
.thumb_func
\name\()_begin2:
  ADVANCE -8
  COLUMN s16, s17, s18, 8
  COLUMN s10, s11, s12, 12
  COLUMN s13, s14, s15, 16
  b.w 4f
2:
  COLUMN s16, s17, s18, 8
  SUM \order, s10, s11, s12, s13, s14, s15, s16, s17, s18
  COLUMN s10, s11, s12, 12
  STORE
3:
  SUM \order, s13, s14, s15, s16, s17, s18, s10, s11, s12
  COLUMN s13, s14, s15, 16
  STORE
4:
  SUM \order, s16, s17, s18, s10, s11, s12, s13, s14, s15
  ADVANCE 12
  STORE
  subs r5, #1
  bne.w 2b
  END_ROW .Lnext_row
.endm

// void tmb_depthwise_3x3(Channels3x3*). Rows of output take one row of x each with stride 1, two with stride 2.
.section .text.tmb_depthwise_3x3, "ax"
.global tmb_depthwise_3x3
.thumb_func
.type tmb_depthwise_3x3, %function
tmb_depthwise_3x3:
  push {r4-r11, lr}
  vpush {s16-s30}
  mov lr, r0
  vldr s23, [lr, #DW_X_PIXEL]
  vldr s30, [lr, #DW_X_ROW]
  ldr r4, [lr, #DW_Y_PIXEL]
  ldr r6, [lr, #DW_RELU]
.Lchannel:
  vldr s24, [lr, #DW_LINES]
  vldr s25, [lr, #DW_LINES + 4]
  vldr s26, [lr, #DW_LINES + 8]
  vldr s28, [lr, #DW_X]
  vldr s29, [lr, #DW_ROWS_IN]
  vldr s22, [lr, #DW_ABOVE]
  vldr s27, [lr, #DW_ROWS_OUT]
  ldr r1, [lr, #DW_W]
  ldr r2, [lr, #DW_BIAS]
  ldr r3, [lr, #DW_Y]
  ldr r5, [lr, #DW_BIAS_STEP]
  sub r3, r4
  vldm r1!, {s0-s8}
  vldr s9, [r2]
  add r2, r5
  str r1, [lr, #DW_W]
  str r2, [lr, #DW_BIAS]
  COPY_ROW
.Lnext_two_rows:
  COPY_ROW
.Lnext_row:
  COPY_ROW
  ldr r12, [lr, #DW_BEGIN]
  ldr r5, [lr, #DW_PASSES]
  vmov r0, s24
  vmov r1, s25
  vmov r2, s26
  bx r12

STRIDE_1 tmb_depthwise_3x3_s1_transposed, COLUMNS
  b .Lend_channel

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
  COLUMN s13, s14, s15, 12
  b.w 3f
2:
  COLUMN s13, s14, s15, 4
  COLUMN s16, s17, s18, 8
  SUM ROWS, s10, s11, s12, s13, s14, s15, s16, s17, s18
  COLUMN s13, s14, s15, 12
  STORE
3:
  COLUMN s10, s11, s12, 16
  SUM ROWS, s16, s17, s18, s13, s14, s15, s10, s11, s12
  ADVANCE 16
  STORE
  subs r5, #1
  bne.w 2b
  END_ROW .Lnext_two_rows
  b .Lend_channel

STRIDE_1 tmb_depthwise_3x3_s1, ROWS
.Lend_channel:
  ldr r0, [lr, #DW_X]
  ldr r1, [lr, #DW_Y]
  ldr r2, [lr, #DW_CHANNELS]
  adds r0, #4
  adds r1, #4
  str r0, [lr, #DW_X]
  str r1, [lr, #DW_Y]
  subs r2, #1
  str r2, [lr, #DW_CHANNELS]
  bne.w .Lchannel
  vpop {s16-s30}
  pop {r4-r11, pc}
.size tmb_depthwise_3x3, . - tmb_depthwise_3x3
