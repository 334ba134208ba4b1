// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// InlineCalls: JAX emits a call for every nested jit and custom_jvp, XLA's optimizer a
// fusion for every loop; on a single core both are just their bodies.

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "converter/passes/passes.h"

namespace tmb {
namespace {

constexpr size_t kMaxCopies = 1'000'000;  // a doubling chain of calls must not eat the host

bool IsCall(const hlo::Instruction& instruction) {
  if (instruction.called.size() != 1) return false;
  return instruction.opcode == "call" || instruction.opcode == "fusion" ||
         instruction.opcode == "async-start" || instruction.opcode == "call-start";
}

bool IsAsyncEnd(const hlo::Instruction& instruction) {
  return instruction.opcode == "async-update" || instruction.opcode == "async-done" ||
         instruction.opcode == "call-done";
}

class Inliner {
 public:
  // Inlines every call in `computation`, callees first.
  Result<void> Run(hlo::Computation& computation) {
    if (!done_.insert(&computation).second) return {};
    for (const auto& instruction : computation.instructions) {
      for (hlo::Computation* callee : instruction->called) TMB_CHECK_OK(Run(*callee));
    }
    std::vector<std::unique_ptr<hlo::Instruction>> old = std::move(computation.instructions);
    computation.instructions.clear();
    Values values;
    for (auto& instruction : old) {
      Bind(*instruction, values);
      if (IsCall(*instruction)) {
        values[instruction.get()] = Splice(*instruction, computation);
        calls_.push_back(std::move(instruction));
      } else if (IsAsyncEnd(*instruction)) {
        values[instruction.get()] = instruction->operands[0];
        calls_.push_back(std::move(instruction));
      } else {
        computation.instructions.push_back(std::move(instruction));
      }
      if (copies_ > kMaxCopies) {
        return Unsupported(
            fmt::format("{}: inlining calls makes more than {} instructions", computation.name, kMaxCopies));
      }
    }
    const auto root = values.find(computation.root);
    if (root != values.end()) computation.root = root->second;
    return {};
  }

 private:
  using Values = std::unordered_map<hlo::Instruction*, hlo::Instruction*>;

  static void Bind(hlo::Instruction& instruction, const Values& values) {
    for (hlo::Instruction*& operand : instruction.operands) {
      const auto found = values.find(operand);
      if (found != values.end()) operand = found->second;
    }
  }

  // Appends copies of the callee's instructions; returns what stands for the call.
  hlo::Instruction* Splice(const hlo::Instruction& call, hlo::Computation& into) {
    Values values;
    for (const auto& original : call.called[0]->instructions) {
      if (original->opcode == "parameter") {
        values[original.get()] = call.operands[static_cast<size_t>(original->parameter_number)];
        continue;
      }
      auto copy = std::make_unique<hlo::Instruction>(*original);
      Bind(*copy, values);
      if (copy->source.line == 0) copy->source = call.source;
      values[original.get()] = copy.get();
      into.instructions.push_back(std::move(copy));
      ++copies_;
    }
    return values.at(call.called[0]->root);
  }

  std::unordered_set<hlo::Computation*> done_;
  size_t copies_ = 0;
  std::vector<std::unique_ptr<hlo::Instruction>> calls_;  // kept alive while others point at them
};

}  // namespace

Result<void> InlineCalls(hlo::Module& module) {
  Inliner inliner;
  for (hlo::Computation* region : Regions(module)) TMB_CHECK_OK(inliner.Run(*region));
  return {};
}

}  // namespace tmb
