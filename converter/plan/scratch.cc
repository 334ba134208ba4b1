// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Scratch lives during its instruction only, so each instruction decides for itself: the peak
// is the greatest of what each needs with the least scratch, and any may have more that stays below.
#include "converter/plan/scratch.h"

#include <algorithm>

#include "converter/plan/arrange.h"
#include "converter/plan/order.h"
#include "converter/plan/overlap.h"
#include "converter/plan/rewrite.h"
#include "runtime/isa_host.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/struct_operands.h"

namespace tmb {
namespace {

fb::Ref& RefAt(fb::InstructionUnion& op, uint8_t field) {
  return *reinterpret_cast<fb::Ref*>(static_cast<uint8_t*>(op.value) + field);
}

// Whether weights have a size, which some have with scratch alone.
bool HasSizes(const fb::InstructionUnion& op) {
  const InstructionInfo& info = InfoOf(op.type);
  for (uint32_t i = 0; i < info.operand_count; ++i) {
    if (SpanOf(op.type, op.value, info.operands[i]).behind >= kFar) return false;
  }
  return true;
}

// The instruction's scratch if it has one and can do without, or nullptr.
fb::Ref* OptionalScratch(fb::InstructionUnion& op) {
  const InstructionInfo& info = InfoOf(op.type);
  for (uint32_t i = 0; i < info.operand_count; ++i) {
    const OperandInfo& row = info.operands[i];
    if (!row.IsScratch() || !row.optional) continue;
    fb::Ref& scratch = RefAt(op, row.ref);
    const fb::Ref before = scratch;
    scratch = fb::Ref(kNoOperand);
    const bool allowed = HasSizes(op);
    scratch = before;
    return allowed && HasOperand(scratch) ? &scratch : nullptr;
  }
  return nullptr;
}

// What lay in place thanks to the scratch follows from the units now (overlap.h).
void Drop(const Program& program, Instruction& instruction, fb::Ref& scratch) {
  scratch = fb::Ref(kNoOperand);
  if (const fb::DepthwiseF32* depthwise = instruction.op.AsDepthwiseF32()) {
    if (!MayLieOnInput(*depthwise)) instruction.in_place.clear();
    return;
  }
  const InstructionInfo& info = InfoOf(instruction.op.type);
  for (uint32_t i = 0; i < info.operand_count; ++i) {
    if (info.operands[i].overlap != Overlap::kDiagonal) continue;
    const BufferId input = program.operands[RefAt(instruction.op, info.operands[i].ref).word()].buffer;
    std::erase_if(instruction.in_place, [&](const InPlace& pair) { return pair.input == input; });
  }
}

// A depthwise convolution of integers whose scratch is fewer rows at a time.
void SetStrips(Program& program, Instruction& instruction, uint32_t rows) {
  fb::DepthwiseS8& op = *instruction.op.AsDepthwiseS8();
  Buffer& scratch = program.buffers[program.operands[op.scratch().word()].buffer];
  op.mutate_strip_rows(rows);
  scratch.bytes = DepthwiseScratchBytes(op);
  scratch.shape.dims = {static_cast<int64_t>(scratch.bytes)};
  if (!MayLieOnInput(op)) instruction.in_place.clear();
}

// Such a one, if its scratch may be smaller.
const fb::DepthwiseS8* InStrips(Instruction& instruction) {
  const fb::DepthwiseS8* const op = instruction.op.AsDepthwiseS8();
  return op != nullptr && op->strip_rows() > 1 && !IsMean(*op) ? op : nullptr;
}

// With the least scratch; false when it has that already.
bool Lessen(Program& program, Instruction& instruction) {
  if (fb::Ref* const scratch = OptionalScratch(instruction.op)) {
    Drop(program, instruction, *scratch);
    return true;
  }
  if (InStrips(instruction) == nullptr) return false;
  SetStrips(program, instruction, 1);
  return true;
}

// With so many bytes less, if it can.
void Lessen(Program& program, Instruction& instruction, uint64_t bytes) {
  const fb::DepthwiseS8* const op = InStrips(instruction);
  if (op == nullptr) {
    Lessen(program, instruction);
    return;
  }
  const uint64_t now = DepthwiseScratchBytes(*op);
  const auto left = static_cast<uint32_t>(now - std::min(bytes, now));
  const bool lay_on_input = !instruction.in_place.empty();
  SetStrips(program, instruction, DepthwiseStripRows(*op, left));
  if (lay_on_input && instruction.in_place.empty()) SetStrips(program, instruction, 1);
}

// The bytes live at each instruction, in the program's own order.
Result<std::vector<uint64_t>> LiveSumsOf(Program& program) {
  TMB_ASSIGN(const Flow flow, BuildFlow(program));
  const Arrangement arrangement = Arrange(flow, program.buffers, OwnOrder(flow), kNothingInPlace);
  const std::vector<uint32_t> point_of = PointsOf(arrangement.order, arrangement.sharing.dropped);
  std::vector<uint64_t> sums(program.code.size(), 0);
  for (uint32_t step = 0; step < flow.Steps(); ++step) {
    const uint32_t index = flow.instruction[step];
    if (index != kNoInstruction && point_of[step] != kNoPoint)
      sums[index] = arrangement.live_sums[point_of[step]];
  }
  return sums;
}

// Whether some operand in the arena does.
bool ReachesBeyond(const Program& program, const Instruction& instruction, const MemoryPlan& plan,
                   uint64_t bytes) {
  bool beyond = false;
  fb::InstructionUnion op = instruction.op;
  ForEachRef(op, [&](fb::Ref& ref, Access, const char*) {
    const BufferId id = program.operands[ref.word()].buffer;
    const Buffer& buffer = program.buffers[id];
    beyond |= buffer.kind != Buffer::Kind::kConstant && plan.offset[id] + buffer.bytes > bytes;
  });
  return beyond;
}

}  // namespace

Result<void> DropScratch(Program& program) {
  Program without = program;
  for (Instruction& instruction : without.code) Lessen(without, instruction);
  TMB_ASSIGN(const std::vector<uint64_t> with_sums, LiveSumsOf(program));
  TMB_ASSIGN(const std::vector<uint64_t> without_sums, LiveSumsOf(without));
  uint64_t peak = 0;
  for (size_t i = 0; i < with_sums.size(); ++i)
    peak = std::max(peak, std::min(with_sums[i], without_sums[i]));
  for (size_t i = 0; i < with_sums.size(); ++i) {
    if (with_sums[i] > peak) Lessen(program, program.code[i], with_sums[i] - peak);
  }
  return {};
}

bool DropScratchBeyond(Program& program, const MemoryPlan& plan, uint64_t bytes) {
  bool dropped = false;
  for (Instruction& instruction : program.code) {
    if (ReachesBeyond(program, instruction, plan, bytes)) dropped |= Lessen(program, instruction);
  }
  return dropped;
}

}  // namespace tmb
