// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Recursive-descent parser of HLO text. Its functions return false after Fail(), which
// keeps the first error with its line and column. Depth of nesting is bounded, each
// character is read a bounded number of times, and no allocation is larger than a small
// multiple of the text.
#ifndef TMB_CONVERTER_HLO_PARSER_H_
#define TMB_CONVERTER_HLO_PARSER_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "converter/hlo/attributes.h"
#include "converter/hlo/ir.h"
#include "converter/hlo/lexer.h"
#include "converter/hlo/name_table.h"
#include "converter/hlo/source_table.h"

namespace tmb::hlo {

class Parser {
 public:
  // Both must outlive the parser.
  Parser(std::string_view text, std::string_view file_name) : lexer_(text), file_name_(file_name) {}

  // Shapes are as written, possibly left out: CheckShapes comes next.
  Result<Module> Parse();

 private:
  static constexpr int kMaxDepth = 64;          // nested tuples, operands, computations
  static constexpr size_t kMaxAttributes = 64;  // of one instruction

  // The computation being read.
  struct Scope {
    Computation* computation = nullptr;
    NameTable<Instruction*> names;
    std::vector<Instruction*> unnamed;  // operands written in place; Name() completes their names
  };
  // Counts one level of nesting for its lifetime.
  struct Depth {
    explicit Depth(Parser& p) : parser(p) { ++parser.depth_; }
    ~Depth() { --parser.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Parser& parser;
  };

  // parser.cc: the module, its header and tables
  bool ParseModule();
  bool ParseHeader();
  bool ParseModuleAttribute(std::string_view name);
  bool ParseEntryLayout();
  bool ParseAliases();
  bool ParseAlias();
  bool ParseTables();
  bool AtTable(std::string_view name);
  bool ParseNameTable(std::unordered_map<int64_t, std::string>& table);
  bool ParseRecord(std::map<std::string_view, int64_t>& fields);

  // parser_computation.cc
  bool ParseComputation();
  bool RefuseBareInstruction();
  bool ParseSignature(std::optional<Shape>& result);
  bool ParseBody(std::string name, Computation*& computation);
  bool FindComputation(Computation*& computation);
  bool ParseInstruction(Scope& scope);
  bool ParseOperands(Scope& scope, Instruction& instruction);
  bool ParseOperand(Scope& scope, Instruction*& operand);
  bool ParseNested(Scope& scope, Shape shape, Instruction*& operand);
  bool ParseTupleElement(Scope& scope, std::string_view tuple_name, Instruction*& operand);
  bool ParseOpcodeAndOperands(Scope& scope, Instruction& instruction);
  bool ParseConstant(Instruction& instruction);
  void AddInstruction(Scope& scope, std::unique_ptr<Instruction> instruction, size_t offset);

  // parser_attributes.cc
  bool ParseAttributes(Instruction& instruction);
  bool ParseNamedAttributes(const OpcodeAttributes* allowed, size_t first, Instruction& instruction);
  bool HasSeen(std::string_view name, size_t first) const;
  bool ParseAttribute(const Attribute& attribute, Instruction& instruction);
  bool ParseMetadata(Source& source);
  bool ParseSlice(std::vector<SliceDimension>& slice);
  bool ParsePadding(std::vector<PaddingDimension>& padding);
  bool ParseWindow(std::vector<WindowDimension>& window);
  bool ParseDimLabels(ConvolutionDimensions& dimensions);
  bool ParseCalled(size_t index, Instruction& instruction);
  bool ParseCalledList(Instruction& instruction);
  bool ParseReplicaGroups(int64_t& group_size);
  bool ParsePairs(std::vector<int64_t>& pairs);
  bool ParseRaw(std::string& text);

  // parser_shape.cc: values that occur everywhere
  bool AtShape();
  bool ParseShape(Shape& shape);
  bool ParseTupleShape(Shape& shape);
  bool ParseDims(Shape& shape);
  bool ParseLayout(Shape& shape);
  bool ParseInt(int64_t& value);
  bool ParseInts(std::vector<int64_t>& values);
  bool ParseBool(bool& value);
  bool ParseDouble(double& value);
  bool ParseWord(std::string& text);
  bool ParseText(std::string& text);
  bool SkipValue();

  // Numbers the names of what was written in place, past names that the text uses.
  template <typename Named, typename Used>
  static void Name(const std::vector<Named*>& unnamed, const Used& used) {
    int64_t number = 0;
    for (Named* named : unnamed) {
      std::string name;
      do {
        name = named->name + '.' + std::to_string(++number);
      } while (used.contains(name));
      named->name = std::move(name);
    }
  }

  bool Expect(char c);
  bool Fail(std::string text) { return FailAt(lexer_.token().offset, std::move(text)); }
  bool FailAt(size_t offset, std::string text, ErrorKind kind = ErrorKind::kMalformed);
  bool FailExpected(std::string_view what);
  bool CheckDepth();

  Lexer lexer_;
  std::string_view file_name_;
  Module module_;
  SourceTable sources_;
  NameTable<Computation*> computations_;
  std::optional<Error> error_;
  int depth_ = 0;
  std::vector<int64_t> layout_;         // being read
  std::vector<std::string_view> seen_;  // attributes of the instructions being read, innermost last
  std::vector<Computation*> unnamed_;   // computations written in place
};

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_PARSER_H_
