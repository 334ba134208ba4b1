// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Microseconds of an inference on this machine, one thread, for the corpus' networks of MLPerf Tiny in f32. The corpus
// is the folder in TMB_CORPUS. One program for each set of f32 kernels: bench_host (those of the build),
// bench_host_sse2, bench_host_portable. Exit status 1 when vww takes more than 8 times what XNNPACK does.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "bench/host/kernels_taken.h"
#include "converter/convert.h"
#include "include/tmb/tmb.h"

namespace tmb::bench {
namespace {

// XNNPACK's for mobilenet_vww in f32, one thread, on the machine that issue 5 was measured on.
constexpr double kXnnpackVwwMicroseconds = 104;
constexpr double kMostTimesXnnpack = 8;

struct Network {
  const char* name;
  const char* path;
  double xnnpack_microseconds;  // or 0
};
constexpr Network kNetworks[] = {{"vww", "C_cnn/mlperf_vww_mobilenet_baked", kXnnpackVwwMicroseconds},
                                 {"ic", "C_cnn/mlperf_ic_resnet8_baked", 0},
                                 {"kws", "C_cnn/mlperf_kws_dscnn_baked", 0},
                                 {"ad", "C_cnn/mlperf_ad_autoencoder_baked", 0}};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Of the processor: other work of the machine counts little.
double CpuMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

struct AlignedDelete {
  void operator()(uint8_t* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<uint8_t, AlignedDelete>;
Memory AlignedCopy(const void* from, size_t bytes) {
  constexpr size_t kCacheLine = 64;
  Memory memory(static_cast<uint8_t*>(std::aligned_alloc(kCacheLine, (bytes + kCacheLine) & ~(kCacheLine - 1))));
  if (from != nullptr) std::memcpy(memory.get(), from, bytes);
  return memory;
}

// The elements of an array as numpy saves it.
std::string Elements(const std::string& npy) {
  constexpr size_t kFrame = 10;  // magic, version, header's length in 2 bytes
  if (npy.size() < kFrame) return {};
  return npy.substr(kFrame + static_cast<uint8_t>(npy[8]) + 256u * static_cast<uint8_t>(npy[9]));
}

// Whether the last run of a network took more than it may.
bool is_slow = false;

void Infer(benchmark::State& state, const Network& network) {
  const char* const corpus = std::getenv("TMB_CORPUS");
  const std::string folder = std::string(corpus == nullptr ? "." : corpus) + "/" + network.path;
  const auto converted = Convert({{"", network.path, ReadFile(folder + "/module.pb")}}, {});
  if (!converted.ok()) return state.SkipWithError("TMB_CORPUS is not the corpus");
  const Memory model = AlignedCopy(converted.value().file.data(), converted.value().file.size());
  tmb_machine machine;
  if (tmb_load(&machine, model.get(), converted.value().file.size()) != TMB_OK) return state.SkipWithError("tmb_load");
  const size_t arena_bytes = tmb_arena_bytes(&machine, 0);
  const Memory arena = AlignedCopy(nullptr, arena_bytes);
  if (tmb_set_arena(&machine, 0, arena.get(), arena_bytes) != TMB_OK) return state.SkipWithError("tmb_set_arena");
  const std::string x = Elements(ReadFile(folder + "/in0.npy"));
  const tmb_tensor input = tmb_input(&machine, 0, 0);
  if (x.size() != input.bytes) return state.SkipWithError("in0.npy is not the input");
  const double begin = CpuMicroseconds();
  for (auto _ : state) {
    std::memcpy(input.data, x.data(), x.size());
    if (tmb_run(&machine, 0) != TMB_OK) state.SkipWithError("tmb_run");
  }
  const double microseconds = (CpuMicroseconds() - begin) / static_cast<double>(state.iterations());
  if (network.xnnpack_microseconds == 0) return;
  const double times = microseconds / network.xnnpack_microseconds;
  state.counters["times_xnnpack"] = times;
  is_slow = times > kMostTimesXnnpack;
}

std::string Processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace
}  // namespace tmb::bench

int main(int argc, char** argv) {
  using tmb::bench::kNetworks;
  benchmark::Initialize(&argc, argv);
  benchmark::AddCustomContext("processor", tmb::bench::Processor());
  benchmark::AddCustomContext("f32 kernels", tmb::bench::KernelsTaken());
  for (const auto& network : kNetworks) {
    benchmark::RegisterBenchmark(network.name, [&network](benchmark::State& state) { tmb::bench::Infer(state, network); })
        ->Unit(benchmark::kMicrosecond);
  }
  benchmark::RunSpecifiedBenchmarks();
  return tmb::bench::is_slow ? 1 : 0;
}
