// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A jump's target is the first step of a block, and steps stay in their block; so the
// target is what is first in its block now, or behind it when all of the block is gone.
#include "converter/plan/rewrite.h"

#include <utility>

#include "converter/positions.h"

namespace tmb {
namespace {

// The number of points kept before each point, and before the end.
std::vector<uint32_t> KeptBefore(std::span<const uint32_t> order, const std::vector<bool>& dropped) {
  std::vector<uint32_t> kept(order.size() + 1, 0);
  for (size_t point = 0; point < order.size(); ++point)
    kept[point + 1] = kept[point] + !dropped[order[point]];
  return kept;
}

// Of spans of any kind.
template <typename Span>
std::vector<std::vector<Span>> KeepPoints(const std::vector<std::vector<Span>>& spans,
                                          std::span<const uint32_t> order, const std::vector<bool>& dropped) {
  const std::vector<uint32_t> kept = KeptBefore(order, dropped);
  std::vector<std::vector<Span>> result(spans.size());
  for (size_t buffer = 0; buffer < spans.size(); ++buffer) {
    for (Span span : spans[buffer]) {
      const uint32_t first = kept[span.first], end = kept[span.last + 1];
      if (first >= end) continue;
      span.first = first, span.last = end - 1;
      result[buffer].push_back(span);
    }
  }
  return result;
}

}  // namespace

std::vector<LiveRange> WithoutDropped(const std::vector<LiveRange>& live, std::span<const uint32_t> order,
                                      const std::vector<bool>& dropped) {
  return KeepPoints(live, order, dropped);
}

std::vector<std::vector<Piece>> WithoutDropped(const std::vector<std::vector<Piece>>& pieces,
                                               std::span<const uint32_t> order,
                                               const std::vector<bool>& dropped) {
  return KeepPoints(pieces, order, dropped);
}

std::vector<uint32_t> PointsOf(std::span<const uint32_t> order, const std::vector<bool>& dropped) {
  const std::vector<uint32_t> kept = KeptBefore(order, dropped);
  std::vector<uint32_t> point_of(order.size());
  for (uint32_t point = 0; point < order.size(); ++point) {
    point_of[order[point]] = dropped[order[point]] ? kNoPoint : kept[point];
  }
  return point_of;
}

void RewriteCode(const Flow& flow, std::span<const uint32_t> order, const std::vector<bool>& dropped,
                 Program& program) {
  // Instructions kept before each old index: targets and entries stand at block borders,
  // where the old order and the new one have the same instructions before them.
  std::vector<uint32_t> kept(program.code.size() + 1, 0);
  for (uint32_t step = 0; step < flow.Steps(); ++step) {
    const uint32_t index = flow.instruction[step];
    if (index != kNoInstruction) kept[index + 1] = kept[index] + !dropped[step];
  }
  std::vector<Instruction> code;
  code.reserve(kept.back());
  for (const uint32_t step : order) {
    const uint32_t index = flow.instruction[step];
    if (index == kNoInstruction || dropped[step]) continue;
    code.push_back(std::move(program.code[index]));
  }
  program.code = std::move(code);
  MoveTargets(program, kept);
}

}  // namespace tmb
