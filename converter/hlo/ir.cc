// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What hlo::Type, Shape and Computation know about themselves, and the messages that
// name an instruction. One row a type: its HLO name, bytes and kind.
#include "converter/hlo/ir.h"

#include <fmt/format.h>

#include <algorithm>

namespace tmb::hlo {
namespace {

enum class Kind : uint8_t { kOther, kSigned, kUnsigned, kFloat, kComplex };

struct TypeRow {
  std::string_view name;
  uint8_t bytes;
  Kind kind;
};

// Indexed by Type.
constexpr TypeRow kTypes[] = {
    {"invalid", 0, Kind::kOther},    {"pred", 1, Kind::kOther},       {"s8", 1, Kind::kSigned},
    {"s16", 2, Kind::kSigned},       {"s32", 4, Kind::kSigned},       {"s64", 8, Kind::kSigned},
    {"u8", 1, Kind::kUnsigned},      {"u16", 2, Kind::kUnsigned},     {"u32", 4, Kind::kUnsigned},
    {"u64", 8, Kind::kUnsigned},     {"f16", 2, Kind::kFloat},        {"f32", 4, Kind::kFloat},
    {"f64", 8, Kind::kFloat},        {"tuple", 0, Kind::kOther},      {"opaque", 0, Kind::kOther},
    {"c64", 8, Kind::kComplex},      {"bf16", 2, Kind::kFloat},       {"token", 0, Kind::kOther},
    {"c128", 16, Kind::kComplex},    {"f8e5m2", 1, Kind::kFloat},     {"f8e4m3fn", 1, Kind::kFloat},
    {"s4", 1, Kind::kSigned},        {"u4", 1, Kind::kUnsigned},      {"f8e4m3b11fnuz", 1, Kind::kFloat},
    {"f8e5m2fnuz", 1, Kind::kFloat}, {"f8e4m3fnuz", 1, Kind::kFloat}, {"s2", 1, Kind::kSigned},
    {"u2", 1, Kind::kUnsigned},      {"f8e4m3", 1, Kind::kFloat},     {"f8e3m4", 1, Kind::kFloat},
    {"s1", 1, Kind::kSigned},        {"u1", 1, Kind::kUnsigned},      {"f4e2m1fn", 1, Kind::kFloat},
    {"f8e8m0fnu", 1, Kind::kFloat},  {"buffer", 0, Kind::kOther},     {"f6e3m2fn", 1, Kind::kFloat},
    {"f6e2m3fn", 1, Kind::kFloat},
};
static_assert(std::size(kTypes) == static_cast<size_t>(Type::kF6E2M3FN) + 1);

const TypeRow& Row(Type type) {
  const auto index = static_cast<size_t>(type);
  return kTypes[index < std::size(kTypes) ? index : 0];
}

}  // namespace

std::string_view TypeName(Type type) { return Row(type).name; }

Type TypeFromName(std::string_view name) {
  constexpr std::string_view kFirstLetters = "psufbcot";
  constexpr size_t kLongest = 13;
  if (name.size() < 2 || name.size() > kLongest || kFirstLetters.find(name[0]) == std::string_view::npos)
    return Type::kInvalid;
  for (size_t i = 1; i < std::size(kTypes); ++i) {
    if (kTypes[i].name == name && name != "tuple" && name != "buffer") return static_cast<Type>(i);
  }
  return Type::kInvalid;
}

int64_t TypeBytes(Type type) { return Row(type).bytes; }
bool IsFloat(Type type) { return Row(type).kind == Kind::kFloat; }
bool IsSigned(Type type) { return Row(type).kind == Kind::kSigned; }
bool IsUnsigned(Type type) { return Row(type).kind == Kind::kUnsigned; }
bool IsComplex(Type type) { return Row(type).kind == Kind::kComplex; }

int64_t Shape::Elements() const {
  int64_t elements = 1;
  for (const int64_t dim : dims) elements *= dim;
  return elements;
}

bool IsDefaultLayout(const std::vector<int64_t>& minor_to_major) {
  for (size_t i = 0; i < minor_to_major.size(); ++i) {
    if (minor_to_major[i] != static_cast<int64_t>(minor_to_major.size() - 1 - i)) return false;
  }
  return true;
}

bool Shape::IsValid() const {
  constexpr int64_t kMaxElements = int64_t{1} << 40;
  constexpr size_t kMaxRank = 64;
  if (dims.size() > kMaxRank) return false;
  bool empty = false;
  int64_t elements = 1;  // zero dims left out: a later dim must not hide behind one
  for (const int64_t dim : dims) {
    if (dim < 0 || dim >= kMaxElements) return false;
    empty |= dim == 0;
    if (dim != 0 && elements > kMaxElements / dim) return false;
    if (dim != 0) elements *= dim;
  }
  if (!empty && elements >= kMaxElements) return false;
  if (!layout.empty()) {
    std::vector<int64_t> sorted = layout;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.size() != dims.size()) return false;
    for (size_t i = 0; i < sorted.size(); ++i) {
      if (sorted[i] != static_cast<int64_t>(i)) return false;
    }
  }
  return std::all_of(tuple.begin(), tuple.end(), [](const Shape& element) { return element.IsValid(); });
}

std::string Shape::ToString() const {
  if (!IsTuple()) return fmt::format("{}[{}]", TypeName(type), fmt::join(dims, ","));
  std::string text = "(";
  for (size_t i = 0; i < tuple.size(); ++i) {
    if (i != 0) text += ", ";
    text += tuple[i].ToString();
  }
  return text + ")";
}

bool SameShape(const Shape& a, const Shape& b) {
  return a.type == b.type && a.dims == b.dims &&
         std::equal(a.tuple.begin(), a.tuple.end(), b.tuple.begin(), b.tuple.end(), SameShape);
}

std::vector<Instruction*> Computation::Parameters() const {
  std::vector<Instruction*> parameters;
  for (const auto& instruction : instructions) {
    if (instruction->opcode == "parameter") parameters.push_back(instruction.get());
  }
  std::sort(parameters.begin(), parameters.end(), [](const Instruction* a, const Instruction* b) {
    return a->parameter_number < b->parameter_number;
  });
  return parameters;
}

std::string Where(const Instruction& instruction, std::string_view file_name) {
  if (instruction.text_line == 0) return fmt::format("{}: {}", file_name, instruction.name);
  return fmt::format("{}:{}:{}: {}", file_name, instruction.text_line, instruction.text_column,
                     instruction.name);
}

Error ErrorAt(const Instruction& instruction, std::string_view file_name, ErrorKind kind,
              std::string_view text) {
  std::string message = fmt::format("{}: {}", Where(instruction, file_name), text);
  const Source& source = instruction.source;
  if (source.line != 0) {
    message += fmt::format(" (from {}:{}", source.file, source.line);
    if (!source.function.empty()) message += fmt::format(" in {}", source.function);
    message += ")";
  } else if (!source.op_name.empty()) {
    message += fmt::format(" (from {})", source.op_name);
  }
  return {kind, std::move(message)};
}

}  // namespace tmb::hlo
