// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which run is streamed, and in how large pieces. A bound of each run's arena is soon known, so only the
// promising ones are planned.

#include <algorithm>
#include <optional>

#include "converter/report/cycles.h"
#include "converter/stream/stream.h"
#include "runtime/isa_host.h"

namespace tmb {
namespace {

// Seconds. Runs that begin late are left out.
constexpr size_t kMostRuns = 1000, kMostPlans = 40, kMostFailedSizes = 4;

double CyclesOf(const Program& program) {
  double cycles = 0;
  for (const Instruction& instruction : program.code) cycles += CyclesOf(instruction);
  return cycles;
}

struct Cost {
  uint64_t bytes = 0;  // of arena
  double cycles = 0;
};

// A run, with the bytes that its plan needs at least.
struct Candidate {
  StreamRun run;
  uint64_t least_bytes = 0;
  double cycles = 0;
};

// What does not fit the regions is too large, but no error yet.
Result<Cost> CostOf(Program program, PlanOptions options, uint64_t enough_bytes) {
  options.enough_bytes = enough_bytes;
  const Result<MemoryPlan> plan = PlanMemory(program, options);
  if (plan.ok()) return Cost{plan.value().arena_bytes, CyclesOf(program)};
  if (plan.error().kind == ErrorKind::kDoesNotFit) return Cost{~uint64_t{0}, 0};
  return plan.error();
}

class Search {
 public:
  Search(const Program& program, const PlanOptions& options) : program_(program), options_(options) {
    // The arena does not depend on constants, and copies are many.
    for (Buffer& buffer : program_.buffers) {
      if (buffer.kind == Buffer::Kind::kConstant) buffer.data.clear(), buffer.bytes = 0;
    }
  }

  // The arena without streams.
  Result<uint64_t> Whole() const {
    TMB_ASSIGN(const Cost cost, Plan(program_, options_.enough_bytes));
    return cost.bytes;
  }

  Result<void> Find(uint64_t whole_bytes, const StreamProgress& progress) {
    std::vector<StreamRun> runs = FindRuns(program_);
    if (runs.size() > kMostRuns) runs.resize(kMostRuns);
    uint64_t least = whole_bytes;
    for (StreamRun& run : runs) {
      const Program streamed = StreamRows(program_, run);
      TMB_ASSIGN(const uint64_t bytes, LeastArena(streamed, options_));
      candidates_.push_back({std::move(run), bytes, CyclesOf(streamed)});
      least = std::min(least, bytes);
      if (progress) progress(candidates_.size(), runs.size(), least);
    }
    return {};
  }

  // The candidate with the smallest arena, if that is less than `bytes`, which becomes it.
  Result<std::optional<Candidate>> Smallest(uint64_t& bytes) {
    std::ranges::stable_sort(candidates_, [](const Candidate& a, const Candidate& b) {
      return a.least_bytes != b.least_bytes ? a.least_bytes < b.least_bytes : a.cycles < b.cycles;
    });
    std::optional<Candidate> best;
    for (size_t i = 0; i < std::min(candidates_.size(), kMostPlans); ++i) {
      if (candidates_[i].least_bytes >= bytes) break;
      TMB_ASSIGN(const Cost cost, Plan(StreamRows(program_, candidates_[i].run), options_.enough_bytes));
      if (cost.bytes >= bytes) continue;
      bytes = cost.bytes;
      best = candidates_[i];
      best->cycles = cost.cycles;
    }
    return best;
  }

  // The candidate with the fewest cycles whose arena is at most `bytes`.
  Result<std::optional<Candidate>> Cheapest(uint64_t bytes) {
    std::ranges::stable_sort(candidates_, {}, &Candidate::cycles);
    size_t plans = 0;
    for (Candidate& candidate : candidates_) {
      if (candidate.least_bytes > bytes) continue;
      TMB_ASSIGN(const Cost cost, Plan(StreamRows(program_, candidate.run), bytes));
      candidate.cycles = cost.cycles;
      if (cost.bytes <= bytes) return std::optional(candidate);
      if (++plans == kMostPlans) break;
    }
    return std::optional<Candidate>();
  }

  // Larger pieces while the arena stays within `bytes` and cycles become fewer: first more rows at once, of
  // all layers from one on to the last, which asks for them, and of each alone; then spare rows, so that
  // fewer move.
  Result<StreamRun> Grow(Candidate candidate, uint64_t bytes) {
    const size_t layers = candidate.run.end - candidate.run.first;
    candidate.run.sizes.resize(layers);
    for (size_t first = 0; first < layers; ++first) TMB_CHECK_OK(MoreAtOnce(candidate, first, layers, bytes));
    for (size_t layer = 0; layer < layers; ++layer)
      TMB_CHECK_OK(MoreAtOnce(candidate, layer, layer + 1, bytes));
    for (size_t layer = 0; layer < layers; ++layer) TMB_CHECK_OK(MoreSpare(candidate, layer, bytes));
    return candidate.run;
  }

 private:
  Result<Cost> Plan(Program program, uint64_t enough_bytes) const {
    return CostOf(std::move(program), options_, enough_bytes);
  }

  // Lets `candidate` be so, if that is cheaper and fits.
  Result<bool> Take(const StreamRun& run, uint64_t bytes, Candidate& candidate) {
    if (failed_sizes_ == kMostFailedSizes) return false;
    Program streamed = StreamRows(program_, run);
    if (CyclesOf(streamed) >= candidate.cycles) return false;
    TMB_ASSIGN(const uint64_t least, LeastArena(streamed, options_));
    if (least > bytes) return false;
    TMB_ASSIGN(const Cost cost, Plan(std::move(streamed), bytes));
    failed_sizes_ += cost.bytes > bytes;
    if (cost.bytes > bytes || cost.cycles >= candidate.cycles) return false;
    candidate = {run, least, cost.cycles};
    return true;
  }

  Result<void> MoreAtOnce(Candidate& candidate, size_t first, size_t end, uint64_t bytes) {
    for (bool taken = true; taken;) {
      StreamRun run = candidate.run;
      for (size_t layer = first; layer < end; ++layer) {
        int64_t& at_once = run.sizes[layer].at_once;
        at_once += std::max<int64_t>(at_once / 2, 1);
      }
      TMB_ASSIGN(taken, Take(run, bytes, candidate));
    }
    return {};
  }

  Result<void> MoreSpare(Candidate& candidate, size_t layer, uint64_t bytes) {
    constexpr int64_t kMost = 64;
    for (int64_t spare = kMost; spare > 0; spare /= 2) {
      StreamRun run = candidate.run;
      run.sizes[layer].spare = spare;
      TMB_ASSIGN(const bool taken, Take(run, bytes, candidate));
      if (taken) break;
    }
    return {};
  }

  Program program_;
  const PlanOptions& options_;
  std::vector<Candidate> candidates_;
  size_t failed_sizes_ = 0;  // plans of larger pieces that did not fit though their bound did
};

// As if integer kernels needed no scratch.
Program WithoutScratch(Program program) {
  for (Instruction& instruction : program.code) {
    if (InfoOf(instruction.op.type).kind != InstructionInfo::Kind::kIntegers) continue;
    ForEachRef(instruction.op, [&](fb::Ref& ref, Access, const char*) {
      if (!HasOperand(ref)) return;
      Buffer& buffer = program.buffers[program.operands[ref.word()].buffer];
      if (buffer.kind == Buffer::Kind::kScratch) buffer.bytes = 0;
    });
  }
  return program;
}

}  // namespace

Result<void> MinimizeArena(Program& program, const PlanOptions& options, const StreamProgress& progress) {
  Search search(program, options);
  TMB_ASSIGN(uint64_t bytes, search.Whole());
  if (bytes <= options.enough_bytes) return {};
  TMB_CHECK_OK(search.Find(bytes, progress));
  TMB_ASSIGN(std::optional<Candidate> best, search.Smallest(bytes));
  if (!best) return {};
  if (bytes <= options.enough_bytes) {
    bytes = options.enough_bytes;
    TMB_ASSIGN(best, search.Cheapest(bytes));
  }
  TMB_ASSIGN(const StreamRun run, search.Grow(std::move(*best), bytes));
  program = StreamRows(std::move(program), run);
  return {};
}

Result<void> HideScratch(Program& program, const PlanOptions& options, const StreamProgress& progress) {
  TMB_ASSIGN(const uint64_t with, LeastArena(program, options));
  TMB_ASSIGN(const uint64_t without, LeastArena(WithoutScratch(program), options));
  if (without >= with) return {};
  PlanOptions enough = options;
  enough.enough_bytes = std::max(options.enough_bytes, without);
  Program streamed = program;
  TMB_CHECK_OK(MinimizeArena(streamed, enough, progress));
  TMB_ASSIGN(const Cost whole, CostOf(program, options, options.enough_bytes));
  TMB_ASSIGN(const Cost less, CostOf(streamed, options, options.enough_bytes));
  const double bytes = static_cast<double>(less.bytes) / static_cast<double>(whole.bytes);
  const bool pays = whole.cycles == 0 || less.cycles / whole.cycles <= 2 - bytes;  // 0: it does not fit
  if (bytes < 1 && pays) program = std::move(streamed);
  return {};
}

}  // namespace tmb
