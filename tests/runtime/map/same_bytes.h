// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A failure of a Map test: the first byte that differs, both words there, the program.
#ifndef TMB_TESTS_RUNTIME_MAP_SAME_BYTES_H_
#define TMB_TESTS_RUNTIME_MAP_SAME_BYTES_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <sstream>
#include <vector>

#include "tests/runtime/map/map_program.h"

namespace tmb {

inline void PrintCode(const fb::MapT& op, std::ostream& out) {
  for (uint32_t at = 0; at < op.code.size(); at += MicroOpBytes(op.code[at])) {
    out << "  " << at << ": " << fb::EnumNameMicroOp(static_cast<fb::MicroOp>(op.code[at]));
    for (uint32_t i = 1; i < MicroOpBytes(op.code[at]); ++i) out << ' ' << int{op.code[at + i]};
    out << '\n';
  }
}

inline testing::AssertionResult EqualsReference(MapProgram& program, uint32_t units_a_call = kAllUnits) {
  const std::vector<uint8_t> actual = program.Run(units_a_call), expected = program.RunReference();
  if (program.overrun) return testing::AssertionFailure() << "wrote behind its scratch";
  size_t at = 0;
  while (at < actual.size() && actual[at] == expected[at]) ++at;
  if (at == actual.size()) return testing::AssertionSuccess();
  at &= ~size_t{3};
  uint32_t words[2];
  std::memcpy(&words[0], &actual[at], 4);
  std::memcpy(&words[1], &expected[at], 4);
  std::ostringstream text;
  text << "arena byte " << at << std::hex << ": 0x" << words[0] << ", expected 0x" << words[1] << std::dec
       << "\n";
  for (size_t i = 0; i < program.op.outputs.size(); ++i) {
    text << "output " << program.op.inputs.size() + i << " at " << OffsetOf(program.op.outputs[i].ref())
         << "\n";
  }
  PrintCode(program.op, text);
  return testing::AssertionFailure() << text.str();
}

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_MAP_SAME_BYTES_H_
