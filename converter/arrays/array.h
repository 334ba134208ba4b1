// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arrays as they travel between files, command line and programs: a storage kind, a
// shape, row-major bytes. Types that numpy lacks are stored as their raw bits (bf16 as
// u2, f8 and u4 as u1, s4 as i1).
#ifndef TMB_CONVERTER_ARRAYS_ARRAY_H_
#define TMB_CONVERTER_ARRAYS_ARRAY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "converter/result.h"
#include "tmb/tmb.h"

namespace tmb {

// How elements are stored, in numpy's letters.
struct Storage {
  char kind = 'f';  // b bool, i signed, u unsigned, f float, c complex
  uint32_t bytes = 0;
  bool operator==(const Storage&) const = default;
};

struct ElementType {
  tmb_type type;
  std::string_view name;  // XLA's: "f32"
  Storage storage;
};

// The description of a type that a program can have; nullptr when there is none.
const ElementType* FindElementType(tmb_type type);
// By XLA's name, or by iree-run-module's: "i32", "ui8", "i1".
const ElementType* FindElementType(std::string_view name);

struct Array {
  Storage storage;
  std::vector<uint32_t> dims;
  std::vector<uint8_t> data;

  uint64_t ElementCount() const;
};

std::string StorageName(Storage storage);                                 // "f4"
std::string ShapeText(const std::vector<uint32_t>& dims, tmb_type type);  // "2x2xf32"
std::vector<uint32_t> DimsOf(const tmb_tensor& tensor);

// Whether `array` can be a value of this type and shape; the error says what is wrong.
Result<void> CheckFits(const Array& array, tmb_type type, const std::vector<uint32_t>& dims);

}  // namespace tmb

#endif  // TMB_CONVERTER_ARRAYS_ARRAY_H_
