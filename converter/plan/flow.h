// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Flow: what the planner needs to know of a program. Steps that touch buffers, in blocks
// with their successors; instructions, operands and HLO are left behind here.
// Invariant: the steps of a block run in any order that keeps its dependencies; a jump
// is the last step of its block; every block lies inside one entry.
//
// Each entry has a step of its own at its start (the caller has written the inputs) and
// at its end (the caller reads the outputs), so that nothing else treats them specially:
//
//     start   instruction first .. instruction end - 1   end   start   ...
#ifndef TMB_CONVERTER_PLAN_FLOW_H_
#define TMB_CONVERTER_PLAN_FLOW_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "converter/program.h"
#include "converter/result.h"

namespace tmb {

inline constexpr uint32_t kNoInstruction = 0xffffffffu;

// The steps before and behind an entry's instructions count too: instruction i of the
// e-th entry is step i + 2 * e + 1.
constexpr uint32_t StepOf(uint32_t instruction, size_t entry) {
  return instruction + 2 * static_cast<uint32_t>(entry) + 1;
}

// One buffer in the arena that a step touches; a step has one Touch for each.
struct Touch {
  BufferId buffer = 0;
  bool reads = false;
  bool writes = false;
  bool starts = false;                     // what the buffer held before is dead
  uint64_t begin = 0, end = ~uint64_t{0};  // bytes of the buffer that it reaches, within its size
};

struct Block {
  uint32_t first = 0, end = 0;  // steps
  std::vector<uint32_t> next;   // blocks
  std::vector<uint32_t> previous;
  bool ends_in_jump = false;
};

// A step whose output buffer may, or would best, lie on its input buffer.
struct SharingPair {
  uint32_t step = 0;
  BufferId output = 0;
  BufferId input = 0;
};

// A step whose output buffer may lie over its input buffer as far as `most` allows (overlap.h).
struct DiagonalPair {
  SharingPair pair;
  int64_t most = 0;
  uint64_t write_begin = 0;
};

// The pairs of one step; `pairs` are in the order of their steps.
inline std::span<const SharingPair> PairsOf(const std::vector<SharingPair>& pairs, uint32_t step) {
  const auto first = std::ranges::lower_bound(pairs, step, {}, &SharingPair::step);
  const auto last = std::ranges::upper_bound(pairs, step, {}, &SharingPair::step);
  return {first, last};
}

inline std::span<const DiagonalPair> DiagonalsOf(const std::vector<DiagonalPair>& pairs, uint32_t step) {
  const auto step_of = [](const DiagonalPair& diagonal) { return diagonal.pair.step; };
  const auto first = std::ranges::lower_bound(pairs, step, {}, step_of);
  const auto last = std::ranges::upper_bound(pairs, step, {}, step_of);
  return {first, last};
}

struct Flow {
  std::vector<uint32_t> instruction;  // of each step, or kNoInstruction
  std::vector<uint32_t> loop_depth;   // of each step
  std::vector<uint32_t> first_touch;  // of each step, and one more
  std::vector<Touch> touches;
  std::vector<Block> blocks;            // in the order of their steps
  std::vector<SharingPair> copies;      // whole-buffer copies inside the arena, by step
  std::vector<SharingPair> in_place;    // by step
  std::vector<DiagonalPair> diagonals;  // by step
  std::vector<uint32_t> effects;        // steps that keep their order among themselves

  uint32_t Steps() const { return static_cast<uint32_t>(instruction.size()); }
  std::span<const Touch> TouchesOf(uint32_t step) const {
    return std::span(touches).subspan(first_touch[step], first_touch[step + 1] - first_touch[step]);
  }
};

// Whether a buffer has bytes in the arena.
inline bool InArena(const Buffer& buffer) {
  return buffer.kind != Buffer::Kind::kConstant && buffer.bytes > 0;
}

// Fails when entries do not partition the code, a jump leaves its entry, or an instruction
// names an operand or a buffer that does not exist.
Result<Flow> BuildFlow(Program& program);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_FLOW_H_
