// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the C++ side of the evaluator uses of the assembly.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_

#include <cstdint>

#include "runtime/kernels/map_formula.h"
#include "runtime/kernels/map_frame.h"

namespace tmb {

using MapHandler = void (*)();

// What the assembly steps through.
struct MapEntry {
  const void* operand;
  MapHandler handler;
};
static_assert(sizeof(MapEntry) == kMapEntryBytes);

// Where the operands of the code lie, by number.
struct MapOperands {
  const Cursor* cursors;        // of operands below `accesses`
  uint32_t accesses;
  const uint32_t* immediates;   // of operand 0, if that was one
  uint32_t immediate_end;
  const uint32_t* temporaries;  // likewise
  const uint32_t* strips;
};

// What handlers read of a MapFrame, which begins so.
struct MapLanes {
  uint32_t lanes;
};

extern "C" {
// Runs a Map with loops completely.
void RunWholeLoops(const fb::Map& op, const Context& context);
// Translates one section; returns where the next one's entries go.
MapEntry* MapTranslate(const uint8_t* code, MapEntry* entry, const MapOperands* operands);
// `frame`: a MapFrame, or with MapFlatEnd no more of it than MapLanes.
void MapRunEntries(const MapEntry* first, uint32_t strips, const void* frame);

// Handlers of End: between sections, behind the last one of a strip, the same where one run is all, and of a
// section that runs once.
void MapContinue();
void MapStripEnd();
void MapFlatEnd();
void MapExit();
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_HANDLERS_H_
