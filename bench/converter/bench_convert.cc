// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How long each stage of the converter takes: bench_convert [-n INSTRUCTIONS]... [KIND | FILE]...
// KIND is a kind of made-up program (default: all), FILE any module. Prints seconds of CPU
// time, so that other work of the machine counts little, and how much longer than linear
// ten times the instructions take.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bench/converter/programs.h"
#include "converter/emit/encode.h"
#include "converter/hlo/read.h"
#include "converter/lower/lower.h"
#include "converter/passes/passes.h"
#include "converter/plan/plan.h"

namespace tmb::bench {
namespace {

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

struct Seconds {
  double read = 0, passes = 0, lower = 0, plan = 0, emit = 0;
  double Total() const { return read + passes + lower + plan + emit; }
};

// Runs the pipeline of Convert() with a clock between its stages.
Result<Seconds> Measure(const std::string& text, const std::string& name) {
  Seconds seconds;
  double before = CpuSeconds();
  const auto lap = [&before](double& stage) {
    const double now = CpuSeconds();
    stage = now - before;
    before = now;
  };
  TMB_ASSIGN(hlo::Module module, hlo::ReadModule(text, name));
  lap(seconds.read);
  for (const Pass& pass : kPasses) TMB_CHECK_OK(pass.run(module));
  TMB_CHECK_OK(CheckSupported(module, name));
  lap(seconds.passes);
  TMB_ASSIGN(Program program, Lower(module, name));
  lap(seconds.lower);
  TMB_ASSIGN(const MemoryPlan plan, PlanMemory(program));
  lap(seconds.plan);
  const std::vector<uint8_t> file = Encode(program, plan, DebugInfo::kKeep);
  lap(seconds.emit);
  return seconds;
}

// Prints one row; the total, or a negative number after an error.
double Report(const std::string& name, const std::string& text) {
  const Result<Seconds> measured = Measure(text, name);
  if (!measured.ok()) {
    fmt::print(stderr, "{}\n", measured.error().text);
    return -1;
  }
  const Seconds& s = measured.value();
  const double megabytes = 1e-6 * static_cast<double>(text.size());
  fmt::print("{:<24} {:7.2f} {:7.1f} {:7.3f} {:7.3f} {:7.3f} {:7.3f} {:7.3f} {:7.3f}", name, megabytes,
             s.read > 0 ? megabytes / s.read : 0, s.read, s.passes, s.lower, s.plan, s.emit, s.Total());
  return s.Total();
}

bool ReportKind(const ProgramKind& kind, const std::vector<int64_t>& sizes) {
  double previous = 0;
  int64_t previous_size = 0;
  for (const int64_t size : sizes) {
    const double total = Report(fmt::format("{} {}", kind.name, size), kind.text(size));
    if (total < 0) return false;
    if (previous > 0)
      fmt::print("  x{:.1f}",
                 total / previous * static_cast<double>(previous_size) / static_cast<double>(size));
    fmt::print("\n");
    previous = total;
    previous_size = size;
  }
  return true;
}

bool ReportFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const double total = Report(path.size() > 24 ? path.substr(path.size() - 24) : path, text);
  fmt::print("\n");
  return total >= 0;
}

int Run(const std::vector<std::string>& arguments) {
  std::vector<int64_t> sizes;
  std::vector<std::string> names;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "-n" && i + 1 < arguments.size()) {
      sizes.push_back(std::atoll(arguments[++i].c_str()));
    } else {
      names.push_back(arguments[i]);
    }
  }
  if (sizes.empty()) sizes = {1'000, 10'000, 100'000};
  if (names.empty()) {
    for (const ProgramKind& kind : kPrograms) names.emplace_back(kind.name);
  }
  fmt::print("{:<24} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}\n", "program", "MB", "MB/s", "read",
             "passes", "lower", "plan", "emit", "total");
  for (const std::string& name : names) {
    const auto* kind = std::find_if(std::begin(kPrograms), std::end(kPrograms),
                                    [&](const ProgramKind& k) { return k.name == name; });
    if (kind != std::end(kPrograms) ? !ReportKind(*kind, sizes) : !ReportFile(name)) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace tmb::bench

int main(int argc, char** argv) { return tmb::bench::Run({argv + 1, argv + argc}); }
