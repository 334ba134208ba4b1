// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The work of a Map: set-up once, a walk from row to row, runs of strips within a row, staging
// of what cannot be read in place, and the micro-operations of each strip.

#include <algorithm>
#include <iterator>

#include "converter/report/cycles.h"
#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

using fb::MicroOp;
using Term = CycleTerm;

constexpr bool Between(MicroOp op, MicroOp first, MicroOp last) { return op >= first && op <= last; }

double CeilStrips(uint32_t elements) { return (elements + kMapStrip - 1) / kMapStrip; }

// Whether operand x of the code is one value for a row.
bool IsScalarOperand(const MapView& map, uint32_t x) {
  if (x < map.Accesses()) return ModeOf(map, x) == AccessMode::kScalar;
  return x < map.Accesses() + map.immediate_count;
}

// The micro-operations [begin, end) on `strips` strips.
void AddCode(const MapView& map, uint32_t begin, uint32_t end, double strips, CycleWork& work) {
  for (uint32_t at = begin; at < end; at += MicroOpBytes(map.code[at])) {
    const MicroOp op = static_cast<MicroOp>(map.code[at]);
    if (op == MicroOp::End) continue;
    const bool scalar = !IsUnary(op) && IsScalarOperand(map, map.code[at + 1]);
    work.Add(TermOf(op, scalar), strips);
  }
}

// As the M4 makes them.
AccessMode RowModeOf(const MapView& map, uint32_t access) {
  const AccessMode mode = ModeOf(map, access);
  return mode == AccessMode::kStaged && IsByteRow(map, access) ? AccessMode::kBytes : mode;
}

struct Guarded {
  bool any = false, lanes = false;
};
Guarded GuardsOf(const MapView& map, uint32_t access) {
  Guarded found;
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    if (map.guards[g].access() != access) continue;
    found.any = true;
    found.lanes |= map.guard_coefficients[g * map.rank + map.rank - 1] != 0;
  }
  return found;
}

// Staging of one access for `runs` runs with `elements` elements together.
void AddStaging(const MapView& map, uint32_t access, double runs, double elements, CycleWork& work) {
  const fb::Access& it = map.AccessAt(access);
  const fb::Type type = it.type();
  if (GuardsOf(map, access).any) work.Add(Term::kMapStagedGuard, runs);
  if (it.kind() == fb::AccessKind::Index) {
    work.Add(Term::kMapStagedIndex, elements);
  } else if (IsFourByteType(type)) {
    work.Add(Term::kMapStagedWord, elements);
  } else {
    work.Add(IsFloatOperand(type) ? Term::kMapStagedHalf : Term::kMapStagedNarrow, elements);
  }
}

// What is read or written for `rows` rows of `elements` elements each: [begin, end) of the accesses.
void AddRows(const MapView& map, double rows, uint32_t elements, uint32_t begin, uint32_t end,
             CycleWork& work) {
  bool staged = false;
  double scalars_guarded = 0;
  for (uint32_t i = begin; i < end; ++i) {
    staged |= RowModeOf(map, i) == AccessMode::kStaged;
    scalars_guarded += ModeOf(map, i) == AccessMode::kScalar && GuardsOf(map, i).any;
  }
  const bool short_rows = HasShortRows(map);
  const uint32_t tail = elements % kMapStrip;
  const double strips = CeilStrips(elements), accesses = end - begin;
  const bool whole = !staged && tail == 0 && map.guard_count == 0;
  work.Add(whole ? Term::kMapWholeRow : Term::kMapRow, rows);
  work.Add(whole ? Term::kMapWholeRowAccess : Term::kMapRowAccess, rows * accesses);
  work.Add(Term::kMapScalarGuard, rows * scalars_guarded);
  work.Add(Term::kMapStrip, rows * strips);
  if (whole) return;
  const double runs = staged ? strips : (elements >= kMapStrip) + (tail != 0);
  work.Add(Term::kMapRun, rows * runs);
  work.Add(Term::kMapRunAccess, rows * runs * accesses);
  for (uint32_t i = begin; i < end; ++i) {
    const AccessMode mode = RowModeOf(map, i);
    if (mode == AccessMode::kStaged) AddStaging(map, i, rows * strips, rows * elements, work);
    if ((mode == AccessMode::kDirect || mode == AccessMode::kBytes) && tail != 0 && !short_rows)
      AddStaging(map, i, rows, rows * tail, work);
  }
}

double Product(const MapView& map, uint32_t begin, uint32_t end) {
  double product = 1;
  for (uint32_t d = begin; d < end; ++d) product *= map.dims[d];
  return product;
}

void AddElements(const MapView& map, CycleWork& work) {
  const double rows = Product(map, 0, map.rank - 1);
  AddRows(map, rows, map.Last(), 0, map.Accesses(), work);
  AddCode(map, 0, map.code_bytes, rows * CeilStrips(map.Last()), work);
}

// Sums along the strip: rows of inputs into lanes, then a tree and the epilogue for each output.
void AddLanes(const MapView& map, CycleWork& work) {
  const uint32_t kept = map.rank - map.reduced;
  const double outputs = Product(map, 0, kept), rows = Product(map, 0, map.rank - 1);
  const double strips = rows * CeilStrips(map.Last());
  AddRows(map, rows, map.Last(), 0, map.input_count, work);
  AddCode(map, 0, map.section1, strips, work);
  AddCode(map, map.section1, map.section2, strips, work);
  AddCode(map, map.section2, map.code_bytes, outputs, work);
  work.Add(Term::kLanesOutput, outputs);
  work.Add(Term::kLanesRow, rows);
  work.Add(Term::kLanesCombine, outputs * map.values);
  work.Add(Term::kLanesEpilogue, outputs * map.output_count);
}

// Sums across strips: for 16 outputs at a time, prologue, all reduced rows, epilogue.
void AddReducedRows(const MapView& map, CycleWork& work) {
  const uint32_t loops = map.rank - 1, kept = loops - map.reduced;
  const double blocks = Product(map, 0, kept) * CeilStrips(map.Last()), reduced = Product(map, kept, loops);
  const uint32_t elements = map.Last() < kMapStrip ? map.Last() : kMapStrip;
  AddRows(map, blocks * reduced, elements, 0, map.input_count, work);
  AddCode(map, 0, map.section1, blocks, work);
  AddCode(map, map.section1, map.section2, blocks * reduced, work);
  AddCode(map, map.section2, map.code_bytes, blocks, work);
  work.Add(Term::kRowsStrip, blocks);
}

void AddScalarMap(const MapView& map, CycleWork& work) {
  AddFormulaWork(map.Accesses() + map.immediate_count, {map.code, map.code_bytes}, work);
  for (uint32_t i = 0; i < map.Accesses(); ++i) {
    work.Add(Term::kScalarConversion, !IsFourByteType(map.AccessAt(i).type()));
  }
  work.Add(Term::kMapGuard, map.dynamic_count);
}

}  // namespace

CycleTerm TermOf(MicroOp op, bool scalar) {
  if (op == MicroOp::Load || op == MicroOp::Store) return Term::kOpMove;
  if (op == MicroOp::Select) return Term::kOpSelect;
  if (op == MicroOp::Wide) return Term::kOpWide;
  if (Between(op, MicroOp::AddF, MicroOp::MulF)) return scalar ? Term::kOpFloatScalar : Term::kOpFloat;
  if (Between(op, MicroOp::DivF, MicroOp::RDivF) || op == MicroOp::SqrtF) return Term::kOpDivision;
  if (op == MicroOp::MaxFI || op == MicroOp::MinFI || op == MicroOp::MaxF || op == MicroOp::MinF)
    return Term::kOpExtremum;
  if (Between(op, MicroOp::PowF, MicroOp::RPowF)) return Term::kOpPower;
  if (Between(op, MicroOp::Atan2F, MicroOp::RAtan2F)) return Term::kOpArcTangent;
  if (Between(op, MicroOp::RemF, MicroOp::RRemF)) return Term::kOpRemainder;
  if (Between(op, MicroOp::EqF, MicroOp::GeF) || Between(op, MicroOp::EqI, MicroOp::GeU))
    return Term::kOpComparison;
  if (Between(op, MicroOp::DivS, MicroOp::RRemU) || Between(op, MicroOp::PowI, MicroOp::RPowI))
    return Term::kOpIntegerDivision;
  if (Between(op, MicroOp::AddI, MicroOp::MulI) || Between(op, MicroOp::MaxS, MicroOp::MinS) ||
      Between(op, MicroOp::And, MicroOp::Xor)) {
    return scalar ? Term::kOpIntegerScalar : Term::kOpInteger;
  }
  if (scalar && (op == MicroOp::Shl || op == MicroOp::ShrA || op == MicroOp::ShrL))
    return Term::kOpIntegerScalar;
  if (op == MicroOp::NegF || op == MicroOp::AbsF || Between(op, MicroOp::F32ToS32, MicroOp::RoundToS32))
    return Term::kOpUnary;
  if (Between(op, MicroOp::SatS8, MicroOp::SatS16)) return Term::kOpSaturation;
  if (Between(op, MicroOp::RsqrtF, MicroOp::CbrtF)) return Term::kOpRoot;
  if (op == MicroOp::ExpF) return Term::kOpExp;
  if (op == MicroOp::Expm1F) return Term::kOpExpm1;
  if (op == MicroOp::LogF) return Term::kOpLog;
  if (op == MicroOp::Log1pF) return Term::kOpLog1p;
  if (op == MicroOp::TanhF) return Term::kOpTanh;
  if (op == MicroOp::LogisticF) return Term::kOpLogistic;
  if (Between(op, MicroOp::SinF, MicroOp::TanF)) return Term::kOpTrigonometry;
  if (op == MicroOp::ErfF) return Term::kOpErf;
  if (Between(op, MicroOp::FloorF, MicroOp::RoundEvenF)) return Term::kOpRounding;
  return Term::kOpSlow;
}

void AddFormulaWork(size_t operands, std::span<const uint8_t> code, CycleWork& work) {
  work.Add(Term::kScalarCall, 1);
  work.Add(Term::kScalarAccess, static_cast<double>(operands));
  AddScalarCode(code.data(), code.size(), 1, work);
}

void AddScalarCode(const uint8_t* code, size_t bytes, double runs, CycleWork& work) {
  constexpr Term kFast[] = {Term::kOpMove,          Term::kOpSelect,   Term::kOpFloatScalar,
                            Term::kOpExtremum,      Term::kOpDivision, Term::kOpComparison,
                            Term::kOpIntegerScalar, Term::kOpUnary,    Term::kOpSaturation};
  for (size_t at = 0; at < bytes; at += MicroOpBytes(code[at])) {
    const MicroOp op = static_cast<MicroOp>(code[at]);
    if (op == MicroOp::End) continue;
    if (IsForOneLane(op)) {
      op >= MicroOp::LoadAt ? work.Add(Term::kScalarAccess, runs) : work.Add(Term::kScalarOp, 1.5 * runs);
      continue;
    }
    const Term term = TermOf(op, true);
    if (std::find(std::begin(kFast), std::end(kFast), term) != std::end(kFast)) {
      work.Add(Term::kScalarOp, runs);
    } else {
      work.Add(Term::kScalarSlowOp, runs);
      work.Add(term, runs / kMapStrip);
    }
  }
}

void AddMapWork(const fb::MapT& op, CycleWork& work) {
  const MapView map = ViewOf(op);
  if (map.IsScalar()) return AddScalarMap(map, work);  // a Repeat as one trip, as other loops are
  work.Add(Term::kMapCall, 1);
  work.Add(Term::kMapAccess, map.Accesses());
  work.Add(Term::kMapGuard, map.guard_count + map.dynamic_count);
  work.Add(Term::kMapEntry, MapEntries(map));
  switch (map.reduction) {
    case fb::Reduction::None:
      return AddElements(map, work);
    case fb::Reduction::Lanes:
      return AddLanes(map, work);
    case fb::Reduction::Rows:
      return AddReducedRows(map, work);
    case fb::Reduction::Repeat:
      return;
  }
}

}  // namespace tmb
