// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/lower/packed_weights.h"

#include <fmt/format.h>

#include <cstring>

#include "converter/hlo/minifloat.h"

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
