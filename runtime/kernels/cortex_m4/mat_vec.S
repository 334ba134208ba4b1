// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of MatVecF32 (mat_vec_f32.cc): 16 sums in registers, for each k 16 weights in two groups of loads,
// multiplied in place: 3.2 cycles a multiply-add. A pass takes 8 steps of k (f16 and bf16: 4, s8: 2); the
// first one begins in the middle when k is no multiple of that.
//
// Sums of S8 weights begin at 0, and scales and bias come behind them: the scales lie before a panel's weights.
//
// r0 x, r1 w, r2 first sums, r3 y, r4 passes, r5 those left, r6 panels, r7 their step, r8 relu, r9 entry of the loop;
// s0-s15 sums, s16-s23 weights, s28 x, s29 how far w goes back between panels, of S8 weights s24 bias, s25 its step,
// s30 bytes of a panel.
.syntax unified
.thumb
.fpu fpv4-sp-d16

.macro MULTIPLY_8
.irp i, 16, 17, 18, 19, 20, 21, 22, 23
  vmul.f32 s\i, s\i, s28
.endr
.endm

.macro ADD_LOW
  vadd.f32 s0, s0, s16
  vadd.f32 s1, s1, s17
  vadd.f32 s2, s2, s18
  vadd.f32 s3, s3, s19
  vadd.f32 s4, s4, s20
  vadd.f32 s5, s5, s21
  vadd.f32 s6, s6, s22
  vadd.f32 s7, s7, s23
.endm

.macro ADD_HIGH
  vadd.f32 s8, s8, s16
  vadd.f32 s9, s9, s17
  vadd.f32 s10, s10, s18
  vadd.f32 s11, s11, s19
  vadd.f32 s12, s12, s20
  vadd.f32 s13, s13, s21
  vadd.f32 s14, s14, s22
  vadd.f32 s15, s15, s23
.endm

.macro LOAD_8_F32 offset
  vldr s16, [r1, #\offset]
  vldr s17, [r1, #\offset + 4]
  vldr s18, [r1, #\offset + 8]
  vldr s19, [r1, #\offset + 12]
  vldr s20, [r1, #\offset + 16]
  vldr s21, [r1, #\offset + 20]
  vldr s22, [r1, #\offset + 24]
  vldr s23, [r1, #\offset + 28]
.endm

.macro LOAD_8_F16 offset
  vldr s24, [r1, #\offset]
  vldr s25, [r1, #\offset + 4]
  vldr s26, [r1, #\offset + 8]
  vldr s27, [r1, #\offset + 12]
  vcvtb.f32.f16 s16, s24
  vcvtt.f32.f16 s17, s24
  vcvtb.f32.f16 s18, s25
  vcvtt.f32.f16 s19, s25
  vcvtb.f32.f16 s20, s26
  vcvtt.f32.f16 s21, s26
  vcvtb.f32.f16 s22, s27
  vcvtt.f32.f16 s23, s27
.endm

.macro TWO_BF16 word, low, high
  lsl.w r12, \word, #16
  bfc \word, #0, #16
  vmov \low, r12
  vmov \high, \word
.endm

.macro LOAD_8_BF16 offset
  ldr.w r10, [r1, #\offset]
  ldr.w r11, [r1, #\offset + 4]
  TWO_BF16 r10, s16, s17
  TWO_BF16 r11, s18, s19
  ldr.w r10, [r1, #\offset + 8]
  ldr.w r11, [r1, #\offset + 12]
  TWO_BF16 r10, s20, s21
  TWO_BF16 r11, s22, s23
.endm

.macro FOUR_S8 word, a, b, c, d
  sxtb.w r12, \word
  sbfx lr, \word, #8, #8
  vmov \a, r12
  vmov \b, lr
  sbfx r12, \word, #16, #8
  asr.w lr, \word, #24
  vmov \c, r12
  vmov \d, lr
.irp s, \a, \b, \c, \d
  vcvt.f32.s32 \s, \s
.endr
.endm

.macro LOAD_8_S8 offset
  ldr.w r10, [r1, #\offset]
  ldr.w r11, [r1, #\offset + 4]
  FOUR_S8 r10, s16, s17, s18, s19
  FOUR_S8 r11, s20, s21, s22, s23
.endm

// The scales of the panel that w is behind, then the bias; w goes on to the next panel's weights.
.macro SCALE_SUMS
  vmov r10, s30
  sub r10, r1, r10
  add.w r1, #16 * 4
  vldm r10!, {s16-s23}
.irp i, 0, 1, 2, 3, 4, 5, 6, 7
  SCALE_SUM %(\i), %(\i + 16)
.endr
  vldm r10, {s16-s23}
.irp i, 8, 9, 10, 11, 12, 13, 14, 15
  SCALE_SUM %(\i), %(\i + 8)
.endr
  vmov r10, s24
  vmov r11, s25
  add r11, r10
  vmov s24, r11
  vldm r10!, {s16-s23}
  ADD_LOW
  vldm r10, {s16-s23}
  ADD_HIGH
.endm

.macro SCALE_SUM sum, scale
  vmul.f32 s\sum, s\sum, s\scale
.endm

.macro ROW type, k, bytes
  vldr s28, [r0, #4 * \k]
  LOAD_8_\type (16 * \bytes * \k)
  MULTIPLY_8
  ADD_LOW
  LOAD_8_\type (16 * \bytes * \k + 8 * \bytes)
  MULTIPLY_8
  ADD_HIGH
.endm

.macro STORE_RELU a, b, c, d
  vmov r10, r11, \a, \b
  vmov r12, lr, \c, \d
  bic.w r10, r10, r10, asr #31
  bic.w r11, r11, r11, asr #31
  bic.w r12, r12, r12, asr #31
  bic.w lr, lr, lr, asr #31
  stm.w r3!, {r10-r12, lr}
.endm

.macro ROW_AT type, k, bytes
  ROW \type, \k, \bytes
.endm

// row_bytes: code of a ROW; unroll 2^shift. r0 arguments.
.macro MAT_VEC name, type, bytes, row_bytes, shift
.global \name
.thumb_func
.type \name, %function
\name:
  adr r1, 2f
  movw r2, #\row_bytes
  movs r3, #16 * \bytes
  b.w tmb_mat_vec_run
.balign 4
2:
.altmacro
.set k, 0
.rept 1 << \shift
  ROW_AT \type, %k, \bytes
.set k, k + 1
.endr
.noaltmacro
  add.w r0, #4 << \shift
  add.w r1, #(16 * \bytes) << \shift
  subs r5, #1
  bne.w 2b
  sub r0, r0, r4, lsl #(2 + \shift)
.endm

.section .text.tmb_mat_vec_f32, "ax"
MAT_VEC tmb_mat_vec_f32, F32, 4, 196, 3
tmb_mat_vec_end_panel:
  add r2, r7
  cmp r8, #0
  beq 3f
  STORE_RELU s0, s1, s2, s3
  STORE_RELU s4, s5, s6, s7
  STORE_RELU s8, s9, s10, s11
  STORE_RELU s12, s13, s14, s15
  b 4f
3:
  vstm r3!, {s0-s15}
4:
  vmov r10, s29
  sub r1, r10
  subs r6, #1
  bne 1f
  vpop {s16-s30}
  pop {r4-r11, pc}

// r0 arguments, r1 code of the first ROW, r2 bytes of a ROW, r3 of its weights.
tmb_mat_vec_run:
  push {r4-r11, lr}
  vpush {s16-s30}
  add.w r9, r1, #1
  mov r10, r2
  mov r11, r3
  vldr s30, [r0, #36]
  vldr s24, [r0, #40]
  vldr s25, [r0, #44]
  ldm.w r0, {r0-r8}
  mla r9, r5, r10, r9
  mul r11, r5, r11
  vmov s29, r11
1:  // a panel
  vldm r2, {s0-s15}
  mov r5, r4
  bx r9
.size tmb_mat_vec_f32, . - tmb_mat_vec_f32

.section .text.tmb_mat_vec_narrow, "ax"
MAT_VEC tmb_mat_vec_f16, F16, 2, 228, 2
  b.w tmb_mat_vec_end_panel
.size tmb_mat_vec_f16, . - tmb_mat_vec_f16
MAT_VEC tmb_mat_vec_bf16, BF16, 2, 292, 2
  b.w tmb_mat_vec_end_panel
.size tmb_mat_vec_bf16, . - tmb_mat_vec_bf16
.section .text.tmb_mat_vec_s8, "ax"
MAT_VEC tmb_mat_vec_s8, S8, 1, 340, 1
.altmacro
  SCALE_SUMS
.noaltmacro
  b.w tmb_mat_vec_end_panel
.size tmb_mat_vec_s8, . - tmb_mat_vec_s8
