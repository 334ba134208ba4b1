// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// while and conditional as jumps. Loop state lies in buffers of its own; values are copied
// into them before the loop and at the end of the body, and the plan drops each copy whose
// two sides can share a place.
//
//     state = init
//            if (!condition(state)) goto end
//     again: state = body(state)
//            if (condition(state)) goto again
//     end:
//
// A long condition is there once: the body jumps back to it.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"

namespace tmb {

size_t Lowering::AppendJump(const hlo::Instruction& origin) {
  tmb::Instruction jump;
  jump.op.Set(fb::Jump(0));
  Append(std::move(jump), origin);
  return program_.code.size() - 1;
}

size_t Lowering::AppendJumpIf(Operand predicate, bool when, const hlo::Instruction& origin) {
  tmb::Instruction jump;
  jump.op.Set(fb::JumpIf(program_.AddOperand(predicate.buffer, predicate.offset), 0, when ? 1 : 0));
  Append(std::move(jump), origin);
  return program_.code.size() - 1;
}

void Lowering::SetTarget(size_t jump, uint32_t target) {
  fb::InstructionUnion& op = program_.code[jump].op;
  if (op.type == fb::Instruction::Jump) {
    op.AsJump()->mutate_target(target);
  } else {
    op.AsJumpIf()->mutate_target(target);
  }
}

namespace {

// The leaves of a loop's state: which ones the body passes on unchanged need no memory of
// their own.
bool PassesOn(const hlo::Computation& body, int64_t element, size_t elements) {
  const hlo::Instruction& root = *body.root;
  if (root.opcode == "parameter") return true;
  if (root.opcode != "tuple" || root.operands.size() != elements) return false;
  const hlo::Instruction& result = *root.operands[static_cast<size_t>(element)];
  return result.opcode == "get-tuple-element" && result.tuple_index == element &&
         result.operands[0]->opcode == "parameter";
}

// A condition of a few scalars becomes part of the formula that ends the body.
bool IsShort(const hlo::Computation& condition) {
  constexpr size_t kMost = 16;
  const auto is_scalar = [](const auto& instruction) {
    return instruction->opcode == "parameter" ||
           (instruction->called.empty() && instruction->shape.IsArray() && instruction->shape.Elements() == 1);
  };
  return condition.instructions.size() <= kMost &&
         std::all_of(condition.instructions.begin(), condition.instructions.end(), is_scalar);
}

struct State {
  std::vector<Operand> leaves;
  std::vector<hlo::Shape> shapes;
  std::vector<bool> fixed;  // never changes: reads the initial value in place
};

Result<State> EnterLoop(Lowering& lowering, const hlo::Instruction& loop) {
  State state;
  state.shapes = LeafShapes(loop.shape);
  TMB_ASSIGN(state.leaves, lowering.LeavesOf(*loop.operands[0]));
  state.fixed.assign(state.leaves.size(), false);
  if (loop.shape.IsTuple()) {
    size_t leaf = 0;
    for (size_t element = 0; element < loop.shape.tuple.size(); ++element) {
      const bool fixed = PassesOn(*loop.called[1], static_cast<int64_t>(element), loop.shape.tuple.size());
      for (size_t i = CountLeaves(loop.shape.tuple[element]); i > 0; --i) state.fixed[leaf++] = fixed;
    }
  }
  for (size_t i = 0; i < state.leaves.size(); ++i) {
    if (state.fixed[i]) continue;
    const Operand place{lowering.NewBuffer(fmt::format("{}.state{}", loop.name, i), state.shapes[i]), 0};
    TMB_CHECK_OK(lowering.EmitCopy(state.leaves[i], place, state.shapes[i], loop));
    state.leaves[i] = place;
  }
  return state;
}

// state = results, at once: a result that is itself a state leaf is saved first.
Result<void> UpdateState(Lowering& lowering, const hlo::Instruction& loop, const State& state,
                         std::vector<Operand> results) {
  std::unordered_map<BufferId, size_t> leaf_in;  // the leaf that lives in a buffer
  for (size_t i = 0; i < state.leaves.size(); ++i) {
    if (!state.fixed[i]) leaf_in.emplace(state.leaves[i].buffer, i);
  }
  for (size_t i = 0; i < results.size(); ++i) {
    const auto leaf = leaf_in.find(results[i].buffer);
    if (state.fixed[i] || leaf == leaf_in.end() || leaf->second == i) continue;
    const Operand saved{lowering.NewBuffer(fmt::format("{}.saved{}", loop.name, i), state.shapes[i]), 0};
    TMB_CHECK_OK(lowering.EmitCopy(results[i], saved, state.shapes[i], loop));
    results[i] = saved;
  }
  for (size_t i = 0; i < results.size(); ++i) {
    const bool unchanged =
        results[i].buffer == state.leaves[i].buffer && results[i].offset == state.leaves[i].offset;
    if (state.fixed[i] || unchanged) continue;
    TMB_CHECK_OK(lowering.EmitCopy(results[i], state.leaves[i], state.shapes[i], loop));
  }
  return {};
}

// Index operands select a branch; outside [0, n) it is the last one.
Result<std::vector<size_t>> AppendSelection(Lowering& lowering, const hlo::Instruction& conditional) {
  std::vector<size_t> jumps;
  const hlo::Instruction& selector = *conditional.operands[0];
  TMB_ASSIGN(const Operand place, lowering.Materialize(selector));
  if (selector.shape.type == hlo::Type::kPred) {
    jumps.push_back(lowering.AppendJumpIf(place, true, conditional));
    return jumps;
  }
  for (size_t branch = 0; branch + 1 < conditional.called.size(); ++branch) {
    const BufferId chosen =
        lowering.NewBuffer(conditional.name + ".chosen", hlo::Shape{hlo::Type::kPred, {}, {}, {}});
    TMB_CHECK_OK(lowering.EmitMap(
        LoopNest{}, conditional, [&](MapBuilder& map, ExpressionBuilder&, const IndexMap&) -> Result<void> {
          const NodeId index = map.Load(place, fb::Type::S32, {}, {}, 0);
          const NodeId number = map.Immediate(static_cast<uint32_t>(branch));
          map.Store({chosen, 0}, fb::Type::Pred, {}, map.Binary(fb::MicroOp::EqI, index, number));
          return {};
        }));
    jumps.push_back(lowering.AppendJumpIf({chosen, 0}, true, conditional));
  }
  return jumps;
}

Result<void> LowerBranch(Lowering& lowering, const hlo::Instruction& conditional, size_t branch,
                         const std::vector<Operand>& results) {
  TMB_ASSIGN(const std::vector<Operand> argument, lowering.LeavesOf(*conditional.operands[branch + 1]));
  TMB_ASSIGN(const std::vector<Operand> leaves,
             lowering.LowerRegion(*conditional.called[branch], {argument}));
  const std::vector<hlo::Shape> shapes = LeafShapes(conditional.shape);
  for (size_t i = 0; i < leaves.size(); ++i) {
    TMB_CHECK_OK(lowering.EmitCopy(leaves[i], results[i], shapes[i], conditional));
  }
  return {};
}

}  // namespace

Result<void> LowerWhile(Lowering& lowering, const hlo::Instruction& loop) {
  const hlo::Computation &condition = *loop.called[0], &body = *loop.called[1];
  TMB_ASSIGN(const State state, EnterLoop(lowering, loop));
  const uint32_t again = lowering.Position();
  TMB_ASSIGN(const std::vector<Operand> first, lowering.LowerRegion(condition, {state.leaves}));
  const size_t leave = lowering.AppendJumpIf(first[0], false, loop);
  const uint32_t begin = lowering.Position();
  TMB_ASSIGN(const std::vector<Operand> results, lowering.LowerRegion(body, {state.leaves}));
  TMB_CHECK_OK(UpdateState(lowering, loop, state, results));
  if (IsShort(condition)) {
    TMB_ASSIGN(const std::vector<Operand> next, lowering.LowerRegion(condition, {state.leaves}));
    lowering.SetTarget(lowering.AppendJumpIf(next[0], true, loop), begin);
  } else {
    lowering.SetTarget(lowering.AppendJump(loop), again);
  }
  lowering.SetTarget(leave, lowering.Position());
  lowering.SetStored(loop, state.leaves);
  return {};
}

Result<void> LowerConditional(Lowering& lowering, const hlo::Instruction& conditional) {
  std::vector<Operand> results;
  for (const hlo::Shape& shape : LeafShapes(conditional.shape)) {
    results.push_back(
        {lowering.NewBuffer(fmt::format("{}.result{}", conditional.name, results.size()), shape), 0});
  }
  // Arguments are stored before the branches part, so that each finds them.
  for (size_t i = 1; i < conditional.operands.size(); ++i) {
    TMB_CHECK_OK(lowering.LeavesOf(*conditional.operands[i]));
  }
  TMB_ASSIGN(const std::vector<size_t> chosen, AppendSelection(lowering, conditional));
  // The branch that no jump selects runs first: the last one, or for a predicate the false one.
  const bool by_predicate = conditional.operands[0]->shape.type == hlo::Type::kPred;
  const size_t fall_through = by_predicate ? 1 : conditional.called.size() - 1;
  TMB_CHECK_OK(LowerBranch(lowering, conditional, fall_through, results));
  std::vector<size_t> ends;
  for (size_t i = 0; i < chosen.size(); ++i) {
    ends.push_back(lowering.AppendJump(conditional));
    lowering.SetTarget(chosen[i], lowering.Position());
    TMB_CHECK_OK(LowerBranch(lowering, conditional, i, results));
  }
  for (const size_t end : ends) lowering.SetTarget(end, lowering.Position());
  lowering.SetStored(conditional, results);
  return {};
}

}  // namespace tmb
