// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A module of copies, then the way of every module.

#include "converter/passes/extracted_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "converter/emit/encode.h"
#include "converter/lower/lower.h"
#include "converter/plan/plan.h"

namespace tmb {
namespace {

using IsKnown = std::function<bool(const hlo::Instruction&)>;

// Copies values and what they depend on into the entry of a module. Computations that they
// call stay where they are: lowering only reads them.
class Extraction {
 public:
  explicit Extraction(const IsKnown& is_known) : is_known_(is_known) {
    module_.name = "extracted";
    module_.computations.push_back(std::make_unique<hlo::Computation>());
    module_.entry = module_.computations.back().get();
    module_.entry->name = "extracted";
  }

  Result<void> Add(const std::vector<const hlo::Instruction*>& wanted) {
    auto root = std::make_unique<hlo::Instruction>();
    root->name = root->opcode = "tuple";
    root->shape.type = hlo::Type::kTuple;
    for (const hlo::Instruction* value : wanted) {
      TMB_CHECK_OK(Copy(*value));
      root->operands.push_back(copies_.at(value));
      root->shape.tuple.push_back(value->shape);
    }
    module_.entry->root = root.get();
    module_.entry->instructions.push_back(std::move(root));
    return {};
  }

  hlo::Module& module() { return module_; }
  std::vector<const hlo::Instruction*> TakeInputs() { return std::move(inputs_); }

 private:
  // Without recursion: chains may be as long as the program.
  Result<void> Copy(const hlo::Instruction& value) {
    std::vector<const hlo::Instruction*> stack = {&value};
    while (!stack.empty()) {
      const hlo::Instruction* original = stack.back();
      const bool is_known = is_known_(*original);
      if (copies_.count(original) == 0 && !is_known) {
        const auto missing = std::find_if(original->operands.begin(), original->operands.end(),
                                          [this](hlo::Instruction* o) { return copies_.count(o) == 0; });
        if (missing != original->operands.end()) {
          stack.push_back(*missing);
          continue;
        }
      }
      stack.pop_back();
      if (copies_.count(original) != 0) continue;
      if (!is_known && original->opcode == "parameter")
        return Malformed(fmt::format("parameter {} has no value", original->name));
      is_known ? AddInput(*original) : AddCopy(*original);
    }
    return {};
  }

  void AddInput(const hlo::Instruction& original) {
    auto input = std::make_unique<hlo::Instruction>();
    input->name = original.name;
    input->opcode = "parameter";
    input->shape = original.shape;
    input->parameter_number = static_cast<int64_t>(inputs_.size());
    inputs_.push_back(&original);
    Append(original, std::move(input));
  }

  void AddCopy(const hlo::Instruction& original) {
    auto copy = std::make_unique<hlo::Instruction>(original);
    for (hlo::Instruction*& operand : copy->operands) operand = copies_.at(operand);
    Append(original, std::move(copy));
  }

  void Append(const hlo::Instruction& original, std::unique_ptr<hlo::Instruction> copy) {
    copies_[&original] = copy.get();
    module_.entry->instructions.push_back(std::move(copy));
  }

  const IsKnown& is_known_;
  hlo::Module module_;
  std::unordered_map<const hlo::Instruction*, hlo::Instruction*> copies_;
  std::vector<const hlo::Instruction*> inputs_;
};

Result<std::vector<uint8_t>> FileOf(hlo::Module& module) {
  TMB_CHECK_OK(CheckSupported(module, ""));
  TMB_ASSIGN(Program program, Lower(module, ""));
  TMB_ASSIGN(const MemoryPlan plan, PlanMemory(program));
  return Encode(std::move(program), plan, DebugInfo::kStrip);
}

Result<void> Check(tmb_status status) {
  if (status == TMB_OK) return {};
  return Error{ErrorKind::kRunFailed,
               fmt::format("a run while converting failed: {}", tmb_status_text(status))};
}

}  // namespace

ExtractedProgram::ExtractedProgram(const std::vector<uint8_t>& file,
                                   std::vector<const hlo::Instruction*> inputs)
    : model_(file.size()), arena_(0), inputs_(std::move(inputs)) {
  std::copy(file.begin(), file.end(), model_.data());
}

Result<void> ExtractedProgram::Load() {
  TMB_CHECK_OK(Check(tmb_load(&machine_, model_.data(), model_.size())));
  arena_ = AlignedBytes(tmb_arena_bytes(&machine_, 0));
  return Check(tmb_set_arena(&machine_, 0, arena_.data(), arena_.size()));
}

Result<std::unique_ptr<ExtractedProgram>> ExtractedProgram::Make(
    const std::vector<const hlo::Instruction*>& wanted, const IsKnown& is_known) {
  Extraction extraction(is_known);
  TMB_CHECK_OK(extraction.Add(wanted));
  TMB_ASSIGN(const std::vector<uint8_t> file, FileOf(extraction.module()));
  std::unique_ptr<ExtractedProgram> program(new ExtractedProgram(file, extraction.TakeInputs()));
  TMB_CHECK_OK(program->Load());
  return program;
}

void ExtractedProgram::SetInput(size_t input, const std::vector<uint8_t>& bytes) {
  const tmb_tensor tensor = tmb_input(&machine_, 0, static_cast<unsigned>(input));
  if (tensor.bytes != 0) std::memcpy(tensor.data, bytes.data(), tensor.bytes);
}

Result<void> ExtractedProgram::Run(uint32_t budget) { return Check(tmb_step(&machine_, 0, &budget)); }

std::vector<uint8_t> ExtractedProgram::Output(size_t output) const {
  const tmb_tensor tensor = tmb_output(&machine_, 0, static_cast<unsigned>(output));
  const uint8_t* const data = static_cast<const uint8_t*>(tensor.data);
  return tensor.bytes == 0 ? std::vector<uint8_t>() : std::vector<uint8_t>(data, data + tensor.bytes);
}

}  // namespace tmb
