// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Staging: what the evaluator cannot read or write in place goes through a strip of
// scratch: other strides, narrow types, guarded elements, index values, and the strip at
// a row's end that is not full (nothing is read or written past an extent).

#include "runtime/features.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_frame.h"

namespace tmb {
namespace {

// The lanes [begin, end) of a strip whose elements are there.
struct LaneRange {
  uint32_t begin, end;
};

// Narrows `lanes` to those l with 0 <= first + coefficient * l < extent.
void Clip(int32_t first, int32_t coefficient, int32_t extent, LaneRange& lanes) {
  if (coefficient < 0) {
    first = extent - 1 - first;
    coefficient = -coefficient;
  }
  if (first >= extent || (coefficient == 0 && first < 0)) {
    lanes.end = 0;
    return;
  }
  if (coefficient == 0) return;
  const uint32_t step = static_cast<uint32_t>(coefficient);
  const uint32_t begin = first < 0 ? (0u - static_cast<uint32_t>(first) + step - 1) / step : 0;
  const uint32_t end = (static_cast<uint32_t>(extent - 1) - static_cast<uint32_t>(first)) / step + 1;
  if (begin > lanes.begin) lanes.begin = begin;
  if (end < lanes.end) lanes.end = end;
}

LaneRange PresentLanes(const MapFrame& frame, uint32_t access, uint32_t start, uint32_t count) {
  const MapView& map = frame.map;
  LaneRange lanes{0, count};
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    if (guard.access() != access) continue;
    const int32_t coefficient = map.guard_coefficients[g * map.rank + map.rank - 1];
    const int32_t first = frame.guard_values[g] + coefficient * static_cast<int32_t>(start);
    Clip(first, coefficient, static_cast<int32_t>(guard.extent()), lanes);
  }
  if (lanes.begin > lanes.end) lanes.begin = lanes.end;
  return lanes;
}

}  // namespace

void LoadInput(const MapFrame& frame, uint32_t access, uint32_t start, uint32_t count, uint32_t* lanes) {
  const Cursor& cursor = frame.cursors[access];
  const fb::Access& input = frame.map.inputs[access];
  LaneRange present{0, count};
  if (Has(Feature::kGuards) && cursor.guard != Cursor::kNone) {
    present = PresentLanes(frame, access, start, count);
    for (uint32_t l = 0; l < present.begin; ++l) lanes[l] = input.fill();
    for (uint32_t l = present.end; l < count; ++l) lanes[l] = input.fill();
  }
  const uintptr_t position = ElementPosition(cursor, start + present.begin);
  lanes += present.begin;
  count = present.end - present.begin;
  if (input.kind() == fb::AccessKind::Memory) {
    LoadElements(cursor.type, reinterpret_cast<const uint8_t*>(position), cursor.step, count, lanes);
    return;
  }
  uint32_t value = static_cast<uint32_t>(position);
  for (; count != 0; --count, value += static_cast<uint32_t>(cursor.step)) *lanes++ = value;
}

void StoreStrips(const MapFrame& frame) {
  for (uint32_t i = frame.map.input_count; i < frame.accesses; ++i) {
    const Cursor& cursor = frame.cursors[i];
    if (!frame.ThroughStrip(cursor)) continue;
    uint8_t* const to = reinterpret_cast<uint8_t*>(ElementPosition(cursor, frame.start));
    if (cursor.mode == AccessMode::kDirect) {
      CopyRow(cursor, to, frame.Strip(cursor.strip), frame.lanes);
    } else if (cursor.plain) {
      StoreWords(frame.Strip(cursor.strip), frame.lanes, to, cursor.step);
    } else {
      StoreElements(cursor.type, frame.Strip(cursor.strip), frame.lanes, to, cursor.step);
    }
  }
}

}  // namespace tmb
