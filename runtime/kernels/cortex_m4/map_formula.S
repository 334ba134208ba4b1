// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps without loops: RunFormula copies inputs and immediates to words, runs the code on one
// lane and copies outputs back. Words in memory that is no bound buffer are copied in line.
//
//   r4 vtable   r5 op   r6 context   r7 first word   r8 next word   r9, r10 outputs and how many
//   r0, r1 accesses and how many are left   r11 accesses from the next one on that have dynamic
//   offsets, as bits   lr what the next of these adds; without them the first arena
//
// The code: acc is s0, operand i is the word r1[i]. Bytecode is interpreted as it lies: 6
// instructions for most operations. Operations without a handler go through MapSlowLane.
// Needs the default NaN mode.
//
//   r0 code   r1 words   r12 handlers

#include "runtime/kernels/cortex_m4/map_handler_table.inc"
#include "runtime/kernels/cortex_m4/map_macros.h"

// The elements of the vector whose place in the table is given, and their number.
.macro vector elements, count
  ldr \count, [r5, \elements]
  add \elements, r5
  add \elements, \count
  ldr \count, [\elements], #4
.endm
// The access at r0, which moves on: its address is r2 + r3, or it is one of the others.
.macro access_with_start name
  ldm r0!, {r2, r3, r12}  // ref, fill, type and kind
  asrs r11, r11, #1       // the last bit stands for all that follow
  bcs .Lstart_\name
  lsr r3, r2, #28
  cmp r12, #MAP_TYPE_F32
  bfc r2, #28, #4
  ldr r3, [r6, r3, lsl #2]
  bne .Ltype_\name
.Lplain_\name:
  cmp r3, #0              // a bound buffer?
  beq .Lother_\name
.Lat_\name:
.endm
// Without dynamic offsets: its address is r2 + lr. Most are f32 in the first arena, at lr.
.macro access name
  ldr r12, [r0, #8]       // type and kind
  ldr r2, [r0], #12       // ref
  eor r12, r12, #MAP_TYPE_F32
  orrs r12, r12, r2, lsr #28
  bne .Lany_\name
.Lat_\name:
.endm
// The others; what is in the first arena, too, first. r12 is the difference from f32 yet.
.macro any_access name, is_output
.Lany_\name:
  cmp r2, #0x10000000
  bhs .Lfar_\name
  cmp r12, #(MAP_TYPE_S32 ^ MAP_TYPE_F32)
  it ne
  cmpne r12, #(MAP_TYPE_U32 ^ MAP_TYPE_F32)
  beq .Lat_\name
  .if \is_output
  cmp r12, #(MAP_TYPE_PRED ^ MAP_TYPE_F32)
  itt eq
  ldrbeq r12, [r8]
  strbeq r12, [r2, lr]
  beq .Ldone_\name
  .endif
.Lfar_\name:
  ldr r12, [r0, #-4]
  lsr r3, r2, #28
  bfc r2, #28, #4
  ldr r3, [r6, r3, lsl #2]
  cmp r12, #MAP_TYPE_F32
  bne .Ltype_\name
.Lplain_\name:
  cmp r3, #0
  beq .Lother_\name
  add r2, r3
  sub r2, lr
  b .Lat_\name
.endm
.macro other_access name, function, next, behind, starts, is_output
  .if \starts == 0
  any_access \name, \is_output
  .endif
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
  .if \starts == 0
  ldr lr, [r6]
  .endif
.Linput_\name:
  .if \starts
  access_with_start input_\name
  ldr r2, [r2, r3]
  .else
  access input_\name
  ldr r2, [r2, lr]
  .endif
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
  bl .Levaluate
  .if \starts
  ldr lr, [sp]
  .else
  ldr lr, [r6]
  .endif
  mov r0, r9
  mov r1, r10
.Loutput_\name:
  .if \starts
  access_with_start output_\name
  .else
  access output_\name
  .endif
  ldr r12, [r8], #4
  subs r1, #1
  .if \starts
  str r12, [r2, r3]
  .else
  str r12, [r2, lr]
  .endif
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
#ifndef TMB_LACKS_ScalarCode
  cmp r12, #0
  bne .Lloops

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
#endif

.Lloops:
  adds r12, r3, #1        // all units? (RunWholeLoops, or without tuned kernels RunLoops)
  beq RunWholeLoops
  b RunLoops

#ifndef TMB_LACKS_ScalarCode
// Handlers begin behind the byte of their operation. They fetch the next one's together with their
// operand, so that neither load waits: 11 cycles an f32 operation. r4 is free: s3 keeps the caller's.
.macro fetch operand
  ldrb r2, [r0, #1]
  ldrb \operand, [r0], #2
.endm
.macro jump_to_next
  bx r2
.endm
// s1 is the operand, r2 the next handler.
.macro fetch_float to
  fetch r3
  add r3, r1, r3, lsl #2
  ldr r2, [r12, r2, lsl #2]
  vldr \to, [r3]
.endm
// r4 is acc, r3 the operand, r2 the next handler.
.macro fetch_integer
  fetch r3
  vmov r4, s0
  ldr r3, [r1, r3, lsl #2]
  ldr r2, [r12, r2, lsl #2]
.endm
// Without a fetch before.
.macro next_lane
  ldrb r2, [r0], #1
  ldr pc, [r12, r2, lsl #2]
.endm

// void EvaluateScalar(const uint8_t* code, uint32_t* words)
function EvaluateScalar
  vmov s3, r4
.Levaluate:  // leaves any r4
  ldr r12, =.Lhandlers
  next_lane

.Lend:
  vmov r4, s3
  bx lr

.Lload:
  fetch_float s0
  jump_to_next
.Lstore:
  fetch r3
  add r3, r1, r3, lsl #2
  ldr r2, [r12, r2, lsl #2]
  vstr s0, [r3]
  jump_to_next
.Lselect:
  vmov r4, s0
  ldrb r2, [r0, #2]
  cmp r4, #0
  ite ne
  ldrbne r3, [r0]
  ldrbeq r3, [r0, #1]
  adds r0, #3
  add r3, r1, r3, lsl #2
  ldr r2, [r12, r2, lsl #2]
  vldr s0, [r3]
  jump_to_next

.macro float_lane name, op, a, x
.L\name:
  fetch_float s1
  \op s0, \a, \x
  jump_to_next
.endm
  float_lane addf, vadd.f32, s0, s1
  float_lane subf, vsub.f32, s0, s1
  float_lane rsubf, vsub.f32, s1, s0
  float_lane mulf, vmul.f32, s0, s1
  float_lane divf, vdiv.f32, s0, s1
  float_lane rdivf, vdiv.f32, s1, s0

.macro product_lane name, op
.L\name:
  ldrb r3, [r0]
  ldrb r4, [r0, #1]
  ldrb r2, [r0, #2]
  add r3, r1, r3, lsl #2
  add r4, r1, r4, lsl #2
  ldr r2, [r12, r2, lsl #2]
  vldr s1, [r3]
  vldr s2, [r4]
  vmul.f32 s1, s1, s2
  adds r0, #3
  \op s0, s0, s1
  jump_to_next
.endm
  product_lane muladdf, vadd.f32
  product_lane mulsubf, vsub.f32

.macro extremum_lane name, condition
.L\name:
  fetch_float s1
  vcmp.f32 s0, s1
  vmrs APSR_nzcv, fpscr
  it \condition
  vmov\condition\().f32 s0, s1
  jump_to_next
.endm
  extremum_lane maxfi, ls
  extremum_lane minfi, gt

.macro compare_lane name, condition, opposite
.L\name:
  fetch_float s1
  vcmp.f32 s0, s1
  vmrs APSR_nzcv, fpscr
  ite \condition
  mov\condition r3, #1
  mov\opposite r3, #0
  vmov s0, r3
  jump_to_next
.endm
  compare_lane eqf, eq, ne
  compare_lane nef, ne, eq
  compare_lane ltf, mi, pl
  compare_lane lef, ls, hi
  compare_lane gtf, gt, le
  compare_lane gef, ge, lt

.macro integer_lane name, op:vararg
.L\name:
  fetch_integer
  \op
  vmov s0, r4
  jump_to_next
.endm
  integer_lane addi, add r4, r4, r3
  integer_lane subi, sub r4, r4, r3
  integer_lane rsubi, sub r4, r3, r4
  integer_lane muli, mul r4, r4, r3
  integer_lane and, and r4, r4, r3
  integer_lane or, orr r4, r4, r3
  integer_lane xor, eor r4, r4, r3

.macro integer_compare_lane name, condition, opposite
.L\name:
  fetch_integer
  cmp r4, r3
  ite \condition
  mov\condition r4, #1
  mov\opposite r4, #0
  vmov s0, r4
  jump_to_next
.endm
  integer_compare_lane eqi, eq, ne
  integer_compare_lane nei, ne, eq
  integer_compare_lane lts, lt, ge
  integer_compare_lane les, le, gt
  integer_compare_lane gts, gt, le
  integer_compare_lane ges, ge, lt

.macro unary_lane name, op
.L\name:
  ldrb r2, [r0, #1]
  adds r0, #2
  ldr r2, [r12, r2, lsl #2]
  \op s0, s0
  jump_to_next
.endm
  unary_lane negf, vneg.f32
  unary_lane absf, vabs.f32
  unary_lane sqrtf, vsqrt.f32
  unary_lane s32tof32, vcvt.f32.s32
  unary_lane f32tos32, vcvt.s32.f32
  unary_lane roundtos32, vcvtr.s32.f32

.macro saturate_lane name, op, bits
.L\name:
  ldrb r2, [r0, #1]
  adds r0, #2
  vmov r4, s0
  ldr r2, [r12, r2, lsl #2]
  \op r4, #\bits, r4
  vmov s0, r4
  jump_to_next
.endm
  saturate_lane sats8, ssat, 8
  saturate_lane satu8, usat, 8
  saturate_lane sats16, ssat, 16

// MapSlowLane keeps none of r0, r1, r12.
.Lslow:
  ldrb r2, [r0, #-1]
  ldrb r3, [r0], #1
  vmov r4, s3
  push {r0, r1, r4, lr}
  mov r0, r2
  ldr r2, [r1, r3, lsl #2]
  vmov r1, s0
  bl MapSlowLane
  vmov s0, r0
  pop {r0, r1, r4, lr}
  vmov s3, r4
  ldr r12, =.Lhandlers
  next_lane

#ifndef TMB_LACKS_TypesWide
// RunWide keeps none of r0, r1, r12.
.Lwide:
  ldrb r3, [r0], #1
  ldrb r2, [r0], #1
  vmov r4, s3
  push {r0, r1, r4, lr}
  add r1, r1, r3, lsl #2
  mov r0, r2
  movs r2, #1
  bl RunWide
  pop {r0, r1, r4, lr}
  vmov s3, r4
  ldr r12, =.Lhandlers
  next_lane
#endif

  .ltorg
  .balign 4

// In the order of fb::MicroOp.
.Lhandlers:
  handler_table
  .if . - .Lhandlers - 4 * MAP_OP_LOADAT
  .error "not one handler for each micro-operation"
  .endif
#endif
