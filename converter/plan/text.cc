// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The memory plan as a reviewer reads it: one row a buffer, by offset, then by life.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "converter/plan/flow.h"
#include "converter/plan/plan.h"

namespace tmb {
namespace {

class Table {
 public:
  Table(const Program& program, const MemoryPlan& plan) : program_(program), plan_(plan) {
    for (BufferId id = 0; id < plan.place.size(); ++id) {
      if (!plan.live[id].empty()) sharing_[plan.place[id]].push_back(id);
    }
  }

  std::string Print() const {
    std::string text = fmt::format(
        "arena {} bytes, lower bound {} bytes at {}; constants {} bytes; {} instructions, {} copies "
        "dropped\n",
        plan_.arena_bytes, plan_.lower_bound, PointName(plan_.peak_point), plan_.constants_bytes,
        program_.code.size(), plan_.copies_dropped);
    if (plan_.regions.size() > 1) {
      for (size_t i = 0; i < plan_.regions.size(); ++i)
        text += fmt::format("arena {} ({}): {} bytes\n", i, plan_.regions[i].name, plan_.regions[i].bytes);
    }
    text += fmt::format("{:>9} {:>9}   {:<24} {}\n", "offset", "bytes", "live (*: at the peak)", "buffer");
    for (const BufferId id : ByOffset()) {
      const Buffer& buffer = program_.buffers[id];
      text += fmt::format("{:>9} {:>9} {} {:<24} {}{}{}\n", OffsetText(id), buffer.bytes,
                          LiveAtPeak(id) ? '*' : ' ', RangeText(plan_.live[id]), buffer.name,
                          KindText(buffer), SharesWith(id));
    }
    for (BufferId id = 0; id < program_.buffers.size(); ++id) {
      const Buffer& buffer = program_.buffers[id];
      if (buffer.kind != Buffer::Kind::kConstant) continue;
      text +=
          fmt::format("{:>9} {:>9}   {:<24} {}\n", plan_.offset[id], buffer.bytes, "constant", buffer.name);
    }
    return text;
  }

 private:
  std::vector<BufferId> ByOffset() const {
    std::vector<BufferId> ids;
    for (BufferId id = 0; id < plan_.live.size(); ++id) {
      if (!plan_.live[id].empty()) ids.push_back(id);
    }
    std::ranges::sort(ids, {}, [&](BufferId id) {
      return std::tuple(plan_.region[id], plan_.offset[id], plan_.live[id].front().first, id);
    });
    return ids;
  }

  // "128", or "sram+128" where there are several regions.
  std::string OffsetText(BufferId id) const {
    const std::string offset = std::to_string(plan_.offset[id]);
    return plan_.regions.size() > 1 ? plan_.regions[plan_.region[id]].name + "+" + offset : offset;
  }

  // "3", "start", "end"; with the entry's name when there are several.
  std::string PointName(uint32_t point) const {
    for (size_t i = 0; i < program_.entries.size(); ++i) {
      const EntryPoint& entry = program_.entries[i];
      const uint32_t start = StepOf(entry.first, i) - 1, end = StepOf(entry.end, i);
      if (point > end) continue;
      const std::string prefix = program_.entries.size() > 1 ? entry.name + ":" : "";
      if (point == start) return prefix + "start";
      if (point == end) return prefix + "end";
      return prefix + std::to_string(point - start - 1 + entry.first);
    }
    return "nowhere";
  }

  std::string RangeText(const LiveRange& range) const {
    std::string text;
    for (const LiveSpan& span : range) {
      if (!text.empty()) text += ", ";
      text += PointName(span.first);
      if (span.last != span.first) text += ".." + PointName(span.last);
    }
    return text;
  }

  bool LiveAtPeak(BufferId id) const {
    return std::ranges::any_of(plan_.live[id], [&](const LiveSpan& span) {
      return span.first <= plan_.peak_point && plan_.peak_point <= span.last;
    });
  }

  static std::string_view KindText(const Buffer& buffer) {
    if (buffer.kind == Buffer::Kind::kInput) return " (input)";
    return buffer.kind == Buffer::Kind::kScratch ? " (scratch)" : "";
  }

  std::string SharesWith(BufferId id) const {
    std::string text;
    for (const BufferId other : sharing_.at(plan_.place[id])) {
      if (other == id) continue;
      text += (text.empty() ? ", shares with " : ", ") + program_.buffers[other].name;
    }
    return text;
  }

  const Program& program_;
  const MemoryPlan& plan_;
  std::map<BufferId, std::vector<BufferId>> sharing_;
};

}  // namespace

std::string ToText(const Program& program, const MemoryPlan& plan) { return Table(program, plan).Print(); }

}  // namespace tmb
