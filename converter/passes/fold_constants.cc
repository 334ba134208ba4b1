// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// FoldConstants: values that depend on constants only become constants, with the bits that
// the device would compute (evaluate.h). What Maps read for nothing stays as it is: an
// iota, a broadcast; so what is folded is computed once and stored as small as it is:
// dimensions along which it repeats become a broadcast again.
//
// A file must not grow without bound: a value may cost kMaxValueBytes more than the
// constants that it replaces, all of a module kMaxGrowthBytes. One that costs more stays,
// and what it is computed from is tried instead.

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "converter/lower/expression.h"
#include "converter/lower/integer_weights.h"
#include "converter/passes/constant_values.h"
#include "converter/passes/evaluate.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;

constexpr int64_t kMaxValueBytes = 4 << 10;
constexpr int64_t kMaxGrowthBytes = 32 << 10;
constexpr int64_t kInstructionBytes = 256;  // of a Map in the file, about: to fill an array by one costs more
constexpr uint32_t kBudget = 10'000'000;    // units of work of one evaluation
constexpr int kRounds = 4;                  // of trying what a refused value is computed from

// The constant values of one computation that others than constants read, and what each weighs.
class Frontier {
 public:
  Frontier(const hlo::Computation& computation, ControlFlow control_flow,
           const std::unordered_set<const Instruction*>& refused)
      : constants_(computation, control_flow), users_(UsersIn(computation)), refused_(refused) {
    for (const auto& owned : computation.instructions) {
      Instruction& value = *owned;
      if (!constants_.Has(&value) || IsRefused(value)) {
        for (Instruction* operand : value.operands) Want(*operand);
      } else if (&value == computation.root) {
        Want(value);
      }
      if (value.opcode == "constant" || value.operands.empty()) continue;
      for (const Instruction* operand : value.operands) ++uses_[operand];
    }
    ++uses_[computation.root];
  }

  const std::vector<Instruction*>& wanted() const { return wanted_; }

  // The bytes of constants that nothing reads any more once `value` is a constant itself; takes
  // them, so that no second value counts them.
  int64_t TakeFreedBytes(const Instruction& value) {
    int64_t bytes = 0;
    std::vector<const Instruction*> stack(value.operands.begin(), value.operands.end());
    while (!stack.empty()) {
      const Instruction* operand = stack.back();
      stack.pop_back();
      if (--uses_[operand] != 0) continue;
      if (operand->opcode == "constant") bytes += operand->shape.Bytes();
      stack.insert(stack.end(), operand->operands.begin(), operand->operands.end());
    }
    return bytes;
  }

 private:
  bool IsRefused(const Instruction& value) const { return refused_.count(&value) != 0; }

  // A kernel takes integer weights and their scales as they are.
  bool IsKept(const Instruction& value) const {
    const auto users = users_.find(&value);
    return users != users_.end() && AreIntegerWeights(value, {users->second.begin(), users->second.end()});
  }

  // Walks to what has to be computed: tuples, copies and free values have nothing to fold.
  void Want(Instruction& value) {
    std::vector<Instruction*> stack = {&value};
    while (!stack.empty()) {
      Instruction* next = stack.back();
      stack.pop_back();
      if (!constants_.Has(next) || IsRefused(*next) || IsKept(*next) || !seen_.insert(next).second) continue;
      const bool passes_on =
          next->opcode == "tuple" || next->opcode == "broadcast" || next->opcode == "reshape";
      if (IsStored(*next) || (!passes_on && !IsFreeConstant(*next) && next->shape.IsArray())) {
        wanted_.push_back(next);
      } else {
        stack.insert(stack.end(), next->operands.begin(), next->operands.end());
      }
    }
  }

  // Small indices that a kernel reads: to compute them takes an instruction.
  bool IsStored(const Instruction& value) const {
    if (value.opcode != "iota" && value.opcode != "broadcast") return false;
    const auto users = users_.find(&value);
    return value.shape.Bytes() <= kInstructionBytes && users != users_.end() &&
           std::any_of(users->second.begin(), users->second.end(), [&value](const Instruction* user) {
             return user != nullptr && (user->opcode == "gather" || user->opcode == "scatter") &&
                    user->operands[1] == &value;
           });
  }

  ConstantValues constants_;
  ValueUsers users_;
  const std::unordered_set<const Instruction*>& refused_;
  std::unordered_map<const Instruction*, int> uses_;
  std::unordered_set<const Instruction*> seen_;
  std::vector<Instruction*> wanted_;
};

// Whether all elements along dimension `d` of an array are equal.
bool Repeats(const hlo::Literal& literal, size_t d) {
  const auto& dims = literal.shape.dims;
  int64_t inner = hlo::TypeBytes(literal.shape.type);
  for (size_t i = d + 1; i < dims.size(); ++i) inner *= dims[i];
  const int64_t run = inner * dims[d];
  for (int64_t start = 0; start < static_cast<int64_t>(literal.data.size()); start += run) {
    const uint8_t* first = literal.data.data() + start;
    if (std::memcmp(first, first + inner, static_cast<size_t>(run - inner)) != 0) return false;
  }
  return true;
}

// The array at index 0 of dimension `d`.
hlo::Literal WithoutDimension(const hlo::Literal& literal, size_t d) {
  hlo::Literal rest;
  rest.shape = literal.shape;
  rest.shape.dims.erase(rest.shape.dims.begin() + static_cast<int64_t>(d));
  int64_t inner = hlo::TypeBytes(literal.shape.type);
  for (size_t i = d + 1; i < literal.shape.dims.size(); ++i) inner *= literal.shape.dims[i];
  const int64_t run = inner * literal.shape.dims[d];
  for (int64_t start = 0; start < static_cast<int64_t>(literal.data.size()); start += run) {
    const auto first = literal.data.begin() + start;
    rest.data.insert(rest.data.end(), first, first + inner);
  }
  return rest;
}

// A value as it is stored: without the dimensions along which it repeats, when that saves anything.
struct Stored {
  hlo::Literal literal;
  std::vector<int64_t> kept;  // dimensions of the value that the literal has
};

Stored StoredForm(hlo::Literal value) {
  Stored stored{std::move(value), {}};
  const auto rank = static_cast<size_t>(stored.literal.shape.Rank());
  for (size_t d = 0; d < rank; ++d) stored.kept.push_back(static_cast<int64_t>(d));
  if (stored.literal.shape.Bytes() <= kInstructionBytes) return stored;
  for (size_t d = rank; d-- > 0;) {
    if (stored.literal.shape.dims[d] == 1 || !Repeats(stored.literal, d)) continue;
    stored.literal = WithoutDimension(stored.literal, d);
    stored.kept.erase(stored.kept.begin() + static_cast<int64_t>(d));
  }
  return stored;
}

class Folder {
 public:
  explicit Folder(hlo::Module& module) : module_(module) {}

  Result<void> Run() {
    for (int round = 0; round < kRounds && CollectAndEvaluate(); ++round) TMB_CHECK_OK(Apply());
    return {};
  }

 private:
  // Finds and evaluates what can be folded in all regions; false: there is nothing.
  bool CollectAndEvaluate() {
    return Collect(ControlFlow::kRun) && (EvaluateAll() || (Collect(ControlFlow::kLeave) && EvaluateAll()));
  }

  bool Collect(ControlFlow control_flow) {
    wanted_.clear();
    frontiers_.clear();
    for (hlo::Computation* region : Regions(module_)) {
      frontiers_.emplace_back(region, Frontier(*region, control_flow, refused_));
      const auto& wanted = frontiers_.back().second.wanted();
      wanted_.insert(wanted_.end(), wanted.begin(), wanted.end());
    }
    return !wanted_.empty();
  }

  bool EvaluateAll() {
    values_.clear();
    auto literals = Evaluate(wanted_, kBudget);
    if (!literals.has_value()) return false;
    for (size_t i = 0; i < wanted_.size(); ++i) values_[wanted_[i]] = StoredForm(std::move((*literals)[i]));
    return true;
  }

  Result<void> Apply() {
    for (auto& [region, frontier] : frontiers_) {
      for (const Instruction* value : frontier.wanted()) {
        const int64_t bytes = values_.at(value).literal.shape.Bytes();
        const int64_t growth = bytes - frontier.TakeFreedBytes(*value);
        if (bytes > kInstructionBytes && (growth > kMaxValueBytes || growth_ + growth > kMaxGrowthBytes)) {
          values_.erase(value);
          refused_.insert(value);
        } else {
          growth_ += growth;
        }
      }
      TMB_CHECK_OK(
          Rebuild(module_, *region, [this](hlo::Builder& b, Instruction& i) { return Replace(b, i); }));
    }
    return {};
  }

  Instruction* Replace(hlo::Builder& b, Instruction& instruction) {
    const auto found = values_.find(&instruction);
    if (found == values_.end()) return &instruction;
    Stored& stored = found->second;
    const bool is_whole = stored.kept.size() == instruction.shape.dims.size();
    const hlo::Value constant = b.Constant(std::move(stored.literal));
    return is_whole ? constant.get() : b.Broadcast(constant, instruction.shape.dims, stored.kept).get();
  }

  hlo::Module& module_;
  std::vector<std::pair<hlo::Computation*, Frontier>> frontiers_;
  std::vector<const Instruction*> wanted_;
  std::unordered_map<const Instruction*, Stored> values_;
  std::unordered_set<const Instruction*> refused_;
  int64_t growth_ = 0;
};

}  // namespace

Result<void> FoldConstants(hlo::Module& module) {
  TMB_CHECK_OK(EliminateDead(module));  // what is dead holds no constant in the file
  return Folder(module).Run();
}

}  // namespace tmb
