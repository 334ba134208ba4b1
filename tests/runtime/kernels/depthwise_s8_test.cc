// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 against plain loops, bit for bit.
#include <limits>

#include "tests/runtime/kernels/kernel_memory.h"

namespace tmb {
namespace {

struct Dimension {
  uint32_t in, out, k, stride, dilation;
  int32_t pad;
};

// Pads from -2 to beyond the kernel, so that whole windows may lie outside.
Dimension RandomDimension(RandomBits& random) {
  return {random.Between(1, 9), random.Between(1, 14), random.Between(1, random.Next() & 3 ? 4 : 9),
          random.Between(1, 3), random.Between(1, 2),  static_cast<int32_t>(random.Between(0, 6)) - 2};
}

struct Layer {
  uint32_t batch, c;
  Dimension h, w;
  fb::Type x_type, y_type;
  int32_t x_zero, y_zero, lo, hi;
  std::vector<int32_t> x, weights, parameters;  // weights [c, k_h, k_w]
};

std::vector<int32_t> RandomIntegers(size_t count, int32_t least, int32_t most, RandomBits& random) {
  std::vector<int32_t> values(count);
  for (int32_t& value : values) {
    const uint32_t choice = random.Between(0, 15);  // often at an end
    value = least + static_cast<int32_t>(random.Between(0, static_cast<uint32_t>(most - least)));
    if (choice < 2) value = choice == 0 ? least : most;
  }
  return values;
}

Layer RandomLayer(RandomBits& random) {
  static constexpr fb::Type kTypes[] = {fb::Type::S8, fb::Type::S8, fb::Type::S16, fb::Type::S32,
                                        fb::Type::F32};
  Layer l = {random.Between(1, 2),
             random.Between(1, 11),
             RandomDimension(random),
             RandomDimension(random),
             kTypes[random.Between(0, 2)],
             kTypes[random.Between(0, 4)],
             0,
             0,
             0,
             0,
             {},
             {},
             {}};
  if ((random.Next() & 3) == 0) l.w.out = random.Between(1, 33);
  if (random.Next() & 1) {  // the windows that have a kernel of their own
    l.h.k = l.w.k = 3;
    l.h.dilation = l.w.dilation = 1;
    l.h.stride = l.w.stride = random.Between(1, 2);
  }
  const int32_t x_most = l.x_type == fb::Type::S8 ? 127 : 32767,
                y_most = l.y_type == fb::Type::S8 ? 127 : 32767;
  l.x = RandomIntegers(l.batch * l.h.in * l.w.in * l.c, -x_most - 1, x_most, random);
  l.x_zero = RandomIntegers(1, -x_most - 1, x_most, random)[0];
  l.y_zero = RandomIntegers(1, -y_most - 1, y_most, random)[0];
  l.lo = random.Next() & 1 ? -y_most - 1 : l.y_zero;
  l.hi = random.Next() & 1 ? y_most : std::min(l.y_zero, y_most - 20) + 20;
  l.weights = RandomIntegers(l.c * l.h.k * l.w.k, -128, 127, random);
  for (uint32_t c = 0; c < l.c; ++c) {
    l.parameters.push_back(RandomIntegers(1, -100000, 100000, random)[0]);
    const int32_t multiplier = static_cast<int32_t>(random.Next() >> random.Between(1, 16));
    l.parameters.push_back(l.y_type == fb::Type::F32 ? __builtin_bit_cast(int32_t, random.Unit())
                                                     : multiplier);
  }
  return l;
}

int64_t ReferenceSum(const Layer& l, uint32_t image, uint32_t row, uint32_t column, uint32_t channel) {
  int64_t sum = l.parameters[2 * channel];
  for (uint32_t i = 0; i < l.h.k; ++i) {
    for (uint32_t j = 0; j < l.w.k; ++j) {
      const int64_t y = int64_t{row} * l.h.stride + i * l.h.dilation - l.h.pad;
      const int64_t x = int64_t{column} * l.w.stride + j * l.w.dilation - l.w.pad;
      const bool inside = y >= 0 && y < l.h.in && x >= 0 && x < l.w.in;
      const size_t at =
          ((image * l.h.in + static_cast<size_t>(y)) * l.w.in + static_cast<size_t>(x)) * l.c + channel;
      sum += int64_t{inside ? l.x[at] : l.x_zero} * l.weights[(channel * l.h.k + i) * l.w.k + j];
    }
  }
  return sum;
}

// The bits of an element of y.
uint32_t Ended(const Layer& l, int64_t sum, int32_t multiplier) {
  const auto wrapped = static_cast<int32_t>(sum);
  if (l.y_type == fb::Type::S32) return static_cast<uint32_t>(wrapped);
  if (l.y_type == fb::Type::F32)
    return __builtin_bit_cast(uint32_t, static_cast<float>(wrapped) * __builtin_bit_cast(float, multiplier));
  const int64_t product = int64_t{wrapped} * multiplier + (int64_t{1} << 31);
  const int64_t scaled =
      (product - ((product % (int64_t{1} << 32) + (int64_t{1} << 32)) % (int64_t{1} << 32))) /
      (int64_t{1} << 32);
  return static_cast<uint32_t>(std::min<int64_t>(std::max<int64_t>(scaled + l.y_zero, l.lo), l.hi));
}

template <typename T>
std::vector<uint8_t> BytesOf(const std::vector<int32_t>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    const T value = static_cast<T>(values[i]);
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
  return bytes;
}

std::vector<uint8_t> Reference(const Layer& l) {
  std::vector<uint8_t> bytes;
  for (uint32_t at = 0; at < l.batch * l.h.out * l.w.out * l.c; ++at) {
    const uint32_t channel = at % l.c, column = at / l.c % l.w.out, row = at / l.c / l.w.out % l.h.out;
    const uint32_t image = at / l.c / l.w.out / l.h.out;
    const uint32_t bits =
        Ended(l, ReferenceSum(l, image, row, column, channel), l.parameters[2 * channel + 1]);
    for (uint32_t byte = 0; byte < ElementBytes(l.y_type); ++byte)
      bytes.push_back(static_cast<uint8_t>(bits >> 8 * byte));
  }
  return bytes;
}

TEST(DepthwiseS8, EqualsPlainLoops) {
  RandomBits random;
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE(round);
    Layer l = RandomLayer(random);
    const bool adds = random.Between(0, 7) == 0;
    if (adds) std::fill(l.weights.begin(), l.weights.end(), 1);
    const std::vector<uint8_t> expected = Reference(l);
    KernelMemory memory;
    const fb::Ref x = memory.Add(l.x_type == fb::Type::S8 ? BytesOf<int8_t>(l.x) : BytesOf<int16_t>(l.x));
    const fb::Ref w = adds ? fb::Ref(kNoOperand) : memory.Add(BytesOf<int8_t>(l.weights)),
                  parameters = memory.Add(l.parameters);
    const fb::Ref y = memory.Add(std::vector<uint8_t>(expected.size(), 0x5a));
    fb::DepthwiseS8 op(x, w, parameters, y, fb::Ref(kNoOperand), l.batch, l.h.in, l.w.in, l.c, l.h.out,
                       l.w.out, l.h.k, l.w.k, l.h.stride, l.w.stride, l.h.pad, l.w.pad, l.h.dilation,
                       l.w.dilation, random.Between(1, l.h.out), l.x_zero, l.y_zero, l.lo, l.hi, l.x_type,
                       l.y_type);
    op.mutable_scratch() = memory.Add(std::vector<uint8_t>(DepthwiseScratchBytes(op)));
    RunBothWays(DepthwiseS8, op, memory, y, random);
    ASSERT_EQ(memory.Values<uint8_t>(y), expected);
  }
}

fb::DepthwiseS8 With(uint32_t h, uint32_t w, uint32_t stride, uint32_t strip_rows) {
  const fb::Ref none(kNoOperand);
  return fb::DepthwiseS8(none, none, none, none, none, 1, h, w, 8, h / stride, w / stride, 3, 3, stride,
                         stride, 1, 1, 1, 1, strip_rows, 0, 0, -128, 127, fb::Type::S8, fb::Type::S8);
}

TEST(DepthwiseS8, StripsFitTheirScratch) {
  for (uint32_t h = 2; h < 60; ++h) {
    for (uint32_t stride = 1; stride <= 2; ++stride) {
      for (uint32_t bytes = 0; bytes < 20000; bytes += 500) {
        const uint32_t rows = DepthwiseStripRows(With(h, 24, stride, 1), bytes);
        ASSERT_TRUE(rows >= 1 && rows <= h / stride);
        ASSERT_TRUE(rows == 1 || DepthwiseScratchBytes(With(h, 24, stride, rows)) <= bytes);
      }
    }
  }
  // As few strips as can be, of rows as even as can be: 14 rows would fit.
  EXPECT_EQ(DepthwiseStripRows(With(24, 24, 1, 1), 4096), 12u);
  EXPECT_EQ(DepthwiseScratchBytes(With(24, 24, 1, 14)), 4096u);
}

TEST(DepthwiseS8, HasScratchForARowOfAtMost6Columns) {
  EXPECT_EQ(DepthwiseScratchBytes(With(6, 6, 1, 6)), 8u * 4 * 16);        // 8 lines of 4 pairs of 4 channels
  EXPECT_EQ(DepthwiseScratchBytes(With(24, 24, 1, 1)), 3u * 4 * 4 * 16);  // 4 groups
  EXPECT_EQ(DepthwiseScratchBytes(With(24, 24, 2, 1)), 3u * 2 * 7 * 16);
  EXPECT_EQ(DepthwiseScratchBytes(With(7, 7, 1, 1)), 3u * 2 * 3 * 16);  // of 4 and 3 columns
  EXPECT_EQ(DepthwiseScratchBytes(With(24, 24, 1, 25)), UINT32_MAX);
}

}  // namespace
}  // namespace tmb
