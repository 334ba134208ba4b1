// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The units of work of the tensor kernels (kernel.h) and the scratch they are planned:
// a unit is a row of output or a bounded part of one. Counts saturate at UINT32_MAX,
// which the verifier refuses, so that kernels may multiply without a check.
#ifndef TMB_RUNTIME_KERNELS_KERNEL_UNITS_H_
#define TMB_RUNTIME_KERNELS_KERNEL_UNITS_H_

#include <cstdint>

#include "runtime/isa.h"

namespace tmb {

inline constexpr uint32_t kMatVecPanel = 16;   // columns of MatVecF32's packed weights
inline constexpr uint32_t kPanel = 4;          // columns of DotF32's, output channels of ConvF32's
inline constexpr uint32_t kTile = 4;           // rows of DotF32, output positions of ConvF32 done together
inline constexpr uint32_t kGatherBlock = 256;  // elements of a unit of Gather and Scatter
inline constexpr uint32_t kSortRun = 8;        // elements that Sort sorts by insertion

inline constexpr uint32_t kRowPanel = 8;       // columns of MatVecS8's packed weights
inline constexpr uint32_t kStackLine = 53;      // floats of each of DepthwiseF32's three lines without scratch
inline constexpr uint32_t kMaxMultiplierShift = 15;  // of MatVecS8
inline constexpr uint32_t kStackBytes = 256;    // of MatVecS8 and ConvS8 without scratch
inline constexpr uint32_t kStepsOfPiece = kStackBytes / 2;  // of a row of MatVecS8
inline constexpr uint32_t kWinogradPanel = 2;  // output channels of WinogradS8's
inline constexpr uint32_t kPair = 2;           // output positions of ConvS8 done together
inline constexpr uint32_t kChannels = 4;       // of DepthwiseS8 done together
inline constexpr uint32_t kMaxDepthwiseSpan = 95;  // pixels of a row, from a window's first to its last
inline constexpr uint32_t kColumns = 6;        // of DepthwiseS8's output done together at most

inline constexpr uint32_t kFactorSteps = 16;   // steps of k that weights of S4 have a factor for

// What each panel of packed weights begins with, in steps of k: weights of 8 bits have an f32 scale for each column.
constexpr uint32_t ScaleSteps(fb::Type w_type) { return w_type == fb::Type::S8 ? 4 : 0; }

constexpr uint32_t SaturatingProduct(uint32_t a, uint32_t b) {
  const uint64_t product = uint64_t{a} * b;
  return product >> 32 != 0 ? UINT32_MAX : static_cast<uint32_t>(product);
}

// ceil(count / by) without overflow, count > 0.
constexpr uint32_t CeilDiv(uint32_t count, uint32_t by) { return (count - 1) / by + 1; }

// One unit: a tile of rows.
inline uint32_t Units(const fb::DotF32& op) { return op.m() == 0 ? 0 : CeilDiv(op.m(), kTile); }
// One unit: a row of x by a panel of 16 columns.
inline uint32_t Units(const fb::MatVecF32& op) {
  return op.n() == 0 ? 0 : SaturatingProduct(op.m(), CeilDiv(op.n(), kMatVecPanel));
}
// One unit: a row of y.
inline uint32_t Units(const fb::Dot& op) { return SaturatingProduct(op.batch(), op.m()); }
// One unit: a row of the output, all channels.
inline uint32_t Units(const fb::ConvF32& op) { return SaturatingProduct(op.batch(), op.out_h()); }
// One unit: 4 tiles of 4 x 4 outputs, in the order of rows of tiles.
template <typename Op>
uint32_t WinogradTiles(const Op& op) {
  return op.out_h() == 0 || op.out_w() == 0
             ? 0
             : SaturatingProduct(op.batch(), SaturatingProduct(CeilDiv(op.out_h(), 4), CeilDiv(op.out_w(), 4)));
}
template <typename Op>
uint32_t WinogradUnits(const Op& op) {
  const uint32_t tiles = WinogradTiles(op);
  return tiles == 0 ? 0 : CeilDiv(tiles, kTile);
}
inline uint32_t Units(const fb::WinogradF32& op) { return WinogradUnits(op); }
// One unit: a channel of an image.
inline uint32_t Units(const fb::DepthwiseF32& op) { return SaturatingProduct(op.batch(), op.c()); }
// One unit: a row.
inline uint32_t Units(const fb::MatVecS8& op) { return op.m(); }
// One unit: a row of the output, all channels.
inline uint32_t Units(const fb::ConvS8& op) { return SaturatingProduct(op.batch(), op.out_h()); }
// One unit: a row of the output, all channels.
inline uint32_t Units(const fb::MaxPoolS8& op) { return SaturatingProduct(op.batch(), op.out_h()); }
// One unit: as WinogradF32's.
inline uint32_t Units(const fb::WinogradS8& op) { return WinogradUnits(op); }
// One unit: 4 channels of an image.
inline uint32_t Units(const fb::DepthwiseS8& op) {
  return op.c() == 0 ? 0 : SaturatingProduct(op.batch(), CeilDiv(op.c(), kChannels));
}
// One unit: all groups and channels at one position along the last dimension's row.
inline uint32_t Units(const fb::Conv& op) {
  const auto& out = *op.out();
  return SaturatingProduct(SaturatingProduct(op.batch(), out[0]), out[1]);
}

// Packed weights of f32 kernels, in bytes; UINT32_MAX when that has no number, or where the instruction may not have such weights.
// A column of k weights, with its scale.
constexpr uint32_t ColumnBytes(fb::Type w_type, uint32_t k) {
  if (k >= 1u << 28) return UINT32_MAX;
  if (w_type == fb::Type::S4) return 4 + (k + kFactorSteps - 1) / kFactorSteps * (1 + kFactorSteps / 2);
  return (k + ScaleSteps(w_type)) * ElementBytes(w_type);
}
inline uint32_t WindowTaps(const fb::ConvF32& op) {
  return SaturatingProduct(SaturatingProduct(op.k_h(), op.k_w()), op.in_c());
}
constexpr uint32_t PanelsBytes(fb::Type w_type, uint32_t k, uint32_t n, uint32_t panel) {
  return n == 0 ? 0 : SaturatingProduct(CeilDiv(n, panel), SaturatingProduct(panel, ColumnBytes(w_type, k)));
}
inline uint32_t PackedBytes(const fb::DotF32& op) {
  if (op.w_type() == fb::Type::S4 && !HasOperand(op.scratch())) return UINT32_MAX;
  return PanelsBytes(op.w_type(), op.k(), op.n(), kPanel);
}
inline uint32_t PackedBytes(const fb::ConvF32& op) {
  if (op.w_type() == fb::Type::S4 && !HasOperand(op.scratch())) return UINT32_MAX;
  return PanelsBytes(op.w_type(), WindowTaps(op), op.out_c(), kPanel);
}
inline uint32_t PackedBytes(const fb::MatVecF32& op) {
  if (op.w_type() == fb::Type::S4) return UINT32_MAX;
  return PanelsBytes(op.w_type(), op.k(), op.n(), kMatVecPanel);
}
inline uint32_t PackedBytes(const fb::DepthwiseF32& op) {
  if (op.w_type() == fb::Type::S4) return UINT32_MAX;
  return PanelsBytes(op.w_type(), SaturatingProduct(op.k_h(), op.k_w()), op.c(), 1);
}

// The scratch of struct instructions, in bytes; UINT32_MAX when it would not fit there.
// A panel of weights of S4 as S8.
constexpr uint32_t UnpackedBytes(uint32_t k) {
  if (k >= 1u << 28) return UINT32_MAX;
  return kPanel * ColumnBytes(fb::Type::S8, (k + kFactorSteps - 1) / kFactorSteps * kFactorSteps);
}
// Or a tile of x.
inline uint32_t DotScratchBytes(const fb::DotF32& op) {
  return op.w_type() == fb::Type::S4 ? UnpackedBytes(op.k()) : SaturatingProduct(op.k(), kTile * 4);
}
// Or the windows of a tile.
inline uint32_t ConvScratchBytes(const fb::ConvF32& op) {
  const uint32_t taps = WindowTaps(op);
  return op.w_type() == fb::Type::S4 ? UnpackedBytes(taps) : SaturatingProduct(taps, kTile * 4);
}
// Where it is not of the weights.
template <typename Op>
fb::Ref CopiesOf(const Op& op) {
  return op.w_type() == fb::Type::S4 ? fb::Ref(kNoOperand) : op.scratch();
}
// The transformed input of 4 tiles, and sums on their way to outputs.
inline constexpr uint32_t kWinogradPositions = 36, kWinogradSlots = 26;
inline uint32_t WinogradScratchBytes(const fb::WinogradF32& op) {
  const uint32_t v_bytes = SaturatingProduct(op.in_c(), kWinogradPositions * kTile * 4);
  const uint32_t slot_bytes = kWinogradSlots * kTile * kPanel * 4;
  return v_bytes > UINT32_MAX - slot_bytes ? UINT32_MAX : v_bytes + slot_bytes;
}
// Positions of the padded input from the first to the last that `out` windows along one dimension read.
constexpr uint32_t WindowSpan(uint32_t out, uint32_t stride, uint32_t k, uint32_t dilation) {
  return (out - 1) * stride + (k - 1) * dilation + 1;
}
// Floats of a row of one channel with its padding.
inline uint32_t DepthwiseLine(const fb::DepthwiseF32& op) {
  return WindowSpan(op.out_w(), op.stride_w(), op.k_w(), op.dilation_w());
}
// Rows that a row of output needs.
inline uint32_t DepthwiseLines(const fb::DepthwiseF32& op) { return WindowSpan(1, 1, op.k_h(), op.dilation_h()); }
// Whether a kernel of 3 x 3 windows has lines: in scratch, or short ones on the stack.
inline bool HasLines(const fb::DepthwiseF32& op) {
  const uint32_t longest = op.out_h() > op.out_w() ? op.out_h() : op.out_w();
  return HasOperand(op.scratch()) || (longest - 1) * op.stride_w() + 3 <= kStackLine;
}
// Lines of rows or, for a kernel that prefers it, of columns.
inline uint32_t DepthwiseScratchBytes(const fb::DepthwiseF32& op) {
  const uint32_t rows = SaturatingProduct(DepthwiseLine(op), DepthwiseLines(op));
  const uint32_t columns = SaturatingProduct(WindowSpan(op.out_h(), op.stride_h(), op.k_h(), op.dilation_h()),
                                             WindowSpan(1, 1, op.k_w(), op.dilation_w()));
  return SaturatingProduct(rows > columns ? rows : columns, 4);
}

// Whether bounds are narrower than y's type, s8 or s16, which sums saturate to.
constexpr bool Clips(fb::Type y_type, int32_t lo, int32_t hi) {
  const int32_t lowest = y_type == fb::Type::S16 ? -32768 : -128;
  return lo > lowest || hi < -1 - lowest;
}
// Integer kernels take k in steps of 4; 0 when that has no number.
constexpr uint32_t Steps4(uint32_t k) { return k > UINT32_MAX - 3 ? 0 : (k + 3) / 4 * 4; }
inline uint32_t WindowSteps(const fb::ConvS8& op) {
  return Steps4(SaturatingProduct(SaturatingProduct(op.k_h(), op.k_w()), op.in_c()));
}
// Of four steps the order in which they are packed: 0, 2, 1, 3; and where each is.
constexpr uint32_t PackedStep(uint32_t packed) { return (packed & ~3u) | (packed & 1) << 1 | (packed >> 1 & 1); }
// Where element `i` of a window's row of `run` elements, of k_h rows, is packed: whole groups of 4 of all rows come first,
// so that a group is a word of x; then in plain order what is left of each row. A row of MatVecS8 is a window of one row.
constexpr uint32_t WindowStep(uint32_t k_h, uint32_t run, uint32_t row, uint32_t i) {
  const uint32_t rest = run % 4, whole = run - rest;
  return i < whole ? row * whole + PackedStep(i) : k_h * whole + row * rest + (i - whole);
}
// What stands before a panel's weights of MatVecS8: biases, then multipliers.
inline uint32_t RowParameterBytes(const fb::MatVecS8& op) { return kRowPanel * (op.multiplier_shift() == 0 ? 8 : 6); }
inline uint32_t RowPanelBytes(const fb::MatVecS8& op) {
  return SaturatingProduct(Steps4(op.k()) + RowParameterBytes(op) / kRowPanel, kRowPanel);
}
inline uint32_t PackedBytes(const fb::MatVecS8& op) {
  if (op.multiplier_shift() > kMaxMultiplierShift) return UINT32_MAX;
  return op.n() == 0 ? 0 : SaturatingProduct(CeilDiv(op.n(), kRowPanel), RowPanelBytes(op));
}
inline uint32_t PackedBytes(const fb::WinogradS8& op) {
  if (op.out_c() == 0) return 0;
  return SaturatingProduct(SaturatingProduct(Steps4(op.in_c()), kWinogradPositions * kWinogradPanel * 2),
                           CeilDiv(op.out_c(), kWinogradPanel));
}
// The transformed input of 4 tiles as 16 bits, and a panel's sums before that.
inline uint32_t WinogradScratchBytes(const fb::WinogradS8& op) {
  const uint32_t v_bytes = SaturatingProduct(Steps4(op.in_c()), kWinogradPositions * kTile * 2);
  const uint32_t sum_bytes = kWinogradPositions * kTile * kWinogradPanel * 4;
  return v_bytes > UINT32_MAX - sum_bytes ? UINT32_MAX : v_bytes + sum_bytes;
}
// A row of x as 16 bits; without, pieces of it are on the stack.
inline uint32_t MatVecScratchBytes(const fb::MatVecS8& op) { return SaturatingProduct(Steps4(op.k()), 2); }
// Two windows as 16 bits, and as they are where pixels are not whole steps.
inline uint32_t ConvScratchBytes(const fb::ConvS8& op) {
  const uint32_t bytes = op.x_type() == fb::Type::S16 ? 2 : 1;
  return SaturatingProduct(WindowSteps(op), kPair * (op.in_c() % 4 != 0 ? 2 + bytes : 2));
}
// Small windows are on the stack.
inline bool NeedsScratch(const fb::ConvS8& op) { return ConvScratchBytes(op) > kStackBytes; }
inline uint32_t PackedBytes(const fb::ConvS8& op) {
  if (!HasOperand(op.scratch()) && NeedsScratch(op)) return UINT32_MAX;
  return op.out_c() == 0 ? 0 : SaturatingProduct(CeilDiv(op.out_c(), kPanel) * kPanel, WindowSteps(op));
}
// Whether a kernel may keep the lines in groups of columns, each with all pixels that it reads: kernel and scratch.
inline bool IsInGroups(const fb::DepthwiseS8& op) {
  return (op.y_type() == fb::Type::S16 || (op.y_type() == fb::Type::S8 && op.x_type() == fb::Type::S8)) &&
         op.k_h() == 3 && op.k_w() == 3 && op.dilation_h() == 1 && op.dilation_w() == 1 && op.stride_h() == op.stride_w() &&
         op.stride_h() - 1 <= 1 && op.c() >= kChannels && op.out_w() >= 3;
}
// Pairs of pixels that so many columns of output read.
inline uint32_t DepthwisePairs(const fb::DepthwiseS8& op, uint32_t columns) {
  return (WindowSpan(columns, op.stride_w(), op.k_w(), op.dilation_w()) + 1) / 2;
}
// Of 16 bits: a row of one channel with its padding.
inline uint32_t DepthwiseLine(const fb::DepthwiseS8& op) {
  if (op.out_w() == 0 || op.out_w() >= 1u << 28) return 0;
  if (!IsInGroups(op)) return DepthwisePairs(op, op.out_w()) * 2;
  const uint32_t groups = CeilDiv(op.out_w(), kColumns);
  return groups * DepthwisePairs(op, CeilDiv(op.out_w(), groups)) * 2;
}
// Lines of a strip.
inline uint32_t DepthwiseLines(const fb::DepthwiseS8& op, uint32_t rows) {
  return WindowSpan(rows, op.stride_h(), op.k_h(), op.dilation_h());
}
inline uint32_t DepthwiseLines(const fb::DepthwiseS8& op) { return DepthwiseLines(op, op.strip_rows()); }
inline uint32_t DepthwiseLineBytes(const fb::DepthwiseS8& op) { return SaturatingProduct(DepthwiseLine(op), kChannels * 2); }
// Sums of whole images of so many channels need no lines: pixels are read where they lie.
inline bool IsMean(const fb::DepthwiseS8& op) {
  return !HasOperand(op.w()) && op.c() >= kChannels && op.out_h() == 1 && op.out_w() == 1 && op.pad_h() == 0 && op.pad_w() == 0 &&
         op.k_h() == op.in_h() && op.k_w() == op.in_w() && op.dilation_h() == 1 && op.dilation_w() == 1;
}
// Kernels may read a word behind the lines.
inline uint32_t DepthwiseScratchBytes(const fb::DepthwiseS8& op) {
  if (op.strip_rows() - 1 >= op.out_h()) return UINT32_MAX;
  if (IsMean(op)) return kAlignment;
  if (WindowSpan(1, 1, op.k_w(), op.dilation_w()) > kMaxDepthwiseSpan) return UINT32_MAX;
  const uint32_t bytes = SaturatingProduct(DepthwiseLineBytes(op), DepthwiseLines(op));
  return IsInGroups(op) || bytes > UINT32_MAX - 4 ? bytes : bytes + 4;
}
// The rows of output of a strip whose scratch has at most so many bytes, or 1: in as few strips, which are as even as can be.
inline uint32_t DepthwiseStripRows(const fb::DepthwiseS8& op, uint32_t bytes) {
  const uint32_t line_bytes = DepthwiseLineBytes(op), lines = line_bytes == 0 ? 0 : bytes / line_bytes;
  const uint32_t least = DepthwiseLines(op, 1);
  if (op.out_h() == 0 || lines <= least) return 1;
  const uint32_t most = (lines - least) / op.stride_h() + 1;
  return most >= op.out_h() ? op.out_h() : CeilDiv(op.out_h(), CeilDiv(op.out_h(), most));
}

// Rows of the last dimension, in blocks.
template <typename Op>
uint32_t WindowUnits(const Op& op) {
  const uint32_t rank = op.dims()->size();
  if (rank == 0) return 1;
  uint32_t units = CeilDiv(op.dims()->Get(rank - 1), kGatherBlock);
  for (uint32_t d = 0; d + 1 < rank; ++d) units = SaturatingProduct(units, op.dims()->Get(d));
  return units;
}
inline uint32_t Units(const fb::Gather& op) { return WindowUnits(op); }
inline uint32_t Units(const fb::Scatter& op) { return WindowUnits(op); }

// Words of an element in the combine code of a Scatter.
constexpr uint32_t ScatterWords(fb::Type type) {
  const uint32_t bytes = ElementBytes(type);
  return bytes <= 4 ? 1 : bytes / 4;
}
// A word for each operand of the combine code: current value, update, result, immediates,
// temporaries.
constexpr uint32_t ScatterScratchBytes(fb::Type type, uint32_t immediates, uint32_t temporaries) {
  return ((3 * ScatterWords(type) + immediates + temporaries) * 4 + 15) & ~15u;
}
inline uint32_t ScatterScratchBytes(const fb::Scatter& op) {
  const uint32_t immediates = op.immediates() == nullptr ? 0 : op.immediates()->size();
  return ScatterScratchBytes(op.type(), immediates, op.temporaries());
}

// Passes over a row: sorting runs by insertion, then merging them to runs twice as long. Where only
// some elements are kept there is one run of these.
constexpr uint32_t SortPasses(uint32_t count, uint32_t kept) {
  uint32_t passes = 1;
  if (kept != count) return passes;
  for (uint32_t runs = CeilDiv(count, kSortRun); runs > 1; runs = CeilDiv(runs, 2)) ++passes;
  return passes;
}
// One unit: a pass over a row.
inline uint32_t Units(const fb::Sort& op) {
  return SaturatingProduct(op.rows(), SortPasses(op.count(), op.kept()));
}

// The state of each key; with a comparison code, a word for each of its operands behind that.
inline constexpr uint32_t kSortKeyBytes = 16;
constexpr uint32_t SortOrderBytes(uint32_t keys) { return keys * kSortKeyBytes; }
constexpr uint32_t SortOrderBytes(uint32_t keys, uint32_t immediates, uint32_t temporaries) {
  return keys * kSortKeyBytes + (((2 * keys + 1 + immediates + temporaries) * 4 + 15) & ~15u);
}
inline uint32_t SortOrderBytes(const fb::Sort& op) {
  const uint32_t keys = op.keys()->size();
  if (op.code() == nullptr) return SortOrderBytes(keys);
  return SortOrderBytes(keys, op.immediates() == nullptr ? 0 : op.immediates()->size(), op.temporaries());
}
// Behind that, a row that merges alternate with. The count is below 2^28.
constexpr uint32_t SortRowBytes(uint32_t count, uint32_t kept) {
  return SortPasses(count, kept) == 1 ? 0 : count * 4;
}
inline uint32_t SortScratchBytes(const fb::Sort& op) {
  return SortOrderBytes(op) + SortRowBytes(op.count(), op.kept());
}

// The function decides how long it takes.
inline uint32_t Units(const fb::CustomCall&) { return 1; }

// A description of each array, tmb_tensor, on a host of 64 bits.
inline constexpr uint32_t kCallTensorBytes = 80;
constexpr uint32_t CustomCallScratchBytes(uint32_t arrays) {
  return (arrays == 0 ? 1 : arrays) * kCallTensorBytes;
}
inline uint32_t CustomCallScratchBytes(const fb::CustomCall& op) {
  return CustomCallScratchBytes((op.operands() == nullptr ? 0 : op.operands()->size()) +
                                (op.results() == nullptr ? 0 : op.results()->size()));
}

// The unit behind the last of [first, first + count) that exists.
constexpr uint32_t EndUnit(uint32_t units, uint32_t first, uint32_t count) {
  return count < units - first ? first + count : units;
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_KERNEL_UNITS_H_
