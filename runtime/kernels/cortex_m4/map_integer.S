// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The accumulator machine's integer handlers: lanes go through core registers in pairs,
// which costs 4 cycles a lane against 8 for a loop over memory. See map_evaluator.S.

#include "runtime/kernels/cortex_m4/map_macros.h"

.macro integer_op name, op
function Map\name
  each_pair pair_binary, \op
  next
.endm
  integer_op AddI, adds
  integer_op SubI, subs
  integer_op RSubI, rsb
  integer_op MulI, muls
  integer_op And, ands
  integer_op Or, orrs
  integer_op Xor, eors

.macro integer_extremum name, condition
function Map\name
  each_pair pair_extremum, \condition
  next
.endm
  integer_extremum MaxS, lt
  integer_extremum MinS, gt

.macro integer_scalar name, op
function Map\name\()Scalar
  ldr r2, [r7]
  each_pair pair_scalar, \op
  next
.endm
  integer_scalar AddI, adds
  integer_scalar MulI, muls
  integer_scalar And, ands
  integer_scalar Or, orrs
  integer_scalar Xor, eors

// A shift of 32 bits or more is one of 32 (the core looks at the amount's low byte only).
.macro shift_scalar name, op
function Map\name\()Scalar
  ldr r2, [r7]
  cmp r2, #32
  it hi
  movhi r2, #32
  each_pair pair_scalar, \op
  next
.endm
  shift_scalar Shl, lsls
  shift_scalar ShrL, lsrs
  shift_scalar ShrA, asrs

// Bit n of a truth table: the condition holds for flags NZCV = n. cmp leaves Z without C never.
#define TRUE_EQ 0xf0f0
#define TRUE_NE 0x0f0f
#define TRUE_LT 0x55aa
#define TRUE_GE 0xaa55
#define TRUE_LE 0xf5fa
#define TRUE_GT 0x0a05
#define TRUE_LO 0x3333
#define TRUE_HS 0xcccc
#define TRUE_LS 0xf3f3
#define TRUE_HI 0x0c0c

.macro integer_compare name, truth
function Map\name
  movw r12, #\truth
  b.w MapCompareI
.endm
  integer_compare EqI, TRUE_EQ
  integer_compare NeI, TRUE_NE
  integer_compare LtS, TRUE_LT
  integer_compare LeS, TRUE_LE
  integer_compare GtS, TRUE_GT
  integer_compare GeS, TRUE_GE
  integer_compare LtU, TRUE_LO
  integer_compare LeU, TRUE_LS
  integer_compare GtU, TRUE_HI
  integer_compare GeU, TRUE_HS
function MapCompareI
  each_pair pair_compare
  next
