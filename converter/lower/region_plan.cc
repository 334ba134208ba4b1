// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The fusion decisions. They only decide what shares a Map: a value that was not given a
// buffer here and turns out to need one gets it while lowering.

#include "converter/lower/region_plan.h"

#include <algorithm>

#include "converter/lower/elementwise.h"
#include "converter/lower/expression.h"
#include "converter/lower/lowering.h"

namespace tmb {
namespace {

constexpr int kMaxNodes = 96;           // of one Map: operands are numbered in a byte
constexpr size_t kMaxReaders = 64;      // beyond these a value simply gets a buffer
constexpr int64_t kSmallElements = 64;  // unrelated Maps up to this size share their set-up

bool IsTransparent(const hlo::Instruction& value) {
  return IsView(value) || value.opcode == "constant" || value.opcode == "iota";
}

bool Expands(const hlo::Instruction& broadcast) {
  return broadcast.opcode == "broadcast" &&
         broadcast.shape.Elements() > broadcast.operands[0]->shape.Elements();
}

// Windows that share elements would compute a fused operand several times.
bool WindowsOverlap(const hlo::Instruction& reduce_window) {
  return std::any_of(reduce_window.window.begin(), reduce_window.window.end(),
                     [](const hlo::WindowDimension& w) { return w.size > w.stride; });
}

size_t OperandIndex(const hlo::Instruction& user, const hlo::Instruction& value) {
  return static_cast<size_t>(std::find(user.operands.begin(), user.operands.end(), &value) -
                             user.operands.begin());
}

// Whether element i of `user` reads element i of `operand`, extents of 1 aside.
bool KeepsIndex(const hlo::Instruction& user, const hlo::Instruction& operand) {
  const bool moves = user.opcode == "reverse" || user.opcode == "pad" || user.opcode == "dynamic-slice" ||
                     user.opcode == "slice";
  if (moves || WithoutOnes(user.shape.dims) != WithoutOnes(operand.shape.dims)) return false;
  if (user.opcode == "transpose") return WithoutOnes(user.shape.dims).size() <= 1;
  if (user.opcode == "broadcast") return std::is_sorted(user.dimensions.begin(), user.dimensions.end());
  return true;
}

}  // namespace

RegionPlan::RegionPlan(const hlo::Computation& region, const Users& users) {
  FindRoots(region, users);
  FormUnits(region);
  FindNeeded();
}

void RegionPlan::FindRoots(const hlo::Computation& region, const Users& users) {
  for (auto it = region.instructions.rbegin(); it != region.instructions.rend(); ++it) {
    const hlo::Instruction& value = **it;
    if (!IsFusible(value)) continue;
    Fate fate;
    const auto found = users.find(&value);
    if (found != users.end()) {
      for (const hlo::Instruction* user : found->second) {
        if (user == nullptr) fate.needs_buffer = true;
        if (user != nullptr) MeetUser(value, *user, fate);
      }
    }
    Decide(value, fate);
    fates_[&value] = std::move(fate);
  }
}

void RegionPlan::MeetUser(const hlo::Instruction& value, const hlo::Instruction& user, Fate& fate) const {
  const size_t operand = OperandIndex(user, value);
  if (IsFusible(user)) {
    MeetFusibleUser(value, user, fate);
  } else if (user.opcode == "reduce" || user.opcode == "concatenate" || user.opcode == "pad") {
    fate.readers.insert(&user);
  } else if (user.opcode == "reduce-window") {
    fate.readers.insert(&user);
    if (WindowsOverlap(user) && !IsTransparent(value)) fate.needs_buffer = true;
  } else if (user.opcode == "dynamic-update-slice" && operand == 1) {
    fate.readers.insert(&user);
  } else if (user.opcode == "sort" && IsTransparent(value)) {
    fate.readers.insert(&user);  // positions are the sort's own, other views are stored when it moves them
  } else if (user.opcode == "dot" || user.opcode == "convolution") {
    (IsView(value) ? fate.needs_base : fate.needs_buffer) = true;
  } else {
    fate.needs_buffer = true;
  }
}

void RegionPlan::MeetFusibleUser(const hlo::Instruction& value, const hlo::Instruction& user,
                                 Fate& fate) const {
  const Fate& user_fate = fates_.at(&user);
  if (IsReinterpretation(user)) fate.needs_buffer = true;
  if (user_fate.is_root) {
    fate.readers.insert(&user);
  } else {
    fate.readers.insert(user_fate.readers.begin(), user_fate.readers.end());
    if (user_fate.needs_base) (IsView(value) ? fate.needs_base : fate.needs_buffer) = true;
  }
  if (user.opcode == "dynamic-slice" && OperandIndex(user, value) > 0) fate.needs_buffer = true;
  if (Expands(user) && !IsTransparent(value)) fate.needs_buffer = true;  // not once for each copy
}

void RegionPlan::Decide(const hlo::Instruction& value, Fate& fate) {
  if (value.opcode == "constant") return;
  if (fate.needs_buffer) {
    fate.is_root = true;
  } else if (!IsTransparent(value)) {
    fate.is_root = true;
    if (fate.readers.size() == 1) {
      const auto reader = fates_.find(*fate.readers.begin());
      int* nodes = reader == fates_.end() ? nullptr : &reader->second.nodes;
      if (nodes == nullptr || *nodes < kMaxNodes) {
        fate.is_root = false;
        if (nodes != nullptr) ++*nodes;
      }
    }
  }
  if (fate.readers.size() > kMaxReaders) {
    fate.is_root = fate.needs_buffer = true;
  }
}

void RegionPlan::FormUnits(const hlo::Computation& region) {
  for (const auto& owned : region.instructions) {
    const hlo::Instruction& instruction = *owned;
    if (IsFusible(instruction)) {
      if (fates_.at(&instruction).is_root) PlaceRoot(instruction);
    } else if (FindLowering(instruction.opcode) != nullptr) {
      unit_of_[&instruction] = static_cast<int>(units_.size());
      units_.push_back({{&instruction}, false});
      unit_nodes_.push_back(0);
    }
  }
}

void RegionPlan::PlaceRoot(const hlo::Instruction& root) {
  const std::vector<int64_t> loops = WithoutOnes(root.shape.dims);
  const Dependencies needs = DependenciesOf(root);
  const auto group = latest_group_.find(loops);
  if (group != latest_group_.end() && MayJoin(root, group->second, needs)) {
    units_[static_cast<size_t>(group->second)].members.push_back(&root);
    unit_nodes_[static_cast<size_t>(group->second)] += fates_.at(&root).nodes;
    unit_of_[&root] = group->second;
    return;
  }
  const int unit = static_cast<int>(units_.size());
  units_.push_back({{&root}, true});
  unit_nodes_.push_back(fates_.at(&root).nodes);
  unit_of_[&root] = latest_group_[loops] = unit;
}

bool RegionPlan::MayJoin(const hlo::Instruction& root, int unit, const Dependencies& needs) const {
  if (needs.last_unit > unit || needs.moved.count(unit) != 0) return false;
  if (unit_nodes_[static_cast<size_t>(unit)] + fates_.at(&root).nodes > kMaxNodes) return false;
  return needs.direct.count(unit) != 0 || root.shape.Elements() <= kSmallElements;
}

RegionPlan::Dependencies RegionPlan::DependenciesOf(const hlo::Instruction& root) const {
  Dependencies needs;
  std::set<std::pair<const hlo::Instruction*, bool>> seen;
  std::vector<std::pair<const hlo::Instruction*, bool>> stack;
  const auto push = [&](const hlo::Instruction& user, bool keeps) {
    for (const hlo::Instruction* operand : user.operands) {
      const std::pair<const hlo::Instruction*, bool> step{operand, keeps && KeepsIndex(user, *operand)};
      if (seen.insert(step).second) stack.push_back(step);
    }
  };
  push(root, true);
  while (!stack.empty()) {
    const auto [instruction, keeps] = stack.back();
    stack.pop_back();
    const auto unit = unit_of_.find(instruction);
    if (unit == unit_of_.end()) {
      push(*instruction, keeps);
      continue;
    }
    needs.last_unit = std::max(needs.last_unit, unit->second);
    (keeps ? needs.direct : needs.moved).insert(unit->second);
  }
  return needs;
}

void RegionPlan::FindNeeded() {
  for (const Unit& unit : units_) {
    if (!unit.is_group) continue;
    for (const hlo::Instruction* member : unit.members) {
      const Fate& fate = fates_.at(member);
      const bool read_elsewhere = std::any_of(
          fate.readers.begin(), fate.readers.end(),
          [&](const hlo::Instruction* reader) { return unit_of_.at(reader) != unit_of_.at(member); });
      if (fate.needs_buffer || fate.needs_base || read_elsewhere) needed_.insert(member);
    }
  }
}

}  // namespace tmb
