// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tmb.h for C++17: a Machine with methods, tensors with typed views. Header only, no heap,
// no exceptions; every fallible call answers a tmb_status.
//
//     tmb::Machine machine;
//     if (machine.Load(model, model_bytes) != TMB_OK) ...
//     machine.SetArena(arena, sizeof arena);
//     machine.Input(0).As<float>()[0] = 1.0f;
//     machine.Run();
#ifndef TMB_TMB_HPP_
#define TMB_TMB_HPP_

#include <cstddef>
#include <cstdint>

#include "tmb/tmb.h"

namespace tmb {

// The type number of a C++ type; types without one do not compile.
template <typename T>
struct TypeOf;
template <>
struct TypeOf<bool> {
  static constexpr tmb_type value = TMB_PRED;
};
template <>
struct TypeOf<int8_t> {
  static constexpr tmb_type value = TMB_S8;
};
template <>
struct TypeOf<int16_t> {
  static constexpr tmb_type value = TMB_S16;
};
template <>
struct TypeOf<int32_t> {
  static constexpr tmb_type value = TMB_S32;
};
template <>
struct TypeOf<int64_t> {
  static constexpr tmb_type value = TMB_S64;
};
template <>
struct TypeOf<uint8_t> {
  static constexpr tmb_type value = TMB_U8;
};
template <>
struct TypeOf<uint16_t> {
  static constexpr tmb_type value = TMB_U16;
};
template <>
struct TypeOf<uint32_t> {
  static constexpr tmb_type value = TMB_U32;
};
template <>
struct TypeOf<uint64_t> {
  static constexpr tmb_type value = TMB_U64;
};
template <>
struct TypeOf<float> {
  static constexpr tmb_type value = TMB_F32;
};

// Borrowed elements; empty when the tensor has another type or no memory.
template <typename T>
class Elements {
 public:
  Elements() = default;
  Elements(T* data, size_t size) : data_(data), size_(size) {}
  T* begin() const { return data_; }
  T* end() const { return data_ + size_; }
  size_t size() const { return size_; }
  T& operator[](size_t i) const { return data_[i]; }

 private:
  T* data_ = nullptr;
  size_t size_ = 0;
};

class Tensor {
 public:
  explicit Tensor(const tmb_tensor& tensor) : tensor_(tensor) {}
  const char* name() const { return tensor_.name; }  // null: there is no such tensor
  tmb_type type() const { return tensor_.type; }
  uint32_t rank() const { return tensor_.rank; }
  uint32_t dim(uint32_t d) const { return tensor_.dims[d]; }
  uint32_t bytes() const { return tensor_.bytes; }
  float scale() const { return tensor_.scale; }  // 0: elements stand for themselves
  int32_t zero_point() const { return tensor_.zero_point; }
  void* data() const { return tensor_.data; }

  template <typename T>
  Elements<T> As() const {
    if (tensor_.data == nullptr || tensor_.type != TypeOf<T>::value) return {};
    return {static_cast<T*>(tensor_.data), tensor_.bytes / sizeof(T)};
  }

 private:
  tmb_tensor tensor_;
};

// A program with its memory, both borrowed: they must outlive the Machine.
class Machine {
 public:
  [[nodiscard]] tmb_status Load(const void* model, size_t bytes) { return tmb_load(&machine_, model, bytes); }
  [[nodiscard]] tmb_status CheckConstants() const { return tmb_check_constants(&machine_); }
  const tmb_fault& fault() const { return machine_.fault; }
  const char* missing_feature() const { return tmb_missing_feature(&machine_); }

  size_t arena_bytes(unsigned region = 0) const { return tmb_arena_bytes(&machine_, region); }
  [[nodiscard]] tmb_status SetArena(void* memory, size_t bytes, unsigned region = 0) {
    return tmb_set_arena(&machine_, region, memory, bytes);
  }
  size_t state_bytes() const { return tmb_state_bytes(&machine_); }
  [[nodiscard]] tmb_status SetState(void* memory, size_t bytes) {
    return tmb_set_state(&machine_, memory, bytes);
  }
  [[nodiscard]] tmb_status ResetState() { return tmb_reset_state(&machine_); }
  size_t bound_bytes(unsigned slot) const { return tmb_bound_bytes(&machine_, slot); }
  [[nodiscard]] tmb_status Bind(unsigned slot, void* memory, size_t bytes) {
    return tmb_bind(&machine_, slot, memory, bytes);
  }

  // `functions` must outlive the Machine.
  template <size_t kCount>
  [[nodiscard]] tmb_status SetFunctions(const tmb_function (&functions)[kCount]) {
    return tmb_set_functions(&machine_, functions, kCount);
  }
  const char* missing_function() const { return tmb_missing_function(&machine_); }

  int FindEntry(const char* name) const { return tmb_find_entry(&machine_, name); }
  unsigned input_count(unsigned entry = 0) const { return tmb_input_count(&machine_, entry); }
  unsigned output_count(unsigned entry = 0) const { return tmb_output_count(&machine_, entry); }
  Tensor Input(unsigned index, unsigned entry = 0) const {
    return Tensor(tmb_input(&machine_, entry, index));
  }
  Tensor Output(unsigned index, unsigned entry = 0) const {
    return Tensor(tmb_output(&machine_, entry, index));
  }

  [[nodiscard]] tmb_status Run(unsigned entry = 0) { return tmb_run(&machine_, entry); }
  [[nodiscard]] tmb_status Step(uint32_t* budget, unsigned entry = 0) {
    return tmb_step(&machine_, entry, budget);
  }
  void Abandon() { tmb_abandon(&machine_); }

  tmb_machine* c_machine() { return &machine_; }

 private:
  tmb_machine machine_ = {};
};

}  // namespace tmb

#endif  // TMB_TMB_HPP_
