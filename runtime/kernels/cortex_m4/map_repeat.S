// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The body of a Repeat, translated by map_repeat_body.cc to words: the address of a handler, then the addresses of
// its operands. An operation takes with it a Load before and a Store behind it where both are there
// ("load a, op b, store c": 15 cycles where three operations of a formula take 36), so acc, s0, is a
// register of passage. Needs the default NaN mode.
//
//   r4 next word   r5 trips left   r6 first word   r7 operands of the code

#include "runtime/kernels/cortex_m4/map_handler_table.inc"
#include "runtime/kernels/cortex_m4/map_macros.h"

.macro next_entry
  ldr pc, [r4], #4
.endm

// void MapTranslateBody(const uint8_t* code, uint32_t* entries, uint32_t words, IndexedTable* indexed)
//
//   r4 code   r5 next entry   r6 words   r7 indexed   r8 row of each operation   r9 forms, of row 0
function MapTranslateBody
  push {r4-r10, lr}
  mov r4, r0
  mov r5, r1
  mov r6, r2
  mov r7, r3
  ldr r8, =MapBodyRows
  ldr r9, =MapBodyForms - 16
.Lone:
  ldrb r0, [r4]
  ldrb r3, [r8, r0]
  cbnz r3, .Lform
  cmp r0, #1              // Load
  bne .Lother
  ldrb r0, [r4, #2]
  ldrb r3, [r8, r0]
  cmp r3, #0
  beq .Lother
// Load a, op b
  ldrb r1, [r4, #1]
  ldrb r2, [r4, #3]
  ldrb r10, [r4, #4]
  add r12, r9, r3, lsl #4
  add r1, r6, r1, lsl #2
  add r2, r6, r2, lsl #2
  cmp r10, #MAP_OP_STORE
  bne .Lload_alone
  ldr r0, [r12, #12]
  ldrb r3, [r4, #5]
  adds r4, #6
  add r3, r6, r3, lsl #2
  stmia r5!, {r0, r1, r2, r3}
  b .Lone
.Lload_alone:
  adds r4, #4
  cmp r10, #0
  beq .Lload_end
.Lload_next:
  ldr r0, [r12, #4]
  stmia r5!, {r0, r1, r2}
  b .Lone
.Lload_end:
  subs r3, #1
  cmp r3, #MAP_BODY_ENDS
  bhs .Lload_next
  ldr r12, =MapBodyEnds + 4
  ldr r0, [r12, r3, lsl #3]
  stmia r5!, {r0, r1, r2}
  pop {r4-r10, pc}
// Op b
.Lform:
  ldrb r1, [r4, #1]
  ldrb r10, [r4, #2]
  add r12, r9, r3, lsl #4
  add r1, r6, r1, lsl #2
  cmp r10, #MAP_OP_STORE
  bne .Lalone
  ldr r0, [r12, #8]
  ldrb r2, [r4, #3]
  adds r4, #4
  add r2, r6, r2, lsl #2
  stmia r5!, {r0, r1, r2}
  b .Lone
.Lalone:
  adds r4, #2
  cmp r10, #0
  beq .Lalone_end
.Lalone_next:
  ldr r0, [r12]
  stmia r5!, {r0, r1}
  b .Lone
.Lalone_end:
  subs r3, #1
  cmp r3, #MAP_BODY_ENDS
  bhs .Lalone_next
  ldr r12, =MapBodyEnds
  ldr r0, [r12, r3, lsl #3]
  stmia r5!, {r0, r1}
  pop {r4-r10, pc}
// r0 is 0 at the end, else how many bytes of code MapTranslateOne took.
.Lother:
  push {r4, r5}
  mov r0, sp
  mov r1, r6
  mov r2, r7
  bl MapTranslateOne
  pop {r4, r5}
  cmp r0, #0
  bne .Lone
  pop {r4-r10, pc}
  .ltorg

// uint32_t MapRunBody(const uint32_t* entries, uint32_t trips, uint32_t* words)
function MapRunBody
  push {r3-r7, lr}
  mov r4, r0
  mov r5, r1
  mov r6, r0
  mov r7, r2
  next_entry

.Lend:
  vmov r0, s0
  cbz r0, .Lexit
  subs r5, #1
  beq .Lexit
  mov r4, r6
  next_entry
.Lexit:
  pop {r3-r7, pc}

.Lload:
  ldr r1, [r4], #4
  vldr s0, [r1]
  next_entry
.Lstore:
  ldr r1, [r4], #4
  vstr s0, [r1]
  next_entry
.Lcopy:
  ldmia r4!, {r1, r2}
  vldr s0, [r1]
  vstr s0, [r2]
  next_entry
.Lselect:
  ldmia r4!, {r1, r2}
  vmov r0, s0
  cmp r0, #0
  it eq
  moveq r1, r2
  vldr s0, [r1]
  next_entry

// The element of an Indexed at an index; most indices are within the limit.
.macro element name, op, copy
  ldr r0, [r2]
  ldm r1, {r1, r2, r3}
  cmp r0, r2
  bhi .Lbeyond_\name
.Lwithin_\name:
  mla r1, r0, r3, r1
  \op s0, [r1]
  .ifnb \copy
  vstr s0, [\copy]
  .endif
  next_entry
.Lbeyond_\name:
  bics r0, r2, r0, asr #31  // 0 before the first one
  b .Lwithin_\name
.endm
.Lloadat:
  ldmia r4!, {r1, r2}
  element loadat, vldr
.Lloadatstore:
  ldmia r4!, {r1, r2, r12}
  element loadatstore, vldr, r12
.Lstoreat:
  ldmia r4!, {r1, r2}
  element storeat, vstr
.Lloadstoreat:
  ldmia r4!, {r0, r1, r2}
  vldr s0, [r0]
  element loadstoreat, vstr
// Types that are converted: MapLoadElement, MapStoreElement of (Indexed, index, acc).
.macro convert name, function
.L\name:
  ldmia r4!, {r0, r1}
  vmov r2, s0
  ldr r1, [r1]
  bl \function
  vmov s0, r0
  next_entry
.endm
  convert loadconverted, MapLoadElement
  convert storeconverted, MapStoreElement

// Four forms of an operation: op b; load a, op b; op b, store c; load a, op b, store c.
.macro float_forms name, op, a, x
.L\name:
  ldr r1, [r4], #4
  vldr s1, [r1]
  \op s0, \a, \x
  next_entry
.Ll\name:
  ldmia r4!, {r1, r2}
  vldr s0, [r1]
  vldr s1, [r2]
  \op s0, \a, \x
  next_entry
.Ls\name:
  ldmia r4!, {r1, r2}
  vldr s1, [r1]
  \op s0, \a, \x
  vstr s0, [r2]
  next_entry
.Lls\name:
  ldmia r4!, {r1, r2, r3}
  vldr s0, [r1]
  vldr s1, [r2]
  \op s0, \a, \x
  vstr s0, [r3]
  next_entry
.endm
  float_forms addf, vadd.f32, s0, s1
  float_forms subf, vsub.f32, s0, s1
  float_forms rsubf, vsub.f32, s1, s0
  float_forms mulf, vmul.f32, s0, s1
  float_forms divf, vdiv.f32, s0, s1
  float_forms rdivf, vdiv.f32, s1, s0

// The same four of acc + x * y and acc - x * y.
.macro product_forms name, op
.L\name:
  ldmia r4!, {r1, r2}
  vldr s1, [r1]
  vldr s2, [r2]
  vmul.f32 s1, s1, s2
  \op s0, s0, s1
  next_entry
.Ll\name:
  ldmia r4!, {r1, r2, r3}
  vldr s1, [r2]
  vldr s2, [r3]
  vldr s0, [r1]
  vmul.f32 s1, s1, s2
  \op s0, s0, s1
  next_entry
.Ls\name:
  ldmia r4!, {r1, r2, r3}
  vldr s1, [r1]
  vldr s2, [r2]
  vmul.f32 s1, s1, s2
  \op s0, s0, s1
  vstr s0, [r3]
  next_entry
.Lls\name:
  ldmia r4!, {r0, r1, r2, r3}
  vldr s1, [r1]
  vldr s2, [r2]
  vldr s0, [r0]
  vmul.f32 s1, s1, s2
  \op s0, s0, s1
  vstr s0, [r3]
  next_entry
.endm
  product_forms muladdf, vadd.f32
  product_forms mulsubf, vsub.f32

// The operation on r0 and r1, result in r0.
.macro integer_forms name, op:vararg
.L\name:
  ldr r1, [r4], #4
  vmov r0, s0
  ldr r1, [r1]
  \op
  vmov s0, r0
  next_entry
.Ll\name:
  ldmia r4!, {r0, r1}
  ldr r0, [r0]
  ldr r1, [r1]
  \op
  vmov s0, r0
  next_entry
.Ls\name:
  ldmia r4!, {r1, r2}
  vmov r0, s0
  ldr r1, [r1]
  \op
  vmov s0, r0
  str r0, [r2]
  next_entry
.Lls\name:
  ldmia r4!, {r0, r1, r2}
  ldr r0, [r0]
  ldr r1, [r1]
  \op
  vmov s0, r0
  str r0, [r2]
  next_entry
.endm
.macro shift op
  cmp r1, #32
  it hi
  movhi r1, #32
  \op r0, r0, r1
.endm
.macro compare condition, opposite
  cmp r0, r1
  ite \condition
  mov\condition r0, #1
  mov\opposite r0, #0
.endm
.macro extremum condition
  cmp r0, r1
  it \condition
  mov\condition r0, r1
.endm
  integer_forms addi, adds r0, r0, r1
  integer_forms subi, subs r0, r0, r1
  integer_forms rsubi, subs r0, r1, r0
  integer_forms muli, muls r0, r1, r0
  integer_forms and, ands r0, r0, r1
  integer_forms or, orrs r0, r0, r1
  integer_forms xor, eors r0, r0, r1
  integer_forms shl, shift lsls
  integer_forms shra, shift asrs
  integer_forms shrl, shift lsrs
  integer_forms maxs, extremum lt
  integer_forms mins, extremum gt
// A comparison, and one that the body ends with: acc is not needed as a number then.
.macro compare_forms name, condition, opposite
  integer_forms \name, compare \condition, \opposite
.Lend_\name:
  ldr r1, [r4], #4
  vmov r0, s0
  ldr r1, [r1]
  cmp r0, r1
  b\opposite .Lexit_zero
  b .Lagain
.Lend_l\name:
  ldmia r4!, {r0, r1}
  ldr r0, [r0]
  ldr r1, [r1]
  cmp r0, r1
  b\opposite .Lexit_zero
  b .Lagain
.endm
  compare_forms eqi, eq, ne
  compare_forms nei, ne, eq
  compare_forms lts, lt, ge
  compare_forms les, le, gt
  compare_forms gts, gt, le
  compare_forms ges, ge, lt
.Lexit_zero:
  movs r0, #0
  pop {r3-r7, pc}
.Lagain:
  subs r5, #1
  itt ne
  movne r4, r6
  ldrne pc, [r4], #4
  movs r0, #1
  pop {r3-r7, pc}

.macro extremum_f name, condition
.L\name:
  ldr r1, [r4], #4
  vldr s1, [r1]
  vcmp.f32 s0, s1
  vmrs APSR_nzcv, fpscr
  it \condition
  vmov\condition\().f32 s0, s1
  next_entry
.endm
  extremum_f maxfi, ls
  extremum_f minfi, gt

.macro compare_f name, condition, opposite
.L\name:
  ldr r1, [r4], #4
  vldr s1, [r1]
  vcmp.f32 s0, s1
  vmrs APSR_nzcv, fpscr
  ite \condition
  mov\condition r0, #1
  mov\opposite r0, #0
  vmov s0, r0
  next_entry
.endm
  compare_f eqf, eq, ne
  compare_f nef, ne, eq
  compare_f ltf, mi, pl
  compare_f lef, ls, hi
  compare_f gtf, gt, le
  compare_f gef, ge, lt

.macro unary name, op
.L\name:
  \op s0, s0
  next_entry
.endm
  unary negf, vneg.f32
  unary absf, vabs.f32
  unary sqrtf, vsqrt.f32
  unary s32tof32, vcvt.f32.s32
  unary f32tos32, vcvt.s32.f32
  unary roundtos32, vcvtr.s32.f32

.macro saturate name, op, bits
.L\name:
  vmov r0, s0
  \op r0, #\bits, r0
  vmov s0, r0
  next_entry
.endm
  saturate sats8, ssat, 8
  saturate satu8, usat, 8
  saturate sats16, ssat, 16

// The word is the operation and, from bit 8 on, the number of its operand.
.Lslow:
  ldr r0, [r4], #4
  lsrs r1, r0, #8
  uxtb r0, r0
  ldr r2, [r7, r1, lsl #2]
  vmov r1, s0
  bl MapSlowLane
  vmov s0, r0
  next_entry

#ifndef TMB_LACKS_TypesWide
.Lwide:
  ldmia r4!, {r0, r1}
  movs r2, #1
  bl RunWide
  next_entry
#endif

  .section .rodata
  .balign 4
// In the order of fb::MicroOp.
  .global MapBodyHandlers
MapBodyHandlers:
  handler_table
  handlers loadat, storeat, loadconverted, storeconverted, copy, loadatstore, loadstoreat
  handlers lmuladdf, smuladdf, lsmuladdf, lmulsubf, smulsubf, lsmulsubf
  .if . - MapBodyHandlers - 4 * (MAP_OP_STOREAT + 12)
  .error "not one handler for each micro-operation"
  .endif

// Op b; load a, op b; op b, store c; all three.
.macro forms names:vararg
  .irp name, \names
  .word .L\name + 1, .Ll\name + 1, .Ls\name + 1, .Lls\name + 1
  .endr
.endm
  .global MapBodyForms
MapBodyForms:
  forms eqi, nei, lts, les, gts, ges
  forms addf, subf, rsubf, mulf, divf, rdivf
  forms addi, subi, rsubi, muli
  forms maxs, mins
  forms and, or, xor, shl, shra, shrl
  .if . - MapBodyForms - 4 * 4 * MAP_BODY_FORMS
  .error "MAP_BODY_FORMS"
  .endif
  .global MapBodyEnds
MapBodyEnds:
  .irp name, eqi, nei, lts, les, gts, ges
  .word .Lend_\name + 1, .Lend_l\name + 1
  .endr
