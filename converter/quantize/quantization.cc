// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/quantization.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace tmb {
namespace {

// The scale of each element, as an array or a number.
hlo::Value ScalesLike(hlo::Value array, const Quantization& quantization, bool inverse) {
  hlo::Builder& b = array.builder();
  std::vector<double> scales;
  const int64_t channels = std::max<int64_t>(static_cast<int64_t>(quantization.channel_scales.size()), 1);
  for (int64_t c = 0; c < channels; ++c) {
    const double scale = quantization.ScaleOf(c);
    scales.push_back(inverse ? 1 / scale : scale);
  }
  if (quantization.channel_scales.empty()) return b.Scalar(hlo::Type::kF32, scales[0]);
  return b.Broadcast(b.Array(hlo::Type::kF32, scales, {channels}), array.dims(), {quantization.channel_dim});
}

}  // namespace

int32_t Quantization::Nearest(double value) const {
  const double steps = std::nearbyint(value / scale) + zero;
  return static_cast<int32_t>(std::clamp(steps, double(lowest()), double(highest())));
}

void SetScale(std::vector<hlo::SignatureScale>& scales, size_t number, hlo::SignatureScale scale) {
  scales.resize(std::max(scales.size(), number + 1));
  scales[number] = scale;
}

Quantization CoverRange(float lo, float hi, hlo::Type type) {
  Quantization result;
  result.type = type;
  lo = std::min(lo, 0.0f);
  hi = std::max(hi, 0.0f);
  const float steps = static_cast<float>(result.highest()) - static_cast<float>(result.lowest());
  const float scale = (hi - lo) / steps;
  result.scale = scale < std::numeric_limits<float>::min() ? 1 : scale;
  const double zero = std::nearbyint(double(result.lowest()) - double(lo) / result.scale);
  result.zero = static_cast<int32_t>(std::clamp(zero, double(result.lowest()), double(result.highest())));
  return result;
}

std::vector<int32_t> IntegersIn(const std::vector<uint8_t>& bytes, hlo::Type type) {
  const size_t size = type == hlo::Type::kS8 ? 1 : 2;
  std::vector<int32_t> integers;
  integers.reserve(bytes.size() / size);
  for (size_t at = 0; at + size <= bytes.size(); at += size) {
    integers.push_back(size == 1 ? static_cast<int8_t>(bytes[at])
                                 : static_cast<int16_t>(bytes[at] | bytes[at + 1] << 8));
  }
  return integers;
}

std::vector<double> NumbersOf(const std::vector<uint8_t>& bytes, const hlo::Shape& shape,
                              const std::optional<Quantization>& quantization) {
  std::vector<double> numbers;
  if (!quantization.has_value()) {
    for (size_t at = 0; at + sizeof(float) <= bytes.size(); at += sizeof(float)) {
      float value;
      std::memcpy(&value, bytes.data() + at, sizeof value);
      numbers.push_back(value);
    }
    return numbers;
  }
  const auto channels = std::max<int64_t>(static_cast<int64_t>(quantization->channel_scales.size()), 1);
  int64_t channel_stride = 1;
  if (!quantization->channel_scales.empty()) {
    for (auto d = static_cast<size_t>(quantization->channel_dim) + 1; d < shape.dims.size(); ++d)
      channel_stride *= shape.dims[d];
  }
  for (const int32_t integer : IntegersIn(bytes, quantization->type)) {
    const int64_t channel = static_cast<int64_t>(numbers.size()) / channel_stride % channels;
    numbers.push_back(double(quantization->ScaleOf(channel)) * (integer - quantization->zero));
  }
  return numbers;
}

std::vector<uint8_t> BytesOf(const std::vector<float>& numbers, const Quantization& quantization) {
  std::vector<uint8_t> bytes;
  for (const float number : numbers) {
    const auto integer = static_cast<uint32_t>(quantization.Nearest(number));
    bytes.push_back(static_cast<uint8_t>(integer));
    if (quantization.type == hlo::Type::kS16) bytes.push_back(static_cast<uint8_t>(integer >> 8));
  }
  return bytes;
}

hlo::Value ToIntegers(hlo::Value array, const Quantization& quantization) {
  hlo::Builder& b = array.builder();
  hlo::Value steps = array * ScalesLike(array, quantization, true);
  if (quantization.zero != 0) steps = steps + double(quantization.zero);
  steps = b.Unary("round-nearest-even", steps);
  const auto bound = [&b](int32_t value) { return b.Scalar(hlo::Type::kF32, value); };
  return b.Convert(b.Clamp(bound(quantization.lowest()), steps, bound(quantization.highest())),
                   quantization.type);
}

hlo::Value ToFloats(hlo::Value integers, const Quantization& quantization) {
  hlo::Builder& b = integers.builder();
  const hlo::Value steps = b.Convert(integers, hlo::Type::kF32) - double(quantization.zero);
  return steps * ScalesLike(steps, quantization, false);
}

}  // namespace tmb
