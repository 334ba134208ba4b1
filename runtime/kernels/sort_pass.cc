// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loops of Sort, once for the comparison of one key, which is nearly every sort, and
// once for all others.

#include "runtime/kernels/sort_pass.h"

#include <cstring>

#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

// A number that was read from memory is limited before it becomes an address.
uint32_t Limited(uint32_t element, uint32_t last) { return element < last ? element : last; }

struct KeyOrder {
  const uint32_t* words;
  uint32_t last, flip;

  uint32_t KeyOf(uint32_t element) const { return words[Limited(element, last)] ^ flip; }
  bool Before(uint32_t a, uint32_t b) const { return a < b; }
};

struct ElementOrder {
  const SortOrder& order;
  uint32_t first, last;

  uint32_t KeyOf(uint32_t element) const { return first + Limited(element, last); }
  bool Before(uint32_t a, uint32_t b) const { return order.before(order, a, b); }
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
void MergePass(const SortPass& pass, const Order order) {
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
void RunPass(const SortPass& pass, const Order order) {
  if (pass.run != 0) return MergePass(pass, order);
  const uint32_t kept = pass.kept == pass.count ? kSortRun : pass.kept;
  const uint32_t step = pass.kept == pass.count ? kSortRun : pass.count;
  for (uint32_t first = 0; first < pass.count; first += step) {
    const uint32_t left = pass.count - first;
    SortRun(order, first, first + (left < step ? left : step), kept, pass.to + first);
  }
}

}  // namespace

bool BeforeByKeys(const SortOrder& order, uint32_t a, uint32_t b) {
  for (const SortKey* key = order.keys; key != order.keys_end; ++key) {
    const uint32_t left = key->words[a], right = key->words[b];
    if (left != right) return (left ^ key->flip) < (right ^ key->flip);
  }
  return false;
}

void RunPassByKey(const SortKey& key, const SortPass& pass) {
  RunPass(pass, KeyOrder{key.words + pass.first, pass.count - 1, key.flip});
}

void RunPassByOrder(const SortOrder& order, const SortPass& pass) {
  RunPass(pass, ElementOrder{order, pass.first, pass.count - 1});
}

}  // namespace tmb
