// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sort: orders the numbers of a row's elements by their keys. Runs of a few elements are
// sorted by insertion, then merged pairwise from the row in scratch to `order` and back,
// so that the last pass ends in `order`: stable, no recursion, and with a comparison that
// contradicts itself still a walk of the same length.
#include <cstring>

#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/kernels/map_evaluator.h"

namespace tmb {
namespace {

using fb::MicroOp;

// A key as unsigned numbers, once the bits in `flip` are changed: all of them turn the order
// around, the highest one makes signed numbers unsigned.
struct SortKey {
  const uint32_t* words;
  uint32_t flip;
};
static_assert(sizeof(SortKey) <= kSortKeyBytes);

// A pass over a row: elements are numbered from 0 in it.
struct Pass {
  const fb::Sort& op;
  const Context& context;
  const SortKey* keys;   // without a code, in scratch
  uint32_t count, kept;  // of op
  uint32_t first;        // element of the row among all
  uint32_t run;          // length of the runs in `from`, 0 when there are none yet
  const uint32_t* from;
  uint32_t* to;
};

// A number that was read from memory is limited before it becomes an address.
uint32_t Limited(uint32_t element, uint32_t last) { return element < last ? element : last; }

// By one key.
struct KeyOrder {
  const uint32_t* words;
  uint32_t last, flip;

  using Key = uint32_t;
  explicit KeyOrder(const Pass& pass)
      : words(pass.keys[0].words + pass.first), last(pass.count - 1), flip(pass.keys[0].flip) {}
  Key KeyOf(uint32_t element) const { return words[Limited(element, last)] ^ flip; }
  bool Before(Key a, Key b) const { return a < b; }
};

// By the first of several keys that differs.
struct KeysOrder {
  const SortKey *keys, *end;
  uint32_t last, first;

  using Key = uint32_t;  // the element among all
  explicit KeysOrder(const Pass& pass)
      : keys(pass.keys), end(keys + pass.op.keys()->size()), last(pass.count - 1), first(pass.first) {}
  Key KeyOf(uint32_t element) const { return first + Limited(element, last); }
  [[gnu::noinline]] bool Before(Key a, Key b) const {
    for (const SortKey* key = keys; key != end; ++key) {
      const uint32_t left = key->words[a], right = key->words[b];
      if (left != right) return (left ^ key->flip) < (right ^ key->flip);
    }
    return false;
  }
};

// By the comparison code over a table of words in scratch.
struct CodeOrder {
  const Pass& pass;
  uint32_t* words;

  using Key = uint32_t;  // the element among all
  explicit CodeOrder(const Pass& of) : pass(of), words(of.context.At<uint32_t>(*of.op.scratch())) {}
  Key KeyOf(uint32_t element) const { return pass.first + Limited(element, pass.count - 1); }
  [[gnu::noinline]] bool Before(Key a, Key b) const {
    uint32_t* word = words;
    for (uint32_t k = 0; k < pass.op.keys()->size(); ++k) {
      const uint32_t* const keys = pass.context.At<uint32_t>(*pass.op.keys()->Get(k));
      *word++ = keys[a];
      *word++ = keys[b];
    }
    EvaluateScalar(pass.op.code()->data(), words);
    return *word != 0;
  }
};

// Inserts elements [first, end) into a run of up to `kept`; what falls out at its end is gone.
template <typename Order>
[[gnu::noinline]] void SortRun(const Order order, uint32_t first, uint32_t end, uint32_t kept,
                               uint32_t* run) {
  uint32_t held = 0;
  for (uint32_t element = first; element < end; ++element) {
    const auto key = order.KeyOf(element);
    if (held == kept) {
      if (!order.Before(key, order.KeyOf(run[held - 1]))) continue;
      --held;
    }
    uint32_t* place = run + held++;
    while (place != run) {
      const uint32_t before = place[-1];
      if (!order.Before(key, order.KeyOf(before))) break;
      *place-- = before;
    }
    *place = element;
  }
}

// Merges [left, middle) and [middle, end).
template <typename Order>
[[gnu::noinline]] void Merge(const Order order, const uint32_t* left, const uint32_t* middle,
                             const uint32_t* end, uint32_t* to) {
  const uint32_t* right = middle;
  uint32_t left_element = *left, right_element = *right;
  auto left_key = order.KeyOf(left_element), right_key = order.KeyOf(right_element);
  for (;;) {
    if (order.Before(right_key, left_key)) {
      *to++ = right_element;
      if (++right == end) break;
      right_element = *right;
      right_key = order.KeyOf(right_element);
    } else {
      *to++ = left_element;
      if (++left == middle) break;
      left_element = *left;
      left_key = order.KeyOf(left_element);
    }
  }
  for (; left != middle; ++left) *to++ = *left;
  for (; right != end; ++right) *to++ = *right;
}

// Merges runs pairwise; a last one without a partner is copied.
template <typename Order>
void MergePass(const Pass& pass, const Order order) {
  for (uint32_t first = 0; first < pass.count; first += 2 * pass.run) {
    const uint32_t left = pass.count - first, both = left < 2 * pass.run ? left : 2 * pass.run;
    const uint32_t* const from = pass.from + first;
    if (left <= pass.run) {
      std::memcpy(pass.to + first, from, left * sizeof *from);
    } else {
      Merge(order, from, from + pass.run, from + both, pass.to + first);
    }
  }
}

template <typename Order>
void RunPass(const Pass& pass) {
  const Order order(pass);
  if (pass.run != 0) return MergePass(pass, order);
  const uint32_t kept = pass.kept == pass.count ? kSortRun : pass.kept;
  const uint32_t step = pass.kept == pass.count ? kSortRun : pass.count;
  for (uint32_t first = 0; first < pass.count; first += step) {
    const uint32_t left = pass.count - first;
    SortRun(order, first, first + (left < step ? left : step), kept, pass.to + first);
  }
}

uint32_t FlipOf(MicroOp comparison) {
  constexpr uint32_t kSign = 0x80000000u;
  const uint32_t sign = comparison == MicroOp::LtS || comparison == MicroOp::GtS ? kSign : 0;
  return comparison == MicroOp::GtS || comparison == MicroOp::GtU ? ~sign : sign;
}

const SortKey* PrepareKeys(const fb::Sort& op, const Context& context) {
  SortKey* const keys = context.At<SortKey>(*op.scratch());
  for (uint32_t i = 0; i < op.keys()->size(); ++i) {
    keys[i].words = context.At<uint32_t>(*op.keys()->Get(i));
    keys[i].flip = FlipOf(op.comparisons()->GetEnum<MicroOp>(i));
  }
  return keys;
}

void CopyImmediates(const fb::Sort& op, const Context& context) {
  uint32_t* const words = context.At<uint32_t>(*op.scratch()) + 2 * op.keys()->size() + 1;
  for (uint32_t i = 0; op.immediates() != nullptr && i < op.immediates()->size(); ++i) {
    words[i] = op.immediates()->Get(i);
  }
}

}  // namespace

void Sort(const fb::Sort& op, const Context& context, uint32_t first_unit, uint32_t unit_count) {
  void (*run_pass)(const Pass&) = op.keys()->size() == 1 ? RunPass<KeyOrder> : RunPass<KeysOrder>;
  const SortKey* keys = nullptr;
  if (op.code() == nullptr) {
    keys = PrepareKeys(op, context);
  } else {
    CopyImmediates(op, context);
    run_pass = RunPass<CodeOrder>;
  }
  const uint32_t count = op.count(), kept = op.kept(), passes = SortPasses(count, kept);
  const uint32_t end = EndUnit(op.rows() * passes, first_unit, unit_count);
  uint32_t* const scratch = context.At<uint32_t>(*op.scratch()) + SortOrderBytes(op) / 4;
  for (uint32_t unit = first_unit; unit < end; ++unit) {
    const uint32_t row = unit / passes, number = unit % passes;
    uint32_t* const order = context.At<uint32_t>(*op.order()) + row * kept;
    const bool ends_in_order = (passes - number) % 2 != 0;  // the last pass does
    run_pass({op, context, keys, count, kept, row * count, number == 0 ? 0 : kSortRun << (number - 1),
              ends_in_order ? scratch : order, ends_in_order ? order : scratch});
  }
}

}  // namespace tmb
