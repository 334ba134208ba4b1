// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Disassembles the accumulator code of Map, Scatter and Sort.
#ifndef TMB_PORTS_HOST_TMDUMP_MICRO_CODE_H_
#define TMB_PORTS_HOST_TMDUMP_MICRO_CODE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ports/host/tmdump_schema.h"

namespace tmb {

// How many operands of each sort the code numbers, in this order.
struct OperandCounts {
  uint32_t inputs = 0, outputs = 0, immediates = 0, temporaries = 0;
};

// "in0", "out2", "imm3", "tmp4": the operand's sort and its number in the code.
std::string OperandName(const OperandCounts& counts, uint32_t operand);

// One line for each section: "Load in0; MulF imm2; Store out1; End".
std::vector<std::string> Disassemble(const Schema& schema, const OperandCounts& counts, const uint8_t* code,
                                     uint32_t code_bytes);

// "0x3fc00000 (1.5)": bits, and the number that they are as f32 when it is an ordinary one.
std::string ImmediateText(uint32_t bits);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_TMDUMP_MICRO_CODE_H_
