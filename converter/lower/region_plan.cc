// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The fusion decisions. They only decide what shares a Map: a value that was not given a
// buffer here and turns out to need one gets it while lowering.

#include "converter/lower/region_plan.h"

#include <algorithm>

#include "converter/integer_kernels.h"
#include "converter/lower/elementwise.h"
#include "converter/lower/expression.h"
#include "converter/lower/lowering.h"
#include "converter/lower/narrow_float.h"

namespace tmb {
namespace {

constexpr int kMaxNodes = 96;       // of one root: its temporaries take scratch
constexpr int kMaxWords = 160;      // that a Map reads and writes: a byte numbers them and its temporaries
constexpr int kFloat8Words = 12;    // the constants that convert an 8-bit float
constexpr size_t kMaxReaders = 64;  // beyond these a value simply gets a buffer
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

int WordsOf(const hlo::Instruction& value) {
  const hlo::Type type = value.shape.type;
  return IsFloat8(type) ? kFloat8Words : static_cast<int>(WordCount(type));
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

bool IsCheap(const hlo::Instruction& value) {
  static const std::unordered_set<std::string_view> kCheap = {"add",     "subtract", "multiply", "maximum",
                                                              "minimum", "negate",   "abs",      "clamp"};
  return kCheap.count(value.opcode) != 0;
}

// Whether views that overlap (a stencil's slices, a window's positions) would compute the value's elements
// again: `moved` of them in all. A few cheap ones cost less than a Map that stores them.
bool IsRepeated(const hlo::Instruction& value, int64_t moved) {
  const int64_t elements = value.shape.Elements();
  return elements > kSmallElements && moved > (IsCheap(value) ? 2 * elements : elements);
}

// Whether it is cheaper to compute a value in both its readers than to store and load it. It would be
// stored when one of them is a reduction; a store, its loads and a Map's set-up cost about as much as three
// operations and their operands, an array that is kept until the second reader as many bytes as the value
// would. So: at most kMaxOperations cheap operations, on values of 4 bytes (others are staged) that are
// stored anyway and no larger than it together. Layer normalization computes x - mean in the variance and
// again where it is divided (bench/target/run.sh).
bool IsCheaperTwice(const hlo::Instruction& value, const std::set<const hlo::Instruction*>& readers) {
  constexpr int kMaxOperations = 2;
  if (std::none_of(readers.begin(), readers.end(),
                   [](const auto* reader) { return reader->opcode == "reduce"; }))
    return false;
  std::set<const hlo::Instruction*> leaves;
  std::vector<const hlo::Instruction*> stack = {&value};
  int operations = 0;
  while (!stack.empty()) {
    const hlo::Instruction* next = stack.back();
    stack.pop_back();
    if (!IsFusible(*next)) leaves.insert(next);
    if (!next->shape.IsArray() || hlo::TypeBytes(next->shape.type) != 4) return false;
    if (!IsFusible(*next) || next->opcode == "constant" || next->opcode == "iota") continue;
    if (!IsView(*next) && (!IsCheap(*next) || ++operations > kMaxOperations)) return false;
    stack.insert(stack.end(), next->operands.begin(), next->operands.end());
  }
  int64_t bytes = 0;
  for (const hlo::Instruction* leaf : leaves) bytes += leaf->shape.Bytes();
  return bytes <= value.shape.Bytes() + value.shape.Bytes() / 4;
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
  } else if (user.opcode == "dot" || user.opcode == "convolution" || IsIntegerKernel(user)) {
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
  if (IsView(user) && !KeepsIndex(user, value)) fate.moved_elements += user.shape.Elements();
}

void RegionPlan::Decide(const hlo::Instruction& value, Fate& fate) {
  if (value.opcode == "constant") return;
  if (fate.needs_buffer) {
    fate.is_root = true;
  } else if (!IsTransparent(value) && IsRepeated(value, fate.moved_elements)) {
    fate.is_root = fate.needs_buffer = true;
  } else if (!IsTransparent(value)) {
    const InstructionSet& readers = fate.readers;
    const bool computed_inside =
        readers.size() == 1 || (readers.size() == 2 && IsCheaperTwice(value, readers));
    fate.is_root = !computed_inside ||
                   std::any_of(readers.begin(), readers.end(),
                               [&](const hlo::Instruction* reader) { return !HasRoom(value, *reader); });
  }
  if (fate.readers.size() > kMaxReaders) {
    fate.is_root = fate.needs_buffer = true;
  }
  if (fate.is_root) return;
  for (const hlo::Instruction* reader : fate.readers) Open(value, LeavesOf(*reader));
}

bool RegionPlan::HasRoom(const hlo::Instruction& value, const hlo::Instruction& reader) {
  if (reader.opcode == "concatenate") return true;  // a Map for each of its operands
  const Leaves& leaves = LeavesOf(reader);
  const bool is_long = IsFusible(reader) && leaves.nodes >= kMaxNodes;
  return !is_long && WordsWithout(value, leaves) <= kMaxWords;
}

RegionPlan::Leaves& RegionPlan::LeavesOf(const hlo::Instruction& reader) {
  const auto [found, is_new] = leaves_.try_emplace(&reader);
  if (is_new) AddOperands(reader, found->second);
  return found->second;
}

void RegionPlan::AddOperands(const hlo::Instruction& value, Leaves& leaves) {
  for (const hlo::Instruction* operand : value.operands) {
    if (leaves.values.insert(operand).second) leaves.words += WordsOf(*operand);
  }
}

int RegionPlan::WordsWithout(const hlo::Instruction& value, const Leaves& leaves) {
  int words = leaves.words - WordsOf(value);
  for (const hlo::Instruction* operand : value.operands) {
    if (leaves.values.count(operand) == 0) words += WordsOf(*operand);
  }
  return words;
}

void RegionPlan::Open(const hlo::Instruction& value, Leaves& leaves) {
  if (leaves.values.erase(&value) == 0) return;
  leaves.words -= WordsOf(value);
  if (!IsTransparent(value)) ++leaves.nodes;
  AddOperands(value, leaves);
}

void RegionPlan::FormUnits(const hlo::Computation& region) {
  for (const auto& owned : region.instructions) {
    const hlo::Instruction& instruction = *owned;
    if (IsFusible(instruction)) {
      if (fates_.at(&instruction).is_root) PlaceRoot(instruction);
    } else if (FindLowering(instruction.opcode) != nullptr) {
      unit_of_[&instruction] = static_cast<int>(units_.size());
      units_.push_back({{&instruction}, false});
      unit_words_.push_back(0);
      unit_nodes_.push_back(0);
    }
  }
}

void RegionPlan::PlaceRoot(const hlo::Instruction& root) {
  const std::vector<int64_t> loops = WithoutOnes(root.shape.dims);
  const int words = LeavesOf(root).words + WordsOf(root);
  const Dependencies needs = DependenciesOf(root);
  const auto group = latest_group_.find(loops);
  if (group != latest_group_.end() && MayJoin(root, group->second, needs)) {
    units_[static_cast<size_t>(group->second)].members.push_back(&root);
    unit_words_[static_cast<size_t>(group->second)] += words;
    unit_nodes_[static_cast<size_t>(group->second)] += leaves_.at(&root).nodes;
    unit_of_[&root] = group->second;
    return;
  }
  const int unit = static_cast<int>(units_.size());
  units_.push_back({{&root}, true});
  unit_words_.push_back(words);
  unit_nodes_.push_back(leaves_.at(&root).nodes);
  unit_of_[&root] = latest_group_[loops] = unit;
}

bool RegionPlan::MayJoin(const hlo::Instruction& root, int unit, const Dependencies& needs) const {
  if (needs.last_unit > unit || needs.moved.count(unit) != 0) return false;
  const Leaves& leaves = leaves_.at(&root);
  if (unit_nodes_[static_cast<size_t>(unit)] + leaves.nodes > kMaxNodes) return false;
  const int words = leaves.words + WordsOf(root);
  if (unit_words_[static_cast<size_t>(unit)] + words > kMaxWords) return false;
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
