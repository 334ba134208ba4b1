// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Building the object API's ProgramT piece by piece.

#include "tests/runtime/program_builder.h"

#include <cstring>
#include <memory>

#include "converter/emit/pack.h"
#include "runtime/map_layout.h"

namespace tmb::test {

fb::Ref At(Space space, uint32_t offset) { return fb::Ref(static_cast<uint32_t>(space) << 28 | offset); }
fb::Ref InSlot(Space space, uint32_t slot, uint32_t offset) { return At(space, slot << 20 | offset); }
fb::Ref Nowhere() { return fb::Ref(kNoOperand); }

uint32_t Bits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

MapAccess Memory(fb::Ref ref, fb::Type type, std::vector<int32_t> strides) {
  return {fb::Access(ref, 0, type, fb::AccessKind::Memory, 0), std::move(strides)};
}

MapAccess Index(uint32_t first, std::vector<int32_t> strides) {
  return {fb::Access(fb::Ref(first), 0, fb::Type::S32, fb::AccessKind::Index, 0), std::move(strides)};
}

std::vector<uint8_t> Code(const std::vector<std::pair<fb::MicroOp, uint8_t>>& operations) {
  std::vector<uint8_t> code;
  for (const auto& [op, operand] : operations) {
    code.push_back(static_cast<uint8_t>(op));
    code.push_back(operand);
  }
  code.push_back(static_cast<uint8_t>(fb::MicroOp::End));
  return code;
}

fb::Ref ProgramBuilder::Arena(uint32_t bytes) {
  const uint32_t offset = arena_bytes_;
  arena_bytes_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
  return At(kArena0, offset);
}

fb::Ref ProgramBuilder::ConstantBytes(const uint8_t* bytes, size_t count) {
  std::vector<uint8_t>& constants = program_.constants;
  constants.resize((constants.size() + kAlignment - 1) / kAlignment * kAlignment);
  const uint32_t offset = static_cast<uint32_t>(constants.size());
  constants.insert(constants.end(), bytes, bytes + count);
  return At(kConstants, offset);
}

fb::Ref ProgramBuilder::Bound(Space space, uint32_t bytes) {
  program_.bound.emplace_back(bytes, space == kBoundWrite ? 1u : 0u);
  return InSlot(space, static_cast<uint32_t>(program_.bound.size() - 1), 0);
}

uint32_t ProgramBuilder::AddMap(std::vector<uint32_t> dims, const std::vector<MapAccess>& inputs,
                                const std::vector<MapAccess>& outputs, std::vector<uint32_t> immediates,
                                std::vector<uint8_t> code, uint32_t temporaries) {
  fb::MapT map;
  map.dims = std::move(dims);
  for (const MapAccess& input : inputs) {
    map.inputs.push_back(input.access);
    map.strides.insert(map.strides.end(), input.strides.begin(), input.strides.end());
  }
  for (const MapAccess& output : outputs) {
    map.outputs.push_back(output.access);
    map.strides.insert(map.strides.end(), output.strides.begin(), output.strides.end());
  }
  map.immediates = std::move(immediates);
  map.code = std::move(code);
  map.temporaries = static_cast<uint8_t>(temporaries);
  return AddMap(std::move(map));
}

uint32_t ProgramBuilder::AddMap(fb::MapT map) {
  map.scratch = std::make_unique<fb::Ref>(Arena(MapScratchBytes(map)));
  return Add(std::move(map));
}

void ProgramBuilder::EndEntry(const std::string& name) {
  auto entry = std::make_unique<fb::EntryT>();
  entry->name = name;
  entry->first = program_.entries.empty() ? 0 : program_.entries.back()->end;
  entry->end = static_cast<uint32_t>(program_.code.size());
  program_.entries.push_back(std::move(entry));
}

namespace {

std::unique_ptr<fb::TensorT> MakeTensor(const std::string& name, fb::Type type, std::vector<uint32_t> dims,
                                        fb::Ref ref) {
  auto tensor = std::make_unique<fb::TensorT>();
  tensor->name = name;
  tensor->type = type;
  tensor->dims = std::move(dims);
  tensor->ref = std::make_unique<fb::Ref>(ref);
  return tensor;
}

}  // namespace

void ProgramBuilder::Input(const std::string& name, fb::Type type, std::vector<uint32_t> dims, fb::Ref ref) {
  program_.entries.back()->inputs.push_back(MakeTensor(name, type, std::move(dims), ref));
}

void ProgramBuilder::Output(const std::string& name, fb::Type type, std::vector<uint32_t> dims, fb::Ref ref) {
  program_.entries.back()->outputs.push_back(MakeTensor(name, type, std::move(dims), ref));
}

std::vector<uint8_t> ProgramBuilder::Build() {
  program_.arena_bytes = {arena_bytes_};
  return Pack(program_);
}

}  // namespace tmb::test
