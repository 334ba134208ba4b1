// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A module of copies whose entry has no parameters, then the way of every module.

#include "converter/passes/evaluate.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <unordered_map>

#include "converter/emit/encode.h"
#include "converter/lower/lower.h"
#include "converter/plan/plan.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

// 16-byte aligned memory, as the runtime asks for.
class AlignedBytes {
 public:
  explicit AlignedBytes(size_t bytes) : blocks_(bytes / sizeof(Block) + 1), bytes_(bytes) {}
  uint8_t* data() { return blocks_.data()->bytes; }
  size_t size() const { return bytes_; }

 private:
  struct alignas(TMB_ALIGNMENT) Block {
    uint8_t bytes[TMB_ALIGNMENT];
  };
  std::vector<Block> blocks_;
  size_t bytes_;
};

// Copies `wanted` and what they depend on into the entry of a module. Computations that they
// call stay where they are: lowering only reads them.
class Extraction {
 public:
  explicit Extraction(const std::vector<const hlo::Instruction*>& wanted) {
    module_.name = "constants";
    module_.computations.push_back(std::make_unique<hlo::Computation>());
    module_.entry = module_.computations.back().get();
    module_.entry->name = "constants";
    auto root = std::make_unique<hlo::Instruction>();
    root->name = root->opcode = "tuple";
    root->shape.type = hlo::Type::kTuple;
    for (const hlo::Instruction* value : wanted) {
      root->operands.push_back(Copy(*value));
      root->shape.tuple.push_back(value->shape);
    }
    module_.entry->root = root.get();
    module_.entry->instructions.push_back(std::move(root));
  }

  hlo::Module& module() { return module_; }

 private:
  // Without recursion: constant chains may be as long as the program.
  hlo::Instruction* Copy(const hlo::Instruction& value) {
    std::vector<const hlo::Instruction*> stack = {&value};
    while (!stack.empty()) {
      const hlo::Instruction* original = stack.back();
      const auto missing = std::find_if(original->operands.begin(), original->operands.end(),
                                        [this](hlo::Instruction* o) { return copies_.count(o) == 0; });
      if (copies_.count(original) == 0 && missing != original->operands.end()) {
        stack.push_back(*missing);
        continue;
      }
      stack.pop_back();
      if (copies_.count(original) != 0) continue;
      auto copy = std::make_unique<hlo::Instruction>(*original);
      for (hlo::Instruction*& operand : copy->operands) operand = copies_.at(operand);
      copies_[original] = copy.get();
      module_.entry->instructions.push_back(std::move(copy));
    }
    return copies_.at(&value);
  }

  hlo::Module module_;
  std::unordered_map<const hlo::Instruction*, hlo::Instruction*> copies_;
};

Result<std::vector<uint8_t>> FileOf(hlo::Module& module) {
  TMB_CHECK_OK(CheckSupported(module, ""));
  TMB_ASSIGN(Program program, Lower(module, ""));
  TMB_ASSIGN(const MemoryPlan plan, PlanMemory(program));
  return Encode(std::move(program), plan, DebugInfo::kStrip);
}

hlo::Literal LiteralOf(const hlo::Shape& shape, const tmb_tensor& tensor) {
  hlo::Literal literal;
  literal.shape = shape;
  literal.data.resize(tensor.bytes);
  if (tensor.bytes != 0) std::memcpy(literal.data.data(), tensor.data, tensor.bytes);
  return literal;
}

}  // namespace

std::optional<std::vector<hlo::Literal>> Evaluate(const std::vector<const hlo::Instruction*>& wanted,
                                                  uint32_t budget) {
  Extraction extraction(wanted);
  const Result<std::vector<uint8_t>> file = FileOf(extraction.module());
  if (!file.ok()) return std::nullopt;
  AlignedBytes model(file.value().size());
  std::copy(file.value().begin(), file.value().end(), model.data());
  tmb_machine machine;
  if (tmb_load(&machine, model.data(), model.size()) != TMB_OK) return std::nullopt;
  AlignedBytes arena(tmb_arena_bytes(&machine, 0));
  if (tmb_set_arena(&machine, 0, arena.data(), arena.size()) != TMB_OK) return std::nullopt;
  if (tmb_step(&machine, 0, &budget) != TMB_OK) return std::nullopt;
  std::vector<hlo::Literal> values;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const tmb_tensor tensor = tmb_output(&machine, 0, static_cast<unsigned>(i));
    values.push_back(LiteralOf(wanted[i]->shape, tensor));
  }
  return values;
}

}  // namespace tmb
