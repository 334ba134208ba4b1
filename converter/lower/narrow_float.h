// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// f16, bf16 and the 8-bit floats in a Map: values are f32; here they meet their bits.
#ifndef TMB_CONVERTER_LOWER_NARROW_FLOAT_H_
#define TMB_CONVERTER_LOWER_NARROW_FLOAT_H_

#include "converter/hlo/ir.h"
#include "converter/lower/map_builder.h"

namespace tmb {

// f16, bf16 and the f8 types.
bool IsNarrowFloat(hlo::Type type);
// The f8 types: accesses move their bits, micro-operations convert.
bool IsFloat8(hlo::Type type);

// The nearest value of `type` (ties to even), as an f32.
NodeId RoundTo(MapBuilder& map, NodeId value, hlo::Type type);
// The bits of an f32 that is a value of `type`, or rounds to one; and back.
NodeId EncodeFloat(MapBuilder& map, NodeId value, hlo::Type type);
NodeId DecodeFloat(MapBuilder& map, NodeId bits, hlo::Type type);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_NARROW_FLOAT_H_
