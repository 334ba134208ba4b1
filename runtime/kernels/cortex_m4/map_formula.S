// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps without loops: RunFormula copies inputs and immediates to words, runs the code on one
// lane and copies outputs back. Words in memory that is no bound buffer are copied in line.
//
//   r4 vtable   r5 op   r6 context   r7 first word   r8 next word   r9, r10 outputs and how many
//   r0, r1 accesses and how many are left   r11 accesses from the next one on that have dynamic
//   offsets, as bits   lr what the next of these adds
//
// The code: acc is s0, operand i is the word r1[i]. Bytecode is interpreted as it lies: 6
// instructions for most operations. Operations without a handler go through MapSlowLane.
// Needs the default NaN mode.
//
//   r0 code   r1 words   r12 handlers

#include "runtime/kernels/cortex_m4/map_macros.h"

// The elements of the vector whose place in the table is given, and their number.
.macro vector elements, count
  add \elements, r5
  ldr \count, [\elements]
  add \elements, \count
  ldr \count, [\elements], #4
.endm
// The access at r0, which moves on: its address is r2 + r3, or it is one of the others.
.macro access name, starts
  ldm r0!, {r2, r3, r12}  // ref, fill, type and kind
  .if \starts
  asrs r11, r11, #1       // the last bit stands for all that follow
  bcs .Lstart_\name
  .endif
  lsr r3, r2, #28
  cmp r12, #MAP_TYPE_F32
  bfc r2, #28, #4
  ldr r3, [r6, r3, lsl #2]
  bne .Ltype_\name
.Lplain_\name:
  .if \starts            // a bound buffer? (the other one is out of cbz's reach here)
  cmp r3, #0
  beq .Lother_\name
  .else
  cbz r3, .Lother_\name
  .endif
.Lat_\name:
.endm
.macro other_access name, function, next, behind, starts, is_output
.Lother_\name:
  push {r0, r1, r2, lr}
  mov r0, r5
  mov r1, r6
  subs r2, r8, r7
  lsrs r2, r2, #2
  mov r3, r8
  bl \function
  pop {r0, r1, r2, lr}
.Ldone_\name:
  add r8, #4
  subs r1, #1
  bne \next
  b \behind
.Ltype_\name:
  cmp r12, #MAP_TYPE_S32
  it ne
  cmpne r12, #MAP_TYPE_U32
  beq .Lplain_\name
  .if \is_output
  cmp r12, #MAP_TYPE_PRED
  bne .Lother_\name
  cmp r3, #0
  beq .Lother_\name
  ldrb r12, [r8]
  strb r12, [r2, r3]
  b .Ldone_\name
  .else
  b .Lother_\name
  .endif
  .if \starts
.Lstart_\name:
  cmp r11, #0             // one from 31 on
  blt .Lother_\name
  lsr r3, r2, #28
  bfc r2, #28, #4
  ldr r3, [r6, r3, lsl #2]
  cmp r3, #0
  beq .Lskip_\name
  cmp r12, #MAP_TYPE_F32
  itt ne
  cmpne r12, #MAP_TYPE_S32
  cmpne r12, #MAP_TYPE_U32
  bne .Lskip_\name
  ldr r12, [lr], #4
  add r3, r12
  b .Lat_\name
.Lskip_\name:
  add lr, #4
  b .Lother_\name
  .endif
.endm

// From reading the inputs to the end.
.macro run_formula name, starts
  mov r8, r7
  ldrh r0, [r4, #MAP_VT_INPUTS]
  cbz r0, .Limmediates_\name
  vector r0, r1
.Linput_\name:
  access input_\name, \starts
  ldr r2, [r2, r3]
  subs r1, #1
  str r2, [r8], #4
  bne .Linput_\name
.Limmediates_\name:
  ldrh r9, [r4, #MAP_VT_OUTPUTS]
  ldrh r0, [r4, #MAP_VT_IMMEDIATES]
  vector r9, r10
  add r3, r8, r10, lsl #2
  cbz r0, .Lcode_\name
  vector r0, r1
.Limmediate_\name:
  ldr r2, [r0], #4
  subs r1, #1
  str r2, [r3], #4
  bne .Limmediate_\name
.Lcode_\name:
  ldrh r0, [r4, #MAP_VT_CODE]
  vector r0, r1
  mov r1, r7
  .if \starts
  str lr, [sp]
  .endif
  bl EvaluateScalar
  .if \starts
  ldr lr, [sp]
  .endif
  mov r0, r9
  mov r1, r10
.Loutput_\name:
  access output_\name, \starts
  ldr r12, [r8], #4
  subs r1, #1
  str r12, [r2, r3]
  bne .Loutput_\name
.Lexit_\name:
  .if \starts
  pop {r3, r11}
  .endif
  pop {r4-r10, pc}
  other_access input_\name, LoadAccess, .Linput_\name, .Limmediates_\name, \starts, 0
  other_access output_\name, StoreAccess, .Loutput_\name, .Lexit_\name, \starts, 1
.endm

// void tmb::Map(const fb::Map& op, const Context& context, uint32_t first_unit, uint32_t unit_count)
function _ZN3tmb3MapERKNS_2fb3MapERKNS_7ContextEmm
  ldr r12, [r0]
  sub r12, r0, r12
  ldrh r12, [r12, #MAP_VT_DIMS]
#ifdef TMB_LACKS_ScalarCode
  b RunLoops
#else
  cmp r12, #0
  bne RunLoops

// void RunFormula(const fb::Map& op, const Context& context)
function RunFormula
  push {r4-r10, lr}
  ldr r4, [r0]
  mov r5, r0
  subs r4, r0, r4
  mov r6, r1
  ldrh r3, [r4, #MAP_VT_SCRATCH]
  ldrh r2, [r4, #MAP_VT_DYNAMIC_OFFSETS]
  ldr r3, [r5, r3]
  lsr r7, r3, #28
  bfc r3, #28, #4
  ldr r7, [r6, r7, lsl #2]
  add r7, r3
  cmp r2, #0
  bne .Ldynamic
  run_formula plain, 0
.Ldynamic:
  push {r3, r11}
  bl ResolveStarts
  mov r11, r0
  mov lr, r7
  ldrh r0, [r4, #MAP_VT_DYNAMIC_OFFSETS]
  vector r0, r1
  add r7, r7, r1, lsl #2
  run_formula dynamic, 1

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

#ifndef TMB_LACKS_TypesWide
// RunWide keeps none of r0, r1, r12.
.Lwide:
  operand_address
  ldrb r2, [r0], #1
  push {r0, r1, r4, lr}
  mov r0, r2
  mov r1, r3
  movs r2, #1
  bl RunWide
  pop {r0, r1, r4, lr}
  ldr r12, =.Lhandlers
  next_lane
#endif

  .ltorg
  .balign 4
.macro handlers names:vararg
  .irp name, \names
  .ifdef .L\name
  .word .L\name + 1
  .else
  .word .Lslow + 1
  .endif
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
  .if . - .Lhandlers - 4 * MAP_OP_LOADAT
  .error "not one handler for each micro-operation"
  .endif
#endif
