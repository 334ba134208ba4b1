// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps of one row that is full strips or less than one, with all operands words in memory, contiguous or one
// for the whole row: most Maps of small programs, where set-up is most of the work. Nothing is staged and nothing
// walks through loops, so cursors hold only what the translation reads.

#include "runtime/features.h"
#include "runtime/kernels/cortex_m4/map_handlers.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_fields.h"

namespace tmb {
namespace {

struct Flat {
  const Context& context;
  AccessMode contiguous;     // how accesses with a step of one word come to the lanes
  bool has_scalars = false;
};

// Addresses, modes; false when an access is of another kind.
template <bool input>
inline bool SetUpAccesses(Flat& flat, const fb::Access* access, uint32_t count, const int32_t* step, Cursor* cursor) {
  for (; count != 0; --count, ++access, ++step, ++cursor) {
    if ((input && access->kind() != fb::AccessKind::Memory) || !IsFourByteType(access->type())) return false;
    if (*step == 4) {
      cursor->mode = flat.contiguous;
    } else if (input && *step == 0) {
      cursor->mode = AccessMode::kScalar;
      flat.has_scalars = true;
    } else {
      return false;
    }
    cursor->word = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(flat.context.Address(access->ref())));
  }
  return true;
}

void AddStarts(const fb::DynamicOffset* start, uint32_t count, const Context& context, Cursor* cursors) {
  for (; count != 0; --count, ++start) {
    const uint32_t index = LoadClampedIndex(start->type(), context.Address(start->ref()), start->limit());
    cursors[start->access()].word += index * static_cast<uint32_t>(start->stride());
  }
}

void LoadScalars(Cursor* cursor, uint32_t count) {
  for (; count != 0; --count, ++cursor) {
    if (cursor->mode == AccessMode::kScalar) cursor->word = *reinterpret_cast<const uint32_t*>(cursor->word);
  }
}

}  // namespace

extern "C" void RunWholeLoops(const fb::Map& op, const Context& context) {
  const MapFields fields(op);
  uint32_t rank, inputs, outputs, starts, immediates, ignored;
  const uint32_t last = *fields.Vector<uint32_t>(fb::Map::VT_DIMS, &rank);
  const bool short_row = last < kMapStrip;
  if (rank != 1 || fields.Has(fb::Map::VT_GUARDS) || op.reduction() != fb::Reduction::None ||
      (!short_row && last % kMapStrip != 0))
    return RunLoops(op, context, 0, kAllUnits);
  const auto* const input = fields.Vector<fb::Access>(fb::Map::VT_INPUTS, &inputs);
  const auto* const output = fields.Vector<fb::Access>(fb::Map::VT_OUTPUTS, &outputs);
  const int32_t* const steps = fields.Vector<int32_t>(fb::Map::VT_STRIDES, &ignored);
  uint8_t* const scratch = context.Address(fields.Scratch());
  Cursor* const cursors = reinterpret_cast<Cursor*>(scratch);
  const uint32_t accesses = inputs + outputs;
  Flat flat{context, short_row ? AccessMode::kShort : AccessMode::kDirect};
  if (!SetUpAccesses<true>(flat, input, inputs, steps, cursors) ||
      !SetUpAccesses<false>(flat, output, outputs, steps + inputs, cursors + inputs))
    return RunLoops(op, context, 0, kAllUnits);
  if (Has(Feature::kDynamicOffsets)) {
    const auto* const start = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &starts);
    AddStarts(start, starts, context, cursors);
  }
  if (flat.has_scalars) LoadScalars(cursors, inputs);
  const uint32_t* const immediate = fields.Vector<uint32_t>(fb::Map::VT_IMMEDIATES, &immediates);
  uint32_t* const strips = reinterpret_cast<uint32_t*>(scratch + accesses * kMapCursorBytes);
  const uint32_t immediate_end = accesses + immediates;
  const MapOperands operands = {cursors, accesses, immediate - accesses, immediate_end,
                                strips - immediate_end * kMapStrip, strips};
  MapEntry* const entries = reinterpret_cast<MapEntry*>(strips + op.temporaries() * kMapStrip);
  MapEntry* const end = MapTranslate(fields.Vector<uint8_t>(fb::Map::VT_CODE, &ignored), entries, &operands);
  end[-1].handler = MapFlatEnd;
  const MapLanes lanes = {short_row ? last : kMapStrip};
  MapRunEntries(entries, short_row ? 1 : last / kMapStrip, &lanes);
}

}  // namespace tmb
