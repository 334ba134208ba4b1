// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The opcodes that have an expansion.

#include <algorithm>
#include <iterator>

#include "converter/expand/expand.h"
#include "converter/expand/expansions.h"
#include "converter/expand/linalg_calls.h"

namespace tmb {
namespace {

constexpr ExpandRow kRows[] = {
    {"abs", ExpandElementwise},
    {"acos", ExpandElementwise},
    {"acosh", ExpandElementwise},
    {"add", ExpandElementwise},
    {"all-gather", ExpandCollective},
    {"all-gather-done", ExpandDone},
    {"all-gather-start", ExpandAllGatherStart},
    {"all-reduce", ExpandCollective},
    {"all-reduce-done", ExpandDone},
    {"all-reduce-start", ExpandCollective},
    {"all-to-all", ExpandCollective},
    {"asin", ExpandElementwise},
    {"asinh", ExpandElementwise},
    {"atan", ExpandElementwise},
    {"atan2", ExpandElementwise},
    {"atanh", ExpandElementwise},
    {"batch-norm-grad", ExpandBatchNormGrad},
    {"batch-norm-inference", ExpandBatchNormInference},
    {"batch-norm-training", ExpandBatchNormTraining},
    {"bitcast-convert", ExpandBitcastConvert},
    {"cbrt", ExpandElementwise},
    {"cholesky", linalg::Checked<linalg::ExpandCholesky>},
    {"clamp", ExpandClamp},
    {"collective-broadcast", ExpandCollective},
    {"collective-permute", ExpandCollectivePermute},
    {"collective-permute-done", ExpandDone},
    {"collective-permute-start", ExpandCollectivePermuteStart},
    {"compare", ExpandCompare},
    {"convert", ExpandConvert},
    {"convolution", ExpandConvolution},
    {"copy-done", ExpandDone},
    {"copy-start", ExpandCopyStart},
    {"cosh", ExpandElementwise},
    {"cosine", ExpandElementwise},
    {"divide", ExpandElementwise},
    {"dot", ExpandDot},
    {"dynamic-reshape", ExpandExternal},
    {"exponential", ExpandElementwise},
    {"exponential-minus-one", ExpandElementwise},
    {"fft", ExpandFft},
    {"gather", ExpandGather},
    {"get-dimension-size", ExpandGetDimensionSize},
    {"imag", ExpandPart},
    {"infeed", ExpandExternal},
    {"iota", ExpandIota},
    {"log", ExpandElementwise},
    {"log-plus-one", ExpandElementwise},
    {"logistic", ExpandElementwise},
    {"map", ExpandMap},
    {"maximum", ExpandElementwise},
    {"minimum", ExpandElementwise},
    {"mulhi", ExpandMulhi},
    {"multiply", ExpandElementwise},
    {"negate", ExpandElementwise},
    {"outfeed", ExpandExternal},
    {"pad", ExpandPad},
    {"partition-id", ExpandDeviceId},
    {"power", ExpandElementwise},
    {"ragged-all-to-all", ExpandExternal},
    {"real", ExpandPart},
    {"recv", ExpandExternal},
    {"recv-done", ExpandExternal},
    {"reduce", ExpandReduce},
    {"reduce-precision", ExpandReducePrecision},
    {"reduce-scatter", ExpandCollective},
    {"reduce-window", ExpandReduceWindow},
    {"replica-id", ExpandDeviceId},
    {"rng", ExpandRng},
    {"rng-bit-generator", ExpandRngBitGenerator},
    {"rng-get-and-update-state", ExpandExternal},
    {"rsqrt", ExpandElementwise},
    {"scan", ExpandScan},
    {"scatter", ExpandScatter},
    {"select-and-scatter", ExpandSelectAndScatter},
    {"send", ExpandExternal},
    {"send-done", ExpandExternal},
    {"set-dimension-size", ExpandSetDimensionSize},
    {"sign", ExpandElementwise},
    {"sine", ExpandElementwise},
    {"sinh", ExpandElementwise},
    {"sort", ExpandSort},
    {"sqrt", ExpandElementwise},
    {"stochastic-convert", ExpandStochasticConvert},
    {"subtract", ExpandElementwise},
    {"tan", ExpandElementwise},
    {"tanh", ExpandElementwise},
    {"triangular-solve", linalg::Checked<linalg::ExpandTriangularSolve>},
};
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const ExpandRow& a, const ExpandRow& b) { return a.name < b.name; }));

}  // namespace

ExpandFunction FindExpansion(std::string_view opcode) {
  const auto* found =
      std::lower_bound(std::begin(kRows), std::end(kRows), opcode,
                       [](const ExpandRow& row, std::string_view name) { return row.name < name; });
  return found != std::end(kRows) && found->name == opcode ? found->expand : nullptr;
}

}  // namespace tmb
