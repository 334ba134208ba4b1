// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The verifier has passed the code, so every operation has its operands.

#include "ports/host/tmdump_micro_code.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "runtime/map_layout.h"

namespace tmb {
namespace {

}  // namespace

std::string OperandName(const OperandCounts& counts, uint32_t operand) {
  uint32_t first = counts.inputs;
  if (operand < first) return fmt::format("in{}", operand);
  if (operand < (first += counts.outputs)) return fmt::format("out{}", operand);
  if (operand < (first += counts.immediates)) return fmt::format("imm{}", operand);
  return fmt::format("tmp{}", operand);
}

std::vector<std::string> Disassemble(const Schema& schema, const OperandCounts& counts, const uint8_t* code,
                                     uint32_t code_bytes) {
  std::vector<std::string> sections;
  std::string line;
  for (uint32_t at = 0; at < code_bytes; at += MicroOpBytes(code[at])) {
    const auto op = static_cast<fb::MicroOp>(code[at]);
    line += schema.EnumName("MicroOp", code[at]);
    if (op == fb::MicroOp::End) {
      sections.push_back(std::move(line));
      line.clear();
      continue;
    }
    if (op >= fb::MicroOp::LoadAt) {
      line += fmt::format(" {} at {}", OperandName(counts, code[at + 1]), OperandName(counts, code[at + 2]));
    } else {
      if (!IsUnary(op)) line += " " + OperandName(counts, code[at + 1]);
      if (HasTwoOperands(op)) line += ", " + OperandName(counts, code[at + 2]);
    }
    line += "; ";
  }
  return sections;
}

std::string ImmediateText(uint32_t bits) {
  float number = 0;
  std::memcpy(&number, &bits, sizeof number);
  const bool ordinary = bits != 0 && (std::isnormal(number) || std::isinf(number));
  if (bits == 0) return "0";
  return ordinary ? fmt::format("{:#010x} ({})", bits, number) : fmt::format("{:#010x} ({})", bits, static_cast<int32_t>(bits));
}

}  // namespace tmb
