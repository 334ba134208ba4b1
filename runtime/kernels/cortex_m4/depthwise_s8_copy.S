// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Copies pixels of 4 channels to the lines of depthwise_s8.S: an odd one at the left, to the second half of its words; groups of
// 4 (2 cycles an element); a pair; an odd one, to the first half. The other halves stay: they are padding or not used.
// Arguments: the groups of columns, and what they share.
.syntax unified
.thumb
.fpu fpv4-sp-d16

.set DC_X, 0             // row of the first pixels
.set DC_X_PIXEL, 4
.set DC_LINE, 8          // index of the line of that row
.set DC_ROWS, 12
.set DC_GROUPS, 16

// r0 x, r1 lines, r2 rows left, r3 x_pixel, r6 3 * x_pixel, r12 from the end of a line to the next one, lr address of the
// code for so many groups of 4. s0 pixels behind them, s1 groups, s2-s5 shared arguments, s6 groups left, s7 whether there is an
// odd pixel at the left, s8 from the end of a row of x to the next one.

.macro STORE_ODD half, load=ldrsb, bytes=1
  \load r4, [r0]
  \load r5, [r0, #\bytes]
  \load r8, [r0, #(2 * \bytes)]
  \load r9, [r0, #(3 * \bytes)]
  strh r4, [r1, #\half]
  strh r5, [r1, #(\half + 4)]
  strh r8, [r1, #(\half + 8)]
  strh r9, [r1, #(\half + 12)]
.endm

.macro STORE_PAIR a, b, at, temporary=r7
  sxtb16 r10, \a
  sxtb16 r11, \b
  sxtb16 \a, \a, ror #8
  sxtb16 \b, \b, ror #8
  pkhbt \temporary, r10, r11, lsl #16
  pkhtb r11, r11, r10, asr #16
  pkhbt r10, \a, \b, lsl #16
  pkhtb \b, \b, \a, asr #16
  str \temporary, [r1, #\at]
  str r11, [r1, #(\at + 8)]
  str r10, [r1, #(\at + 4)]
  str \b, [r1, #(\at + 12)]
.endm

.macro QUADS count
.global tmb_depthwise_s8_quads\count
.thumb_func
tmb_depthwise_s8_quads\count:
.if \count
  ldr r4, [r0]
  ldr r5, [r0, r3]
  ldr r8, [r0, r3, lsl #1]
  ldr r9, [r0, r6]
  add r0, r0, r3, lsl #2
  STORE_PAIR r4, r5, 0
  STORE_PAIR r8, r9, 16
  adds r1, #32
.endif
.endm

.section .text.tmb_depthwise_s8_copy, "ax"
.global tmb_depthwise_s8_copy
.thumb_func
.type tmb_depthwise_s8_copy, %function
tmb_depthwise_s8_copy:
  push {r4-r11, lr}
  vmov s1, r0
  ldr r3, [r1, #DC_X_PIXEL]
  vldmia r1, {s2-s6}
0:
  vmov r2, s1
  ldmia r2!, {r0, r1, r4, r5, r6, r7, r12, lr}
  vmov s1, r2
  vmov r8, s4
  vmov s0, r5
  mla r1, r4, r8, r1
  vmov r5, s2
  vmov s8, r6
  vmov s7, r7
  add r0, r5
  vmov r2, s5
  add r6, r3, r3, lsl #1
1:
  vmov r7, s7
  cbz r7, 2f
  STORE_ODD 2
  adds r1, #16
  add r0, r3
2:
  bx lr
  QUADS 3
  QUADS 2
  QUADS 1
  QUADS 0
  vmov r7, s0
  cbz r7, 5f
  cmp r7, #1
  beq 4f
  ldr r4, [r0]
  ldr r5, [r0, r3]
  add r0, r0, r3, lsl #1
  STORE_PAIR r4, r5, 0, r8
  adds r1, #16
  cmp r7, #2
  beq 5f
4:
  STORE_ODD 0
5:
.L_row_end:
  vmov r4, s8
  add r1, r12
  add r0, r4
  subs r2, #1
  bne.w 1b
  vmov r2, s6
  subs r2, #1
  vmov s6, r2
  bne.w 0b
  pop {r4-r11, pc}
// Instead of groups of 4, pixels of 16 bits: s0 is twice as many, and 1 more if there is an odd one at the left.
.global tmb_depthwise_s8_halves
.thumb_func
tmb_depthwise_s8_halves:
  vmov r7, s0
  adds r6, r3, #4
  lsrs r7, #1
  bcc 1f
  STORE_ODD 2, ldrsh, 2
  adds r1, #16
  add r0, r3
1:
  subs r7, #2
  blo 3f
2:
  ldr r4, [r0]
  ldr r5, [r0, #4]
  ldr r8, [r0, r3]
  ldr r9, [r0, r6]
  add r0, r0, r3, lsl #1
  pkhbt r10, r4, r8, lsl #16
  pkhtb r8, r8, r4, asr #16
  pkhbt r11, r5, r9, lsl #16
  pkhtb r9, r9, r5, asr #16
  str r10, [r1]
  str r8, [r1, #4]
  str r11, [r1, #8]
  str r9, [r1, #12]
  adds r1, #16
  subs r7, #2
  bhs 2b
3:
  adds r7, #1
  bne .L_row_end
  STORE_ODD 0, ldrsh, 2
  b .L_row_end
.size tmb_depthwise_s8_copy, . - tmb_depthwise_s8_copy
