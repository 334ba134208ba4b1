// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What tests of quantizing start from: a module of a text, and samples for its one f32 argument.
#ifndef TMB_TESTS_QUANTIZE_PROGRAMS_H_
#define TMB_TESTS_QUANTIZE_PROGRAMS_H_

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "converter/hlo/read.h"
#include "converter/quantize/calibration.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {

inline hlo::Module Read(const std::string& text) {
  Result<hlo::Module> module = hlo::ReadModule(text, "m.hlo");
  EXPECT_TRUE(module.ok()) << module.error().text;
  return std::move(module.value());
}

// Numbers in [-1, 1), element 0 of each sample times `first`.
inline CalibrationData RandomSamples(size_t samples, size_t elements, float first = 1) {
  RandomBits random;
  CalibrationData data{samples, {{}}};
  for (size_t sample = 0; sample < samples; ++sample) {
    std::vector<float> x(elements);
    for (float& value : x) value = random.Unit();
    x[0] *= first;
    std::vector<uint8_t> bytes(x.size() * sizeof(float));
    std::memcpy(bytes.data(), x.data(), bytes.size());
    data.arguments[0].push_back(std::move(bytes));
  }
  return data;
}

}  // namespace tmb

#endif  // TMB_TESTS_QUANTIZE_PROGRAMS_H_
