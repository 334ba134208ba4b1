// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Dot against plain loops, bit for bit: the order of addition is the format's.
#include "tests/runtime/kernels/kernel_memory.h"
#include "tests/runtime/kernels/typed_elements.h"

namespace tmb {
namespace {

struct Strides {
  int32_t batch, row, column;
  uint32_t offset;
};

// A layout of [batch, rows, columns] in random order of dimensions, some of them reversed.
Strides RandomLayout(const uint32_t (&extents)[3], uint32_t element_bytes, RandomBits& random) {
  uint32_t order[3] = {0, 1, 2};
  for (uint32_t i = 2; i > 0; --i) std::swap(order[i], order[random.Between(0, i)]);
  int32_t strides[3];
  uint32_t step = element_bytes, offset = 0;
  for (const uint32_t d : order) {
    strides[d] = static_cast<int32_t>(step);
    if (random.Next() & 1) {
      offset += step * (extents[d] - 1);
      strides[d] = -strides[d];
    }
    step *= extents[d];
  }
  return {strides[0], strides[1], strides[2], offset};
}

void CheckDot(const TypeTriple& types, RandomBits& random) {
  const uint32_t batch = random.Between(1, 3), m = random.Between(1, 5), n = random.Between(1, 5);
  const uint32_t k = random.Between(1, 40);
  const Strides x_step = RandomLayout({batch, m, k}, ElementBytes(types.x), random);
  const Strides w_step = RandomLayout({batch, k, n}, ElementBytes(types.w), random);
  const std::vector<uint8_t> x_values = RandomElements(types.x, batch * m * k, random);
  const std::vector<uint8_t> w_values = RandomElements(types.w, batch * k * n, random);
  KernelMemory memory;
  const fb::Ref x = memory.Add(x_values, x_step.offset), w = memory.Add(w_values, w_step.offset);
  const fb::Ref y = memory.Add(std::vector<uint8_t>(batch * m * n * ElementBytes(types.y), 0xaa));
  const fb::Dot op(x, w, y, batch, m, n, k, x_step.batch, x_step.row, x_step.column, w_step.batch, w_step.row,
                   w_step.column, types.x, types.w, types.y);
  RunBothWays(Dot, op, memory, y, random);
  std::vector<uint8_t> expected(memory.Bytes(y).size());
  uint8_t* at = expected.data();
  for (int32_t b = 0; b < static_cast<int32_t>(batch); ++b) {
    for (int32_t i = 0; i < static_cast<int32_t>(m); ++i) {
      for (int32_t j = 0; j < static_cast<int32_t>(n); ++j, at += ElementBytes(types.y)) {
        ReferenceSum sum;
        for (int32_t l = 0; l < static_cast<int32_t>(k); ++l) {
          sum.Add(types,
                  x_values.data() + x_step.offset + b * x_step.batch + i * x_step.row + l * x_step.column,
                  w_values.data() + w_step.offset + b * w_step.batch + l * w_step.row + j * w_step.column);
        }
        sum.Store(types.y, at);
      }
    }
  }
  EXPECT_EQ(memory.Bytes(y), expected) << fb::EnumNameType(types.x) << " " << fb::EnumNameType(types.w);
}

TEST(Dot, RandomLayoutsOfEveryType) {
  RandomBits random;
  for (uint32_t round = 0; round < 40; ++round) {
    for (const TypeTriple& types : kProductTypes) CheckDot(types, random);
  }
}

TEST(Dot, NaNIsCanonical) {
  KernelMemory memory;
  const fb::Ref x = memory.Add(std::vector<uint32_t>{0xff800001, 0x7f800000});
  const fb::Ref w = memory.Add(std::vector<float>{1, 0});
  const fb::Ref y = memory.Add(std::vector<uint32_t>{0});
  const fb::Dot op(x, w, y, 1, 1, 1, 2, 0, 0, 4, 0, 4, 0, fb::Type::F32, fb::Type::F32, fb::Type::F32);
  Dot(op, memory.MakeContext(), 0, kAllUnits);
  EXPECT_EQ(memory.Values<uint32_t>(y)[0], 0x7fc00000u);
}

}  // namespace
}  // namespace tmb
