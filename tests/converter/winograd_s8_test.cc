// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// WinogradS8: with the converter's weights it is ConvS8 with its own, bit for bit; and where the converter
// chooses it.

#include "converter/lower/winograd_s8.h"

#include "converter/hlo/builder.h"
#include "converter/integer_kernels.h"
#include "converter/lower/lower.h"
#include "tests/runtime/kernels/kernel_memory.h"

namespace tmb {
namespace {

int32_t Signed(int32_t low, int32_t high, RandomBits& random) {
  return low + static_cast<int32_t>(random.Between(0, static_cast<uint32_t>(high - low)));
}

hlo::Literal Words(const std::vector<int32_t>& values) {
  hlo::Literal literal{hlo::MakeShape(hlo::Type::kS32, {static_cast<int64_t>(values.size())}), {}, {}};
  literal.data.resize(values.size() * 4);
  std::memcpy(literal.data.data(), values.data(), literal.data.size());
  return literal;
}

hlo::Literal Weights(int64_t out_c, int64_t in_c, int32_t low, int32_t high, RandomBits& random) {
  hlo::Literal literal{hlo::MakeShape(hlo::Type::kS8, {out_c, 3, 3, in_c}), {}, {}};
  for (int64_t i = 0; i < out_c * 9 * in_c; ++i)
    literal.data.push_back(static_cast<uint8_t>(Signed(low, high, random)));
  return literal;
}

// Biases and multipliers in panels.
std::vector<int32_t> Panels(const std::vector<int32_t>& biases, const std::vector<int32_t>& multipliers,
                            size_t panel) {
  std::vector<int32_t> words;
  for (size_t o = 0; o < biases.size(); o += panel) {
    for (const std::vector<int32_t>* vector : {&biases, &multipliers}) {
      for (size_t j = o; j < o + panel; ++j) words.push_back(j < vector->size() ? (*vector)[j] : 0);
    }
  }
  return words;
}

std::vector<uint8_t> RandomBytes(size_t count, RandomBits& random) {
  std::vector<uint8_t> bytes(count);
  const bool extreme = (random.Next() & 3) == 0;
  for (uint8_t& byte : bytes) {
    byte = static_cast<uint8_t>(random.Next() >> 8);
    if (extreme) byte = byte & 1 ? 127 : 128;  // -128
  }
  return bytes;
}

// ConvS8's weights.
std::vector<int16_t> Pairs(const hlo::Literal& weights, uint32_t out_c, uint32_t in_c) {
  const uint32_t run = 3 * in_c, k = 3 * run, steps = Steps4(k);
  std::vector<int16_t> packed(CeilDiv(out_c, kPanel) * kPanel / 2 * steps);
  for (uint32_t o = 0; o < out_c; ++o) {
    for (uint32_t i = 0; i < k; ++i) {
      const uint32_t at = WindowStep(3, run, i / run, i % run), word = at / 2 * (kPanel / 2) + o % kPanel / 2;
      int16_t& pair = packed[o / kPanel * (kPanel / 2 * steps) + word * 2 + at % 2];
      pair =
          static_cast<int16_t>(pair + static_cast<int8_t>(weights.data[o * k + i]) * (o % 2 == 0 ? 1 : 256));
    }
  }
  return packed;
}

struct Ending {
  fb::Type type;
  uint32_t bytes;
  int32_t zero, lo, hi;
};

TEST(WinogradS8, IsConvS8) {
  static constexpr Ending kEndings[] = {{fb::Type::S8, 1, -128, -128, 127},
                                        {fb::Type::S8, 1, 3, -5, 60},
                                        {fb::Type::S16, 2, -7, -20000, 32767},
                                        {fb::Type::S32, 4, 0, 0, 0},
                                        {fb::Type::F32, 4, 0, 0, 0}};
  RandomBits random;
  for (uint32_t round = 0; round < 200; ++round) {
    const auto any = [&random](uint32_t low, uint32_t high) { return random.Between(low, high); };
    const uint32_t batch = any(1, 2), in_h = any(1, 12), in_w = any(1, 12), in_c = any(1, 14),
                   out_h = any(1, 10), out_w = any(1, 10), out_c = any(1, 9),
                   outputs = batch * out_h * out_w * out_c;
    const int32_t pad_h = Signed(-2, 2, random), pad_w = Signed(-2, 2, random),
                  x_zero = Signed(-128, 127, random);
    const Ending end = kEndings[any(0, 4)];
    const hlo::Literal weights = Weights(out_c, in_c, -127, 127, random);
    std::vector<int32_t> biases(out_c), multipliers(out_c), shares(out_c);
    for (uint32_t o = 0; o < out_c; ++o) {
      biases[o] = Signed(-100000, 100000, random);
      multipliers[o] = static_cast<int32_t>(random.Next()) >> any(0, 12);
      shares[o] = static_cast<int32_t>(random.Next()) >> any(8, 16);
      if (end.type == fb::Type::F32) multipliers[o] = static_cast<int32_t>(Bits(random.Unit()));
    }
    const bool has_residual = (random.Next() & 1) != 0;
    const fb::Type residual_type = random.Next() & 3 ? fb::Type::S8 : fb::Type::S16;
    const hlo::Literal bias_literal = Words(biases);
    const WinogradConstants constants = {weights, bias_literal, nullptr, -128};
    KernelMemory memory;
    const fb::Ref x = memory.Add(RandomBytes(batch * in_h * in_w * in_c, random)), none(kNoOperand);
    const fb::Ref residual =
        has_residual ? memory.Add(RandomBytes(outputs * ElementBytes(residual_type), random)) : none;
    const fb::Ref y = memory.Add(std::vector<uint8_t>(outputs * end.bytes));
    const fb::Ref scratch = memory.Add(std::vector<uint8_t>(6 * Steps4(9 * in_c)));
    shares.resize((out_c + 3) / 4 * 4);  // in front of the parameters
    const auto with_shares = [&shares](std::vector<int32_t> words) {
      words.insert(words.begin(), shares.begin(), shares.end());
      return words;
    };
    const fb::Ref words = memory.Add(with_shares(Panels(biases, multipliers, kPanel)));
    const fb::Ref share = has_residual ? words : none,
                  parameters(words.word() + static_cast<uint32_t>(shares.size() * 4));
    const fb::ConvS8 conv(x, memory.Add(Pairs(weights, out_c, in_c)), parameters, residual, share, y, scratch,
                          batch, in_h, in_w, in_c, out_h, out_w, out_c, 3, 3, 1, 1, pad_h, pad_w, 1, 1,
                          x_zero, end.zero, end.lo, end.hi, fb::Type::S8, end.type, residual_type);
    ConvS8(conv, memory.MakeContext(), 0, kAllUnits);
    const std::vector<uint8_t> expected = memory.Bytes(y);
    memory.Bytes(y).assign(expected.size(), 99);
    memory.Bytes(words) =
        Words(with_shares(Panels(BiasesOfWinogradS8(constants), multipliers, kWinogradPanel))).data;
    const std::vector<uint8_t> packed = PackWinogradS8(weights.data, out_c, in_c);
    memory.Bytes(conv.w()) = packed;
    const fb::WinogradS8 op(x, conv.w(), parameters, residual, share, y, scratch, batch, in_h, in_w, in_c,
                            out_h, out_w, out_c, pad_h, pad_w, x_zero, end.zero, end.lo, end.hi, end.type,
                            residual_type);
    ASSERT_EQ(PackedBytes(op), packed.size());
    memory.Bytes(scratch).assign(WinogradScratchBytes(op), 0);
    RunBothWays(WinogradS8, op, memory, y, random);
    ASSERT_EQ(memory.Bytes(y), expected) << "round " << round;
  }
}

// Weights all of one value, and one bias.
WinogradConstants All(const hlo::Literal& weights, const hlo::Literal& biases) {
  return {weights, biases, nullptr, -128};
}

TEST(WinogradS8, SumsLieBelow2To25) {
  RandomBits random;
  const hlo::Literal weights = Weights(1, 32, 100, 100, random);  // sums of -3686400 to 3657600
  const auto fits = [&weights](int32_t bias) { return FitWinogradS8(All(weights, Words({bias}))); };
  EXPECT_TRUE(fits((1 << 25) - 1 - 3657600));
  EXPECT_FALSE(fits((1 << 25) - 3657600));
  EXPECT_TRUE(fits(-(1 << 25) + 3686400));
  EXPECT_FALSE(fits(-(1 << 25) + 3686400 - 1));
}

TEST(WinogradS8, SharesOfTheResidualCountToo) {
  RandomBits random;
  const hlo::Literal weights = Weights(1, 32, 100, 100, random),
                     biases = Words({(1 << 25) - 3657600 - 127 * 4});
  const hlo::Literal fitting = Words({(4 << 16) - (1 << 10)}), too_large = Words({4 << 16}),
                     negative = Words({-4 << 16});
  EXPECT_TRUE(FitWinogradS8({weights, biases, &fitting, -128}));
  EXPECT_FALSE(FitWinogradS8({weights, biases, &too_large, -128}));
  EXPECT_FALSE(FitWinogradS8({weights, biases, &negative, -128}));
  EXPECT_FALSE(FitWinogradS8({weights, biases, &fitting, -32768}));
}

struct Convolution {
  int64_t size = 16, in_c = 16, out_c = 16, stride = 1;
  int32_t bias = 0;
  hlo::Type x_type = hlo::Type::kS8;
};

std::string Listing(const Convolution& c, bool winograd) {
  const int64_t pad = 1, out = (c.size + 2 * pad - 3) / c.stride + 1;
  hlo::Module module;
  module.computations.push_back(std::make_unique<hlo::Computation>());
  module.entry = module.computations[0].get();
  const auto add = [&module](const std::string& name, std::string_view opcode,
                             hlo::Shape shape) -> hlo::Instruction& {
    module.entry->instructions.push_back(std::make_unique<hlo::Instruction>());
    hlo::Instruction& instruction = *module.entry->instructions.back();
    instruction.name = name;
    instruction.opcode = opcode;
    instruction.shape = std::move(shape);
    return instruction;
  };
  const auto constant = [&add](const std::string& name, hlo::Literal literal) {
    hlo::Instruction& instruction = add(name, "constant", literal.shape);
    instruction.literal = std::make_shared<hlo::Literal>(std::move(literal));
    return &instruction;
  };
  RandomBits random;
  hlo::Instruction* const x = &add("x", "parameter", hlo::MakeShape(c.x_type, {1, c.size, c.size, c.in_c}));
  std::vector<hlo::Instruction*> operands = {x, constant("w", Weights(c.out_c, c.in_c, -127, 127, random))};
  const auto n = static_cast<size_t>(c.out_c);
  operands.push_back(constant("b", Words(std::vector<int32_t>(n, c.bias))));
  operands.push_back(constant("m", Words(std::vector<int32_t>(n, 1 << 20))));
  hlo::Instruction& conv =
      add("conv", kIntegerConvolution, hlo::MakeShape(hlo::Type::kS8, {1, out, out, c.out_c}));
  conv.operands = operands;
  conv.window = {{3, c.stride, pad, pad}, {3, c.stride, pad, pad}};
  conv.integer_range = std::make_shared<hlo::IntegerRange>(hlo::IntegerRange{-128, -128, -128, 127});
  module.entry->root = &conv;
  module.entry_result = conv.shape;
  LowerOptions options;
  options.winograd = winograd;
  const Result<Program> program = Lower(module, "m.hlo", options);
  return program.ok() ? ToText(program.value()) : program.error().text;
}

bool IsWinograd(const Convolution& c) {
  const std::string listing = Listing(c, true);
  EXPECT_NE(listing.find("WinogradS8") != std::string::npos, listing.find("ConvS8") != std::string::npos)
      << listing;
  return listing.find("WinogradS8") != std::string::npos;
}

TEST(WinogradS8, TakesThePlaceOfConvS8) {
  EXPECT_TRUE(IsWinograd({}));
  EXPECT_TRUE(IsWinograd({8, 64, 64}));
  EXPECT_TRUE(IsWinograd({16, 10, 12}));
  EXPECT_NE(Listing({}, false).find("ConvS8"), std::string::npos);
}

TEST(WinogradS8, IsNotForEveryConvolution) {
  EXPECT_FALSE(IsWinograd({16, 16, 16, 2})) << "stride";
  EXPECT_FALSE(IsWinograd({16, 16, 16, 1, 0, hlo::Type::kS16})) << "inputs of 16 bits";
  EXPECT_FALSE(IsWinograd({16, 16, 16, 1, 1 << 25})) << "sums of 2^25";
  EXPECT_FALSE(IsWinograd({5, 16, 16})) << "few positions of the tiles";
  EXPECT_FALSE(IsWinograd({16, 1, 4})) << "few channels";
}

}  // namespace
}  // namespace tmb
