// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The frame around the body: words in, prologue, body, epilogue, words out.

#include "runtime/kernels/map_repeat.h"

#include "runtime/kernels/map_fields.h"
#include "runtime/kernels/map_formula.h"

namespace tmb {
namespace {

// The dynamic offsets while the accesses are walked: both are in one order.
struct Starts {
  const fb::DynamicOffset *next, *end;

  enum Kind : uint8_t { kNone, kFixed, kIndexed };
  Kind Of(uint32_t access) {
    Kind kind = kNone;
    for (; next != end && next->access() == access; ++next) {
      if (!HasOperand(next->ref())) kind = kIndexed;
      if (kind == kNone) kind = kFixed;
    }
    return kind;
  }
};

}  // namespace

void RunRepeat(const fb::Map& op, const Context& context) {
  const MapFields fields(op);
  uint32_t start_count, inputs, outputs, immediates, code_bytes, ignored;
  const auto* const start = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &start_count);
  const auto* const input = fields.Vector<fb::Access>(fb::Map::VT_INPUTS, &inputs);
  const auto* const output = fields.Vector<fb::Access>(fb::Map::VT_OUTPUTS, &outputs);
  const auto* const immediate = fields.Vector<uint32_t>(fb::Map::VT_IMMEDIATES, &immediates);
  const auto* const code = fields.Vector<uint8_t>(fb::Map::VT_CODE, &code_bytes);
  const uint32_t trips = *fields.Vector<uint32_t>(fb::Map::VT_DIMS, &ignored);
  uint32_t* const words = context.At<uint32_t>(fields.Scratch()) + start_count;
  const uint32_t accesses = inputs + outputs, temporaries = accesses + immediates;

  if (start_count != 0) ResolveStarts(op, context);
  Starts starts{start, start + start_count};
  for (uint32_t i = 0; i < inputs; ++i) {
    const Starts::Kind kind = starts.Of(i);
    if (kind == Starts::kNone && IsFourByteType(input[i].type())) {
      words[i] = *context.At<uint32_t>(input[i].ref());
    } else if (kind != Starts::kIndexed) {
      LoadAccess(op, context, i, words + i);
    }
  }
  for (uint32_t i = 0; i < immediates; ++i) words[accesses + i] = immediate[i];
  EvaluateScalar(code, words);
  words[temporaries] =
      RunBody({op, context, words, temporaries + op.temporaries(), code + op.section1(), trips});
  EvaluateScalar(code + op.section2(), words);
  for (uint32_t i = inputs; i < accesses; ++i) {
    const Starts::Kind kind = starts.Of(i);
    const fb::Access& it = output[i - inputs];
    if (kind == Starts::kNone && IsFourByteType(it.type())) {
      *context.At<uint32_t>(it.ref()) = words[i];
    } else if (kind != Starts::kIndexed) {
      StoreAccess(op, context, i, words + i);
    }
  }
}

Indexed IndexedOf(const fb::Map& op, const Context& context, uint32_t access) {
  Indexed indexed{nullptr, 0, 0, fb::Type::None, static_cast<uint8_t>(access)};
  indexed.address = AddressOfAccess(op, context, access, &indexed.type);
  uint32_t count;
  const auto* const starts = MapFields(op).Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (starts[i].access() != access || HasOperand(starts[i].ref())) continue;
    indexed.limit = starts[i].limit();
    indexed.stride = starts[i].stride();
  }
  return indexed;
}

}  // namespace tmb
