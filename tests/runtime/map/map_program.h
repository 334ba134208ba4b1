// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A Map with the memory it works on: built by hand in the tests and by
// RandomMapProgram, run by the kernel and by the reference. C++17, because the same
// programs also run on the target.
#ifndef TMB_TESTS_RUNTIME_MAP_MAP_PROGRAM_H_
#define TMB_TESTS_RUNTIME_MAP_MAP_PROGRAM_H_

#include <cstdint>
#include <cstring>
#include <vector>

#include "runtime/kernel.h"
#include "runtime/map_layout.h"

namespace tmb {

struct Micro {
  fb::MicroOp op;
  uint32_t x = 0, y = 0;
};

// Declare inputs, then outputs, immediates, temporaries: that is how operands are numbered.
class MapProgram {
 public:
  explicit MapProgram(std::vector<uint32_t> dims) { op.dims = std::move(dims); }

  // Each returns the operand's number. `origin` is the byte of the buffer that index 0 is at.
  uint32_t Input(fb::Type type, const std::vector<int32_t>& strides, const std::vector<uint8_t>& buffer,
                 uint32_t origin = 0);
  template <typename T>
  uint32_t InputOf(fb::Type type, const std::vector<int32_t>& strides, const std::vector<T>& values,
                   uint32_t origin = 0) {
    std::vector<uint8_t> buffer(values.size() * sizeof(T));
    if (!buffer.empty()) std::memcpy(buffer.data(), values.data(), buffer.size());
    return Input(type, strides, buffer, origin);
  }
  uint32_t Index(int32_t start, const std::vector<int32_t>& strides);
  uint32_t Output(fb::Type type, const std::vector<int32_t>& strides, uint32_t buffer_bytes,
                  uint32_t origin = 0);
  uint32_t OutputOn(uint32_t input, fb::Type type, const std::vector<int32_t>& strides);
  uint32_t Immediate(uint32_t bits);
  uint32_t Temporary();

  void AddGuard(uint32_t access, uint32_t extent, int32_t offset, int32_t stride,
                const std::vector<int32_t>& coefficients, uint32_t fill = 0);
  void AddDynamic(uint32_t access, fb::Type type, uint64_t value, uint32_t limit, int32_t stride);
  // The code gives the index.
  void AddIndexed(uint32_t access, uint32_t limit, int32_t stride);
  // Appends a section of the code, with its End.
  void Section(const std::vector<Micro>& code);

  // Adds the scratch and stray bytes behind it; the program is complete then.
  void Finish();

  // Arena bytes after running units [0, Units) in steps of `units_a_call`; the scratch is zeroed, and
  // `overrun` tells whether the bytes behind it changed.
  std::vector<uint8_t> Run(uint32_t units_a_call = kAllUnits);
  // The words of an access's buffer after a run.
  std::vector<uint32_t> RunWords(uint32_t access);
  // The arena by the reference interpreter.
  std::vector<uint8_t> RunReference() const;

  uint32_t BufferOf(uint32_t access) const { return buffers_[access]; }  // arena offset of its buffer
  uint32_t ArenaBytes() const { return static_cast<uint32_t>(arena_.size()); }
  // Copies the arena before a run; `to` is 16-byte aligned.
  void CopyArena(uint8_t* to) const { std::memcpy(to, arena_.data(), arena_.size()); }

  fb::MapT op;
  bool overrun = false;

 private:
  uint32_t Place(const std::vector<uint8_t>& bytes, uint32_t alignment);
  void AddStrides(const std::vector<int32_t>& strides) {
    op.strides.insert(op.strides.end(), strides.begin(), strides.end());
  }

  std::vector<uint8_t> arena_;
  std::vector<uint32_t> buffers_;  // of each access
  std::vector<uint32_t> buffer_bytes_;
  uint32_t scratch_ = 0, scratch_bytes_ = 0;
  uint32_t sections_ = 0;
};

// A valid program that depends on nothing but `seed`.
MapProgram RandomMapProgram(uint32_t seed);

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_MAP_MAP_PROGRAM_H_
