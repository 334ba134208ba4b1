// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Fills the schema's ProgramT; Pack lays it out.

#include "converter/emit/encode.h"

#include <algorithm>
#include <map>

#include "converter/emit/pack.h"
#include "runtime/isa_host.h"

namespace tmb {
namespace {

class Encoder {
 public:
  Encoder(Program& program, const MemoryPlan& plan) : program_(program), plan_(plan) {}

  void EncodeCode() {
    for (Instruction& instruction : program_.code) {
      ForEachRef(instruction.op, [this](fb::Ref& ref, Access, const char*) { ref = Resolve(ref); });
      result_.code.push_back(std::move(instruction.op));
    }
  }

  void EncodeConstants() {
    result_.constants.assign(plan_.constants_bytes, 0);
    for (size_t i = 0; i < program_.buffers.size(); ++i) {
      const Buffer& buffer = program_.buffers[i];
      if (buffer.kind != Buffer::Kind::kConstant || plan_.offset[i] == kUnplaced) continue;
      std::copy(buffer.data.begin(), buffer.data.end(),
                result_.constants.begin() + static_cast<int64_t>(plan_.offset[i]));
    }
  }

  void EncodeEntries() {
    for (const EntryPoint& point : program_.entries) {
      auto entry = std::make_unique<fb::EntryT>();
      entry->name = point.name;
      entry->first = point.first;
      entry->end = point.end;
      for (const Signature& input : point.inputs) entry->inputs.push_back(EncodeTensor(input));
      for (const Signature& output : point.outputs) entry->outputs.push_back(EncodeTensor(output));
      result_.entries.push_back(std::move(entry));
    }
    for (const Region& region : plan_.regions)
      result_.arena_bytes.push_back(static_cast<uint32_t>(region.bytes));
  }

  void EncodeDebug() {
    result_.debug = std::make_unique<fb::DebugT>();
    result_.debug->strings.push_back("");
    for (const Instruction& instruction : program_.code) {
      const hlo::Source& source = instruction.source;
      result_.debug->instructions.emplace_back(StringId(instruction.name), StringId(source.op_name),
                                               StringId(source.file), static_cast<uint32_t>(source.line),
                                               StringId(source.function));
    }
  }

  fb::ProgramT Take() { return std::move(result_); }

 private:
  fb::Ref Resolve(fb::Ref ref) const {
    const Operand& operand = program_.operands[ref.word()];
    return Address(operand);
  }

  fb::Ref Address(const Operand& operand) const {
    const bool constant = program_.buffers[operand.buffer].kind == Buffer::Kind::kConstant;
    const int64_t offset = static_cast<int64_t>(plan_.offset[operand.buffer]) + operand.offset;
    const uint32_t space = constant ? uint32_t{kConstants} : kArena0 + plan_.region[operand.buffer];
    return fb::Ref(space << 28 | static_cast<uint32_t>(offset));
  }

  std::unique_ptr<fb::TensorT> EncodeTensor(const Signature& signature) const {
    auto tensor = std::make_unique<fb::TensorT>();
    tensor->name = signature.name;
    tensor->type = static_cast<fb::Type>(signature.shape.type);
    for (const int64_t extent : signature.shape.dims) tensor->dims.push_back(static_cast<uint32_t>(extent));
    tensor->ref = std::make_unique<fb::Ref>(Address(signature.operand));
    tensor->scale = signature.scale.scale;
    tensor->zero_point = signature.scale.zero;
    return tensor;
  }

  uint32_t StringId(const std::string& text) {
    if (text.empty()) return 0;
    const auto [found, added] =
        strings_.try_emplace(text, static_cast<uint32_t>(result_.debug->strings.size()));
    if (added) result_.debug->strings.push_back(text);
    return found->second;
  }

  Program& program_;
  const MemoryPlan& plan_;
  fb::ProgramT result_;
  std::map<std::string, uint32_t> strings_;
};

}  // namespace

std::vector<uint8_t> Encode(Program program, const MemoryPlan& plan, DebugInfo debug_info) {
  Encoder encoder(program, plan);
  if (debug_info == DebugInfo::kKeep) encoder.EncodeDebug();
  encoder.EncodeCode();
  encoder.EncodeConstants();
  encoder.EncodeEntries();
  return Pack(encoder.Take());
}

}  // namespace tmb
