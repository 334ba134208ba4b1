// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A file with all the memory it asks for, each piece a heap block of exactly its size: under
// AddressSanitizer a byte read or written outside is reported. Header only, so that a test
// may build it, and the runtime below it, with sanitizers.
#ifndef TMB_TESTS_RUNTIME_LOADED_PROGRAM_H_
#define TMB_TESTS_RUNTIME_LOADED_PROGRAM_H_

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "tmb/tmb.h"

namespace tmb::test {

// 16-byte aligned, exactly `bytes` long, filled with `fill`.
class Block {
 public:
  explicit Block(size_t bytes, uint8_t fill = 0) : bytes_(bytes) {
    void* memory = nullptr;
    if (bytes != 0 && posix_memalign(&memory, TMB_ALIGNMENT, bytes) == 0) std::memset(memory, fill, bytes);
    memory_.reset(static_cast<uint8_t*>(memory));
  }
  explicit Block(const std::vector<uint8_t>& contents) : Block(contents.size()) {
    if (bytes_ != 0) std::memcpy(memory_.get(), contents.data(), bytes_);
  }
  uint8_t* data() const { return memory_.get(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(uint8_t* memory) const { std::free(memory); }
  };
  std::unique_ptr<uint8_t, Free> memory_;
  size_t bytes_;
};

// What the calls of sample programs reach: the first result gets the bytes of the first
// operand as far as they go, the other bytes of results are zero.
inline int SampleFunction(void*, const tmb_call* call) {
  for (uint32_t i = 0; i < call->result_count; ++i) {
    const tmb_tensor& result = call->results[i];
    if (result.bytes != 0) std::memset(result.data, 0, result.bytes);
    if (i != 0 || call->operand_count == 0 || result.bytes == 0) continue;
    const tmb_tensor& operand = call->operands[0];
    const uint32_t bytes = operand.bytes < result.bytes ? operand.bytes : result.bytes;
    if (bytes != 0) std::memmove(result.data, operand.data, bytes);
  }
  return 0;
}
inline constexpr tmb_function kSampleFunctions[] = {{"sample", SampleFunction, nullptr}};

class LoadedProgram {
 public:
  explicit LoadedProgram(const std::vector<uint8_t>& file, uint8_t fill = 0) : file_(file) {
    status_ = tmb_load(&machine_, file_.data(), file_.bytes());
    if (status_ == TMB_OK) GiveMemory(fill);
  }

  tmb_status status() const { return status_; }
  tmb_machine* machine() { return &machine_; }

  // Contents of an input or output as a vector.
  template <typename T>
  std::vector<T> Output(unsigned entry, unsigned index) const {
    return Contents<T>(tmb_output(&machine_, entry, index));
  }
  template <typename T>
  void SetInput(unsigned entry, unsigned index, const std::vector<T>& values) {
    std::memcpy(tmb_input(&machine_, entry, index).data, values.data(), values.size() * sizeof(T));
  }

 private:
  template <typename T>
  static std::vector<T> Contents(const tmb_tensor& tensor) {
    std::vector<T> values(tensor.bytes / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), tensor.data, tensor.bytes);
    return values;
  }

  uint8_t* NewBlock(size_t bytes, uint8_t fill) {
    blocks_.emplace_back(bytes, fill);
    return blocks_.back().data();
  }

  // Damaged files may ask for more than is worth filling.
  bool AsksForTooMuch() const {
    size_t bytes = tmb_state_bytes(&machine_);
    for (unsigned region = 0; region < 4; ++region) bytes += tmb_arena_bytes(&machine_, region);
    for (unsigned slot = 0; slot < tmb_bound_count(&machine_); ++slot)
      bytes += tmb_bound_bytes(&machine_, slot);
    return bytes > kMostBytes;
  }

  void GiveMemory(uint8_t fill) {
    if (AsksForTooMuch()) return Keep(TMB_ARENA_TOO_SMALL);
    for (unsigned region = 0; region < 4; ++region) {
      const size_t bytes = tmb_arena_bytes(&machine_, region);
      Keep(tmb_set_arena(&machine_, region, NewBlock(bytes, fill), bytes));
    }
    for (unsigned slot = 0; slot < tmb_bound_count(&machine_); ++slot) {
      const size_t bytes = tmb_bound_bytes(&machine_, slot);
      Keep(tmb_bind(&machine_, slot, NewBlock(bytes, fill), bytes));
    }
    const size_t bytes = tmb_state_bytes(&machine_);
    Keep(tmb_set_state(&machine_, NewBlock(bytes, fill), bytes));
    Keep(tmb_set_functions(&machine_, kSampleFunctions, 1));
  }

  void Keep(tmb_status status) {
    if (status != TMB_OK) status_ = status;
  }

  static constexpr size_t kMostBytes = 16 << 20;

  Block file_;
  tmb_machine machine_;
  tmb_status status_;
  std::vector<Block> blocks_;
};

}  // namespace tmb::test

#endif  // TMB_TESTS_RUNTIME_LOADED_PROGRAM_H_
