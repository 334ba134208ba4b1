// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The custom-call targets that have an expansion.

#include <algorithm>
#include <iterator>

#include "converter/expand/expand.h"
#include "converter/expand/top_k.h"

namespace tmb {
namespace {

constexpr ExpandRow kRows[] = {
    {"ApproxTopK", ExpandApproxTopK},
    {"TopK", ExpandTopK},
};

}  // namespace

ExpandFunction FindCustomCall(std::string_view target) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [target](const ExpandRow& candidate) { return candidate.name == target; });
  return row == std::end(kRows) ? nullptr : row->expand;
}

}  // namespace tmb
