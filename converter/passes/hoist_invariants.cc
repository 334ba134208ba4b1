// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// HoistInvariants: what a while computes anew on each trip from state that never changes is
// computed once before it and becomes such state itself, read in place. A loop that makes no
// trip computes it in vain; nothing that is hoisted can fault, has effects or runs a loop.
//
// The cost model, for each value that something else than invariants reads:
//
//     a trip saves    the operations behind the value, an element operation being 1, dear ones more
//     a trip pays     kReadCost for each element, which is read from memory where it was computed in passing
//     memory pays     the value's bytes for as long as the loop runs: at most kMaxBytes, or
//                     kMaxKernelBytes for the result of a kernel, and kMaxLoopBytes for all of a loop

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "converter/lower/expression.h"
#include "converter/lower/lowering.h"
#include "converter/passes/constant_values.h"
#include "converter/passes/loops.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Computation;
using hlo::Instruction;
using hlo::Value;

constexpr int64_t kReadCost = 2;
constexpr int64_t kMaxBytes = 1 << 10;
constexpr int64_t kMaxKernelBytes = 16 << 10;
constexpr int64_t kMaxLoopBytes = 32 << 10;

// What one element of the operation costs, in additions of f32 (bench/target/map).
int64_t WeightOf(const Instruction& instruction) {
  static const std::unordered_set<std::string_view> kCheap = {"add",
                                                              "subtract",
                                                              "multiply",
                                                              "maximum",
                                                              "minimum",
                                                              "and",
                                                              "or",
                                                              "xor",
                                                              "not",
                                                              "abs",
                                                              "negate",
                                                              "compare",
                                                              "select",
                                                              "clamp",
                                                              "convert",
                                                              "pad",
                                                              "shift-left",
                                                              "complex",
                                                              "shift-right-logical",
                                                              "shift-right-arithmetic",
                                                              "bitcast-convert"};
  constexpr int64_t kDear = 8, kWide = 8;
  const hlo::Type type =
      instruction.operands.empty() ? instruction.shape.type : instruction.operands[0]->shape.type;
  const int64_t wide = hlo::TypeBytes(type) > 4 ? kWide : 1;
  return wide * (kCheap.count(instruction.opcode) != 0 ? 1 : kDear);
}

// The invariant values of a loop's body or condition that others read and that it pays to hoist.
class Invariants {
 public:
  Invariants(const Loop& loop, const Computation& computation, const Instruction* state)
      : loop_(loop), state_(state) {
    for (const auto& instruction : computation.instructions) {
      if (IsInvariant(*instruction)) {
        invariants_.insert(instruction.get());
      } else {
        for (Instruction* operand : instruction->operands) Want(*operand);
      }
    }
  }

  // In the order in which they must be computed.
  const std::vector<Instruction*>& hoisted() const { return hoisted_; }

 private:
  bool IsInvariant(const Instruction& instruction) const {
    const std::string& opcode = instruction.opcode;
    if (IsElementOf(instruction, state_)) return loop_.IsFixed(static_cast<size_t>(instruction.tuple_index));
    if (IsFreeConstant(instruction)) return true;
    if (instruction.operands.empty() || !instruction.refusal.empty() || instruction.shape.IsTuple())
      return false;
    if (!IsFusible(instruction) && (FindLowering(opcode) == nullptr || opcode == "while" ||
                                    opcode == "conditional" || opcode == "custom-call")) {
      return false;
    }
    return std::all_of(instruction.operands.begin(), instruction.operands.end(),
                       [this](const Instruction* operand) { return invariants_.count(operand) != 0; });
  }

  bool IsFree(const Instruction& value) const {
    return IsView(value) || IsFreeConstant(value) || IsElementOf(value, state_) || value.opcode == "real" ||
           value.opcode == "imag";
  }

  // Views are left where they are: they are free, and what they see is hoisted in their place.
  void Want(Instruction& value) {
    std::vector<Instruction*> stack = {&value};
    while (!stack.empty()) {
      Instruction* next = stack.back();
      stack.pop_back();
      if (invariants_.count(next) == 0 || !seen_.insert(next).second || IsElementOf(*next, state_)) continue;
      if (IsFree(*next)) {
        stack.insert(stack.end(), next->operands.begin(), next->operands.end());
      } else if (Pays(*next)) {
        hoisted_.push_back(next);
      }
    }
  }

  bool Pays(const Instruction& value) {
    std::unordered_set<const Instruction*> seen;
    std::vector<const Instruction*> stack = {&value};
    int64_t saved = 0;
    bool runs_kernel = false;
    while (!stack.empty()) {
      const Instruction* next = stack.back();
      stack.pop_back();
      if (!seen.insert(next).second) continue;
      if (!IsFree(*next)) saved += WorkOf(*next) * WeightOf(*next);
      runs_kernel = runs_kernel || (!IsFusible(*next) && !IsElementOf(*next, state_));
      if (!IsElementOf(*next, state_))
        stack.insert(stack.end(), next->operands.begin(), next->operands.end());
    }
    const int64_t bytes = value.shape.Bytes();
    return saved > kReadCost * value.shape.Elements() && bytes <= (runs_kernel ? kMaxKernelBytes : kMaxBytes);
  }

  const Loop& loop_;
  const Instruction* state_;
  std::unordered_set<const Instruction*> invariants_, seen_;
  std::vector<Instruction*> hoisted_;
};

// What is hoisted out of one loop: new state elements in this order.
struct Hoist {
  Loop loop;
  std::vector<Instruction*> from_condition, from_body;

  size_t Count() const { return from_condition.size() + from_body.size(); }
};

Hoist PlanOf(const Loop& loop) {
  Hoist hoist{loop, Invariants(loop, *loop.condition, loop.condition_state).hoisted(),
              Invariants(loop, *loop.body, loop.body_state).hoisted()};
  int64_t bytes = 0;
  for (std::vector<Instruction*>* values : {&hoist.from_condition, &hoist.from_body}) {
    const auto too_much = [&bytes](const Instruction* value) {
      return (bytes += value->shape.Bytes()) > kMaxLoopBytes;
    };
    values->erase(std::find_if(values->begin(), values->end(), too_much), values->end());
  }
  return hoist;
}

// Computes `value` of the body before the loop; elements of the state are its initial ones.
class Copier {
 public:
  Copier(hlo::Builder& b, const Instruction* state, const std::vector<Instruction*>& initial)
      : b_(b), state_(state), initial_(initial) {}

  Value Of(const Instruction& value) {
    const auto known = copies_.find(&value);
    if (known != copies_.end()) return known->second;
    if (IsElementOf(value, state_)) return b_.Use(initial_[static_cast<size_t>(value.tuple_index)]);
    std::vector<Value> operands;
    for (const Instruction* operand : value.operands) operands.push_back(Of(*operand));
    const Value copy = b_.Copy(value, operands, value.shape);
    copies_[&value] = copy;
    return copy;
  }

 private:
  hlo::Builder& b_;
  const Instruction* state_;
  const std::vector<Instruction*>& initial_;
  std::unordered_map<const Instruction*, Value> copies_;
};

// Before the loop: the values, behind its initial state.
void Precompute(hlo::Builder& b, const Hoist& hoist) {
  Instruction& loop = *hoist.loop.loop;
  std::vector<Value> initial;
  for (Instruction* element : loop.operands[0]->operands) initial.push_back(b.Use(element));
  Copier condition(b, hoist.loop.condition_state, loop.operands[0]->operands);
  for (const Instruction* value : hoist.from_condition) initial.push_back(condition.Of(*value));
  Copier body(b, hoist.loop.body_state, loop.operands[0]->operands);
  for (const Instruction* value : hoist.from_body) initial.push_back(body.Of(*value));
  loop.operands[0] = b.Tuple(initial).get();
}

// In the loop: reads `values` as elements of `state` from `first` on; the body's root passes all new ones on.
Result<void> ReadInstead(hlo::Module& module, Computation& computation, Instruction* state,
                         const std::vector<Instruction*>& values, size_t first, const hlo::Shape& shape) {
  const size_t old_elements = state->shape.tuple.size();
  state->shape = shape;
  std::unordered_map<const Instruction*, size_t> element_of;
  for (size_t i = 0; i < values.size(); ++i) element_of[values[i]] = first + i;
  return Rebuild(module, computation, [&](hlo::Builder& b, Instruction& instruction) {
    const auto element = [&](size_t i) {
      return b.GetTupleElement(b.Use(state), static_cast<int64_t>(i)).get();
    };
    const auto found = element_of.find(&instruction);
    if (found != element_of.end()) return element(found->second);
    if (&instruction == computation.root && instruction.opcode == "tuple") {
      for (size_t i = old_elements; i < shape.tuple.size(); ++i) instruction.operands.push_back(element(i));
      instruction.shape = shape;
    }
    return &instruction;
  });
}

Result<void> HoistIn(hlo::Module& module, Computation& region) {
  std::unordered_map<const Instruction*, Hoist> hoists;
  for (const auto& instruction : region.instructions) {
    const auto loop = LoopOf(*instruction);
    if (!loop.has_value()) continue;
    Hoist hoist = PlanOf(*loop);
    if (hoist.Count() != 0) hoists.emplace(instruction.get(), std::move(hoist));
  }
  if (hoists.empty()) return {};
  TMB_CHECK_OK(Rebuild(module, region, [&hoists](hlo::Builder& b, Instruction& instruction) {
    const auto found = hoists.find(&instruction);
    if (found != hoists.end()) Precompute(b, found->second);
    return &instruction;
  }));
  for (auto& [instruction, hoist] : hoists) {
    const Loop& loop = hoist.loop;
    const size_t first = loop.Elements();
    loop.loop->shape = loop.loop->operands[0]->shape;
    TMB_CHECK_OK(ReadInstead(module, *loop.condition, loop.condition_state, hoist.from_condition, first,
                             loop.loop->shape));
    TMB_CHECK_OK(ReadInstead(module, *loop.body, loop.body_state, hoist.from_body,
                             first + hoist.from_condition.size(), loop.loop->shape));
  }
  return {};
}

}  // namespace

Result<void> HoistInvariants(hlo::Module& module) {
  TMB_ASSIGN(const bool separate, SeparateLoops(module));
  if (!separate) return {};
  for (Computation* region : Regions(module)) TMB_CHECK_OK(HoistIn(module, *region));  // inner loops first
  return {};
}

}  // namespace tmb
