// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The handlers of map_evaluator.S and map_integer.S, Map<name> each, and the entries that they run.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_

#include <cstdint>

#define TMB_MAP_HANDLERS(X) \
  X(Continue) X(StripEnd) X(Exit) X(Slow) X(Load) X(LoadScalar) X(Store) X(LoadX) X(LoadXScalar)         \
  X(Select) X(SelectScalar) X(Wide) X(AddF) X(SubF) X(RSubF) X(MulF) X(DivF) X(RDivF) X(MaxF) X(MinF)    \
  X(AddFX) X(SubFX) X(RSubFX) X(MulFX) X(DivFX) X(RDivFX) X(MaxFX) X(MinFX) X(AddFScalar) X(SubFScalar)  \
  X(RSubFScalar) X(MulFScalar) X(MaxFIScalar) X(MinFIScalar) X(EqF) X(NeF) X(LtF) X(LeF) X(GtF) X(GeF)   \
  X(AddI) X(SubI) X(RSubI) X(MulI) X(And) X(Or) X(Xor) X(MaxS) X(MinS) X(AddIScalar) X(MulIScalar)       \
  X(AndScalar) X(OrScalar) X(XorScalar) X(ShlScalar) X(ShrLScalar) X(ShrAScalar) X(EqI) X(NeI) X(LtS)    \
  X(LeS) X(GtS) X(GeS) X(LtU) X(LeU) X(GtU) X(GeU) X(NegF) X(AbsF) X(SqrtF) X(F32ToS32) X(F32ToU32)      \
  X(S32ToF32) X(U32ToF32)

namespace tmb {

using MapHandler = void (*)();

// What the assembly steps through.
struct MapEntry {
  const void* operand;
  MapHandler handler;
};
static_assert(sizeof(MapEntry) == 8);

extern "C" {
#define TMB_MAP_HANDLER(name) void Map##name();
TMB_MAP_HANDLERS(TMB_MAP_HANDLER)
#undef TMB_MAP_HANDLER

void MapRunEntries(const MapEntry* first, uint32_t strips, struct MapFrame* frame);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_
