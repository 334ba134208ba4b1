// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Recursive-descent parser of StableHLO as MLIR text, pretty and generic form mixed; each
// operation is translated as soon as it is read. Its functions return false after Fail(),
// which keeps the first error with its line and column. Depth of nesting is bounded, each
// character is read a bounded number of times, and no allocation is larger than a small
// multiple of the text.
#ifndef TMB_CONVERTER_STABLEHLO_PARSER_H_
#define TMB_CONVERTER_STABLEHLO_PARSER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/stablehlo/emitter.h"
#include "converter/stablehlo/lexer.h"
#include "converter/stablehlo/operation.h"
#include "converter/stablehlo/region.h"

namespace tmb::stablehlo {

class Parser {
 public:
  // Both must outlive the parser.
  Parser(std::string_view text, std::string_view file_name) : lexer_(text), file_name_(file_name) {}

  // Shapes are as written: CheckShapes comes next.
  Result<hlo::Module> Parse();

 private:
  static constexpr int kMaxDepth = 64;  // nested types, attributes, locations, regions
  static constexpr int64_t kMaxTupleShapes = int64_t{1} << 21;

  // Counts one level of nesting for its lifetime.
  struct Depth {
    explicit Depth(Parser& p) : parser(p) { ++parser.depth_; }
    ~Depth() { --parser.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Parser& parser;
  };
  // A function's argument or a block's.
  struct Argument {
    std::string_view name;
    ValueType shape;
    LocationId location = kNoLocation;
    std::vector<Attribute> attributes;
    size_t offset = 0;
  };

  // parser.cc: the module, what stands beside it, errors
  bool ParseFile();
  bool ParseTopLevel();
  bool ParseMesh();
  bool ParseGenericMesh();
  bool ParseModule();
  bool ParseGenericModule();
  bool ParseModuleBody();
  bool ParseAlias();
  bool ParseResources();
  bool CheckDevices(const std::vector<Attribute>& attributes);
  bool FillResources();
  bool Finish();

  // parser_function.cc
  bool ParseFunction();
  bool ParseGenericFunction();
  bool ParseFunctionArguments(std::vector<Argument>& arguments);
  bool ParseFunctionResults(std::vector<Argument>& results);
  bool ParseFunctionBody(const Token& symbol, const std::vector<Argument>& arguments,
                         const std::vector<Argument>* results);
  bool OpenFunction(const Token& symbol, hlo::Computation*& computation);
  void MakeEntry(hlo::Computation& computation, const std::vector<Argument>& arguments,
                 const std::vector<Argument>& results);
  static std::vector<hlo::SignatureScale> ScalesOf(const std::vector<Argument>& values);
  static bool FindLayout(const Argument& argument, hlo::Shape& shape);

  // parser_operation.cc
  bool ParseOperation(Region& region);
  bool ParseResultNames(Operation& op);
  bool ParseForm(Operation& op, Region& region);
  bool ParseGenericForm(Operation& op, Region& region);
  bool ParsePrettyForm(Operation& op, Region& region);
  bool ParseValue(Operation& op);
  bool ParseWord(Operation& op);
  bool ParseKeyed(Operation& op);
  bool ParseDimensionNumbers(Attribute& attribute);
  bool ParseSubscript(Operation& op);
  bool ParseSignature(Operation& op);
  bool ParseUse(Region& region, hlo::Instruction*& value);
  bool ParseUses(Region& region, std::vector<hlo::Instruction*>& values);
  bool Translate(Operation& op, Region& region);
  bool CheckTuples(size_t offset);
  bool CheckOperandTypes(const Operation& op, const std::vector<ValueType>& types);

  // parser_region.cc: regions, and operations with a syntax of their own for them
  bool ParseRegion(Operation& op, Region& around, const std::vector<Argument>* arguments);
  bool OpenRegion(Operation& op, Region& region, const std::vector<Argument>& arguments);
  bool ParseBody(Region& region);
  bool ParseBlockArguments(std::vector<Argument>& arguments);
  bool AddArguments(Region& region, const std::vector<Argument>& arguments);
  bool ParseWhile(Operation& op, Region& region);
  bool ParseReduce(Operation& op, Region& region);
  bool ParseReducer(Operation& op, Region& region);
  bool ApplyReducer(Operation& op, std::string_view name, size_t offset);
  bool ParseManualComputation(Operation& op, Region& region);
  bool ParseScan(Operation& op, Region& region);

  // parser_attribute.cc
  bool ParseAttribute(Attribute& attribute);
  bool ParseNumber(Attribute& attribute);
  bool ParseNamedAttribute(Attribute& attribute);
  bool ParseArray(Attribute& attribute);
  bool ParseTypedArray(Attribute& attribute);
  bool ParseDictionary(std::vector<Attribute>& attributes);
  bool ParseDialectAttribute(Attribute& attribute);
  bool ParseDense(Attribute& attribute);
  bool ParseFields(std::vector<Attribute>& fields);
  bool SkipType();
  bool ParseLocation(LocationId& location);
  bool ParseLocationBody(LocationId& location);
  bool ParseOptionalLocation(LocationId& location);

  // parser_type.cc
  bool ParseType(ValueType& type);
  bool ParseTensor(ValueType& type);
  bool ParseElementType(ValueType& type);
  bool ParseTupleType(ValueType& type);
  bool ParseTypes(std::vector<ValueType>& types);       // T, T
  bool ParseTypeOrList(std::vector<ValueType>& types);  // T or (T, T)
  bool ParseInt(int64_t& value);

  // parser_quantized.cc
  bool ParseQuantizedType(ValueType& type);
  bool ParseQuantizedParameters(QuantizedType& type);
  bool CheckQuantizedDimension(const ValueType& type, size_t offset);

  bool Expect(char c);
  bool Fail(std::string text) { return FailAt(lexer_.token().offset, std::move(text)); }
  bool FailAt(size_t offset, std::string text, ErrorKind kind = ErrorKind::kMalformed);
  bool FailExpected(std::string_view what);
  bool CheckDepth();

  Lexer lexer_;
  std::string_view file_name_;
  Emitter emitter_;
  std::unordered_map<std::string_view, std::string_view> blobs_;  // of dense_resource
  std::optional<Error> error_;
  int depth_ = 0;
};

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_PARSER_H_
