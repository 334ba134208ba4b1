// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sort: orders the numbers of a row's elements by their keys, a bottom-up merge sort. Passes
// go from the row in scratch to `order` and back, so that the last one ends in `order`.
#include "runtime/features.h"
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/map_formula.h"
#include "runtime/kernels/sort_pass.h"

namespace tmb {
namespace {

using fb::MicroOp;

static_assert(sizeof(SortKey) <= kSortKeyBytes);

// The keys of both, then the result are the first words.
bool BeforeByCode(const SortOrder& order, uint32_t a, uint32_t b) {
  uint32_t* word = order.words;
  for (const SortKey* key = order.keys; key != order.keys_end; ++key) {
    *word++ = key->words[a];
    *word++ = key->words[b];
  }
  EvaluateScalar(order.code, order.words);
  return *word != 0;
}

uint32_t FlipOf(MicroOp comparison) {
  constexpr uint32_t kSign = 0x80000000u;
  const uint32_t sign = comparison == MicroOp::LtS || comparison == MicroOp::GtS ? kSign : 0;
  return comparison == MicroOp::GtS || comparison == MicroOp::GtU ? ~sign : sign;
}

SortOrder PrepareOrder(const fb::Sort& op, const Context& context) {
  SortOrder order;
  const uint32_t count = op.keys()->size();
  SortKey* const keys = context.At<SortKey>(*op.scratch());
  for (uint32_t i = 0; i < count; ++i) {
    keys[i].words = context.At<uint32_t>(*op.keys()->Get(i));
    keys[i].flip = op.comparisons() == nullptr ? 0 : FlipOf(op.comparisons()->GetEnum<MicroOp>(i));
  }
  order.keys = keys;
  order.keys_end = keys + count;
  order.code = op.code() == nullptr ? nullptr : op.code()->data();
  order.words = reinterpret_cast<uint32_t*>(context.Address(*op.scratch()) + count * kSortKeyBytes);
  order.before = Has(Feature::kScalarCode) && order.code != nullptr ? BeforeByCode : BeforeByKeys;
  for (uint32_t i = 0; op.immediates() != nullptr && i < op.immediates()->size(); ++i) {
    order.words[2 * count + 1 + i] = op.immediates()->Get(i);
  }
  return order;
}

}  // namespace

void Sort(const fb::Sort& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const SortOrder order = PrepareOrder(op, context);
  const bool one_key = order.code == nullptr && order.keys + 1 == order.keys_end;
  const uint32_t count = op.count(), kept = op.kept(), passes = SortPasses(count, kept);
  const uint32_t end = EndUnit(op.rows() * passes, first_unit, unit_count);
  uint32_t* const orders = context.At<uint32_t>(*op.order());
  uint32_t* const scratch_row =
      reinterpret_cast<uint32_t*>(context.Address(*op.scratch()) + SortOrderBytes(op));
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t row = unit / passes, number = unit % passes;
    const bool to_order = (passes - number) % 2 != 0;
    uint32_t* const order_row = orders + row * kept;
    const SortPass pass = {count,
                           kept,
                           row * count,
                           number == 0 ? 0 : kSortRun << (number - 1),
                           to_order ? scratch_row : order_row,
                           to_order ? order_row : scratch_row};
    if (one_key) {
      RunPassByKey(order.keys[0], pass);
    } else {
      RunPassByOrder(order, pass);
    }
  }
}

}  // namespace tmb
