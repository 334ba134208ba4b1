// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rules of tuples, calls and control flow, and of operations that apply a computation
// to elements.
#include <fmt/format.h>

#include <algorithm>

#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {

Result<Shape> InferReduce(const Instruction& i) {
  const size_t count = i.operands.size() / 2;
  if (count == 0 || i.operands.size() % 2 != 0) return Malformed("needs an initial value for each input");
  TMB_CHECK_OK(CheckSameDims(i, 0, count));
  TMB_CHECK_OK(CheckDimensions("dimensions", i.dimensions, OperandShape(i, 0).Rank()));
  TMB_CHECK_OK(CheckReducer(i, count));
  std::vector<int64_t> dims;
  for (int64_t d = 0; d < OperandShape(i, 0).Rank(); ++d) {
    if (!Holds(i.dimensions, d)) dims.push_back(OperandShape(i, 0).dims[static_cast<size_t>(d)]);
  }
  std::vector<Shape> results;
  for (size_t n = 0; n < count; ++n) {
    const Type type = OperandShape(i, n).type;
    TMB_CHECK_OK(CheckOperand(i, count + n, ArrayShape(type, {})));
    results.push_back(ArrayShape(type, dims));
  }
  return ResultOf(std::move(results));
}

// The comparator sees a pair of scalars for each operand in turn.
Result<Shape> InferSort(const Instruction& i) {
  if (i.operands.empty()) return Malformed("has no operands");
  TMB_CHECK_OK(CheckSameDims(i, 0, i.operands.size()));
  if (i.dimensions.size() != 1 || !IsDimension(i.dimensions[0], OperandShape(i, 0).Rank())) {
    return Malformed(fmt::format("needs one dimension of {}", OperandShape(i, 0).ToString()));
  }
  std::vector<Shape> scalars, results;
  for (size_t n = 0; n < i.operands.size(); ++n) {
    scalars.push_back(ArrayShape(OperandShape(i, n).type, {}));
    results.push_back(OperandShape(i, n));
  }
  std::vector<const Shape*> parameters;
  for (const Shape& scalar : scalars) parameters.insert(parameters.end(), 2, &scalar);
  TMB_CHECK_OK(CheckCalled(i, 0, parameters, ArrayShape(Type::kPred, {})));
  return ResultOf(std::move(results));
}

Result<Shape> InferMap(const Instruction& i) {
  if (i.operands.empty()) return Malformed("has no operands");
  if (i.called.size() != 1) return Malformed("needs one called computation");
  TMB_CHECK_OK(CheckSameDims(i, 0, i.operands.size()));
  std::vector<Shape> scalars;
  for (size_t n = 0; n < i.operands.size(); ++n) scalars.push_back(ArrayShape(OperandShape(i, n).type, {}));
  std::vector<const Shape*> parameters;
  for (const Shape& scalar : scalars) parameters.push_back(&scalar);
  const Type type = i.called[0]->root->shape.type;
  TMB_CHECK_OK(CheckCalled(i, 0, parameters, ArrayShape(type, {})));
  return ArrayShape(type, OperandShape(i, 0).dims);
}

Result<Shape> InferParameter(const Instruction& i) { return InferAsWritten(i); }

Result<Shape> InferIdentity(const Instruction& i) { return OperandShape(i, 0); }

Result<Shape> InferEach(const Instruction& i) {
  std::vector<Shape> results;
  for (const Instruction* operand : i.operands) results.push_back(operand->shape);
  return ResultOf(std::move(results));
}

Result<Shape> InferDeviceId(const Instruction&) { return ArrayShape(Type::kU32, {}); }

// The written shape is compared, not built: operands may share one large tuple.
Result<Shape> InferTuple(const Instruction& i) {
  int64_t count = 0;
  Shape shape;
  shape.type = Type::kTuple;
  const bool written = i.shape.type != Type::kInvalid;
  if (written && (!i.shape.IsTuple() || i.shape.tuple.size() != i.operands.size())) {
    return Malformed(fmt::format("{} operands cannot make {}", i.operands.size(), i.shape.ToString()));
  }
  for (size_t n = 0; n < i.operands.size(); ++n) {
    if (written) {
      TMB_CHECK_OK(CheckOperand(i, n, i.shape.tuple[n]));
      continue;
    }
    count += CountShapes(OperandShape(i, n));
    if (count > kMaxInferredShapes) return Malformed("too many shapes are left out");
    shape.tuple.push_back(OperandShape(i, n));
  }
  return written ? i.shape : shape;
}

Result<Shape> InferGetTupleElement(const Instruction& i) {
  const Shape& operand = OperandShape(i, 0);
  if (!operand.IsTuple() || !IsDimension(i.tuple_index, static_cast<int64_t>(operand.tuple.size()))) {
    return OperandIs(i, 0, fmt::format("a tuple with element {}", i.tuple_index));
  }
  return operand.tuple[static_cast<size_t>(i.tuple_index)];
}

Result<Shape> InferWhile(const Instruction& i) {
  const Shape& state = OperandShape(i, 0);
  if (i.called.size() != 2) return Malformed("needs a condition and a body");
  TMB_CHECK_OK(CheckCalled(i, 0, {&state}, ArrayShape(Type::kPred, {})));
  TMB_CHECK_OK(CheckCalled(i, 1, {&state}, state));
  return state;
}

Result<Shape> InferConditional(const Instruction& i) {
  if (i.operands.empty() || i.called.empty() || i.called.size() + 1 != i.operands.size()) {
    return Malformed(fmt::format("has {} branches and {} operands", i.called.size(), i.operands.size()));
  }
  const Shape& index = OperandShape(i, 0);
  const bool predicate = index.type == Type::kPred;
  if ((!predicate && index.type != Type::kS32) || index.Rank() != 0)
    return OperandIs(i, 0, "pred[] or s32[]");
  if (predicate && i.called.size() != 2) return Malformed("a predicate needs two branches");
  const Shape& result = i.called[0]->root->shape;
  for (size_t n = 0; n < i.called.size(); ++n)
    TMB_CHECK_OK(CheckCalled(i, n, {&OperandShape(i, n + 1)}, result));
  return result;
}

Result<Shape> InferCall(const Instruction& i) {
  if (i.called.size() != 1) return Malformed("needs one called computation");
  const Shape& result = i.called[0]->root->shape;
  std::vector<const Shape*> parameters;
  for (const Instruction* operand : i.operands) parameters.push_back(&operand->shape);
  TMB_CHECK_OK(CheckCalled(i, 0, parameters, result));
  return result;
}

Result<Shape> InferCustomCall(const Instruction& i) {
  if (i.custom_call_target.empty()) return Malformed("needs a custom_call_target");
  return InferAsWritten(i);
}

Result<Shape> InferDimensionSize(const Instruction& i) {
  if (i.dimensions.size() != 1 || !IsDimension(i.dimensions[0], OperandShape(i, 0).Rank())) {
    return Malformed(fmt::format("needs one dimension of {}", OperandShape(i, 0).ToString()));
  }
  return ArrayShape(Type::kS32, {});
}

Result<Shape> InferAsWritten(const Instruction& i) {
  if (i.shape.type == Type::kInvalid) return Malformed("needs its shape written");
  return i.shape;
}

}  // namespace tmb::hlo
