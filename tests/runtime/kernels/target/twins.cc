// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The tuned f32 kernels, the M4's or the host's, beside the portable ones (built with the namespace
// tmb_portable) on random shapes, whole and in pieces, with scratch and without, in place: all of the memory
// has the same bytes afterwards.
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/kernels/random_bits.h"
#include "tests/runtime/kernels/target/bare_metal.h"
#include "tests/runtime/kernels/target/twin_runs.h"

namespace tmb_portable {
struct Context;
namespace fb {
struct DotF32;
struct MatVecF32;
struct ConvF32;
struct DepthwiseF32;
struct WinogradF32;
}  // namespace fb
void DotF32(const fb::DotF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void MatVecF32(const fb::MatVecF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void ConvF32(const fb::ConvF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void DepthwiseF32(const fb::DepthwiseF32& op, const Context& context, uint32_t first_unit,
                  uint32_t unit_count);
void WinogradF32(const fb::WinogradF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
}  // namespace tmb_portable

namespace tmb {
namespace {

constexpr uint32_t kBytes = 96 << 10;
constexpr uint32_t kX = 0, kW = 24 << 10, kBias = 64 << 10, kY = 66 << 10, kResidual = 78 << 10,
                   kScratch = 88 << 10;
constexpr uint32_t kWords = kBytes / 4;
alignas(16) uint32_t tuned[kWords], portable[kWords];

constexpr float kInfinity = __builtin_inff();
constexpr fb::Type kTypes[] = {fb::Type::F32, fb::Type::F16, fb::Type::BF16, fb::Type::S8, fb::Type::S4};

fb::Ref At(uint32_t offset) { return fb::Ref(offset); }
fb::Ref Maybe(uint32_t offset, RandomBits& random) {
  return random.Next() & 1 ? fb::Ref(offset) : fb::Ref(kNoOperand);
}

// Floats of several magnitudes; as halves, finite. One in some thousand is special.
void Fill(RandomBits& random) {
  static constexpr uint32_t kSpecial[] = {0x7f800000, 0xff800000, 0x7fc00000, 0x80000000, 0x00000001};
  for (uint32_t i = 0; i < kWords; ++i) {
    tuned[i] = (random.Next() & 0x80ffbfffu) | 0x3e000000u;
    const bool weights = i >= kW / 4 && i < kBias / 4;
    if (i % 4001 == 4000 && !weights) tuned[i] = kSpecial[random.Between(0, 4)];
    portable[i] = tuned[i];
  }
}

struct Range {
  float lo, hi;
};
Range RandomRange(RandomBits& random) {
  static constexpr Range kRanges[] = {{-kInfinity, kInfinity}, {0, kInfinity},    {0, 6}, {-1, 1},
                                      {0, kInfinity},          {-kInfinity, 0.5f}};
  return kRanges[random.Between(0, 5)];
}

// Runs both; 0 when the memory outside of the scratch is the same.
template <typename Op, typename PortableOp>
int Compare(void (*kernel)(const Op&, const Context&, uint32_t, uint32_t),
            void (*reference)(const PortableOp&, const tmb_portable::Context&, uint32_t, uint32_t),
            const Op& op, RandomBits& random) {
  Context context = {};
  context.base[0] = reinterpret_cast<uint8_t*>(portable);
  reference(reinterpret_cast<const PortableOp&>(op), reinterpret_cast<const tmb_portable::Context&>(context),
            0, kAllUnits);
  context.base[0] = reinterpret_cast<uint8_t*>(tuned);
  RunInPieces(kernel, op, context, random);
  return FirstDifference(tuned, portable, kScratch / 4);
}

int TryDot(RandomBits& random) {
  const uint32_t m = random.Between(1, 23), k = random.Between(1, 40), n = random.Between(1, 40);
  const Range range = RandomRange(random);
  const fb::Type w_type = kTypes[random.Between(0, 4)];
  const bool unpacks = w_type == fb::Type::S4, in_place = !unpacks && n <= k && (random.Next() & 1) != 0;
  const fb::DotF32 op(At(kX), At(kW), Maybe(kBias, random), Maybe(kResidual, random), At(in_place ? kX : kY),
                      in_place || unpacks ? At(kScratch) : Maybe(kScratch, random), m, n, k, range.lo,
                      range.hi, w_type);
  return Compare(DotF32, tmb_portable::DotF32, op, random);
}

int TryMatVec(RandomBits& random) {
  const uint32_t m = random.Between(1, 3), k = random.Between(1, 100), n = random.Between(1, 90);
  const Range range = RandomRange(random);
  const fb::MatVecF32 op(At(kX), At(kW), Maybe(kBias, random), At(kY), m, n, k, range.lo, range.hi,
                         kTypes[random.Between(0, 3)]);
  return Compare(MatVecF32, tmb_portable::MatVecF32, op, random);
}

int TryConv(RandomBits& random) {
  const uint32_t in_h = random.Between(1, 9), in_w = random.Between(1, 12), in_c = random.Between(1, 9);
  const uint32_t k_h = random.Between(1, 4), k_w = random.Between(1, 4), out_c = random.Between(1, 13);
  const uint32_t out_h = random.Between(1, 7), out_w = random.Between(1, 12);
  const int32_t pad_h = static_cast<int32_t>(random.Between(0, 6)) - 2;
  const int32_t pad_w = static_cast<int32_t>(random.Between(0, 6)) - 2;
  const Range range = RandomRange(random);
  const fb::Type w_type = kTypes[random.Between(0, 4)];
  const fb::Ref scratch = w_type == fb::Type::S4 ? At(kScratch) : Maybe(kScratch, random);
  const uint32_t dilation_w = random.Between(1, 2);
  const fb::ConvF32 op(At(kX), At(kW), Maybe(kBias, random), Maybe(kResidual, random), At(kY), scratch, 1,
                       in_h, in_w, in_c, out_h, out_w, out_c, k_h, k_w, random.Between(1, 2),
                       random.Between(1, 2), pad_h, pad_w, random.Between(1, 2), dilation_w, range.lo,
                       range.hi, w_type);
  return Compare(ConvF32, tmb_portable::ConvF32, op, random);
}

int TryDepthwise(RandomBits& random) {
  const bool usual = (random.Next() & 3) != 0;
  const uint32_t c = random.Between(1, 17), k = usual ? 3 : random.Between(1, 5),
                 stride = random.Between(1, 2);
  const uint32_t in_h = random.Between(1, 12), in_w = random.Between(1, 14),
                 pad = usual ? random.Between(0, 1) : 2;
  const uint32_t dilation = usual ? 1 : random.Between(1, 2), window = (k - 1) * dilation + 1;
  if (in_h + 2 * pad < window || in_w + 2 * pad < window) return 0;
  const uint32_t out_h = (in_h + 2 * pad - window) / stride + 1,
                 out_w = (in_w + 2 * pad - window) / stride + 1;
  const Range range = RandomRange(random);
  const bool in_place = usual && pad == 1 && (random.Next() & 1) != 0;
  const fb::Ref scratch = in_place ? At(kScratch) : Maybe(kScratch, random);
  const fb::DepthwiseF32 op(At(kX), At(kW), Maybe(kBias, random), At(in_place ? kX : kY), scratch, 1, in_h,
                            in_w, c, out_h, out_w, k, k, stride, stride, static_cast<int32_t>(pad),
                            static_cast<int32_t>(pad), dilation, dilation, range.lo, range.hi,
                            kTypes[random.Between(0, 3)]);
  return Compare(DepthwiseF32, tmb_portable::DepthwiseF32, op, random);
}

int TryWinograd(RandomBits& random) {
  const uint32_t in_h = random.Between(1, 9), in_w = random.Between(1, 12), in_c = random.Between(1, 9);
  const uint32_t out_h = random.Between(1, 9), out_w = random.Between(1, 12), out_c = random.Between(1, 9);
  const int32_t pad_h = static_cast<int32_t>(random.Between(0, 6)) - 2;
  const int32_t pad_w = static_cast<int32_t>(random.Between(0, 6)) - 2;
  const Range range = RandomRange(random);
  const fb::WinogradF32 op(At(kX), At(kW), Maybe(kBias, random), Maybe(kResidual, random), At(kY),
                           At(kScratch), 1, in_h, in_w, in_c, out_h, out_w, out_c, pad_h, pad_w, range.lo,
                           range.hi);
  return Compare(WinogradF32, tmb_portable::WinogradF32, op, random);
}

// Dot against plain loops: x and w in any order of dimensions, some of them reversed.
int TryStridedDot(RandomBits& random) {
  const uint32_t batch = random.Between(1, 2), m = random.Between(1, 9), n = random.Between(1, 40);
  const uint32_t k = random.Between(1, 30);
  const bool x_turned = (random.Next() & 1) != 0, w_turned = (random.Next() & 1) != 0;
  const int32_t sign = random.Next() & 1 ? -1 : 1;
  const int32_t x_m = x_turned ? 4 : static_cast<int32_t>(4 * k),
                x_k = x_turned ? static_cast<int32_t>(4 * m) : 4;
  const int32_t w_k = w_turned ? 4 : static_cast<int32_t>(4 * n),
                w_n = w_turned ? static_cast<int32_t>(4 * k) : 4;
  const uint32_t x_first = sign < 0 ? (k - 1) * static_cast<uint32_t>(x_k) : 0;
  const fb::Dot op(At(kX + x_first), At(kW), At(kY), batch, m, n, k, static_cast<int32_t>(4 * m * k), x_m,
                   sign * x_k, static_cast<int32_t>(4 * k * n), w_k, w_n, fb::Type::F32, fb::Type::F32,
                   fb::Type::F32);
  const auto at = [](uint32_t byte) { return reinterpret_cast<float*>(portable) + byte / 4; };
  for (uint32_t unit = 0; unit < batch * m; ++unit) {
    for (uint32_t j = 0; j < n; ++j) {
      float sum = 0;
      for (uint32_t i = 0; i < k; ++i) {
        const int32_t x =
            static_cast<int32_t>(unit / m * 4 * m * k + x_first) + static_cast<int32_t>(unit % m) * x_m;
        const int32_t w = static_cast<int32_t>(unit / m * 4 * k * n) + static_cast<int32_t>(j) * w_n;
        sum += *at(kX + static_cast<uint32_t>(x + static_cast<int32_t>(i) * sign * x_k)) *
               *at(kW + static_cast<uint32_t>(w + static_cast<int32_t>(i) * w_k));
      }
      *at(kY + 4 * (unit * n + j)) = sum;
    }
  }
  Context context = {};
  context.base[0] = reinterpret_cast<uint8_t*>(tuned);
  Dot(op, context, 0, kAllUnits);
  return FirstDifference(tuned, portable, kScratch / 4);
}

}  // namespace
}  // namespace tmb

int main() {
  static constexpr struct {
    const char* name;
    int (*attempt)(tmb::RandomBits&);
  } kKernels[] = {{"DotF32", tmb::TryDot},           {"MatVecF32", tmb::TryMatVec},
                  {"ConvF32", tmb::TryConv},         {"DepthwiseF32", tmb::TryDepthwise},
                  {"WinogradF32", tmb::TryWinograd}, {"Dot", tmb::TryStridedDot}};
  tmb::RandomBits random;
  int wrong = 0;
  for (const auto& kernel : kKernels) {
    for (uint32_t round = 0; round < 60; ++round) {
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
