// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The handshake between file and firmware: a bit for each instruction and for what an
// instruction alone does not tell: groups of micro-operations, forms of reduction, packed
// layouts of weights, families of types. Encode computes the bits of a program, a build
// exports its own, and load refuses what is missing. Bits are never given a new meaning.
#ifndef TMB_RUNTIME_FEATURES_H_
#define TMB_RUNTIME_FEATURES_H_

#include "runtime/isa.h"

namespace tmb {

enum class Feature : uint8_t {
  kArithmeticF32,  // add to divide, maximum, minimum, comparisons, rounding, sqrt
  kFunctionsF32,   // exp to erf, power, atan2, remainder
  kIntegers32,
  kConversions,
  kReductionLanes,
  kReductionRows,
  kGuards,
  kDynamicOffsets,
  kTypesNarrow,  // pred, s8, u8, s16, u16, s4, u4
  kTypesHalf,    // f16, bf16
  kPanels16F32,  // weights of MatVecF32
  kPanels4F32,   // weights of DotF32 and ConvF32
  kTypesWide,    // arithmetic of s64, u64, f64
  kCount
};

// Names for a refusal, by bit; instructions are named by the schema.
inline constexpr const char* kFeatureNames[] = {
    "f32 arithmetic",  "f32 functions",  "32-bit integers",  "conversions",
    "lane reductions", "row reductions", "guards",           "dynamic offsets",
    "narrow integers", "half floats",    "f32 panels of 16", "f32 panels of 4",
    "64-bit types",
};
static_assert(sizeof kFeatureNames / sizeof kFeatureNames[0] == static_cast<size_t>(Feature::kCount));

// Bits 0 to 31 are features, an instruction's bit stands behind them.
inline constexpr uint32_t kFirstInstructionBit = 32;
inline constexpr uint32_t kFeatureBits =
    kFirstInstructionBit + static_cast<uint32_t>(fb::Instruction::MAX) + 1;
inline constexpr uint32_t kFeatureWords = (kFeatureBits + 31) / 32;

constexpr uint32_t BitOf(Feature feature) { return static_cast<uint32_t>(feature); }
constexpr uint32_t BitOf(fb::Instruction type) { return kFirstInstructionBit + static_cast<uint32_t>(type); }

// The group that a micro-operation other than End, Load, Store and Select belongs to.
constexpr Feature GroupOf(fb::MicroOp op) {
  if (op == fb::MicroOp::Wide) return Feature::kTypesWide;
  const auto between = [op](fb::MicroOp first, fb::MicroOp last) { return op >= first && op <= last; };
  if (between(fb::MicroOp::PowF, fb::MicroOp::RRemF)) return Feature::kFunctionsF32;
  if (between(fb::MicroOp::RsqrtF, fb::MicroOp::ErfF)) return Feature::kFunctionsF32;
  if (between(fb::MicroOp::AddI, fb::MicroOp::MulHiU)) return Feature::kIntegers32;
  if (between(fb::MicroOp::NegI, fb::MicroOp::Popcnt)) return Feature::kIntegers32;
  if (between(fb::MicroOp::F32ToS32, fb::MicroOp::NonZeroI)) return Feature::kConversions;
  return Feature::kArithmeticF32;
}

// A build may leave the 64-bit types out (CMake: TMB_WIDE_TYPES=OFF).
#ifdef TMB_WITHOUT_WIDE_TYPES
inline constexpr bool kHasWideTypes = false;
#else
inline constexpr bool kHasWideTypes = true;
#endif

// What this source tree implements; a build that leaves kernels out clears their bits here.
struct FeatureSet {
  uint32_t words[kFeatureWords] = {};
};
constexpr FeatureSet BuildFeatures() {
  FeatureSet set;
  set.words[0] = (1u << static_cast<uint32_t>(Feature::kCount)) - 1;
  if (!kHasWideTypes) set.words[0] &= ~(1u << static_cast<uint32_t>(Feature::kTypesWide));
  for (uint32_t type = 1; type <= static_cast<uint32_t>(fb::Instruction::MAX); ++type) {
    const uint32_t bit = kFirstInstructionBit + type;
    set.words[bit / 32] |= 1u << bit % 32;
  }
  return set;
}
inline constexpr FeatureSet kFeatures = BuildFeatures();

}  // namespace tmb

#endif  // TMB_RUNTIME_FEATURES_H_
