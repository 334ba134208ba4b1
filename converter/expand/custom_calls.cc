// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The custom-call targets that have an expansion: JAX's LAPACK calls on CPU, named
// lapack_<type letter><routine>_ffi, and the names of its TPU lowering.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "converter/expand/expand.h"
#include "converter/expand/linalg_calls.h"
#include "converter/expand/top_k.h"

namespace tmb {
namespace {

using linalg::Checked;

constexpr ExpandRow kRows[] = {
    {"ApproxTopK", ExpandApproxTopK},
    {"Eigh", Checked<linalg::ExpandEigh>},
    {"LuDecomposition", Checked<linalg::ExpandLuDecomposition>},
    {"ProductOfElementaryHouseholderReflectors", Checked<linalg::ExpandOrgqr>},
    {"Qr", Checked<linalg::ExpandGeqrf>},
    {"TopK", ExpandTopK},
};

// By the name of the LAPACK routine.
constexpr ExpandRow kLapackRows[] = {
    {"gees", Checked<linalg::ExpandGees>},   {"geev", Checked<linalg::ExpandGeev>},
    {"gehrd", Checked<linalg::ExpandGehrd>}, {"geqp3", Checked<linalg::ExpandGeqp3>},
    {"geqrf", Checked<linalg::ExpandGeqrf>}, {"gesdd", Checked<linalg::ExpandGesdd>},
    {"gesvd", Checked<linalg::ExpandGesvd>}, {"getrf", Checked<linalg::ExpandGetrf>},
    {"gtsv", Checked<linalg::ExpandGtsv>},   {"heevd", Checked<linalg::ExpandSyevd>},
    {"hetrd", Checked<linalg::ExpandSytrd>}, {"orgqr", Checked<linalg::ExpandOrgqr>},
    {"ormqr", Checked<linalg::ExpandOrmqr>}, {"potrf", Checked<linalg::ExpandPotrf>},
    {"syevd", Checked<linalg::ExpandSyevd>}, {"sytrd", Checked<linalg::ExpandSytrd>},
    {"trsm", Checked<linalg::ExpandTrsm>},   {"ungqr", Checked<linalg::ExpandOrgqr>},
    {"unmqr", Checked<linalg::ExpandOrmqr>},
};

constexpr std::string_view kPrefix = "lapack_", kSuffix = "_ffi";

template <size_t kCount>
const ExpandRow* Find(const ExpandRow (&rows)[kCount], std::string_view name) {
  const auto row = std::find_if(std::begin(rows), std::end(rows),
                                [name](const ExpandRow& candidate) { return candidate.name == name; });
  return row == std::end(rows) ? nullptr : &*row;
}

Result<hlo::Value> RefuseOldCall(hlo::Builder&, const hlo::Instruction& instruction) {
  return Unsupported(
      fmt::format("{} is called in the way of jaxlib before 0.5, which is not supported: lower the program "
                  "with a newer JAX",
                  instruction.custom_call_target));
}

}  // namespace

ExpandFunction FindCustomCall(std::string_view target) {
  const ExpandRow* row = Find(kRows, target);
  if (row == nullptr && target.starts_with(kPrefix) && target.size() > kPrefix.size()) {
    std::string_view routine = target.substr(kPrefix.size() + 1);  // behind the type letter
    const bool old = !routine.ends_with(kSuffix);
    if (!old) routine.remove_suffix(kSuffix.size());
    row = Find(kLapackRows, routine);
    if (row != nullptr && old) return RefuseOldCall;
  }
  return row == nullptr ? nullptr : row->expand;
}

}  // namespace tmb
