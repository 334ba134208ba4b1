// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The functions of CHLO that HLO has no opcode for, as HLO expressions: gamma functions,
// inverses, Bessel. StableHLO keeps them whole where HLO text has them expanded already.
#ifndef TMB_CONVERTER_STABLEHLO_SPECIAL_FUNCTIONS_H_
#define TMB_CONVERTER_STABLEHLO_SPECIAL_FUNCTIONS_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "converter/hlo/builder.h"

namespace tmb::stablehlo {

// Operands are real floats of one shape, as is the result (but for predicates).
struct SpecialFunction {
  std::string_view name;  // "chlo.lgamma"
  size_t operand_count;
  hlo::Value (*build)(hlo::Builder& b, const std::vector<hlo::Value>& operands);
  // f16 and bf16 are computed in f32 and rounded once.
  bool widens;
};
const SpecialFunction* FindSpecialFunction(std::string_view name);

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_SPECIAL_FUNCTIONS_H_
