// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Code generation for the accumulator machine: the expression graph of a MapBuilder
// becomes micro-operations, with temporaries where a value is used again.
#ifndef TMB_CONVERTER_LOWER_MICRO_CODE_H_
#define TMB_CONVERTER_LOWER_MICRO_CODE_H_

#include <cstdint>
#include <vector>

#include "converter/lower/map_builder.h"

namespace tmb {

struct MicroCode {
  std::vector<uint8_t> code;
  uint32_t section1 = 0, section2 = 0;
  std::vector<uint32_t> immediates;
  uint32_t temporaries = 0;
  std::vector<uint32_t> inputs;  // the builder's accesses that the code reads, in operand order
  std::vector<uint32_t>
      last_read;  // of each input: position in code, behind every store if in a later section
  std::vector<uint32_t> store_at;  // of each output
};

// Code for the builder's stores and reduction.
Result<MicroCode> GenerateCode(const MapBuilder& builder);

// Code that computes `node` on one lane (Scatter's combination, Sort's comparison): operands
// 0 to arguments-1 are the graph's temporaries of these numbers, then come the words of the result.
Result<MicroCode> GenerateScalarCode(const MapBuilder& builder, NodeId node, uint32_t arguments);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_MICRO_CODE_H_
