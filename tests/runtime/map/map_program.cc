// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Memory of a MapProgram: one arena, buffers one after the other, scratch last.

#include "tests/runtime/map/map_program.h"

#include <utility>

namespace tmb {
namespace {

constexpr uint8_t kStray = 0xa5;
constexpr uint32_t kStrayBytes = 64;

struct alignas(16) Block {
  uint8_t bytes[16];
};

}  // namespace

uint32_t MapProgram::Place(const std::vector<uint8_t>& bytes, uint32_t alignment) {
  while (arena_.size() % alignment != 0) arena_.push_back(kStray);
  const uint32_t offset = static_cast<uint32_t>(arena_.size());
  arena_.insert(arena_.end(), bytes.begin(), bytes.end());
  return offset;
}

uint32_t MapProgram::Input(fb::Type type, const std::vector<int32_t>& strides,
                           const std::vector<uint8_t>& buffer, uint32_t origin) {
  buffers_.push_back(Place(buffer, 4));
  buffer_bytes_.push_back(static_cast<uint32_t>(buffer.size()));
  op.inputs.push_back(fb::Access(fb::Ref(buffers_.back() + origin), 0, type, fb::AccessKind::Memory, 0));
  AddStrides(strides);
  return static_cast<uint32_t>(op.inputs.size() - 1);
}

uint32_t MapProgram::Index(int32_t start, const std::vector<int32_t>& strides) {
  buffers_.push_back(0);
  buffer_bytes_.push_back(0);
  op.inputs.push_back(
      fb::Access(fb::Ref(static_cast<uint32_t>(start)), 0, fb::Type::S32, fb::AccessKind::Index, 0));
  AddStrides(strides);
  return static_cast<uint32_t>(op.inputs.size() - 1);
}

uint32_t MapProgram::Output(fb::Type type, const std::vector<int32_t>& strides, uint32_t buffer_bytes,
                            uint32_t origin) {
  buffers_.push_back(Place(std::vector<uint8_t>(buffer_bytes, kStray), 4));
  buffer_bytes_.push_back(buffer_bytes);
  op.outputs.push_back(fb::Access(fb::Ref(buffers_.back() + origin), 0, type, fb::AccessKind::Memory, 0));
  AddStrides(strides);
  return static_cast<uint32_t>(op.inputs.size() + op.outputs.size() - 1);
}

uint32_t MapProgram::OutputOn(uint32_t input, fb::Type type, const std::vector<int32_t>& strides) {
  buffers_.push_back(buffers_[input]);
  buffer_bytes_.push_back(buffer_bytes_[input]);
  op.outputs.push_back(fb::Access(op.inputs[input].ref(), 0, type, fb::AccessKind::Memory, 0));
  AddStrides(strides);
  return static_cast<uint32_t>(op.inputs.size() + op.outputs.size() - 1);
}

uint32_t MapProgram::Immediate(uint32_t bits) {
  op.immediates.push_back(bits);
  return static_cast<uint32_t>(op.inputs.size() + op.outputs.size() + op.immediates.size() - 1);
}

uint32_t MapProgram::Temporary() {
  ++op.temporaries;
  return static_cast<uint32_t>(op.inputs.size() + op.outputs.size() + op.immediates.size()) + op.temporaries -
         1;
}

void MapProgram::AddGuard(uint32_t access, uint32_t extent, int32_t offset, int32_t stride,
                          const std::vector<int32_t>& coefficients, uint32_t fill) {
  op.guards.push_back(fb::Guard(access, extent, offset, stride));
  op.guard_coefficients.insert(op.guard_coefficients.end(), coefficients.begin(), coefficients.end());
  const fb::Access& input = op.inputs[access];
  op.inputs[access] = fb::Access(input.ref(), fill, input.type(), input.kind(), 0);
}

void MapProgram::AddDynamic(uint32_t access, fb::Type type, uint64_t value, uint32_t limit, int32_t stride) {
  std::vector<uint8_t> bytes(8);
  std::memcpy(bytes.data(), &value, bytes.size());
  op.dynamic_offsets.push_back(fb::DynamicOffset(access, fb::Ref(Place(bytes, 8)), limit, stride, type));
}

void MapProgram::AddIndexed(uint32_t access, uint32_t limit, int32_t stride) {
  op.dynamic_offsets.push_back(fb::DynamicOffset(access, fb::Ref(kNoOperand), limit, stride, fb::Type::S32));
}

void MapProgram::Section(const std::vector<Micro>& code) {
  if (sections_ == 1) op.section1 = static_cast<uint16_t>(op.code.size());
  if (sections_ == 2) op.section2 = static_cast<uint16_t>(op.code.size());
  ++sections_;
  for (const Micro& micro : code) {
    op.code.push_back(static_cast<uint8_t>(micro.op));
    op.code.push_back(static_cast<uint8_t>(micro.x));
    if (MicroOpBytes(static_cast<uint8_t>(micro.op)) == 3) op.code.push_back(static_cast<uint8_t>(micro.y));
  }
  op.code.push_back(static_cast<uint8_t>(fb::MicroOp::End));
}

void MapProgram::Finish() {
  scratch_bytes_ = MapScratchBytes(op);
  scratch_ = Place(std::vector<uint8_t>(scratch_bytes_, 0), 16);
  arena_.insert(arena_.end(), kStrayBytes, kStray);
  op.scratch = std::make_unique<fb::Ref>(scratch_);
}

std::vector<uint32_t> MapProgram::RunWords(uint32_t access) {
  const std::vector<uint8_t> arena = Run();
  std::vector<uint32_t> words(buffer_bytes_[access] / 4);
  std::memcpy(words.data(), &arena[buffers_[access]], words.size() * 4);
  return words;
}

std::vector<uint8_t> MapProgram::Run(uint32_t units_a_call) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(fb::Map::Pack(builder, &op));
  const fb::Map& map = *flatbuffers::GetRoot<fb::Map>(builder.GetBufferPointer());

  std::vector<Block> blocks(arena_.size() / sizeof(Block) + 1);
  uint8_t* const memory = blocks[0].bytes;
  std::memcpy(memory, arena_.data(), arena_.size());
  Context context{};
  context.base[kArena0] = memory;
  const uint32_t units = MapUnits(op);
  if (units_a_call == kAllUnits) {
    tmb::Map(map, context, 0, kAllUnits);
  } else {
    for (uint32_t unit = 0; unit < units; unit += units_a_call) {
      std::memset(memory + scratch_, kStray, scratch_bytes_);  // nothing may live from call to call
      tmb::Map(map, context, unit, units - unit < units_a_call ? units - unit : units_a_call);
    }
  }
  std::memset(memory + scratch_, 0, scratch_bytes_);
  overrun = std::memcmp(memory + scratch_, arena_.data() + scratch_, arena_.size() - scratch_) != 0;
  return std::vector<uint8_t>(memory, memory + arena_.size());
}

}  // namespace tmb
