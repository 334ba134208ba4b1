// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ToText: one line an instruction. Every shape is written, so nothing need be inferred
// when the text is read back.
#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "converter/hlo/attribute_text.h"
#include "converter/hlo/literal_text.h"

namespace tmb::hlo {
namespace {

class Printer {
 public:
  explicit Printer(Constants constants) : constants_(constants) {}
  std::string Print(const Module& module);

 private:
  template <typename... Values>
  void Write(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }
  void AppendHeader(const Module& module);
  void AppendShape(const Shape& shape);
  void AppendComputation(const Computation& computation, bool is_entry);
  void AppendInstruction(const Instruction& i);
  void AppendOperands(const Instruction& i);

  Constants constants_;
  std::string text_;
};

std::string Printer::Print(const Module& module) {
  AppendHeader(module);
  for (const auto& computation : module.computations) {
    text_ += '\n';
    AppendComputation(*computation, computation.get() == module.entry);
  }
  return std::move(text_);
}

void Printer::AppendHeader(const Module& module) {
  Write("HloModule {}, entry_computation_layout={{(", module.name.empty() ? "module" : module.name);
  for (size_t n = 0; n < module.entry_parameters.size(); ++n) {
    if (n != 0) text_ += ", ";
    AppendShape(module.entry_parameters[n]);
  }
  text_ += ")->";
  AppendShape(module.entry_result);
  text_ += '}';
  for (size_t n = 0; n < module.aliases.size(); ++n) {
    const Alias& alias = module.aliases[n];
    Write("{}{{{}}}: ({}, {{{}}})", n == 0 ? ", input_output_alias={" : ", ",
          fmt::join(alias.output_index, ","), alias.parameter, fmt::join(alias.parameter_index, ","));
  }
  if (!module.aliases.empty()) text_ += '}';
  text_ += '\n';
}

void Printer::AppendShape(const Shape& shape) {
  if (!shape.IsTuple()) {
    text_ += shape.ToString();
    if (!shape.layout.empty()) Write("{{{}}}", fmt::join(shape.layout, ","));
    return;
  }
  text_ += '(';
  for (size_t n = 0; n < shape.tuple.size(); ++n) {
    if (n != 0) text_ += ", ";
    AppendShape(shape.tuple[n]);
  }
  text_ += ')';
}

void Printer::AppendComputation(const Computation& computation, bool is_entry) {
  Write("{}{} {{\n", is_entry ? "ENTRY " : "", computation.name);
  for (const auto& i : computation.instructions) {
    text_ += i.get() == computation.root ? "  ROOT " : "  ";
    AppendInstruction(*i);
    text_ += '\n';
  }
  text_ += "}\n";
}

void Printer::AppendInstruction(const Instruction& i) {
  Write("{} = ", i.name);
  AppendShape(i.shape);
  Write(" {}(", i.opcode);
  AppendOperands(i);
  text_ += ')';
  AppendAttributes(i, text_);
}

void Printer::AppendOperands(const Instruction& i) {
  if (i.opcode == "parameter") Write("{}", i.parameter_number);
  if (i.opcode == "constant" && i.literal != nullptr) AppendLiteral(*i.literal, constants_, text_);
  for (size_t n = 0; n < i.operands.size(); ++n) Write("{}{}", n == 0 ? "" : ", ", i.operands[n]->name);
}

}  // namespace

std::string ToText(const Module& module, Constants constants) { return Printer(constants).Print(module); }

}  // namespace tmb::hlo
