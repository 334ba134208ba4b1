// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Calibration data: what is read, and what is refused with its reason.
#include "converter/quantize/calibration.h"

#include <gtest/gtest.h>

#include "converter/arrays/file.h"
#include "converter/hlo/read.h"
#include "tests/quantize/npz_file.h"

namespace tmb {
namespace {

constexpr const char* kModule = R"(HloModule m
ENTRY main { x = f32[2] parameter(0)
  scale.1 = f32[] parameter(1)
  b = f32[2] broadcast(scale.1), dimensions={}
  ROOT y = f32[2] multiply(x, b) })";

Result<CalibrationData> Read(const std::string& path) {
  const Result<hlo::Module> module = hlo::ReadModule(kModule, "m.hlo");
  EXPECT_TRUE(module.ok());
  return ReadCalibration(path, *module.value().entry);
}

std::vector<float> FloatsOf(const std::vector<uint8_t>& bytes) {
  const auto* const values = reinterpret_cast<const float*>(bytes.data());
  return {values, values + bytes.size() / sizeof(float)};
}

TEST(ReadCalibration, ArraysGoByNameOrPosition) {
  const Array x = FloatArray({3, 2}, {1, 2, 3, 4, 5, 6}), scale = FloatArray({3}, {7, 8, 9});
  const Array labels = {{'i', 8}, {5}, std::vector<uint8_t>(40)};
  for (const auto& [x_name, scale_name] : {std::pair("x", "scale"), std::pair("0", "1")}) {
    const auto data = Read(WriteNpz("named.npz", {{x_name, x}, {scale_name, scale}, {"label", labels}}));
    ASSERT_TRUE(data.ok()) << data.error().text;
    EXPECT_EQ(data.value().samples, 3u);
    ASSERT_EQ(data.value().arguments.size(), 2u);
    EXPECT_EQ(FloatsOf(data.value().arguments[0][2]), (std::vector<float>{5, 6}));
    EXPECT_EQ(FloatsOf(data.value().arguments[1][1]), std::vector<float>{8});
  }
}

TEST(ReadCalibration, WhatIsWrongIsNamed) {
  const Array x = FloatArray({3, 2}, {1, 2, 3, 4, 5, 6}), scale = FloatArray({3}, {7, 8, 9});
  const struct {
    std::map<std::string, Array> arrays;
    ErrorKind kind;
    const char* text;
  } cases[] = {
      {{{"x", x}}, ErrorKind::kUsage, "no array for argument 1: name it \"scale\" or \"1\""},
      {{{"x", FloatArray({3, 3}, std::vector<float>(9))}, {"1", scale}},
       ErrorKind::kUsage,
       "array x: shape is 3x3xf32, 3x2xf32 is wanted"},
      {{{"x", FloatArray({2}, {1, 2})}, {"1", scale}},
       ErrorKind::kUsage,
       "array x: shape is 2xf32, 2x2xf32 is wanted"},
      {{{"x", x}, {"1", FloatArray({}, {1})}}, ErrorKind::kUsage, "array 1: a first dimension must count"},
      {{{"x", {{'i', 4}, {3, 2}, std::vector<uint8_t>(24)}}, {"1", scale}},
       ErrorKind::kUsage,
       "array x: elements are i4, 3x2xf32 is wanted"},
      {{{"x", x}, {"1", FloatArray({2}, {1, 2})}},
       ErrorKind::kUsage,
       "argument 1 has 2 samples, argument 0 has 3"},
      {{{"x", FloatArray({0, 2}, {})}, {"1", FloatArray({0}, {})}},
       ErrorKind::kUsage,
       "there are no samples"},
  };
  for (const auto& c : cases) {
    const auto data = Read(WriteNpz("wrong.npz", c.arrays));
    ASSERT_FALSE(data.ok()) << c.text;
    EXPECT_EQ(data.error().kind, c.kind) << data.error().text;
    EXPECT_NE(data.error().text.find(c.text), std::string::npos) << data.error().text;
  }
}

TEST(ReadCalibration, DamagedFilesAreRefused) {
  const std::string path = WriteNpz("damaged.npz", {{"x", FloatArray({9, 2}, std::vector<float>(18, 0.5f))},
                                                    {"1", FloatArray({9}, std::vector<float>(9))}});
  const std::string file = ReadFile(path).value();
  const auto refuse = [&path](const std::string& bytes, const char* text) {
    ASSERT_TRUE(WriteFile(path, bytes).ok());
    const auto data = Read(path);
    ASSERT_FALSE(data.ok()) << text;
    EXPECT_EQ(data.error().kind, ErrorKind::kMalformed);
    EXPECT_NE(data.error().text.find(text), std::string::npos) << data.error().text;
  };
  refuse("no zip at all", "it is no .npz file");
  refuse("", "it is no .npz file");
  refuse(file.substr(0, file.size() - 30), "it is no .npz file");
  std::string flipped = file;  // within the first array's compressed bytes
  flipped[60] = static_cast<char>(~flipped[60]);
  refuse(flipped, "array ");
  EXPECT_EQ(Read(path + ".absent").error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace tmb
