// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The Map kernel: sets up a cursor for each access, walks the loop nest row by row and
// hands strips of 16 elements to the evaluator.
//
//     Map ─► no loops: RunFormula (with Map: map_formula.h)
//         ─► Repeat: RunRepeat (map_repeat.h)
//         ─► no reduction: rows ─┐
//         ─► Lanes, Rows         ├─► BeginRows ─► EvaluateStrips ◄─► NextRun: to the next row,
//            (map_reduce.cc) ────┘                                   strips from and to memory

#include "runtime/features.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_evaluator.h"
#include "runtime/kernels/map_fields.h"
#include "runtime/kernels/map_formula.h"
#include "runtime/kernels/map_frame.h"
#include "runtime/kernels/map_repeat.h"

namespace tmb {
namespace {

// ViewOf by the fields' own quick way.
void SetUpView(const fb::Map& op, const MapFields& fields, MapView& map) {
  uint32_t ignored;
  map.dims = fields.Vector<uint32_t>(fb::Map::VT_DIMS, &map.rank);
  map.inputs = fields.Vector<fb::Access>(fb::Map::VT_INPUTS, &map.input_count);
  map.outputs = fields.Vector<fb::Access>(fb::Map::VT_OUTPUTS, &map.output_count);
  map.strides = fields.Vector<int32_t>(fb::Map::VT_STRIDES, &ignored);
  map.guards = fields.Vector<fb::Guard>(fb::Map::VT_GUARDS, &map.guard_count);
  map.guard_coefficients = fields.Vector<int32_t>(fb::Map::VT_GUARD_COEFFICIENTS, &ignored);
  map.dynamic_offsets = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &map.dynamic_count);
  map.immediates = fields.Vector<uint32_t>(fb::Map::VT_IMMEDIATES, &map.immediate_count);
  map.code = fields.Vector<uint8_t>(fb::Map::VT_CODE, &map.code_bytes);
  map.temporaries = op.temporaries();
  map.reduction = op.reduction();
  if (map.reduction == fb::Reduction::None) return;
  map.reduced = op.reduced();
  map.values = op.values();
  map.section1 = op.section1();
  map.section2 = op.section2();
}

// How the access comes to the lanes (ModeOf and NeedsStrip in map_layout.h say the same), and the number of the
// next strip.
inline uint32_t SetUpMode(MapFrame& frame, bool input, uint32_t direct_strips, uint32_t strip, Cursor& cursor) {
  cursor.strip = static_cast<uint8_t>(strip);
  if (cursor.plain && cursor.step == 4) {
    cursor.mode = AccessMode::kDirect;
    frame.direct = true;
    return strip + direct_strips;
  }
  if (input && cursor.step == 0 && cursor.guard != Cursor::kLanes) {
    cursor.mode = AccessMode::kScalar;
    return strip;
  }
  cursor.mode = AccessMode::kStaged;
  (input ? frame.staged_inputs : frame.staged_outputs) = true;
  if (Has(Feature::kTypesNarrow)) frame.byte_steps |= cursor.step == 1;
  return strip + 1;
}

// Strips that an access in memory takes for what is not a full strip.
uint32_t DirectStrips(const MapView& map) {
  return map.Last() % kMapStrip != 0 || map.reduction == fb::Reduction::Lanes;
}

// Cursors of inputs or outputs as if there were no guards. Returns the number of the next strip.
template <bool input>
inline uint32_t SetUpCursors(MapFrame& frame, const fb::Access* access, uint32_t count, Cursor* cursor,
                             const int32_t* step, uint32_t strip) {
  const uint32_t stride = frame.map.rank, direct_strips = DirectStrips(frame.map);
  const Context& context = *frame.context;
  for (; count != 0; --count, ++access, ++cursor, step += stride) {
    const bool memory = !input || access->kind() == fb::AccessKind::Memory;
    cursor->position =
        memory ? reinterpret_cast<uintptr_t>(context.Address(access->ref())) : access->ref().word();
    cursor->step = *step;
    cursor->type = access->type();
    cursor->guard = Cursor::kNone;
    cursor->plain = memory && IsFourByteType(access->type());
    strip = SetUpMode(frame, input, direct_strips, strip, *cursor);
  }
  return strip;
}

void SetUpGuards(MapFrame& frame) {
  const MapView& map = frame.map;
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    const int32_t coefficient = map.guard_coefficients[g * map.rank + map.rank - 1];
    Cursor& cursor = frame.cursors[guard.access()];
    if (coefficient != 0) {
      cursor.guard = Cursor::kLanes;
    } else if (cursor.guard == Cursor::kNone) {
      cursor.guard = Cursor::kRow;
    }
    cursor.plain = false;
    cursor.step += guard.stride() * coefficient;
    cursor.position += static_cast<uintptr_t>(static_cast<intptr_t>(guard.stride()) * guard.offset());
    frame.guard_values[g] = guard.offset();
  }
}

void AddDynamicOffsets(MapFrame& frame) {
  for (uint32_t i = 0; i < frame.map.dynamic_count; ++i) {
    const fb::DynamicOffset& offset = frame.map.dynamic_offsets[i];
    const uint32_t index = LoadClampedIndex(offset.type(), frame.context->Address(offset.ref()), offset.limit());
    frame.cursors[offset.access()].position +=
        static_cast<uintptr_t>(static_cast<intptr_t>(offset.stride()) * static_cast<intptr_t>(index));
  }
}

// Once more, when guards have changed what SetUpCursors found.
uint32_t SetUpModes(MapFrame& frame) {
  const uint32_t direct_strips = DirectStrips(frame.map);
  frame.direct = frame.staged_inputs = frame.staged_outputs = false;
  uint32_t strip = frame.map.temporaries;
  for (uint32_t i = 0; i < frame.accesses; ++i)
    strip = SetUpMode(frame, i < frame.map.input_count, direct_strips, strip, frame.cursors[i]);
  return strip;
}

void SetUp(MapFrame& frame, const fb::Map& op) {
  const MapFields fields(op);
  MapView& map = frame.map;
  SetUpView(op, fields, map);
  uint8_t* const scratch = frame.context->Address(fields.Scratch());
  const MapLayout layout = LayoutOf(map);
  frame.cursors = reinterpret_cast<Cursor*>(scratch);
  frame.guard_values = reinterpret_cast<int32_t*>(scratch + layout.guards);
  frame.index = reinterpret_cast<uint32_t*>(scratch + layout.index);
  frame.strips = reinterpret_cast<uint32_t*>(scratch + layout.strips);
  frame.accesses = map.Accesses();
  const int32_t* const steps = map.strides + map.rank - 1;
  uint32_t strips = SetUpCursors<true>(frame, map.inputs, map.input_count, frame.cursors, steps, map.temporaries);
  strips = SetUpCursors<false>(frame, map.outputs, map.output_count, frame.cursors + map.input_count,
                               steps + map.input_count * map.rank, strips);
  if (Has(Feature::kGuards) && map.guard_count != 0) {
    SetUpGuards(frame);
    strips = SetUpModes(frame);
  }
  if (Has(Feature::kDynamicOffsets)) AddDynamicOffsets(frame);
  frame.saved = frame.Strip(strips);
  frame.entries = frame.Strip(strips + (map.reduction == fb::Reduction::Lanes ? map.values : 0));
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

extern "C" void RunLoops(const fb::Map& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  if (Has(Feature::kRepeat) && op.reduction() == fb::Reduction::Repeat) return RunRepeat(op, context);
  MapFrame frame;
  frame.context = &context;
  SetUp(frame, op);
  switch (frame.map.reduction) {
    case fb::Reduction::None: return RunRows(frame, first_unit, unit_count);
    case fb::Reduction::Lanes:
      if constexpr (Has(Feature::kReductionLanes)) RunLanes(frame, first_unit, unit_count);
      return;
    case fb::Reduction::Rows:
      if constexpr (Has(Feature::kReductionRows)) RunReducedRows(frame, first_unit, unit_count);
      return;
    case fb::Reduction::Repeat: return;
  }
}

}  // namespace tmb
