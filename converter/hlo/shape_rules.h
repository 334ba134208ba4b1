// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The rule of each opcode: from operands and attributes to the result's shape. CheckShapes
// walks the module and compares; the rules here know one instruction each. A rule's error
// says only what is wrong; the walk adds where.
#ifndef TMB_CONVERTER_HLO_SHAPE_RULES_H_
#define TMB_CONVERTER_HLO_SHAPE_RULES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

// Element types that an opcode takes, as a set.
enum TypeSet : uint8_t {
  kNoTypes = 0,
  kPredicates = 1,
  kSignedInts = 2,
  kUnsignedInts = 4,
  kFloats = 8,
  kComplexes = 16,
  kInts = kSignedInts | kUnsignedInts,
  kBits = kPredicates | kInts,
  kNumbers = kInts | kFloats | kComplexes,
  kAnyElement = kNumbers | kPredicates
};
bool InSet(Type type, TypeSet set);

constexpr int kVariadic = -1;

struct Rule {
  std::string_view opcode;
  int operand_count;  // or kVariadic
  TypeSet types;      // of operand 0 (if any); kNoTypes: tuples and tokens too
  // The result's shape: i.shape itself when attributes and operands leave it open. Operands
  // are arrays when `types` is not kNoTypes.
  Result<Shape> (*infer)(const Instruction& i);
};
const Rule* FindRule(std::string_view opcode);

// Rules by family, in rules_*.cc.
Result<Shape> InferSame(const Instruction& i);      // all operands and the result alike
Result<Shape> InferRealPart(const Instruction& i);  // abs, real, imag
Result<Shape> InferComplex(const Instruction& i);
Result<Shape> InferCompare(const Instruction& i);
Result<Shape> InferSelect(const Instruction& i);
Result<Shape> InferClamp(const Instruction& i);
Result<Shape> InferIsFinite(const Instruction& i);
Result<Shape> InferConvert(const Instruction& i);
Result<Shape> InferBitcastConvert(const Instruction& i);
Result<Shape> InferReducePrecision(const Instruction& i);

Result<Shape> InferBroadcast(const Instruction& i);
Result<Shape> InferReshape(const Instruction& i);
Result<Shape> InferBitcast(const Instruction& i);
Result<Shape> InferTranspose(const Instruction& i);
Result<Shape> InferSlice(const Instruction& i);
Result<Shape> InferPad(const Instruction& i);
Result<Shape> InferConcatenate(const Instruction& i);
Result<Shape> InferReverse(const Instruction& i);
Result<Shape> InferIota(const Instruction& i);
Result<Shape> InferConstant(const Instruction& i);

Result<Shape> InferDot(const Instruction& i);
Result<Shape> InferConvolution(const Instruction& i);
Result<Shape> InferReduceWindow(const Instruction& i);
Result<Shape> InferSelectAndScatter(const Instruction& i);
Result<Shape> InferFft(const Instruction& i);
Result<Shape> InferCholesky(const Instruction& i);
Result<Shape> InferTriangularSolve(const Instruction& i);
Result<Shape> InferRngBitGenerator(const Instruction& i);
Result<Shape> InferTopK(const Instruction& i);
Result<Shape> InferBatchNormInference(const Instruction& i);
Result<Shape> InferBatchNormTraining(const Instruction& i);
Result<Shape> InferBatchNormGrad(const Instruction& i);

Result<Shape> InferGather(const Instruction& i);
Result<Shape> InferScatter(const Instruction& i);
Result<Shape> InferDynamicSlice(const Instruction& i);
Result<Shape> InferDynamicUpdateSlice(const Instruction& i);

Result<Shape> InferReduce(const Instruction& i);
Result<Shape> InferSort(const Instruction& i);
Result<Shape> InferMap(const Instruction& i);

Result<Shape> InferParameter(const Instruction& i);
Result<Shape> InferIdentity(const Instruction& i);  // copy, opt-barrier: operand 0 of any shape
Result<Shape> InferEach(const Instruction& i);      // all-reduce: every operand's shape
Result<Shape> InferDeviceId(const Instruction& i);
Result<Shape> InferTuple(const Instruction& i);
Result<Shape> InferGetTupleElement(const Instruction& i);
Result<Shape> InferWhile(const Instruction& i);
Result<Shape> InferConditional(const Instruction& i);
Result<Shape> InferCall(const Instruction& i);  // call, fusion
Result<Shape> InferCustomCall(const Instruction& i);
Result<Shape> InferDimensionSize(const Instruction& i);
Result<Shape> InferAsWritten(const Instruction& i);  // nothing to check: the shape must be written

// Shared by the rules.
const Shape& OperandShape(const Instruction& i, size_t index);
Shape ArrayShape(Type type, std::vector<int64_t> dims);
// "operand 1 is f32[4], expected f32[8]"
Error OperandIs(const Instruction& i, size_t index, std::string_view expected);
Result<void> CheckOperand(const Instruction& i, size_t index, const Shape& expected);
// Every one of `dimensions` in [0, rank) and none twice.
Result<void> CheckDimensions(std::string_view name, const std::vector<int64_t>& dimensions, int64_t rank);
// As CheckDimensions, and in rising order.
Result<void> CheckSortedDimensions(std::string_view name, const std::vector<int64_t>& dimensions,
                                   int64_t rank);
// Called computation `index` takes `parameters` and returns `result`.
Result<void> CheckCalled(const Instruction& i, size_t index, const std::vector<const Shape*>& parameters,
                         const Shape& result);
// Called computation 0 combines two sets of scalars of the first `count` operands' types
// into one, as reduce's does.
Result<void> CheckReducer(const Instruction& i, size_t count);
// `results` as an instruction returns them: one alone, several as a tuple.
Shape ResultOf(std::vector<Shape> results);
// Operands first..first+count-1 are alike but for their types.
Result<void> CheckSameDims(const Instruction& i, size_t first, size_t count);

// Inferred shapes can be far larger than the text that leaves them out; more than this is refused.
constexpr int64_t kMaxInferredShapes = int64_t{1} << 18;
int64_t CountShapes(const Shape& shape);
bool IsDimension(int64_t value, int64_t rank);
bool Holds(const std::vector<int64_t>& values, int64_t value);

// What a comparison's type says when it is not written.
std::string_view OrderOf(Type type);

// Extent of a window's results over a dimension; an error when an attribute is out of range.
Result<int64_t> WindowExtent(const WindowDimension& window, int64_t extent);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_SHAPE_RULES_H_
