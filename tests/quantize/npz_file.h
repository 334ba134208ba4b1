// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Writes .npz files for tests.
#ifndef TMB_TESTS_QUANTIZE_NPZ_FILE_H_
#define TMB_TESTS_QUANTIZE_NPZ_FILE_H_

#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>
#include <map>
#include <string>

#include "converter/arrays/npy.h"

namespace tmb {

inline Array FloatArray(std::vector<uint32_t> dims, const std::vector<float>& values) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(values.data());
  return {{'f', 4}, std::move(dims), {bytes, bytes + values.size() * sizeof(float)}};
}

// A file of the test's own; returns its path.
inline std::string WriteNpz(const std::string& name, const std::map<std::string, Array>& arrays) {
  const std::string path = testing::TempDir() + name;
  std::filesystem::remove(path);
  int code = 0;
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE, &code);
  EXPECT_NE(archive, nullptr);
  std::map<std::string, std::string> files;  // libzip reads them when the archive is closed
  for (const auto& [key, array] : arrays) files[key + ".npy"] = FormatNpy(array);
  for (const auto& [file_name, bytes] : files) {
    zip_source_t* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    EXPECT_GE(zip_file_add(archive, file_name.c_str(), source, 0), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

}  // namespace tmb

#endif  // TMB_TESTS_QUANTIZE_NPZ_FILE_H_
