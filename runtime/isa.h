// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the schema cannot say about the instructions: operands with their extents and
// access, scratch, units of work, overlap. Verifier, planner, tmdump and tracer walk
// these tables (operands.h); converter and runtime share them. Invariant: a Ref that a
// kernel follows is described here, and nothing else knows an operand's size.
#ifndef TMB_RUNTIME_ISA_H_
#define TMB_RUNTIME_ISA_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "runtime/isa_fields.h"
#include "tmb_generated.h"

namespace tmb {

inline constexpr uint32_t kNoOperand = 0xffffffffu;
inline constexpr uint32_t kStrip = 16;          // elements of a Map strip
inline constexpr uint32_t kMaxRank = 8;         // loops of a Map, a gather or a scatter; components too
inline constexpr uint32_t kMaxOperands = 255;   // of a Map's code
inline constexpr uint32_t kAlignment = 16;      // of every region
inline constexpr uint32_t kMaxBound = 16;       // bound buffers
inline constexpr uint32_t kMaxRegionBytes = 1u << 28;
inline constexpr uint32_t kMaxUnits = 1u << 31;
// Elements or multiply-adds in one unit: what a budget cannot interrupt ends within seconds.
inline constexpr float kMaxUnitWork = 1 << 24;

enum Space : uint8_t {
  kArena0 = 0, kArena1, kArena2, kArena3,
  kConstants = 4, kState = 5, kBoundRead = 6, kBoundWrite = 7,
  kSpaces = 8
};

inline uint32_t SpaceOf(fb::Ref ref) { return ref.word() >> 28; }
constexpr bool IsBound(uint32_t space) { return space == kBoundRead || space == kBoundWrite; }
constexpr bool IsWritable(uint32_t space) { return space != kConstants && space != kBoundRead; }
inline uint32_t OffsetOf(fb::Ref ref) { return ref.word() & 0x0fffffffu; }
inline uint32_t SlotOf(fb::Ref ref) { return (ref.word() >> 20) & 0xffu; }
inline uint32_t BoundOffsetOf(fb::Ref ref) { return ref.word() & 0xfffffu; }
inline bool HasOperand(fb::Ref ref) { return ref.word() != kNoOperand; }

// Bytes of an element in storage (s4 and u4 travel as a byte each), 0 for an unknown type.
constexpr uint8_t ElementBytesOf(fb::Type type) {
  switch (type) {
    case fb::Type::Pred: case fb::Type::S8: case fb::Type::U8: case fb::Type::S4:
    case fb::Type::U4: case fb::Type::F8E5M2: case fb::Type::F8E4M3FN: case fb::Type::F8E4M3B11FNUZ:
    case fb::Type::F8E5M2FNUZ: case fb::Type::F8E4M3FNUZ: case fb::Type::F8E4M3: case fb::Type::F8E3M4: return 1;
    case fb::Type::S16: case fb::Type::U16: case fb::Type::F16: case fb::Type::BF16: return 2;
    case fb::Type::S32: case fb::Type::U32: case fb::Type::F32: return 4;
    case fb::Type::S64: case fb::Type::U64: case fb::Type::F64: case fb::Type::C64: return 8;
    case fb::Type::C128: return 16;
    case fb::Type::None: return 0;
  }
  return 0;
}
inline constexpr uint32_t kTypes = 32;
static_assert(static_cast<uint32_t>(fb::Type::MAX) < kTypes);
struct ElementBytesOfTypes {
  uint8_t bytes[kTypes] = {};

  constexpr ElementBytesOfTypes() {
    for (uint32_t type = 0; type < kTypes; ++type) bytes[type] = ElementBytesOf(static_cast<fb::Type>(type));
  }
};
inline constexpr ElementBytesOfTypes kElementBytes;
constexpr uint32_t ElementBytes(fb::Type type) {
  const uint32_t number = static_cast<uint32_t>(type);
  return number < kTypes ? kElementBytes.bytes[number] : 0;
}

// Types that Map, Dot, Conv and Scatter compute with as f32; the others of IsMapType as s32.
constexpr bool IsFloatOperand(fb::Type type) {
  return type == fb::Type::F32 || type == fb::Type::F16 || type == fb::Type::BF16;
}
// Types of 64-bit numbers, which kernels handle when the build has them (Feature::kTypesWide).
constexpr bool IsWideType(fb::Type type) {
  return type == fb::Type::S64 || type == fb::Type::U64 || type == fb::Type::F64;
}
// Types of indices and of run-time starts: s8 to u64.
constexpr bool IsIndexType(fb::Type type) { return type >= fb::Type::S8 && type <= fb::Type::U64; }

enum class Access : uint8_t { kRead, kWrite, kReadWrite };

// Whether the output may share memory with this input. A kernel honours it in every build;
// the planner relies on it (converter/plan), and nothing on the device checks it.
//   kDisjoint   the two must not overlap: elements are read again after writes began.
//   kInPlace    same first byte: each element is read before, or together with, the write that
//               replaces it.
//   kDiagonal   work goes on in order, in steps (a unit; of ConvF32 up to kTile positions of a row). A step
//               writes its part of the output only, and reads of the input only what it or a
//               later step needs (converter/plan/overlap.h has the distances).
enum class Overlap : uint8_t { kDisjoint, kInPlace, kDiagonal };

// What an operand is called, for people: a number in the tables, text where it is wanted (not on a device).
enum class OperandName : uint8_t {};
inline constexpr const char* kOperandNames[] = {"",       "x",       "w",       "bias",   "y",       "predicate",
                                                "input",  "output",  "start",   "key",    "order",   "operand",
                                                "result", "indices", "updates", "scratch", "residual", "parameters",
                                                "residual_multiplier"};
constexpr OperandName NumberOf(const char* name) {
  for (uint8_t number = 0;; ++number) {  // behind the last name this does not compile
    const char *a = kOperandNames[number], *b = name;
    while (*a == *b && *a != 0) ++a, ++b;
    if (*a == *b) return static_cast<OperandName>(number);
  }
}
inline constexpr OperandName kScratchName = NumberOf("scratch"), kWeightsName = NumberOf("w");
constexpr const char* TextOf(OperandName name) { return kOperandNames[static_cast<size_t>(name)]; }

// An operand of a struct instruction; fields as byte offsets (isa_fields.h). Its extents are fields. A dense operand is
// their product; a strided one has for each a field with a stride in bytes, which may be negative, one behind the other.
// Scratch and packed weights have none.
struct OperandInfo {
  OperandName name{};
  uint8_t ref = 0;
  Access access = Access::kRead;
  Overlap overlap = Overlap::kDisjoint;
  bool optional = false;          // kNoOperand is allowed
  uint8_t type = 0;               // an fb::Type, or the field that holds it
  uint8_t repeats = 1;            // a factor that is no field
  uint8_t panel = 1;              // of weights: a power of two, of which the last extent is filled up to a multiple
  uint8_t strides = 0;            // the first field; of a strided operand
  uint8_t extent_count = 0;
  uint8_t extents[6] = {};

  constexpr bool IsScratch() const { return name == kScratchName; }
  constexpr bool IsStrided() const { return strides != 0; }          // of what is neither: a size in kernel_units.h
  constexpr bool IsDense() const { return extent_count != 0 && strides == 0; }
  constexpr bool HasTypeField() const { return type >= kTypes; }
  constexpr bool IsWeights() const { return name == kWeightsName && extent_count == 0 && HasTypeField(); }
};
static_assert(sizeof(OperandInfo) == 16);

// A dimension of a convolution: position = out * stride + k * k_dilation - pad. Fields that an instruction does
// not have (kNoField) are small constants.
struct WindowInfo {
  uint8_t in, out, k, stride, pad, in_dilation, k_dilation;
};

// A struct instruction; of the others only the kind.
struct InstructionInfo {
  // Sums of kIntegers are integers, and types of x and y may differ.
  enum class Kind : uint8_t { kNone, kControl, kTable, kKernel, kIntegers };
  Kind kind = Kind::kNone;
  uint8_t bytes = 0;              // of the struct
  uint8_t operand_count = 0;
  uint8_t window_count = 0;
  const OperandInfo* operands = nullptr;
  const WindowInfo* windows = nullptr;
  // First and last of words whose product is the number of multiply-adds; none: a function knows.
  uint8_t work[4] = {kNoField, 0, kNoField, 0};

  constexpr bool IsKernel() const { return kind >= Kind::kKernel; }
  constexpr bool HasWork() const { return work[0] != kNoField; }
};

namespace isa {

constexpr OperandInfo Dense(const char* name, uint8_t ref, Access access, std::initializer_list<uint8_t> extents) {
  OperandInfo info;
  info.name = NumberOf(name);
  info.ref = ref;
  info.access = access;
  info.type = static_cast<uint8_t>(fb::Type::F32);
  for (const uint8_t extent : extents) info.extents[info.extent_count++] = extent;
  return info;
}
constexpr OperandInfo Optional(OperandInfo info) {
  info.optional = true;
  return info;
}
// Of a type that is a field.
constexpr OperandInfo Typed(OperandInfo info, uint8_t type_field) {
  info.type = type_field;
  return info;
}
constexpr OperandInfo Strided(OperandInfo info, uint8_t type_field, uint8_t strides) {
  info.strides = strides;
  return Typed(info, type_field);
}
constexpr OperandInfo Repeated(OperandInfo info, uint8_t repeats) {
  info.repeats = repeats;
  return info;
}
constexpr OperandInfo OfType(OperandInfo info, fb::Type type) {
  info.type = static_cast<uint8_t>(type);
  return info;
}
constexpr OperandInfo InPlace(OperandInfo info) {
  info.overlap = Overlap::kInPlace;
  return info;
}
constexpr OperandInfo Diagonal(OperandInfo info) {
  info.overlap = Overlap::kDiagonal;
  return info;
}
// Weights whose size is a function of the instruction.
constexpr OperandInfo Packed(const char* name, uint8_t ref) { return OfType(Dense(name, ref, Access::kRead, {}), fb::Type::S8); }
// What an instruction may need besides; stands first, so that the verifier has it when it sees the others.
constexpr OperandInfo Scratch(uint8_t ref) { return Dense("scratch", ref, Access::kReadWrite, {}); }
// Constants in the form that the kernel reads.
constexpr OperandInfo InPanels(uint8_t panel, OperandInfo info) {
  info.panel = panel;
  return info;
}

template <size_t N>
constexpr InstructionInfo Kernel(uint8_t bytes, const OperandInfo (&operands)[N],
                                 std::initializer_list<uint8_t> work) {
  InstructionInfo info;
  info.kind = InstructionInfo::Kind::kKernel;
  info.bytes = bytes;
  info.operands = operands;
  info.operand_count = N;
  uint8_t* to = info.work;
  for (const uint8_t field : work) *to++ = field;
  return info;
}
template <size_t N>
constexpr InstructionInfo WithWindows(InstructionInfo info, const WindowInfo (&windows)[N]) {
  info.windows = windows;
  info.window_count = N;
  return info;
}
constexpr InstructionInfo OfIntegers(InstructionInfo info) {
  info.kind = InstructionInfo::Kind::kIntegers;
  return info;
}
constexpr InstructionInfo Control(uint8_t bytes) {
  InstructionInfo info;
  info.kind = InstructionInfo::Kind::kControl;
  info.bytes = bytes;
  return info;
}
constexpr InstructionInfo Table() {
  InstructionInfo info;
  info.kind = InstructionInfo::Kind::kTable;
  return info;
}

}  // namespace isa

// The row of an instruction (isa_rows.h).
const InstructionInfo& InfoOf(fb::Instruction type);

}  // namespace tmb

#endif  // TMB_RUNTIME_ISA_H_
