// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The portable evaluator: the specification of the accumulator machine. One loop of 16
// lanes for each micro-operation, made from lane::Apply, which compilers turn into vector
// code where they can.

#include "runtime/kernels/map_evaluator.h"

#include <cstring>
#include <utility>

#include "runtime/kernels/map_frame.h"
#include "runtime/kernels/map_lane.h"
#include "runtime/kernels/wide.h"

namespace tmb {
namespace {

using fb::MicroOp;

struct Strip {
  uint32_t lane[kMapStrip];
};

using Loop = void (*)(Strip& acc, const uint32_t* x);

template <size_t op>
void RunLoop(Strip& acc, const uint32_t* x) {
  for (uint32_t l = 0; l < kMapStrip; ++l)
    acc.lane[l] = lane::Apply(static_cast<MicroOp>(op), acc.lane[l], x[l]);
}

template <typename Ops>
struct LoopTable;
template <size_t... op>
struct LoopTable<std::index_sequence<op...>> {
  static constexpr Loop kLoops[] = {RunLoop<op>...};
};
constexpr size_t kMicroOps = static_cast<size_t>(MicroOp::MAX) + 1;
constexpr const Loop* kLoops = LoopTable<std::make_index_sequence<kMicroOps>>::kLoops;

// Where operand i lies for strip `strip` of the run; a scalar is spread over `spread`.
uint32_t* Operand(const MapFrame& frame, uint32_t strip, uint32_t i, Strip& spread) {
  const MapView& map = frame.map;
  uint32_t scalar;
  if (i >= frame.accesses) {
    i -= frame.accesses;
    if (i >= map.immediate_count) return frame.Strip(i - map.immediate_count);
    scalar = map.immediates[i];
  } else {
    const Cursor& cursor = frame.cursors[i];
    if (frame.ThroughStrip(cursor)) return frame.Strip(cursor.strip);
    if (cursor.mode == AccessMode::kDirect) {
      return reinterpret_cast<uint32_t*>(cursor.position) + frame.start + strip * kMapStrip;
    }
    scalar = cursor.word;
  }
  for (uint32_t& lane : spread.lane) lane = scalar;
  return spread.lane;
}

void Select(Strip& acc, const uint32_t* x, const uint32_t* y) {
  for (uint32_t l = 0; l < kMapStrip; ++l) acc.lane[l] = acc.lane[l] != 0 ? x[l] : y[l];
}

void RunSection(const MapFrame& frame, uint32_t strip, const uint8_t* code) {
  Strip acc{}, spread{}, spread_y{};
  for (; *code != static_cast<uint8_t>(MicroOp::End); code += MicroOpBytes(*code)) {
    uint32_t* const x = Operand(frame, strip, code[1], spread);
    if (*code == static_cast<uint8_t>(MicroOp::Wide)) {
      RunWide(code[2], x, kMapStrip);
    } else if (*code == static_cast<uint8_t>(MicroOp::Store)) {
      std::memcpy(x, acc.lane, sizeof acc.lane);
    } else if (*code == static_cast<uint8_t>(MicroOp::Load)) {
      std::memcpy(acc.lane, x, sizeof acc.lane);
    } else if (*code == static_cast<uint8_t>(MicroOp::Select)) {
      Select(acc, x, Operand(frame, strip, code[2], spread_y));
    } else {
      kLoops[*code](acc, x);
    }
  }
}

const uint8_t* CodeOf(const MapView& map, uint32_t section) {
  return map.code + (section == 0 ? 0 : section == 1 ? map.section1 : map.section2);
}

}  // namespace

void PrepareCode(MapFrame&) {}

void EvaluateStrips(MapFrame& frame, uint32_t first, uint32_t last) {
  while (const uint32_t strips = NextRun(&frame)) {
    for (uint32_t strip = 0; strip < strips; ++strip) {
      for (uint32_t section = first; section <= last; ++section) {
        RunSection(frame, strip, CodeOf(frame.map, section));
      }
    }
  }
}

void EvaluateOnce(MapFrame& frame, uint32_t section) { RunSection(frame, 0, CodeOf(frame.map, section)); }

}  // namespace tmb
