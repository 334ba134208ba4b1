// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// dot and convolution of complex values: four of their parts.

#include "converter/expand/complex.h"
#include "converter/expand/expansions.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Value;

Result<Value> ExpandComplexContraction(Builder& b, const Instruction& contraction) {
  if (!hlo::IsComplex(contraction.shape.type)) return Value{};
  const Parts x = Split(b.Use(contraction.operands[0])), y = Split(b.Use(contraction.operands[1]));
  const auto of_parts = [&](Value left, Value right) {
    return b.Add(contraction.opcode, {left, right}, [&](Instruction& part) {
      part.dot = contraction.dot;
      part.window = contraction.window;
      part.convolution = contraction.convolution;
      part.feature_group_count = contraction.feature_group_count;
      part.batch_group_count = contraction.batch_group_count;
      part.shape = hlo::MakeShape(hlo::PartType(contraction.shape.type), {});
    });
  };
  return b.Complex(of_parts(x.re, y.re) - of_parts(x.im, y.im), of_parts(x.re, y.im) + of_parts(x.im, y.re));
}

}  // namespace tmb
