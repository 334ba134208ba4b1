// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Expand: the pass that writes rare operations as common ones, so that they cost the
// firmware nothing. A row names an opcode or custom-call target and the function that
// builds its replacement. What an expansion builds is expanded in turn.
#ifndef TMB_CONVERTER_EXPAND_EXPAND_H_
#define TMB_CONVERTER_EXPAND_EXPAND_H_

#include <string_view>

#include "converter/hlo/builder.h"
#include "converter/hlo/ir.h"
#include "converter/result.h"

namespace tmb {

// Builds what stands for the instruction (a tuple for several results). Nothing: it stays as it is,
// because this form needs no expansion. An error refuses it; it says only what and why, the pass
// adds where.
using ExpandFunction = Result<hlo::Value> (*)(hlo::Builder& builder, const hlo::Instruction& instruction);

struct ExpandRow {
  std::string_view name;  // opcode, or custom-call target
  ExpandFunction expand;
};
// Null when there is none.
ExpandFunction FindExpansion(std::string_view opcode);
ExpandFunction FindCustomCall(std::string_view target);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_EXPAND_H_
