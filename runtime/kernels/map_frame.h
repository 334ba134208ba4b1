// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The state of one Map while it runs: where each access stands in the loop nest, and the
// scratch behind it. Shared by set-up (map.cc), the walk through the loops (map_walk.cc), the
// staging of strips (map_stage.cc), the reductions (map_reduce.cc) and the evaluators.
// Invariant: the cursors stand at the first element of the current row.
#ifndef TMB_RUNTIME_KERNELS_MAP_FRAME_H_
#define TMB_RUNTIME_KERNELS_MAP_FRAME_H_

#include <cstring>

#include "runtime/features.h"
#include "runtime/kernel.h"
#include "runtime/kernels/map_element.h"
#include "runtime/map_layout.h"

namespace tmb {

// An access. Guards are folded into position and step, because a guard's value is affine in
// the loop indices too; what is left of a guard is the question whether an element is there.
struct Cursor {
  uint32_t word;       // Scalar: the row's value. Direct, where addresses have 32 bits: of the first strip
  int32_t step;        // from lane to lane
  uintptr_t position;  // address of the row's first element (Index: its value)
  AccessMode mode;
  fb::Type type;
  uint8_t strip;       // number of its strip of scratch, if it has one
  enum Guard : uint8_t { kNone, kRow, kLanes } guard;  // Row: all elements of a row are there, or none
  bool plain;          // a four-byte type in memory without guards: loads are copies
};
static_assert(sizeof(Cursor) <= kMapCursorBytes);

// Where element `element` of the current row lies (Index: its value).
inline uintptr_t ElementPosition(const Cursor& cursor, uint32_t element) {
  return cursor.position +
         static_cast<uintptr_t>(static_cast<intptr_t>(cursor.step) * static_cast<intptr_t>(element));
}

struct MapFrame {
  uint32_t lanes;         // of the run's strips that matter
  MapView map;
  const Context* context;
  Cursor* cursors;
  int32_t* guard_values;  // at the current row's first element
  uint32_t* index;        // of each loop
  uint32_t* strips;       // temporaries, then the accesses that need one
  uint32_t* saved;        // Lanes: a strip for each value
  void* entries;          // the evaluator's own, with the place where each section begins
  uint16_t section_begin[kMapSections + 1];
  uint32_t accesses;
  bool staged_inputs = false;   // some are staged even in full strips
  bool staged_outputs = false;
  bool byte_steps = false;      // of some that are staged
  bool direct = false;          // some are Direct, which stages them in strips that are not full
  bool store = false;           // the outputs' strips are stored behind the run
  bool staged;                  // this run goes through strips of scratch
  bool new_row;                 // the scalars are to be read
  bool one_run;                 // this run is a whole row without guards
  uint32_t run;                 // strips of this run
  uint32_t start;               // of the run, in elements of the row
  uint32_t row_begin, row_end;  // the elements wanted of each row
  uint32_t rows;                // wanted after this one, as far as there are any
  uint32_t loop_begin, loop_end;  // the loops that lead from row to row

  uint32_t* Strip(uint32_t number) const { return strips + number * kMapStrip; }
  // Whether the access goes through its strip now.
  bool ThroughStrip(const Cursor& cursor) const {
    return cursor.mode == AccessMode::kStaged || (cursor.mode == AccessMode::kDirect && lanes < kMapStrip);
  }
};

// Elements of an access that is Direct: words, or bytes (IsByteRow) that their strip has as bytes, too.
inline void CopyRow(const Cursor& cursor, void* to, const void* from, uint32_t count) {
  if (Has(Feature::kTypesNarrow) && cursor.step == 1) {
    std::memcpy(to, from, count);
  } else {
    CopyWords(static_cast<uint32_t*>(to), static_cast<const uint32_t*>(from), count);
  }
}

// Moves all cursors by `count` iterations of loop `dim`.
void Move(MapFrame& frame, uint32_t dim, int32_t count);
// Moves from the origin of loops [begin, end) to their row-major index.
void Seek(MapFrame& frame, uint32_t begin, uint32_t end, uint32_t index);
// Moves to the next iteration of loops [begin, end); false, and back at the origin, after the last.
bool Next(MapFrame& frame, uint32_t begin, uint32_t end);

// Sets up runs over elements [begin, end) of this row and up to `rows` - 1 further ones, led to by
// loops [loop_begin, loop_end).
void BeginRows(MapFrame& frame, uint32_t begin, uint32_t end, uint32_t rows, uint32_t loop_begin,
               uint32_t loop_end);

// Ends a run of strips and makes the next one ready: full strips of one row that need no
// staging, or one strip that does. Returns its strips, 0 when all is done.
extern "C" uint32_t NextRun(MapFrame* frame);

// Reads `count` elements of an input from element `start` of the row on.
void LoadInput(const MapFrame& frame, uint32_t access, uint32_t start, uint32_t count, uint32_t* lanes);
// Stores the outputs that go through strips.
void StoreStrips(const MapFrame& frame);

void RunLanes(MapFrame& frame, uint32_t first_unit, uint32_t unit_count);
void RunReducedRows(MapFrame& frame, uint32_t first_unit, uint32_t unit_count);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_MAP_FRAME_H_
