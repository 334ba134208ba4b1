// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The rules of SimplifyAlgebra: each looks at one instruction, whose operands are simplified
// already, and returns what may stand for it, or null.
#ifndef TMB_CONVERTER_PASSES_ALGEBRA_H_
#define TMB_CONVERTER_PASSES_ALGEBRA_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "converter/hlo/builder.h"

namespace tmb {

struct AlgebraRule {
  std::string_view opcode;
  hlo::Instruction* (*apply)(hlo::Builder& b, const hlo::Instruction& instruction);
};

// The rules for an opcode, tried in their order.
struct AlgebraRules {
  const AlgebraRule* first;
  const AlgebraRule* end;
};
AlgebraRules ArithmeticRules();
AlgebraRules MovementRules();

// Slices of a concatenation whose readers each lie in one of its parts read these parts; while
// anything needs it as a whole, they would only keep the parts from being computed in place.
Result<void> ReadParts(hlo::Module& module, hlo::Computation& computation);

// The value of a constant whose elements are all equal, seen through broadcasts and reshapes.
std::optional<double> FloatSplat(const hlo::Instruction& value);  // of a float type
std::optional<int64_t> IntegerSplat(const hlo::Instruction& value);
// Whether it is that number, of a float or an integer; 0 is not -0.
bool IsNumber(const hlo::Instruction& value, double number);

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_ALGEBRA_H_
