// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The work of each kind of kernel, from the fields that its loops run over.

#include "converter/report/cycles.h"

#include <algorithm>

#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

using Term = CycleTerm;

constexpr double kCyclesOf[] = {
#define TMB_CYCLES(term, cycles) cycles,
    TMB_FOR_EACH_CYCLE_TERM(TMB_CYCLES)
#undef TMB_CYCLES
};

// Elements of the window at all positions of one dimension that lie inside the input.
double TapsInside(uint32_t out, uint32_t in, uint32_t k, uint32_t stride, int32_t pad, uint32_t dilation) {
  double taps = 0;
  for (uint32_t o = 0; o < out; ++o) {
    const int64_t first = int64_t{o} * stride - pad;
    for (uint32_t i = 0; i < k; ++i) {
      const int64_t at = first + int64_t{i} * dilation;
      taps += at >= 0 && at < in;
    }
  }
  return taps;
}

template <typename Op>
double TapsOf(const Op& op) {
  return op.batch() *
         TapsInside(op.out_h(), op.in_h(), op.k_h(), op.stride_h(), op.pad_h(), op.dilation_h()) *
         TapsInside(op.out_w(), op.in_w(), op.k_w(), op.stride_w(), op.pad_w(), op.dilation_w());
}
template <typename Op>
double OutputsOf(const Op& op) {
  return double{1} * op.batch() * op.out_h() * op.out_w();
}

void AddDotF32(const fb::DotF32& op, CycleWork& work) {
  const double panels = double{1} * op.m() * CeilDiv(op.n(), kDotPanel);
  work.Add(Term::kDotF32Call, 1);
  work.Add(Term::kDotF32Panel, panels);
  work.Add(Term::kDotF32Product, panels * kDotPanel * op.k());
}

// Terms of products by their operands' types.
struct ProductTerms {
  Term f32, narrow, half, wide;
};
constexpr ProductTerms kDotProducts = {Term::kDotProductF32, Term::kDotProductNarrow, Term::kDotProductHalf,
                                       Term::kDotProductWide};
constexpr ProductTerms kConvProducts = {Term::kConvProductF32, Term::kConvProductNarrow,
                                        Term::kConvProductHalf, Term::kConvProductWide};
Term ByTypes(fb::Type x, fb::Type w, fb::Type y, const ProductTerms& terms) {
  if (IsWideType(y)) return terms.wide;
  if (x == fb::Type::F32 && w == fb::Type::F32) return terms.f32;
  return IsFloatOperand(x) ? terms.half : terms.narrow;
}

void AddDot(const fb::Dot& op, CycleWork& work) {
  const double outputs = double{1} * op.batch() * op.m() * op.n();
  work.Add(Term::kDotCall, 1);
  work.Add(Term::kDotOutput, outputs);
  work.Add(ByTypes(op.x_type(), op.w_type(), op.y_type(), kDotProducts), outputs * op.k());
}

void AddConvF32(const fb::ConvF32& op, CycleWork& work) {
  const double panels = CeilDiv(op.out_c(), kConvPanel), taps = TapsOf(op) * panels;
  work.Add(Term::kConvF32Call, 1);
  work.Add(Term::kConvF32Row, double{1} * op.batch() * op.out_h());
  work.Add(Term::kConvF32Output, OutputsOf(op));
  work.Add(Term::kConvF32Panel, OutputsOf(op) * panels);
  work.Add(Term::kConvF32Tap, taps);
  work.Add(Term::kConvF32Product, taps * op.in_c());
}

void AddDepthwiseF32(const fb::DepthwiseF32& op, CycleWork& work) {
  work.Add(Term::kDepthwiseF32Call, 1);
  work.Add(Term::kDepthwiseF32Row, double{1} * op.batch() * op.out_h());
  work.Add(Term::kDepthwiseF32Output, OutputsOf(op));
  work.Add(Term::kDepthwiseF32Tap, TapsOf(op));
  work.Add(Term::kDepthwiseF32Channel, OutputsOf(op) * op.c());
  work.Add(Term::kDepthwiseF32Product, TapsOf(op) * op.c());
}

void AddConv(const fb::Conv& op, CycleWork& work) {
  double outputs = double{1} * op.batch() * op.groups() * op.out_c(), taps = outputs;
  for (uint16_t d = 0; d < 3; ++d) {
    outputs *= (*op.out())[d];
    const uint32_t in_dilation =
        std::max((*op.in_dilation())[d], 1u);  // taps between elements cost as those outside
    taps *= TapsInside((*op.out())[d], (*op.in())[d] * in_dilation, (*op.k())[d], (*op.stride())[d],
                       (*op.pad())[d], (*op.k_dilation())[d]) /
            in_dilation;
  }
  work.Add(Term::kConvCall, 1);
  work.Add(Term::kConvOutput, outputs);
  work.Add(Term::kConvTap, taps);
  work.Add(ByTypes(op.x_type(), op.w_type(), op.y_type(), kConvProducts), taps * op.in_c());
}

double ElementsOf(const std::vector<uint32_t>& dims) {
  double elements = 1;
  for (const uint32_t dim : dims) elements *= dim;
  return elements;
}
double RowsOf(const std::vector<uint32_t>& dims) { return dims.empty() ? 1 : ElementsOf(dims) / dims.back(); }

void AddGather(const fb::GatherT& op, CycleWork& work) {
  const double elements = ElementsOf(op.dims);
  const bool one_start = op.dims.empty() || op.index_strides.back() == 0;  // for a whole row
  work.Add(Term::kGatherCall, 1);
  work.Add(Term::kGatherRow, RowsOf(op.dims));
  work.Add(one_start ? Term::kGatherMovedByte : Term::kGatherElement,
           one_start ? elements * op.element_bytes : elements);
}

void AddScatter(const fb::ScatterT& op, CycleWork& work) {
  const double elements = ElementsOf(op.dims);
  work.Add(Term::kScatterCall, 1);
  work.Add(Term::kScatterRow, RowsOf(op.dims));
  work.Add(Term::kScatterElement, elements);
  AddScalarCode(op.code.data(), op.code.size(), elements, work);
}

// Comparisons: a quarter of a run's square on average, then one an element and pass.
void AddSort(const fb::SortT& op, CycleWork& work) {
  const double passes = SortPasses(op.count, op.kept), elements = double{1} * op.rows * op.count;
  const double held = op.kept == op.count ? kSortRun : op.kept;
  const double comparisons = elements * (held / 4 + passes - 1);
  work.Add(Term::kSortCall, 1);
  work.Add(Term::kSortRow, op.rows * passes);
  work.Add(op.keys.size() == 1 && op.code.empty() ? Term::kSortComparison : Term::kSortByKeys, comparisons);
  AddScalarCode(op.code.data(), op.code.size(), comparisons, work);
}

}  // namespace

const char* NameOf(CycleTerm term) {
  static constexpr const char* kNames[] = {
#define TMB_NAME(term, cycles) #term,
      TMB_FOR_EACH_CYCLE_TERM(TMB_NAME)
#undef TMB_NAME
  };
  return kNames[static_cast<size_t>(term)];
}

double CycleWork::Cycles() const {
  double cycles = 0;
  for (size_t i = 0; i < kCycleTerms; ++i) cycles += counts_[i] * kCyclesOf[i];
  return cycles;
}

CycleWork CycleWorkOf(const fb::InstructionUnion& op) {
  CycleWork work;
  switch (op.type) {
    case fb::Instruction::NONE:
      break;
    case fb::Instruction::Jump:
    case fb::Instruction::JumpIf:
      work.Add(Term::kJumpCall, 1);
      break;
    case fb::Instruction::Map:
      AddMapWork(*op.AsMap(), work);
      break;
    case fb::Instruction::DotF32:
      AddDotF32(*op.AsDotF32(), work);
      break;
    case fb::Instruction::Dot:
      AddDot(*op.AsDot(), work);
      break;
    case fb::Instruction::ConvF32:
      AddConvF32(*op.AsConvF32(), work);
      break;
    case fb::Instruction::DepthwiseF32:
      AddDepthwiseF32(*op.AsDepthwiseF32(), work);
      break;
    case fb::Instruction::Conv:
      AddConv(*op.AsConv(), work);
      break;
    case fb::Instruction::Gather:
      AddGather(*op.AsGather(), work);
      break;
    case fb::Instruction::Scatter:
      AddScatter(*op.AsScatter(), work);
      break;
    case fb::Instruction::Sort:
      AddSort(*op.AsSort(), work);
      break;
    case fb::Instruction::CustomCall:
      work.Add(Term::kCustomCall, 1);
      break;
  }
  return work;
}

}  // namespace tmb
