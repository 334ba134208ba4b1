// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// usage: plan_proof CASE_FOLDER...
//
// Proves plans by running them, with the kernels that they were made for: each program of a
// corpus runs once with every tensor in bytes of its own and then by its plan, where each
// byte that is dead at an instruction is overwritten before it. The outputs must be equal bit
// for bit. Plans: as by default, for little memory, streamed, in two regions; and quantized, if tmconvert can
// do that with the case's inputs as its samples. Programs that tmconvert refuses are passed over. Exit
// status: 0 when all are proven.
#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "converter/arrays/npy.h"
#include "converter/convert.h"
#include "converter/plan/flow.h"
#include "converter/plan/random.h"
#include "tests/quantize/save_npz.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

namespace fs = std::filesystem;
using Values = std::vector<std::vector<uint8_t>>;

// Overwriting of one run ends behind so many bytes: loops of small programs run long.
constexpr uint64_t kMostPoison = 400'000'000;

struct Line {
  alignas(16) uint8_t bytes[16];
};

class Run {
 public:
  explicit Run(const Converted& converted)
      : converted_(converted), file_(converted.file.size() / sizeof(Line) + 1) {
    std::memcpy(file_.data(), converted.file.data(), converted.file.size());
  }

  // The outputs of entry 0, or nothing when the run fails; the reason is in `why`.
  std::optional<Values> Outputs(const Values& inputs, bool poisoned, std::string& why) {
    if (tmb_status status = Load(); status != TMB_OK) return Fail(status, why);
    for (std::vector<Line>& arena : arenas_) Fill(arena);
    for (uint32_t i = 0; i < tmb_input_count(&machine_, 0); ++i) {
      const tmb_tensor input = tmb_input(&machine_, 0, i);
      if (i >= inputs.size() || inputs[i].size() != input.bytes) {
        why = fmt::format("input {} is missing or of another size", i);
        return std::nullopt;
      }
      if (input.bytes != 0) std::memcpy(input.data, inputs[i].data(), input.bytes);
    }
    if (poisoned) tmb_set_trace(&machine_, &Run::Trace, this);
    if (tmb_status status = tmb_run(&machine_, 0); status != TMB_OK) return Fail(status, why);
    if (poisoned) Poison(StepOf(converted_.program.entries[0].end, 0));
    Values outputs;
    for (uint32_t i = 0; i < tmb_output_count(&machine_, 0); ++i) {
      const tmb_tensor output = tmb_output(&machine_, 0, i);
      const auto* const data = static_cast<const uint8_t*>(output.data);
      outputs.emplace_back(data, data + output.bytes);
    }
    return outputs;
  }

 private:
  tmb_status Load() {
    tmb_status status = tmb_load(&machine_, file_.data(), converted_.file.size());
    for (unsigned region = 0; region < kMaxRegions && status == TMB_OK; ++region) {
      const size_t bytes = tmb_arena_bytes(&machine_, region);
      arenas_[region].resize(bytes / sizeof(Line) + 1);
      if (bytes != 0) status = tmb_set_arena(&machine_, region, arenas_[region].data(), bytes);
    }
    return status;
  }

  static std::optional<Values> Fail(tmb_status status, std::string& why) {
    why = tmb_status_text(status);
    return std::nullopt;
  }

  static void Trace(void* user, uint32_t instruction, int begin) {
    Run& run = *static_cast<Run*>(user);
    if (begin != 0) run.Poison(StepOf(instruction, 0));
  }

  void Fill(std::vector<Line>& arena) {
    for (Line& line : arena) {
      const uint64_t words[2] = {random_.Next(), random_.Next()};
      std::memcpy(line.bytes, words, sizeof words);
    }
  }

  // Garbage wherever nothing is live at the point.
  void Poison(uint32_t point) {
    const MemoryPlan& plan = converted_.plan;
    for (uint32_t region = 0; region < plan.regions.size(); ++region) {
      const uint64_t bytes = plan.regions[region].bytes;
      if (poisoned_ > kMostPoison) return;
      poisoned_ += bytes + 16 * plan.pieces.size();
      std::vector<bool> live(bytes, false);
      for (BufferId id = 0; id < plan.pieces.size(); ++id) {
        if (plan.region[id] != region) continue;
        for (const Piece& piece : plan.pieces[id]) {
          if (point < piece.first || piece.last < point) continue;
          const auto first = live.begin() + static_cast<std::ptrdiff_t>(plan.offset[id] + piece.begin);
          std::fill_n(first, piece.end - piece.begin, true);
        }
      }
      auto* const arena = reinterpret_cast<uint8_t*>(arenas_[region].data());
      const auto garbage = static_cast<uint8_t>(random_.Next());
      for (uint64_t i = 0; i < bytes; ++i) {
        if (!live[i]) arena[i] = static_cast<uint8_t>(garbage + 37 * i);
      }
    }
  }

  const Converted& converted_;
  std::vector<Line> file_;
  std::vector<Line> arenas_[kMaxRegions];
  tmb_machine machine_{};
  Random random_{7};
  uint64_t poisoned_ = 0;
};

std::optional<ModuleSource> ReadCase(const fs::path& folder) {
  for (const char* name : {"module.hlo.txt", "module.pb", "module.stablehlo.mlir"}) {
    std::ifstream file(folder / name, std::ios::binary);
    if (file) return ModuleSource{"", folder / name, {std::istreambuf_iterator<char>(file), {}}};
  }
  return std::nullopt;
}

Values ReadInputs(const fs::path& folder) {
  Values inputs;
  for (int i = 0;; ++i) {
    const fs::path path = folder / fmt::format("in{}.npy", i);
    if (!fs::exists(path)) return inputs;
    Result<Array> array = ReadNpy(path);
    inputs.push_back(array.ok() ? std::move(array.value().data) : std::vector<uint8_t>());
  }
}

// The options for 8-bit integers, if the program can be so. Samples lie in a file of the case's name.
std::optional<ConvertOptions> Quantized(const ModuleSource& source, const fs::path& folder) {
  std::map<std::string, Array> samples;
  for (int i = 0;; ++i) {
    const fs::path path = folder / fmt::format("in{}.npy", i);
    if (!fs::exists(path)) break;
    Result<Array> array = ReadNpy(path);
    if (!array.ok()) return std::nullopt;
    array.value().dims.insert(array.value().dims.begin(), 1);
    samples[std::to_string(i)] = std::move(array.value());
  }
  ConvertOptions options;
  options.activations = ActivationOptions{};
  options.calibration = fs::temp_directory_path() / ("plan_proof_" + folder.filename().string() + ".npz");
  if (!SaveNpz(options.calibration, samples)) return std::nullopt;
  const Result<Converted> converted = Convert({source}, options);
  if (!converted.ok() || converted.value().program.layers.empty()) return std::nullopt;
  return options;
}

// The plan in two regions of which the first is too small, if the program has what to share out.
PlanOptions TwoRegions(const Converted& whole) {
  PlanOptions options;
  options.regions = {{"first", whole.plan.arena_bytes * 2 / 3}, {"second", whole.plan.arena_bytes}};
  return options;
}

// "" or what is wrong with the plan of these options.
std::string Prove(const ModuleSource& source, const Values& inputs, ConvertOptions options) {
  const Result<Converted> planned = Convert({source}, options);
  if (!planned.ok()) return planned.error().kind == ErrorKind::kDoesNotFit ? "" : planned.error().text;
  options.plan.regions.clear();
  options.plan.overlap = false;
  options.min_arena = false;
  const Result<Converted> apart = Convert({source}, options);
  if (!apart.ok()) return apart.error().text;
  std::string why;
  const std::optional<Values> expected = Run(apart.value()).Outputs(inputs, false, why);
  if (!expected) return "run without overlap: " + why;
  const std::optional<Values> got = Run(planned.value()).Outputs(inputs, true, why);
  if (!got) return "run: " + why;
  for (size_t i = 0; i < expected->size(); ++i) {
    for (size_t at = 0; at < (*expected)[i].size(); ++at) {
      if ((*expected)[i][at] != (*got)[i][at]) return fmt::format("output {} differs at byte {}", i, at);
    }
  }
  return "";
}

struct Way {
  std::string name;
  ConvertOptions options;
};

// A program's plans: by default, for memory, streamed.
void AddWays(const std::string& name, const ConvertOptions& options, std::vector<Way>& ways) {
  ConvertOptions memory = options, streamed = options;
  memory.plan.optimize = streamed.plan.optimize = Optimize::kMemory;
  streamed.min_arena = true;
  ways.push_back({name, options});
  ways.push_back({name + ", for memory", memory});
  ways.push_back({name + ", streamed", streamed});
}

struct Counts {
  int programs = 0, quantized = 0;
};

// Whether the case's plans are proven; counts those that were run.
bool ProveCase(const fs::path& folder, Counts& proven) {
  const std::optional<ModuleSource> source = ReadCase(folder);
  if (!source) return true;
  const Result<Converted> whole = Convert({*source}, {});
  if (!whole.ok()) return true;
  std::vector<Way> ways;
  AddWays("", {}, ways);
  ways.push_back({", in two regions", {}});
  ways.back().options.plan = TwoRegions(whole.value());
  const std::optional<ConvertOptions> quantized = Quantized(*source, folder);
  if (quantized.has_value()) {
    AddWays(", quantized", *quantized, ways);
    ConvertOptions winograd = *quantized;
    winograd.lower.winograd = true;
    AddWays(", quantized, by Winograd", winograd, ways);
  }
  const Values inputs = ReadInputs(folder);
  bool right = true;
  for (const Way& way : ways) {
    const std::string wrong = Prove(*source, inputs, way.options);
    if (wrong.empty()) continue;
    fmt::print("{}{}: {}\n", folder.string(), way.name, wrong);
    right = false;
    break;
  }
  if (quantized.has_value()) fs::remove(quantized->calibration);
  proven.programs += right;
  proven.quantized += right && quantized.has_value();
  return right;
}

int Main(int argc, char** argv) {
  Counts proven;
  int wrong = 0;
  for (int i = 1; i < argc; ++i) wrong += !ProveCase(argv[i], proven);
  fmt::print("{} programs proven, {} of them quantized, too, {} wrong\n", proven.programs, proven.quantized,
             wrong);
  return wrong == 0 && proven.programs > 0 ? 0 : 1;
}

}  // namespace
}  // namespace tmb

int main(int argc, char** argv) { return tmb::Main(argc, argv); }
