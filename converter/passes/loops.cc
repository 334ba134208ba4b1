// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/passes/loops.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Computation;
using hlo::Instruction;

constexpr size_t kMaxCopies = 100'000;  // instructions

// Whether nothing but get-tuple-elements read `state`, which is not the computation's result.
bool IsReadByElement(const Computation& computation, const Instruction* state) {
  if (computation.root == state) return false;
  return std::all_of(computation.instructions.begin(), computation.instructions.end(),
                     [state](const auto& user) {
                       const auto& operands = user->operands;
                       return user->opcode == "get-tuple-element" ||
                              std::find(operands.begin(), operands.end(), state) == operands.end();
                     });
}

void SetTuple(Instruction& tuple, const std::vector<size_t>& kept) {
  hlo::Shape shape;
  shape.type = hlo::Type::kTuple;
  for (const size_t element : kept) shape.tuple.push_back(tuple.shape.tuple[element]);
  tuple.shape = std::move(shape);
  if (tuple.opcode != "tuple") return;
  std::vector<Instruction*> operands;
  for (const size_t element : kept) operands.push_back(tuple.operands[element]);
  tuple.operands = std::move(operands);
}

void Renumber(const Readers& readers, const Instruction* tuple, const std::vector<int64_t>& place) {
  const auto found = readers.find(tuple);
  if (found == readers.end()) return;
  for (Instruction* reader : found->second)
    reader->tuple_index = place[static_cast<size_t>(reader->tuple_index)];
}

std::unique_ptr<Computation> Clone(const Computation& original, std::string name) {
  auto clone = std::make_unique<Computation>();
  clone->name = std::move(name);
  std::unordered_map<const Instruction*, Instruction*> copies;
  for (const auto& instruction : original.instructions) {
    auto copy = std::make_unique<Instruction>(*instruction);
    for (Instruction*& operand : copy->operands) operand = copies.at(operand);
    copies[instruction.get()] = copy.get();
    clone->instructions.push_back(std::move(copy));
  }
  clone->root = copies.at(original.root);
  return clone;
}

// Gives computations that are called before a second time copies; callers first, so that what a
// copy calls counts as called twice.
class Owner {
 public:
  explicit Owner(hlo::Module& module) : module_(module) {}

  bool Run() {
    std::vector<Computation*> regions = Regions(module_);
    for (size_t left = regions.size(); left-- > 0;) {
      if (!Visit(*regions[left])) return false;
    }
    return true;
  }

 private:
  bool Visit(Computation& region) {
    for (const auto& instruction : region.instructions) {
      if (instruction->opcode != "while" && instruction->opcode != "conditional") continue;
      for (Computation*& callee : instruction->called) {
        if (called_.insert(callee).second) continue;
        copies_ += callee->instructions.size();
        if (copies_ > kMaxCopies) return false;
        callee = Insert(*callee);
        called_.insert(callee);
        if (!Visit(*callee)) return false;
      }
    }
    return true;
  }

  // A copy of `original` in the module, behind it and so before what calls either.
  Computation* Insert(const Computation& original) {
    auto& computations = module_.computations;
    const auto place = std::find_if(computations.begin(), computations.end(),
                                    [&original](const auto& c) { return c.get() == &original; });
    std::string name = fmt::format("{}.{}", original.name, computations.size());
    return computations.insert(place + 1, Clone(original, std::move(name)))->get();
  }

  hlo::Module& module_;
  std::unordered_set<const Computation*> called_;
  size_t copies_ = 0;
};

using hlo::Value;

std::vector<Value> ElementsOf(hlo::Builder& b, Instruction* tuple) {
  if (tuple->opcode == "tuple") {
    std::vector<Value> elements;
    for (Instruction* element : tuple->operands) elements.push_back(b.Use(element));
    return elements;
  }
  std::vector<Value> elements;
  for (size_t i = 0; i < tuple->shape.tuple.size(); ++i)
    elements.push_back(b.GetTupleElement(b.Use(tuple), static_cast<int64_t>(i)));
  return elements;
}

// Makes the root a tuple of its own when it is a tuple value.
void SeparateRoot(hlo::Module& module, Computation& computation) {
  if (!computation.root->shape.IsTuple() || computation.root->opcode == "parameter") return;
  hlo::Builder b(module, computation, *computation.root);
  computation.root = b.Tuple(ElementsOf(b, computation.root)).get();
}

// Each while gets a tuple of its own as operand.
Result<void> SeparateOperands(hlo::Module& module, Computation& computation) {
  return Rebuild(module, computation, [](hlo::Builder& b, Instruction& instruction) {
    if (instruction.opcode == "while" && instruction.shape.IsTuple())
      instruction.operands[0] = b.Tuple(ElementsOf(b, instruction.operands[0])).get();
    return &instruction;
  });
}

bool RunsLoops(const Computation& computation) {
  const auto& instructions = computation.instructions;
  return std::any_of(instructions.begin(), instructions.end(),
                     [](const auto& instruction) { return instruction->opcode == "while"; });
}

}  // namespace

bool Loop::IsFixed(size_t index) const {
  const Instruction& result = *body->root->operands[index];
  return IsElementOf(result, body_state) && result.tuple_index == static_cast<int64_t>(index);
}

std::optional<Loop> LoopOf(Instruction& instruction) {
  if (instruction.opcode != "while" || instruction.operands[0]->opcode != "tuple") return std::nullopt;
  Loop loop;
  loop.loop = &instruction;
  loop.condition = instruction.called[0];
  loop.body = instruction.called[1];
  if (loop.body->root->opcode != "tuple") return std::nullopt;
  loop.condition_state = loop.condition->Parameters()[0];
  loop.body_state = loop.body->Parameters()[0];
  const bool by_element =
      IsReadByElement(*loop.condition, loop.condition_state) && IsReadByElement(*loop.body, loop.body_state);
  return by_element ? std::optional(loop) : std::nullopt;
}

Result<bool> SeparateLoops(hlo::Module& module) {
  if (!Owner(module).Run()) return false;
  for (Computation* region : Regions(module)) {
    if (!RunsLoops(*region)) continue;
    TMB_CHECK_OK(SeparateOperands(module, *region));
    SeparateRoot(module, *region);
    for (const auto& instruction : region->instructions) {
      if (instruction->opcode == "while") SeparateRoot(module, *instruction->called[1]);
    }
  }
  return true;
}

bool IsElementOf(const Instruction& instruction, const Instruction* tuple) {
  return instruction.opcode == "get-tuple-element" && instruction.operands[0] == tuple;
}

Readers ReadersIn(const Computation& computation) {
  Readers readers;
  for (const auto& instruction : computation.instructions) {
    if (instruction->opcode == "get-tuple-element")
      readers[instruction->operands[0]].push_back(instruction.get());
  }
  return readers;
}

void KeepElements(const Loop& loop, const std::vector<size_t>& kept, const Readers& readers) {
  std::vector<int64_t> place(loop.Elements(), -1);
  for (size_t i = 0; i < kept.size(); ++i) place[kept[i]] = static_cast<int64_t>(i);
  Renumber(readers, loop.loop, place);
  Renumber(ReadersIn(*loop.condition), loop.condition_state, place);
  Renumber(ReadersIn(*loop.body), loop.body_state, place);
  for (Instruction* tuple :
       {loop.loop->operands[0], loop.loop, loop.condition_state, loop.body_state, loop.body->root})
    SetTuple(*tuple, kept);
}

}  // namespace tmb
