// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// HLO's element-wise operations as micro-operations: the one place that knows which
// sequence computes an opcode at a type, narrow integers and predicates included.
#ifndef TMB_CONVERTER_LOWER_ELEMENTWISE_H_
#define TMB_CONVERTER_LOWER_ELEMENTWISE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/lower/map_builder.h"

namespace tmb {

// When operations on f16, bf16 and f8, which are computed in f32, round to their type: each one,
// as XLA's element-wise operations do; or none, as inside a reduction, which rounds its result.
enum class Rounding : uint8_t { kEach, kNone };

// Whether `opcode` is element-wise (its operands and result have one index).
bool IsElementwise(std::string_view opcode);

// The types that Map computes with, 64-bit numbers and complex ones as pairs.
bool IsMapType(hlo::Type type);

// A type to move elements of `type` by that keeps their bits.
hlo::Type MoveType(hlo::Type type);

// The schema's number of an HLO type.
inline fb::Type ToSchema(hlo::Type type) { return static_cast<fb::Type>(type); }

// The node that computes `instruction` from its operands' nodes, or nothing when the
// operation has no micro-code at this type.
std::optional<NodeId> Elementwise(MapBuilder& map, const hlo::Instruction& instruction,
                                  const std::vector<NodeId>& operands, Rounding rounding = Rounding::kEach);

// Converts between types as XLA's convert does.
std::optional<NodeId> ConvertNode(MapBuilder& map, NodeId value, hlo::Type from, hlo::Type to);

// An s32 limited to the range of a signed or narrow integer type.
NodeId Saturate(MapBuilder& map, NodeId value, hlo::Type to);

// The value of one element in memory.
NodeId ElementNode(MapBuilder& map, hlo::Type type, const uint8_t* element);
// The 4-byte compute form of one element in memory of a type that has one.
uint32_t ComputeBits(hlo::Type type, const uint8_t* element);

// Elements of `type` as temporaries from `next` on.
NodeId TemporaryOf(MapBuilder& map, hlo::Type type, uint32_t& next);
NodeId ZeroOf(MapBuilder& map, hlo::Type type);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_ELEMENTWISE_H_
