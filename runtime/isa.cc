// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The rows of the instructions that this build has; those of others are empty.

#include "runtime/isa.h"

#include <utility>

#include "runtime/features.h"
#include "runtime/isa_rows.h"

namespace tmb {
namespace {

constexpr InstructionInfo RowOf(size_t type) {
  return Has(static_cast<fb::Instruction>(type)) ? isa::kInstructions[type] : InstructionInfo{};
}
template <typename Types>
struct Rows;
template <size_t... type>
struct Rows<std::index_sequence<type...>> {
  static constexpr InstructionInfo kOf[] = {RowOf(type)...};
};
constexpr const InstructionInfo* kRows =
    Rows<std::make_index_sequence<static_cast<size_t>(fb::Instruction::MAX) + 1>>::kOf;

}  // namespace

const InstructionInfo& InfoOf(fb::Instruction type) { return kRows[static_cast<size_t>(type)]; }

}  // namespace tmb
