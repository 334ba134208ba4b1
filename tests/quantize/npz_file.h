// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Writes .npz files for tests.
#ifndef TMB_TESTS_QUANTIZE_NPZ_FILE_H_
#define TMB_TESTS_QUANTIZE_NPZ_FILE_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/quantize/save_npz.h"

namespace tmb {

inline Array FloatArray(std::vector<uint32_t> dims, const std::vector<float>& values) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(values.data());
  return {{'f', 4}, std::move(dims), {bytes, bytes + values.size() * sizeof(float)}};
}

// A file of the test's own; returns its path.
inline std::string WriteNpz(const std::string& name, const std::map<std::string, Array>& arrays) {
  const std::string path = testing::TempDir() + name;
  EXPECT_TRUE(SaveNpz(path, arrays));
  return path;
}

}  // namespace tmb

#endif  // TMB_TESTS_QUANTIZE_NPZ_FILE_H_
