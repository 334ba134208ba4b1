// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// DepthwiseS8 for the M4 equals its portable twin (built with the namespace tmb_portable) on random shapes,
// whole and in pieces, in strips, in place: all of the memory outside of the scratch has the same bytes
// afterwards. Where x is not overwritten it ends where the machine's memory does, so that a read behind it is
// a fault.
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/kernels/random_bits.h"
#include "tests/runtime/kernels/target/bare_metal.h"
#include "tests/runtime/kernels/target/twin_runs.h"

namespace tmb_portable {
struct Context;
namespace fb {
struct DepthwiseS8;
}
void DepthwiseS8(const fb::DepthwiseS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
}  // namespace tmb_portable

namespace tmb {
namespace {

constexpr uint32_t kX = 0, kW = 16 << 10, kParameters = 18 << 10, kY = 20 << 10, kScratch = 36 << 10,
                   kBytes = 96 << 10;
alignas(16) uint32_t tuned[kBytes / 4], portable[kBytes / 4];
uint8_t* const kMemoryEnd = reinterpret_cast<uint8_t*>(0x20800000);  // the alias of the memory at 0x20000000

struct Dimension {
  uint32_t in, out, k, stride, dilation;
  int32_t pad;
};

// 3 x 3 windows with all kinds of padding most of the time.
Dimension RandomDimension(RandomBits& random, uint32_t stride, bool usual) {
  const uint32_t most = random.Between(0, 7) == 0 ? 150 : 30;
  const uint32_t largest = random.Next() & 3 ? 4 : 9;
  Dimension d = {random.Between(1, most),          0, usual ? 3 : random.Between(1, largest), stride,
                 usual ? 1 : random.Between(1, 2), 0};
  const uint32_t window = (d.k - 1) * d.dilation + 1;
  const bool same = random.Next() % 3 != 0;
  d.pad = static_cast<int32_t>(same ? random.Between(0, 1) : random.Between(0, 6)) - (same ? 0 : 2);
  d.out =
      same && d.in >= window ? (d.in - window + random.Between(0, 2)) / stride + 1 : random.Between(1, 14);
  return d;
}

int32_t Lowest(fb::Type type) { return type == fb::Type::S16 ? -32768 : -128; }

int32_t ZeroPoint(fb::Type type, RandomBits& random) {
  const int32_t lowest = Lowest(type), ends[] = {lowest, -1 - lowest, 0};
  const uint32_t choice = random.Between(0, 5);
  return choice < 3
             ? ends[choice]
             : lowest + static_cast<int32_t>(random.Between(0, static_cast<uint32_t>(-1 - 2 * lowest)));
}

// Sums of up to 2^18: of some channels outputs saturate, a few wrap.
void FillParameters(RandomBits& random, uint32_t channels) {
  auto* const parameters = reinterpret_cast<int32_t*>(tuned) + kParameters / 4;
  for (uint32_t i = 0; i < channels; ++i) {
    const bool wraps = random.Between(0, 15) == 0;
    parameters[2 * i] = static_cast<int32_t>(wraps ? random.Next() : random.Between(0, 1 << 15) - (1 << 14));
    parameters[2 * i + 1] =
        static_cast<int32_t>(wraps ? random.Next() : 1u << random.Between(19, 29) | random.Next() >> 12);
  }
}

void Fill(RandomBits& random, uint32_t channels) {
  for (uint32_t& word : tuned) word = random.Between(0, 31) == 0 ? 0x7f80807f : random.Next();
  FillParameters(random, channels);
  for (uint32_t i = 0; i < kBytes / 4; ++i) portable[i] = tuned[i];
}

int Compare(const fb::DepthwiseS8& op, uint32_t x_bytes, RandomBits& random) {
  Context context = {};
  context.base[0] = reinterpret_cast<uint8_t*>(portable);
  context.base[1] = reinterpret_cast<uint8_t*>(portable) + kX;
  tmb_portable::DepthwiseS8(reinterpret_cast<const tmb_portable::fb::DepthwiseS8&>(op),
                            reinterpret_cast<const tmb_portable::Context&>(context), 0, kAllUnits);
  context.base[0] = reinterpret_cast<uint8_t*>(tuned);
  context.base[1] = kMemoryEnd - x_bytes;
  for (uint32_t i = 0; i < x_bytes; ++i) context.base[1][i] = reinterpret_cast<uint8_t*>(tuned)[kX + i];
  RunInPieces(DepthwiseS8, op, context, random);
  return FirstDifference(tuned, portable, kScratch / 4);
}

// Whether a strip's outputs lie within the rows that were copied before.
bool MayLieOnInput(const fb::DepthwiseS8& op) {
  if (op.x_type() != op.y_type() || op.out_h() * op.out_w() > op.in_h() * op.in_w()) return false;
  for (uint32_t row = 0; row < op.out_h(); row += op.strip_rows()) {
    const uint32_t end = row + op.strip_rows() < op.out_h() ? row + op.strip_rows() : op.out_h();
    const int32_t rows =
        static_cast<int32_t>(row * op.stride_h() + DepthwiseLines(op, end - row)) - op.pad_h();
    const uint32_t copied = rows < 0 ? 0 : static_cast<uint32_t>(rows);
    if (copied < op.in_h() && end * op.out_w() > copied * op.in_w()) return false;
  }
  return true;
}

// With 3 x 3 windows on images of a width, or any with 0.
int Try(RandomBits& random, uint32_t width, uint32_t& in_place_count) {
  const bool usual = width != 0 || random.Between(0, 2) != 0;
  const uint32_t stride = random.Between(1, 2), batch = random.Between(0, 3) == 0 ? 2 : 1,
                 c = random.Between(1, 22);
  Dimension h = RandomDimension(random, stride, usual);
  Dimension w = RandomDimension(random, usual ? stride : random.Between(1, 3), usual);
  if (width != 0) {
    w.in = width;
    w.pad = static_cast<int32_t>(random.Between(0, 1));
    w.out = (width - 1) / stride + 1;
  }
  const bool is_mean = width == 0 && random.Between(0, 7) == 0;
  if (is_mean) {  // windows of whole images
    h = {random.Between(1, 70), 1, 0, stride, 1, 0};
    w = {random.Between(1, 9), 1, 0, stride, 1, 0};
    h.k = h.in;
    w.k = w.in;
  }
  const fb::Type x_type = random.Next() & 1 ? fb::Type::S16 : fb::Type::S8;
  const uint32_t x_bytes = batch * h.in * w.in * c * ElementBytes(x_type),
                 y_count = batch * h.out * w.out * c;
  const bool narrow = random.Between(0, 3) == 0;
  static constexpr fb::Type kTypes[] = {fb::Type::S16, fb::Type::S8, fb::Type::S32, fb::Type::F32};
  const fb::Type y_type = random.Between(0, h.out * w.out == 1 ? 1 : 15) == 0 ? kTypes[random.Between(0, 3)]
                          : random.Between(0, 3) == 0                         ? kTypes[random.Between(0, 1)]
                                                                              : x_type;
  if (x_bytes > kW - kX || y_count * ElementBytes(y_type) > kScratch - kY) return 0;
  const uint32_t strip = random.Next() & 1 ? h.out : random.Between(1, h.out);
  const int32_t x_zero = ZeroPoint(x_type, random), y_zero = ZeroPoint(y_type, random);
  const fb::Ref weights(random.Between(0, is_mean ? 1 : 15) == 0 ? kNoOperand : kW);
  const auto with = [&](fb::Ref x, fb::Ref y) {
    return fb::DepthwiseS8(x, weights, fb::Ref(kParameters), y, fb::Ref(kScratch), batch, h.in, w.in, c,
                           h.out, w.out, h.k, w.k, h.stride, w.stride, h.pad, w.pad, h.dilation, w.dilation,
                           strip, x_zero, y_zero, narrow ? -100 : Lowest(y_type),
                           narrow ? 90 : -1 - Lowest(y_type), x_type, y_type);
  };
  const fb::Ref alone(1u << 28);
  fb::DepthwiseS8 op = with(alone, fb::Ref(kY));
  if (DepthwiseScratchBytes(op) > kBytes - kScratch) return 0;
  if (MayLieOnInput(op) && (random.Next() & 1) != 0) {
    op = with(fb::Ref(kX), fb::Ref(kX));
    ++in_place_count;
  }
  Fill(random, c);
  return Compare(op, x_bytes, random);
}

}  // namespace
}  // namespace tmb

int main() {
  tmb::RandomBits random;
  uint32_t in_place_count = 0;
  for (uint32_t round = 0; round < 400 + 33 * 12; ++round) {
    if (tmb::Try(random, round < 400 ? 0 : 1 + round % 33, in_place_count) == 0) continue;
    tmb::bare_metal::Print("DepthwiseS8 is not its portable twin in round ");
    tmb::bare_metal::PrintHex(round);
    tmb::bare_metal::Print("\n");
    return 1;
  }
  return in_place_count < 50;
}
