// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "converter/stablehlo/emitter.h"

#include <utility>

#include "converter/hlo/shape_rules.h"
#include "converter/stablehlo/lexer.h"

namespace tmb::stablehlo {
namespace {

// A name that HLO text can print; symbols may have any characters.
std::string Printable(std::string_view name) {
  constexpr size_t kRoomForNumber = 8;
  std::string printable;
  printable.reserve(name.size() + kRoomForNumber);
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
    printable += letter || (inner && !printable.empty()) ? c : '_';
  }
  return printable;
}

}  // namespace

hlo::Shape ShapeOf(hlo::Type type, std::vector<int64_t> dims) {
  hlo::Shape shape;
  shape.type = type;
  shape.dims = std::move(dims);
  return shape;
}

hlo::Computation& Emitter::AddComputation(std::string_view name) {
  auto& computation = module_.computations.emplace_back(std::make_unique<hlo::Computation>());
  computation->name = Printable(Unquote(name)) + '.' + std::to_string(next_number_++);
  return *computation;
}

std::shared_ptr<const hlo::Literal> Emitter::ResourceOf(std::string_view name, const hlo::Shape& shape,
                                                        size_t offset) {
  PendingResource& resource = resources_[name];
  if (resource.literal == nullptr) {
    resource = {std::make_shared<hlo::Literal>(), offset};
    resource.literal->shape = shape;
  }
  return hlo::SameShape(resource.literal->shape, shape) ? resource.literal : nullptr;
}

Function& Emitter::FunctionOf(std::string_view symbol, size_t offset) {
  // @"a name" and @a_name; the generic form defines both by a string.
  if (symbol.starts_with('"')) symbol = symbol.substr(1, symbol.size() - 2);
  Function& function = functions_[symbol];
  if (function.computation == nullptr) function = {&AddComputation(symbol), offset, false};
  return function;
}

hlo::Instruction& Emitter::Add(hlo::Computation& into, std::string_view opcode, hlo::Shape shape,
                               std::vector<hlo::Instruction*> operands) {
  auto& owned = into.instructions.emplace_back(std::make_unique<hlo::Instruction>());
  hlo::Instruction& instruction = *owned;
  Place(instruction, opcode);
  instruction.opcode = opcode;
  if (shape.IsTuple()) tuple_shapes_ += hlo::CountShapes(shape);
  instruction.shape = std::move(shape);
  instruction.operands = std::move(operands);
  Locate(instruction);
  return instruction;
}

void Emitter::Place(hlo::Instruction& instruction, std::string_view name) {
  instruction.name = Printable(name) + '.' + std::to_string(next_number_++);
  instruction.text_line = position_.line;
  instruction.text_column = position_.column;
}

hlo::Instruction& Emitter::AddParameter(hlo::Computation& into, int64_t number, hlo::Shape shape) {
  hlo::Instruction& parameter = Add(into, "parameter", std::move(shape));
  parameter.parameter_number = number;
  return parameter;
}

void Emitter::Rename(hlo::Instruction& instruction, std::string_view name) {
  instruction.name = Printable(name) + instruction.name.substr(instruction.name.rfind('.'));
}

hlo::Instruction& Emitter::AddTuple(hlo::Computation& into, std::vector<hlo::Instruction*> parts) {
  hlo::Shape shape;
  shape.type = hlo::Type::kTuple;
  for (const hlo::Instruction* part : parts) shape.tuple.push_back(part->shape);
  return Add(into, "tuple", std::move(shape), std::move(parts));
}

hlo::Instruction& Emitter::AddElement(hlo::Computation& into, hlo::Instruction& tuple, size_t index) {
  hlo::Instruction& element = Add(into, "get-tuple-element", tuple.shape.tuple[index], {&tuple});
  element.tuple_index = static_cast<int64_t>(index);
  return element;
}

hlo::Instruction& Emitter::AddCopy(hlo::Computation& into, const hlo::Instruction& original,
                                   std::vector<hlo::Instruction*> operands) {
  hlo::Instruction& copy = Add(into, original.opcode, original.shape, std::move(operands));
  copy.dimensions = original.dimensions;
  copy.literal = original.literal;
  SetQuantized(copy, QuantizedOf(original));
  return copy;
}

void Emitter::SetRoot(hlo::Computation& computation, const std::vector<hlo::Instruction*>& results) {
  computation.root = results.size() == 1 ? results[0] : &AddTuple(computation, results);
}

}  // namespace tmb::stablehlo
