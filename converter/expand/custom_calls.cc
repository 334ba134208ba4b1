// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The custom-call targets that have an expansion.

#include <algorithm>
#include <span>

#include "converter/expand/expand.h"

namespace tmb {
namespace {

constexpr std::span<const ExpandRow> kRows;

}  // namespace

ExpandFunction FindCustomCall(std::string_view target) {
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [target](const ExpandRow& candidate) { return candidate.name == target; });
  return row == kRows.end() ? nullptr : row->expand;
}

}  // namespace tmb
