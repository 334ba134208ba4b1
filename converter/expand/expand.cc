// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The pass: each instruction with an expansion is replaced by what its expansion builds,
// which is expanded in turn, computations that it calls included.

#include "converter/expand/expand.h"

#include <fmt/format.h>

#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "converter/expand/tokens.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;

constexpr size_t kMaxBuilt = 1'000'000;

ExpandFunction ExpansionOf(const Instruction& instruction) {
  return instruction.opcode == "custom-call" ? FindCustomCall(instruction.custom_call_target)
                                             : FindExpansion(instruction.opcode);
}

class Expander {
 public:
  explicit Expander(hlo::Module& module) : module_(module) {}

  Result<void> Run(hlo::Computation& computation) {
    if (!done_.insert(&computation).second) return {};
    std::deque<std::unique_ptr<Instruction>> pending;
    std::move(computation.instructions.begin(), computation.instructions.end(), std::back_inserter(pending));
    computation.instructions.clear();
    std::unordered_map<Instruction*, Instruction*> replaced;
    const auto resolve = [&replaced](Instruction* instruction) {
      for (auto found = replaced.find(instruction); found != replaced.end();
           found = replaced.find(instruction)) {
        instruction = found->second;
      }
      return instruction;
    };
    std::vector<std::unique_ptr<Instruction>> finished;
    while (!pending.empty()) {
      std::unique_ptr<Instruction> instruction = std::move(pending.front());
      pending.pop_front();
      for (Instruction*& operand : instruction->operands) operand = resolve(operand);
      TMB_ASSIGN(Instruction* const result, Apply(computation, *instruction));
      if (result == nullptr) {
        for (hlo::Computation* callee : instruction->called) TMB_CHECK_OK(Run(*callee));
        finished.push_back(std::move(instruction));
      } else {
        replaced[instruction.get()] = result;
        auto& built = computation.instructions;
        built_ += built.size();
        pending.insert(pending.begin(), std::make_move_iterator(built.begin()),
                       std::make_move_iterator(built.end()));
        gone_.push_back(std::move(instruction));
      }
      computation.instructions.clear();
      if (built_ > kMaxBuilt) {
        return Unsupported(
            fmt::format("{}: more than {} instructions after expansion", computation.name, kMaxBuilt));
      }
    }
    computation.instructions = std::move(finished);
    computation.root = resolve(computation.root);
    return {};
  }

 private:
  // What stands for the instruction, built into `computation`; null when it stays.
  Result<Instruction*> Apply(hlo::Computation& computation, Instruction& instruction) {
    const ExpandFunction expand = ExpansionOf(instruction);
    if (expand == nullptr) return nullptr;
    hlo::Builder builder(module_, computation, instruction);
    const Result<hlo::Value> result = expand(builder, instruction);
    if (!result.ok() && result.error().kind == ErrorKind::kUnsupported) {
      instruction.refusal = result.error().text;  // reported with all others before lowering
      computation.instructions.clear();
      return nullptr;
    }
    if (!result.ok()) return hlo::ErrorAt(instruction, "", result.error().kind, result.error().text);
    if (builder.error().has_value()) return *builder.error();
    return result.value().get();
  }

  hlo::Module& module_;
  std::unordered_set<hlo::Computation*> done_;
  size_t built_ = 0;                                // instructions, all computations together
  std::vector<std::unique_ptr<Instruction>> gone_;  // kept alive while maps point at them
};

}  // namespace

Result<void> Expand(hlo::Module& module) {
  EraseTokens(module);
  Expander expander(module);
  for (hlo::Computation* computation : Reachable(module)) TMB_CHECK_OK(expander.Run(*computation));
  return {};
}

}  // namespace tmb
