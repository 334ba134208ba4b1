// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// SimplifyLoops: a while carries only what changes and is read.
//
//     state element                       becomes
//     never changes                       its initial value, for readers behind the loop
//     never changes, starts constant      that constant, inside the loop, too
//     read by nothing but its own update  nothing
//
// Constants are weights and tables that JAX's loops capture: seen inside the body they are
// packed, folded and read in place.

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "converter/passes/constant_values.h"
#include "converter/passes/loops.h"
#include "converter/passes/passes.h"
#include "converter/passes/side_effects.h"

namespace tmb {
namespace {

using hlo::Computation;
using hlo::Instruction;

size_t ElementIndex(const Instruction& instruction) { return static_cast<size_t>(instruction.tuple_index); }

// Copies a free constant: what it repeats or reshapes, too.
hlo::Value CopyOf(hlo::Builder& b, const Instruction& value) {
  std::vector<hlo::Value> operands;
  for (const Instruction* operand : value.operands) operands.push_back(CopyOf(b, *operand));
  return b.Copy(value, operands, value.shape);
}

class LoopSimplifier {
 public:
  explicit LoopSimplifier(hlo::Module& module) : module_(module), effects_(module) {}

  Result<void> Run() {
    const std::vector<Computation*> regions = Regions(module_);
    for (auto region = regions.rbegin(); region != regions.rend(); ++region)  // outer loops first
      TMB_CHECK_OK(UseInitialValues(**region));
    for (Computation* region : regions) {  // inner loops first
      const Readers readers = ReadersIn(*region);
      for (const Loop& loop : LoopsIn(*region)) DropUnread(loop, readers);
    }
    return {};
  }

 private:
  static std::vector<Loop> LoopsIn(const Computation& region) {
    std::vector<Loop> loops;
    for (const auto& instruction : region.instructions) {
      if (const auto loop = LoopOf(*instruction)) loops.push_back(*loop);
    }
    return loops;
  }

  Result<void> UseInitialValues(Computation& region) {
    const std::vector<Loop> loops = LoopsIn(region);
    if (loops.empty()) return {};
    std::unordered_map<const Instruction*, const Loop*> loop_of;
    for (const Loop& loop : loops) loop_of[loop.loop] = &loop;
    TMB_CHECK_OK(Rebuild(module_, region, [&](hlo::Builder&, Instruction& reader) -> Instruction* {
      if (reader.opcode != "get-tuple-element") return &reader;
      const auto loop = loop_of.find(reader.operands[0]);
      if (loop == loop_of.end() || !loop->second->IsFixed(ElementIndex(reader))) return &reader;
      return loop->first->operands[0]->operands[ElementIndex(reader)];
    }));
    const Readers readers = ReadersIn(region);
    for (const Loop& loop : loops) TMB_CHECK_OK(SinkConstants(loop, readers));
    return {};
  }

  Result<void> SinkConstants(const Loop& loop, const Readers& readers) {
    const std::vector<Instruction*> initial = loop.loop->operands[0]->operands;
    std::vector<size_t> kept;
    for (size_t i = 0; i < loop.Elements(); ++i) {
      if (!loop.IsFixed(i) || !IsFreeConstant(*initial[i])) kept.push_back(i);
    }
    if (kept.size() == loop.Elements() || kept.empty()) return {};
    std::vector<bool> sinks(loop.Elements(), true);
    for (const size_t i : kept) sinks[i] = false;
    const auto sink = [&](Computation& computation, const Instruction* state) {
      return Rebuild(module_, computation, [&](hlo::Builder& b, Instruction& reader) {
        const bool reads = IsElementOf(reader, state) && sinks[ElementIndex(reader)];
        return reads ? CopyOf(b, *initial[ElementIndex(reader)]).get() : &reader;
      });
    };
    TMB_CHECK_OK(sink(*loop.condition, loop.condition_state));
    TMB_CHECK_OK(sink(*loop.body, loop.body_state));
    KeepElements(loop, kept, readers);
    return {};
  }

  void DropUnread(const Loop& loop, const Readers& readers) {
    const std::vector<bool> read = ReadElements(loop, readers);
    std::vector<size_t> kept;
    for (size_t i = 0; i < loop.Elements(); ++i) {
      if (read[i]) kept.push_back(i);
    }
    if (kept.size() == loop.Elements() || kept.empty()) return;
    KeepElements(loop, kept, readers);
    KeepLive(*loop.condition, effects_);
    KeepLive(*loop.body, effects_);
  }

  // What is read behind the loop, by its condition, or by the update of an element that is read.
  std::vector<bool> ReadElements(const Loop& loop, const Readers& readers) const {
    std::vector<bool> read(loop.Elements());
    const auto behind = readers.find(loop.loop);
    if (behind != readers.end()) {
      for (const Instruction* reader : behind->second) read[ElementIndex(*reader)] = true;
    }
    std::unordered_set<const Instruction*> seen;
    std::vector<const Instruction*> live = EffectsOf(*loop.condition);
    live.push_back(loop.condition->root);
    ReadFrom(live, loop.condition_state, seen, read);
    live = EffectsOf(*loop.body);
    std::vector<bool> followed(loop.Elements());
    for (bool more = true; more;) {
      more = false;
      ReadFrom(live, loop.body_state, seen, read);
      for (size_t i = 0; i < loop.Elements(); ++i) {
        if (!read[i] || followed[i]) continue;
        followed[i] = more = true;
        live.push_back(loop.body->root->operands[i]);
      }
    }
    return read;
  }

  std::vector<const Instruction*> EffectsOf(const Computation& computation) const {
    std::vector<const Instruction*> found;
    for (const auto& instruction : computation.instructions) {
      if (effects_.Has(*instruction)) found.push_back(instruction.get());
    }
    return found;
  }

  // Marks the elements of `state` that the values on the stack depend on.
  static void ReadFrom(std::vector<const Instruction*>& stack, const Instruction* state,
                       std::unordered_set<const Instruction*>& seen, std::vector<bool>& read) {
    while (!stack.empty()) {
      const Instruction* value = stack.back();
      stack.pop_back();
      if (!seen.insert(value).second) continue;
      if (IsElementOf(*value, state)) {
        read[ElementIndex(*value)] = true;
      } else {
        stack.insert(stack.end(), value->operands.begin(), value->operands.end());
      }
    }
  }

  hlo::Module& module_;
  const SideEffects effects_;
};

}  // namespace

Result<void> SimplifyLoops(hlo::Module& module) {
  TMB_CHECK_OK(EliminateDead(module));  // what is dead reads nothing
  TMB_ASSIGN(const bool separate, SeparateLoops(module));
  return separate ? LoopSimplifier(module).Run() : Result<void>();
}

}  // namespace tmb
