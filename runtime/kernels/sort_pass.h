// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A pass of Sort over a row: runs of a few elements are sorted by insertion, or runs are
// merged pairwise. Stable, and with a comparison that contradicts itself still a walk of
// the same length.
#ifndef TMB_RUNTIME_KERNELS_SORT_PASS_H_
#define TMB_RUNTIME_KERNELS_SORT_PASS_H_

#include <cstdint>

namespace tmb {

// A key as unsigned numbers, once the bits in `flip` are changed: all of them turn the order
// around, the highest one makes signed numbers unsigned.
struct SortKey {
  const uint32_t* words;
  uint32_t flip;
};

// What a comparison needs; elements are numbered through all rows.
struct SortOrder {
  const SortKey *keys, *keys_end;
  const uint8_t* code;  // over `words`, where there is one
  uint32_t* words;
  bool (*before)(const SortOrder& order, uint32_t a, uint32_t b);
};

// The first key that differs decides.
bool BeforeByKeys(const SortOrder& order, uint32_t a, uint32_t b);

// Elements are numbered from 0 in their row.
struct SortPass {
  uint32_t count, kept;  // of the instruction
  uint32_t first;        // element of the row among all
  uint32_t run;          // length of the runs in `from`, 0 when there are none yet
  const uint32_t* from;
  uint32_t* to;
};

// By one key.
void RunPassByKey(const SortKey& key, const SortPass& pass);
// By any comparison.
void RunPassByOrder(const SortOrder& order, const SortPass& pass);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_SORT_PASS_H_
