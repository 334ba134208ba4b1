// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// CheckSupported: what cannot be lowered is refused here, all of it at once, before any
// work is done; so a user sees the whole distance between a model and the device.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "converter/lower/elementwise.h"
#include "converter/lower/expression.h"
#include "converter/lower/lower.h"
#include "converter/lower/lowering.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

class Checker {
 public:
  Checker(std::string_view file_name, const CustomCallTargets& targets)
      : file_name_(file_name), targets_(targets) {}

  void CheckRegion(const hlo::Computation& region) {
    for (const auto& instruction : region.instructions) {
      if (instruction->opcode == "custom-call" && instruction->refusal.empty()) {
        CheckCustomCall(*instruction);
        continue;
      }
      CheckTypes(*instruction);
      CheckOpcode(*instruction);
    }
  }

  const std::vector<std::string>& reasons() const { return reasons_; }

 private:
  void Refuse(const hlo::Instruction& instruction, const std::string& why) {
    std::string line = hlo::ErrorAt(instruction, file_name_, ErrorKind::kUnsupported,
                                    fmt::format("{}: {}", instruction.opcode, why))
                           .text;
    if (seen_.insert(line).second) reasons_.push_back(std::move(line));
  }

  void CheckTypes(const hlo::Instruction& instruction) {
    if (instruction.opcode == "tuple" || instruction.opcode == "get-tuple-element") return;
    for (const hlo::Shape& leaf : LeafShapes(instruction.shape)) {
      if (IsMapType(leaf.type)) continue;
      Refuse(instruction, fmt::format("type {} is not supported yet", hlo::TypeName(leaf.type)));
      return;
    }
  }

  void CheckCustomCall(const hlo::Instruction& call) {
    if (const auto refusal = RefusalOfCustomCall(call, targets_)) Refuse(call, *refusal);
  }

  void CheckOpcode(const hlo::Instruction& instruction) {
    const std::string& opcode = instruction.opcode;
    if (!instruction.refusal.empty()) return Refuse(instruction, instruction.refusal);
    static const std::unordered_set<std::string_view> kStructural = {"parameter", "tuple",
                                                                     "get-tuple-element"};
    if (kStructural.count(opcode) != 0) return;
    if (IsElementwise(opcode)) return CheckElementwise(instruction);
    if (!IsFusible(instruction) && FindLowering(opcode) == nullptr) {
      return Refuse(instruction, "this operation is not supported yet");
    }
    if (opcode == "convolution" && instruction.batch_group_count != 1) {
      Refuse(instruction, "batch_group_count other than 1 is not supported yet");
    }
    if (opcode == "convolution" && instruction.window.size() > 3) {
      Refuse(instruction, "more than 3 spatial dimensions are not supported");
    }
    if (opcode == "scatter" && instruction.operands.size() != 3) {
      Refuse(instruction, "several operands are not supported yet");
    }
    const bool dilated = std::any_of(instruction.window.begin(), instruction.window.end(),
                                     [](const hlo::WindowDimension& w) { return w.base_dilation != 1; });
    if (opcode == "reduce-window" && dilated) Refuse(instruction, "base dilation is not supported yet");
    if (opcode == "reduce" || opcode == "reduce-window" || opcode == "scatter" || opcode == "sort") {
      CheckReducer(instruction);
    }
  }

  // The reducer (combination, comparator) must be straight-line code: lowering it into a graph nobody uses
  // tells.
  void CheckReducer(const hlo::Instruction& instruction) {
    for (const auto& step : instruction.called[0]->instructions) {
      static const std::unordered_set<std::string_view> kPlain = {
          "parameter", "tuple", "constant", "broadcast", "reshape", "copy", "call", "fusion"};
      if (kPlain.count(step->opcode) != 0) continue;
      if (!IsElementwise(step->opcode)) {
        Refuse(instruction, fmt::format("its computation {} uses {}, which is not supported yet",
                                        instruction.called[0]->name, step->opcode));
      } else {
        CheckTypes(*step);
        CheckElementwise(*step);
      }
    }
  }

  void CheckElementwise(const hlo::Instruction& instruction) {
    for (const hlo::Instruction* operand : instruction.operands) {
      if (!IsMapType(operand->shape.type)) return;  // refused where it is made
    }
    if (!IsMapType(instruction.shape.type)) return;
    MapBuilder map;
    std::vector<NodeId> operands;
    uint32_t next = 0;
    for (const hlo::Instruction* operand : instruction.operands) {
      operands.push_back(TemporaryOf(map, operand->shape.type, next));
    }
    if (!IsReinterpretation(instruction) && !Elementwise(map, instruction, operands).has_value()) {
      Refuse(instruction,
             fmt::format("not supported at type {}", hlo::TypeName(instruction.operands[0]->shape.type)));
    }
  }

  const std::string file_name_;
  const CustomCallTargets& targets_;
  std::unordered_set<std::string> seen_;
  std::vector<std::string> reasons_;  // in the order of the program
};

// Lowering writes a loop body or branch out wherever it is used, so branches that hold
// branches may double from level to level.
Result<void> CheckWrittenOut(hlo::Module& module) {
  constexpr size_t kMaxInstructions = 1'000'000;
  std::unordered_map<const hlo::Computation*, size_t> written_out;
  for (const hlo::Computation* region : Regions(module)) {  // callees first
    size_t& count = written_out[region];
    count = region->instructions.size();
    for (const auto& instruction : region->instructions) {
      if (instruction->opcode != "while" && instruction->opcode != "conditional") continue;
      for (const hlo::Computation* callee : instruction->called) count += written_out.at(callee);
      if (count <= kMaxInstructions) continue;
      return Unsupported(fmt::format("{}: more than {} instructions with all loop bodies and branches",
                                     region->name, kMaxInstructions));
    }
  }
  return {};
}

}  // namespace

Result<void> CheckSupported(hlo::Module& module, std::string_view file_name,
                            const CustomCallTargets& targets) {
  TMB_CHECK_OK(CheckWrittenOut(module));
  Checker checker(file_name, targets);
  for (const hlo::Computation* region : Regions(module)) checker.CheckRegion(*region);
  if (checker.reasons().empty()) return {};
  std::string text;
  for (const std::string& line : checker.reasons()) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return Unsupported(std::move(text));
}

}  // namespace tmb
