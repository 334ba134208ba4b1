// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The reductions of a Map, in the order that the format fixes. Lanes: element e of a row
// meets lane e % 16 of the accumulators (temporaries 0 to v-1), row after row, then lanes
// are merged pairwise, 8, 4, 2, 1 apart. Rows: 16 outputs at a time, each reduced in the
// order of its loops. The evaluator changes all lanes of a strip; lanes that must live on
// are saved and put back.

#include <cstring>

#include "runtime/kernels/map_evaluator.h"
#include "runtime/kernels/map_frame.h"
#include "runtime/kernels/map_lane.h"

namespace tmb {
namespace {

// Sections of the code.
constexpr uint32_t kBody = 0, kCombine = 1;      // Lanes
constexpr uint32_t kPrologue = 0, kRowBody = 1;  // Rows
constexpr uint32_t kEpilogue = 2;

void CopyLanes(uint32_t* to, const uint32_t* from, uint32_t lanes) { std::memcpy(to, from, lanes * 4); }

// Runs combine with only lanes below `lanes` of the accumulators changed.
void Combine(MapFrame& frame, uint32_t lanes) {
  const uint32_t values = frame.map.values;
  CopyLanes(frame.saved, frame.strips, values * kMapStrip);
  frame.lanes = lanes;
  EvaluateOnce(frame, kCombine);
  for (uint32_t v = 0; v < values; ++v) {
    CopyLanes(frame.Strip(v) + lanes, frame.saved + v * kMapStrip + lanes, kMapStrip - lanes);
  }
}

// Elements [begin, end) of this row, of full strips or of one that is not.
void Evaluate(MapFrame& frame, uint32_t begin, uint32_t end, uint32_t first, uint32_t last) {
  BeginRows(frame, begin, end, 1, 0, 0);
  EvaluateStrips(frame, first, last);
}

// The current row into the accumulators; the first strip of all becomes the accumulators.
void ReduceRow(MapFrame& frame, bool first) {
  const uint32_t values = frame.map.values, last = frame.map.Last(), full = last / kMapStrip * kMapStrip;
  uint32_t begin = 0;
  if (first) {
    begin = last < kMapStrip ? last : kMapStrip;
    Evaluate(frame, 0, begin, kBody, kBody);
    CopyLanes(frame.strips, frame.Strip(values), values * kMapStrip);
  }
  if (begin < full) Evaluate(frame, begin, full, kBody, kCombine);
  if (begin < last && full < last) {
    Evaluate(frame, full, last, kBody, kBody);
    Combine(frame, last - full);
  }
}

// Calls merge(apart, merged) for the levels of the tree over `lanes` lanes: lanes below `merged`
// take in the lane `apart` above.
template <typename Merge>
void ForEachLevel(uint32_t lanes, Merge merge) {
  for (uint32_t apart = kMapStrip / 2; apart != 0; apart /= 2) {
    if (lanes > apart) merge(apart, lanes - apart < apart ? lanes - apart : apart);
  }
}

void MergeByCode(MapFrame& frame, uint32_t lanes) {
  const uint32_t values = frame.map.values;
  ForEachLevel(lanes, [&](uint32_t apart, uint32_t merged) {
    for (uint32_t v = 0; v < values; ++v) CopyLanes(frame.Strip(values + v), frame.Strip(v) + apart, merged);
    Combine(frame, merged);
  });
}

template <fb::MicroOp op>
void MergeBy(MapFrame& frame, uint32_t lanes) {
  uint32_t* const acc = frame.strips;
  ForEachLevel(lanes, [acc](uint32_t apart, uint32_t merged) {
    for (uint32_t i = 0; i < merged; ++i) acc[i] = lane::Apply(op, acc[i], acc[i + apart]);
  });
}

// The operation of a combine that is acc = acc op value, else End.
fb::MicroOp SingleOperation(const MapView& map) {
  const uint8_t* const code = map.code + map.section1;
  const uint8_t acc = static_cast<uint8_t>(map.Operands() - map.temporaries),
                value = static_cast<uint8_t>(acc + 1);
  const auto byte = [](fb::MicroOp op) { return static_cast<uint8_t>(op); };
  const bool single = map.values == 1 && code[0] == byte(fb::MicroOp::Load) && code[1] == acc &&
                      code[3] == value && code[4] == byte(fb::MicroOp::Store) && code[5] == acc &&
                      code[6] == byte(fb::MicroOp::End);
  return single ? static_cast<fb::MicroOp>(code[2]) : fb::MicroOp::End;
}

// Merges the first `lanes` lanes of each accumulator into lane 0. A sum's or maximum's 15 merges
// cost less one by one than four runs of the code.
void MergeLanes(MapFrame& frame, fb::MicroOp operation, uint32_t lanes) {
  switch (static_cast<int>(operation)) {
    case static_cast<int>(fb::MicroOp::AddF): return MergeBy<fb::MicroOp::AddF>(frame, lanes);
    case static_cast<int>(fb::MicroOp::MaxF): return MergeBy<fb::MicroOp::MaxF>(frame, lanes);
    default: return MergeByCode(frame, lanes);
  }
}

// Whether the epilogue needs more than temporaries and immediates, or writes in place.
bool NeedsRow(const MapFrame& frame) {
  const MapView& map = frame.map;
  for (uint32_t i = map.input_count; i < frame.accesses; ++i) {
    if (frame.cursors[i].mode != AccessMode::kStaged) return true;
  }
  for (const uint8_t* code = map.code + map.section2; *code != 0; code += MicroOpBytes(*code)) {
    const bool one_operand = IsUnary(static_cast<fb::MicroOp>(*code));
    const bool select = *code == static_cast<uint8_t>(fb::MicroOp::Select);
    if (!one_operand && (code[1] < map.input_count || (select && code[2] < map.input_count))) return true;
  }
  return false;
}

void RunEpilogue(MapFrame& frame, bool needs_row) {
  if (needs_row) {
    frame.store = true;
    Evaluate(frame, 0, 1, kEpilogue, kEpilogue);
    frame.store = false;
  } else {
    EvaluateOnce(frame, kEpilogue);
    StoreStrips(frame);
  }
}

}  // namespace

void RunLanes(MapFrame& frame, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t loops = frame.map.rank - 1, kept = frame.map.rank - frame.map.reduced;
  const uint32_t last = frame.map.Last(), lanes = last < kMapStrip ? last : kMapStrip;
  const fb::MicroOp operation = SingleOperation(frame.map);
  const bool needs_row = NeedsRow(frame);
  if (first_unit != 0) Seek(frame, 0, kept, first_unit);
  for (; unit_count != 0; --unit_count) {
    bool first = true;
    do {
      ReduceRow(frame, first);
      first = false;
    } while (Next(frame, kept, loops));
    MergeLanes(frame, operation, lanes);
    frame.start = 0;
    frame.lanes = 1;
    RunEpilogue(frame, needs_row);
    if (!Next(frame, 0, kept)) return;
  }
}

void RunReducedRows(MapFrame& frame, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t loops = frame.map.rank - 1, kept = loops - frame.map.reduced, last = frame.map.Last();
  const uint32_t strips_of_row = (last + kMapStrip - 1) / kMapStrip;
  uint32_t strip = 0;
  if (first_unit != 0) {
    Seek(frame, 0, kept, first_unit / strips_of_row);
    strip = first_unit % strips_of_row;
  }
  for (; unit_count != 0; --unit_count) {
    const uint32_t begin = strip * kMapStrip;
    const uint32_t end = last - begin < kMapStrip ? last : begin + kMapStrip;
    Evaluate(frame, begin, end, kPrologue, kPrologue);
    BeginRows(frame, begin, end, kAllUnits, kept, loops);  // every reduced index, and back to the first
    EvaluateStrips(frame, kRowBody, kRowBody);
    frame.store = true;
    Evaluate(frame, begin, end, kEpilogue, kEpilogue);
    frame.store = false;
    if (++strip < strips_of_row) continue;
    strip = 0;
    if (!Next(frame, 0, kept)) return;
  }
}

}  // namespace tmb
