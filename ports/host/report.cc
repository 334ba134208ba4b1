// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// JSON by nlohmann-json, the table by hand.
#include "ports/host/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "ports/host/debug_info.h"

namespace tmb {
namespace {

constexpr unsigned kArenas = 4;

}  // namespace

void AddCosts(std::vector<InstructionCost>& sum, const std::vector<InstructionCost>& costs) {
  sum.resize(std::max(sum.size(), costs.size()));
  for (size_t i = 0; i < costs.size(); ++i) {
    sum[i].runs += costs[i].runs;
    sum[i].ticks += costs[i].ticks;
  }
}

std::string FormatStats(const ModelFile& model, const std::string& entry, const std::string& on,
                        const Totals& totals) {
  std::vector<uint64_t> arenas;
  for (unsigned region = 0; region < kArenas; ++region)
    arenas.push_back(tmb_arena_bytes(&model.machine, region));
  const nlohmann::ordered_json stats = {
      {"file", model.path},
      {"entry", entry},
      {"on", on},
      {"file_bytes", model.bytes},
      {"arena_bytes", model.ArenaBytes()},
      {"arenas", arenas},
      {"state_bytes", tmb_state_bytes(&model.machine)},
      {"instructions", tmb_instruction_count(&model.machine)},
      {"runs", totals.runs},
      {"instructions_run", totals.instructions_run},
      {"ticks", totals.ticks},
      {"ticks_per_second", totals.ticks_per_second},
  };
  return stats.dump(1) + "\n";
}

std::string FormatProfile(const ModelFile& model, const Totals& totals) {
  const std::vector<InstructionName> names = NameInstructions(model);
  const std::vector<InstructionCost>& costs = totals.costs;
  std::vector<size_t> order(costs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return costs[a].ticks > costs[b].ticks; });
  uint64_t all_ticks = 0;
  for (const InstructionCost& cost : costs) all_ticks += cost.ticks;
  std::string text = fmt::format("{:>12} {:>6} {:>10} {:>6}  {:<14} {}\n", "ticks", "%", "runs", "index",
                                 "instruction", "HLO, source");
  for (const size_t i : order) {
    if (costs[i].runs == 0) continue;
    const double share =
        100.0 * static_cast<double>(costs[i].ticks) / static_cast<double>(std::max<uint64_t>(all_ticks, 1));
    text += fmt::format("{:>12} {:>6.1f} {:>10} {:>6}  {:<14} {} {}\n", costs[i].ticks, share, costs[i].runs,
                        i, names[i].opcode, names[i].hlo, names[i].source);
  }
  return text;
}

}  // namespace tmb
