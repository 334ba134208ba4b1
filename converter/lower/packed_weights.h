// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Constant weights as the kernels read them: panels of columns, f32 ones in the type that the options ask
// for, integers as they are with a scale for each column.
#ifndef TMB_CONVERTER_LOWER_PACKED_WEIGHTS_H_
#define TMB_CONVERTER_LOWER_PACKED_WEIGHTS_H_

#include <functional>

#include "converter/lower/lowering.h"

namespace tmb {

struct PackedWeights {
  Operand place;
  fb::Type type = fb::Type::F32;
};

// Scales of integer weights: one for each column, `stride` bytes apart.
struct ColumnScales {
  Operand place;
  int64_t stride = 0;
};

// Weights [k, n]: byte_at(k, n) says where in the constant an element lies.
struct UnpackedWeights {
  BufferId constant = 0;
  int64_t k = 0, n = 0;
  std::function<int64_t(int64_t k, int64_t n)> byte_at;
  std::optional<ColumnScales> scales;  // then elements are s8, else f32
};

// The type that they get.
fb::Type WeightsType(const LowerOptions& options, const std::optional<ColumnScales>& scales);

// As panels [ceil(n/panel), k, panel], zeros behind column n; integers with the scale of each column before
// each panel.
Result<PackedWeights> PackWeights(Lowering& lowering, const hlo::Instruction& origin,
                                  const UnpackedWeights& weights, int64_t panel);

// As panels of S4, where options ask for that and integers are such as these hold (schema/tmb.fbs, DotF32).
std::optional<PackedWeights> PackFourBits(Lowering& lowering, const hlo::Instruction& origin,
                                          const UnpackedWeights& weights);

// One scale after the other, then the integers [n, k]; or f32 [n, k].
PackedWeights PackDepthwise(Lowering& lowering, const hlo::Instruction& origin,
                            const UnpackedWeights& weights);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_PACKED_WEIGHTS_H_
