// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Translates a Map's code into threaded entries for the assembly (map_evaluator.S), once a
// Map: dispatch then costs one LDM, and an operand's kind (in memory, in a strip of
// scratch, one scalar) costs nothing a strip. Operations without a handler of their own
// run lane by lane in MapSlowStrip.

#include "runtime/kernels/map_evaluator.h"

#include <utility>

#include "runtime/kernels/cortex_m4/map_handlers.h"
#include "runtime/kernels/cortex_m4/map_numbers.h"
#include "runtime/kernels/map_frame.h"
#include "runtime/kernels/map_lane.h"

namespace tmb {
namespace {

using fb::MicroOp;

constexpr uint8_t Byte(MicroOp op) { return static_cast<uint8_t>(op); }
static_assert(Byte(MicroOp::MaxF) == MAP_OP_MAXF && Byte(MicroOp::MinF) == MAP_OP_MINF &&
              Byte(MicroOp::MAX) + 1 == MAP_OPS);
static_assert(static_cast<int>(fb::Type::S32) == MAP_TYPE_S32 && static_cast<int>(fb::Type::U32) == MAP_TYPE_U32 &&
              static_cast<int>(fb::Type::F32) == MAP_TYPE_F32);
static_assert(fb::Map::VT_DIMS == MAP_VT_DIMS && fb::Map::VT_INPUTS == MAP_VT_INPUTS && fb::Map::VT_OUTPUTS == MAP_VT_OUTPUTS &&
              fb::Map::VT_DYNAMIC_OFFSETS == MAP_VT_DYNAMIC_OFFSETS &&
              fb::Map::VT_IMMEDIATES == MAP_VT_IMMEDIATES && fb::Map::VT_CODE == MAP_VT_CODE &&
              fb::Map::VT_SCRATCH == MAP_VT_SCRATCH);

// Handlers by number, so that a row of the table below takes 3 bytes.
enum Number : uint8_t {
  kNone,
#define TMB_MAP_HANDLER(name) k##name,
  TMB_MAP_HANDLERS(TMB_MAP_HANDLER)
#undef TMB_MAP_HANDLER
};
constexpr MapHandler kHandlers[] = {
    nullptr,
#define TMB_MAP_HANDLER(name) Map##name,
    TMB_MAP_HANDLERS(TMB_MAP_HANDLER)
#undef TMB_MAP_HANDLER
};

// An operation takes its operand from memory, or from s16-s31 after a MapLoadX.
struct Handlers {
  Number memory, registers, scalar;
};

constexpr Handlers HandlersOf(uint8_t op) {
  switch (op) {
    case Byte(MicroOp::Load): return {kLoad, kNone, kLoadScalar};
    case Byte(MicroOp::Store): return {kStore, kNone, kNone};
    case Byte(MicroOp::AddF): return {kAddF, kAddFX, kAddFScalar};
    case Byte(MicroOp::SubF): return {kSubF, kSubFX, kSubFScalar};
    case Byte(MicroOp::RSubF): return {kRSubF, kRSubFX, kRSubFScalar};
    case Byte(MicroOp::MulF): return {kMulF, kMulFX, kMulFScalar};
    case Byte(MicroOp::DivF): return {kDivF, kDivFX, kNone};
    case Byte(MicroOp::RDivF): return {kRDivF, kRDivFX, kNone};
    case Byte(MicroOp::MaxF): return {kMaxF, kMaxFX, kNone};
    case Byte(MicroOp::MinF): return {kMinF, kMinFX, kNone};
    case Byte(MicroOp::MaxFI): return {kMaxF, kMaxFX, kMaxFIScalar};
    case Byte(MicroOp::MinFI): return {kMinF, kMinFX, kMinFIScalar};
    case Byte(MicroOp::AddI): return {kNone, kAddI, kAddIScalar};
    case Byte(MicroOp::MulI): return {kNone, kMulI, kMulIScalar};
    case Byte(MicroOp::And): return {kNone, kAnd, kAndScalar};
    case Byte(MicroOp::Or): return {kNone, kOr, kOrScalar};
    case Byte(MicroOp::Xor): return {kNone, kXor, kXorScalar};
    case Byte(MicroOp::Shl): return {kNone, kSlow, kShlScalar};
    case Byte(MicroOp::ShrA): return {kNone, kSlow, kShrAScalar};
    case Byte(MicroOp::ShrL): return {kNone, kSlow, kShrLScalar};
#define TMB_ON_REGISTERS(name) \
    case Byte(MicroOp::name): return {kNone, k##name, kNone};
    TMB_ON_REGISTERS(EqF)
    TMB_ON_REGISTERS(NeF)
    TMB_ON_REGISTERS(LtF)
    TMB_ON_REGISTERS(LeF)
    TMB_ON_REGISTERS(GtF)
    TMB_ON_REGISTERS(GeF)
    TMB_ON_REGISTERS(SubI)
    TMB_ON_REGISTERS(RSubI)
    TMB_ON_REGISTERS(MaxS)
    TMB_ON_REGISTERS(MinS)
    TMB_ON_REGISTERS(EqI)
    TMB_ON_REGISTERS(NeI)
    TMB_ON_REGISTERS(LtS)
    TMB_ON_REGISTERS(LeS)
    TMB_ON_REGISTERS(GtS)
    TMB_ON_REGISTERS(GeS)
    TMB_ON_REGISTERS(LtU)
    TMB_ON_REGISTERS(LeU)
    TMB_ON_REGISTERS(GtU)
    TMB_ON_REGISTERS(GeU)
    TMB_ON_REGISTERS(NegF)
    TMB_ON_REGISTERS(AbsF)
    TMB_ON_REGISTERS(SqrtF)
    TMB_ON_REGISTERS(F32ToS32)
    TMB_ON_REGISTERS(F32ToU32)
    TMB_ON_REGISTERS(S32ToF32)
    TMB_ON_REGISTERS(U32ToF32)
#undef TMB_ON_REGISTERS
    default: return {kNone, kSlow, kNone};
  }
}
template <typename Ops>
struct Table;
template <size_t... op>
struct Table<std::index_sequence<op...>> {
  static constexpr Handlers kOf[] = {HandlersOf(static_cast<uint8_t>(op))...};
};
constexpr const Handlers* kOf = Table<std::make_index_sequence<MAP_OPS>>::kOf;

enum class Kind : uint8_t { kDirect, kStrip, kScalar };
struct Operand {
  const void* place;  // what the handlers expect in r7
  Kind kind;
};

inline Operand OperandOf(const MapFrame& frame, uint32_t i) {
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
inline MapEntry InMemory(const Operand& x, Number handler) {
  const uintptr_t entry = reinterpret_cast<uintptr_t>(kHandlers[handler]) - (x.kind == Kind::kDirect ? 4u : 0u);
  return {x.place, reinterpret_cast<MapHandler>(entry)};
}
inline MapEntry LoadX(const Operand& x) {
  return x.kind == Kind::kScalar ? MapEntry{x.place, MapLoadXScalar} : InMemory(x, kLoadX);
}
inline MapEntry OnRegisters(uint8_t op, Number handler) {
  return {reinterpret_cast<const void*>(static_cast<uintptr_t>(op)), kHandlers[handler]};
}

MapEntry* Translate(const MapFrame& frame, const uint8_t* code, MapEntry* entry) {
  const uint8_t op = *code;
  const Handlers handlers = kOf[op];
  if (op >= Byte(MicroOp::NegF)) {
    *entry++ = OnRegisters(op, handlers.registers);
    return entry;
  }
  const Operand x = OperandOf(frame, code[1]);
  if (op == Byte(MicroOp::Wide)) {
    *entry++ = {x.place, MapWide};
    *entry++ = OnRegisters(code[2], kNone);
  } else if (op == Byte(MicroOp::Select)) {
    const Operand y = OperandOf(frame, code[2]);
    *entry++ = LoadX(x);
    *entry++ = y.kind == Kind::kScalar ? MapEntry{y.place, MapSelectScalar} : InMemory(y, kSelect);
  } else if (x.kind == Kind::kScalar && handlers.scalar != kNone) {
    *entry++ = {x.place, kHandlers[handlers.scalar]};
  } else if (x.kind == Kind::kScalar || handlers.memory == kNone) {
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
