// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Loop: a while over a tuple whose body and condition see the state element by element, the
// form that passes over loops can change.
#ifndef TMB_CONVERTER_PASSES_LOOPS_H_
#define TMB_CONVERTER_PASSES_LOOPS_H_

#include <functional>
#include <optional>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb {

struct Loop {
  hlo::Instruction* loop = nullptr;
  hlo::Computation *condition = nullptr, *body = nullptr;
  hlo::Instruction *condition_state = nullptr, *body_state = nullptr;  // their parameters
  size_t elements = 0;

  // Whether the body passes element `index` on as it is.
  bool IsFixed(size_t index) const;
};

// The loop, or nothing when it is no while or has another form.
std::optional<Loop> LoopOf(hlo::Instruction& instruction);

// Gives each while a condition and a body of its own, so that they can be changed for it; inlining
// leaves several with one. Those that would take too many copies stay shared: LoopOf cannot tell,
// so the result can: whether the computation is called once.
class OwnedComputations {
 public:
  explicit OwnedComputations(hlo::Module& module);
  bool AreOf(const Loop& loop) const;

 private:
  void Count(const hlo::Module& module);
  std::vector<hlo::Instruction*> Whiles(hlo::Module& module) const;

  std::unordered_map<const hlo::Computation*, int> calls_;
};

// Removes the state elements that `keep` is false for; nothing may read them.
void KeepElements(const Loop& loop, const std::vector<bool>& keep);

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_LOOPS_H_
