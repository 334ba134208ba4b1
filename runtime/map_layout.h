// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the sizes of a Map follow from: a plain view of its fields, how each access is
// brought to the lanes, its scratch and its units of work. Verifier, kernel and (over
// the object API) converter share it, so they cannot disagree.
#ifndef TMB_RUNTIME_MAP_LAYOUT_H_
#define TMB_RUNTIME_MAP_LAYOUT_H_

#include <cstddef>
#include <cstdint>

#include "tmb_generated.h"

namespace tmb {

inline constexpr uint32_t kMapStrip = 16;          // elements of a strip
inline constexpr uint32_t kMapStripBytes = 64;
inline constexpr uint32_t kMapUnitElements = 256;  // of one row, without a reduction
inline constexpr uint32_t kMapCursorBytes = 24;    // state of an access
inline constexpr uint32_t kMapEntryBytes = 8;      // of code that a port has translated
inline constexpr uint32_t kMapIndexedBytes = 16;   // of an access with an index from the code
inline constexpr uint32_t kMapSections = 3;        // at most, of the code

// The fields of a Map, whether from a file or from the object API.
struct MapView {
  const uint32_t* dims = nullptr;
  const fb::Access* inputs = nullptr;
  const fb::Access* outputs = nullptr;
  const int32_t* strides = nullptr;
  const fb::Guard* guards = nullptr;
  const int32_t* guard_coefficients = nullptr;
  const fb::DynamicOffset* dynamic_offsets = nullptr;
  const uint32_t* immediates = nullptr;
  const uint8_t* code = nullptr;
  uint32_t rank = 0, input_count = 0, output_count = 0, guard_count = 0, dynamic_count = 0,
           immediate_count = 0, code_bytes = 0;
  uint32_t temporaries = 0, reduced = 0, values = 0, section1 = 0, section2 = 0;
  fb::Reduction reduction = fb::Reduction::None;

  uint32_t Accesses() const { return input_count + output_count; }
  uint32_t Operands() const { return Accesses() + immediate_count + temporaries; }
  bool IsScalar() const { return rank == 0 || reduction == fb::Reduction::Repeat; }  // on one lane, without cursors
  uint32_t Last() const { return dims[rank - 1]; }  // extent of the strip dimension
  const fb::Access& AccessAt(uint32_t i) const {
    return i < input_count ? inputs[i] : outputs[i - input_count];
  }
  const int32_t* StridesOf(uint32_t access) const { return strides + access * rank; }
};

// How an access meets the lanes: Direct, in memory as it lies there (strips that are not
// full go through scratch); Scalar, one value a row; Staged, through scratch. Short is what a port
// makes of Direct where rows are less than a strip and it needs no scratch for them, SignedBytes and Bytes what it
// makes of Staged where bytes are like Direct (IsByteRow).
enum class AccessMode : uint8_t { kDirect, kScalar, kStaged, kShort, kSignedBytes, kBytes };

constexpr bool IsFourByteType(fb::Type type) {
  return type == fb::Type::F32 || type == fb::Type::S32 || type == fb::Type::U32;
}

constexpr bool IsByteType(fb::Type type) {
  return type == fb::Type::Pred || type == fb::Type::S4 || type == fb::Type::U4 || type == fb::Type::S8 || type == fb::Type::U8;
}

// The types that an Access may have.
constexpr bool IsMapType(fb::Type type) {
  switch (static_cast<int>(type)) {
    case static_cast<int>(fb::Type::Pred):
    case static_cast<int>(fb::Type::S4):
    case static_cast<int>(fb::Type::U4):
    case static_cast<int>(fb::Type::S8): case static_cast<int>(fb::Type::U8):
    case static_cast<int>(fb::Type::S16): case static_cast<int>(fb::Type::U16):
    case static_cast<int>(fb::Type::F16): case static_cast<int>(fb::Type::BF16): return true;
    default: return IsFourByteType(type);
  }
}

// Whether the operand byte says nothing.
constexpr bool IsUnary(fb::MicroOp op) { return op >= fb::MicroOp::NegF && op < fb::MicroOp::MulAddF; }

// Whether strips of lanes do not have the operation.
constexpr bool IsForOneLane(fb::MicroOp op) { return op >= fb::MicroOp::MulAddF; }

// Whether it reads operands x and y.
constexpr bool HasTwoOperands(fb::MicroOp op) { return op == fb::MicroOp::Select || op >= fb::MicroOp::MulAddF; }

// Bytes of the micro-operation that starts with `op`.
constexpr uint32_t MicroOpBytes(uint8_t op) {
  if (op == static_cast<uint8_t>(fb::MicroOp::End)) return 1;
  return HasTwoOperands(static_cast<fb::MicroOp>(op)) || op == static_cast<uint8_t>(fb::MicroOp::Wide) ? 3 : 2;
}

inline AccessMode ModeOf(const MapView& map, uint32_t access) {
  const fb::Access& it = map.AccessAt(access);
  const uint32_t last = map.rank - 1;
  int32_t step = map.StridesOf(access)[last];
  bool guarded = false, lanes_guarded = false;
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    if (guard.access() != access) continue;
    const int32_t coefficient = map.guard_coefficients[g * map.rank + last];
    guarded = true;
    lanes_guarded |= coefficient != 0;
    step += static_cast<int32_t>(static_cast<uint32_t>(guard.stride()) * static_cast<uint32_t>(coefficient));
  }
  if (step == 0 && !lanes_guarded && access < map.input_count) return AccessMode::kScalar;
  const bool memory = it.kind() == fb::AccessKind::Memory;
  return memory && !guarded && step == 4 && IsFourByteType(it.type()) ? AccessMode::kDirect
                                                                      : AccessMode::kStaged;
}

// Whether the access needs a strip of scratch.
inline bool NeedsStrip(const MapView& map, AccessMode mode) {
  if (mode == AccessMode::kScalar) return false;
  return mode == AccessMode::kStaged || map.Last() % kMapStrip != 0 || map.reduction == fb::Reduction::Lanes;
}

// Rows that are less than a strip, which ports may leave in memory.
inline bool HasShortRows(const MapView& map) {
  return map.Last() < kMapStrip && map.reduction != fb::Reduction::Lanes;
}

// Whether ports may leave the access in memory, too: bytes one behind the other that are only loaded or stored.
inline bool IsByteRow(const MapView& map, uint32_t access) {
  const fb::Access& it = map.AccessAt(access);
  if (map.reduction != fb::Reduction::None || map.Last() < kMapStrip || map.StridesOf(access)[map.rank - 1] != 1 ||
      !IsByteType(it.type()) || it.kind() != fb::AccessKind::Memory ||
      (it.type() == fb::Type::Pred && access < map.input_count)) {
    return false;
  }
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    if (map.guards[g].access() == access) return false;
  }
  for (const uint8_t* code = map.code; *code != 0; code += MicroOpBytes(*code)) {
    const auto op = static_cast<fb::MicroOp>(*code);
    if (op > fb::MicroOp::Store && !IsUnary(op) && (code[1] == access || (HasTwoOperands(op) && code[2] == access))) return false;
  }
  return true;
}

// Entries of translated code for the micro-operation `op`: those that have a handler for each
// kind of operand take one, the others first bring the operand into registers; so do all that
// compute with what lies in a short row.
constexpr uint32_t MapEntriesOf(uint8_t op, bool short_rows) {
  constexpr auto byte = [](fb::MicroOp of) { return static_cast<uint8_t>(of); };
  if (op <= byte(fb::MicroOp::Store) || op >= byte(fb::MicroOp::NegF)) return 1;
  const bool one = op == byte(fb::MicroOp::MaxFI) || op == byte(fb::MicroOp::MinFI) ||
                   (op >= byte(fb::MicroOp::AddF) && op <= byte(fb::MicroOp::MulF));
  return one && !short_rows ? 1 : 2;
}

inline uint32_t MapEntries(const MapView& map) {
  const bool short_rows = HasShortRows(map);
  uint32_t entries = 0;
  for (uint32_t at = 0; at < map.code_bytes; at += MicroOpBytes(map.code[at]))
    entries += MapEntriesOf(map.code[at], short_rows);
  return entries;
}

// Where the parts of the scratch begin that do not depend on the modes of the accesses: cursors come
// first; the strips of temporaries and accesses, then those that a reduction by Lanes saves, then the
// entries are last, so that a kernel knows where all begin without counting.
struct MapLayout {
  uint32_t guards, index, strips;
};

inline MapLayout LayoutOf(const MapView& map) {
  MapLayout layout{};
  layout.guards = map.Accesses() * kMapCursorBytes;
  layout.index = layout.guards + map.guard_count * 4;
  layout.strips = (layout.index + map.rank * 4 + 15) & ~15u;
  return layout;
}

inline uint32_t MapScratchBytes(const MapView& map) {
  // Without loops: what the dynamic offsets add, then a word for each operand.
  if (map.IsScalar()) {
    uint32_t words = map.dynamic_count + map.Operands();
    // What a port makes of the body and of indexed accesses.
    if (map.rank != 0) words += map.section2 - map.section1 + map.dynamic_count * (kMapIndexedBytes / 4);
    return (words * 4 + 15) & ~15u;
  }
  uint32_t strips = map.temporaries + (map.reduction == fb::Reduction::Lanes ? map.values : 0);
  for (uint32_t i = 0; i < map.Accesses(); ++i) strips += NeedsStrip(map, ModeOf(map, i));
  const uint32_t bytes = LayoutOf(map).strips + strips * kMapStripBytes + MapEntries(map) * kMapEntryBytes;
  return (bytes + 15) & ~15u;
}

// Units of work: of formulas one, without a reduction up to 256 elements of one row, with Lanes one
// kept index, with Rows one strip of outputs. Saturates.
inline uint32_t MapUnits(const MapView& map) {
  if (map.IsScalar()) return 1;
  uint32_t loops = map.rank - 1, chunk = kMapUnitElements;
  if (map.reduction == fb::Reduction::Lanes) loops = map.rank - map.reduced;
  if (map.reduction == fb::Reduction::Rows) {
    loops = map.rank - 1 - map.reduced;
    chunk = kMapStrip;
  }
  uint64_t units = map.reduction == fb::Reduction::Lanes ? 1 : (map.Last() - 1) / chunk + 1;
  for (uint32_t d = 0; d < loops; ++d) {
    units *= map.dims[d];
    if (units > UINT32_MAX) return UINT32_MAX;
  }
  return static_cast<uint32_t>(units);
}

// Vectors of a file hold scalars and structs as memory does (little-endian hosts only).
template <typename Vector, typename T>
void ViewVector(const Vector* vector, const T*& data, uint32_t* count = nullptr) {
  if (vector == nullptr) return;
  data = reinterpret_cast<const T*>(vector->data());
  if (count != nullptr) *count = static_cast<uint32_t>(vector->size());
}

inline MapView ViewOf(const fb::Map& op) {
  MapView view;
  ViewVector(op.dims(), view.dims, &view.rank);
  ViewVector(op.inputs(), view.inputs, &view.input_count);
  ViewVector(op.outputs(), view.outputs, &view.output_count);
  ViewVector(op.strides(), view.strides);
  ViewVector(op.guards(), view.guards, &view.guard_count);
  ViewVector(op.guard_coefficients(), view.guard_coefficients);
  ViewVector(op.dynamic_offsets(), view.dynamic_offsets, &view.dynamic_count);
  ViewVector(op.immediates(), view.immediates, &view.immediate_count);
  ViewVector(op.code(), view.code, &view.code_bytes);
  view.temporaries = op.temporaries();
  view.reduction = op.reduction();
  view.reduced = op.reduced();
  view.values = op.values();
  view.section1 = op.section1();
  view.section2 = op.section2();
  return view;
}

// The same of the object API's MapT, which a device does not have.
template <typename MapT, typename = decltype(MapT::dims)>
MapView ViewOf(const MapT& op) {
  MapView view;
  ViewVector(&op.dims, view.dims, &view.rank);
  ViewVector(&op.inputs, view.inputs, &view.input_count);
  ViewVector(&op.outputs, view.outputs, &view.output_count);
  ViewVector(&op.strides, view.strides);
  ViewVector(&op.guards, view.guards, &view.guard_count);
  ViewVector(&op.guard_coefficients, view.guard_coefficients);
  ViewVector(&op.dynamic_offsets, view.dynamic_offsets, &view.dynamic_count);
  ViewVector(&op.immediates, view.immediates, &view.immediate_count);
  ViewVector(&op.code, view.code, &view.code_bytes);
  view.temporaries = op.temporaries;
  view.reduction = op.reduction;
  view.reduced = op.reduced;
  view.values = op.values;
  view.section1 = op.section1;
  view.section2 = op.section2;
  return view;
}

// Of a Map or MapT whose vectors have the right lengths.
template <typename Op>
uint32_t MapScratchBytes(const Op& op) {
  return MapScratchBytes(ViewOf(op));
}
template <typename Op>
uint32_t MapUnits(const Op& op) {
  return MapUnits(ViewOf(op));
}

}  // namespace tmb

#endif  // TMB_RUNTIME_MAP_LAYOUT_H_
