// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// cm4cyc: a deterministic Cortex-M4F cycle estimator, as a QEMU TCG plugin. Every
// translated block is decoded once into timing classes; each execution of a block then
// costs one callback.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

#include "counts.h"
#include "qemu_plugin_api.h"

namespace cm4cyc {

// Never destroyed: QEMU runs the exit callback after this library's destructors.
std::deque<Block>& g_blocks = *new std::deque<Block>;
std::deque<Context>& g_ctxs = *new std::deque<Context>;
Outputs& g_outputs = *new Outputs;
Region g_region[32];
std::deque<Departure>& g_departures = *new std::deque<Departure>;
uint64_t g_cycles, g_marks;
unsigned g_undecoded;

namespace {

struct CondMem {
  uint32_t block;
  Cls cls;
  uint8_t per_word;
};
std::deque<CondMem>& g_condmem = *new std::deque<CondMem>;
Context* g_ctx;
Count* g_cur;  // g_ctx->cnt.data()
Block g_none;
Block* g_prev = &g_none;
uint64_t g_fp_ready;
uint32_t g_caller_begin = 0, g_caller_bytes = 0;  // the watched code
auto& g_it_cont =
    *new std::unordered_map<uint32_t, uint8_t>;  // IT state where a block was cut inside an IT block

void grow(size_t need) {
  if (g_ctx->cnt.size() >= need) return;
  const size_t cap = std::max<size_t>(4096, need * 2);
  for (auto& c : g_ctxs) c.cnt.resize(cap);
  g_cur = g_ctx->cnt.data();
}
void select_context(uint32_t mask) {
  auto it = std::find_if(g_ctxs.begin(), g_ctxs.end(), [&](const Context& c) { return c.mask == mask; });
  if (it == g_ctxs.end()) {
    g_ctxs.emplace_back();
    g_ctxs.back().mask = mask;
    g_ctxs.back().cnt.resize(g_ctxs.front().cnt.size());
    it = std::prev(g_ctxs.end());
  }
  g_ctx = &*it;
  g_cur = g_ctx->cnt.data();
}
void add_dyn(const Block* b, Cls cls, int cyc) {
  g_cycles += uint64_t(int64_t(cyc));
  g_cur[b->id].extra += uint64_t(int64_t(cyc));
  g_ctx->dyn[cls] += uint64_t(int64_t(cyc));
}

// Control arrived at `b` other than by falling through from `p`.
void arrive(Block* p, const Block* b) {
  if (p == &g_none) return;
  const bool branched = p->is_br && (!p->target || p->target == b->start);
  if (branched || p->uncond) {
    int pen = p->refill == PDIR ? cfg.p_dir : p->refill == PREG ? cfg.p_reg : cfg.p_mem;
    pen += cfg.flash_ws + (b->wide_off ? cfg.p_unalign : 0);
    g_cur[p->id].taken++;
    add_dyn(p, BR_T, pen);
  }
  if (!branched) {
    g_ctx->exceptions++;
    add_dyn(b, SYS, cfg.exc);
  }
}
// Fell through a block cut that is not a branch (page end, size limit).
void splice(const Block* p, const Block* b) {
  if (!p->insns || !b->insns) return;
  int s0, s1;
  const int d = issue(&p->last, b->first, s1) - issue(nullptr, b->first, s0);
  if (b->first.flags & F_COND) return;
  if (d) add_dyn(b, b->first.cls, d);
  if (s1) add_dyn(b, STALL, s1);
}
inline void run_block(Block* b) {
  g_cur[b->id].exec++;
  if (__builtin_expect(g_fp_ready > g_cycles && b->fp_first >= 0, 0)) {
    const int64_t wait = int64_t(g_fp_ready) - int64_t(g_cycles) - b->fp_first;
    if (wait > 0) add_dyn(b, STALL, int(wait));
  }
  g_cycles += b->cycles;
  if (__builtin_expect(b->fp_left > 0, 0)) g_fp_ready = g_cycles + uint64_t(b->fp_left);
  g_prev = b;
}
inline bool is_watched(const Block* b) { return b->start - g_caller_begin < g_caller_bytes; }
void on_tb(unsigned, void* u) {
  auto* b = static_cast<Block*>(u);
  Block* p = g_prev;
  if (p->end != b->start || p->uncond)
    arrive(p, b);
  else if (__builtin_expect(!p->is_br, 0))
    splice(p, b);
  if (__builtin_expect(is_watched(p), 0) && !is_watched(b)) g_departures.push_back({b->start, g_cycles});
  run_block(b);
}
void on_mark(unsigned, void* u) {  // u: the block that starts behind the marker
  auto* b = static_cast<Block*>(u);
  const unsigned m = unsigned(b->first.mark), id = m & 31;
  Region& r = g_region[id];
  g_marks++;
  if (m < 32) {
    if (r.depth++ == 0) {
      r.entries++;
      r.start = g_cycles;
      select_context(g_ctx->mask | 1u << id);
    }
  } else if (r.depth > 0 && --r.depth == 0) {
    const uint64_t d = g_cycles - r.start;
    r.cycles += d;
    r.min = std::min(r.min, d);
    r.max = std::max(r.max, d);
    select_context(g_ctx->mask & ~(1u << id));
  }
  run_block(b);
}
void on_cond_mem(unsigned, qp_memi info, uint64_t, void* u) {
  const auto* m = static_cast<CondMem*>(u);
  const unsigned sh = qemu_plugin_mem_size_shift(info);
  add_dyn(&g_blocks[m->block], m->cls, m->per_word * (sh > 2 ? 1 << (sh - 2) : 1));
}
void on_load_align(unsigned, qp_memi info, uint64_t va, void* u) {
  const unsigned sh = qemu_plugin_mem_size_shift(info);
  if (sh == 1 && (va & 1)) add_dyn(static_cast<Block*>(u), STALL, 1);
  if (sh == 2 && (va & 3)) add_dyn(static_cast<Block*>(u), STALL, va & 1 ? 2 : 1);
}

Block* new_block(uint32_t start) {
  g_blocks.emplace_back();
  Block& b = g_blocks.back();
  b.id = uint32_t(g_blocks.size() - 1);
  b.start = b.end = start;
  grow(g_blocks.size());
  return &b;
}

void on_translate(qp_id, qemu_plugin_tb* tb) {
  const size_t n = qemu_plugin_tb_n_insns(tb);
  Block* b = nullptr;
  uint8_t it = 0;
  int64_t fp_ready = 0;  // in cycles of the current block
  Insn prev;
  bool have_prev = false;
  for (size_t k = 0; k < n; k++) {
    qemu_plugin_insn* qi = qemu_plugin_tb_get_insn(tb, k);
    const auto* d = static_cast<const uint8_t*>(qemu_plugin_insn_data(qi));
    const uint32_t va = uint32_t(qemu_plugin_insn_vaddr(qi));
    const uint32_t hw1 = d[0] | uint32_t(d[1]) << 8;  // qemu_plugin_insn_size is not the length: QEMU's
    const uint32_t size = hw1 >= 0xe800 ? 4 : 2;      // page-crossing check appends the bytes it peeks at
    Insn i = decode(va, hw1, size == 4 ? d[2] | uint32_t(d[3]) << 8 : 0);
    if (i.flags & F_BAD && g_undecoded++ < 8)
      fprintf(stderr, "[cm4cyc] undecoded instruction %04x at 0x%08x\n", hw1, va);
    if (!b) {
      b = new_block(va);
      qemu_plugin_register_vcpu_tb_exec_cb(tb, on_tb, QP_NO_REGS, b);
      b->wide_off = size == 4 && (va & 2) && i.mark < 0;
      auto c = g_it_cont.find(va);
      if (c != g_it_cont.end()) it = c->second;
    }
    if (i.mark >= 0) {  // a marker closes this block and opens the next
      b->end = va + 4;
      b = new_block(va + 4);
      b->first.mark = i.mark;
      qemu_plugin_register_vcpu_insn_exec_cb(qi, on_mark, QP_NO_REGS, b);
      have_prev = false, fp_ready = 0;
      continue;
    }
    const bool in_it = it & 15;
    if (in_it) {
      i.cond = it >> 4;
      i.flags |= F_COND;
      if (i.flags & F_BR) i.flags |= F_CONDBR;
      it = it & 7 ? uint8_t((it & 0xe0) | ((it << 1) & 0x1f)) : 0;
    } else if (i.flags & F_IT)
      it = d[0];

    int stall, cyc = issue(have_prev ? &prev : nullptr, i, stall);
    if (in_it && (i.flags & F_MEM) && cyc > 1) {  // 1 if the condition fails, the rest per access
      g_condmem.push_back({b->id, i.cls, 1});
      qemu_plugin_register_vcpu_mem_cb(qi, on_cond_mem, QP_NO_REGS, QP_MEM_RW, &g_condmem.back());
      cyc = 1;
    }
    if (cfg.unaligned && (i.flags & F_LD) &&
        (i.flags & F_LOADS))  // (a read-only filter never fires in QEMU 7.2)
      qemu_plugin_register_vcpu_mem_cb(qi, on_load_align, QP_NO_REGS, QP_MEM_RW, b);
    if (i.flags & F_FP) {
      if (b->fp_first < 0) b->fp_first = int(b->cycles);
      const int64_t at = int64_t(b->cycles) + stall;
      if (fp_ready > at) stall += int(fp_ready - at);
      if (i.cls == FDIV && cfg.fdiv_overlap) fp_ready = int64_t(b->cycles) + stall + i.cyc;
    }
    if (!b->insns && b->first.mark < 0) b->first = i;
    b->cycles += uint32_t(cyc + stall);
    b->insns++;
    b->n[i.cls]++;
    b->cyc[i.cls] = uint16_t(b->cyc[i.cls] + cyc);
    b->cyc[STALL] = uint16_t(b->cyc[STALL] + stall);
    b->end = va + size;
    b->fp_left = int(std::max<int64_t>(0, fp_ready - b->cycles));
    b->last = i;
    b->is_br = i.flags & F_BR;
    b->uncond = b->is_br && !(i.flags & F_CONDBR);
    b->pure_br = b->is_br && i.cls == BR_T;
    b->target = i.target, b->refill = i.refill, b->br_cyc = uint8_t(cyc);
    prev = i, have_prev = true;
  }
  if (b && (it & 15)) g_it_cont[b->end] = it;
}

bool parse_option(const std::string& arg) {
  const size_t eq = arg.find('=');
  const std::string key = arg.substr(0, eq), val = eq == std::string::npos ? "1" : arg.substr(eq + 1);
  if (key == "out") return g_outputs.json = val, true;
  if (key == "symbols") return g_outputs.symbols = val, true;
  if (key == "blocks") return g_outputs.blocks = val, true;
  if (key == "calls") return g_outputs.calls = val, true;
  if (key == "caller") return sscanf(val.c_str(), "%x:%x", &g_caller_begin, &g_caller_bytes) == 2;
  if (key == "quiet") return g_outputs.quiet = val != "0" && val != "off", true;
  if (key == "model") return set_model(val);
  const int v = val == "on" ? 1 : val == "off" ? 0 : atoi(val.c_str());
  if (key == "p") return cfg.p_dir = cfg.p_reg = cfg.p_mem = v, true;
  for (const OptName* o = kOpts; o != kOpts + kOptCount; o++)
    if (key == o->name) return cfg.*o->field = v, true;
  return false;
}

}  // namespace
}  // namespace cm4cyc

extern "C" __attribute__((visibility("default"))) int qemu_plugin_version;
int qemu_plugin_version = 1;

extern "C" __attribute__((visibility("default"))) int qemu_plugin_install(qp_id id, const void*, int argc,
                                                                          char** argv) {
  using namespace cm4cyc;
  for (int pass = 0; pass < 2; pass++)  // model= first: it resets the other settings
    for (int k = 0; k < argc; k++)
      if ((strncmp(argv[k], "model=", 6) == 0) == (pass == 0) && !parse_option(argv[k])) {
        fprintf(stderr, "[cm4cyc] unknown option '%s'\n", argv[k]);
        return -1;
      }
  g_ctxs.emplace_back();
  g_ctx = &g_ctxs.front();
  grow(1);
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
  qemu_plugin_register_atexit_cb(
      id, [](qp_id, void*) { report(); }, nullptr);
  return 0;
}
