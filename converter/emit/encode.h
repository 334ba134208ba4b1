// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Encode: Program + MemoryPlan ──► the bytes of a .tmb file.
#ifndef TMB_CONVERTER_EMIT_ENCODE_H_
#define TMB_CONVERTER_EMIT_ENCODE_H_

#include <cstdint>
#include <vector>

#include "converter/plan/plan.h"
#include "converter/program.h"

namespace tmb {

enum class DebugInfo : uint8_t { kKeep, kStrip };

// The virtual operands of `program` become addresses of `plan`. Debug info names the HLO
// instruction and source line of each instruction unless it is stripped.
std::vector<uint8_t> Encode(Program program, const MemoryPlan& plan, DebugInfo debug_info);

}  // namespace tmb

#endif  // TMB_CONVERTER_EMIT_ENCODE_H_
