// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One pass over the code: formulas are gathered until a place that a jump leads to, or something
// that cannot change places with them, ends the run. What is independent of the run goes before
// it, copies that the plan may drop (of arrays that the run writes a part of) behind it. A copy of what
// the run computes stores it at its target instead, and what nobody reads any more is not stored.

#include "converter/lower/formulas.h"

#include <algorithm>
#include <optional>
#include <set>

#include "converter/lower/formula.h"
#include "converter/positions.h"
#include "runtime/isa_host.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

constexpr size_t kMaxCopied = 4;  // elements of a copy that is stored by the run instead

class Merger {
 public:
  explicit Merger(Program& program)
      : program_(program), touches_(FindTouches(program)), is_target_(FindTargets(program)) {}

  void Run() {
    std::vector<Instruction> old = std::move(program_.code);
    program_.code.clear();
    std::vector<uint32_t> place;
    for (size_t i = 0; i < old.size(); ++i) {
      if (is_target_[i]) Flush();
      place.push_back(Position());
      if (!Gather(static_cast<uint32_t>(i), old[i])) PassBy(old[i]);
    }
    Flush();
    place.push_back(Position());
    MoveTargets(program_, place);
    DropOperands();
  }

 private:
  uint32_t Position() const { return static_cast<uint32_t>(program_.code.size()); }

  // Takes the instruction into the run, or starts one with it.
  bool Gather(uint32_t i, Instruction& instruction) {
    if (instruction.has_side_effect) return false;
    const std::optional<Formula> formula =
        Formula::Of(program_, instruction.op, run_.has_value() ? &*run_ : nullptr);
    if (!formula.has_value()) return false;
    if (instruction.is_copy && formula->outputs().size() > kMaxCopied) return false;
    const fb::MapT* const map = instruction.op.AsMap();
    const bool is_formula = map != nullptr && map->dims.empty();
    const Touched touched = TouchedBy(instruction);
    const auto conflicts = [&](Instruction& other) { return !AreIndependent(touched, TouchedBy(other)); };
    if (std::any_of(behind_.begin(), behind_.end(), conflicts)) Flush();
    const bool is_of_constant = instruction.is_copy && IsOfConstant(*formula);
    if (is_of_constant && !is_formula) return false;
    if (instruction.is_copy && !is_of_constant) {
      if (!TakeCopy(i, *formula)) return false;
      Remember(i, instruction);
      return true;
    }
    if (!run_.has_value() || !run_->Append(*formula)) {
      Flush();
      run_ = formula;
    }
    Remember(i, instruction);
    return true;
  }

  struct Touched {
    std::set<BufferId> reads, writes;
  };
  Touched TouchedBy(Instruction& instruction) const {
    Touched touched;
    ForEachRef(instruction.op, [&](fb::Ref& ref, Access access, const char*) {
      const BufferId buffer = program_.operands[ref.word()].buffer;
      if (access != Access::kWrite) touched.reads.insert(buffer);
      if (access != Access::kRead) touched.writes.insert(buffer);
    });
    return touched;
  }
  static bool AreIndependent(const Touched& a, const Touched& b) {
    const auto meet = [](const std::set<BufferId>& some, const std::set<BufferId>& others) {
      return std::any_of(some.begin(), some.end(),
                         [&](BufferId buffer) { return others.count(buffer) != 0; });
    };
    return !meet(a.writes, b.writes) && !meet(a.writes, b.reads) && !meet(a.reads, b.writes);
  }

  // Before the run, behind it, or the end of it.
  void PassBy(Instruction& instruction) {
    const bool moves = instruction.op.type != fb::Instruction::Jump &&
                       instruction.op.type != fb::Instruction::JumpIf && !instruction.has_side_effect;
    if (run_.has_value() && moves) {
      const Touched touched = TouchedBy(instruction);
      const auto independent = [&](Instruction& other) { return AreIndependent(touched, TouchedBy(other)); };
      if (std::all_of(parts_.begin(), parts_.end(), independent) &&
          std::all_of(behind_.begin(), behind_.end(), independent)) {
        program_.code.push_back(std::move(instruction));
        return;
      }
      if (instruction.is_copy) {
        behind_.push_back(std::move(instruction));
        return;
      }
    }
    Flush();
    program_.code.push_back(std::move(instruction));
  }

  bool IsOfConstant(const Formula& copy) const {
    return copy.inputs().empty() ||
           program_.buffers[copy.inputs()[0].operand.buffer].kind == Buffer::Kind::kConstant;
  }

  // The plan drops copies when their sides can share a place: only those of what the run computes
  // are better stored by it.
  bool TakeCopy(uint32_t i, const Formula& copy) {
    const BufferId from = copy.inputs()[0].operand.buffer, to = copy.outputs()[0].operand.buffer;
    if (!run_.has_value() || !run_->Writes(from)) return false;
    members_.insert(i);
    if (IsPrivate(from) && !run_->Writes(to) && run_->RenameOutput(from, to)) return true;
    members_.erase(i);
    return run_->Append(copy);
  }

  void Remember(uint32_t i, Instruction& instruction) {
    members_.insert(i);
    parts_.push_back(std::move(instruction));
  }

  // Whether nothing but the run touches the buffer, and the run only writes it.
  bool IsPrivate(BufferId buffer) const {
    return program_.buffers[buffer].kind == Buffer::Kind::kTemporary && !run_->Reads(buffer) &&
           std::all_of(touches_[buffer].begin(), touches_[buffer].end(),
                       [&](uint32_t i) { return members_.count(i) != 0; });
  }

  void Flush() {
    if (!run_.has_value()) return;
    Instruction merged = std::move(parts_[0]);
    Finish(merged);
    program_.code.push_back(std::move(merged));
    std::move(behind_.begin(), behind_.end(), std::back_inserter(program_.code));
    run_.reset();
    parts_.clear();
    members_.clear();
    behind_.clear();
  }

  void Finish(Instruction& merged) {
    std::set<BufferId> written;
    for (const Formula::Place& output : run_->outputs()) written.insert(output.operand.buffer);
    for (const BufferId buffer : written) {
      if (IsPrivate(buffer)) run_->DropOutput(buffer);
    }
    run_->Simplify();
    fb::MapT map;
    run_->WriteTo(program_, map);
    const BufferId scratch = program_.AddScratch(MapScratchBytes(map));
    map.scratch = std::make_unique<fb::Ref>(program_.AddOperand(scratch));
    merged.op.Set(std::move(map));
    std::set<BufferId> starts = {scratch};  // what is read, too, only changes here
    for (const std::vector<BufferId>* of : Starts(merged)) {
      for (const BufferId buffer : *of) {
        if (run_->Writes(buffer) && !run_->Reads(buffer)) starts.insert(buffer);
      }
    }
    merged.starts.assign(starts.begin(), starts.end());
    merged.is_copy = false;
    FindInPlace(merged);
  }

  std::vector<const std::vector<BufferId>*> Starts(const Instruction& merged) const {
    std::vector<const std::vector<BufferId>*> starts = {&merged.starts};
    for (size_t i = 1; i < parts_.size(); ++i) starts.push_back(&parts_[i].starts);
    return starts;
  }

  // All is read before anything is stored.
  void FindInPlace(Instruction& merged) const {
    std::set<std::pair<BufferId, BufferId>> pairs;
    for (const Formula::Place& input : run_->inputs()) {
      for (const BufferId output : merged.starts) {
        const BufferId from = input.operand.buffer;
        const bool alike = program_.buffers[output].bytes == program_.buffers[from].bytes;
        if (input.starts.empty() && run_->Writes(output) && alike && from != output)
          pairs.emplace(output, from);
      }
    }
    merged.in_place.clear();
    for (const auto& [output, input] : pairs) merged.in_place.push_back({output, input});
  }

  // Constants that nothing reads any more are not in the file.
  void DropOperands() {
    std::vector<Operand> old = std::move(program_.operands);
    program_.operands.clear();
    for (Instruction& instruction : program_.code) {
      ForEachRef(instruction.op, [&](fb::Ref& ref, Access, const char*) {
        const Operand& operand = old[ref.word()];
        ref = program_.AddOperand(operand.buffer, operand.offset);
      });
    }
  }

  Program& program_;
  std::vector<std::set<uint32_t>> touches_;
  std::vector<bool> is_target_;
  std::optional<Formula> run_;
  std::vector<Instruction> parts_;
  std::set<uint32_t> members_;       // their numbers
  std::vector<Instruction> behind_;  // copies that follow the run
};

}  // namespace

void MergeFormulas(Program& program) { Merger(program).Run(); }

}  // namespace tmb
