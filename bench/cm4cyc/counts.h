// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What is counted: executed blocks, for each set of open regions.
#ifndef TMB_BENCH_CM4CYC_COUNTS_H_
#define TMB_BENCH_CM4CYC_COUNTS_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "timing.h"

namespace cm4cyc {

struct Block {
  uint32_t id, start, end, target = 0;
  uint32_t cycles = 0, insns = 0;
  int fp_first = -1, fp_left = 0;  // cycles before the first FPU use; FPU busy time left at the end
  bool is_br = false, uncond = false, pure_br = false, wide_off = false;
  uint8_t refill = PDIR, br_cyc = 0;
  Insn first, last;
  uint16_t n[NCLS] = {}, cyc[NCLS] = {};
};
struct Count {
  uint64_t exec = 0, taken = 0, extra = 0;
};
struct Context {  // one per distinct set of open regions
  uint32_t mask = 0;
  std::vector<Count> cnt;
  uint64_t dyn[NCLS] = {}, exceptions = 0;
};
struct Region {
  uint64_t entries = 0, cycles = 0, min = ~0ull, max = 0, start = 0;
  int depth = 0;
};
extern std::deque<Block>& g_blocks;
extern std::deque<Context>& g_ctxs;
extern Region g_region[32];
// Departures of control from an address range, in order: calls out of a loop that is watched.
struct Departure {
  uint32_t to;
  uint64_t at;  // cycles since the start
};
extern std::deque<Departure>& g_departures;
extern uint64_t g_cycles, g_marks;
extern unsigned g_undecoded;  // translated instructions the decoder does not know (costed 1)

// Where reports go; empty: nowhere.
struct Outputs {
  std::string json, symbols, blocks, calls;
  bool quiet = false;
};
extern Outputs& g_outputs;

// Writes all reports.
void report();

}  // namespace cm4cyc

#endif  // TMB_BENCH_CM4CYC_COUNTS_H_
