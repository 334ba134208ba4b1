// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the table's rows and functions share.
#include "converter/stablehlo/translation.h"

#include <fmt/format.h>

#include <charconv>

#include "converter/hlo/attributes.h"
#include "converter/stablehlo/lexer.h"

namespace tmb::stablehlo {
namespace {

bool IsNumber(const Attribute& attribute) {
  return attribute.kind == AttributeKind::kInt || attribute.kind == AttributeKind::kFloat;
}

}  // namespace

bool Translation::RunPlain() {
  if (op.name == "call" || op.name == "func.call") return TranslateCall(*this);
  const OperationRow* row = FindOperation(op.name);
  if (row == nullptr) {
    Emit(OpcodeOf(op.name), op.operands);
    return true;
  }
  if (row->translate != nullptr) return row->translate(*this);
  return Copy(row->attributes, Emit(row->opcode, op.operands));
}

const Attribute* Translation::Find(std::string_view names) const {
  while (!names.empty()) {
    const size_t bar = names.find('|');
    const std::string_view name = names.substr(0, bar);
    if (const Attribute* found = FindItem(op.attributes, name)) return found;
    for (const Attribute& attribute : op.attributes) {
      if (attribute.kind != AttributeKind::kFields) continue;
      if (const Attribute* found = FindItem(attribute.items, name)) return found;
    }
    names.remove_prefix(bar == std::string_view::npos ? names.size() : bar + 1);
  }
  return nullptr;
}

bool Translation::Read(std::string_view names, std::vector<int64_t>& values) {
  const Attribute* attribute = Find(names);
  if (attribute == nullptr || ReadInts(*attribute, values)) return true;
  return Fail(fmt::format("expected integers for {}", attribute->name));
}

bool Translation::Read(std::string_view names, int64_t& value) {
  std::vector<int64_t> values = {value};
  if (!Read(names, values)) return false;
  if (values.size() != 1) return Fail(fmt::format("expected one integer for {}", names));
  value = values[0];
  return true;
}

bool Translation::Read(std::string_view names, bool& value) {
  int64_t number = value ? 1 : 0;
  const Attribute* attribute = Find(names);
  if (attribute != nullptr && attribute->kind == AttributeKind::kUnit)
    number = 1;
  else if (!Read(names, number))
    return false;
  value = number != 0;
  return true;
}

bool Translation::Copy(std::string_view attributes, hlo::Instruction& instruction) {
  bool copied = true;
  hlo::ForEachName(attributes, [&](std::string_view entry) {
    if (!copied) return;
    const bool needed = entry.starts_with('!');
    if (needed) entry.remove_prefix(1);
    const size_t colon = entry.find(':');
    const std::string_view names = entry.substr(0, colon);
    const hlo::Attribute& field =
        *hlo::FindAttribute(colon == std::string_view::npos ? names : entry.substr(colon + 1));
    const Attribute* attribute = Find(names);
    if (attribute == nullptr) {
      copied = !needed || Fail(fmt::format("needs the attribute {}", names));
    } else if (const auto* ints = std::get_if<hlo::IntsField>(&field.field)) {
      copied = Read(names, ints->write(instruction));
    } else if (const auto* one = std::get_if<hlo::IntField>(&field.field)) {
      copied = Read(names, one->write(instruction));
    } else if (const auto* flag = std::get_if<hlo::BoolField>(&field.field)) {
      copied = Read(names, flag->write(instruction));
    } else if (const auto* number = std::get_if<hlo::DoubleField>(&field.field)) {
      number->write(instruction) = attribute->number;
      copied = IsNumber(*attribute) || Fail(fmt::format("expected a number for {}", names));
    } else if (const auto* word = std::get_if<hlo::TextField>(&field.field)) {
      word->write(instruction) = attribute->text;
      copied = attribute->kind == AttributeKind::kWord || Fail(fmt::format("expected a word for {}", names));
    }
  });
  return copied;
}

hlo::Instruction& Translation::Emit(std::string_view opcode, std::vector<hlo::Instruction*> operands) {
  hlo::Shape shape;
  if (op.results.size() == 1) {
    shape = op.results[0];
  } else {
    shape.type = hlo::Type::kTuple;
    shape.tuple.assign(op.results.begin(), op.results.end());
  }
  hlo::Instruction& instruction = Add(opcode, std::move(shape), std::move(operands));
  for (const auto& region : op.regions) instruction.called.push_back(&region->computation());
  if (op.results.size() == 1)
    Take(instruction);
  else
    TakeElements(instruction);
  return instruction;
}

void Translation::TakeElements(hlo::Instruction& tuple) {
  values_.clear();
  for (size_t i = 0; i < op.results.size(); ++i) values_.push_back(&emitter.AddElement(into, tuple, i));
}

hlo::Instruction* Translation::BroadcastTo(hlo::Instruction* operand, const hlo::Shape& shape,
                                           const std::vector<int64_t>& dims) {
  const std::vector<int64_t>& from = operand->shape.dims;
  if (from.size() != dims.size()) {
    Fail(fmt::format("{} dimensions are mapped, the operand is {}", dims.size(), operand->shape.ToString()));
    return nullptr;
  }
  std::vector<int64_t> kept, kept_dims;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] < 0 || dims[i] >= shape.Rank()) {
      Fail(fmt::format("dimension {} is out of range for {}", dims[i], shape.ToString()));
      return nullptr;
    }
    if (from[i] == 1 && shape.dims[static_cast<size_t>(dims[i])] != 1) continue;  // stretched
    kept.push_back(from[i]);
    kept_dims.push_back(dims[i]);
  }
  if (kept.size() != from.size()) operand = &Add("reshape", ShapeOf(operand->shape.type, kept), {operand});
  hlo::Instruction& broadcast = Add("broadcast", ShapeOf(operand->shape.type, shape.dims), {operand});
  broadcast.dimensions = std::move(kept_dims);
  return &broadcast;
}

bool Translation::NeedOperands(size_t count) {
  return op.operands.size() == count ||
         Fail(fmt::format("has {} operands, expected {}", op.operands.size(), count));
}

bool Translation::NeedRegions(size_t count) {
  return op.regions.size() == count ||
         Fail(fmt::format("has {} regions, expected {}", op.regions.size(), count));
}

bool Translation::Fail(std::string text) {
  if (error_.empty()) error_ = std::move(text);
  return false;
}

}  // namespace tmb::stablehlo
