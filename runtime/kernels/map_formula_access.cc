// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The accesses of a Map without loops, one at a time. Dynamic offsets are resolved before
// anything is stored, because an output may lie on the index of another.

#include "runtime/kernels/map_formula.h"

#include "runtime/features.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_fields.h"

namespace tmb {
namespace {

uint32_t* ScratchOf(const MapFields& fields, const Context& context) {
  return context.At<uint32_t>(fields.Scratch());
}

// Most indices are s32.
inline uint32_t ClampedIndex(const fb::DynamicOffset& start, const Context& context) {
  const uint8_t* const from = context.Address(start.ref());
  if (start.type() != fb::Type::S32) return LoadClampedIndex(start.type(), from, start.limit());
  const int32_t index = *reinterpret_cast<const int32_t*>(from), limit = static_cast<int32_t>(start.limit());
  return static_cast<uint32_t>(index < 0 ? 0 : index < limit ? index : limit);
}

uint8_t* Moved(uint8_t* address, uint32_t bytes) { return address + static_cast<int32_t>(bytes); }

// What the access's dynamic offsets add: the sums lie in the order of their accesses.
uint32_t StartOf(const MapFields& fields, const Context& context, uint32_t access) {
  uint32_t count, previous = UINT32_MAX;
  const auto* const starts = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &count);
  const uint32_t* sum = ScratchOf(fields, context) - 1;
  for (uint32_t i = 0; i < count; ++i) {
    sum += starts[i].access() != previous;
    previous = starts[i].access();
    if (previous == access) return *sum;
  }
  return 0;
}

}  // namespace

uint32_t ResolveStarts(const fb::Map& op, const Context& context) {
  const MapFields fields(op);
  uint32_t* sum = ScratchOf(fields, context) - 1;
  uint32_t count, accesses = 0, previous = UINT32_MAX;
  const auto* const starts = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &count);
  for (const fb::DynamicOffset *start = starts, *end = start + count; start != end; ++start) {
    const uint32_t access = start->access();
    if (access != previous) *++sum = 0;
    if (!Has(Feature::kRepeat) || HasOperand(start->ref()))
      *sum += ClampedIndex(*start, context) * static_cast<uint32_t>(start->stride());
    accesses |= 1u << (access < 31 ? access : 31);
    previous = access;
  }
  return accesses;
}

void LoadAccess(const fb::Map& op, const Context& context, uint32_t access, uint32_t* word) {
  const MapFields fields(op);
  uint32_t inputs;
  const fb::Access& input = fields.Vector<fb::Access>(fb::Map::VT_INPUTS, &inputs)[access];
  const uint32_t start = StartOf(fields, context, access);
  if (input.kind() == fb::AccessKind::Index) {
    *word = input.ref().word() + start;
  } else {
    LoadElements(input.type(), Moved(context.Address(input.ref()), start), 0, 1, word);
  }
}

void StoreAccess(const fb::Map& op, const Context& context, uint32_t access, const uint32_t* word) {
  const MapFields fields(op);
  uint32_t inputs, outputs;
  fields.Vector<fb::Access>(fb::Map::VT_INPUTS, &inputs);
  const fb::Access& output = fields.Vector<fb::Access>(fb::Map::VT_OUTPUTS, &outputs)[access - inputs];
  const uint32_t start = StartOf(fields, context, access);
  StoreElements(output.type(), word, 1, Moved(context.Address(output.ref()), start), 0);
}

}  // namespace tmb
