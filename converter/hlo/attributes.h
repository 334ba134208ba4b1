// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The attributes of HLO text, described once: how each is written, where it lives in an
// Instruction, and which opcodes have it. Parser and printer both walk these tables.
#ifndef TMB_CONVERTER_HLO_ATTRIBUTES_H_
#define TMB_CONVERTER_HLO_ATTRIBUTES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

// How an attribute's value is written.
enum class AttributeForm : uint8_t {
  kInts,  // {0,1}
  kInt,
  kBool,
  kDouble,
  kWord,           // EQ
  kText,           // "dot"
  kRaw,            // "text" or {balanced}
  kSlice,          // {[0:4], [1:9:2]}
  kPadding,        // 0_1x0_1_2
  kWindow,         // {size=2x2 stride=2x2}
  kDimLabels,      // b01f_01io->b01f
  kCalled,         // called computation number 0: a name or { body }
  kSecondCalled,   // number 1
  kCalledList,     // {a, b}
  kReplicaGroups,  // {{0,1}} or [2,4]<=[8]
  kPairs           // {{0,1},{1,2}}
};

// Where a value lives: one accessor for the parser, one for the printer.
template <typename T>
struct Field {
  T& (*write)(Instruction&);
  const T& (*read)(const Instruction&);
};
using IntsField = Field<std::vector<int64_t>>;
using IntField = Field<int64_t>;
using BoolField = Field<bool>;
using DoubleField = Field<double>;
using TextField = Field<std::string>;

struct Attribute {
  std::string_view name;
  AttributeForm form;
  std::variant<std::monostate, IntsField, IntField, BoolField, DoubleField, TextField> field;
};
const Attribute* FindAttribute(std::string_view name);

// Names separated by blanks; `required` ones must be written.
struct OpcodeAttributes {
  std::string_view opcode, required, optional;
};
// Null for opcodes without attributes that change their meaning.
const OpcodeAttributes* FindOpcodeAttributes(std::string_view opcode);

// True when `name` is one of the blank-separated `names`.
bool Contains(std::string_view names, std::string_view name);

// Calls visit(name) for each of the blank-separated `names`.
template <typename Visit>
void ForEachName(std::string_view names, Visit visit) {
  while (!names.empty()) {
    const size_t blank = names.find(' ');
    visit(names.substr(0, blank));
    names.remove_prefix(blank == std::string_view::npos ? names.size() : blank + 1);
  }
}

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_ATTRIBUTES_H_
