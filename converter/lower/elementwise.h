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

// Whether `opcode` is element-wise (its operands and result have one index).
bool IsElementwise(std::string_view opcode);

// The types that Map computes with (storage types of the schema).
bool IsMapType(hlo::Type type);

// The schema's number of an HLO type.
inline fb::Type ToSchema(hlo::Type type) { return static_cast<fb::Type>(type); }

// The node that computes `instruction` from its operands' nodes, or nothing when the
// operation has no micro-code at this type.
std::optional<NodeId> Elementwise(MapBuilder& map, const hlo::Instruction& instruction,
                                  const std::vector<NodeId>& operands);

// Converts between types as XLA's convert does.
std::optional<NodeId> ConvertNode(MapBuilder& map, NodeId value, hlo::Type from, hlo::Type to);

// The 4-byte compute form of one element in memory.
uint32_t ComputeBits(hlo::Type type, const uint8_t* element);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_ELEMENTWISE_H_
