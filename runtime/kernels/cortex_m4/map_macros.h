// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Assembler macros of the Map evaluators (.S files only): what is done to one lane or to
// a pair of lanes. Lane i of acc is s<i>, of x s<i+16>.

#include "runtime/kernels/cortex_m4/map_numbers.h"

  .syntax unified
  .thumb
  .text
  .altmacro  // %expression

// Bits of a comparison's truth table, indexed by the flags NZCV.
#define FLAGS_LESS 0x0100       // N       after vcmp
#define FLAGS_EQUAL 0x0040      // Z C
#define FLAGS_GREATER 0x0004    // C
#define FLAGS_UNORDERED 0x0008  // C V

.macro function name
  .balign 4
  .global \name
  .type \name, "function"
  .thumb_func
\name:
.L\name:  // for distances
.endm

// A handler with an operand in memory; a direct access enters 4 bytes before the label.
.macro operand name
  .balign 4
  ldr r7, [r7]
  add r7, r5
  .global \name
  .type \name, "function"
  .thumb_func
\name:
.L\name:  // for distances
.endm

// On to the next entry.
.macro next
  ldmia r4!, {r7, pc}
.endm

// `lane` for each lane and its x, as numbers of s registers; `pair` for lanes i and i + 1.
.macro each_lane lane, args:vararg
  .irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
  \lane \i, %(\i+16), \args
  .endr
.endm
.macro each_pair pair, args:vararg
  .irp i, 0,2,4,6,8,10,12,14
  \pair \i, %(\i+1), %(\i+16), %(\i+17), \args
  .endr
.endm

.macro each_four four, args:vararg
  .irp i, 0,4,8,12
  \four \i, %(\i+1), %(\i+2), %(\i+3), \args
  .endr
.endm

.macro lane_binary i, x, op
  \op s\i, s\i, s\x
.endm
.macro lane_reversed i, x, op
  \op s\i, s\x, s\i
.endm
.macro lane_scalar i, x, op
  \op s\i, s\i, s16
.endm
.macro lane_scalar_reversed i, x, op
  \op s\i, s16, s\i
.endm
.macro lane_unary i, x, op
  \op s\i, s\i
.endm
.macro lane_fill i, x, from
  vmov.f32 s\i, \from
.endm
.macro lane_fill_x i, x, from
  vmov.f32 s\x, \from
.endm

// acc = condition(acc, s16) ? s16 : acc
.macro lane_replace i, x, condition
  vcmp.f32 s\i, s16
  vmrs APSR_nzcv, fpscr
  it \condition
  vmov\condition\().f32 s\i, s16
.endm

.macro lane_extremum i, x, name, condition
  vcmpe.f32 s\i, s\x
  vmrs APSR_nzcv, fpscr
  it \condition
  vmov\condition\().f32 s\i, s\x
  beq .Lequal_\name\()_\i
.Lnext_\name\()_\i:
.endm
.macro lane_merge i, x, name, merge
.Lequal_\name\()_\i:
  vmov r0, s\i
  vmov r1, s\x
  \merge r0, r1
  vmov s\i, r0
  b .Lnext_\name\()_\i
.endm

.macro lane_compare i, x, none
  vcmp.f32 s\i, s\x
  vmrs r0, fpscr
  lsrs r0, r0, #28
  lsr r0, r3, r0
  and r0, r0, #1
  vmov s\i, r0
.endm

.macro pair_select i, j, x, y, none
  vmov r0, r1, s\i, s\j
  ldrd r2, r3, [r7], #8
  cmp r0, #0
  ite eq
  vmoveq s\i, r2
  vmovne.f32 s\i, s\x
  cmp r1, #0
  ite eq
  vmoveq s\j, r3
  vmovne.f32 s\j, s\y
.endm

// Two lanes through core registers: acc in r0, r1, x in r2, r3.
.macro pair_binary i, j, x, y, op
  vmov r0, r1, s\i, s\j
  vmov r2, r3, s\x, s\y
  \op r0, r0, r2
  \op r1, r1, r3
  vmov s\i, s\j, r0, r1
.endm
// With one x in r2.
.macro pair_scalar i, j, x, y, op
  vmov r0, r1, s\i, s\j
  \op r0, r0, r2
  \op r1, r1, r2
  vmov s\i, s\j, r0, r1
.endm
.macro pair_extremum i, j, x, y, condition
  vmov r0, r1, s\i, s\j
  vmov r2, r3, s\x, s\y
  cmp r0, r2
  it \condition
  mov\condition r0, r2
  cmp r1, r3
  it \condition
  mov\condition r1, r3
  vmov s\i, s\j, r0, r1
.endm
.macro pair_saturate i, j, x, y, none
  vmov r0, r1, s\i, s\j
  ssat r0, #8, r0
  ssat r1, #8, r1
  vmov s\i, s\j, r0, r1
.endm
// Four lanes from and to a word of bytes at r7.
.macro load_signed_bytes i, j, k, l, none
  ldr r3, [r7], #4
  sxtb r0, r3
  sxtb r1, r3, ror #8
  vmov s\i, s\j, r0, r1
  sxtb r0, r3, ror #16
  asrs r1, r3, #24
  vmov s\k, s\l, r0, r1
.endm
.macro store_bytes i, j, k, l, none
  vmov r0, r1, s\i, s\j
  vmov r2, r3, s\k, s\l
  bfi r0, r1, #8, #8
  bfi r0, r2, #16, #8
  bfi r0, r3, #24, #8
  str r0, [r7], #4
.endm
// The truth table in r12.
.macro pair_compare i, j, x, y, none
  vmov r0, r1, s\i, s\j
  vmov r2, r3, s\x, s\y
  cmp r0, r2
  mrs r0, apsr
  cmp r1, r3
  mrs r1, apsr
  lsrs r0, r0, #28
  lsrs r1, r1, #28
  lsr r0, r12, r0
  lsr r1, r12, r1
  and r0, r0, #1
  and r1, r1, #1
  vmov s\i, s\j, r0, r1
.endm
