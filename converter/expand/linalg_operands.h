// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operands and attributes of linear-algebra calls, checked.
#ifndef TMB_CONVERTER_EXPAND_LINALG_OPERANDS_H_
#define TMB_CONVERTER_EXPAND_LINALG_OPERANDS_H_

#include <string>
#include <vector>

#include "converter/expand/linalg_arrays.h"
#include "converter/expand/linalg_calls.h"

namespace tmb::linalg {

// The operands of one call as batches.
class Operands {
 public:
  Operands(Builder& builder, const hlo::Instruction& instruction)
      : builder_(builder), instruction_(instruction) {}

  // Error unless the call has `ranks.size()` operands of one floating type, of ranks `ranks` behind
  // equal batch dimensions.
  Result<void> Require(const std::vector<int64_t>& ranks);
  Result<void> RequireSquare(size_t operand) const;
  // Error unless dimension `dim` of operand `a` (counted in the matrix or vector) has `extent`.
  Result<void> RequireExtent(size_t operand, size_t dim, int64_t extent) const;

  Value operator[](size_t i) const { return values_[i]; }  // [batch, rows, columns] or [batch, n, 1]
  int64_t batch() const { return batch_count_; }
  const std::vector<int64_t>& batch_dims() const { return batch_dims_; }

  // Results, in the type of the operands.
  Value Matrix(Value a) const;  // [batch, rows, columns] -> [batch..., rows, columns]
  Value Vector(Value a) const;  // [batch, n, 1] or [batch, 1, n] -> [batch..., n]
  Value Number(Value a) const;  // [batch, 1, 1] -> [batch...]

 private:
  Value Narrowed(Value a) const;

  Builder& builder_;
  const hlo::Instruction& instruction_;
  std::vector<Value> values_;
  std::vector<int64_t> batch_dims_;
  int64_t batch_count_ = 1;
};

// Attribute `name` of a backend_config as JAX writes it, "{mode = 86 : ui8, left = true}"; a letter
// comes as its code. Error: absent or none of `allowed`.
Result<int64_t> Attribute(const hlo::Instruction& instruction, std::string_view name,
                          const std::vector<int64_t>& allowed);

}  // namespace tmb::linalg

#endif  // TMB_CONVERTER_EXPAND_LINALG_OPERANDS_H_
