// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// 3 x 3 depthwise convolution of s8 with stride 1 or 2, see depthwise_s8.cc. A group is 3 to 6 neighbouring columns of
// output. Its lines hold the pixels that a row of them reads, in words of two neighbours of 16 bits; words of 4 channels
// stand one after the other. So all offsets are immediate, and a row of output is straight code.
.syntax unified
.thumb
.fpu fpv4-sp-d16

.set DS_LINES, 0         // of the first channel
.set DS_Y, 4             // of the first channel
.set DS_TABLE, 8         // 6 words of weights, bias, multiplier for each channel
.set DS_CHANNELS, 12
.set DS_Y_PIXEL, 16      // bytes, as all distances
.set DS_Y_ROW, 20
.set DS_Y_ZERO, 24
.set DS_Y_BYTES, 28      // of an output
.set DS_GROUPS, 32       // groups of one width, then those that are one column narrower:
.set G_RUN, 0            // address of the loop over groups of a width
.set G_COUNT, 4
.set G_SPAN, 8           // of the lines at which rows of output begin
.set G_LINES, 12         // from behind these to the next group's
.set G_Y, 16             // from behind the last row of y to the next group
.set G_COLUMNS, 20
.set G_LINE, 24
.set DS_NARROW, 60

// The words (w0, w1) and (w1, w2) of a row of weights.
.macro WEIGHTS word, first, second
  sxtb16 r12, \word
  sxtb16 \second, \word, ror #8
  pkhbt \first, r12, \second, lsl #16
  pkhbt \second, \second, r12
.endm

// r0 table, r1 weights, r2 parameters, r3 channels.
.section .text.tmb_depthwise_s8_table, "ax"
.global tmb_depthwise_s8_table
.thumb_func
.type tmb_depthwise_s8_table, %function
tmb_depthwise_s8_table:
  push {r4-r11, lr}
0:
  ldr r4, [r1]
  ldr r6, [r1, #3]
  ldr r8, [r1, #5]       // nothing is read behind the last weight
  adds r1, #9
  lsr r8, #8
  WEIGHTS r4, r4, r5
  WEIGHTS r6, r6, r7
  WEIGHTS r8, r8, r9
  ldmia r2!, {r10, r11}
  stmia r0!, {r4-r11}
  subs r3, #1
  bne 0b
  pop {r4-r11, pc}
.size tmb_depthwise_s8_table, . - tmb_depthwise_s8_table

// s0-s5 weights, s6 bias, s7 multiplier, s8 zero point, s14 arguments, s15 return address, s16 y_pixel, s17 y_row.
// Of the next channel s19 lines, s20 y, s21 table; s22 channels left.
.section .text.tmb_depthwise_s8, "ax"
.global tmb_depthwise_s8
.thumb_func
.type tmb_depthwise_s8, %function
tmb_depthwise_s8:
  push {r4-r11, lr}
  vpush {s16-s22}
  vmov s14, r0
  adds r1, r0, #DS_Y_PIXEL
  vldmia r0, {s19-s22}
  vldmia r1, {s16, s17}
  vldr s8, [r1, #(DS_Y_ZERO - DS_Y_PIXEL)]
  mov r1, r0
0:
  vmov r3, s21
  vmov r10, s19
  vmov r2, s20
  vldmia r3!, {s0-s7}
  ldr r5, [r1, #DS_Y_BYTES]
  adds r1, #DS_GROUPS
  vmov s21, r3
  ldr r4, [r1, #G_RUN]
  add r3, r10, #4
  vmov s19, r3
  adds r3, r2, r5
  vmov s20, r3
  blx r4
  vmov r1, s14
  ldr r4, [r1, #(DS_NARROW + G_RUN)]
  cbz r4, 1f
  adds r1, #DS_NARROW
  blx r4
  vmov r1, s14
1:
  vmov r3, s22
  subs r3, #1
  vmov s22, r3
  bne 0b
  vpop {s16-s22}
  pop {r4-r11, pc}
.size tmb_depthwise_s8, . - tmb_depthwise_s8

// s9 (with less than 6 sums r5) end of the first lines, s10 groups left, s15 return address, s18 arguments of this width.
// r0-r5 sums, r6 weights, with stride 2 r7, too; else r7 y_pixel; r8, r9, r11, r12 pixels, r10 lines, lr y.

// Up to 8 pixels of a line.
.macro PIXELS count, at
  ldr r8, [r10, #(\at)]
  ldr r9, [r10, #(\at + 16)]
  ldr r11, [r10, #(\at + 32)]
.if \count > 6
  ldr r12, [r10, #(\at + 48)]
.endif
.endm

// Sums of a row of pixels with stride 1; the first row's begin with the bias, which is in the last sum, and its pixels are there.
.macro ROW_1 columns, at, first, second, begin
.ifb \begin
  PIXELS \columns + 2, \at
.endif
  vmov r6, \first
.ifnb \begin
  smlad r0, r8, r6, \begin
  smlatb r1, r8, r6, \begin
  smlad r2, r9, r6, \begin
.if \columns > 3
  smlatb r3, r9, r6, \begin
.endif
.if \columns > 4
  smlad r4, r11, r6, \begin
.endif
.if \columns > 5
  smlatb r5, r11, r6, \begin
.endif
.else
  smlad r0, r8, r6, r0
  smlatb r1, r8, r6, r1
  smlad r2, r9, r6, r2
.if \columns > 3
  smlatb r3, r9, r6, r3
.endif
.if \columns > 4
  smlad r4, r11, r6, r4
.endif
.if \columns > 5
  smlatb r5, r11, r6, r5
.endif
.endif
  vmov r6, \second
  smlabt r0, r9, r6, r0
  smlad r1, r9, r6, r1
  smlabt r2, r11, r6, r2
.if \columns > 3
  smlad r3, r11, r6, r3
.endif
.if \columns > 4
  smlabt r4, r12, r6, r4
.endif
.if \columns > 5
  smlad r5, r12, r6, r5
.endif
.endm

// With stride 2.
.macro ROW_2 columns, at, first, second, begin
.ifb \begin
  PIXELS 8, \at
.endif
  vmov r6, \first
  vmov r7, \second
.ifnb \begin
  smlad r0, r8, r6, \begin
  smlad r1, r9, r6, \begin
  smlad r2, r11, r6, \begin
.if \columns > 3
  smlad r3, r12, r6, \begin
.endif
.else
  smlad r0, r8, r6, r0
  smlad r1, r9, r6, r1
  smlad r2, r11, r6, r2
.if \columns > 3
  smlad r3, r12, r6, r3
.endif
.endif
  smlabt r0, r9, r7, r0
  smlabt r1, r11, r7, r1
  smlabt r2, r12, r7, r2
.if \columns > 3
  ldr r8, [r10, #(\at + 64)]
.if \columns > 4
  ldr r9, [r10, #(\at + 80)]
.endif
.if \columns > 5
  ldr r11, [r10, #(\at + 96)]
.endif
  smlabt r3, r8, r7, r3
.endif
.ifnb \begin
.if \columns > 4
  smlad r4, r8, r6, \begin
.endif
.if \columns > 5
  smlad r5, r9, r6, \begin
.endif
.else
.if \columns > 4
  smlad r4, r8, r6, r4
.endif
.if \columns > 5
  smlad r5, r9, r6, r5
.endif
.endif
.if \columns > 4
  smlabt r4, r9, r7, r4
.endif
.if \columns > 5
  smlabt r5, r11, r7, r5
.endif
.endm

.macro REQUANTIZE sums:vararg
.irp sum, \sums
  smmlar \sum, \sum, r11, r12
.endr
.irp sum, \sums
  ssat \sum, #8, \sum
.endr
.endm

.macro GROUPS name, stride, columns, pixels, last, sums:vararg
.if \stride == 1
.set LINE, (\columns + 3) / 2 * 16
.else
.set LINE, (\columns + 1) * 16
.endif
.section .text.\name, "ax"
.global \name
.thumb_func
.type \name, %function
\name:
  vmov s15, lr
  vmov s18, r1
  mov lr, r2
  vldr s10, [r1, #G_COUNT]
.if \stride == 1
  vmov r7, s16
.endif
0:
  ldr r3, [r1, #G_SPAN]
  PIXELS \pixels, 0
  add r3, r10
.if \columns == 6
  vmov s9, r3
.else
  mov r5, r3
.endif
1:
  vmov \last, s6
  ROW_\stride \columns, 0, s0, s1, \last
  ROW_\stride \columns, LINE, s2, s3
  ROW_\stride \columns, 2 * LINE, s4, s5
  vmov r11, s7
  vmov r12, s8
  REQUANTIZE \sums
.if \stride == 2
  vmov r7, s16
.endif
  add r10, #(LINE * \stride)
.if \columns == 6
  vmov r12, s9
  cmp r10, r12
.else
  cmp r10, r5
.endif
  add r6, lr, r7, lsl #1
  strb r0, [lr]
  strb r2, [r6]
.if \columns > 3
  strb r3, [r6, r7]
.endif
.if \columns > 4
  add r6, r6, r7, lsl #1
.endif
  PIXELS \pixels, 0     // of the next row, if there is one; a store behind loads takes one cycle less
  strb r1, [lr, r7]
.if \columns > 4
  strb r4, [r6]
.endif
.if \columns > 5
  strb r5, [r6, r7]
.endif
  vmov r6, s17
  add lr, r6
  bne.w 1b
  vmov r1, s18
  vmov r5, s10
  ldr r3, [r1, #G_LINES]
  ldr r4, [r1, #G_Y]
  subs r5, #1
  add r10, r3
  add lr, r4
  vmov s10, r5
  bne.w 0b
  vmov r1, s15
  mov r2, lr
  bx r1
.size \name, . - \name
.endm

.macro WIDTHS stride, pixels, few_pixels
  GROUPS tmb_depthwise_s8_3_s\stride, \stride, 3, \few_pixels, r2, r0, r1, r2
  GROUPS tmb_depthwise_s8_4_s\stride, \stride, 4, \few_pixels, r3, r0, r1, r2, r3
  GROUPS tmb_depthwise_s8_5_s\stride, \stride, 5, \pixels, r4, r0, r1, r2, r3, r4
  GROUPS tmb_depthwise_s8_6_s\stride, \stride, 6, \pixels, r5, r0, r1, r2, r3, r4, r5
.endm
WIDTHS 1, 8, 6
WIDTHS 2, 8, 8

// Outputs of 16 bits, two columns at a time: r0, r1 sums, r2 y, r3 y_pixel, r4 columns left, r5 line, r6 weights, r7-r9
// pixels, r10 first line, r11 and r12 pixels of two columns in the first and a later line, lr y of the row. s9 end of the first lines, s10
// groups left, s11 columns, s15 return address, s18 arguments of this width.
.macro HALVES_ROW stride, line, first, second, begin=r1
  ldr r8, [\line]
  ldr r9, [\line, #16]
.if \stride == 2
  it hi
  ldrhi r7, [\line, #32]
.endif
  vmov r6, \first
.ifc \begin, r0
  smlad r0, r8, r6, r0
.else
  smlad r0, r8, r6, r1
.endif
.if \stride == 1
  smlatb r1, r8, r6, r1
.else
  smlad r1, r9, r6, r1
.endif
  vmov r6, \second
  smlabt r0, r9, r6, r0
.if \stride == 1
  smlad r1, r9, r6, r1
.else
  smlabt r1, r7, r6, r1
.endif
.endm

.macro HALVES stride
.section .text.tmb_depthwise_s16_s\stride, "ax"
.global tmb_depthwise_s16_s\stride
.thumb_func
.type tmb_depthwise_s16_s\stride, %function
tmb_depthwise_s16_s\stride:
  vmov s15, lr
  vmov s18, r1
  mov lr, r2
  vldr s10, [r1, #G_COUNT]
  vldr s11, [r1, #G_COLUMNS]
  ldr r5, [r1, #G_LINE]
  vmov r3, s16
0:
  ldr r2, [r1, #G_SPAN]
  add r2, r10
  vmov s9, r2
1:
  mov r2, lr
  mov r11, r10
  vmov r4, s11
2:
  vmov r1, s6
.if \stride == 2
  cmp r4, #1             // the pixel behind a single column may be behind the line
.endif
  HALVES_ROW \stride, r11, s0, s1
  add r12, r11, r5
  HALVES_ROW \stride, r12, s2, s3, r0
  add r12, r5
  HALVES_ROW \stride, r12, s4, s5, r0
  vmov r6, s7
  vmov r7, s8
  smmlar r0, r0, r6, r7
  smmlar r1, r1, r6, r7
  ssat r0, #16, r0
  ssat r1, #16, r1
  subs r4, #2
  strh r0, [r2]
  it hs
  strhhs r1, [r2, r3]
  add r2, r2, r3, lsl #1
  add r11, #(16 * \stride)
  bhi 2b
  vmov r2, s17
  vmov r4, s9
  add lr, r2
  add r10, r10, r5, lsl #(\stride - 1)
  cmp r10, r4
  bne 1b
  vmov r1, s18
  vmov r2, s10
  ldr r4, [r1, #G_LINES]
  ldr r6, [r1, #G_Y]
  add r10, r4
  add lr, r6
  subs r2, #1
  vmov s10, r2
  bne 0b
  vmov r4, s15
  mov r2, lr
  bx r4
.size tmb_depthwise_s16_s\stride, . - tmb_depthwise_s16_s\stride
.endm
HALVES 1
HALVES 2
