// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The accesses of a Map without loops, one at a time. Dynamic offsets are resolved before
// anything is stored, because an output may lie on the index of another.

#include "runtime/kernels/map_formula.h"

#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_fields.h"

namespace tmb {
namespace {

uint32_t* ScratchOf(const MapFields& fields, const Context& context) {
  return context.At<uint32_t>(fields.Scratch());
}

// The sum of what the access's dynamic offsets add.
uint32_t StartOf(const MapFields& fields, const Context& context, uint32_t access) {
  uint32_t count, bytes = 0;
  const auto* const starts = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &count);
  const uint32_t* const resolved = ScratchOf(fields, context);
  for (uint32_t i = 0; i < count; ++i) {
    if (starts[i].access() == access) bytes += resolved[i];
  }
  return bytes;
}

uint8_t* Moved(uint8_t* address, uint32_t bytes) { return address + static_cast<int32_t>(bytes); }

}  // namespace

uint32_t ResolveStarts(const fb::Map& op, const Context& context) {
  const MapFields fields(op);
  uint32_t* const resolved = ScratchOf(fields, context);
  uint32_t count, accesses = 0;
  const auto* const starts = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &count);
  for (uint32_t i = 0; i < count; ++i) {
    const fb::DynamicOffset& start = starts[i];
    const uint32_t index = LoadClampedIndex(start.type(), context.Address(start.ref()), start.limit());
    resolved[i] = index * static_cast<uint32_t>(start.stride());
    accesses |= 1u << (start.access() < 31 ? start.access() : 31);
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
