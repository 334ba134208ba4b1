// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The transforms of WinogradS8 (winograd_s8.cc, runtime/kernels/winograd_s8.h).
.syntax unified
.thumb
.fpu fpv4-sp-d16

// tmb_winograd_s8_input(x, row_bytes, pixel_bytes, v, position_bytes): 6 x 6 words of 4 channels each, to two words of each
// position, 16 bytes apart. Bytes become x + 128; a word holds two channels as 65536 * high + low, of
// which sums and shifts are those of both as long as a low number that is negative takes its one from the high one. 0x8000 more
// gives it back: it is added to what has the factor 1 in all sums, and taken out of the low half.
//
// Lines of rows lie on the stack, the last row's first; s0 x's end, s1 row, s2 pixel, s3 v, s4 position bytes.
.section .text.tmb_winograd_s8_input, "ax"
.global tmb_winograd_s8_input
.thumb_func
.type tmb_winograd_s8_input, %function

// B^T of r0-r5 in place but for two sums: they are then in r0, r12, r3, r4, r2, r5.
.macro TRANSFORM_INPUT a, b, c, d, e, f
  sub \a, \a, \c
  sub r12, \b, \d
  add \a, \e, \a, lsl #2
  add \f, \f, r12, lsl #2
  sub \a, \a, \c
  sub \f, \f, \d
  add r12, \b, \c
  add lr, \d, \e
  sub r12, lr, r12, lsl #2
  sub lr, \b, \c
  sub \b, \d, \b
  sub \c, \e, \c
  sub \d, \e, \d
  add \e, \c, \b, lsl #1
  sub \c, \c, \b, lsl #1
  add \d, \d, lr, lsl #2
.endm

.macro LINE half
.if \half
  uxtb16 r6, r0, ror #8
  uxtb16 r7, r1, ror #8
  uxtb16 r8, r2, ror #8
  uxtb16 r9, r3, ror #8
  uxtb16 r10, r4, ror #8
  uxtb16 r11, r5, ror #8
.else
  uxtb16 r6, r0
  uxtb16 r7, r1
  uxtb16 r8, r2
  uxtb16 r9, r3
  uxtb16 r10, r4
  uxtb16 r11, r5
.endif
  TRANSFORM_INPUT r6, r7, r8, r9, r10, r11
  str r6, [sp, #(24 * \half)]
  str r12, [sp, #(24 * \half + 4)]
  str r9, [sp, #(24 * \half + 8)]
  str r10, [sp, #(24 * \half + 12)]
  str r8, [sp, #(24 * \half + 16)]
  str r11, [sp, #(24 * \half + 20)]
.endm

.set LINE_BYTES, 48

tmb_winograd_s8_input:
  push {r4-r11, lr}
  ldr r4, [sp, #36]
  vmov s1, r1
  vmov s2, r2
  vmov s3, r3
  vmov s4, r4
  mov r12, #6
  mla r12, r1, r12, r0
  vmov s0, r12
  mov lr, r0
1:  // a row
  vmov r12, s2
  sub sp, #LINE_BYTES
  add r6, r12, r12, lsl #1
  add r7, lr, r6
  ldr r0, [lr]
  ldr r1, [lr, r12]
  ldr r2, [lr, r12, lsl #1]
  ldr r3, [r7]
  ldr r4, [lr, r12, lsl #2]
  ldr r5, [r7, r12, lsl #1]
  vmov r6, s1
  add lr, r6
  vmov s5, lr
  eor r0, r0, #0x80808080
  eor r1, r1, #0x80808080
  eor r2, r2, #0x80808080
  eor r3, r3, #0x80808080
  eor r4, r4, #0x80808080
  eor r5, r5, #0x80808080
  LINE 0
  LINE 1
  vmov lr, s5
  vmov r12, s0
  cmp lr, r12
  bne 1b
  mov r6, sp
  add r11, r6, #24
  vmov r7, s3
  vmov r10, s4
  add r9, r10, r10, lsl #1
  lsl r9, r9, #1
2:  // a column of two channels
  ldr r0, [r6, #(5 * LINE_BYTES)]
  ldr r1, [r6, #(4 * LINE_BYTES)]
  ldr r2, [r6, #(3 * LINE_BYTES)]
  ldr r3, [r6, #(2 * LINE_BYTES)]
  ldr r4, [r6, #LINE_BYTES]
  ldr r5, [r6], #4
  add r4, r4, #0x8000
  add r5, r5, #0x8000
  TRANSFORM_INPUT r0, r1, r2, r3, r4, r5
  eor r0, r0, #0x8000
  str r0, [r7]
  add r0, r7, r9
  eor r12, r12, #0x8000
  str r12, [r0]
  add r0, r9
  eor r3, r3, #0x8000
  str r3, [r0]
  add r0, r9
  eor r4, r4, #0x8000
  str r4, [r0]
  add r0, r9
  eor r2, r2, #0x8000
  str r2, [r0]
  add r0, r9
  eor r5, r5, #0x8000
  str r5, [r0]
  add r7, r10
  cmp r6, r11
  bne 2b
  add r12, sp, #48
  cmp r11, r12
  it ne
  vmovne r7, s3
  add r11, #24
  add r7, #16
  bne 2b
  add sp, #(6 * LINE_BYTES)
  pop {r4-r11, pc}
.size tmb_winograd_s8_input, . - tmb_winograd_s8_input

// tmb_winograd_s8_output(output): channels of a tile, from their first sums to a tile of y or to 16 sums each. Columns
// first, their lines on the stack, the last column's first. s0-s9 are the WinogradOutput's fields,
// s11 the row's place in y, s12 the end of rows, s13 multiplier, s15 channels left.
.set LANES_BYTES, 32  // sums of a position
.set OUTPUT_CHANNELS, 40
.set INVERSE_OF_9, 0x38e38e39
.set COLUMN_BYTES, 16

// A^T of r0-r5: r2, r4, r6, r1.
.macro TRANSFORM_OUTPUT
  add r6, r1, r2
  sub r1, r1, r2
  add r7, r3, r4
  sub r3, r3, r4
  add r0, r0, r0, lsl #1
  add r5, r5, r5, lsl #1
  sub r2, r7, r6, lsl #2
  sub r4, r3, r1, lsl #1
  sub r6, r7, r6
  rsb r1, r1, r3, lsl #1
  add r2, r2, r0, lsl #1
  add r1, r1, r5, lsl #1
.endm

.section .text.tmb_winograd_s8_output, "ax"
.global tmb_winograd_s8_output
.thumb_func
.type tmb_winograd_s8_output, %function
tmb_winograd_s8_output:
  push {r4-r11, lr}
  vldm r0, {s0-s9}
  ldr r1, [r0, #OUTPUT_CHANNELS]
  vmov s15, r1
1:  // a channel
  vmov r8, s0
  add r9, r8, #(6 * LANES_BYTES)
2:  // a column
  ldr r1, [r8, #(6 * LANES_BYTES)]
  ldr r2, [r8, #(12 * LANES_BYTES)]
  ldr r3, [r8, #(18 * LANES_BYTES)]
  ldr r4, [r8, #(24 * LANES_BYTES)]
  ldr r5, [r8, #(30 * LANES_BYTES)]
  ldr r0, [r8], #LANES_BYTES
  sub sp, #COLUMN_BYTES
  TRANSFORM_OUTPUT
  lsl r4, r4, #1
  lsl r6, r6, #2
  lsl r1, r1, #2
  str r2, [sp]
  str r4, [sp, #4]
  str r6, [sp, #8]
  str r1, [sp, #12]
  cmp r8, r9
  bne 2b
  vmov r0, s1
  movw r8, #(INVERSE_OF_9 & 0xffff)
  movt r8, #(INVERSE_OF_9 >> 16)
  ldr r11, [r0]
  ldr r12, [r0, #8]
  add r0, #4
  vmov s1, r0
  lsl r9, r8, #1
  lsl r10, r8, #2
  vmov s13, r12
  vmov r7, s2
  add r0, r7, #1
  vmov s2, r0
  vmov r6, s4
  add r6, r7, r6, lsl #2
  vmov s12, r6
  vmov lr, s5
3:  // a row; r7 is where it goes
  vmov s11, r7
  ldr r0, [sp, #(5 * COLUMN_BYTES)]
  ldr r1, [sp, #(4 * COLUMN_BYTES)]
  ldr r2, [sp, #(3 * COLUMN_BYTES)]
  ldr r3, [sp, #(2 * COLUMN_BYTES)]
  ldr r4, [sp, #COLUMN_BYTES]
  ldr r5, [sp], #4
  TRANSFORM_OUTPUT
  vmov r0, s11
  vmov r3, s3
  vmov r5, s9
  mla r2, r2, r8, r11
  mla r4, r4, r9, r11
  mla r6, r6, r10, r11
  mla r1, r1, r10, r11
  cbnz r5, 5f
4:
  smmla r2, r2, r12, lr
  smmla r4, r4, r12, lr
  smmla r6, r6, r12, lr
  smmla r1, r1, r12, lr
  ssat r2, #8, r2, asr #6
  strb r2, [r0]
  adds r5, r0, r3
  ssat r4, #8, r4, asr #6
  strb r4, [r5]
  add r5, r3
  ssat r6, #8, r6, asr #6
  strb r6, [r5]
  add r5, r3
  ssat r1, #8, r1, asr #6
  strb r1, [r5]
  vmov r5, s4
  vmov r1, s12
  adds r7, r0, r5
  cmp r7, r1
  bne 3b
  b 7f
5:
  cmp r5, #1
  bne 6f
  // the residual's shares
  vmov r5, s6
  vmov r7, s7
  add r5, r0
  ldrsb r12, [r5]
  ldrsb lr, [r5, r3]
  smulwb r12, r7, r12
  smulwb lr, r7, lr
  add r2, r2, r12, lsl #6
  add r4, r4, lr, lsl #6
  ldrsb r12, [r5, r3, lsl #1]
  add r5, r3
  ldrsb lr, [r5, r3, lsl #1]
  smulwb r12, r7, r12
  smulwb lr, r7, lr
  add r6, r6, r12, lsl #6
  add r1, r1, lr, lsl #6
  vmov r12, s13
  vmov lr, s5
  b 4b
6:  // sums
  asr r2, r2, #6
  asr r4, r4, #6
  asr r6, r6, #6
  asr r1, r1, #6
  str r2, [r0]
  str r4, [r0, #4]
  str r6, [r0, #8]
  str r1, [r0, #12]
  vmov r1, s12
  add r7, r0, #16
  cmp r7, r1
  bne 3b
  vmov s2, r7
7:
  add sp, #(5 * COLUMN_BYTES)
  vmov r0, s0
  vmov r1, s15
  vmov.f32 s7, s8
  add r0, #16
  vmov s0, r0
  subs r1, #1
  vmov s15, r1
  bne.w 1b
  pop {r4-r11, pc}
.size tmb_winograd_s8_output, . - tmb_winograd_s8_output
