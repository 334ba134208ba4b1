// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/lower/packed_weights.h"

#include <fmt/format.h>

#include <cstring>

#include "converter/hlo/minifloat.h"
#include "converter/quantize/weights.h"

namespace tmb {
namespace {

constexpr size_t kFewWeights = 64;  // fewer stay f32: scales would weigh as much, and formulas take f32 alone

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

Result<std::vector<uint8_t>> PackFloats(Lowering& lowering, const hlo::Instruction& origin,
                                        const WeightMatrix& weights, int64_t panel, hlo::Type type) {
  Panels panels(weights.k, weights.n, panel, hlo::TypeBytes(type), 0);
  for (int64_t i = 0; i < weights.k; ++i) {
    for (int64_t column = 0; column < weights.n; ++column) {
      const float value = weights.values[static_cast<size_t>(i * weights.n + column)];
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

std::vector<uint8_t> PackQuantized(const WeightMatrix& weights, const QuantizedWeights& quantized,
                                   int64_t panel) {
  Panels panels(weights.k, weights.n, panel, 1, panel * int64_t{sizeof(float)});
  for (int64_t column = 0; column < weights.n; ++column) {
    panels.SetScale(column, quantized.scales[static_cast<size_t>(column)]);
    for (int64_t i = 0; i < weights.k; ++i) {
      panels.Set(i, column, &quantized.integers[static_cast<size_t>(i * weights.n + column)]);
    }
  }
  return panels.Take();
}

WeightMatrix MatrixOf(const std::vector<uint8_t>& data, int64_t k, int64_t n,
                      const std::function<int64_t(int64_t k, int64_t n)>& byte_at) {
  WeightMatrix weights = {k, n, std::vector<float>(static_cast<size_t>(k * n))};
  for (int64_t i = 0; i < k; ++i) {
    for (int64_t column = 0; column < n; ++column) {
      std::memcpy(&weights.values[static_cast<size_t>(i * n + column)], data.data() + byte_at(i, column), 4);
    }
  }
  return weights;
}

}  // namespace

fb::Type WeightsType(const LowerOptions& options) {
  return options.quantize == Quantize::kW8 ? fb::Type::S8 : ToSchema(options.weights);
}

void NoteUnquantized(Lowering& lowering, const hlo::Instruction& origin, BufferId weights, const char* why) {
  const Buffer& buffer = lowering.program().buffers[weights];
  if (lowering.options().quantize == Quantize::kNone || buffer.kind != Buffer::Kind::kConstant) return;
  lowering.program().weights.push_back({origin.name, buffer.bytes, buffer.bytes, std::nullopt, why});
}

Result<PackedWeights> PackWeights(Lowering& lowering, const hlo::Instruction& origin, BufferId weights,
                                  int64_t k, int64_t n, int64_t panel,
                                  const std::function<int64_t(int64_t k, int64_t n)>& byte_at) {
  const WeightMatrix matrix = MatrixOf(lowering.program().buffers[weights].data, k, n, byte_at);
  const bool few = matrix.values.size() < kFewWeights;
  const bool quantize = lowering.options().quantize == Quantize::kW8 && !few;
  const std::optional<QuantizedWeights> quantized = quantize ? QuantizeToNearest(matrix) : std::nullopt;
  hlo::Type type = lowering.options().weights;
  std::vector<uint8_t> packed;
  if (quantized.has_value()) {
    type = hlo::Type::kS8;
    packed = PackQuantized(matrix, *quantized, panel);
    lowering.program().weights.push_back({origin.name, matrix.values.size() * sizeof(float), packed.size(),
                                          SqnrDecibels(matrix, *quantized), ""});
  } else {
    NoteUnquantized(lowering, origin, weights, few ? "few" : "not all of them are finite");
    TMB_ASSIGN(packed, PackFloats(lowering, origin, matrix, panel, type));
  }
  const hlo::Shape shape{type, {static_cast<int64_t>(packed.size()) / hlo::TypeBytes(type)}, {}, {}};
  return PackedWeights{lowering.ConstantBytes(origin.name + ".weights", shape, std::move(packed)),
                       ToSchema(type)};
}

}  // namespace tmb
