// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The frame around the body: words in, prologue, body, epilogue, words out.

#include "runtime/kernels/map_repeat.h"

#include "runtime/kernels/map_fields.h"
#include "runtime/kernels/map_formula.h"

namespace tmb {
namespace {

// The dynamic offsets while the accesses are walked: both are in one order.
class Starts {
 public:
  Starts(const fb::DynamicOffset* begin, uint32_t count) : next_(begin), end_(begin + count) { SetAccess(); }

  bool Has(uint32_t access) const { return access == access_; }
  // Moves on behind those of the next access that has some. Whether one of them is an index of the code.
  bool PassIndexed() {
    const uint32_t access = access_;
    bool indexed = false;
    for (; access_ == access; SetAccess()) indexed |= !HasOperand((next_++)->ref());
    return indexed;
  }

 private:
  void SetAccess() { access_ = next_ == end_ ? UINT32_MAX : next_->access(); }

  const fb::DynamicOffset *next_, *const end_;
  uint32_t access_ = 0;  // of the next one
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
  Starts starts(start, start_count);
  for (uint32_t i = 0; i < inputs; ++i) {
    if (!starts.Has(i) && IsFourByteType(input[i].type())) {
      words[i] = *context.At<uint32_t>(input[i].ref());
    } else if (!starts.Has(i) || !starts.PassIndexed()) {
      LoadAccess(op, context, i, words + i);
    }
  }
  for (uint32_t i = 0; i < immediates; ++i) words[accesses + i] = immediate[i];
  EvaluateScalar(code, words);
  words[temporaries] =
      RunBody({op, context, words, temporaries + op.temporaries(), code + op.section1(), trips});
  EvaluateScalar(code + op.section2(), words);
  for (uint32_t i = inputs; i < accesses; ++i) {
    const fb::Access& it = output[i - inputs];
    if (!starts.Has(i) && IsFourByteType(it.type())) {
      *context.At<uint32_t>(it.ref()) = words[i];
    } else if (!starts.Has(i) || !starts.PassIndexed()) {
      StoreAccess(op, context, i, words + i);
    }
  }
}

Indexed IndexedOf(const fb::Map& op, const Context& context, uint32_t access) {
  const MapFields fields(op);
  uint32_t count, inputs, outputs, previous = UINT32_MAX, moved = 0;
  const auto* const starts = fields.Vector<fb::DynamicOffset>(fb::Map::VT_DYNAMIC_OFFSETS, &count);
  const auto* const input = fields.Vector<fb::Access>(fb::Map::VT_INPUTS, &inputs);
  const auto* const output = fields.Vector<fb::Access>(fb::Map::VT_OUTPUTS, &outputs);
  const fb::Access& it = access < inputs ? input[access] : output[access - inputs];
  const uint32_t* sum = context.At<uint32_t>(fields.Scratch()) - 1;
  Indexed indexed{nullptr, 0, 0, it.type(), static_cast<uint8_t>(access)};
  for (const fb::DynamicOffset *start = starts, *end = starts + count; start != end; ++start) {
    sum += start->access() != previous;
    previous = start->access();
    if (previous != access) continue;
    moved = *sum;
    if (HasOperand(start->ref())) continue;
    indexed.limit = start->limit();
    indexed.stride = start->stride();
  }
  indexed.address = context.Address(it.ref()) + static_cast<int32_t>(moved);
  return indexed;
}

}  // namespace tmb
