// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The accumulator machine for strips of f32: acc is s0-s15, the operand x is s16-s31. Code
// is threaded: an entry is {operand, handler}, and each handler jumps to the next.
//
//   r4 next entry   r5 bytes into the row's direct operands   r6 strips left
//   r7 the entry's operand   r8 first entry   r9 frame; first in it, how many lanes matter
//   sp 128 bytes to spill s0-s31
//
// An operand in memory has two ways into a handler: at the label for a strip of scratch (r7
// is its address), 4 bytes before the label for a direct access (r7 is the address of the
// word that holds the row's address). Handlers of scalars have names of their own (r7 is the
// value's address). ...X: x is in s16-s31 already, a MapLoadX came before.
// A build without a group of operations (features.h) defines TMB_LACKS_...: no handlers, no table entries.
// Needs the FPU's default NaN mode, which makes every arithmetic NaN 7fc00000.

#include "runtime/kernels/cortex_m4/map_macros.h"

// void MapRunEntries(const Entry* first, uint32_t strips, MapFrame* frame)
function MapRunEntries
  push {r4-r9, lr}
  vpush {s16-s31}
  sub sp, #132  // keeps sp a multiple of 8
  mov r8, r0
  mov r4, r0
  mov r6, r1
  mov r9, r2
  movs r5, #0
  next

// Between two sections of one strip.
function MapContinue
  next

// Behind the last section of a strip.
function MapStripEnd
  adds r5, #64
  mov r4, r8
  subs r6, #1
  beq .Lnext_run
  next
function MapFlatEnd
  adds r5, #64
  mov r4, r8
  subs r6, #1
  beq .Lexit
  next
.Lnext_run:
  mov r0, r9
  bl NextRun
  movs r5, #0
  mov r6, r0
  cbz r0, .Lexit
  next
function MapExit
.Lexit:
  add sp, #132
  vpop {s16-s31}
  pop {r4-r9, pc}

// Any operation that has no handler: r7 is the operation, x in s16-s31.
function MapSlow
  mov r0, r7
  mov r1, sp
  vstmia r1, {s0-s31}
  ldr r2, [r9]
  bl MapSlowStrip
  vldmia sp, {s0-s15}
  next

// r7 is the first of four strips; the entry behind this one holds the operation.
#ifndef TMB_LACKS_TypesWide
function MapWide
  ldr r0, [r4], #8
  mov r1, r7
  movs r2, #16
  bl RunWide
  next
#endif

operand MapLoad
  vldmia r7, {s0-s15}
  next
function MapLoadScalar
  vldr s0, [r7]
  each_lane lane_fill, s0
  next
operand MapStore
  vstmia r7, {s0-s15}
  next
operand MapLoadX
  vldmia r7, {s16-s31}
  next
function MapLoadXScalar
  vldr s16, [r7]
  each_lane lane_fill_x, s16
  next

// Accesses of rows that are less than a strip: r7 is the address of the word that holds the row's,
// and each number of lanes has its 8 bytes of code.
.macro short_row name, instruction, first, lasts:vararg
function Map\name\()Short
  ldr r7, [r7]
  ldr r0, [r9]  // lanes
  adr r1, .Lshort_\name
  add r1, r1, r0, lsl #3
  mov pc, r1
  .balign 4
.Lshort_\name:
  .zero 8
  \instruction r7, {s\first}
  next
  .irp last, \lasts
  \instruction r7, {s\first-s\last}
  next
  .endr
.endm
  short_row Load, vldmia, 0, 1,2,3,4,5,6,7,8,9,10,11,12,13,14
  short_row Store, vstmia, 0, 1,2,3,4,5,6,7,8,9,10,11,12,13,14
  short_row LoadX, vldmia, 16, 17,18,19,20,21,22,23,24,25,26,27,28,29,30

// Rows of bytes, a quarter of the words' distance into their rows: r7 as for direct accesses.
.macro bytes name
function Map\name
  ldr r7, [r7]
  add r7, r7, r5, lsr #2
.endm
#ifndef TMB_LACKS_TypesNarrow
  bytes LoadSignedBytes
  each_four load_signed_bytes
  next
  bytes StoreBytes
  each_four store_bytes
  next
  bytes LoadBytes  // by way of the stack, in half the code
  mov lr, sp
  mov r12, #4
1:
  ldr r3, [r7], #4
  subs r12, #1
  uxtb r0, r3
  uxtb r1, r3, ror #8
  uxtb r2, r3, ror #16
  lsr r3, r3, #24
  stmia lr!, {r0-r3}
  bne 1b
  vldmia sp, {s0-s15}
  next
#endif

.macro float_op name, lane, op
operand Map\name
  vldmia r7, {s16-s31}
function Map\name\()X
  each_lane \lane, \op
  next
.endm
#ifndef TMB_LACKS_ArithmeticF32
  float_op AddF, lane_binary, vadd.f32
  float_op SubF, lane_binary, vsub.f32
  float_op MulF, lane_binary, vmul.f32
  float_op RSubF, lane_reversed, vsub.f32
#endif
#ifndef TMB_LACKS_DivisionF32
  float_op DivF, lane_binary, vdiv.f32
  float_op RDivF, lane_reversed, vdiv.f32
#endif

.macro float_scalar name, lane, op
function Map\name\()Scalar
  vldr s16, [r7]
  each_lane \lane, \op
  next
.endm
#ifndef TMB_LACKS_ArithmeticF32
  float_scalar AddF, lane_scalar, vadd.f32
  float_scalar SubF, lane_scalar, vsub.f32
  float_scalar MulF, lane_scalar, vmul.f32
  float_scalar RSubF, lane_scalar_reversed, vsub.f32
#endif

// Extrema with an immediate that is neither NaN nor -0. A NaN in acc compares as unordered and
// stays; of equal zeros max takes x, which is +0, and min keeps acc.
#ifndef TMB_LACKS_MaximaF32
  float_scalar MaxFI, lane_replace, ls
#endif
#ifndef TMB_LACKS_MinimaF32
  float_scalar MinFI, lane_replace, gt
#endif

.macro unary name, op
function Map\name
  each_lane lane_unary, \op
  next
.endm
#ifndef TMB_LACKS_ArithmeticF32
  unary NegF, vneg.f32
  unary AbsF, vabs.f32
#endif
#ifndef TMB_LACKS_DivisionF32
  unary SqrtF, vsqrt.f32
#endif
#ifndef TMB_LACKS_Conversions
  unary F32ToS32, vcvt.s32.f32
  unary F32ToU32, vcvt.u32.f32
  unary S32ToF32, vcvt.f32.s32
  unary U32ToF32, vcvt.f32.u32
  unary RoundToS32, vcvtr.s32.f32

function MapSatS8
  each_pair pair_saturate
  next
// By way of the stack, in a third of the code.
.macro saturate name, op, bits
function Map\name
  vstmia sp, {s0-s15}
  mov r7, sp
  movs r3, #8
1:
  ldrd r0, r1, [r7]
  subs r3, #1
  \op r0, #\bits, r0
  \op r1, #\bits, r1
  strd r0, r1, [r7], #8
  bne 1b
  vldmia sp, {s0-s15}
  next
.endm
  saturate SatU8, usat, 8
  saturate SatS16, ssat, 16
#endif

// Extrema of any two. A NaN raises the invalid-operation flag in vcmpe; it is looked at once a
// strip. If it is up (perhaps from before: it is sticky) the slow handler does the strip again,
// which is harmless: max(max(a, x), x) is max(a, x). Equal operands may be zeros of different
// sign; their bits are merged out of line.
.macro extremum name, condition, merge, op
operand Map\name
  vldmia r7, {s16-s31}
function Map\name\()X
  each_lane lane_extremum, \name, \condition
  vmrs r0, fpscr
  lsls r1, r0, #31
  bmi .Lslow_\name
  next
.Lslow_\name:
  bic r0, r0, #1
  vmsr fpscr, r0
  movs r7, #\op
  b MapSlow
  each_lane lane_merge, \name, \merge
.endm
#ifndef TMB_LACKS_MaximaF32
  extremum MaxF, mi, ands, MAP_OP_MAXF
#endif
#ifndef TMB_LACKS_MinimaF32
  extremum MinF, gt, orrs, MAP_OP_MINF
#endif

.macro float_compare name, truth
function Map\name
  movw r3, #(\truth)
  b .Lcompare
.endm
#ifndef TMB_LACKS_ComparisonsF32
  float_compare EqF, FLAGS_EQUAL
  float_compare NeF, FLAGS_LESS+FLAGS_GREATER+FLAGS_UNORDERED
  float_compare LtF, FLAGS_LESS
  float_compare LeF, FLAGS_LESS+FLAGS_EQUAL
  float_compare GtF, FLAGS_GREATER
  float_compare GeF, FLAGS_GREATER+FLAGS_EQUAL
.Lcompare:
  each_lane lane_compare
  next
#endif

#ifndef TMB_LACKS_Selections
// acc != 0 ? x : y, with y in memory.
operand MapSelect
  each_pair pair_select
  next
function MapSelectScalar
  ldr r0, [r7]
  mov r7, sp
  mov r1, r0
  mov r2, r0
  mov r3, r0
  stmia r7!, {r0-r3}
  stmia r7!, {r0-r3}
  stmia r7!, {r0-r3}
  stmia r7!, {r0-r3}
  mov r7, sp
  b MapSelect
function MapSelectShort
  ldr r7, [r7]
  ldr r0, [r9]
  mov r1, sp
.Lword:
  ldr r2, [r7], #4
  subs r0, #1
  str r2, [r1], #4
  bne .Lword
  mov r7, sp
  b MapSelect
#endif

// One unit, because the table of the translation holds the handlers' distances.
#ifndef TMB_LACKS_Integers32
#include "runtime/kernels/cortex_m4/map_integer.inc"
#endif
#include "runtime/kernels/cortex_m4/map_translate.inc"
