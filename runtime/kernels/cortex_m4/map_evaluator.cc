// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Translates a Map's code into threaded entries for the assembly (map_evaluator.S), once a
// Map: dispatch then costs one LDM, and an operand's kind (in memory, in a strip of
// scratch, one scalar) costs nothing a strip. Operations without a handler of their own
// run lane by lane in MapSlowStrip.

#include "runtime/kernels/map_evaluator.h"

#include <utility>

#include "runtime/features.h"
#include "runtime/kernels/cortex_m4/map_handlers.h"
#include "runtime/kernels/map_frame.h"
#include "runtime/kernels/map_lane.h"
#include "runtime/kernels/wide.h"

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
// Of an operation that this build may lack.
constexpr Handlers Built(MicroOp op, Handlers handlers) { return Has(op) ? handlers : kNone; }

// Operations up to MinFI, by number.
constexpr Handlers kFloat[] = {kNone,
                               {MapLoad, nullptr, MapLoadScalar},
                               {MapStore, nullptr, nullptr},
                               kNone,
                               Built(MicroOp::AddF, {MapAddF, MapAddFX, MapAddFScalar}),
                               Built(MicroOp::SubF, {MapSubF, MapSubFX, MapSubFScalar}),
                               Built(MicroOp::RSubF, {MapRSubF, MapRSubFX, MapRSubFScalar}),
                               Built(MicroOp::MulF, {MapMulF, MapMulFX, MapMulFScalar}),
                               Built(MicroOp::DivF, {MapDivF, MapDivFX, nullptr}),
                               Built(MicroOp::RDivF, {MapRDivF, MapRDivFX, nullptr}),
                               Built(MicroOp::MaxF, {MapMaxF, MapMaxFX, nullptr}),
                               Built(MicroOp::MinF, {MapMinF, MapMinFX, nullptr}),
                               Built(MicroOp::MaxFI, {MapMaxF, MapMaxFX, MapMaxFIScalar}),
                               Built(MicroOp::MinFI, {MapMinF, MapMinFX, MapMinFIScalar})};
static_assert(sizeof kFloat / sizeof kFloat[0] == Byte(MicroOp::MinFI) + 1);

Handlers HandlersOf(uint8_t op) {
  if (op <= Byte(MicroOp::MinFI)) return kFloat[op];
  switch (op) {
    case Byte(MicroOp::EqF): return Built(MicroOp::EqF, {nullptr, MapEqF, nullptr});
    case Byte(MicroOp::NeF): return Built(MicroOp::NeF, {nullptr, MapNeF, nullptr});
    case Byte(MicroOp::LtF): return Built(MicroOp::LtF, {nullptr, MapLtF, nullptr});
    case Byte(MicroOp::LeF): return Built(MicroOp::LeF, {nullptr, MapLeF, nullptr});
    case Byte(MicroOp::GtF): return Built(MicroOp::GtF, {nullptr, MapGtF, nullptr});
    case Byte(MicroOp::GeF): return Built(MicroOp::GeF, {nullptr, MapGeF, nullptr});
    case Byte(MicroOp::AddI): return Built(MicroOp::AddI, {nullptr, MapAddI, MapAddIScalar});
    case Byte(MicroOp::SubI): return Built(MicroOp::SubI, {nullptr, MapSubI, nullptr});
    case Byte(MicroOp::RSubI): return Built(MicroOp::RSubI, {nullptr, MapRSubI, nullptr});
    case Byte(MicroOp::MulI): return Built(MicroOp::MulI, {nullptr, MapMulI, MapMulIScalar});
    case Byte(MicroOp::MaxS): return Built(MicroOp::MaxS, {nullptr, MapMaxS, nullptr});
    case Byte(MicroOp::MinS): return Built(MicroOp::MinS, {nullptr, MapMinS, nullptr});
    case Byte(MicroOp::And): return Built(MicroOp::And, {nullptr, MapAnd, MapAndScalar});
    case Byte(MicroOp::Or): return Built(MicroOp::Or, {nullptr, MapOr, MapOrScalar});
    case Byte(MicroOp::Xor): return Built(MicroOp::Xor, {nullptr, MapXor, MapXorScalar});
    case Byte(MicroOp::Shl): return Built(MicroOp::Shl, {nullptr, MapSlow, MapShlScalar});
    case Byte(MicroOp::ShrA): return Built(MicroOp::ShrA, {nullptr, MapSlow, MapShrAScalar});
    case Byte(MicroOp::ShrL): return Built(MicroOp::ShrL, {nullptr, MapSlow, MapShrLScalar});
    case Byte(MicroOp::EqI): return Built(MicroOp::EqI, {nullptr, MapEqI, nullptr});
    case Byte(MicroOp::NeI): return Built(MicroOp::NeI, {nullptr, MapNeI, nullptr});
    case Byte(MicroOp::LtS): return Built(MicroOp::LtS, {nullptr, MapLtS, nullptr});
    case Byte(MicroOp::LeS): return Built(MicroOp::LeS, {nullptr, MapLeS, nullptr});
    case Byte(MicroOp::GtS): return Built(MicroOp::GtS, {nullptr, MapGtS, nullptr});
    case Byte(MicroOp::GeS): return Built(MicroOp::GeS, {nullptr, MapGeS, nullptr});
    case Byte(MicroOp::LtU): return Built(MicroOp::LtU, {nullptr, MapLtU, nullptr});
    case Byte(MicroOp::LeU): return Built(MicroOp::LeU, {nullptr, MapLeU, nullptr});
    case Byte(MicroOp::GtU): return Built(MicroOp::GtU, {nullptr, MapGtU, nullptr});
    case Byte(MicroOp::GeU): return Built(MicroOp::GeU, {nullptr, MapGeU, nullptr});
    case Byte(MicroOp::NegF): return Built(MicroOp::NegF, {nullptr, MapNegF, nullptr});
    case Byte(MicroOp::AbsF): return Built(MicroOp::AbsF, {nullptr, MapAbsF, nullptr});
    case Byte(MicroOp::SqrtF): return Built(MicroOp::SqrtF, {nullptr, MapSqrtF, nullptr});
    case Byte(MicroOp::F32ToS32): return Built(MicroOp::F32ToS32, {nullptr, MapF32ToS32, nullptr});
    case Byte(MicroOp::F32ToU32): return Built(MicroOp::F32ToU32, {nullptr, MapF32ToU32, nullptr});
    case Byte(MicroOp::S32ToF32): return Built(MicroOp::S32ToF32, {nullptr, MapS32ToF32, nullptr});
    case Byte(MicroOp::U32ToF32): return Built(MicroOp::U32ToF32, {nullptr, MapU32ToF32, nullptr});
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
  if (Has(MicroOp::Wide) && op == Byte(MicroOp::Wide)) {
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

using LaneFunction = uint32_t (*)(uint32_t acc, uint32_t x);
using StripFunction = void (*)(uint32_t* lanes, uint32_t count);

template <size_t op>
uint32_t Lane(uint32_t acc, uint32_t x) {
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
    case Byte(MicroOp::SinF): return Sin(x);
    case Byte(MicroOp::CosF): return Cos(x);
    case Byte(MicroOp::TanF): return Tan(x);
    case Byte(MicroOp::ErfF): return Erf(x);
    default: return lane::AsFloat(lane::Apply(static_cast<MicroOp>(op), lane::AsBits(x), 0));  // roundings
  }
}
// Elementary functions and roundings of `count` lanes, with their fast paths in line.
template <size_t op>
[[gnu::optimize("O2")]] void Strip(uint32_t* lanes, uint32_t count) {
  for (; count != 0; --count, ++lanes) *lanes = lane::AsBits(Function(op, lane::AsFloat(*lanes)));
}

constexpr size_t kFirstFunction = Byte(MicroOp::RsqrtF), kLastFunction = Byte(MicroOp::RoundEvenF);
constexpr bool IsFunction(size_t op) { return op >= kFirstFunction && op <= kLastFunction; }

// What the build has. The functions of elementary functions are strips'.
template <size_t op>
constexpr LaneFunction LaneOf() {
  if constexpr (Has(static_cast<MicroOp>(op)) && !IsFunction(op)) return Lane<op>;
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

// acc is lanes[0 to 15], x lanes[16 to 31].
extern "C" void MapSlowStrip(MicroOp op, uint32_t* lanes) {
  if (IsFunction(Byte(op))) return kStrips[Byte(op) - kFirstFunction](lanes, kMapStrip);
  const LaneFunction function = kLanes[Byte(op)];
  for (uint32_t l = 0; l < kMapStrip; ++l) lanes[l] = function(lanes[l], lanes[kMapStrip + l]);
}

// Of the assembly, too: 64-bit operations.
extern "C" void MapRunWide(uint32_t op, uint32_t* words, uint32_t lanes) {
  if constexpr (Has(MicroOp::Wide)) RunWide(op, words, lanes);
}

}  // namespace tmb
