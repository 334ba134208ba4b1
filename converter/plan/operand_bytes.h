// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which bytes of its buffer each operand of an instruction reaches: the extents that the verifier proves.
#ifndef TMB_CONVERTER_PLAN_OPERAND_BYTES_H_
#define TMB_CONVERTER_PLAN_OPERAND_BYTES_H_

#include <cstdint>
#include <vector>

#include "tmb_generated.h"

namespace tmb {

// Bytes [begin, end) from where the operand is, which may lie inside of what it reaches.
struct OperandBytes {
  uint32_t operand = 0;  // the Ref's number
  int64_t begin = 0, end = 0;
};

// Operands that are not in the list reach all of their buffers.
std::vector<OperandBytes> OperandBytesOf(const fb::InstructionUnion& op);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_OPERAND_BYTES_H_
