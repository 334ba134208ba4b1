// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How integers stand for the elements of a tensor: real = scale * channel_scale[c] * (integer - zero). Scales
// of channels cost nothing where kernels write and read: they go into multipliers and weights.
#ifndef TMB_CONVERTER_QUANTIZE_QUANTIZATION_H_
#define TMB_CONVERTER_QUANTIZE_QUANTIZATION_H_

#include <optional>
#include <vector>

#include "converter/hlo/builder.h"

namespace tmb {

struct Quantization {
  hlo::Type type = hlo::Type::kS8;  // or s16
  float scale = 1;
  int32_t zero = 0;
  std::vector<float> channel_scales;  // up to about 1; empty: all are 1
  int64_t channel_dim = -1;           // of the tensor; meant where there are channel scales

  int32_t lowest() const { return type == hlo::Type::kS8 ? -128 : -32768; }
  int32_t highest() const { return -1 - lowest(); }
  float ScaleOf(int64_t channel) const {
    return channel_scales.empty() ? scale : scale * channel_scales[static_cast<size_t>(channel)];
  }
  // The integer nearest to a number, as far as there is one.
  int32_t Nearest(double value) const;
};

// Of input or result `number` of a signature.
void SetScale(std::vector<hlo::SignatureScale>& scales, size_t number, hlo::SignatureScale scale);

// That covers [lo, hi] and 0.
Quantization CoverRange(float lo, float hi, hlo::Type type);

// The integers of an array of s8 or s16.
std::vector<int32_t> IntegersIn(const std::vector<uint8_t>& bytes, hlo::Type type);

// The numbers that an array's bytes stand for: f32 without a quantization.
std::vector<double> NumbersOf(const std::vector<uint8_t>& bytes, const hlo::Shape& shape,
                              const std::optional<Quantization>& quantization);
// Numbers as bytes of integers.
std::vector<uint8_t> BytesOf(const std::vector<float>& numbers, const Quantization& quantization);

// An f32 array as integers, and back.
hlo::Value ToIntegers(hlo::Value array, const Quantization& quantization);
hlo::Value ToFloats(hlo::Value integers, const Quantization& quantization);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_QUANTIZATION_H_
