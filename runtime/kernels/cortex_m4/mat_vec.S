// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loop of MatVecF32: 16 sums in registers, for each k 16 weights in two groups of loads, multiplied
// in place: 3.2 cycles a multiply-add. A pass takes 4 steps of k; the first one begins in the middle
// when k is no multiple of 4.
//
// tmb_mat_vec_TYPE(x, w, sums, k): sums[0..15] += sum over k of x[k] * w[k, 0..15].
// r0 x, r1 w, r2 sums, r3 passes; s0-s15 sums, s16-s23 weights, s28 x.
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
  ldr.w r4, [r1, #\offset]
  ldr.w r5, [r1, #\offset + 4]
  ldr.w r6, [r1, #\offset + 8]
  ldr.w r7, [r1, #\offset + 12]
  TWO_BF16 r4, s16, s17
  TWO_BF16 r5, s18, s19
  TWO_BF16 r6, s20, s21
  TWO_BF16 r7, s22, s23
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

// row_bytes: code of a ROW.
.macro MAT_VEC name, type, bytes, row_bytes
.global \name
.thumb_func
.type \name, %function
\name:
  push {r4-r7, lr}
  vpush {s16-s28}
  vldm r2, {s0-s15}
  rsb r4, r3, #0
  and r4, r4, #3                 // steps that the first pass leaves out
  sub r0, r0, r4, lsl #2
  movs r5, #16 * \bytes
  mls r1, r4, r5, r1
  add r3, #3
  lsr r3, r3, #2
  adr r5, 1f
  add.w r5, #1
  movw r6, #\row_bytes
  mla r5, r4, r6, r5
  bx r5
.balign 4
1:
  ROW \type, 0, \bytes
  ROW \type, 1, \bytes
  ROW \type, 2, \bytes
  ROW \type, 3, \bytes
  add.w r0, #16
  add.w r1, #64 * \bytes
  subs r3, #1
  bne.w 1b
  vstm r2, {s0-s15}
  vpop {s16-s28}
  pop {r4-r7, pc}
.size \name, . - \name
.endm

.section .text.tmb_mat_vec_f32, "ax"
MAT_VEC tmb_mat_vec_f32, F32, 4, 196
.section .text.tmb_mat_vec_narrow, "ax"
MAT_VEC tmb_mat_vec_f16, F16, 2, 228
MAT_VEC tmb_mat_vec_bf16, BF16, 2, 292
