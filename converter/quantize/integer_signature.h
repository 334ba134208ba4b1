// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MakeSignatureIntegers: inputs of which a program only ever sees the integers it rounds them to, and results
// that are integers times a scale, become these integers. For programs that were trained with quantization;
// where the converter quantizes, QuantizeActivations does it.
#ifndef TMB_CONVERTER_QUANTIZE_INTEGER_SIGNATURE_H_
#define TMB_CONVERTER_QUANTIZE_INTEGER_SIGNATURE_H_

#include <string>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/result.h"

namespace tmb {

// Behind RecognizeQuantization. Gives what stays f32, a line each; an error where all does.
Result<std::vector<std::string>> MakeSignatureIntegers(hlo::Module& module);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_INTEGER_SIGNATURE_H_
