// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The table of rules, and what rules of several families share.
#include "converter/hlo/shape_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tmb::hlo {
namespace {

constexpr TypeSet kReal = TypeSet(kInts | kFloats);
constexpr TypeSet kOrdered = TypeSet(kReal | kPredicates);
constexpr TypeSet kFloating = TypeSet(kFloats | kComplexes);
constexpr TypeSet kSigns = TypeSet(kSignedInts | kFloats | kComplexes);

constexpr Rule kRules[] = {
    {"abs", 1, kSigns, InferRealPart},
    {"acos", 1, kFloating, InferSame},
    {"acosh", 1, kFloating, InferSame},
    {"add", 2, kAnyElement, InferSame},
    {"add-dependency", 2, kNoTypes, InferIdentity},
    {"all-reduce", kVariadic, kAnyElement, InferEach},
    {"and", 2, kBits, InferSame},
    {"asin", 1, kFloating, InferSame},
    {"asinh", 1, kFloating, InferSame},
    {"atan", 1, kFloating, InferSame},
    {"atan2", 2, kFloating, InferSame},
    {"atanh", 1, kFloating, InferSame},
    {"batch-norm-grad", 5, kFloats, InferBatchNormGrad},
    {"batch-norm-inference", 5, kFloats, InferBatchNormInference},
    {"batch-norm-training", 3, kFloats, InferBatchNormTraining},
    {"bitcast", 1, kAnyElement, InferBitcast},
    {"bitcast-convert", 1, kAnyElement, InferBitcastConvert},
    {"broadcast", 1, kAnyElement, InferBroadcast},
    {"call", kVariadic, kNoTypes, InferCall},
    {"cbrt", 1, kFloating, InferSame},
    {"ceil", 1, kFloats, InferSame},
    {"cholesky", 1, kFloating, InferCholesky},
    {"clamp", 3, kAnyElement, InferClamp},
    {"collective-broadcast", 1, kAnyElement, InferIdentity},
    {"collective-permute", 1, kAnyElement, InferIdentity},
    {"compare", 2, kAnyElement, InferCompare},
    {"complex", 2, kFloats, InferComplex},
    {"concatenate", kVariadic, kAnyElement, InferConcatenate},
    {"conditional", kVariadic, kNoTypes, InferConditional},
    {"constant", 0, kNoTypes, InferConstant},
    {"convert", 1, kAnyElement, InferConvert},
    {"convolution", 2, kAnyElement, InferConvolution},
    {"copy", 1, kNoTypes, InferIdentity},
    {"cosh", 1, kFloating, InferSame},
    {"cosine", 1, kFloating, InferSame},
    {"count-leading-zeros", 1, kInts, InferSame},
    {"custom-call", kVariadic, kNoTypes, InferCustomCall},
    {"divide", 2, kNumbers, InferSame},
    {"domain", 1, kNoTypes, InferIdentity},
    {"dot", 2, kAnyElement, InferDot},
    {"dynamic-slice", kVariadic, kAnyElement, InferDynamicSlice},
    {"dynamic-update-slice", kVariadic, kAnyElement, InferDynamicUpdateSlice},
    {"erf", 1, kFloats, InferSame},
    {"exponential", 1, kFloating, InferSame},
    {"exponential-minus-one", 1, kFloating, InferSame},
    {"fft", 1, kFloating, InferFft},
    {"floor", 1, kFloats, InferSame},
    {"fusion", kVariadic, kNoTypes, InferCall},
    {"gather", 2, kAnyElement, InferGather},
    {"get-dimension-size", 1, kAnyElement, InferDimensionSize},
    {"get-tuple-element", 1, kNoTypes, InferGetTupleElement},
    {"imag", 1, kFloating, InferRealPart},
    {"iota", 0, kNoTypes, InferIota},
    {"is-finite", 1, kFloats, InferIsFinite},
    {"log", 1, kFloating, InferSame},
    {"log-plus-one", 1, kFloating, InferSame},
    {"logistic", 1, kFloating, InferSame},
    {"map", kVariadic, kAnyElement, InferMap},
    {"maximum", 2, kAnyElement, InferSame},
    {"minimum", 2, kAnyElement, InferSame},
    {"mulhi", 2, kInts, InferSame},
    {"multiply", 2, kAnyElement, InferSame},
    {"negate", 1, kNumbers, InferSame},
    {"not", 1, kBits, InferSame},
    {"opt-barrier", 1, kNoTypes, InferIdentity},
    {"or", 2, kBits, InferSame},
    {"pad", 2, kAnyElement, InferPad},
    {"parameter", 0, kNoTypes, InferParameter},
    {"partition-id", 0, kNoTypes, InferDeviceId},
    {"popcnt", 1, kInts, InferSame},
    {"power", 2, kNumbers, InferSame},
    {"real", 1, kFloating, InferRealPart},
    {"reduce", kVariadic, kAnyElement, InferReduce},
    {"reduce-precision", 1, kFloats, InferReducePrecision},
    {"reduce-window", kVariadic, kAnyElement, InferReduceWindow},
    {"remainder", 2, kReal, InferSame},
    {"replica-id", 0, kNoTypes, InferDeviceId},
    {"reshape", 1, kAnyElement, InferReshape},
    {"reverse", 1, kAnyElement, InferReverse},
    {"rng-bit-generator", 1, kInts, InferRngBitGenerator},
    {"round-nearest-afz", 1, kFloats, InferSame},
    {"round-nearest-even", 1, kFloats, InferSame},
    {"rsqrt", 1, kFloating, InferSame},
    {"scatter", kVariadic, kAnyElement, InferScatter},
    {"select", 3, kPredicates, InferSelect},
    {"select-and-scatter", 3, kAnyElement, InferSelectAndScatter},
    {"set-dimension-size", 2, kAnyElement, InferIdentity},
    {"shift-left", 2, kInts, InferSame},
    {"shift-right-arithmetic", 2, kInts, InferSame},
    {"shift-right-logical", 2, kInts, InferSame},
    {"sign", 1, kNumbers, InferSame},
    {"sine", 1, kFloating, InferSame},
    {"sinh", 1, kFloating, InferSame},
    {"slice", 1, kAnyElement, InferSlice},
    {"sort", kVariadic, kAnyElement, InferSort},
    {"sqrt", 1, kFloating, InferSame},
    {"subtract", 2, kAnyElement, InferSame},
    {"tan", 1, kFloating, InferSame},
    {"tanh", 1, kFloating, InferSame},
    {"topk", 1, kOrdered, InferTopK},
    {"transpose", 1, kAnyElement, InferTranspose},
    {"triangular-solve", 2, kFloating, InferTriangularSolve},
    {"tuple", kVariadic, kNoTypes, InferTuple},
    {"while", 1, kNoTypes, InferWhile},
    {"xor", 2, kBits, InferSame},
};
static_assert(std::is_sorted(std::begin(kRules), std::end(kRules),
                             [](const Rule& a, const Rule& b) { return a.opcode < b.opcode; }));

}  // namespace

const Rule* FindRule(std::string_view opcode) {
  const auto* found = std::lower_bound(std::begin(kRules), std::end(kRules), opcode,
                                       [](const Rule& rule, std::string_view o) { return rule.opcode < o; });
  return found != std::end(kRules) && found->opcode == opcode ? found : nullptr;
}

bool InSet(Type type, TypeSet set) {
  return (type == Type::kPred && (set & kPredicates) != 0) || (IsSigned(type) && (set & kSignedInts) != 0) ||
         (IsUnsigned(type) && (set & kUnsignedInts) != 0) || (IsFloat(type) && (set & kFloats) != 0) ||
         (IsComplex(type) && (set & kComplexes) != 0);
}

const Shape& OperandShape(const Instruction& i, size_t index) { return i.operands[index]->shape; }

Shape ArrayShape(Type type, std::vector<int64_t> dims) {
  Shape shape;
  shape.type = type;
  shape.dims = std::move(dims);
  return shape;
}

Error OperandIs(const Instruction& i, size_t index, std::string_view expected) {
  return Malformed(
      fmt::format("operand {} is {}, expected {}", index, OperandShape(i, index).ToString(), expected));
}

Result<void> CheckOperand(const Instruction& i, size_t index, const Shape& expected) {
  if (SameShape(OperandShape(i, index), expected)) return {};
  return OperandIs(i, index, expected.ToString());
}

bool IsDimension(int64_t value, int64_t rank) { return value >= 0 && value < rank; }

bool Holds(const std::vector<int64_t>& values, int64_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Result<void> CheckDimensions(std::string_view name, const std::vector<int64_t>& dimensions, int64_t rank) {
  std::vector<int64_t> sorted = dimensions;
  std::sort(sorted.begin(), sorted.end());
  const bool in_range = sorted.empty() || (sorted.front() >= 0 && sorted.back() < rank);
  if (in_range && std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end()) return {};
  return Malformed(fmt::format("{} {{{}}} are not distinct dimensions of rank {}", name,
                               fmt::join(dimensions, ","), rank));
}

Result<void> CheckSortedDimensions(std::string_view name, const std::vector<int64_t>& dimensions,
                                   int64_t rank) {
  TMB_CHECK_OK(CheckDimensions(name, dimensions, rank));
  if (std::is_sorted(dimensions.begin(), dimensions.end())) return {};
  return Malformed(fmt::format("{} {{{}}} are not in rising order", name, fmt::join(dimensions, ",")));
}

Result<void> CheckCalled(const Instruction& i, size_t index, const std::vector<const Shape*>& parameters,
                         const Shape& result) {
  if (index >= i.called.size()) return Malformed(fmt::format("has no called computation {}", index));
  const Computation& called = *i.called[index];
  const std::vector<Instruction*> actual = called.Parameters();
  if (actual.size() != parameters.size()) {
    return Malformed(
        fmt::format("{} has {} parameters, expected {}", called.name, actual.size(), parameters.size()));
  }
  for (size_t n = 0; n < parameters.size(); ++n) {
    if (SameShape(actual[n]->shape, *parameters[n])) continue;
    return Malformed(fmt::format("parameter {} of {} is {}, expected {}", n, called.name,
                                 actual[n]->shape.ToString(), parameters[n]->ToString()));
  }
  if (SameShape(called.root->shape, result)) return {};
  return Malformed(fmt::format("{} returns {}, expected {}", called.name, called.root->shape.ToString(),
                               result.ToString()));
}

Result<void> CheckReducer(const Instruction& i, size_t count) {
  std::vector<Shape> scalars;
  for (size_t n = 0; n < count; ++n) scalars.push_back(ArrayShape(OperandShape(i, n).type, {}));
  std::vector<const Shape*> parameters;
  for (size_t n = 0; n < 2 * count; ++n) parameters.push_back(&scalars[n % count]);
  return CheckCalled(i, 0, parameters, ResultOf(scalars));
}

Shape ResultOf(std::vector<Shape> results) {
  if (results.size() == 1) return std::move(results[0]);
  Shape tuple;
  tuple.type = Type::kTuple;
  tuple.tuple = std::move(results);
  return tuple;
}

Result<void> CheckSameDims(const Instruction& i, size_t first, size_t count) {
  for (size_t n = first; n < first + count; ++n) {
    if (OperandShape(i, n).dims == OperandShape(i, first).dims) continue;
    return OperandIs(i, n, ArrayShape(OperandShape(i, n).type, OperandShape(i, first).dims).ToString());
  }
  return {};
}

int64_t CountShapes(const Shape& shape) {
  int64_t count = 1;
  for (const Shape& element : shape.tuple) count += CountShapes(element);
  return count;
}

}  // namespace tmb::hlo
