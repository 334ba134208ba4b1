// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One machine runs both programs; memory says whether a buffer's bytes are its own or in
// the arena. The first run records the jumps taken and the bytes read, the second one
// follows and compares.
#include "tests/plan/simulator.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "converter/plan/flow.h"
#include "converter/plan/overlap.h"
#include "converter/plan/random.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

constexpr uint64_t kUndefined = 0;  // a byte nobody wrote

uint64_t Mix(uint64_t a, uint64_t b) { return Random(a * 0x9e3779b97f4a7c15u + b).Next() | 1; }

uint64_t Mix(uint64_t a, const std::string& text) {
  for (const char c : text) a = Mix(a, static_cast<unsigned char>(c));
  return a;
}

// The bytes that each read of each visit saw, by "NAME #VISIT".
struct Record {
  std::vector<bool> jumps;
  std::map<std::string, std::vector<uint64_t>> reads;
};

class Machine {
 public:
  // `plan` is nullptr for the run that records.
  Machine(const Program& program, const MemoryPlan* plan, Record& record, uint64_t seed, int max_jumps)
      : program_(program), plan_(plan), record_(record), random_(seed), max_jumps_(max_jumps) {
    uint64_t bytes = 0;
    for (BufferId id = 0; id < program.buffers.size(); ++id) {
      const bool in_arena = plan != nullptr && InArena(program.buffers[id]);
      base_.push_back(in_arena ? plan->offset[id] : bytes);
      if (plan == nullptr) bytes += program.buffers[id].bytes;
    }
    if (plan != nullptr) bytes = plan->arena_bytes;
    memory_.resize(bytes, kUndefined);
  }

  std::string Run() {
    for (size_t i = 0; i < program_.entries.size() && error_.empty(); ++i) RunEntry(i);
    return error_;
  }

 private:
  void RunEntry(size_t index) {
    const EntryPoint& entry = program_.entries[index];
    std::ranges::fill(memory_, kUndefined);
    Poison(StepOf(entry.first, index) - 1);
    for (const Signature& input : entry.inputs) {
      Write({input.operand.buffer, 0}, Bytes(input.operand.buffer), Mix(7, input.name));
    }
    uint32_t pc = entry.first;
    while (pc != entry.end && error_.empty()) {
      Poison(StepOf(pc, index));
      if (IsJump(pc)) {
        if (max_jumps_-- == 0) return;
        pc = Next(pc);
      } else {
        Execute(program_.code[pc++]);
      }
    }
    if (!error_.empty()) return;
    Poison(StepOf(entry.end, index));
    for (const Signature& output : entry.outputs) Read(output.operand.buffer, "output " + output.name);
    if (!program_.keep_inputs) return;
    for (const Signature& input : entry.inputs) Read(input.operand.buffer, "kept input " + input.name);
  }

  bool IsJump(uint32_t pc) const {
    const fb::InstructionUnion& op = program_.code[pc].op;
    return op.AsJump() != nullptr || op.AsJumpIf() != nullptr;
  }

  uint32_t Next(uint32_t pc) {
    const Instruction& instruction = program_.code[pc];
    if (const fb::Jump* jump = instruction.op.AsJump()) return jump->target();
    const fb::JumpIf& jump = *instruction.op.AsJumpIf();
    Read(program_.operands[jump.predicate().word()].buffer, instruction.name);
    if (plan_ == nullptr) record_.jumps.push_back(random_.Below(3) == 0);
    return record_.jumps.at(jumps_++) ? jump.target() : pc + 1;
  }

  void Execute(const Instruction& instruction) {
    if (const fb::DotF32* product = instruction.op.AsDotF32()) return ExecuteProduct(instruction, *product);
    const fb::MapT& map = *instruction.op.AsMap();
    const Operand output = OperandOf(map.outputs[0].ref());
    const uint64_t bytes = map.dims[0];
    std::vector<BufferId> inputs;
    for (const fb::Access& access : map.inputs) inputs.push_back(OperandOf(access.ref()).buffer);
    if (map.scratch->word() != kNoOperand) {
      const Operand scratch = OperandOf(*map.scratch);
      Write(scratch, Bytes(scratch.buffer), Garbage());
    }
    if (plan_ != nullptr) FillOutput(instruction, output, bytes, inputs);
    std::vector<uint64_t> copied;
    uint64_t value = Mix(++visits_[instruction.name], instruction.name);
    for (size_t i = 0; i < inputs.size(); ++i) {
      // ProgramText gives each input the extent of its guard.
      const auto begin = static_cast<uint64_t>(OperandOf(map.inputs[i].ref()).offset);
      copied = Read(inputs[i], instruction.name, begin, begin + map.guards[i].extent());
    }
    if (instruction.is_copy) {
      std::ranges::copy(copied, memory_.begin() + static_cast<std::ptrdiff_t>(base_[output.buffer]));
    } else {
      Write(output, bytes, value);
    }
  }

  // Unit by unit, in the worst order that isa.h allows: the bytes of a unit's output are garbage
  // before the unit reads all that it or a later one may read.
  void ExecuteProduct(const Instruction& instruction, const fb::DotF32& op) {
    const Operand x = OperandOf(op.x()), y = OperandOf(op.y());
    if (HasOperand(op.scratch()))
      Write(OperandOf(op.scratch()), Bytes(OperandOf(op.scratch()).buffer), Garbage());
    const uint64_t value = Mix(++visits_[instruction.name], instruction.name);
    ReadPart(x.buffer, 0, Bytes(x.buffer), NextRead(instruction.name, x.buffer));
    const std::string key = LastRead(instruction.name, x.buffer);
    const bool adds = HasOperand(op.residual());
    const BufferId residual = adds ? OperandOf(op.residual()).buffer : 0;
    const std::string residual_key = adds ? NextRead(instruction.name, residual) : "";
    if (adds && plan_ == nullptr) ReadPart(residual, 0, Bytes(residual), residual_key);
    uint64_t from = 0;  // of y
    for (const UnitReach& unit : ReachOf(op)) {
      const auto end = static_cast<uint64_t>(unit.write_end), begin = static_cast<uint64_t>(unit.read_begin);
      if (plan_ != nullptr) {
        if (adds) ReadPart(residual, from, end, residual_key);
        for (uint64_t i = from; i < end; ++i) memory_.at(AddressOf(y) + i) = Garbage();
        ReadPart(x.buffer, begin, Bytes(x.buffer), key);
        if (adds && base_[residual] != base_[y.buffer]) ReadPart(residual, from, end, residual_key);
      }
      for (uint64_t i = from; i < end; ++i) memory_.at(AddressOf(y) + i) = Mix(value, i);
      from = end;
    }
  }

  // What is written before all is read: everything except in-place pairs on one place.
  void FillOutput(const Instruction& instruction, const Operand& output, uint64_t bytes,
                  const std::vector<BufferId>& inputs) {
    std::vector<bool> spared(bytes, false);
    for (const BufferId input : inputs) {
      const bool in_place = std::ranges::any_of(instruction.in_place, [&](const InPlace& pair) {
        return pair.output == output.buffer && pair.input == input && base_[pair.output] == base_[input];
      });
      if (!in_place && input != output.buffer) continue;
      for (uint64_t i = 0; i < std::min(bytes, Bytes(input)); ++i) spared[i] = true;
    }
    for (uint64_t i = 0; i < bytes; ++i) {
      if (!spared[i]) memory_.at(AddressOf(output) + i) = Garbage();
    }
  }

  // Garbage wherever nothing is live at `point`.
  void Poison(uint32_t point) {
    if (plan_ == nullptr) return;
    std::vector<bool> live(memory_.size(), false);
    for (BufferId id = 0; id < plan_->pieces.size(); ++id) {
      for (const Piece& piece : plan_->pieces[id]) {
        if (point < piece.first || piece.last < point) continue;
        for (uint64_t i = piece.begin; i < piece.end; ++i) live.at(base_[id] + i) = true;
      }
    }
    for (size_t i = 0; i < memory_.size(); ++i) {
      if (!live[i]) memory_[i] = Garbage();
    }
  }

  // The name of one more read of `buffer`, and of the last one.
  std::string NextRead(const std::string& who, BufferId buffer) {
    ++reads_[{who, buffer}];
    return LastRead(who, buffer);
  }
  std::string LastRead(const std::string& who, BufferId buffer) const {
    return fmt::format("{} reads {} #{}", who, program_.buffers[buffer].name, reads_.at({who, buffer}));
  }

  // Reads bytes [begin, end): records them, or compares them with the record; bytes undefined there
  // may be anything.
  void ReadPart(BufferId buffer, uint64_t begin, uint64_t end, const std::string& key) {
    std::vector<uint64_t>& known = record_.reads[key];
    if (plan_ == nullptr) known.resize(end, kUndefined);
    for (uint64_t i = begin; i < end && error_.empty(); ++i) {
      const uint64_t byte = memory_.at(base_[buffer] + i);
      if (plan_ == nullptr) known[i] = byte;
      if (i < known.size() && (known[i] == kUndefined || known[i] == byte)) continue;
      error_ = fmt::format("{}: byte {} at {} is clobbered", key, i, base_[buffer] + i);
    }
  }

  std::vector<uint64_t> Read(BufferId buffer, const std::string& who) {
    return Read(buffer, who, 0, Bytes(buffer));
  }
  // Bytes [from, to); the result is all of the buffer.
  std::vector<uint64_t> Read(BufferId buffer, const std::string& who, uint64_t from, uint64_t to) {
    if (!InArena(program_.buffers[buffer])) return {};
    ReadPart(buffer, from, to, NextRead(who, buffer));
    const auto begin = memory_.begin() + static_cast<std::ptrdiff_t>(base_[buffer]);
    return {begin, begin + static_cast<std::ptrdiff_t>(Bytes(buffer))};
  }

  void Write(const Operand& to, uint64_t bytes, uint64_t value) {
    for (uint64_t i = 0; i < bytes; ++i) memory_.at(AddressOf(to) + i) = Mix(value, i);
  }

  uint64_t Garbage() { return garbage_.Next() | 1; }
  uint64_t Bytes(BufferId buffer) const { return program_.buffers[buffer].bytes; }
  const Operand& OperandOf(fb::Ref ref) const { return program_.operands[ref.word()]; }
  uint64_t AddressOf(const Operand& operand) const {
    return base_[operand.buffer] + static_cast<uint64_t>(operand.offset);
  }

  const Program& program_;
  const MemoryPlan* plan_;
  Record& record_;
  Random random_, garbage_{99};
  int max_jumps_;
  std::vector<uint64_t> base_;  // of each buffer
  std::vector<uint64_t> memory_;
  size_t jumps_ = 0;
  std::map<std::string, uint64_t> visits_;
  std::map<std::pair<std::string, BufferId>, uint64_t> reads_;
  std::string error_;
};

}  // namespace

std::string Simulate(const Program& program, const Program& planned, const MemoryPlan& plan, uint64_t seed,
                     int max_jumps) {
  Record record;
  Machine recording(program, nullptr, record, seed, max_jumps);
  recording.Run();
  return Machine(planned, &plan, record, seed, max_jumps).Run();
}

}  // namespace tmb
