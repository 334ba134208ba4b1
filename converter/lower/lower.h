// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Lowering: hlo::Module ──► Program. Control flow becomes jumps over one flat instruction
// list, element-wise chains and views become Maps, the rest kernels.
#ifndef TMB_CONVERTER_LOWER_LOWER_H_
#define TMB_CONVERTER_LOWER_LOWER_H_

#include <string>
#include <string_view>

#include "converter/lower/custom_call.h"
#include "converter/program.h"
#include "converter/result.h"

namespace tmb {

struct LowerOptions {
  bool winograd = false;                // 3 x 3 convolutions by Winograd's algorithm, where it is faster
  bool formulas = true;                 // small instructions become formulas (formulas.h)
  hlo::Type weights = hlo::Type::kF32;  // how constant f32 weights are stored: f32, f16 or bf16
  bool weights_s4 = false;              // s8 weights in 4.5 bits where they are multiples of so few integers
};

// Every reason why the module cannot be lowered, one line each, as one kUnsupported error:
// instruction, operation, type and Python line. `targets` are custom-calls that may become calls.
Result<void> CheckSupported(hlo::Module& module, std::string_view file_name,
                            const CustomCallTargets& targets = {});

// Lowers a module that the passes have been run on and CheckSupported accepted.
Result<Program> Lower(hlo::Module& module, std::string_view file_name, const LowerOptions& options = {});

// The name that an input made from this parameter has in the file.
std::string ArgumentName(const hlo::Instruction& parameter);

// The listing of --dump-after=lower.
std::string ToText(const Program& program);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_LOWER_H_
