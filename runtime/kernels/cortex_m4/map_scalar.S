// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The accumulator machine on one lane, for programs of scalars: acc is s0, operand i is the
// word r1[i]. Bytecode is interpreted as it lies: 6 instructions for most operations.
// Operations without a handler go through MapSlowLane. Needs the default NaN mode.
//
//   r0 code   r1 words   r12 handlers

#include "runtime/kernels/cortex_m4/map_macros.h"

.macro next_lane
  ldrb r2, [r0], #1
  ldr pc, [r12, r2, lsl #2]
.endm
// r3: address of the operand.
.macro operand_address
  ldrb r3, [r0], #1
  add r3, r1, r3, lsl #2
.endm

// void EvaluateScalar(const uint8_t* code, uint32_t* words)
function EvaluateScalar
  ldr r12, =.Lhandlers
  next_lane

.Lend:
  bx lr

.Lload:
  operand_address
  vldr s0, [r3]
  next_lane
.Lstore:
  operand_address
  vstr s0, [r3]
  next_lane
.Lselect:
  operand_address
  ldrb r2, [r0], #1
  vmov ip, s0
  cmp ip, #0
  it eq
  addeq r3, r1, r2, lsl #2
  vldr s0, [r3]
  ldr r12, =.Lhandlers
  next_lane

.macro float_lane name, op, a, x
.L\name:
  operand_address
  vldr s1, [r3]
  \op s0, \a, \x
  next_lane
.endm
  float_lane addf, vadd.f32, s0, s1
  float_lane subf, vsub.f32, s0, s1
  float_lane rsubf, vsub.f32, s1, s0
  float_lane mulf, vmul.f32, s0, s1
  float_lane divf, vdiv.f32, s0, s1
  float_lane rdivf, vdiv.f32, s1, s0

.macro extremum_lane name, condition
.L\name:
  operand_address
  vldr s1, [r3]
  vcmp.f32 s0, s1
  vmrs APSR_nzcv, fpscr
  it \condition
  vmov\condition\().f32 s0, s1
  next_lane
.endm
  extremum_lane maxfi, ls
  extremum_lane minfi, gt

.macro compare_lane name, condition, opposite
.L\name:
  operand_address
  vldr s1, [r3]
  vcmp.f32 s0, s1
  vmrs APSR_nzcv, fpscr
  ite \condition
  mov\condition r2, #1
  mov\opposite r2, #0
  vmov s0, r2
  next_lane
.endm
  compare_lane eqf, eq, ne
  compare_lane nef, ne, eq
  compare_lane ltf, mi, pl
  compare_lane lef, ls, hi
  compare_lane gtf, gt, le
  compare_lane gef, ge, lt

.macro integer_lane name, op:vararg
.L\name:
  operand_address
  vmov r2, s0
  ldr r3, [r3]
  \op
  vmov s0, r2
  next_lane
.endm
  integer_lane addi, add r2, r2, r3
  integer_lane subi, sub r2, r2, r3
  integer_lane rsubi, sub r2, r3, r2
  integer_lane muli, mul r2, r2, r3
  integer_lane and, and r2, r2, r3
  integer_lane or, orr r2, r2, r3
  integer_lane xor, eor r2, r2, r3

.macro integer_compare_lane name, condition, opposite
.L\name:
  operand_address
  vmov r2, s0
  ldr r3, [r3]
  cmp r2, r3
  ite \condition
  mov\condition r2, #1
  mov\opposite r2, #0
  vmov s0, r2
  next_lane
.endm
  integer_compare_lane eqi, eq, ne
  integer_compare_lane nei, ne, eq
  integer_compare_lane lts, lt, ge
  integer_compare_lane les, le, gt
  integer_compare_lane gts, gt, le
  integer_compare_lane ges, ge, lt

.macro unary_lane name, op
.L\name:
  adds r0, #1
  \op s0, s0
  next_lane
.endm
  unary_lane negf, vneg.f32
  unary_lane absf, vabs.f32
  unary_lane sqrtf, vsqrt.f32
  unary_lane s32tof32, vcvt.f32.s32
  unary_lane f32tos32, vcvt.s32.f32

// r2 is the operation; MapSlowLane keeps none of r0, r1, r12.
.Lslow:
  operand_address
  push {r0, r1, r4, lr}
  ldr r3, [r3]
  mov r0, r2
  vmov r1, s0
  mov r2, r3
  bl MapSlowLane
  vmov s0, r0
  pop {r0, r1, r4, lr}
  ldr r12, =.Lhandlers
  next_lane

// MapRunWide keeps none of r0, r1, r12.
.Lwide:
  operand_address
  ldrb r2, [r0], #1
  push {r0, r1, r4, lr}
  mov r0, r2
  mov r1, r3
  movs r2, #1
  bl MapRunWide
  pop {r0, r1, r4, lr}
  ldr r12, =.Lhandlers
  next_lane

  .ltorg
  .balign 4
.macro handlers names:vararg
  .irp name, \names
  .word .L\name + 1
  .endr
.endm
.macro slow count
  .rept \count
  .word .Lslow + 1
  .endr
.endm

// In the order of fb::MicroOp.
.Lhandlers:
  handlers end, load, store, select
  handlers addf, subf, rsubf, mulf, divf, rdivf
  slow 2                                       // MaxF, MinF
  handlers maxfi, minfi
  slow 6                                       // PowF to RRemF
  handlers eqf, nef, ltf, lef, gtf, gef
  handlers addi, subi, rsubi, muli
  slow 14                                      // DivS to RPowI
  handlers and, or, xor
  slow 6                                       // shifts
  handlers eqi, nei, lts, les, gts, ges
  slow 6                                       // LtU to MulHiU
  handlers wide
  handlers negf, absf
  slow 1                                       // SignF
  handlers sqrtf
  slow 23                                      // RsqrtF to Popcnt
  handlers f32tos32
  slow 1                                       // F32ToU32
  handlers s32tof32
  slow 9                                       // U32ToF32 to RoundBF16
  .if . - .Lhandlers - 4 * MAP_OPS
  .error "not one handler for each micro-operation"
  .endif
