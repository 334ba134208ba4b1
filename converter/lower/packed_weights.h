// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Constant f32 weights as the kernels read them: panels of columns, in the type that the options ask for.
#ifndef TMB_CONVERTER_LOWER_PACKED_WEIGHTS_H_
#define TMB_CONVERTER_LOWER_PACKED_WEIGHTS_H_

#include <functional>

#include "converter/lower/lowering.h"

namespace tmb {

struct PackedWeights {
  Operand place;
  fb::Type type = fb::Type::F32;
};

// The type that weights get; those that are not finite stay f32 where others are quantized.
fb::Type WeightsType(const LowerOptions& options);

// Weights [k, n] as panels [ceil(n/panel), k, panel], zeros behind column n; quantized ones with a scale for
// each column before each panel. `byte_at(k, n)` says where in the constant `weights` an element lies.
Result<PackedWeights> PackWeights(Lowering& lowering, const hlo::Instruction& origin, BufferId weights,
                                  int64_t k, int64_t n, int64_t panel,
                                  const std::function<int64_t(int64_t k, int64_t n)>& byte_at);

// Says in the report why these weights, if they are constant and others are quantized, stay f32.
void NoteUnquantized(Lowering& lowering, const hlo::Instruction& origin, BufferId weights, const char* why);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_PACKED_WEIGHTS_H_
