// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvF32 and DepthwiseF32 against plain loops, bit for bit.
#include <limits>

#include "tests/runtime/kernels/kernel_memory.h"
#include "tests/runtime/kernels/packed_weights.h"

namespace tmb {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Dimension {
  uint32_t in, out, k, stride, dilation;
  int32_t pad;
};

// Pads from -2 to beyond the kernel, so that whole windows may lie outside.
Dimension RandomDimension(RandomBits& random) {
  Dimension d = {random.Between(1, 7), random.Between(1, 7), random.Between(1, 4),
                 random.Between(1, 3), random.Between(1, 3), 0};
  d.pad = static_cast<int32_t>(random.Between(0, 6)) - 2;
  return d;
}

// Input position, or -1.
int64_t Position(const Dimension& d, uint32_t out, uint32_t k) {
  const int64_t position = int64_t{out} * d.stride + int64_t{k} * d.dilation - d.pad;
  return position >= 0 && position < d.in ? position : -1;
}

// A layer with `out_c` output channels; depthwise: one for each input channel.
struct Layer {
  uint32_t batch, in_c, out_c;
  Dimension h, w;
  bool depthwise;
  std::vector<float> x, weights, bias, residual;  // weights [k_h, k_w, in_c, out_c] or [k_h, k_w, c]
  fb::Type w_type = fb::Type::F32;
  bool scratch = false;
  float lo = -kInfinity, hi = kInfinity;
};

Layer RandomLayer(bool depthwise, RandomBits& random) {
  Layer layer = {random.Between(1, 2),
                 random.Between(1, 19),
                 random.Between(1, 19),
                 RandomDimension(random),
                 RandomDimension(random),
                 depthwise,
                 {},
                 {},
                 {},
                 {}};
  if (depthwise) layer.out_c = layer.in_c;
  layer.x = RandomFloats(layer.batch * layer.h.in * layer.w.in * layer.in_c, random);
  if (!depthwise) layer.w_type = kWeightTypes[random.Between(0, 4)];
  layer.weights =
      RandomWeights(layer.h.k * layer.w.k * (depthwise ? 1 : layer.in_c), layer.out_c, layer.w_type, random);
  layer.scratch = depthwise || (layer.w_type != fb::Type::S4 && (random.Next() & 1) != 0);
  if (!depthwise && (random.Next() & 1) != 0)
    layer.residual = RandomFloats(layer.batch * layer.h.out * layer.w.out * layer.out_c, random);
  if (random.Next() & 1) layer.bias = RandomFloats(layer.out_c, random);
  if (random.Next() & 1) layer.lo = 0;
  if (random.Next() & 1) layer.hi = 0.5f;
  return layer;
}

float ReferenceSum(const Layer& l, uint32_t b, uint32_t i, uint32_t j, uint32_t o) {
  const float bias = l.bias.empty() ? 0.0f : l.bias[o];
  float sum = BeginSum(l.w_type, bias);
  for (uint32_t kh = 0; kh < l.h.k; ++kh) {
    for (uint32_t kw = 0; kw < l.w.k; ++kw) {
      const int64_t row = Position(l.h, i, kh), column = Position(l.w, j, kw);
      const bool outside = row < 0 || column < 0;
      if (outside && !l.scratch) continue;
      const size_t pixel = static_cast<size_t>(((b * l.h.in + row) * l.w.in + column) * l.in_c);
      const auto at = [&](uint32_t c) { return outside ? 0.0f : l.x[pixel + c]; };
      const uint32_t tap = (kh * l.w.k + kw) * l.in_c;
      if (l.depthwise) {
        sum += at(o) * l.weights[tap + o];
        continue;
      }
      for (uint32_t c = 0; c < l.in_c; ++c) sum += at(c) * l.weights[(tap + c) * l.out_c + o];
    }
  }
  sum = EndSum(l.w_type, sum, o, bias);
  if (!l.residual.empty()) sum += l.residual[((b * l.h.out + i) * l.w.out + j) * l.out_c + o];
  if (sum < l.lo) sum = l.lo;
  if (sum > l.hi) sum = l.hi;
  return Canonical(sum);
}

std::vector<float> Reference(const Layer& l) {
  std::vector<float> y;
  for (uint32_t b = 0; b < l.batch; ++b) {
    for (uint32_t i = 0; i < l.h.out; ++i) {
      for (uint32_t j = 0; j < l.w.out; ++j) {
        for (uint32_t o = 0; o < l.out_c; ++o) y.push_back(ReferenceSum(l, b, i, j, o));
      }
    }
  }
  return y;
}

// [k_h, k_w, c] as [c, k_h, k_w], and as the type of weights asks for it.
std::vector<uint8_t> PackDepthwise(const Layer& l, fb::Type type = fb::Type::F32) {
  const std::vector<uint8_t> panels = PackPanels(l.weights, l.h.k * l.w.k, l.in_c, 1, type);
  if (type != fb::Type::S8) return panels;
  std::vector<uint8_t> packed, integers;  // scales of all channels come first
  const size_t taps = l.h.k * l.w.k;
  for (auto at = panels.begin(); at != panels.end(); at += static_cast<ptrdiff_t>(4 + taps)) {
    packed.insert(packed.end(), at, at + 4);
    integers.insert(integers.end(), at + 4, at + static_cast<ptrdiff_t>(4 + taps));
  }
  packed.insert(packed.end(), integers.begin(), integers.end());
  return packed;
}

// The instruction without its scratch.
fb::DepthwiseF32 DepthwiseOf(const Layer& l, fb::Ref x, fb::Ref w, fb::Ref bias, fb::Ref y) {
  return fb::DepthwiseF32(x, w, bias, y, fb::Ref(kNoOperand), l.batch, l.h.in, l.w.in, l.in_c, l.h.out,
                          l.w.out, l.h.k, l.w.k, l.h.stride, l.w.stride, l.h.pad, l.w.pad, l.h.dilation,
                          l.w.dilation, l.lo, l.hi, fb::Type::F32);
}

void CheckDepthwise(const Layer& l, RandomBits& random) {
  KernelMemory memory;
  const fb::Ref x = memory.Add(l.x), w = memory.Add(PackDepthwise(l)), bias = memory.AddOptional(l.bias);
  const std::vector<float> expected = Reference(l);
  const fb::Ref y = memory.Add(std::vector<float>(expected.size(), 99.0f));
  fb::DepthwiseF32 op = DepthwiseOf(l, x, w, bias, y);
  RunBothWays(DepthwiseF32, op, memory, y, random);
  ExpectSameBits(memory.Values<float>(y), expected);
  op.mutable_scratch() = memory.Add(std::vector<uint8_t>(DepthwiseScratchBytes(op)));
  RunBothWays(DepthwiseF32, op, memory, y, random);
  ExpectSameBits(memory.Values<float>(y), expected);
}

void CheckConv(const Layer& l, RandomBits& random) {
  KernelMemory memory;
  const fb::Ref x = memory.Add(l.x);
  const fb::Ref w = memory.Add(PackPanels(l.weights, l.h.k * l.w.k * l.in_c, l.out_c, kPanel, l.w_type));
  const fb::Ref bias = memory.AddOptional(l.bias), residual = memory.AddOptional(l.residual);
  const std::vector<float> expected = Reference(l);
  const fb::Ref y = memory.Add(std::vector<float>(expected.size(), 99.0f));
  fb::ConvF32 op(x, w, bias, residual, y, fb::Ref(kNoOperand), l.batch, l.h.in, l.w.in, l.in_c, l.h.out,
                 l.w.out, l.out_c, l.h.k, l.w.k, l.h.stride, l.w.stride, l.h.pad, l.w.pad, l.h.dilation,
                 l.w.dilation, l.lo, l.hi, l.w_type);
  if (l.scratch || l.w_type == fb::Type::S4)
    op.mutable_scratch() = memory.Add(std::vector<uint8_t>(ConvScratchBytes(op)));
  RunBothWays(ConvF32, op, memory, y, random);
  ExpectSameBits(memory.Values<float>(y), expected);
}

TEST(ConvF32, RandomLayers) {
  RandomBits random;
  for (uint32_t round = 0; round < 500; ++round) CheckConv(RandomLayer(false, random), random);
}

// A weight is its f32 value, of integers their product with the scale, rounded.
TEST(DepthwiseF32, WeightsOfOtherTypes) {
  RandomBits random;
  for (uint32_t round = 0; round < 300; ++round) {
    const fb::Type type = kWeightTypes[1 + round % 3];
    Layer l = RandomLayer(true, random);
    l.weights = RandomWeights(l.h.k * l.w.k, l.out_c, type, random);
    KernelMemory memory;
    const fb::Ref x = memory.Add(l.x), w = memory.Add(PackDepthwise(l, type)),
                  bias = memory.AddOptional(l.bias);
    for (size_t i = 0; type == fb::Type::S8 && i < l.weights.size(); ++i)
      l.weights[i] *= ScaleOf(static_cast<uint32_t>(i % l.in_c));
    const std::vector<float> expected = Reference(l);
    const fb::Ref y = memory.Add(std::vector<float>(expected.size(), 99.0f));
    fb::DepthwiseF32 op = DepthwiseOf(l, x, w, bias, y);
    op.mutate_w_type(type);
    RunBothWays(DepthwiseF32, op, memory, y, random);
    ExpectSameBits(memory.Values<float>(y), expected);
    op.mutable_scratch() = memory.Add(std::vector<uint8_t>(DepthwiseScratchBytes(op)));
    RunBothWays(DepthwiseF32, op, memory, y, random);
    ExpectSameBits(memory.Values<float>(y), expected);
  }
}

TEST(DepthwiseF32, RandomLayers) {
  RandomBits random;
  for (uint32_t round = 0; round < 500; ++round) CheckDepthwise(RandomLayer(true, random), random);
}

// Lines and kernels that are too long for buffers of several channels.
TEST(DepthwiseF32, LongLines) {
  RandomBits random;
  for (const bool tall : {false, true}) {
    Layer l = RandomLayer(true, random);
    l.in_c = l.out_c = 9;
    l.h = {20, 4, tall ? 17u : 3u, 1, 1, 0};
    l.w = {400, tall ? 5u : 398u, 3, 1, 1, 0};
    l.x = RandomFloats(l.batch * l.h.in * l.w.in * l.in_c, random);
    l.weights = RandomFloats(l.h.k * l.w.k * l.in_c, random);
    if (!l.bias.empty()) l.bias = RandomFloats(l.in_c, random);
    CheckDepthwise(l, random);
  }
}

// Layers of 3 x 3 and 1 x 1 whose output lies on their input.
TEST(DepthwiseF32, InPlace) {
  RandomBits random;
  for (uint32_t round = 0; round < 200; ++round) {
    Layer l = RandomLayer(true, random);
    const uint32_t stride = random.Between(1, 2), k = random.Between(0, 1) * 2 + 1;
    for (Dimension* d : {&l.h, &l.w}) {
      const uint32_t in = random.Between(3, 9);
      *d = {in, (in + stride - 1) / stride, k, stride, 1, static_cast<int32_t>(k / 2)};
    }
    l.x = RandomFloats(l.batch * l.h.in * l.w.in * l.in_c, random);
    l.weights = RandomFloats(k * k * l.in_c, random);
    KernelMemory memory;
    const fb::Ref x = memory.Add(l.x), w = memory.Add(PackDepthwise(l)), bias = memory.AddOptional(l.bias);
    fb::DepthwiseF32 op = DepthwiseOf(l, x, w, bias, x);
    op.mutable_scratch() = memory.Add(std::vector<uint8_t>(DepthwiseScratchBytes(op)));
    DepthwiseF32(op, memory.MakeContext(), 0, kAllUnits);
    const std::vector<float> expected = Reference(l);
    std::vector<float> result = memory.Values<float>(x);
    result.resize(expected.size());
    ExpectSameBits(result, expected);
  }
}

TEST(ConvF32, NaNPassesTheClamp) {
  for (const bool depthwise : {false, true}) {
    RandomBits random;
    Layer layer = {1, 4, 4, {1, 1, 1, 1, 1, 0}, {1, 1, 1, 1, 1, 0}, depthwise, {}, {}, {}, {}};
    layer.lo = 0;
    layer.hi = 6;
    layer.scratch = depthwise;
    layer.x = {1, 1, 1, -kInfinity};
    layer.weights.assign(depthwise ? 4 : 16, 0.0f);
    (depthwise ? CheckDepthwise : CheckConv)(layer, random);
  }
}

// An infinite weight shows whether its tap in the padding is added.
TEST(ConvF32, PaddingCountsAsZerosWithScratch) {
  for (const bool depthwise : {false, true}) {
    for (const bool scratch : {false, true}) {
      RandomBits random;
      Layer layer = {1, 8, 8, {3, 3, 3, 1, 1, 1}, {9, 9, 3, 1, 1, 1}, depthwise, {}, {}, {}, {}};
      layer.scratch = scratch || depthwise;
      layer.x = RandomFloats(layer.h.in * layer.w.in * layer.in_c, random);
      layer.weights = RandomFloats(9 * layer.in_c * (depthwise ? 1 : layer.out_c), random);
      layer.weights[0] = kInfinity;
      layer.weights.back() = kInfinity;
      (depthwise ? CheckDepthwise : CheckConv)(layer, random);
    }
  }
}

}  // namespace
}  // namespace tmb
