// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The body of a Repeat, portable: the specification.

#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_formula_step.h"
#include "runtime/kernels/map_repeat.h"

namespace tmb {

uint32_t RunBody(const RepeatFrame& frame) {
  using fb::MicroOp;
  uint32_t acc = 0;
  for (uint32_t trip = 0; trip < frame.trips; ++trip) {
    for (const uint8_t* code = frame.body; *code != static_cast<uint8_t>(MicroOp::End); code += MicroOpBytes(*code)) {
      const MicroOp op = static_cast<MicroOp>(*code);
      if (op != MicroOp::LoadAt && op != MicroOp::StoreAt) {
        StepScalar(code, frame.words, &acc);
        continue;
      }
      const Indexed indexed = IndexedOf(frame.op, frame.context, code[1]);
      uint8_t* const element = indexed.At(frame.words[code[2]]);
      if (op == MicroOp::LoadAt) {
        LoadElements(indexed.type, element, 0, 1, &acc);
      } else {
        StoreElements(indexed.type, &acc, 1, element, 0);
      }
    }
    if (acc == 0) break;
  }
  return acc;
}

}  // namespace tmb
