// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The work of matrix products and convolutions, cut into calls of the inner loops as
// runtime/kernels/cortex_m4 cuts it: tiles of 4 positions by 4 channels, rests, borders.

#include <algorithm>
#include <cmath>

#include "converter/report/cycles.h"
#include "runtime/kernels/conv_window.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

using Term = CycleTerm;

// Calls of the loop of cortex_m4/tile.h.
class Tiles {
 public:
  Tiles(uint32_t n, fb::Type w_type, float lo, float hi, CycleWork& work)
      : panels_(CeilDiv(n, kPanel)),
        partial_(n % kPanel != 0),
        clamp_(!(lo == 0 && hi == kInfinity) && !(lo == -kInfinity && hi == kInfinity)),
        w_type_(w_type == fb::Type::S4 ? fb::Type::S8 : w_type),
        calls_(w_type == fb::Type::S4 ? panels_ : 1),
        n_(n),
        work_(work) {}

  // `calls` times `tiles` tiles of `positions` positions, each `runs` runs of `run` channels.
  void Add(double calls, uint32_t positions, double tiles, double runs, double run) {
    if (w_type_ != fb::Type::F32 && positions > 1 && positions < kTile) {
      calls *= positions;  // one by one
      positions = 1;
    }
    const double panels = calls * tiles * panels_;
    work_.Add(Term::kTileCall, calls * calls_);
    work_.Add(positions == kTile ? Term::kTilePanel4 : Term::kTilePanelFew, panels);
    work_.Add(Term::kTileRun, panels * runs);
    work_.Add(StepOf(positions), panels * runs * run);
    if (w_type_ == fb::Type::S8) work_.Add(Term::kTileScales, panels * positions);
    if (partial_) work_.Add(Term::kTileLastPanel, calls * tiles);
    if (clamp_) work_.Add(Term::kTileClamp, calls * tiles * positions * n_);
  }

  // `count` positions as whole tiles and a rest, `calls` times.
  void AddPositions(double calls, uint32_t count, double runs, double run) {
    if (count >= kTile) Add(calls, kTile, count / kTile, runs, run);
    if (count % kTile != 0) Add(calls, count % kTile, 1, runs, run);
  }

 private:
  static constexpr float kInfinity = __builtin_inff();

  Term StepOf(uint32_t positions) const {
    constexpr Term kF32[] = {Term::kTileStep1, Term::kTileStep2, Term::kTileStep3, Term::kTileStep4};
    if (w_type_ == fb::Type::F16) return positions == kTile ? Term::kTileF16Step4 : Term::kTileF16Step1;
    if (w_type_ == fb::Type::BF16) return positions == kTile ? Term::kTileBF16Step4 : Term::kTileBF16Step1;
    if (w_type_ == fb::Type::S8) return positions == kTile ? Term::kTileS8Step4 : Term::kTileS8Step1;
    return kF32[positions - 1];
  }

  const double panels_;
  const bool partial_, clamp_;
  const fb::Type w_type_;
  const double calls_;  // for each tile; weights of S4 are unpacked panel by panel
  const uint32_t n_;
  CycleWork& work_;
};

// `times` all panels of k weights.
void AddUnpacked(fb::Type w_type, double times, uint32_t n, double k, CycleWork& work) {
  if (w_type == fb::Type::S4) work.Add(Term::kUnpackedStep, times * CeilDiv(n, kPanel) * k);
}

void AddDotF32(const fb::DotF32& op, CycleWork& work) {
  work.Add(Term::kDotF32Call, 1);
  Tiles tiles(op.n(), op.w_type(), op.clamp_lo(), op.clamp_hi(), work);
  if (op.w_type() != fb::Type::S4) return tiles.AddPositions(1, op.m(), 1, op.k());
  // As where y lies on x: unpacked for each tile.
  AddUnpacked(op.w_type(), CeilDiv(op.m(), kTile), op.n(), op.k(), work);
  tiles.Add(op.m() / kTile, kTile, 1, 1, op.k());
  if (op.m() % kTile != 0) tiles.Add(1, op.m() % kTile, 1, 1, op.k());
}

void AddMatVecF32(const fb::MatVecF32& op, CycleWork& work) {
  const double panels = double{1} * op.m() * CeilDiv(op.n(), kMatVecPanel);
  work.Add(Term::kMatVecF32Call, 1);
  work.Add(Term::kMatVecF32Panel, panels);
  const Term step = op.w_type() == fb::Type::F16    ? Term::kMatVecF16Step
                    : op.w_type() == fb::Type::BF16 ? Term::kMatVecBF16Step
                    : op.w_type() == fb::Type::S8   ? Term::kMatVecF32S8Step
                                                    : Term::kMatVecF32Step;
  work.Add(step, panels * op.k());
}

// Windows that lie across the border one by one, the others in tiles.
void AddConvInPlace(const fb::ConvF32& op, Tiles& tiles) {
  for (uint32_t row = 0; row < op.out_h(); ++row) {
    const uint32_t top = row * op.stride_h() - static_cast<uint32_t>(op.pad_h());
    const double runs = TapsInside(top, op.dilation_h(), op.k_h(), op.in_h()).count();
    uint32_t inside = 0;
    for (uint32_t column = 0; column < op.out_w(); ++column) {
      const uint32_t left = column * op.stride_w() - static_cast<uint32_t>(op.pad_w());
      const uint32_t taps = TapsInside(left, 1, op.k_w(), op.in_w()).count();
      inside += taps == op.k_w();
      if (taps != op.k_w()) tiles.Add(op.batch(), 1, 1, runs, double{1} * taps * op.in_c());
    }
    tiles.AddPositions(op.batch(), inside, runs, double{1} * op.k_w() * op.in_c());
  }
}

void AddConvF32(const fb::ConvF32& op, CycleWork& work) {
  const double rows = double{1} * op.batch() * op.out_h(), taps = double{1} * op.k_h() * op.k_w() * op.in_c();
  Tiles tiles(op.out_c(), op.w_type(), op.clamp_lo(), op.clamp_hi(), work);
  work.Add(Term::kConvF32Call, 1);
  work.Add(Term::kConvF32Row, rows);
  AddUnpacked(op.w_type(), rows, op.out_c(), taps, work);
  if (!HasOperand(CopiesOf(op))) return AddConvInPlace(op, tiles);
  work.Add(Term::kConvF32CopiedRow, rows * op.out_w() * op.k_h());
  work.Add(Term::kConvF32Copied, rows * op.out_w() * taps);
  tiles.Add(rows * (op.out_w() / kTile), kTile, 1, 1, taps);
  if (op.out_w() % kTile != 0) tiles.Add(rows, op.out_w() % kTile, 1, 1, taps);
}

// Groups of four tiles of 4 x 4 outputs.
void AddWinogradF32(const fb::WinogradF32& op, CycleWork& work) {
  const double tiles = double{1} * op.batch() * CeilDiv(op.out_h(), 4) * CeilDiv(op.out_w(), 4);
  const double groups = std::ceil(tiles / kTile), panels = groups * CeilDiv(op.out_c(), kPanel);
  work.Add(Term::kWinogradF32Call, 1);
  work.Add(Term::kWinogradF32Input, groups * kTile * op.in_c());
  work.Add(Term::kWinogradF32Panel, panels);
  work.Add(Term::kWinogradF32Step, panels * kWinogradPositions * op.in_c());
}

void AddDepthwiseF32(const fb::DepthwiseF32& op, CycleWork& work) {
  const double channels = double{1} * op.batch() * op.c(), rows = channels * op.out_h();
  const double outputs = rows * op.out_w(), taps = op.k_h() * op.k_w();
  const uint32_t last = (op.out_h() - 1) * op.stride_h() + DepthwiseLines(op);
  const double lines = channels * std::min(last, op.in_h());
  const bool is_3x3 = op.k_h() == 3 && op.k_w() == 3 && op.dilation_h() == 1 && op.dilation_w() == 1 &&
                      op.stride_h() == op.stride_w() && op.stride_h() <= 2 && HasLines(op);
  work.Add(Term::kDepthwiseF32Call, 1);
  work.Add(Term::kDepthwiseF32Channel, channels);
  work.Add(is_3x3 ? Term::kDepthwise3x3Row : Term::kDepthwiseF32Row, rows);
  work.Add(is_3x3 ? Term::kDepthwise3x3Copied : Term::kDepthwiseF32Copied, lines * DepthwiseLine(op));
  if (is_3x3)
    return work.Add(op.stride_h() == 1 ? Term::kDepthwise3x3Output : Term::kDepthwise3x3Stride2, outputs);
  work.Add(Term::kDepthwiseF32Output, outputs);
  work.Add(Term::kDepthwiseF32Tap, outputs * taps);
}

// Terms of products by their operands' types.
struct ProductTerms {
  Term f32, narrow, half, wide;
};
constexpr ProductTerms kDotProducts = {Term::kDotProductHalf, Term::kDotProductNarrow, Term::kDotProductHalf,
                                       Term::kDotProductWide};
constexpr ProductTerms kConvProducts = {Term::kConvProductF32, Term::kConvProductNarrow,
                                        Term::kConvProductHalf, Term::kConvProductWide};
Term ByTypes(fb::Type x, fb::Type w, fb::Type y, const ProductTerms& terms) {
  if (IsWideType(y)) return terms.wide;
  if (x == fb::Type::F32 && w == fb::Type::F32) return terms.f32;
  return IsFloatOperand(x) ? terms.half : terms.narrow;
}

// f32: tiles of 4 rows by 4 columns; a single row by 16 columns where its weights follow each other, else
// by 4.
void AddDotTiles(const fb::Dot& op, CycleWork& work) {
  const double tiles = double{1} * op.batch() * (op.m() / 4 + (op.m() % 4 > 1)) * CeilDiv(op.n(), 4);
  work.Add(Term::kDotTile, tiles);
  work.Add(Term::kDotTileStep, tiles * op.k());
  if (op.m() % 4 != 1) return;
  const uint32_t wide = op.w_n() == 4 ? op.n() / 16 : 0, rest = op.n() - wide * 16;
  const double narrow = rest == 0 ? 0 : CeilDiv(rest, 4);
  work.Add(Term::kDotTile, op.batch() * (wide + narrow));
  work.Add(Term::kDotWideStep, double{1} * op.batch() * wide * op.k());
  work.Add(Term::kDotNarrowStep, op.batch() * narrow * op.k());
}

void AddDot(const fb::Dot& op, CycleWork& work) {
  work.Add(Term::kDotCall, 1);
  if (op.x_type() == fb::Type::F32 && op.w_type() == fb::Type::F32) return AddDotTiles(op, work);
  const double outputs = double{1} * op.batch() * op.m() * op.n();
  work.Add(Term::kDotOutput, outputs);
  work.Add(ByTypes(op.x_type(), op.w_type(), op.y_type(), kDotProducts), outputs * op.k());
}

// Taps of all positions along one dimension that meet an element.
double TapsOfDimension(const fb::Conv& op, uint16_t d) {
  const uint32_t in_dilation = std::max((*op.in_dilation())[d], 1u);
  double taps = 0;
  for (uint32_t o = 0; o < (*op.out())[d]; ++o) {
    const uint32_t start = o * (*op.stride())[d] - static_cast<uint32_t>((*op.pad())[d]);
    taps += TapsInside(start, (*op.k_dilation())[d], (*op.k())[d], (*op.in())[d] * in_dilation).count();
  }
  return taps / in_dilation;
}

void AddConv(const fb::Conv& op, CycleWork& work) {
  double outputs = double{1} * op.batch() * op.groups() * op.out_c(), taps = outputs;
  for (uint16_t d = 0; d < 3; ++d) {
    outputs *= (*op.out())[d];
    taps *= TapsOfDimension(op, d);
  }
  work.Add(Term::kConvCall, 1);
  work.Add(Term::kConvOutput, outputs);
  work.Add(Term::kConvTap, taps);
  work.Add(ByTypes(op.x_type(), op.w_type(), op.y_type(), kConvProducts), taps * op.in_c());
}

// Sums that do not end as integers of 8 or 16 bits end in C++.
void AddEnds(fb::Type y_type, double outputs, CycleWork& work) {
  if (y_type != fb::Type::S8 && y_type != fb::Type::S16) work.Add(Term::kIntegerEnd, outputs);
}

void AddMatVecS8(const fb::MatVecS8& op, CycleWork& work) {
  const double panels = double{1} * op.m() * CeilDiv(op.n(), kRowPanel);
  const bool wide = op.x_type() == fb::Type::S16;
  work.Add(Term::kMatVecS8Call, 1);
  work.Add(Term::kMatVecS8Input, (HasOperand(op.scratch()) ? op.m() : panels) * op.k());
  work.Add(wide ? Term::kMatVecS16Panel : Term::kMatVecS8Panel, panels);
  work.Add(wide ? Term::kMatVecS16Step : Term::kMatVecS8Step, panels * Steps4(op.k()));
  AddEnds(op.y_type(), double{1} * op.m() * op.n(), work);
}

void AddConvS8(const fb::ConvS8& op, CycleWork& work) {
  const double windows = double{1} * op.batch() * op.out_h() * op.out_w(), outputs = windows * op.out_c();
  const double panels = std::ceil(windows / kPair) * CeilDiv(op.out_c(), kPanel);
  const bool pointwise = op.k_h() == 1 && op.k_w() == 1, wide = op.x_type() == fb::Type::S16;
  work.Add(Term::kConvS8Call, 1);
  work.Add(pointwise ? Term::kConvS8Pixel : Term::kConvS8Window, windows);
  if (!pointwise) work.Add(Term::kConvS8Run, windows * op.k_h());
  work.Add(Term::kConvS8Input, windows * WindowSteps(op));
  work.Add(wide ? Term::kConvS16Panel : Term::kConvS8Panel, panels);
  work.Add(wide ? Term::kConvS16Step : Term::kConvS8Step, panels * WindowSteps(op));
  if (HasOperand(op.residual())) work.Add(Term::kConvS8Residual, outputs);
  AddEnds(op.y_type(), outputs, work);
}

// Groups of four tiles of 4 x 4 outputs; what is not a whole one of bytes is stored from its sums.
void AddWinogradS8(const fb::WinogradS8& op, CycleWork& work) {
  const double units = Units(op), panels = units * CeilDiv(op.out_c(), kWinogradPanel);
  const double outputs = double{1} * op.batch() * op.out_h() * op.out_w() * op.out_c();
  const double whole = double{16} * op.batch() * (op.out_h() / 4) * (op.out_w() / 4) * op.out_c();
  work.Add(Term::kWinogradS8Call, 1);
  work.Add(Term::kWinogradS8Input, units * kTile * Steps4(op.in_c()));
  work.Add(Term::kWinogradS8Panel, panels);
  work.Add(Term::kWinogradS8Step, panels * Steps4(op.in_c()));
  work.Add(Term::kWinogradS8Output, double{1} * WinogradTiles(op) * op.out_c());
  work.Add(Term::kWinogradS8Sum, op.y_type() == fb::Type::S8 ? outputs - whole : outputs);
  if (HasOperand(op.residual())) work.Add(Term::kWinogradS8Residual, outputs);
}

void AddDepthwiseS8(const fb::DepthwiseS8& op, CycleWork& work) {
  const double outputs = double{1} * op.batch() * op.out_h() * op.out_w() * op.c();
  const double groups = double{1} * op.batch() * CeilDiv(op.c(), kChannels),
               taps = double{1} * op.k_h() * op.k_w();
  work.Add(Term::kDepthwiseS8Call, 1);
  work.Add(Term::kDepthwiseS8Group, groups);
  if (IsMean(op)) {
    work.Add(op.x_type() == fb::Type::S16 ? Term::kDepthwiseS16MeanPixel : Term::kDepthwiseS8MeanPixel,
             groups * taps);
  } else if (IsInGroups(op) && HasOperand(op.w())) {
    work.Add(Term::kDepthwiseS8Strip, groups * (CeilDiv(op.out_h(), op.strip_rows()) - 1));
    constexpr Term kOutputs[2][2] = {{Term::kDepthwiseS8Output, Term::kDepthwiseS8Stride2},
                                     {Term::kDepthwiseS16Output, Term::kDepthwiseS16Stride2}};
    work.Add(kOutputs[op.y_type() == fb::Type::S16][op.stride_w() == 2], outputs);
    if (Clips(op.y_type(), op.clamp_lo(), op.clamp_hi())) work.Add(Term::kDepthwiseS8Clipped, outputs);
  } else {
    const bool pairs = op.stride_w() == 1;
    const double rows = outputs * op.k_h() / (pairs ? 2 : 1);  // of windows, or pairs of them
    work.Add(Term::kDepthwiseS8Window, outputs);
    work.Add(Term::kDepthwiseS8Row, rows);
    work.Add(Term::kDepthwiseS8Word,
             rows * ((WindowSpan(1, 1, op.k_w(), op.dilation_w()) + (pairs ? 2 : 1)) / 2));
    work.Add(Term::kDepthwiseS8Copied,
             double{1} * op.batch() * op.c() * DepthwiseLine(op) * DepthwiseLines(op, op.out_h()));
  }
}

void AddMaxPoolS8(const fb::MaxPoolS8& op, CycleWork& work) {
  const double positions = double{1} * op.batch() * op.out_h() * op.out_w(),
               taps = double{1} * op.k_h() * op.k_w();
  const double large = op.c() / 16, small = op.c() % 16 / 4 + op.c() % 4;  // groups of 16 channels, of 4 or 1
  work.Add(Term::kMaxPoolS8Call, 1);
  work.Add(Term::kMaxPoolS8Position, positions);
  work.Add(Term::kMaxPoolS8Group, positions * (large + small));
  work.Add(Term::kMaxPoolS8Tap16, positions * large * taps);
  work.Add(Term::kMaxPoolS8Tap4, positions * small * taps);
}

}  // namespace

void AddKernelWork(const fb::InstructionUnion& op, CycleWork& work) {
  if (const auto* dot = op.AsDotF32()) AddDotF32(*dot, work);
  if (const auto* product = op.AsMatVecF32()) AddMatVecF32(*product, work);
  if (const auto* conv = op.AsConvF32()) AddConvF32(*conv, work);
  if (const auto* conv = op.AsWinogradF32()) AddWinogradF32(*conv, work);
  if (const auto* conv = op.AsDepthwiseF32()) AddDepthwiseF32(*conv, work);
  if (const auto* product = op.AsMatVecS8()) AddMatVecS8(*product, work);
  if (const auto* conv = op.AsConvS8()) AddConvS8(*conv, work);
  if (const auto* conv = op.AsWinogradS8()) AddWinogradS8(*conv, work);
  if (const auto* conv = op.AsDepthwiseS8()) AddDepthwiseS8(*conv, work);
  if (const auto* pool = op.AsMaxPoolS8()) AddMaxPoolS8(*pool, work);
  if (const auto* dot = op.AsDot()) AddDot(*dot, work);
  if (const auto* conv = op.AsConv()) AddConv(*conv, work);
}

}  // namespace tmb
