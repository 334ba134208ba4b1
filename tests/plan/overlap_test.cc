// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The distances, with the kernels themselves: at the greatest one, and at others below, the
// output over the input is that of two disjoint buffers; a little above, it mostly is not.
#include "converter/plan/overlap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/kernels/random_bits.h"

namespace tmb {
namespace {

constexpr float kFar = 1e30f;  // of a clamp

std::vector<uint8_t> RandomFloatBytes(uint32_t count, RandomBits& random) {
  std::vector<uint8_t> bytes(count * 4);
  for (uint32_t i = 0; i < count; ++i) {
    const float value = random.Unit();
    std::memcpy(bytes.data() + i * 4, &value, 4);
  }
  return bytes;
}

// One instruction with memory of its own for all but x and y.
template <typename Op>
struct Case {
  Op op;
  std::vector<uint8_t> x, w, scratch;
  uint32_t y_bytes = 0;
  uint32_t too_far = 4;  // bytes above the greatest distance where most outputs are wrong

  // y computed where it lies `distance` bytes behind x in one block.
  std::vector<uint8_t> Run(int64_t distance, void (*kernel)(const Op&, const Context&, uint32_t, uint32_t)) {
    const auto x_at = static_cast<uint32_t>(std::max<int64_t>(0, -distance)),
               y_at = static_cast<uint32_t>(x_at + distance);
    std::vector<uint8_t> arena(std::max<size_t>(x_at + x.size(), y_at + y_bytes), 0x5a);
    std::ranges::copy(x, arena.begin() + x_at);
    op.mutable_x() = fb::Ref(x_at);
    op.mutable_y() = fb::Ref(y_at);
    Context context = {};
    context.base[kArena0] = arena.data();
    context.base[kArena1] = scratch.data();
    context.base[kConstants] = w.data();
    kernel(op, context, 0, kAllUnits);
    return {arena.begin() + y_at, arena.begin() + y_at + y_bytes};
  }

  int64_t Most() const {
    auto most = static_cast<int64_t>(x.size());
    for (const UnitReach& unit : ReachOf(op)) most = std::min(most, unit.read_begin - unit.write_end);
    return most;
  }
};

struct Counts {
  int tried = 0, wrong_below = 0, wrong_above = 0;
};

template <typename Op>
void Try(Case<Op> c, void (*kernel)(const Op&, const Context&, uint32_t, uint32_t), RandomBits& random,
         Counts& counts) {
  const int64_t most = c.Most(), apart = -static_cast<int64_t>(c.y_bytes);
  const std::vector<uint8_t> expected = c.Run(apart, kernel);
  ASSERT_GE(most, apart);
  for (int i = 0; i < 4; ++i) {
    const int64_t room = (most - apart) / 4;
    const int64_t distance =
        i == 0 ? most : apart + 4 * static_cast<int64_t>(random.Between(0, static_cast<uint32_t>(room)));
    counts.wrong_below += c.Run(distance, kernel) != expected;
  }
  if (most >= static_cast<int64_t>(c.x.size())) return;  // anything goes
  ++counts.tried;
  counts.wrong_above += c.Run(most + c.too_far, kernel) != expected;
}

// Of weights that are read as they are, and of those that are unpacked to scratch.
fb::Type RandomWeightsType(RandomBits& random) { return random.Next() & 1 ? fb::Type::F32 : fb::Type::S4; }

fb::Ref ScratchOrNone(bool has) { return has ? fb::Ref(uint32_t{kArena1} << 28) : fb::Ref(kNoOperand); }

TEST(Overlap, OfAProduct) {
  RandomBits random;
  Counts counts;
  for (int i = 0; i < 2000; ++i) {
    const uint32_t m = random.Between(1, 21), n = random.Between(1, 9), k = random.Between(1, 9);
    const fb::Type w_type = RandomWeightsType(random);
    Case<fb::DotF32> c;
    c.op = fb::DotF32(
        fb::Ref(0), fb::Ref(uint32_t{kConstants} << 28), fb::Ref(kNoOperand), fb::Ref(kNoOperand), fb::Ref(0),
        ScratchOrNone(w_type == fb::Type::S4 || (random.Next() & 1) != 0), m, n, k, -kFar, kFar, w_type);
    c.x = RandomFloatBytes(m * k, random);
    c.w = RandomFloatBytes(PackedBytes(c.op) / 4, random);
    c.scratch.resize(DotScratchBytes(c.op));
    c.y_bytes = m * n * 4;
    if (w_type == fb::Type::S4) c.too_far = n * 4;  // a tile is read again for the second panel only
    Try(std::move(c), DotF32, random, counts);
  }
  EXPECT_EQ(counts.wrong_below, 0);
  EXPECT_GT(counts.wrong_above, counts.tried / 8) << "of " << counts.tried;
}

TEST(Overlap, OfAConvolution) {
  RandomBits random;
  Counts counts;
  for (int i = 0; i < 2000; ++i) {
    const auto dimension = [&] { return random.Between(1, 7); };
    const uint32_t batch = random.Between(1, 2), in_h = dimension(), in_w = dimension(),
                   in_c = random.Between(1, 5);
    const uint32_t out_h = dimension(), out_w = dimension(), out_c = random.Between(1, 9);
    const uint32_t k_h = random.Between(1, 4), k_w = random.Between(1, 4);
    const fb::Type w_type = RandomWeightsType(random);
    Case<fb::ConvF32> c;
    const auto pad = [&] { return static_cast<int32_t>(random.Between(0, 4)) - 1; };
    c.op = fb::ConvF32(fb::Ref(0), fb::Ref(uint32_t{kConstants} << 28), fb::Ref(kNoOperand),
                       fb::Ref(kNoOperand), fb::Ref(0),
                       ScratchOrNone(w_type == fb::Type::S4 || (random.Next() & 1) != 0), batch, in_h, in_w,
                       in_c, out_h, out_w, out_c, k_h, k_w, random.Between(1, 3), random.Between(1, 3), pad(),
                       pad(), random.Between(1, 2), random.Between(1, 2), -kFar, kFar, w_type);
    c.x = RandomFloatBytes(batch * in_h * in_w * in_c, random);
    c.w = RandomFloatBytes(PackedBytes(c.op) / 4, random);
    c.scratch.resize(ConvScratchBytes(c.op));
    c.y_bytes = batch * out_h * out_w * out_c * 4;
    c.too_far = (in_w * in_c + out_w * out_c) * 4;  // the kernel orders positions in a row, too
    Try(std::move(c), ConvF32, random, counts);
  }
  EXPECT_EQ(counts.wrong_below, 0);
  EXPECT_GT(counts.wrong_above, counts.tried / 8) << "of " << counts.tried;
}

// x [8, 4] -> y [8, 2]: two tiles, of which the second reads from byte 64 on.
Program Product(bool residual_is_x) {
  Program program;
  const BufferId x = program.AddBuffer({"x", Buffer::Kind::kTemporary, {}, 128, 16, {}});
  const BufferId y = program.AddBuffer({"y", Buffer::Kind::kTemporary, {}, 64, 16, {}});
  const fb::Ref none(kNoOperand), x_ref = program.AddOperand(x);
  Instruction instruction;
  instruction.op.Set(fb::DotF32(x_ref, none, none, residual_is_x ? program.AddOperand(x) : none,
                                program.AddOperand(y), none, 8, 2, 4, -kFar, kFar, fb::Type::F32));
  program.code.push_back(std::move(instruction));
  return program;
}

TEST(Overlap, OfAMaxPool) {
  RandomBits random;
  Counts counts;
  for (int i = 0; i < 2000; ++i) {
    const auto dimension = [&] { return random.Between(1, 7); };
    const auto pad = [&] { return static_cast<int32_t>(random.Between(0, 4)) - 1; };
    const uint32_t batch = random.Between(1, 2), in_h = dimension(), in_w = dimension(), c = dimension();
    const uint32_t out_h = dimension(), out_w = dimension();
    Case<fb::MaxPoolS8> each;
    each.op = fb::MaxPoolS8(fb::Ref(0), fb::Ref(0), batch, in_h, in_w, out_h, out_w, c, random.Between(1, 3),
                            random.Between(1, 3), random.Between(1, 3), random.Between(1, 3), pad(), pad());
    for (uint32_t byte = 0; byte < batch * in_h * in_w * c; ++byte)
      each.x.push_back(static_cast<uint8_t>(random.Next()));
    each.y_bytes = batch * out_h * out_w * c;
    each.too_far = in_w * c + out_w * c;
    Try(std::move(each), MaxPoolS8, random, counts);
  }
  EXPECT_EQ(counts.wrong_below, 0);
  EXPECT_GT(counts.wrong_above, counts.tried / 8) << "of " << counts.tried;
}

// A DepthwiseS8 with y on x's first byte, or apart.
std::vector<uint8_t> RunDepthwise(fb::DepthwiseS8 op, bool in_place, std::vector<uint8_t> x,
                                  std::vector<uint8_t> w, std::vector<uint8_t> parameters) {
  const size_t y_bytes = size_t{op.batch()} * op.out_h() * op.out_w() * op.c();
  std::vector<uint8_t> y(y_bytes), scratch(DepthwiseScratchBytes(op));
  x.resize(std::max(x.size(), y_bytes));
  Context context = {};
  uint8_t* const memory[] = {x.data(), in_place ? x.data() : y.data(), scratch.data(), w.data(),
                             parameters.data()};
  for (uint32_t i = 0; i < std::size(memory); ++i) context.base[i] = memory[i];
  DepthwiseS8(op, context, 0, kAllUnits);
  return {memory[1], memory[1] + y_bytes};
}

TEST(Overlap, OfADepthwiseConvolutionOfIntegers) {
  RandomBits random;
  const auto bytes = [&](size_t count) {
    std::vector<uint8_t> values(count);
    for (uint8_t& value : values) value = static_cast<uint8_t>(random.Next());
    return values;
  };
  int on_input = 0, apart = 0, wrong = 0;
  for (int round = 0; round < 400; ++round) {
    const uint32_t h = random.Between(3, 12), w = random.Between(3, 12), c = random.Between(1, 6),
                   batch = random.Between(1, 2), stride = random.Between(1, 2), pad = random.Between(0, 2),
                   out_h = (h + 2 * pad - 3) / stride + 1,
                   out_w = (w + random.Between(1, 2) * pad - 3 + random.Between(0, 1)) / stride + 1;
    const auto as = [](uint32_t space) { return fb::Ref(space << 28); };
    const fb::DepthwiseS8 op(as(0), as(3), as(4), as(1), as(2), batch, h, w, c, out_h, out_w, 3, 3, stride,
                             stride, static_cast<int32_t>(pad), static_cast<int32_t>(pad), 1, 1,
                             random.Between(1, out_h), -3, 5, -128, 127, fb::Type::S8, fb::Type::S8);
    const std::vector<uint8_t> x = bytes(size_t{batch} * h * w * c), weights = bytes(c * 9);
    std::vector<uint8_t> parameters = bytes(c * 8);
    for (uint32_t i = 0; i < c; ++i)
      parameters[8 * i + 3] = parameters[8 * i + 2] = parameters[8 * i + 7] = 0;
    const bool same =
        RunDepthwise(op, true, x, weights, parameters) == RunDepthwise(op, false, x, weights, parameters);
    if (MayLieOnInput(op)) {
      ASSERT_TRUE(same) << round;
      ++on_input;
    } else {
      ++apart;
      wrong += !same;
    }
  }
  EXPECT_GT(on_input, 100);
  EXPECT_GT(wrong, apart / 2);
  EXPECT_GT(apart, 50);
}

TEST(Overlap, OfADepthwiseConvolutionTakesOneType) {
  const fb::Ref none(kNoOperand);
  const auto with = [&](fb::Type y_type) {
    return fb::DepthwiseS8(none, none, none, none, none, 1, 6, 6, 4, 6, 6, 3, 3, 1, 1, 1, 1, 1, 1, 6, 0, 0,
                           -128, 127, fb::Type::S8, y_type);
  };
  EXPECT_TRUE(MayLieOnInput(with(fb::Type::S8)));
  EXPECT_FALSE(MayLieOnInput(with(fb::Type::S16)));
}

TEST(Overlap, FollowsFromTheUnits) {
  const Program program = Product(false);
  const std::optional<Diagonal> diagonal = DiagonalOf(program, program.code[0]);
  ASSERT_TRUE(diagonal.has_value());
  EXPECT_EQ(diagonal->most, -32);  // the first tile writes 32 bytes while it reads from byte 0
  EXPECT_EQ(SavedBytes({0, 64}, {0, 128}, -32), 32u);
  EXPECT_EQ(SavedBytes({0, 64}, {0, 128}, 16), 64u);
  EXPECT_EQ(SavedBytes({0, 64}, {0, 128}, -64), 0u);
  EXPECT_EQ(SavedBytes({64, 128}, {128, 256}, 16), 16u) << "the second row of each";
}

TEST(Overlap, IsNotWhereTheInputIsReadTwice) {
  const Program program = Product(true);
  EXPECT_FALSE(DiagonalOf(program, program.code[0]).has_value());
}

}  // namespace
}  // namespace tmb
