// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What an instruction costs on a Cortex-M4F without wait states, estimated: how often it does
// each thing of cycle_terms.h times the cycles of that. Within 15 % for whole networks
// (tests/check/estimate.py). Loops: the estimate is of one execution.
#ifndef TMB_CONVERTER_REPORT_CYCLES_H_
#define TMB_CONVERTER_REPORT_CYCLES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "converter/program.h"
#include "converter/report/cycle_terms.h"

namespace tmb {

enum class CycleTerm : uint8_t {
#define TMB_ENUMERATOR(term, cycles) k##term,
  TMB_FOR_EACH_CYCLE_TERM(TMB_ENUMERATOR)
#undef TMB_ENUMERATOR
      kCount
};
inline constexpr size_t kCycleTerms = static_cast<size_t>(CycleTerm::kCount);

const char* NameOf(CycleTerm term);

// How often an instruction does each thing.
class CycleWork {
 public:
  void Add(CycleTerm term, double count) { counts_[static_cast<size_t>(term)] += count; }
  double operator[](CycleTerm term) const { return counts_[static_cast<size_t>(term)]; }
  double Cycles() const;

 private:
  std::array<double, kCycleTerms> counts_{};
};

// Of one execution.
CycleWork CycleWorkOf(const fb::InstructionUnion& op);
// Of a matrix product or a convolution (cycles_kernels.cc).
void AddKernelWork(const fb::InstructionUnion& op, CycleWork& work);
// Of a Map (cycles_map.cc).
void AddMapWork(const fb::MapT& map, CycleWork& work);
// The class of a micro-operation on strips, x being a scalar or not.
CycleTerm TermOf(fb::MicroOp op, bool scalar);
// A formula: a Map without loops of so many operands in memory and immediates.
void AddFormulaWork(size_t operands, std::span<const uint8_t> code, CycleWork& work);
// The micro-operations of a section on one lane.
void AddScalarCode(const uint8_t* code, size_t bytes, double runs, CycleWork& work);

inline double CyclesOf(const Instruction& instruction) { return CycleWorkOf(instruction.op).Cycles(); }

}  // namespace tmb

#endif  // TMB_CONVERTER_REPORT_CYCLES_H_
