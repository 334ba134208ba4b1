// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The walk through a Map's loops: cursors move from row to row, and each row is cut into
// runs of strips. What a row costs beside its strips is spent here.

#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_frame.h"

namespace tmb {
namespace {

void LoadScalar(const MapFrame& frame, uint32_t access, Cursor& cursor) {
  if (cursor.plain) {
    cursor.word = *reinterpret_cast<const uint32_t*>(cursor.position);
  } else {
    LoadInput(frame, access, 0, 1, &cursor.word);
  }
}

// Where the evaluator finds an access that goes through its strip, which an input's elements are
// brought to.
void ArriveInStrip(const MapFrame& frame, uint32_t access, Cursor& cursor) {
  uint32_t* const strip = frame.Strip(cursor.strip);
  cursor.word = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(strip));
  if (access >= frame.map.input_count) return;
  if (cursor.mode == AccessMode::kDirect) {
    CopyRow(cursor, strip, reinterpret_cast<const void*>(ElementPosition(cursor, frame.start)), frame.lanes);
  } else if (cursor.plain) {
    LoadWords(reinterpret_cast<const uint8_t*>(ElementPosition(cursor, frame.start)), cursor.step, frame.lanes,
              strip);
  } else {
    LoadInput(frame, access, frame.start, frame.lanes, strip);
  }
}
inline void Arrive(const MapFrame& frame, uint32_t access, Cursor& cursor) {
  if (frame.ThroughStrip(cursor)) {
    ArriveInStrip(frame, access, cursor);
  } else {
    cursor.word = static_cast<uint32_t>(ElementPosition(cursor, frame.start));
  }
}

// To the next iteration of the innermost loop behind a row of one run, which is how most rows end:
// one pass over the cursors, a third of the general way's cycles. False at the loop's end.
bool StepRow(MapFrame& frame) {
  const uint32_t loop = frame.loop_end - 1, next = frame.index[loop] + 1, rank = frame.map.rank;
  if (frame.rows == 0 || next == frame.map.dims[loop]) return false;
  if (frame.staged && frame.store) StoreStrips(frame);
  frame.index[loop] = next;
  --frame.rows;
  const uint32_t begin = frame.row_begin;
  const bool staged = frame.staged;
  const int32_t* stride = frame.map.strides + loop;
  Cursor* cursor = frame.cursors;
  for (uint32_t i = 0, accesses = frame.accesses; i < accesses; ++i, ++cursor, stride += rank) {
    const uintptr_t position = cursor->position + static_cast<uintptr_t>(static_cast<intptr_t>(*stride));
    cursor->position = position;
    if (cursor->mode == AccessMode::kScalar) {
      if (*stride != 0) LoadScalar(frame, i, *cursor);
    } else if (staged && frame.ThroughStrip(*cursor)) {
      ArriveInStrip(frame, i, *cursor);
    } else {
      cursor->word = static_cast<uint32_t>(position) + begin * static_cast<uint32_t>(cursor->step);
    }
  }
  return true;
}

// Brings what the run reads to where the evaluator looks for it.
void ArriveAll(const MapFrame& frame) {
  const bool new_row = frame.new_row;
  Cursor* cursor = frame.cursors;
  for (uint32_t i = 0, accesses = frame.accesses; i < accesses; ++i, ++cursor) {
    if (cursor->mode != AccessMode::kScalar) {
      Arrive(frame, i, *cursor);
    } else if (new_row) {
      LoadScalar(frame, i, *cursor);
    }
  }
}

}  // namespace

void Move(MapFrame& frame, uint32_t dim, int32_t count) {
  const MapView& map = frame.map;
  const int32_t* stride = map.strides + dim;
  const uint32_t rank = map.rank;
  for (Cursor *cursor = frame.cursors, *end = cursor + frame.accesses; cursor != end;
       ++cursor, stride += rank) {
    cursor->position += static_cast<uintptr_t>(static_cast<intptr_t>(*stride) * count);
  }
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    const int32_t change = map.guard_coefficients[g * map.rank + dim] * count;
    frame.guard_values[g] += change;
    frame.cursors[guard.access()].position +=
        static_cast<uintptr_t>(static_cast<intptr_t>(guard.stride()) * change);
  }
}

void Seek(MapFrame& frame, uint32_t begin, uint32_t end, uint32_t index) {
  for (uint32_t d = end; d != begin;) {
    --d;
    const uint32_t extent = frame.map.dims[d];
    frame.index[d] = index % extent;
    index /= extent;
    Move(frame, d, static_cast<int32_t>(frame.index[d]));
  }
}

bool Next(MapFrame& frame, uint32_t begin, uint32_t end) {
  for (uint32_t d = end; d != begin;) {
    --d;
    if (++frame.index[d] < frame.map.dims[d]) {
      Move(frame, d, 1);
      return true;
    }
    frame.index[d] = 0;
    Move(frame, d, 1 - static_cast<int32_t>(frame.map.dims[d]));
  }
  return false;
}

void BeginRows(MapFrame& frame, uint32_t begin, uint32_t end, uint32_t rows, uint32_t loop_begin,
               uint32_t loop_end) {
  frame.run = 0;
  frame.new_row = true;
  frame.one_run = false;
  frame.start = begin;
  frame.row_begin = begin;
  frame.row_end = end;
  frame.rows = rows - 1;
  frame.loop_begin = loop_begin;
  frame.loop_end = loop_end;
}

uint32_t NextRun(MapFrame* the_frame) {
  MapFrame& frame = *the_frame;
  if (frame.one_run && StepRow(frame)) return frame.run;
  if (frame.run != 0) {
    if (frame.staged && frame.store) StoreStrips(frame);
    frame.start += frame.run * kMapStrip;
    frame.new_row = frame.start >= frame.row_end;
    if (frame.new_row) {
      frame.run = 0;
      if (frame.rows == 0 || !Next(frame, frame.loop_begin, frame.loop_end)) return 0;
      --frame.rows;
      frame.start = frame.row_begin;
    }
  }
  const uint32_t left = frame.row_end - frame.start;
  frame.lanes = left < kMapStrip ? left : kMapStrip;
  frame.staged = frame.staged_inputs || (left < kMapStrip && frame.direct) || (frame.store && frame.staged_outputs);
  frame.run = frame.staged || left < kMapStrip ? 1 : left / kMapStrip;
  frame.one_run = frame.start == frame.row_begin && left <= (frame.staged ? frame.lanes : frame.run * kMapStrip) &&
                  frame.map.guard_count == 0 && frame.loop_begin != frame.loop_end;
  ArriveAll(frame);
  return frame.run;
}

}  // namespace tmb
