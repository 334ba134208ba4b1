// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Affine functions of a Map's variables: offset + sum of coefficient * variable. Views
// (slice, transpose, broadcast, reverse, pad ...) compose as affine index functions until
// they meet a buffer, where they become strides.
#ifndef TMB_CONVERTER_LOWER_AFFINE_H_
#define TMB_CONVERTER_LOWER_AFFINE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tmb {

struct AffineTerm {
  int variable = 0;
  int64_t coefficient = 0;
  bool operator==(const AffineTerm&) const = default;
};

struct Affine {
  int64_t offset = 0;
  std::vector<AffineTerm> terms;  // by variable, no zero coefficients

  int64_t CoefficientOf(int variable) const;
  bool operator==(const Affine&) const = default;
};

Affine Constant(int64_t offset);
Affine VariableOf(int variable);
Affine Add(const Affine& a, const Affine& b);
Affine Scale(const Affine& a, int64_t factor);
// Replaces `variable` by `by`.
Affine Substitute(const Affine& a, int variable, const Affine& by);

// One function for each dimension of a value.
using IndexMap = std::vector<Affine>;

// The row-major linear index of `map` in a value of `dims`.
Affine Linear(const IndexMap& map, const std::vector<int64_t>& dims);

// Bytes from one element to the next along each dimension of a row-major array.
std::vector<int64_t> RowMajorStrides(const std::vector<int64_t>& dims, int64_t element_bytes);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_AFFINE_H_
