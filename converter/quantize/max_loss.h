// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizeWithin: QuantizeActivations, with what does not quantize well kept finer until the outputs are as
// close to the f32 program's as they have to be. What each rounding loses is measured by itself; the cheapest
// tensors to give 16 bits, and layers to leave f32, are taken for what they avoid; the program is quantized
// anew and measured whole.
#ifndef TMB_CONVERTER_QUANTIZE_MAX_LOSS_H_
#define TMB_CONVERTER_QUANTIZE_MAX_LOSS_H_

#include "converter/quantize/activations.h"

namespace tmb {

// `options.loss` is not read. An error when even the finest program loses more.
Result<QuantizedProgram> QuantizeWithin(hlo::Module& module, const CalibrationData& calibration,
                                        ActivationOptions options, const MaxLoss& max_loss);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_MAX_LOSS_H_
