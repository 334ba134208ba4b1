// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Programs built by hand for tests of the runtime: memory handed out in order, entries,
// signatures, small Maps. Invariant: what Build returns loads, until a test damages it.
#ifndef TMB_TESTS_RUNTIME_PROGRAM_BUILDER_H_
#define TMB_TESTS_RUNTIME_PROGRAM_BUILDER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runtime/isa.h"

namespace tmb::test {

fb::Ref At(Space space, uint32_t offset);
fb::Ref InSlot(Space space, uint32_t slot, uint32_t offset);
fb::Ref Nowhere();

// An access of a Map with its row of strides.
struct MapAccess {
  fb::Access access;
  std::vector<int32_t> strides;
};
MapAccess Memory(fb::Ref ref, fb::Type type, std::vector<int32_t> strides);
MapAccess Index(uint32_t first, std::vector<int32_t> strides);

class ProgramBuilder {
 public:
  // Hands out bytes of arena 0, 16-byte aligned.
  fb::Ref Arena(uint32_t bytes);
  // Appends to the constants.
  template <typename T>
  fb::Ref Constant(const std::vector<T>& values) {
    return ConstantBytes(reinterpret_cast<const uint8_t*>(values.data()), values.size() * sizeof(T));
  }
  fb::Ref Bound(Space space, uint32_t bytes);

  // The index of the new instruction.
  template <typename Op>
  uint32_t Add(Op op) {
    program_.code.emplace_back();
    program_.code.back().Set(std::move(op));
    return static_cast<uint32_t>(program_.code.size() - 1);
  }
  // A Map without reduction; gets its scratch here.
  uint32_t AddMap(std::vector<uint32_t> dims, const std::vector<MapAccess>& inputs,
                  const std::vector<MapAccess>& outputs, std::vector<uint32_t> immediates,
                  std::vector<uint8_t> code, uint32_t temporaries = 0);
  // Adds any Map and plans its scratch.
  uint32_t AddMap(fb::MapT map);

  // An entry from the instruction after the last entry's to the one added last.
  void EndEntry(const std::string& name);
  // Of the entry that ended last.
  void Input(const std::string& name, fb::Type type, std::vector<uint32_t> dims, fb::Ref ref);
  void Output(const std::string& name, fb::Type type, std::vector<uint32_t> dims, fb::Ref ref);

  fb::ProgramT& program() { return program_; }
  std::vector<uint8_t> Build();

 private:
  fb::Ref ConstantBytes(const uint8_t* bytes, size_t count);

  fb::ProgramT program_;
  uint32_t arena_bytes_ = 0;
};

// Code of a section: pairs of operation and operand, then End.
std::vector<uint8_t> Code(const std::vector<std::pair<fb::MicroOp, uint8_t>>& operations);

uint32_t Bits(float value);

}  // namespace tmb::test

#endif  // TMB_TESTS_RUNTIME_PROGRAM_BUILDER_H_
