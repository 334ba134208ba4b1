// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConstantValues: which values of a computation depend on constants only, and could be
// computed while converting, within bounds on bytes and work.
#ifndef TMB_CONVERTER_PASSES_CONSTANT_VALUES_H_
#define TMB_CONVERTER_PASSES_CONSTANT_VALUES_H_

#include <unordered_set>

#include "converter/hlo/ir.h"

namespace tmb {

// Whether a while or conditional may be run: loops may take for ever, which only a budget tells.
enum class ControlFlow : uint8_t { kRun, kLeave };

class ConstantValues {
 public:
  ConstantValues(const hlo::Computation& computation, ControlFlow control_flow);

  bool Has(const hlo::Instruction* value) const { return values_.count(value) != 0; }

 private:
  bool IsConstant(const hlo::Instruction& instruction);

  ControlFlow control_flow_;
  std::unordered_set<const hlo::Instruction*> values_;
};

// Whether reading the value costs nothing at run time: a constant, an iota, copies of one.
bool IsFreeConstant(const hlo::Instruction& value);

// A floor of the work that computing the value takes, in element operations.
int64_t WorkOf(const hlo::Instruction& instruction);

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_CONSTANT_VALUES_H_
