// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// PlanMemory: the last stage before Encode. It decides the order of the instructions,
// which buffers share a place, and where in the arena every buffer lies.
// Invariant: at every point of every path, live bytes do not overlap, except those of buffers
// that hold the same value or that an instruction turns one into the other in place.
#ifndef TMB_CONVERTER_PLAN_PLAN_H_
#define TMB_CONVERTER_PLAN_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "converter/plan/liveness.h"
#include "converter/program.h"
#include "converter/result.h"

namespace tmb {

// The offset of a constant that no instruction reads: it is not in the file.
inline constexpr uint64_t kUnplaced = ~uint64_t{0};

// A memory of the machine. In a plan: the bytes used of it.
struct Region {
  std::string name;
  uint64_t bytes = 0;
};
inline constexpr size_t kMaxRegions = 4;

enum class Optimize : uint8_t {
  kSpeed,  // instructions keep scratch that makes them faster
  kMemory  // but where it raises the peak
};

struct PlanOptions {
  Optimize optimize = Optimize::kSpeed;
  // Of a plan that takes so many bytes of arena or less no better one is sought; 0: the best that is found.
  uint64_t enough_bytes = 0;
  // Arena 0 and on, the fastest first (regions.h); none: one of any size.
  std::vector<Region> regions;
  // Whether outputs may lie over inputs, and what lives over the dead part of what dies in pieces. Without, a
  // plan is larger and needs no proof: for tests, and to find out whether an overlap is wrong.
  bool overlap = true;
};

struct MemoryPlan {
  // Of each buffer, in bytes: from the start of its region, or of the constants.
  std::vector<uint64_t> offset;
  std::vector<uint32_t> region;            // of each buffer: the arena
  std::vector<BufferId> place;             // buffers with equal ones share their place
  std::vector<LiveRange> live;             // in points: StepOf(instruction, entry) of flow.h
  std::vector<std::vector<Piece>> pieces;  // the bytes of each buffer that are live
  std::vector<Region> regions;
  uint64_t arena_bytes = 0;  // of all regions
  uint64_t lower_bound = 0;  // the most that is live at once
  uint64_t constants_bytes = 0;
  uint32_t peak_point = 0;  // the first one with lower_bound bytes live
  uint32_t copies_dropped = 0;
};

// Reorders instructions inside straight-line stretches and drops copies onto themselves;
// jump targets and entries follow. Fails when the arenas or the constants do not fit
// their bytes, 2^28 at most.
Result<MemoryPlan> PlanMemory(Program& program, const PlanOptions& options = {});

// Bytes of arena below which no plan comes that keeps the program's scratch, for the regions together.
Result<uint64_t> LeastArena(Program program, const PlanOptions& options = {});

// The plan as a table, by offset; `program` is the one that PlanMemory left.
std::string ToText(const Program& program, const MemoryPlan& plan);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_PLAN_H_
