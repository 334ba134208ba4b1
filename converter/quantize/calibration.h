// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Calibration data: arguments that the program is typically called with.
#ifndef TMB_CONVERTER_QUANTIZE_CALIBRATION_H_
#define TMB_CONVERTER_QUANTIZE_CALIBRATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/result.h"

namespace tmb {

struct CalibrationData {
  size_t samples = 0;
  // [parameter][sample]: an array's bytes, row-major.
  std::vector<std::vector<std::vector<uint8_t>>> arguments;
};

// Reads an .npz file with an array [samples, shape of the argument...] for each parameter of `entry`, named
// as the argument is in the .tmb file or by its position ("0"). Other arrays are left alone.
Result<CalibrationData> ReadCalibration(const std::string& path, const hlo::Computation& entry);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_CALIBRATION_H_
