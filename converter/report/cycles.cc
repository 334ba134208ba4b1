// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Terms and their sum; the work of jumps and of what moves elements by index.

#include "converter/report/cycles.h"

#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

using Term = CycleTerm;

constexpr double kCyclesOf[] = {
#define TMB_CYCLES(term, cycles) cycles,
    TMB_FOR_EACH_CYCLE_TERM(TMB_CYCLES)
#undef TMB_CYCLES
};

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
    case fb::Instruction::MatVecF32:
    case fb::Instruction::Dot:
    case fb::Instruction::ConvF32:
    case fb::Instruction::WinogradF32:
    case fb::Instruction::DepthwiseF32:
    case fb::Instruction::Conv:
    case fb::Instruction::MatVecS8:
    case fb::Instruction::ConvS8:
    case fb::Instruction::DepthwiseS8:
    case fb::Instruction::WinogradS8:
    case fb::Instruction::MaxPoolS8:
      AddKernelWork(op, work);
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
