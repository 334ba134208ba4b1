// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Translation of one parsed operation into HLO instructions. Most operations have the same
// operands, results and name in HLO, '_' being '-'; a table lists the attributes of those
// that have some, and a function for those that differ.
#ifndef TMB_CONVERTER_STABLEHLO_TRANSLATION_H_
#define TMB_CONVERTER_STABLEHLO_TRANSLATION_H_

#include <string>
#include <string_view>
#include <vector>

#include "converter/stablehlo/operation.h"

namespace tmb::stablehlo {

class Translation {
 public:
  Translation(Operation& operation, hlo::Computation& target, Emitter& appender)
      : op(operation), emitter(appender), into(target) {}

  // False: error() says what is wrong with the operation.
  bool Run() { return HasQuantized() ? RunQuantized() : RunPlain(); }
  const std::string& error() const { return error_; }
  // What the operation's names stand for.
  const std::vector<hlo::Instruction*>& values() const { return values_; }

  // For the functions of the table.

  // The attribute with the first of these '|'-separated names that the operation or one of
  // its #stablehlo.x<...> attributes has; null when there is none.
  const Attribute* Find(std::string_view names) const;
  // Reads an attribute; absent ones leave the value as it is. False after Fail().
  bool Read(std::string_view names, std::vector<int64_t>& values);
  bool Read(std::string_view names, int64_t& value);
  bool Read(std::string_view names, bool& value);
  // Copies attributes into fields, as the table writes them (translation.cc).
  bool Copy(std::string_view attributes, hlo::Instruction& instruction);

  hlo::Instruction& Add(std::string_view opcode, hlo::Shape shape, std::vector<hlo::Instruction*> operands) {
    return emitter.Add(into, opcode, std::move(shape), std::move(operands));
  }
  // Adds the instruction that is the operation: its results' shapes, its regions called.
  hlo::Instruction& Emit(std::string_view opcode, std::vector<hlo::Instruction*> operands);
  // Makes a tuple's first elements, as many as there are results, the operation's values.
  void TakeElements(hlo::Instruction& tuple);
  void Take(hlo::Instruction& value) { values_ = {&value}; }
  void Take(std::vector<hlo::Instruction*> values) { values_ = std::move(values); }
  // `operand` broadcast: operand dimension i to dimension dims[i] of `shape`; extents of 1 stretch.
  hlo::Instruction* BroadcastTo(hlo::Instruction* operand, const hlo::Shape& shape,
                                const std::vector<int64_t>& dims);
  bool NeedOperands(size_t count);
  bool NeedRegions(size_t count);
  bool Fail(std::string text);

  Operation& op;
  Emitter& emitter;
  hlo::Computation& into;

 private:
  bool RunPlain();

  // translate_quantized.cc
  bool HasQuantized() const;
  bool HasOneQuantizedType() const;
  bool RunQuantized();

  std::vector<hlo::Instruction*> values_;
  std::string error_;
};

// One row of the table: `attributes` are blank-separated name[|name..][:field], where the
// field is the HLO attribute (default: the name) and a leading '!' says that it is needed.
struct OperationRow {
  std::string_view name;
  std::string_view opcode;
  std::string_view attributes;
  bool (*translate)(Translation& t);  // null: Emit(opcode) with the operation's operands
};
// Null for operations that keep name, operands and results.
const OperationRow* FindOperation(std::string_view name);
// "stablehlo.log_plus_one" is log-plus-one; names of unknown dialects stay whole.
std::string OpcodeOf(std::string_view name);

// Functions of the table, by family.
bool TranslateConstant(Translation& t);
bool TranslateBroadcastInDim(Translation& t);
bool TranslateBroadcast(Translation& t);
bool TranslateSlice(Translation& t);
bool TranslatePad(Translation& t);
bool TranslateGetTupleElement(Translation& t);
bool TranslateReducePrecision(Translation& t);
bool TranslateSort(Translation& t);
bool TranslateCompare(Translation& t);
bool TranslateConvert(Translation& t);
bool TranslateIndexSelect(Translation& t);

// translate_dynamic.cc: sizes as operands, which must be constants where the result's type does not tell.
bool TranslateDynamicBroadcastInDim(Translation& t);
bool TranslateDynamicConvolution(Translation& t);
bool TranslateDynamicGather(Translation& t);
bool TranslateDynamicIota(Translation& t);
bool TranslateDynamicPad(Translation& t);
bool TranslateDynamicReshape(Translation& t);
bool TranslateRealDynamicSlice(Translation& t);

bool TranslateDot(Translation& t);
bool TranslateDotGeneral(Translation& t);
bool TranslateConvolution(Translation& t);
bool TranslateWindow(Translation& t);  // reduce_window, select_and_scatter
bool TranslateRng(Translation& t);
bool TranslateRngBitGenerator(Translation& t);

bool TranslateWhile(Translation& t);
bool TranslateConditional(Translation& t);
bool TranslateCall(Translation& t);
bool TranslateCustomCall(Translation& t);
bool TranslateBarrier(Translation& t);
bool TranslateIdentity(Translation& t);
bool TranslateInline(Translation& t);  // its region is part of the program around it
bool TranslateCollective(Translation& t);
bool TranslatePermute(Translation& t);

bool TranslateSquare(Translation& t);
bool TranslateConstantLike(Translation& t);
bool TranslateBroadcasting(Translation& t);  // chlo.broadcast_add and so on
bool TranslateSpecial(Translation& t);       // chlo.lgamma and so on
bool TranslateConj(Translation& t);
bool TranslateScan(Translation& t);

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_TRANSLATION_H_
