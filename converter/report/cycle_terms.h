// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What a Cortex-M4F spends its cycles on when it runs a program, and how many on each: the
// estimate of cycles.h is the sum. Terms are chosen by hand, the numbers are fitted to
// measurements of bench/cm4cyc by bench/target/fit_cycles.py, which rewrites them here.
#ifndef TMB_CONVERTER_REPORT_CYCLE_TERMS_H_
#define TMB_CONVERTER_REPORT_CYCLE_TERMS_H_

// clang-format off
#define TMB_FOR_EACH_CYCLE_TERM(TERM) \
  TERM(JumpCall, 0) \
  TERM(DotF32Call, 39.12) \
  TERM(DotF32Panel, 329) \
  TERM(DotF32Product, 3.833) \
  TERM(DotCall, 271.6) \
  TERM(DotOutput, 205.5) \
  TERM(DotProductF32, 10.79) \
  TERM(DotProductNarrow, 27.29) \
  TERM(DotProductHalf, 73.32) \
  TERM(DotProductWide, 0) \
  TERM(ConvF32Call, 0) \
  TERM(ConvF32Row, 320) \
  TERM(ConvF32Output, 59.33) \
  TERM(ConvF32Panel, 204.6) \
  TERM(ConvF32Tap, 9.175) \
  TERM(ConvF32Product, 19.91) \
  TERM(DepthwiseF32Call, 0) \
  TERM(DepthwiseF32Row, 0) \
  TERM(DepthwiseF32Output, 297.3) \
  TERM(DepthwiseF32Tap, 2.217) \
  TERM(DepthwiseF32Channel, 40.89) \
  TERM(DepthwiseF32Product, 3.554) \
  TERM(ConvCall, 3981) \
  TERM(ConvOutput, 312.2) \
  TERM(ConvTap, 146.1) \
  TERM(ConvProductF32, 11.08) \
  TERM(ConvProductNarrow, 0) \
  TERM(ConvProductHalf, 0) \
  TERM(ConvProductWide, 0) \
  TERM(GatherCall, 356.1) \
  TERM(GatherRow, 313.6) \
  TERM(GatherElement, 15.3) \
  TERM(GatherMovedByte, 4.551) \
  TERM(ScatterCall, 5068) \
  TERM(ScatterRow, 786.5) \
  TERM(ScatterElement, 0) \
  TERM(SortCall, 776.7) \
  TERM(SortRow, 119.8) \
  TERM(SortComparison, 28.25) \
  TERM(SortByKeys, 68.16) \
  TERM(CustomCall, 0) \
  TERM(ScalarCall, 243.5) \
  TERM(ScalarAccess, 0) \
  TERM(ScalarConversion, 68.8) \
  TERM(ScalarOp, 23.76) \
  TERM(ScalarSlowOp, 60.74) \
  TERM(MapCall, 1321) \
  TERM(MapAccess, 358.9) \
  TERM(MapGuard, 382.1) \
  TERM(MapEntry, 78.27) \
  TERM(MapRow, 0) \
  TERM(MapRowAccess, 95.52) \
  TERM(MapWholeRow, 86) \
  TERM(MapWholeRowAccess, 21.16) \
  TERM(MapRun, 195.5) \
  TERM(MapRunAccess, 0) \
  TERM(MapStagedWord, 7.437) \
  TERM(MapStagedNarrow, 15.28) \
  TERM(MapStagedHalf, 41.85) \
  TERM(MapStagedIndex, 10.73) \
  TERM(MapStagedGuard, 274.5) \
  TERM(MapScalarGuard, 0) \
  TERM(MapStrip, 0) \
  TERM(LanesOutput, 839.2) \
  TERM(LanesRow, 0) \
  TERM(LanesCombine, 0) \
  TERM(LanesEpilogue, 0) \
  TERM(RowsStrip, 1641) \
  TERM(OpMove, 32.07) \
  TERM(OpFloat, 43.37) \
  TERM(OpFloatScalar, 24.84) \
  TERM(OpDivision, 234.8) \
  TERM(OpExtremum, 85.44) \
  TERM(OpComparison, 144.8) \
  TERM(OpSelect, 140.2) \
  TERM(OpInteger, 101.8) \
  TERM(OpIntegerScalar, 72.12) \
  TERM(OpUnary, 22.62) \
  TERM(OpSlow, 445.7) \
  TERM(OpIntegerDivision, 524.5) \
  TERM(OpRounding, 487.3) \
  TERM(OpExp, 879.4) \
  TERM(OpExpm1, 1040) \
  TERM(OpLog, 1240) \
  TERM(OpLog1p, 1571) \
  TERM(OpTanh, 1025) \
  TERM(OpLogistic, 1656) \
  TERM(OpTrigonometry, 1555) \
  TERM(OpErf, 1019) \
  TERM(OpRoot, 1181) \
  TERM(OpPower, 5036) \
  TERM(OpArcTangent, 2895) \
  TERM(OpRemainder, 1198) \
  TERM(OpWide, 0)
// clang-format on

#endif  // TMB_CONVERTER_REPORT_CYCLE_TERMS_H_
