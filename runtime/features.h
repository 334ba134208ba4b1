// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The handshake between file and firmware: a bit for each instruction and for what an
// instruction alone does not tell: groups of micro-operations, forms of reduction, packed
// layouts of weights, families of types. Encode computes the bits of a program, a build
// exports its own, and load refuses what is missing. Bits are never given a new meaning.
// A build may have a part of them (CMake: TMB_WIDE_TYPES, TMB_OPS).
#ifndef TMB_RUNTIME_FEATURES_H_
#define TMB_RUNTIME_FEATURES_H_

#include <initializer_list>

#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {

// The features, with the names that a refusal gives them; instructions are named by the schema.
#define TMB_FOR_EACH_FEATURE(FEATURE)                                                             \
  FEATURE(ArithmeticF32, "f32 arithmetic")     /* add, subtract, multiply, negate, abs */         \
  FEATURE(DivisionF32, "f32 division")         /* divide, sqrt */                                 \
  FEATURE(MaximaF32, "f32 maxima")                                                                \
  FEATURE(MinimaF32, "f32 minima")                                                                \
  FEATURE(ComparisonsF32, "f32 comparisons")   /* sign, is-finite and is-not-zero, too */         \
  FEATURE(RoundingsF32, "f32 roundings")       /* floor, ceil, round */                           \
  FEATURE(RemainderF32, "f32 remainder")                                                          \
  FEATURE(Exponentials, "exponentials")        /* exp, expm1, logistic */                         \
  FEATURE(Logarithms, "logarithms")            /* log, log1p */                                   \
  FEATURE(Trigonometry, "trigonometry")        /* sin, cos, tan */                                \
  FEATURE(ArcTangent, "arc tangent")           /* atan2 */                                        \
  FEATURE(Tanh, "tanh")                                                                           \
  FEATURE(Erf, "erf")                                                                             \
  FEATURE(Power, "power")                                                                         \
  FEATURE(Roots, "roots")                      /* rsqrt, cbrt */                                  \
  FEATURE(Selections, "selections")                                                               \
  FEATURE(Integers32, "32-bit integers")                                                          \
  FEATURE(Division32, "32-bit division")       /* remainder and power, too */                     \
  FEATURE(Conversions, "conversions")                                                             \
  FEATURE(ScalarCode, "scalar code")           /* Maps of one element, comparators, combiners */  \
  FEATURE(ReductionLanes, "lane reductions")                                                      \
  FEATURE(ReductionRows, "row reductions")                                                        \
  FEATURE(Guards, "guards")                                                                       \
  FEATURE(DynamicOffsets, "dynamic offsets")                                                      \
  FEATURE(TypesNarrow, "narrow integers")      /* pred, s8, u8, s16, u16, s4, u4 */               \
  FEATURE(TypesHalf, "half floats")            /* f16, bf16 */                                    \
  FEATURE(TypesWide, "64-bit types")           /* arithmetic of s64, u64, f64 */                  \
  FEATURE(Panels16F32, "f32 panels of 16")     /* weights of MatVecF32 */                          \
  FEATURE(Panels4F32, "f32 panels of 4")       /* weights of DotF32, ConvF32 */                    \
  FEATURE(MultiplyAdds, "multiply-adds")       /* of scalar code */                                \
  FEATURE(Repeat, "loops of scalars")          /* Maps that repeat a formula */                     \
  FEATURE(WeightsS8, "8-bit weights")          /* of f32 kernels, with a scale for each column */  \
  FEATURE(InputsS16, "16-bit inputs")          /* of integer kernels */                           \
  FEATURE(WeightsS4, "4-bit weights")          /* of DotF32, ConvF32 */

enum class Feature : uint8_t {
#define TMB_ENUMERATOR(feature, name) k##feature,
  TMB_FOR_EACH_FEATURE(TMB_ENUMERATOR)
#undef TMB_ENUMERATOR
      kCount
};

// Bits 0 to 63 are features, an instruction's bit stands behind them.
inline constexpr uint32_t kFirstInstructionBit = 64;
static_assert(static_cast<uint32_t>(Feature::kCount) <= kFirstInstructionBit);
inline constexpr uint32_t kFeatureBits =
    kFirstInstructionBit + static_cast<uint32_t>(fb::Instruction::MAX) + 1;
inline constexpr uint32_t kFeatureWords = (kFeatureBits + 31) / 32;

constexpr uint32_t BitOf(Feature feature) { return static_cast<uint32_t>(feature); }
constexpr uint32_t BitOf(fb::Instruction type) { return kFirstInstructionBit + static_cast<uint32_t>(type); }

// The group that a micro-operation other than End, Load and Store belongs to.
constexpr Feature GroupOf(fb::MicroOp op) {
  using fb::MicroOp;
  struct Group {
    MicroOp last;
    Feature feature;
  };
  constexpr Group kGroups[] = {
      {MicroOp::Select, Feature::kSelections},
      {MicroOp::MulF, Feature::kArithmeticF32},     {MicroOp::RDivF, Feature::kDivisionF32},
      {MicroOp::MaxF, Feature::kMaximaF32},         {MicroOp::MinF, Feature::kMinimaF32},
      {MicroOp::MaxFI, Feature::kMaximaF32},        {MicroOp::MinFI, Feature::kMinimaF32},
      {MicroOp::RPowF, Feature::kPower},
      {MicroOp::RAtan2F, Feature::kArcTangent},     {MicroOp::RRemF, Feature::kRemainderF32},
      {MicroOp::GeF, Feature::kComparisonsF32},     {MicroOp::MulI, Feature::kIntegers32},
      {MicroOp::RRemU, Feature::kDivision32},       {MicroOp::MinU, Feature::kIntegers32},
      {MicroOp::RPowI, Feature::kDivision32},       {MicroOp::MulHiU, Feature::kIntegers32},
      {MicroOp::Wide, Feature::kTypesWide},         {MicroOp::AbsF, Feature::kArithmeticF32},
      {MicroOp::SignF, Feature::kComparisonsF32},   {MicroOp::SqrtF, Feature::kDivisionF32},
      {MicroOp::CbrtF, Feature::kRoots},            {MicroOp::Expm1F, Feature::kExponentials},
      {MicroOp::Log1pF, Feature::kLogarithms},      {MicroOp::TanhF, Feature::kTanh},
      {MicroOp::LogisticF, Feature::kExponentials}, {MicroOp::TanF, Feature::kTrigonometry},
      {MicroOp::ErfF, Feature::kErf},               {MicroOp::RoundEvenF, Feature::kRoundingsF32},
      {MicroOp::IsFiniteF, Feature::kComparisonsF32}, {MicroOp::Popcnt, Feature::kIntegers32},
      {MicroOp::ZextU16, Feature::kConversions},    {MicroOp::NonZeroF, Feature::kComparisonsF32},
      {MicroOp::NonZeroI, Feature::kConversions},   {MicroOp::RoundBF16, Feature::kTypesHalf},
      {MicroOp::MulSubF, Feature::kMultiplyAdds},
      {MicroOp::StoreAt, Feature::kRepeat},
  };
  static_assert(kGroups[sizeof kGroups / sizeof kGroups[0] - 1].last == MicroOp::MAX);
  const Group* group = kGroups;
  while (group->last < op && group->last != MicroOp::MAX) ++group;  // op may be any byte
  return group->feature;
}

struct FeatureSet {
  uint32_t words[kFeatureWords] = {};

  constexpr bool Has(uint32_t bit) const { return (words[bit / 32] >> bit % 32 & 1) != 0; }
};

// What this source tree implements.
constexpr FeatureSet EveryFeature() {
  FeatureSet set;
  for (uint32_t bit = 0; bit < static_cast<uint32_t>(Feature::kCount); ++bit) set.words[bit / 32] |= 1u << bit % 32;
  for (uint32_t type = 1; type <= static_cast<uint32_t>(fb::Instruction::MAX); ++type) {
    const uint32_t bit = kFirstInstructionBit + type;
    set.words[bit / 32] |= 1u << bit % 32;
  }
  return set;
}
constexpr FeatureSet EveryFeatureBut(uint32_t bit) {
  FeatureSet set = EveryFeature();
  set.words[bit / 32] &= ~(1u << bit % 32);
  return set;
}
constexpr FeatureSet OnlyFeatures(std::initializer_list<uint32_t> bits) {
  FeatureSet set;
  for (const uint32_t bit : bits) set.words[bit / 32] |= 1u << bit % 32;
  return set;
}

}  // namespace tmb

#include "runtime/built_features.h"  // kFeatures, one of these sets: the build's choice

namespace tmb {

// Whether this build has it. What it has not is never called, so that the linker leaves it out.
constexpr bool Has(Feature feature) { return kFeatures.Has(BitOf(feature)); }
constexpr bool Has(fb::Instruction type) { return kFeatures.Has(BitOf(type)); }
constexpr bool Has(fb::MicroOp op) { return op <= fb::MicroOp::Store || Has(GroupOf(op)); }
// Whether Maps, Dot, Conv and Scatter have elements of this type.
constexpr bool HasMapType(fb::Type type) {
  return IsMapType(type) &&
         (IsFourByteType(type) || Has(IsFloatOperand(type) ? Feature::kTypesHalf : Feature::kTypesNarrow));
}

// Whether packed weights may be of this type.
constexpr bool HasWeightsType(fb::Type type) {
  if (type == fb::Type::S8) return Has(Feature::kWeightsS8);
  if (type == fb::Type::S4) return Has(Feature::kWeightsS4);
  return type == fb::Type::F32 || (IsFloatOperand(type) && Has(Feature::kTypesHalf));
}

// A build with all features, but perhaps 64-bit types, need not ask for each micro-operation.
constexpr bool HasAllGroups() {
  constexpr FeatureSet all = EveryFeature();
  for (uint32_t bit = 0; bit < kFirstInstructionBit; ++bit) {
    if (all.Has(bit) && !kFeatures.Has(bit) && bit != BitOf(Feature::kTypesWide)) return false;
  }
  return true;
}
inline constexpr bool kHasAllGroups = HasAllGroups();

}  // namespace tmb

#endif  // TMB_RUNTIME_FEATURES_H_
