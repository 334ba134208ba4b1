// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sort: orders the numbers of a row's elements by their keys. Runs of a few elements are
// sorted by insertion, then merged pairwise from the row in scratch to `order` and back,
// so that the last pass ends in `order`: stable, no recursion, and with a comparison that
// contradicts itself still a walk of the same length. One key under one comparison, which
// is nearly every sort, is compared here; other codes run on the one-lane evaluator.
#include <cstring>

#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/map_evaluator.h"

namespace tmb {
namespace {

using fb::MicroOp;

// A number that was read from memory is limited before it becomes an address.
uint32_t Limited(uint32_t element, uint32_t count) { return element < count ? element : count - 1; }

// Keys as unsigned numbers, once the bits in `flip` are changed: all of them turn the order
// around, the highest one makes signed numbers unsigned.
struct UnsignedOrder {
  const uint32_t* keys;
  uint32_t count, flip;

  using Key = uint32_t;
  Key KeyOf(uint32_t element) const { return keys[Limited(element, count)] ^ flip; }
  bool Before(Key a, Key b) const { return a < b; }
  void SkipRows(uint32_t rows) { keys += rows * count; }
};

// Keys as f32; the sign in `flip` turns the order around. Nothing comes before or behind a NaN.
struct FloatOrder {
  const uint32_t* keys;
  uint32_t count, flip;

  using Key = float;
  Key KeyOf(uint32_t element) const {
    const uint32_t bits = keys[Limited(element, count)] ^ flip;
    float key;
    std::memcpy(&key, &bits, sizeof key);
    return key;
  }
  bool Before(Key a, Key b) const { return a < b; }
  void SkipRows(uint32_t rows) { keys += rows * count; }
};

// The comparison code over a table of words in scratch.
struct CodeOrder {
  const fb::Sort& op;
  const Context& context;
  uint32_t* words;
  uint32_t count, row;  // first element of the row among all

  using Key = uint32_t;  // the element
  Key KeyOf(uint32_t element) const { return Limited(element, count); }
  bool Before(Key a, Key b) const {
    const uint32_t keys = op.keys()->size();
    for (uint32_t k = 0; k < keys; ++k) {
      const uint32_t* const from = context.At<uint32_t>(*op.keys()->Get(k)) + row;
      words[2 * k] = from[a];
      words[2 * k + 1] = from[b];
    }
    EvaluateScalar(op.code()->data(), words);
    return words[2 * keys] != 0;
  }
  void SkipRows(uint32_t rows) { row += rows * count; }
};

// Inserts elements [first, end) into a run of up to `kept`; what falls out at its end is gone.
template <typename Order>
void SortRun(const Order& order, uint32_t first, uint32_t end, uint32_t kept, uint32_t* run) {
  uint32_t held = 0;
  for (uint32_t element = first; element < end; ++element) {
    const auto key = order.KeyOf(element);
    if (held == kept) {
      if (!order.Before(key, order.KeyOf(run[held - 1]))) continue;
      --held;
    }
    uint32_t place = held++;
    for (; place != 0 && order.Before(key, order.KeyOf(run[place - 1])); --place) run[place] = run[place - 1];
    run[place] = element;
  }
}

// Merges [from, middle) and [middle, end).
template <typename Order>
void Merge(const Order& order, const uint32_t* from, const uint32_t* middle, const uint32_t* end,
           uint32_t* to) {
  const uint32_t* left = from;
  const uint32_t* right = middle;
  auto left_key = order.KeyOf(*left), right_key = order.KeyOf(*right);
  for (;;) {
    if (order.Before(right_key, left_key)) {
      *to++ = *right++;
      if (right == end) break;
      right_key = order.KeyOf(*right);
    } else {
      *to++ = *left++;
      if (left == middle) break;
      left_key = order.KeyOf(*left);
    }
  }
  while (left != middle) *to++ = *left++;
  while (right != end) *to++ = *right++;
}

// Merges runs of `run` elements pairwise; a last one without a partner is copied.
template <typename Order>
void MergePass(const Order& order, uint32_t count, uint32_t run, const uint32_t* from, uint32_t* to) {
  for (uint32_t first = 0; first < count; first += 2 * run) {
    const uint32_t left = count - first;
    if (left <= run) {
      std::memcpy(to + first, from + first, left * sizeof *to);
    } else {
      Merge(order, from + first, from + first + run, from + first + (left < 2 * run ? left : 2 * run),
            to + first);
    }
  }
}

template <typename Order>
void SortUnits(const fb::Sort& op, const Context& context, Order order, uint32_t first_unit,
               uint32_t unit_count) {
  const uint32_t count = op.count(), kept = op.kept(), passes = SortPasses(count, kept);
  const uint32_t end = EndUnit(Units(op), first_unit, unit_count);
  uint32_t* const scratch_row =
      reinterpret_cast<uint32_t*>(context.Address(*op.scratch()) + SortCodeBytes(op));
  uint32_t* row = context.At<uint32_t>(*op.order()) + first_unit / passes * kept;
  uint32_t pass = first_unit % passes;
  order.SkipRows(first_unit / passes);
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    // The last pass ends in `row`.
    const bool to_row = (passes - pass) % 2 != 0;
    uint32_t* const to = to_row ? row : scratch_row;
    if (pass != 0) {
      MergePass(order, count, kSortRun << (pass - 1), to_row ? scratch_row : row, to);
    } else if (kept != count) {
      SortRun(order, 0, count, kept, to);
    } else {
      for (uint32_t first = 0; first < count; first += kSortRun) {
        const uint32_t left = count - first;
        SortRun(order, first, first + (left < kSortRun ? left : kSortRun), kSortRun, to + first);
      }
    }
    if (++pass == passes) {
      pass = 0;
      row += kept;
      order.SkipRows(1);
    }
  }
}

// Codes that compare two keys, as orders of one kind.
struct PlainOrder {
  MicroOp comparison;
  bool is_float;
  uint32_t flip;
};
constexpr uint32_t kSign = 0x80000000u;
constexpr PlainOrder kPlainOrders[] = {
    {MicroOp::LtU, false, 0},      {MicroOp::GtU, false, ~0u}, {MicroOp::LtS, false, kSign},
    {MicroOp::GtS, false, ~kSign}, {MicroOp::LtF, true, 0},    {MicroOp::GtF, true, kSign},
};

// The order of a code that only compares its two operands, else null.
const PlainOrder* PlainOrderOf(const fb::Sort& op) {
  for (const PlainOrder& order : kPlainOrders) {
    const uint8_t code[] = {
        static_cast<uint8_t>(MicroOp::Load),  0, static_cast<uint8_t>(order.comparison), 1,
        static_cast<uint8_t>(MicroOp::Store), 2, static_cast<uint8_t>(MicroOp::End)};
    if (op.code()->size() == sizeof code && op.keys()->size() == 1 &&
        std::memcmp(op.code()->data(), code, sizeof code) == 0) {
      return &order;
    }
  }
  return nullptr;
}

uint32_t* PrepareWords(const fb::Sort& op, const Context& context) {
  uint32_t* const words = context.At<uint32_t>(*op.scratch());
  const uint32_t first = 2 * op.keys()->size() + 1;
  for (uint32_t i = 0; op.immediates() != nullptr && i < op.immediates()->size(); ++i) {
    words[first + i] = op.immediates()->Get(i);
  }
  return words;
}

}  // namespace

void Sort(const fb::Sort& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  const uint32_t* const keys = context.At<uint32_t>(*op.keys()->Get(0));
  const PlainOrder* const plain = PlainOrderOf(op);
  if (plain == nullptr) {
    SortUnits(op, context, CodeOrder{op, context, PrepareWords(op, context), op.count(), 0}, first_unit,
              unit_count);
  } else if (plain->is_float) {
    SortUnits(op, context, FloatOrder{keys, op.count(), plain->flip}, first_unit, unit_count);
  } else {
    SortUnits(op, context, UnsignedOrder{keys, op.count(), plain->flip}, first_unit, unit_count);
  }
}

}  // namespace tmb
