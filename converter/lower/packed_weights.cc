// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/lower/packed_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "converter/hlo/minifloat.h"
#include "converter/lower/integer_weights.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

// An f32 in the storage type, or nothing when it has no such value.
std::optional<uint64_t> Narrowed(float value, hlo::Type type) {
  if (value != value) return hlo::NanBits(type, false, std::nullopt);
  return hlo::FloatBits(type, value);
}

// Elements of one size in panels, each with `header` bytes before it.
class Panels {
 public:
  Panels(int64_t k, int64_t n, int64_t panel, int64_t bytes, int64_t header)
      : panel_(panel),
        bytes_(bytes),
        header_(header),
        panel_bytes_(header + k * panel * bytes),
        data_(static_cast<size_t>((n + panel - 1) / panel * panel_bytes_), 0) {}

  void Set(int64_t i, int64_t column, const void* element) {
    std::memcpy(At(column) + header_ + (i * panel_ + column % panel_) * bytes_, element,
                static_cast<size_t>(bytes_));
  }
  void SetScale(int64_t column, float scale) {
    std::memcpy(At(column) + column % panel_ * int64_t{sizeof scale}, &scale, sizeof scale);
  }
  std::vector<uint8_t> Take() { return std::move(data_); }

 private:
  uint8_t* At(int64_t column) { return data_.data() + column / panel_ * panel_bytes_; }

  const int64_t panel_, bytes_, header_, panel_bytes_;
  std::vector<uint8_t> data_;
};

float FloatAt(const std::vector<uint8_t>& data, int64_t byte) {
  float value;
  std::memcpy(&value, data.data() + byte, sizeof value);
  return value;
}

Result<std::vector<uint8_t>> PackFloats(Lowering& lowering, const hlo::Instruction& origin,
                                        const UnpackedWeights& weights, int64_t panel, hlo::Type type) {
  const std::vector<uint8_t>& data = lowering.program().buffers[weights.constant].data;
  Panels panels(weights.k, weights.n, panel, hlo::TypeBytes(type), 0);
  for (int64_t i = 0; i < weights.k; ++i) {
    for (int64_t column = 0; column < weights.n; ++column) {
      const float value = FloatAt(data, weights.byte_at(i, column));
      if (type == hlo::Type::kF32) {
        panels.Set(i, column, &value);
        continue;
      }
      const std::optional<uint64_t> bits = Narrowed(value, type);
      if (!bits.has_value()) {
        return lowering.ErrorAt(
            origin, fmt::format("its weight {} does not fit into {}: use --weights bf16 or f32", value,
                                hlo::TypeName(type)));
      }
      panels.Set(i, column, &*bits);
    }
  }
  return panels.Take();
}

float ScaleAt(Lowering& lowering, const ColumnScales& scales, int64_t column) {
  return FloatAt(lowering.program().buffers[scales.place.buffer].data,
                 scales.place.offset + column * scales.stride);
}

std::vector<uint8_t> PackIntegers(Lowering& lowering, const UnpackedWeights& weights, int64_t panel) {
  const std::vector<uint8_t>& data = lowering.program().buffers[weights.constant].data;
  Panels panels(weights.k, weights.n, panel, 1, panel * int64_t{sizeof(float)});
  for (int64_t column = 0; column < weights.n; ++column) {
    panels.SetScale(column, ScaleAt(lowering, *weights.scales, column));
    for (int64_t i = 0; i < weights.k; ++i) panels.Set(i, column, data.data() + weights.byte_at(i, column));
  }
  return panels.Take();
}

// The factor under which integers are that small.
std::optional<int> FactorOf(const std::vector<int8_t>& integers) {
  for (int factor = 1; factor <= kMostFactor; ++factor) {
    const bool fits = std::all_of(integers.begin(), integers.end(), [factor](int8_t integer) {
      return integer % factor == 0 && std::abs(integer) <= kFourBitLevels * factor;
    });
    if (fits) return factor;
  }
  return std::nullopt;
}

// Of a panel, behind its scales: 16 steps of k. `column` of them.
void SetFourBits(const std::vector<int8_t>& integers, int factor, int64_t column, uint8_t* block) {
  block[column] = static_cast<uint8_t>(factor);
  for (size_t step = 0; step < kFactorSteps; ++step) {
    const int integer = step < integers.size() ? integers[step] / factor : 0;
    block[kPanel + step / 8 * 16 + static_cast<size_t>(column) * 4 + step % 8 / 2] |=
        static_cast<uint8_t>((integer + 8) << step % 2 * 4);
  }
}

PackedWeights Store(Lowering& lowering, const hlo::Instruction& origin, const UnpackedWeights& weights,
                    hlo::Type type, std::vector<uint8_t> packed) {
  if (weights.scales.has_value()) {
    lowering.program().weights.push_back({origin.name,
                                          static_cast<uint64_t>(weights.k * weights.n) * sizeof(float),
                                          packed.size(), std::nullopt, ""});
  }
  const hlo::Shape shape{type, {static_cast<int64_t>(packed.size()) / hlo::TypeBytes(type)}, {}, {}};
  return {lowering.ConstantBytes(origin.name + ".weights", shape, std::move(packed)), ToSchema(type)};
}

}  // namespace

fb::Type WeightsType(const LowerOptions& options, const std::optional<ColumnScales>& scales) {
  return scales.has_value() ? fb::Type::S8 : ToSchema(options.weights);
}

Result<PackedWeights> PackWeights(Lowering& lowering, const hlo::Instruction& origin,
                                  const UnpackedWeights& weights, int64_t panel) {
  if (weights.scales.has_value())
    return Store(lowering, origin, weights, hlo::Type::kS8, PackIntegers(lowering, weights, panel));
  const hlo::Type type = lowering.options().weights;
  TMB_ASSIGN(std::vector<uint8_t> packed, PackFloats(lowering, origin, weights, panel, type));
  return Store(lowering, origin, weights, type, std::move(packed));
}

std::optional<PackedWeights> PackFourBits(Lowering& lowering, const hlo::Instruction& origin,
                                          const UnpackedWeights& weights) {
  if (!lowering.options().weights_s4 || !weights.scales.has_value()) return std::nullopt;
  const std::vector<uint8_t>& data = lowering.program().buffers[weights.constant].data;
  const auto k = static_cast<uint32_t>(weights.k);
  const int64_t panel_bytes = kPanel * int64_t{ColumnBytes(fb::Type::S4, k)};
  std::vector<uint8_t> packed(static_cast<size_t>((weights.n + kPanel - 1) / kPanel * panel_bytes), 0);
  for (int64_t column = 0; column < weights.n; ++column) {
    uint8_t* at = packed.data() + column / kPanel * panel_bytes;
    const float scale = ScaleAt(lowering, *weights.scales, column);
    std::memcpy(at + column % kPanel * int64_t{sizeof scale}, &scale, sizeof scale);
    at += kPanel * sizeof scale;
    for (int64_t first = 0; first < weights.k; first += kFactorSteps, at += kPanel * (1 + kFactorSteps / 2)) {
      std::vector<int8_t> integers;
      for (int64_t i = first; i < std::min<int64_t>(first + kFactorSteps, weights.k); ++i)
        integers.push_back(static_cast<int8_t>(data[static_cast<size_t>(weights.byte_at(i, column))]));
      const std::optional<int> factor = FactorOf(integers);
      if (!factor.has_value()) return std::nullopt;
      SetFourBits(integers, *factor, column % kPanel, at);
    }
  }
  return Store(lowering, origin, weights, hlo::Type::kS4, std::move(packed));
}

PackedWeights PackDepthwise(Lowering& lowering, const hlo::Instruction& origin,
                            const UnpackedWeights& weights) {
  const std::vector<uint8_t>& data = lowering.program().buffers[weights.constant].data;
  std::vector<uint8_t> packed;
  const auto append = [&packed](const void* bytes, int64_t count) {
    const auto* const first = static_cast<const uint8_t*>(bytes);
    packed.insert(packed.end(), first, first + count);
  };
  for (int64_t channel = 0; channel < weights.n && weights.scales.has_value(); ++channel) {
    const float scale = ScaleAt(lowering, *weights.scales, channel);
    append(&scale, sizeof scale);
  }
  const hlo::Type type = weights.scales.has_value() ? hlo::Type::kS8 : hlo::Type::kF32;
  for (int64_t channel = 0; channel < weights.n; ++channel) {
    for (int64_t i = 0; i < weights.k; ++i)
      append(data.data() + weights.byte_at(i, channel), hlo::TypeBytes(type));
  }
  return Store(lowering, origin, weights, type, std::move(packed));
}

}  // namespace tmb
