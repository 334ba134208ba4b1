// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Translates a Map's code into threaded entries for the assembly (map_evaluator.S), once a
// Map: dispatch then costs one LDM, and an operand's kind (in memory, in a strip of
// scratch, one scalar) costs nothing a strip. Operations without a handler of their own
// run lane by lane in MapSlowStrip.

#include "runtime/kernels/map_evaluator.h"

#include "runtime/kernels/cortex_m4/map_handlers.h"
#include "runtime/kernels/map_frame.h"
#include "runtime/kernels/map_lane.h"

namespace tmb {
namespace {

using fb::MicroOp;

constexpr uint8_t Byte(MicroOp op) { return static_cast<uint8_t>(op); }
static_assert(Byte(MicroOp::MaxF) == 10 && Byte(MicroOp::MinF) == 11 && Byte(MicroOp::MAX) == 104,
              "map_macros.h has these numbers, map_scalar.S a table in this order");

// An operation takes its operand from memory, or from s16-s31 after a MapLoadX.
struct Handlers {
  MapHandler memory, registers, scalar;
};
constexpr Handlers kNone{};

// Operations up to MinFI, by number.
constexpr Handlers kFloat[] = {kNone,
                               {MapLoad, nullptr, MapLoadScalar},
                               {MapStore, nullptr, nullptr},
                               kNone,
                               {MapAddF, MapAddFX, MapAddFScalar},
                               {MapSubF, MapSubFX, MapSubFScalar},
                               {MapRSubF, MapRSubFX, MapRSubFScalar},
                               {MapMulF, MapMulFX, MapMulFScalar},
                               {MapDivF, MapDivFX, nullptr},
                               {MapRDivF, MapRDivFX, nullptr},
                               {MapMaxF, MapMaxFX, nullptr},
                               {MapMinF, MapMinFX, nullptr},
                               {MapMaxF, MapMaxFX, MapMaxFIScalar},
                               {MapMinF, MapMinFX, MapMinFIScalar}};
static_assert(sizeof kFloat / sizeof kFloat[0] == Byte(MicroOp::MinFI) + 1);

Handlers HandlersOf(uint8_t op) {
  if (op <= Byte(MicroOp::MinFI)) return kFloat[op];
  switch (op) {
    case Byte(MicroOp::EqF): return {nullptr, MapEqF, nullptr};
    case Byte(MicroOp::NeF): return {nullptr, MapNeF, nullptr};
    case Byte(MicroOp::LtF): return {nullptr, MapLtF, nullptr};
    case Byte(MicroOp::LeF): return {nullptr, MapLeF, nullptr};
    case Byte(MicroOp::GtF): return {nullptr, MapGtF, nullptr};
    case Byte(MicroOp::GeF): return {nullptr, MapGeF, nullptr};
    case Byte(MicroOp::AddI): return {nullptr, MapAddI, MapAddIScalar};
    case Byte(MicroOp::SubI): return {nullptr, MapSubI, nullptr};
    case Byte(MicroOp::RSubI): return {nullptr, MapRSubI, nullptr};
    case Byte(MicroOp::MulI): return {nullptr, MapMulI, MapMulIScalar};
    case Byte(MicroOp::MaxS): return {nullptr, MapMaxS, nullptr};
    case Byte(MicroOp::MinS): return {nullptr, MapMinS, nullptr};
    case Byte(MicroOp::And): return {nullptr, MapAnd, MapAndScalar};
    case Byte(MicroOp::Or): return {nullptr, MapOr, MapOrScalar};
    case Byte(MicroOp::Xor): return {nullptr, MapXor, MapXorScalar};
    case Byte(MicroOp::Shl): return {nullptr, MapSlow, MapShlScalar};
    case Byte(MicroOp::ShrA): return {nullptr, MapSlow, MapShrAScalar};
    case Byte(MicroOp::ShrL): return {nullptr, MapSlow, MapShrLScalar};
    case Byte(MicroOp::EqI): return {nullptr, MapEqI, nullptr};
    case Byte(MicroOp::NeI): return {nullptr, MapNeI, nullptr};
    case Byte(MicroOp::LtS): return {nullptr, MapLtS, nullptr};
    case Byte(MicroOp::LeS): return {nullptr, MapLeS, nullptr};
    case Byte(MicroOp::GtS): return {nullptr, MapGtS, nullptr};
    case Byte(MicroOp::GeS): return {nullptr, MapGeS, nullptr};
    case Byte(MicroOp::LtU): return {nullptr, MapLtU, nullptr};
    case Byte(MicroOp::LeU): return {nullptr, MapLeU, nullptr};
    case Byte(MicroOp::GtU): return {nullptr, MapGtU, nullptr};
    case Byte(MicroOp::GeU): return {nullptr, MapGeU, nullptr};
    case Byte(MicroOp::NegF): return {nullptr, MapNegF, nullptr};
    case Byte(MicroOp::AbsF): return {nullptr, MapAbsF, nullptr};
    case Byte(MicroOp::SqrtF): return {nullptr, MapSqrtF, nullptr};
    case Byte(MicroOp::F32ToS32): return {nullptr, MapF32ToS32, nullptr};
    case Byte(MicroOp::F32ToU32): return {nullptr, MapF32ToU32, nullptr};
    case Byte(MicroOp::S32ToF32): return {nullptr, MapS32ToF32, nullptr};
    case Byte(MicroOp::U32ToF32): return {nullptr, MapU32ToF32, nullptr};
    default: return {nullptr, MapSlow, nullptr};
  }
}

enum class Kind : uint8_t { kDirect, kStrip, kScalar };
struct Operand {
  const void* place;  // what the handlers expect in r7
  Kind kind;
};

Operand OperandOf(const MapFrame& frame, uint32_t i) {
  if (i < frame.accesses) {
    const Cursor& cursor = frame.cursors[i];
    if (cursor.mode == AccessMode::kStaged) return {frame.Strip(cursor.strip), Kind::kStrip};
    return {&cursor.word, cursor.mode == AccessMode::kDirect ? Kind::kDirect : Kind::kScalar};
  }
  i -= frame.accesses;
  if (i < frame.map.immediate_count) return {frame.map.immediates + i, Kind::kScalar};
  return {frame.Strip(i - frame.map.immediate_count), Kind::kStrip};
}

// A handler of an operand in memory has its way in for a direct access 4 bytes before.
MapEntry InMemory(const Operand& x, MapHandler handler) {
  const uintptr_t entry = reinterpret_cast<uintptr_t>(handler) - (x.kind == Kind::kDirect ? 4u : 0u);
  return {x.place, reinterpret_cast<MapHandler>(entry)};
}
MapEntry LoadX(const Operand& x) {
  return x.kind == Kind::kScalar ? MapEntry{x.place, MapLoadXScalar} : InMemory(x, MapLoadX);
}
MapEntry OnRegisters(uint8_t op, MapHandler handler) {
  return {reinterpret_cast<const void*>(static_cast<uintptr_t>(op)), handler};
}

MapEntry* Translate(const MapFrame& frame, const uint8_t* code, MapEntry* entry) {
  const uint8_t op = *code;
  const Handlers handlers = HandlersOf(op);
  if (op >= Byte(MicroOp::NegF)) {
    *entry++ = OnRegisters(op, handlers.registers);
    return entry;
  }
  const Operand x = OperandOf(frame, code[1]);
  if (op == Byte(MicroOp::Wide)) {
    *entry++ = {x.place, MapWide};
    *entry++ = OnRegisters(code[2], nullptr);
  } else if (op == Byte(MicroOp::Select)) {
    const Operand y = OperandOf(frame, code[2]);
    *entry++ = LoadX(x);
    *entry++ = y.kind == Kind::kScalar ? MapEntry{y.place, MapSelectScalar} : InMemory(y, MapSelect);
  } else if (x.kind == Kind::kScalar && handlers.scalar != nullptr) {
    *entry++ = {x.place, handlers.scalar};
  } else if (x.kind == Kind::kScalar || handlers.memory == nullptr) {
    *entry++ = LoadX(x);
    *entry++ = OnRegisters(op, handlers.registers);
  } else {
    *entry++ = InMemory(x, handlers.memory);
  }
  return entry;
}

}  // namespace

void PrepareCode(MapFrame& frame) {
  const MapView& map = frame.map;
  MapEntry* const entries = static_cast<MapEntry*>(frame.entries);
  MapEntry* entry = entries;
  uint32_t section = 0;
  frame.section_begin[0] = 0;
  for (const uint8_t *code = map.code, *end = code + map.code_bytes; code < end;
       code += MicroOpBytes(*code)) {
    if (*code != Byte(MicroOp::End)) {
      entry = Translate(frame, code, entry);
      continue;
    }
    *entry++ = {nullptr, MapContinue};
    if (++section > kMapSections) return;
    frame.section_begin[section] = static_cast<uint16_t>(entry - entries);
  }
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

template <typename Function>
void Each(uint32_t* lanes, uint32_t count, Function function) {
  for (; count != 0; --count, ++lanes) *lanes = lane::AsBits(function(lane::AsFloat(*lanes)));
}
template <MicroOp op>
void EachByBits(uint32_t* lanes, uint32_t count) {
  for (; count != 0; --count, ++lanes) *lanes = lane::Apply(op, *lanes, 0);
}

constexpr bool IsFunction(MicroOp op) { return op >= MicroOp::RsqrtF && op <= MicroOp::RoundEvenF; }

// Elementary functions and roundings of `count` lanes: their fast paths are inlined here, once.
[[gnu::noinline, gnu::optimize("O2")]] void RunFunction(MicroOp op, uint32_t* lanes, uint32_t count) {
  switch (Byte(op)) {
    case Byte(MicroOp::RsqrtF): return Each(lanes, count, Rsqrt);
    case Byte(MicroOp::CbrtF): return Each(lanes, count, Cbrt);
    case Byte(MicroOp::ExpF): return Each(lanes, count, Exp);
    case Byte(MicroOp::Expm1F): return Each(lanes, count, Expm1);
    case Byte(MicroOp::LogF): return Each(lanes, count, Log);
    case Byte(MicroOp::Log1pF): return Each(lanes, count, Log1p);
    case Byte(MicroOp::TanhF): return Each(lanes, count, Tanh);
    case Byte(MicroOp::LogisticF): return Each(lanes, count, Logistic);
    case Byte(MicroOp::SinF): return Each(lanes, count, Sin);
    case Byte(MicroOp::CosF): return Each(lanes, count, Cos);
    case Byte(MicroOp::TanF): return Each(lanes, count, Tan);
    case Byte(MicroOp::ErfF): return Each(lanes, count, Erf);
    case Byte(MicroOp::FloorF): return EachByBits<MicroOp::FloorF>(lanes, count);
    case Byte(MicroOp::CeilF): return EachByBits<MicroOp::CeilF>(lanes, count);
    case Byte(MicroOp::RoundAwayF): return EachByBits<MicroOp::RoundAwayF>(lanes, count);
    default: return EachByBits<MicroOp::RoundEvenF>(lanes, count);
  }
}

}  // namespace

// Of the assembly: operations that have no handler there.
extern "C" uint32_t MapSlowLane(MicroOp op, uint32_t acc, uint32_t x) {
  if (!IsFunction(op)) return lane::Apply(op, acc, x);
  RunFunction(op, &acc, 1);
  return acc;
}

// acc is lanes[0 to 15], x lanes[16 to 31].
extern "C" void MapSlowStrip(MicroOp op, uint32_t* lanes) {
  if (IsFunction(op)) return RunFunction(op, lanes, kMapStrip);
  for (uint32_t l = 0; l < kMapStrip; ++l) lanes[l] = MapSlowLane(op, lanes[l], lanes[kMapStrip + l]);
}

}  // namespace tmb
