// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The opcodes that have an expansion.

#include <algorithm>
#include <iterator>

#include "converter/expand/expand.h"
#include "converter/expand/linalg_calls.h"

namespace tmb {
namespace {

constexpr ExpandRow kRows[] = {
    {"cholesky", linalg::Checked<linalg::ExpandCholesky>},
    {"triangular-solve", linalg::Checked<linalg::ExpandTriangularSolve>},
};

}  // namespace

ExpandFunction FindExpansion(std::string_view opcode) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [opcode](const ExpandRow& candidate) { return candidate.name == opcode; });
  return row == std::end(kRows) ? nullptr : row->expand;
}

}  // namespace tmb
