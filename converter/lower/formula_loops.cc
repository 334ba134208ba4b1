// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Finds the loops: JumpIf back over formulas, without another way in. An array that a trip writes an element
// of is copied to a new buffer before and back behind it, copies that the plan would drop; here the
// formulas write where the array is.

#include "converter/lower/formula_loops.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "converter/lower/formula.h"
#include "converter/positions.h"
#include "runtime/isa_host.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

// What jumps back from `end` to `begin`.
struct Loop {
  uint32_t begin = 0, end = 0;
};

class Repeater {
 public:
  explicit Repeater(Program& program)
      : program_(program), touches_(FindTouches(program)), is_target_(FindTargets(program)) {}

  void Run() {
    std::vector<Instruction> code;
    std::vector<uint32_t> place;
    for (uint32_t i = 0; i < program_.code.size(); ++i) {
      place.push_back(static_cast<uint32_t>(code.size()));
      const std::optional<Loop> loop = LoopAt(i);
      std::optional<Instruction> repeated;
      if (loop) repeated = Repeat(*loop);
      if (!repeated) {
        code.push_back(program_.code[i]);
        continue;
      }
      code.push_back(std::move(*repeated));
      for (++i; i < loop->end; ++i) place.push_back(place.back());
      --i;
    }
    place.push_back(static_cast<uint32_t>(code.size()));
    program_.code = std::move(code);
    MoveTargets(program_, place);
  }

 private:
  // Maps from `begin` up to the first jump, which leads back to them.
  std::optional<Loop> LoopAt(uint32_t begin) const {
    if (!is_target_[begin]) return std::nullopt;
    uint32_t end = begin;
    while (end < program_.code.size() && program_.code[end].op.type == fb::Instruction::Map &&
           !program_.code[end].has_side_effect && (end == begin || !is_target_[end])) {
      ++end;
    }
    if (end == begin || end == program_.code.size() || is_target_[end]) return std::nullopt;
    const fb::JumpIf* const jump = program_.code[end].op.AsJumpIf();
    if (jump == nullptr || jump->target() != begin || jump->when() == 0) return std::nullopt;
    return Loop{begin, end};
  }

  std::optional<Instruction> Repeat(const Loop& loop) {
    for (const bool small_arrays : {false, true}) {
      if (std::optional<Instruction> repeated = Repeat(loop, small_arrays)) return repeated;
    }
    return std::nullopt;
  }

  // `small_arrays`: those of a few words count as arrays, too, when they are copied.
  std::optional<Instruction> Repeat(const Loop& loop, bool small_arrays) {
    std::vector<Formula> formulas;
    std::map<BufferId, BufferId> copies;  // of arrays: target, source
    uint32_t last = loop.begin;           // gives its name to the loop
    for (uint32_t i = loop.begin; i < loop.end; ++i) {
      const Instruction& instruction = program_.code[i];
      const bool is_array = instruction.is_copy && small_arrays && !instruction.op.AsMap()->dims.empty();
      std::optional<Formula> formula = Formula::Of(program_, instruction.op);
      if (formula && !is_array) {
        formulas.push_back(std::move(*formula));
        if (!instruction.is_copy) last = i;
      } else if (!instruction.is_copy || !AddCopy(instruction, copies)) {
        return std::nullopt;
      }
    }
    if (formulas.empty() || !DropCopies(loop, copies, formulas)) return std::nullopt;
    Formula formula = formulas[0];
    for (size_t i = 1; i < formulas.size(); ++i) {
      if (!formula.Append(formulas[i])) return std::nullopt;
    }
    DropPrivate(loop, formula);
    formula.Simplify();
    const fb::JumpIf& jump = *program_.code[loop.end].op.AsJumpIf();
    const std::optional<Formula> repeated = formula.Repeated(program_.operands[jump.predicate().word()]);
    if (!repeated) return std::nullopt;
    return InstructionOf(loop, last, *repeated);
  }

  bool AddCopy(const Instruction& instruction, std::map<BufferId, BufferId>& copies) const {
    const fb::MapT& map = *instruction.op.AsMap();
    if (map.inputs.size() != 1 || map.outputs.size() != 1) return false;
    const BufferId from = program_.operands[map.inputs[0].ref().word()].buffer;
    return copies.emplace(program_.operands[map.outputs[0].ref().word()].buffer, from).second;
  }

  bool IsPrivate(const Loop& loop, BufferId buffer) const {
    const std::set<uint32_t>& touches = touches_[buffer];
    return program_.buffers[buffer].kind == Buffer::Kind::kTemporary && *touches.begin() >= loop.begin &&
           *touches.rbegin() < loop.end;
  }

  // Each array that is copied comes back to where it was: array -> a -> b -> array, where nothing but
  // this loop knows a and b. All are the array then; Append and Repeated refuse what would read
  // an element that has changed meanwhile.
  bool DropCopies(const Loop& loop, const std::map<BufferId, BufferId>& copies,
                  std::vector<Formula>& formulas) const {
    for (const auto& [target, source] : copies) {
      BufferId array = source;
      for (size_t steps = 0; IsPrivate(loop, array); ++steps) {
        const auto from = copies.find(array);
        if (from == copies.end() || steps > copies.size()) return false;
        array = from->second;
      }
      if (IsPrivate(loop, target) ? copies.count(array) == 0 : array != target) return false;
      if (program_.buffers[array].bytes != program_.buffers[target].bytes) return false;
      for (Formula& formula : formulas) formula.Rename(target, array);
    }
    return ReturnOnce(copies);
  }

  // No array is the source of two copies.
  static bool ReturnOnce(const std::map<BufferId, BufferId>& copies) {
    std::set<BufferId> sources;
    return std::all_of(copies.begin(), copies.end(),
                       [&](const auto& copy) { return sources.insert(copy.second).second; });
  }

  void DropPrivate(const Loop& loop, Formula& formula) const {
    std::set<BufferId> written;
    for (const Formula::Place& output : formula.outputs()) written.insert(output.operand.buffer);
    for (const BufferId buffer : written) {
      if (IsPrivate(loop, buffer) && !formula.Reads(buffer)) formula.DropOutput(buffer);
    }
  }

  Instruction InstructionOf(const Loop& loop, uint32_t named, const Formula& formula) {
    Instruction instruction = program_.code[named];
    fb::MapT& map = *instruction.op.AsMap();
    formula.WriteTo(program_, map);
    const BufferId scratch = program_.operands[map.scratch->word()].buffer;
    Buffer& memory = program_.buffers[scratch];
    memory.bytes = MapScratchBytes(map);
    memory.shape.dims = {static_cast<int64_t>(memory.bytes)};
    std::set<BufferId> starts = {scratch};
    for (uint32_t i = loop.begin; i < loop.end; ++i) {
      for (const BufferId buffer : program_.code[i].starts) {
        if (formula.Writes(buffer) && !formula.Reads(buffer) && !formula.WritesElementsOf(buffer))
          starts.insert(buffer);
      }
    }
    instruction.starts.assign(starts.begin(), starts.end());
    instruction.in_place.clear();  // inputs are needed by the next run of this Map
    instruction.is_copy = false;
    return instruction;
  }

  Program& program_;
  const std::vector<std::set<uint32_t>> touches_;
  const std::vector<bool> is_target_;
};

}  // namespace

void RepeatFormulas(Program& program) { Repeater(program).Run(); }

}  // namespace tmb
