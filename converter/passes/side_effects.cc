// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/passes/side_effects.h"

#include <algorithm>
#include <string_view>

namespace tmb {

SideEffects::SideEffects(const hlo::Module& module) {
  for (const auto& computation : module.computations) {  // called ones come before their callers
    const auto& instructions = computation->instructions;
    const bool has = std::any_of(instructions.begin(), instructions.end(),
                                 [this](const auto& instruction) { return Has(*instruction); });
    if (has) computations_.insert(computation.get());
  }
}

bool SideEffects::Has(const hlo::Instruction& instruction) const {
  static const std::unordered_set<std::string_view> kOpcodes = {"infeed", "outfeed",   "send",
                                                                "recv",   "send-done", "recv-done"};
  return kOpcodes.count(instruction.opcode) != 0 || instruction.has_side_effect ||
         std::any_of(instruction.called.begin(), instruction.called.end(),
                     [this](const hlo::Computation* callee) { return computations_.count(callee) != 0; });
}

void KeepLive(hlo::Computation& computation, const SideEffects& effects) {
  std::unordered_set<const hlo::Instruction*> live = {computation.root};
  auto& instructions = computation.instructions;
  for (auto it = instructions.rbegin(); it != instructions.rend(); ++it) {
    if ((*it)->opcode == "parameter" || effects.Has(**it)) live.insert(it->get());
    if (live.count(it->get()) == 0) continue;
    live.insert((*it)->operands.begin(), (*it)->operands.end());
  }
  instructions.erase(
      std::remove_if(instructions.begin(), instructions.end(),
                     [&live](const auto& instruction) { return live.count(instruction.get()) == 0; }),
      instructions.end());
}

}  // namespace tmb
