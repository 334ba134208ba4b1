// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The tuned integer kernels of the M4 beside the portable ones (built with the namespace tmb_portable) on
// random shapes, whole and in pieces, in place: all of the memory but the scratch has the same bytes
// afterwards.
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/kernels/random_bits.h"
#include "tests/runtime/kernels/target/bare_metal.h"
#include "tests/runtime/kernels/target/twin_runs.h"

namespace tmb_portable {
struct Context;
namespace fb {
struct MatVecS8;
struct ConvS8;
struct WinogradS8;
}  // namespace fb
void MatVecS8(const fb::MatVecS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void ConvS8(const fb::ConvS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void WinogradS8(const fb::WinogradS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
}  // namespace tmb_portable

namespace tmb {
namespace {

constexpr uint32_t kX = 16 << 10, kW = 48 << 10, kParameters = 80 << 10, kShares = 81 << 10,
                   kResidual = 82 << 10, kY = 98 << 10, kScratch = 120 << 10, kBytes = 132 << 10;
alignas(16) uint8_t tuned[kBytes], portable[kBytes];

fb::Ref At(uint32_t offset) { return fb::Ref(offset); }

int32_t Signed(int32_t low, int32_t high, RandomBits& random) {
  return low + static_cast<int32_t>(random.Between(0, static_cast<uint32_t>(high - low)));
}

void Fill(RandomBits& random) {
  for (uint32_t i = 0; i < kScratch; ++i) tuned[i] = static_cast<uint8_t>(random.Next() >> 8);
  if ((random.Next() & 3) != 0) return;
  for (uint32_t i = kX; i < kW; ++i) tuned[i] = tuned[i] & 1 ? 127 : 128;  // -128
}

// Sums of odd columns stay below 2^23 with such biases, which matters where x has 8 bits; of 16 bits sums may
// wrap. Multipliers are such that few results saturate, many, or most.
void FillParameters(fb::Type x_type, fb::Type y_type, uint32_t panel, RandomBits& random) {
  auto* const words = reinterpret_cast<int32_t*>(tuned + kParameters);
  const uint32_t shift = random.Between(0, 12);
  const bool wraps = x_type == fb::Type::S16 && (random.Next() & 1) != 0;
  for (uint32_t i = 0; i < 256; ++i) {
    const bool is_bias = i / panel % 2 == 0;
    words[i] = is_bias && !wraps ? Signed(-100000, 100000, random)
               : is_bias         ? static_cast<int32_t>(random.Next())
                                 : static_cast<int32_t>(random.Next()) >> shift;
    if (!is_bias && y_type == fb::Type::F32)
      words[i] = static_cast<int32_t>((random.Next() & 0x80ffffff) | 0x3a000000);
  }
}

// Of the panels of MatVecS8, before their weights.
void FillRowParameters(const fb::MatVecS8& op, RandomBits& random) {
  FillParameters(op.x_type(), op.y_type(), kRowPanel, random);
  const uint32_t bytes = RowParameterBytes(op);
  for (uint32_t panel = 0; panel < CeilDiv(op.n(), kRowPanel); ++panel) {
    for (uint32_t i = 0; i < bytes; ++i)
      tuned[kW + panel * RowPanelBytes(op) + i] = tuned[kParameters + panel * kRowPanel * 8 + i];
  }
}

struct End {
  fb::Type y_type;
  int32_t y_zero, lo, hi;
};
End RandomEnd(RandomBits& random) {
  static constexpr fb::Type kTypes[] = {fb::Type::S16, fb::Type::S32, fb::Type::F32};
  const fb::Type y_type = random.Next() & 1 ? fb::Type::S8 : kTypes[random.Between(0, 2)];
  const int32_t lowest = y_type == fb::Type::S16 ? -32768 : -128, highest = -1 - lowest;
  End end = {y_type, Signed(lowest, highest, random), lowest, highest};
  if ((random.Next() & 3) == 0) end.lo = Signed(lowest, highest, random);
  if ((random.Next() & 3) == 0) end.hi = Signed(end.lo, highest, random);
  return end;
}

fb::Type RandomInput(RandomBits& random) { return random.Next() & 1 ? fb::Type::S16 : fb::Type::S8; }

// Any, or an end of the type.
int32_t ZeroPoint(fb::Type type, RandomBits& random) {
  const int32_t lowest = type == fb::Type::S16 ? -32768 : -128;
  return random.Next() & 1 ? Signed(lowest, -1 - lowest, random) : random.Next() & 1 ? lowest : -1 - lowest;
}

// Runs both; 0 when the memory outside of the scratch is the same, and behind it, too.
template <typename Op, typename PortableOp>
int Compare(void (*kernel)(const Op&, const Context&, uint32_t, uint32_t),
            void (*reference)(const PortableOp&, const tmb_portable::Context&, uint32_t, uint32_t),
            const Op& op, uint32_t scratch_bytes, RandomBits& random) {
  for (uint32_t i = kScratch; i < kBytes; ++i) tuned[i] = 0x55;
  for (uint32_t i = 0; i < kBytes; ++i) portable[i] = tuned[i];
  Context context = {};
  context.base[0] = portable;
  reference(reinterpret_cast<const PortableOp&>(op), reinterpret_cast<const tmb_portable::Context&>(context),
            0, kAllUnits);
  context.base[0] = tuned;
  RunInPieces(kernel, op, context, random);
  for (uint32_t i = kScratch + scratch_bytes; i < kBytes; ++i) {
    if (tuned[i] == 0x55) continue;
    bare_metal::Print("writes behind its scratch\n");
    return 1;
  }
  return FirstDifference(tuned, portable, kScratch);
}

int TryRow(uint32_t m, uint32_t k, uint32_t n, fb::Type x_type, RandomBits& random) {
  const End end = RandomEnd(random);
  const bool in_place =
      m == 1 && ElementBytes(end.y_type) == ElementBytes(x_type) && n <= k && (random.Next() & 1) != 0;
  const bool copies = in_place || (random.Next() & 1) != 0;
  const bool narrow = end.y_type == fb::Type::S8 || end.y_type == fb::Type::S16;
  const uint32_t shift = narrow && (random.Next() & 1) != 0 ? random.Between(1, kMaxMultiplierShift) : 0;
  const fb::MatVecS8 op(At(kX), At(kW), At(in_place ? kX : kY), copies ? At(kScratch) : fb::Ref(kNoOperand),
                        m, n, k, end.y_zero, end.lo, end.hi, x_type, end.y_type, static_cast<uint8_t>(shift));
  FillRowParameters(op, random);
  return Compare(MatVecS8, tmb_portable::MatVecS8, op, copies ? MatVecScratchBytes(op) : 0, random);
}

int TryMatVec(RandomBits& random) {
  const uint32_t m = random.Between(1, 3), k = random.Between(1, 300), n = random.Between(1, 40);
  return TryRow(m, k, n, RandomInput(random), random);
}

// A convolution as the kernel takes it; fields that a kind of shape leaves alone are any.
struct Shape {
  uint32_t batch, in_h, in_w, in_c, out_h, out_w, out_c, k_h, k_w, stride_h, stride_w, dilation_h, dilation_w;
  int32_t pad_h, pad_w;
};

Shape AnyShape(RandomBits& random) {
  Shape s = {};
  s.batch = random.Between(1, 2);
  s.in_h = random.Between(1, 9);
  s.in_w = random.Between(1, 9);
  s.in_c = random.Next() & 1 ? random.Between(1, 40) : 4 * random.Between(1, 8);
  s.k_h = random.Between(1, 4);
  s.k_w = random.Between(1, s.in_c > 16 ? 3 : 5);
  s.out_h = random.Between(1, 6);
  s.out_w = random.Between(1, 9);
  s.out_c = random.Between(1, 20);
  s.stride_h = random.Between(1, 2);
  s.stride_w = random.Between(1, 3);
  s.dilation_h = random.Next() & 3 ? 1 : 2;
  s.dilation_w = random.Next() & 3 ? 1 : 2;
  s.pad_h = Signed(-2, 3, random);
  s.pad_w = Signed(-2, 3, random);
  return s;
}

// All windows inside: y may lie over x.
Shape Inside(RandomBits& random) {
  Shape s = AnyShape(random);
  s.stride_h = s.stride_w = s.dilation_h = s.dilation_w = 1;
  s.pad_h = s.pad_w = 0;
  s.in_h = s.out_h + s.k_h - 1;
  s.in_w = s.out_w + s.k_w - 1;
  return s;
}

Shape Pointwise(RandomBits& random) {
  Shape s = Inside(random);
  s.k_h = s.k_w = s.batch = s.in_h = s.out_h = 1;
  s.in_w = s.out_w = random.Between(1, 33);
  s.in_c = random.Next() & 3 ? 4 * random.Between(1, 40) : s.in_c;
  return s;
}

int TryShape(const Shape& s, bool inside, fb::Type x_type, RandomBits& random) {
  const End end = RandomEnd(random);
  const fb::Type residual_type = RandomInput(random);
  const bool narrows = s.out_c * ElementBytes(end.y_type) <= s.in_c * ElementBytes(x_type);
  const bool over_x = inside && narrows && s.batch == 1 && (random.Next() & 1) != 0;
  const bool has_residual = (random.Next() & 1) != 0;
  const bool over_residual = !over_x && residual_type == end.y_type && (random.Next() & 1) != 0;
  const uint32_t y = over_x          ? kX - random.Between(0, 3) * ElementBytes(end.y_type)
                     : over_residual ? kResidual
                                     : kY;
  const int32_t x_zero = ZeroPoint(x_type, random);
  FillParameters(x_type, end.y_type, kPanel, random);
  const auto with = [&](uint32_t scratch) {
    return fb::ConvS8(At(kX), At(kW), At(kParameters), has_residual ? At(kResidual) : At(kNoOperand),
                      At(kShares), At(y), At(scratch), s.batch, s.in_h, s.in_w, s.in_c, s.out_h, s.out_w,
                      s.out_c, s.k_h, s.k_w, s.stride_h, s.stride_w, s.pad_h, s.pad_w, s.dilation_h,
                      s.dilation_w, x_zero, end.y_zero, end.lo, end.hi, x_type, end.y_type, residual_type);
  };
  const fb::ConvS8 op = with(kScratch);
  if (!NeedsScratch(op) && (random.Next() & 1) != 0)
    return Compare(ConvS8, tmb_portable::ConvS8, with(kNoOperand), 0, random);
  return Compare(ConvS8, tmb_portable::ConvS8, op, ConvScratchBytes(op), random);
}

int TryConv(RandomBits& random) { return TryShape(AnyShape(random), false, RandomInput(random), random); }
int TryInside(RandomBits& random) { return TryShape(Inside(random), true, RandomInput(random), random); }
int TryPointwise(RandomBits& random) {
  return TryShape(Pointwise(random), true, RandomInput(random), random);
}

// Each length of a row, of a window's row and of pixels up to 33; the verifier refuses 0 of them.
int TryLengths(fb::Type x_type, RandomBits& random) {
  for (uint32_t length = 1; length <= 33; ++length) {
    Fill(random);
    if (TryRow(1, length, random.Between(1, 33), x_type, random) != 0) return 1;
    Fill(random);
    if (TryRow(2, random.Between(1, 33), length, x_type, random) != 0) return 1;
    for (uint32_t kind = 0; kind < 6; ++kind) {
      Fill(random);
      Shape s = kind < 3 ? Inside(random) : AnyShape(random);
      (kind % 3 == 0 ? s.in_c : kind % 3 == 1 ? s.out_c : s.k_w) = length;
      if (kind % 3 == 2) s.in_c = random.Between(1, 4);
      if (kind == 2) s.in_w = s.out_w + length - 1;
      if (TryShape(s, kind < 3, x_type, random) != 0) return 1;
    }
  }
  return 0;
}
int TryLengthsS8(RandomBits& random) { return TryLengths(fb::Type::S8, random); }
int TryLengthsS16(RandomBits& random) { return TryLengths(fb::Type::S16, random); }

// Transformed 3 x 3 kernels of random weights, of all channels that a panel and 4 steps have room for.
void FillTransformed(uint32_t in_c, uint32_t out_c, RandomBits& random) {
  static constexpr int32_t kG[6][3] = {{1, 0, 0}, {1, 1, 1}, {1, -1, 1}, {1, 2, 4}, {1, -2, 4}, {0, 0, 1}};
  const uint32_t steps = Steps4(in_c);
  auto* const w = reinterpret_cast<int16_t*>(tuned + kW);
  for (uint32_t o = 0; o < (out_c + 1) / 2 * 2; ++o) {
    for (uint32_t c = 0; c < steps; ++c) {
      int32_t g[3][3], lines[6][3];
      for (auto& row : g) {
        for (int32_t& weight : row) weight = random.Next() & 7 ? Signed(-127, 127, random) : 127;
      }
      for (uint32_t i = 0; i < 6; ++i) {
        for (uint32_t j = 0; j < 3; ++j)
          lines[i][j] = kG[i][0] * g[0][j] + kG[i][1] * g[1][j] + kG[i][2] * g[2][j];
      }
      const uint32_t step = PackedStep(c);
      for (uint32_t p = 0; p < 36; ++p) {
        const int32_t *const line = lines[p / 6], *const column = kG[p % 6];
        w[(((o / 2 * 36 + p) * steps + step / 2 * 2) + o % 2) * 2 + step % 2] =
            static_cast<int16_t>(line[0] * column[0] + line[1] * column[1] + line[2] * column[2]);
      }
    }
  }
}

int TryWinograd(RandomBits& random) {
  Shape s = AnyShape(random);
  s.in_h = random.Between(1, 14);
  s.in_w = random.Between(1, 14);
  s.in_c = random.Next() & 1 ? random.Between(1, 36) : 4 * random.Between(1, 9);
  s.out_h = random.Between(1, 13);
  s.out_w = random.Between(1, 13);
  s.out_c = random.Between(1, 400 / (s.in_c + 3) < 16 ? 400 / (s.in_c + 3) : 16);
  const End end = RandomEnd(random);
  const fb::Type residual_type = RandomInput(random);
  const bool has_residual = (random.Next() & 1) != 0;
  const bool over_residual = residual_type == end.y_type && (random.Next() & 1) != 0;
  const int32_t x_zero = ZeroPoint(fb::Type::S8, random);
  FillTransformed(s.in_c, s.out_c, random);
  FillParameters(fb::Type::S8, end.y_type, kWinogradPanel, random);
  auto* const words = reinterpret_cast<int32_t*>(tuned + kParameters);
  for (uint32_t i = 0; i < 256; ++i)
    words[i] *= i / kWinogradPanel % 2 == 0 ? 64 : 1;  // sums stay below 2^25
  for (uint32_t i = 0; i < 256; ++i) words[256 + i] >>= 8;
  const fb::WinogradS8 op(At(kX), At(kW), At(kParameters), has_residual ? At(kResidual) : At(kNoOperand),
                          At(kShares), At(over_residual ? kResidual : kY), At(kScratch), s.batch, s.in_h,
                          s.in_w, s.in_c, s.out_h, s.out_w, s.out_c, s.pad_h, s.pad_w, x_zero, end.y_zero,
                          end.lo, end.hi, end.y_type, residual_type);
  return Compare(WinogradS8, tmb_portable::WinogradS8, op, WinogradScratchBytes(op), random);
}

}  // namespace
}  // namespace tmb

int main() {
  static constexpr struct {
    const char* name;
    int (*attempt)(tmb::RandomBits&);
    uint32_t rounds;
  } kKernels[] = {{"MatVecS8", tmb::TryMatVec, 300},
                  {"ConvS8", tmb::TryConv, 300},
                  {"ConvS8, windows inside", tmb::TryInside, 300},
                  {"ConvS8, pointwise", tmb::TryPointwise, 300},
                  {"MatVecS8 or ConvS8 of each length", tmb::TryLengthsS8, 3},
                  {"MatVecS8 or ConvS8 of 16 bits of each length", tmb::TryLengthsS16, 3},
                  {"WinogradS8", tmb::TryWinograd, 300}};
  tmb::RandomBits random;
  int wrong = 0;
  for (const auto& kernel : kKernels) {
    for (uint32_t round = 0; round < kernel.rounds; ++round) {
      tmb::Fill(random);
      if (kernel.attempt(random) == 0) continue;
      tmb::bare_metal::Print(kernel.name);
      tmb::bare_metal::Print(" is not its portable twin\n");
      ++wrong;
      break;
    }
  }
  return wrong;
}
