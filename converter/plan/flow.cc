// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Builds the Flow of a program: collects each step's touches, cuts the steps into blocks
// at jumps and their targets, and joins the blocks.
#include "converter/plan/flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "converter/plan/operand_bytes.h"
#include "converter/plan/overlap.h"
#include "runtime/isa_host.h"

namespace tmb {
namespace {

constexpr uint64_t kNoByte = ~uint64_t{0};  // a touch's first one when it only starts

struct JumpTarget {
  uint32_t target = 0;  // instruction
  bool conditional = false;
};

std::optional<JumpTarget> JumpOf(const fb::InstructionUnion& op) {
  if (const fb::Jump* jump = op.AsJump()) return JumpTarget{jump->target(), false};
  if (const fb::JumpIf* jump = op.AsJumpIf()) return JumpTarget{jump->target(), true};
  return std::nullopt;
}

class FlowBuilder {
 public:
  explicit FlowBuilder(Program& program) : program_(program) {}

  Result<Flow> Build() {
    TMB_CHECK_OK(CheckEntries());
    flow_.first_touch.push_back(0);
    for (size_t entry = 0; entry < program_.entries.size(); ++entry) {
      TMB_CHECK_OK(AddEntry(program_.entries[entry]));
      TMB_CHECK_OK(AddBlocks(entry));
    }
    for (uint32_t block = 0; block < flow_.blocks.size(); ++block) {
      for (const uint32_t next : flow_.blocks[block].next) flow_.blocks[next].previous.push_back(block);
    }
    SetLoopDepth();
    return std::move(flow_);
  }

 private:
  Result<void> CheckEntries() const {
    uint32_t at = 0;
    for (const EntryPoint& entry : program_.entries) {
      if (entry.first != at || entry.end < entry.first) {
        return Malformed(
            fmt::format("entry {}: instructions {} to {} do not follow those of the entry before", entry.name,
                        entry.first, entry.end));
      }
      at = entry.end;
    }
    if (at == program_.code.size()) return {};
    return Malformed(fmt::format("instruction {} belongs to no entry", at));
  }

  Result<void> AddEntry(const EntryPoint& entry) {
    for (const Signature& input : entry.inputs) {
      TMB_CHECK_OK(AddTouch({input.operand.buffer, false, true, true}, input.name));
    }
    EndStep(kNoInstruction);
    for (uint32_t i = entry.first; i < entry.end; ++i) TMB_CHECK_OK(AddInstruction(i));
    for (const Signature& output : entry.outputs) {
      TMB_CHECK_OK(AddTouch({output.operand.buffer, true, false, false}, output.name));
    }
    if (program_.keep_inputs) {
      for (const Signature& input : entry.inputs) {
        TMB_CHECK_OK(AddTouch({input.operand.buffer, true, false, false}, input.name));
      }
    }
    EndStep(kNoInstruction);
    return {};
  }

  Result<void> AddInstruction(uint32_t index) {
    Instruction& instruction = program_.code[index];
    Result<void> status;
    const std::vector<OperandBytes> reach = OperandBytesOf(instruction.op);
    ForEachRef(instruction.op, [&](fb::Ref& ref, Access access, const char* what) {
      if (ref.word() == kNoOperand || !status.ok()) return;
      if (ref.word() >= program_.operands.size()) {
        status =
            Malformed(fmt::format("{}: {}: operand {} does not exist", instruction.name, what, ref.word()));
        return;
      }
      Touch touch{program_.operands[ref.word()].buffer, access != Access::kWrite, access != Access::kRead};
      SetReach(reach, ref, touch);
      status = AddTouch(touch, instruction.name);
    });
    TMB_CHECK_OK(status);
    for (const BufferId buffer : instruction.starts) {
      TMB_CHECK_OK(AddTouch({buffer, false, true, true, kNoByte, 0}, instruction.name));
    }
    AddPairs(instruction);
    if (instruction.has_side_effect) flow_.effects.push_back(flow_.Steps());
    EndStep(index);
    return {};
  }

  // The bytes by all operands of that number.
  void SetReach(const std::vector<OperandBytes>& reach, fb::Ref ref, Touch& touch) const {
    const int64_t at = program_.operands[ref.word()].offset;
    Touch found = touch;
    found.begin = kNoByte, found.end = 0;
    for (const OperandBytes& bytes : reach) {
      if (bytes.operand != ref.word()) continue;
      found.begin = std::min(found.begin, static_cast<uint64_t>(std::max<int64_t>(at + bytes.begin, 0)));
      found.end = std::max(found.end, static_cast<uint64_t>(std::max<int64_t>(at + bytes.end, 0)));
    }
    if (found.end > 0) touch = found;
  }

  Result<void> AddTouch(Touch touch, const std::string& who) {
    if (touch.buffer >= program_.buffers.size()) {
      return Malformed(fmt::format("{}: buffer {} does not exist", who, touch.buffer));
    }
    const Buffer& buffer = program_.buffers[touch.buffer];
    if (buffer.kind == Buffer::Kind::kConstant && touch.writes) {
      return Malformed(fmt::format("{}: writes the constant {}", who, buffer.name));
    }
    if (!InArena(buffer)) return {};
    touch.starts |= buffer.kind == Buffer::Kind::kScratch;
    touch.end = std::min(touch.end, buffer.bytes);
    for (size_t i = flow_.first_touch.back(); i < flow_.touches.size(); ++i) {
      Touch& known = flow_.touches[i];
      if (known.buffer != touch.buffer) continue;
      known.reads |= touch.reads;
      known.writes |= touch.writes;
      known.starts |= touch.starts;
      known.begin = std::min(known.begin, touch.begin);
      known.end = std::max(known.end, touch.end);
      return {};
    }
    flow_.touches.push_back(touch);
    return {};
  }

  void AddPairs(const Instruction& instruction) {
    const std::span<const Touch> touches = std::span(flow_.touches).subspan(flow_.first_touch.back());
    const auto touched = [&](BufferId buffer, bool Touch::*how) {
      return std::ranges::any_of(touches, [&](const Touch& t) { return t.buffer == buffer && t.*how; });
    };
    const auto may_share = [&](BufferId output, BufferId input) {
      return output != input && touched(output, &Touch::writes) && touched(input, &Touch::reads) &&
             !touched(input, &Touch::writes);
    };
    for (const InPlace& pair : instruction.in_place) {
      if (may_share(pair.output, pair.input))
        flow_.in_place.push_back({flow_.Steps(), pair.output, pair.input});
    }
    if (instruction.is_copy) AddCopy(touches);
    const std::optional<Diagonal> diagonal = DiagonalOf(program_, instruction);
    if (diagonal && may_share(diagonal->output, diagonal->input)) {
      flow_.diagonals.push_back(
          {{flow_.Steps(), diagonal->output, diagonal->input}, diagonal->most, diagonal->write_begin});
    }
  }

  // A copy between two buffers of the arena of one size; its scratch does not count.
  void AddCopy(std::span<const Touch> touches) {
    SharingPair copy{flow_.Steps(), 0, 0};
    int inputs = 0, outputs = 0;
    for (const Touch& touch : touches) {
      if (program_.buffers[touch.buffer].kind == Buffer::Kind::kScratch) continue;
      if (touch.writes) copy.output = touch.buffer, ++outputs;
      if (touch.reads) copy.input = touch.buffer, ++inputs;
    }
    if (inputs != 1 || outputs != 1 || copy.input == copy.output) return;
    if (program_.buffers[copy.input].bytes == program_.buffers[copy.output].bytes)
      flow_.copies.push_back(copy);
  }

  void EndStep(uint32_t instruction) {
    for (size_t i = flow_.first_touch.back(); i < flow_.touches.size(); ++i) {
      Touch& touch = flow_.touches[i];
      if (touch.begin >= touch.end) touch.begin = 0, touch.end = program_.buffers[touch.buffer].bytes;
    }
    flow_.instruction.push_back(instruction);
    flow_.first_touch.push_back(static_cast<uint32_t>(flow_.touches.size()));
  }

  // Blocks of one entry: its start, the stretches between jumps and targets, its end.
  Result<void> AddBlocks(size_t index) {
    const EntryPoint& entry = program_.entries[index];
    const uint32_t start = StepOf(entry.first, index) - 1, end = StepOf(entry.end, index);
    std::vector<bool> leads(end - start + 2, false);
    leads[0] = leads[1] = leads[end - start] = leads[end - start + 1] = true;
    for (uint32_t i = entry.first; i < entry.end; ++i) {
      const std::optional<JumpTarget> jump = JumpOf(program_.code[i].op);
      if (!jump) continue;
      if (jump->target < entry.first || jump->target > entry.end) {
        return Malformed(fmt::format("{}: jump to {} leaves the entry", program_.code[i].name, jump->target));
      }
      leads[StepOf(jump->target, index) - start] = leads[StepOf(i, index) + 1 - start] = true;
    }
    const auto first_block = static_cast<uint32_t>(flow_.blocks.size());
    std::vector<uint32_t> block_of(end - start + 1, 0);
    for (uint32_t step = start; step <= end; ++step) {
      if (leads[step - start]) flow_.blocks.push_back({step, step, {}, {}, false});
      flow_.blocks.back().end = step + 1;
      block_of[step - start] = static_cast<uint32_t>(flow_.blocks.size()) - 1;
    }
    for (uint32_t block = first_block; block + 1 < flow_.blocks.size(); ++block) {
      Block& from = flow_.blocks[block];
      const uint32_t last = flow_.instruction[from.end - 1];
      const auto jump = last == kNoInstruction ? std::nullopt : JumpOf(program_.code[last].op);
      if (!jump || jump->conditional) from.next.push_back(block + 1);
      if (!jump) continue;
      from.ends_in_jump = true;
      const uint32_t target = block_of[StepOf(jump->target, index) - start];
      if (from.next.empty() || from.next[0] != target) from.next.push_back(target);
    }
    return {};
  }

  // A jump backwards closes a loop over everything between its target and itself.
  void SetLoopDepth() {
    std::vector<int32_t> change(flow_.instruction.size() + 1, 0);
    for (const Block& block : flow_.blocks) {
      for (const uint32_t next : block.next) {
        if (flow_.blocks[next].first >= block.end) continue;
        ++change[flow_.blocks[next].first];
        --change[block.end];
      }
    }
    int32_t depth = 0;
    for (uint32_t step = 0; step < flow_.Steps(); ++step) {
      depth += change[step];
      flow_.loop_depth.push_back(static_cast<uint32_t>(depth));
    }
  }

  Program& program_;
  Flow flow_;
};

}  // namespace

Result<Flow> BuildFlow(Program& program) { return FlowBuilder(program).Build(); }

}  // namespace tmb
