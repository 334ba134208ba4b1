// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The handlers of map_evaluator.S and map_integer.S, and the entries that they run.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_

#include <cstdint>

namespace tmb {

using MapHandler = void (*)();

// What the assembly steps through.
struct MapEntry {
  const void* operand;
  MapHandler handler;
};
static_assert(sizeof(MapEntry) == 8);

extern "C" {
void MapContinue();
void MapStripEnd();
void MapExit();
void MapSlow();
void MapLoad();
void MapLoadScalar();
void MapStore();
void MapLoadX();
void MapLoadXScalar();
void MapSelect();
void MapSelectScalar();
void MapWide();

void MapAddF();
void MapSubF();
void MapRSubF();
void MapMulF();
void MapDivF();
void MapRDivF();
void MapMaxF();
void MapMinF();
void MapAddFX();
void MapSubFX();
void MapRSubFX();
void MapMulFX();
void MapDivFX();
void MapRDivFX();
void MapMaxFX();
void MapMinFX();
void MapAddFScalar();
void MapSubFScalar();
void MapRSubFScalar();
void MapMulFScalar();
void MapMaxFIScalar();
void MapMinFIScalar();
void MapEqF();
void MapNeF();
void MapLtF();
void MapLeF();
void MapGtF();
void MapGeF();

void MapAddI();
void MapSubI();
void MapRSubI();
void MapMulI();
void MapAnd();
void MapOr();
void MapXor();
void MapMaxS();
void MapMinS();
void MapAddIScalar();
void MapMulIScalar();
void MapAndScalar();
void MapOrScalar();
void MapXorScalar();
void MapShlScalar();
void MapShrLScalar();
void MapShrAScalar();
void MapEqI();
void MapNeI();
void MapLtS();
void MapLeS();
void MapGtS();
void MapGeS();
void MapLtU();
void MapLeU();
void MapGtU();
void MapGeU();

void MapNegF();
void MapAbsF();
void MapSqrtF();
void MapF32ToS32();
void MapF32ToU32();
void MapS32ToF32();
void MapU32ToF32();

void MapRunEntries(const MapEntry* first, uint32_t strips, struct MapFrame* frame);
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_
