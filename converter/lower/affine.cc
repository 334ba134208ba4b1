// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Affine functions: sorted term lists, merged like polynomials.

#include "converter/lower/affine.h"

namespace tmb {

int64_t Affine::CoefficientOf(int variable) const {
  for (const AffineTerm& term : terms) {
    if (term.variable == variable) return term.coefficient;
  }
  return 0;
}

Affine Constant(int64_t offset) { return {offset, {}}; }

Affine VariableOf(int variable) { return {0, {{variable, 1}}}; }

Affine Add(const Affine& a, const Affine& b) {
  Affine sum{a.offset + b.offset, {}};
  auto i = a.terms.begin(), j = b.terms.begin();
  while (i != a.terms.end() || j != b.terms.end()) {
    if (j == b.terms.end() || (i != a.terms.end() && i->variable < j->variable)) {
      sum.terms.push_back(*i++);
    } else if (i == a.terms.end() || j->variable < i->variable) {
      sum.terms.push_back(*j++);
    } else {
      const int64_t coefficient = i->coefficient + j->coefficient;
      if (coefficient != 0) sum.terms.push_back({i->variable, coefficient});
      ++i, ++j;
    }
  }
  return sum;
}

Affine Scale(const Affine& a, int64_t factor) {
  if (factor == 0) return {};
  Affine scaled = a;
  scaled.offset *= factor;
  for (AffineTerm& term : scaled.terms) term.coefficient *= factor;
  return scaled;
}

Affine Substitute(const Affine& a, int variable, const Affine& by) {
  const int64_t coefficient = a.CoefficientOf(variable);
  if (coefficient == 0) return a;
  Affine rest{a.offset, {}};
  for (const AffineTerm& term : a.terms) {
    if (term.variable != variable) rest.terms.push_back(term);
  }
  return Add(rest, Scale(by, coefficient));
}

Affine Linear(const IndexMap& map, const std::vector<int64_t>& dims) {
  Affine linear;
  for (std::size_t i = 0; i < dims.size(); ++i) linear = Add(Scale(linear, dims[i]), map[i]);
  return linear;
}

std::vector<int64_t> RowMajorStrides(const std::vector<int64_t>& dims, int64_t element_bytes) {
  std::vector<int64_t> strides(dims.size());
  int64_t stride = element_bytes;
  for (std::size_t i = dims.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= dims[i];
  }
  return strides;
}

}  // namespace tmb
