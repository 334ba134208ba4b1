// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A Map's code is translated into threaded entries for the assembly (map_evaluator.S), once a
// Map: dispatch then costs one LDM, and an operand's kind (in memory, in a strip of
// scratch, one scalar) costs nothing a strip. Operations without a handler of their own
// run lane by lane in MapSlowStrip.

#include "runtime/kernels/map_evaluator.h"

#include <cstddef>
#include <utility>

#include "runtime/features.h"
#include "runtime/kernels/cortex_m4/map_handlers.h"
#include "runtime/kernels/cortex_m4/map_numbers.h"
#include "runtime/kernels/map_frame.h"
#include "runtime/kernels/map_lane.h"

namespace tmb {
namespace {

using fb::MicroOp;

constexpr uint8_t Byte(MicroOp op) { return static_cast<uint8_t>(op); }
static_assert(Byte(MicroOp::Store) == MAP_OP_STORE && Byte(MicroOp::Select) == MAP_OP_SELECT && Byte(MicroOp::MaxF) == MAP_OP_MAXF &&
              Byte(MicroOp::MinF) == MAP_OP_MINF && Byte(MicroOp::Wide) == MAP_OP_WIDE &&
              Byte(MicroOp::NegF) == MAP_OP_NEGF && Byte(MicroOp::MulAddF) == MAP_OP_MULADDF &&
              Byte(MicroOp::LoadAt) == MAP_OP_LOADAT && Byte(MicroOp::StoreAt) == MAP_OP_STOREAT &&
              Byte(MicroOp::MAX) == MAP_OP_STOREAT);
static_assert(static_cast<int>(fb::Type::Pred) == MAP_TYPE_PRED && static_cast<int>(fb::Type::S32) == MAP_TYPE_S32 && static_cast<int>(fb::Type::U32) == MAP_TYPE_U32 &&
              static_cast<int>(fb::Type::F32) == MAP_TYPE_F32);
static_assert(fb::Map::VT_DIMS == MAP_VT_DIMS && fb::Map::VT_INPUTS == MAP_VT_INPUTS && fb::Map::VT_OUTPUTS == MAP_VT_OUTPUTS &&
              fb::Map::VT_DYNAMIC_OFFSETS == MAP_VT_DYNAMIC_OFFSETS &&
              fb::Map::VT_IMMEDIATES == MAP_VT_IMMEDIATES && fb::Map::VT_CODE == MAP_VT_CODE &&
              fb::Map::VT_SCRATCH == MAP_VT_SCRATCH);

static_assert(static_cast<int>(AccessMode::kDirect) == 0 && static_cast<int>(AccessMode::kScalar) == 1 &&
              static_cast<int>(AccessMode::kStaged) == 2 && static_cast<int>(AccessMode::kShort) == 3 &&
              static_cast<int>(AccessMode::kSignedBytes) == 4 && static_cast<int>(AccessMode::kBytes) == 5,
              "map_translate.inc has a column for each of the first three, and rows for the others");
static_assert(offsetof(MapFrame, lanes) == 0, "map_evaluator.S finds it there");
static_assert(sizeof(Cursor) == MAP_CURSOR_BYTES && offsetof(Cursor, word) == 0 &&
              offsetof(Cursor, mode) == MAP_CURSOR_MODE && offsetof(Cursor, strip) == MAP_CURSOR_STRIP);

// Rows that are less than a strip need no strips of scratch (with Lanes the epilogue has one lane).
void ShortenRows(MapFrame& frame) {
  if (!HasShortRows(frame.map)) return;
  for (Cursor *cursor = frame.cursors, *end = cursor + frame.accesses; cursor != end; ++cursor) {
    if (cursor->mode == AccessMode::kDirect) cursor->mode = AccessMode::kShort;
  }
  frame.direct = false;
}

// Gives rows of bytes modes for the translation.
[[gnu::noinline]] void FindByteRows(MapFrame& frame) {
  const uint32_t inputs = frame.map.input_count;
  frame.staged_inputs = frame.staged_outputs = false;
  for (uint32_t i = 0; i < frame.accesses; ++i) {
    Cursor& cursor = frame.cursors[i];
    if (cursor.mode != AccessMode::kStaged) continue;
    if (cursor.step == 1 && IsByteRow(frame.map, i)) {
      const bool is_signed = cursor.type == fb::Type::S8 || cursor.type == fb::Type::S4;
      cursor.mode = is_signed ? AccessMode::kSignedBytes : AccessMode::kBytes;
      frame.direct = true;
    } else {
      (i < inputs ? frame.staged_inputs : frame.staged_outputs) = true;
    }
  }
}

// Behind that they are Direct.
[[gnu::noinline]] void MakeDirect(MapFrame& frame) {
  for (Cursor *cursor = frame.cursors, *end = cursor + frame.accesses; cursor != end; ++cursor) {
    if (cursor->mode >= AccessMode::kSignedBytes) cursor->mode = AccessMode::kDirect;
  }
}

}  // namespace

void PrepareCode(MapFrame& frame) {
  ShortenRows(frame);
  const bool byte_rows = Has(Feature::kTypesNarrow) && frame.byte_steps && !HasShortRows(frame.map);
  if (byte_rows) FindByteRows(frame);
  const MapView& map = frame.map;
  MapEntry* const entries = static_cast<MapEntry*>(frame.entries);
  const uint32_t immediate_end = frame.accesses + map.immediate_count;
  const MapOperands operands = {frame.cursors, frame.accesses, map.immediates - frame.accesses, immediate_end,
                                frame.strips - immediate_end * kMapStrip, frame.strips};
  MapEntry* entry = MapTranslate(map.code, entries, &operands);
  if (byte_rows) MakeDirect(frame);
  frame.section_begin[0] = 0;
  frame.section_begin[1] = static_cast<uint16_t>(entry - entries);
  if (map.reduction == fb::Reduction::None) return;
  entry = MapTranslate(map.code + map.section1, entry, &operands);
  frame.section_begin[2] = static_cast<uint16_t>(entry - entries);
  entry = MapTranslate(map.code + map.section2, entry, &operands);
  frame.section_begin[3] = static_cast<uint16_t>(entry - entries);
}

namespace {
void Run(MapFrame& frame, uint32_t first, uint32_t last, uint32_t strips, MapHandler at_end) {
  MapEntry* const entries = static_cast<MapEntry*>(frame.entries);
  MapHandler& end = entries[frame.section_begin[last + 1] - 1].handler;
  end = at_end;
  MapRunEntries(entries + frame.section_begin[first], strips, &frame);
  end = MapContinue;
}
}  // namespace

void EvaluateStrips(MapFrame& frame, uint32_t first, uint32_t last) {
  Run(frame, first, last, NextRun(&frame), MapStripEnd);
}

void EvaluateOnce(MapFrame& frame, uint32_t section) { Run(frame, section, section, 1, MapExit); }

namespace {

using LaneFunction = uint32_t (*)(uint32_t acc, uint32_t x);
using StripFunction = void (*)(uint32_t* lanes, uint32_t count);

// With handlers in map_evaluator.S, map_formula.S and map_repeat.S: never slow.
constexpr bool HasHandlers(size_t op) {
  struct Range {
    MicroOp first, last;
  };
  constexpr Range kRanges[] = {{MicroOp::AddF, MicroOp::RDivF},      {MicroOp::MaxFI, MicroOp::MinFI},
                               {MicroOp::EqF, MicroOp::MulI},        {MicroOp::And, MicroOp::Xor},
                               {MicroOp::EqI, MicroOp::GeS},         {MicroOp::NegF, MicroOp::AbsF},
                               {MicroOp::SqrtF, MicroOp::SqrtF},     {MicroOp::F32ToS32, MicroOp::F32ToS32},
                               {MicroOp::S32ToF32, MicroOp::S32ToF32}, {MicroOp::RoundToS32, MicroOp::SatS16}};
  for (const Range& range : kRanges) {
    if (op >= Byte(range.first) && op <= Byte(range.last)) return true;
  }
  return false;
}

template <size_t op>
[[gnu::noinline]] uint32_t Lane(uint32_t acc, uint32_t x) {
  if constexpr (op == Byte(MicroOp::RAtan2F)) return Lane<Byte(MicroOp::Atan2F)>(x, acc);
  return lane::Apply(static_cast<MicroOp>(op), acc, x);
}

// As lane::Apply; their NaNs are the FPU's default one anyway.
[[gnu::always_inline]] inline float Function(uint8_t op, float x) {
  switch (op) {
    case Byte(MicroOp::RsqrtF): return Rsqrt(x);
    case Byte(MicroOp::CbrtF): return Cbrt(x);
    case Byte(MicroOp::ExpF): return Exp(x);
    case Byte(MicroOp::Expm1F): return Expm1(x);
    case Byte(MicroOp::LogF): return Log(x);
    case Byte(MicroOp::Log1pF): return Log1p(x);
    case Byte(MicroOp::TanhF): return Tanh(x);
    case Byte(MicroOp::LogisticF): return Logistic(x);
    case Byte(MicroOp::TanF): return Tan(x);
    case Byte(MicroOp::ErfF): return Erf(x);
    default: return lane::AsFloat(lane::Apply(static_cast<MicroOp>(op), lane::AsBits(x), 0));  // roundings
  }
}
// Elementary functions and roundings of `count` lanes, with their fast paths in line. Most of sine and cosine is the
// same code.
[[gnu::optimize("O2"), gnu::noinline]] inline void SineStrip(uint32_t* lanes, uint32_t count, bool cosine) {
  for (; count != 0; --count, ++lanes) *lanes = lane::AsBits(SinOrCos(lane::AsFloat(*lanes), cosine));
}
template <size_t op>
[[gnu::optimize("O2")]] void Strip(uint32_t* lanes, uint32_t count) {
  if constexpr (op == Byte(MicroOp::SinF) || op == Byte(MicroOp::CosF)) {
    return SineStrip(lanes, count, op == Byte(MicroOp::CosF));
  }
  for (; count != 0; --count, ++lanes) *lanes = lane::AsBits(Function(op, lane::AsFloat(*lanes)));
}

constexpr size_t kFirstFunction = Byte(MicroOp::RsqrtF), kLastFunction = Byte(MicroOp::RoundEvenF);
constexpr bool IsFunction(size_t op) { return op >= kFirstFunction && op <= kLastFunction; }

// What the build has. The functions of elementary functions are strips'.
template <size_t op>
constexpr LaneFunction LaneOf() {
  constexpr bool kIsSlow = !HasHandlers(op) && !IsFunction(op) && !IsForOneLane(static_cast<MicroOp>(op));
  if constexpr (Has(static_cast<MicroOp>(op)) && kIsSlow) return Lane<op>;
  return nullptr;
}
template <size_t op>
constexpr StripFunction StripOf() {
  if constexpr (Has(static_cast<MicroOp>(op))) return Strip<op>;
  return nullptr;
}
// Behind the last operation that the build has a lane for.
template <size_t op>
constexpr size_t EndOfLanes() {
  if constexpr (op == 0 || LaneOf<op - 1>() != nullptr) return op;
  else return EndOfLanes<op - 1>();
}
template <typename Ops>
struct Tables;
template <size_t... op>
struct Tables<std::index_sequence<op...>> {
  static constexpr LaneFunction kLanes[] = {LaneOf<op>()..., nullptr};
  static constexpr StripFunction kStrips[] = {StripOf<op + kFirstFunction>()...};
};
constexpr const LaneFunction* kLanes = Tables<std::make_index_sequence<EndOfLanes<Byte(MicroOp::MAX) + 1>()>>::kLanes;
constexpr const StripFunction* kStrips =
    Tables<std::make_index_sequence<kLastFunction - kFirstFunction + 1>>::kStrips;

}  // namespace

// Of the assembly: operations that have no handler there.
extern "C" uint32_t MapSlowLane(MicroOp op, uint32_t acc, uint32_t x) {
  if (!IsFunction(Byte(op))) return kLanes[Byte(op)](acc, x);
  kStrips[Byte(op) - kFirstFunction](&acc, 1);
  return acc;
}

// acc is lanes[0 to 15], x lanes[16 to 31]; the first `count` matter.
extern "C" void MapSlowStrip(MicroOp op, uint32_t* lanes, uint32_t count) {
  if (IsFunction(Byte(op))) return kStrips[Byte(op) - kFirstFunction](lanes, count);
  const LaneFunction function = kLanes[Byte(op)];
  for (uint32_t l = 0; l < count; ++l) lanes[l] = function(lanes[l], lanes[kMapStrip + l]);
}

}  // namespace tmb
