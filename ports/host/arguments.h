// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the command line says of inputs and outputs, checked against an entry point's
// signature before anything runs. An argument is "2x2xf32=1 2 3 4" or "@FILE.npy".
#ifndef TMB_PORTS_HOST_ARGUMENTS_H_
#define TMB_PORTS_HOST_ARGUMENTS_H_

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "converter/result.h"
#include "converter/arrays/array.h"

namespace tmb {

enum class Rows { kOne, kEach };  // kEach: run once for each row of the first dimension

// The values of all inputs, for one run or for several.
class Inputs {
 public:
  static Result<Inputs> Read(const std::vector<std::string>& arguments,
                             const std::vector<tmb_tensor>& tensors, Rows rows);

  uint32_t rows() const { return rows_.value_or(1); }
  bool stacked() const { return rows_.has_value(); }
  std::span<const uint8_t> Row(size_t input, uint32_t row) const;

 private:
  struct Value {
    Array array;
    bool stacked;  // one more dimension than the input has: a value for each run
  };
  Result<void> Add(const std::string& argument, const tmb_tensor& tensor, Rows rows);

  std::vector<Value> values_;
  std::optional<uint32_t> rows_;
};

// What is wanted of an output: none of the parts, some, or all.
struct OutputRequest {
  bool print = false;
  std::string path;  // of the .npy file to write; empty: none
  std::optional<Array> expected;
};

// For each of the entry's outputs. `dims` are theirs, with the rows in front when stacked.
Result<std::vector<OutputRequest>> ReadOutputRequests(const std::vector<std::string>& outputs,
                                                      const std::vector<std::string>& expected,
                                                      const std::vector<tmb_tensor>& tensors,
                                                      const std::vector<std::vector<uint32_t>>& dims);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_ARGUMENTS_H_
