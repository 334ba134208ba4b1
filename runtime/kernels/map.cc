// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The Map kernel: sets up a cursor for each access, walks the loop nest row by row and
// hands strips of 16 elements to the evaluator.
//
//     Map ─► scalar?    words of scratch ─► EvaluateScalar ─► outputs
//         ─► no reduction: rows ─┐
//         ─► Lanes, Rows         ├─► BeginRows ─► EvaluateStrips ◄─► NextRun: to the next row,
//            (map_reduce.cc) ────┘                                   strips from and to memory

#include "runtime/features.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_evaluator.h"
#include "runtime/kernels/map_frame.h"

namespace tmb {
namespace {

void SetUpCursors(MapFrame& frame) {
  const MapView& map = frame.map;
  const uint32_t last = map.rank - 1;
  uint32_t strip = map.temporaries;
  for (uint32_t i = 0; i < frame.accesses; ++i) {
    const fb::Access& access = map.AccessAt(i);
    Cursor& cursor = frame.cursors[i];
    const bool memory = access.kind() == fb::AccessKind::Memory;
    cursor.position =
        memory ? reinterpret_cast<uintptr_t>(frame.context->Address(access.ref())) : access.ref().word();
    cursor.word = 0;
    cursor.step = map.StridesOf(i)[last];
    cursor.mode = ModeOf(map, i);
    cursor.type = access.type();
    cursor.guarded = false;
    cursor.plain = memory && IsFourByteType(access.type());
    cursor.strip = static_cast<uint8_t>(strip);
    if (NeedsStrip(map, cursor.mode)) ++strip;
    if (cursor.mode == AccessMode::kStaged)
      (i < map.input_count ? frame.staged_inputs : frame.staged_outputs) = true;
  }
}

void SetUpGuards(MapFrame& frame) {
  const MapView& map = frame.map;
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    Cursor& cursor = frame.cursors[guard.access()];
    cursor.guarded = true;
    cursor.plain = false;
    cursor.step += guard.stride() * map.guard_coefficients[g * map.rank + map.rank - 1];
    cursor.position += static_cast<uintptr_t>(static_cast<intptr_t>(guard.stride()) * guard.offset());
    frame.guard_values[g] = guard.offset();
  }
}

uintptr_t DynamicBytes(const fb::DynamicOffset& offset, const Context& context) {
  const uint32_t index = LoadClampedIndex(offset.type(), context.Address(offset.ref()), offset.limit());
  return static_cast<uintptr_t>(static_cast<intptr_t>(offset.stride()) * static_cast<intptr_t>(index));
}

void SetUp(MapFrame& frame, uint8_t* scratch) {
  const MapView& map = frame.map;
  const MapLayout layout = LayoutOf(map);
  frame.cursors = reinterpret_cast<Cursor*>(scratch);
  frame.guard_values = reinterpret_cast<int32_t*>(scratch + layout.guards);
  frame.index = reinterpret_cast<uint32_t*>(scratch + layout.index);
  frame.entries = scratch + layout.entries;
  frame.strips = reinterpret_cast<uint32_t*>(scratch + layout.strips);
  frame.saved = reinterpret_cast<uint32_t*>(scratch + layout.saved);
  frame.accesses = map.Accesses();
  SetUpCursors(frame);
  if (Has(Feature::kGuards)) SetUpGuards(frame);
  for (uint32_t i = 0; Has(Feature::kDynamicOffsets) && i < map.dynamic_count; ++i) {
    const fb::DynamicOffset& offset = map.dynamic_offsets[i];
    frame.cursors[offset.access()].position += DynamicBytes(offset, *frame.context);
  }
  for (uint32_t d = 0; d < map.rank; ++d) frame.index[d] = 0;
  PrepareCode(frame);
}

void RunRows(MapFrame& frame, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t loops = frame.map.rank - 1, last = frame.map.Last();
  const uint32_t units_of_row = (last + kMapUnitElements - 1) / kMapUnitElements;
  uint32_t unit = 0;
  if (first_unit != 0) {
    Seek(frame, 0, loops, first_unit / units_of_row);
    unit = first_unit % units_of_row;
  }
  frame.store = true;
  while (unit_count != 0) {
    uint32_t rows = 1, units = units_of_row - unit;  // part of a row, or whole rows together
    if (unit_count < units) units = unit_count;
    if (units == units_of_row) {
      rows = unit_count / units_of_row;
      units *= rows;
    }
    const uint32_t end = rows == 1 ? (unit + units) * kMapUnitElements : last;
    BeginRows(frame, unit * kMapUnitElements, end < last ? end : last, rows, 0, loops);
    EvaluateStrips(frame, 0, 0);
    unit_count -= units;
    unit = 0;
    if (unit_count == 0 || frame.rows != 0 || !Next(frame, 0, loops)) return;
  }
}

}  // namespace

void Map(const fb::Map& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  if (Has(Feature::kScalarCode) && RunScalarMap(op, context)) return;
  MapFrame frame{};
  frame.map = ViewOf(op);
  frame.context = &context;
  SetUp(frame, context.Address(*op.scratch()));
  switch (frame.map.reduction) {
    case fb::Reduction::None: return RunRows(frame, first_unit, unit_count);
    case fb::Reduction::Lanes:
      if constexpr (Has(Feature::kReductionLanes)) RunLanes(frame, first_unit, unit_count);
      return;
    case fb::Reduction::Rows:
      if constexpr (Has(Feature::kReductionRows)) RunReducedRows(frame, first_unit, unit_count);
      return;
  }
}

}  // namespace tmb
