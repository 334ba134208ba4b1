// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Reports when QEMU ends: text on stderr, JSON, a CSV of blocks. Two independent sums of
// cycles are compared in each.
#include <algorithm>
#include <cstdio>
#include <cstring>

#include "counts.h"

namespace cm4cyc {
namespace {

struct Tally {
  uint64_t insns = 0, cycles = 0, exceptions = 0, n[NCLS] = {}, cyc[NCLS] = {};
};
struct Func {
  uint32_t addr;
  std::string name;
  uint64_t insns = 0, cycles = 0, calls = 0;
};
auto& g_funcs = *new std::vector<Func>;

void load_symbols() {
  FILE* f = g_outputs.symbols.empty() ? nullptr : fopen(g_outputs.symbols.c_str(), "r");
  if (!f) return;
  char line[1024], name[900], type;
  unsigned addr;
  while (fgets(line, sizeof line, f))
    if (sscanf(line, "%x %c %899s", &addr, &type, name) == 3 && strchr("tTwWV", type))
      g_funcs.push_back({addr & ~1u, name});
  fclose(f);
  std::stable_sort(g_funcs.begin(), g_funcs.end(),
                   [](const Func& a, const Func& b) { return a.addr < b.addr; });
}
Func* func_at(std::vector<Func>& fs, uint32_t a) {
  auto it = std::upper_bound(fs.begin(), fs.end(), a, [](uint32_t v, const Func& f) { return v < f.addr; });
  return it == fs.begin() ? nullptr : &*std::prev(it);
}
Tally tally(uint32_t region_mask, std::vector<Func>& fs) {  // 0: everything
  Tally t;
  for (const Context& c : g_ctxs) {
    if (region_mask && !(c.mask & region_mask)) continue;
    for (int k = 0; k < NCLS; k++) t.cyc[k] += c.dyn[k];
    t.exceptions += c.exceptions;
    for (const Block& b : g_blocks) {
      const Count& x = c.cnt[b.id];
      if (!x.exec && !x.extra) continue;
      t.insns += x.exec * b.insns;
      for (int k = 0; k < NCLS; k++) t.n[k] += x.exec * b.n[k], t.cyc[k] += x.exec * b.cyc[k];
      if (b.pure_br) {  // split the branch itself by outcome
        const uint64_t fall = x.exec - std::min(x.taken, x.exec);
        t.n[BR_T] -= fall, t.n[BR_N] += fall;
        t.cyc[BR_T] -= fall * b.br_cyc, t.cyc[BR_N] += fall * b.br_cyc;
      }
      if (Func* f = func_at(fs, b.start)) {
        f->insns += x.exec * b.insns;
        f->cycles += x.exec * b.cycles + x.extra;
        if (f->addr == b.start) f->calls += x.exec;
      }
    }
  }
  for (uint64_t v : t.cyc) t.cycles += v;
  return t;
}
void sort_funcs(std::vector<Func>& fs) {
  std::stable_sort(fs.begin(), fs.end(), [](const Func& a, const Func& b) { return a.cycles > b.cycles; });
  while (!fs.empty() && !fs.back().insns) fs.pop_back();
}
#define U(x) static_cast<unsigned long long>(x)
void print_tally(FILE* f, const Tally& t) {
  fprintf(f, "  %-18s %15s %15s %7s\n", "class", "instructions", "cycles", "%cyc");
  for (int k = 0; k < NCLS; k++)
    if (t.n[k] || t.cyc[k])
      fprintf(f, "  %-18s %15llu %15llu %6.2f%%\n", kCls[k], U(t.n[k]), U(t.cyc[k]),
              t.cycles ? 100.0 * double(t.cyc[k]) / double(t.cycles) : 0);
}
void json_tally(FILE* f, const Tally& t) {
  fprintf(f, "\"instructions\":%llu,\"cycles\":%llu,\"exceptions\":%llu,\"classes\":{", U(t.insns),
          U(t.cycles), U(t.exceptions));
  for (int k = 0; k < NCLS; k++)
    fprintf(f, "%s\"%s\":[%llu,%llu]", k ? "," : "", kCls[k], U(t.n[k]), U(t.cyc[k]));
  fprintf(f, "}");
}
void json_funcs(FILE* f, const std::vector<Func>& fs, size_t max) {
  fprintf(f, ",\"functions\":[");
  for (size_t k = 0; k < fs.size() && k < max; k++)
    fprintf(f, "%s{\"name\":\"%s\",\"addr\":%u,\"calls\":%llu,\"instructions\":%llu,\"cycles\":%llu}",
            k ? "," : "", fs[k].name.c_str(), fs[k].addr, U(fs[k].calls), U(fs[k].insns), U(fs[k].cycles));
  fprintf(f, "]");
}

}  // namespace

void report() {
  load_symbols();
  std::vector<Func> fs = g_funcs;
  const Tally all = tally(0, fs);
  sort_funcs(fs);
  FILE* e = g_outputs.quiet ? nullptr : stderr;
  if (e) {
    fprintf(e,
            "\n[cm4cyc] model=%s: %llu instructions, %llu cycles (CPI %.3f), %llu exceptions, %llu markers\n",
            model_name().c_str(), U(all.insns), U(all.cycles),
            all.insns ? double(all.cycles) / double(all.insns) : 0, U(all.exceptions), U(g_marks));
    if (all.cycles != g_cycles)
      fprintf(e, "[cm4cyc] INTERNAL: class sum %llu != running total %llu\n", U(all.cycles), U(g_cycles));
    print_tally(e, all);
  }
  FILE* j = g_outputs.json.empty() ? nullptr : fopen(g_outputs.json.c_str(), "w");
  if (!g_outputs.json.empty() && !j) fprintf(stderr, "[cm4cyc] cannot write %s\n", g_outputs.json.c_str());
  if (j) {
    fprintf(j, "{\"model\":\"%s\",\"config\":{", model_name().c_str());
    for (const OptName* o = kOpts; o != kOpts + kOptCount; o++)
      fprintf(j, "%s\"%s\":%d", o == kOpts ? "" : ",", o->name, cfg.*o->field);
    fprintf(j, "},\"consistent\":%s,\"undecoded\":%u,\"total\":{", all.cycles == g_cycles ? "true" : "false",
            g_undecoded);
    json_tally(j, all);
    json_funcs(j, fs, 200);
    fprintf(j, "},\"regions\":[");
  }
  bool first = true;
  for (unsigned id = 0; id < 32; id++) {
    Region& r = g_region[id];
    if (!r.entries) continue;
    if (r.depth > 0) r.cycles += g_cycles - r.start;
    std::vector<Func> rf = g_funcs;
    const Tally t = tally(1u << id, rf);
    sort_funcs(rf);
    if (r.min == ~0ull) r.min = 0;
    if (e) {
      fprintf(e,
              "\n[cm4cyc] region %u%s: %llu entries, %llu instructions, %llu cycles; per entry avg %.1f min "
              "%llu max %llu\n",
              id, r.depth > 0 ? " (still open)" : "", U(r.entries), U(t.insns), U(t.cycles),
              double(t.cycles) / double(r.entries), U(r.min), U(r.max));
      if (t.cycles != r.cycles)
        fprintf(e, "[cm4cyc] INTERNAL: class sum != running total %llu\n", U(r.cycles));
      print_tally(e, t);
    }
    if (j) {
      fprintf(j, "%s{\"id\":%u,\"entries\":%llu,\"min\":%llu,\"max\":%llu,\"open\":%s,\"consistent\":%s,",
              first ? "" : ",", id, U(r.entries), U(r.min), U(r.max), r.depth > 0 ? "true" : "false",
              t.cycles == r.cycles ? "true" : "false");
      json_tally(j, t);
      json_funcs(j, rf, 30);
      fprintf(j, "}");
    }
    first = false;
  }
  if (j) fprintf(j, "]}\n"), fclose(j);
  if (e && !fs.empty()) {
    fprintf(e, "\n[cm4cyc] top functions (self)\n  %15s %7s %15s %11s  %s\n", "cycles", "%cyc",
            "instructions", "entries", "name");
    for (size_t k = 0; k < fs.size() && k < 30; k++)
      fprintf(e, "  %15llu %6.2f%% %15llu %11llu  %s\n", U(fs[k].cycles),
              100.0 * double(fs[k].cycles) / double(all.cycles), U(fs[k].insns), U(fs[k].calls),
              fs[k].name.c_str());
  }
  if (FILE* c = g_outputs.calls.empty() ? nullptr : fopen(g_outputs.calls.c_str(), "w")) {
    fprintf(c, "to,cycles\n");
    for (const Departure& d : g_departures) fprintf(c, "0x%08x,%llu\n", d.to, U(d.at));
    fclose(c);
  }
  if (FILE* c = g_outputs.blocks.empty() ? nullptr : fopen(g_outputs.blocks.c_str(), "w")) {
    fprintf(c, "start,end,insns,static_cycles,exec,taken,extra_cycles\n");
    for (const Block& b : g_blocks) {
      Count s;
      for (const Context& x : g_ctxs)
        s.exec += x.cnt[b.id].exec, s.taken += x.cnt[b.id].taken, s.extra += x.cnt[b.id].extra;
      if (s.exec)
        fprintf(c, "0x%08x,0x%08x,%u,%u,%llu,%llu,%lld\n", b.start, b.end, b.insns, b.cycles, U(s.exec),
                U(s.taken), (long long)s.extra);
    }
    fclose(c);
  }
}

}  // namespace cm4cyc
