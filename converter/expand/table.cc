// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The opcodes that have an expansion.

#include <algorithm>
#include <span>

#include "converter/expand/expand.h"

namespace tmb {
namespace {

constexpr std::span<const ExpandRow> kRows;

}  // namespace

ExpandFunction FindExpansion(std::string_view opcode) {
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [opcode](const ExpandRow& candidate) { return candidate.name == opcode; });
  return row == kRows.end() ? nullptr : row->expand;
}

}  // namespace tmb
