// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Loop: a while over a tuple whose body and condition see the state element by element, the
// form that passes over loops can change.
#ifndef TMB_CONVERTER_PASSES_LOOPS_H_
#define TMB_CONVERTER_PASSES_LOOPS_H_

#include <optional>
#include <unordered_map>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb {

struct Loop {
  hlo::Instruction* loop = nullptr;
  hlo::Computation *condition = nullptr, *body = nullptr;
  hlo::Instruction *condition_state = nullptr, *body_state = nullptr;  // their parameters

  size_t Elements() const { return loop->shape.tuple.size(); }
  // Whether the body passes element `index` on as it is.
  bool IsFixed(size_t index) const;
};

// The loop, or nothing when `instruction` is no while or has another form: its operand and the
// body's root must be tuples, and states read by get-tuple-element only.
std::optional<Loop> LoopOf(hlo::Instruction& instruction);

// Brings the whiles that the module runs into that form where it takes no more than tuples, each
// with a condition and a body of its own (inlining leaves several with one), and all readers of
// their results reading elements. False when that takes too many copies: then none may be changed.
Result<bool> SeparateLoops(hlo::Module& module);

// The get-tuple-elements of each tuple.
using Readers = std::unordered_map<const hlo::Instruction*, std::vector<hlo::Instruction*>>;
Readers ReadersIn(const hlo::Computation& computation);

bool IsElementOf(const hlo::Instruction& instruction, const hlo::Instruction* tuple);

// Puts the elements `kept`, in this order, in the place of the state of `loop`, whose results have
// the given readers; what is not kept may not be read.
void KeepElements(const Loop& loop, const std::vector<size_t>& kept, const Readers& readers);

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_LOOPS_H_
