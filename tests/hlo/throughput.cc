// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How fast modules are read: hlo_throughput [FILE...]. Without files, made-up texts of HLO
// and StableHLO: of constants, of instructions. Prints megabytes a second of CPU time.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "converter/hlo/read.h"

namespace {

std::string ConstantsText() {
  std::string text = "ENTRY e {\n  ROOT c = f32[1000,1000] constant({";
  for (int row = 0; row < 1000; ++row) {
    text += row == 0 ? " {" : ", {";
    for (int column = 0; column < 1000; ++column) {
      text += fmt::format("{}{}", column == 0 ? " " : ", ", static_cast<float>(row - column) * 0.0123f);
    }
    text += " }";
  }
  return text + " })\n}\n";
}

std::string InstructionsText() {
  std::string text = "ENTRY %e (x.0: f32[8,8]) -> f32[8,8] {\n  %x.0 = f32[8,8]{1,0} parameter(0)\n";
  for (int n = 1; n < 50'000; ++n) {
    text += fmt::format(
        "  %x.{} = f32[8,8]{{1,0}} add(f32[8,8]{{1,0}} %x.{}, f32[8,8]{{1,0}} %x.0), "
        "metadata={{op_name=\"jit(f)/add\" source_file=\"train.py\" source_line={}}}\n",
        n, n - 1, n);
  }
  return text + "}\n";
}

std::string StableHloConstantsText() {
  std::string text = "func.func @main() -> tensor<1000x1000xf32> {\n  %0 = stablehlo.constant dense<[";
  for (int row = 0; row < 1000; ++row) {
    text += row == 0 ? "[" : ", [";
    for (int column = 0; column < 1000; ++column) {
      text += fmt::format("{}{:e}", column == 0 ? "" : ", ", static_cast<float>(row - column) * 0.0123f);
    }
    text += "]";
  }
  return text + "]> : tensor<1000x1000xf32>\n  return %0 : tensor<1000x1000xf32>\n}\n";
}

std::string StableHloOperationsText() {
  constexpr int kOperations = 50'000;
  std::string text = "func.func @main(%arg0: tensor<8x8xf32>) -> tensor<8x8xf32> {\n";
  std::string locations;
  for (int n = 0; n < kOperations; ++n) {
    const std::string operand = n == 0 ? "arg0" : std::to_string(n - 1);
    text += fmt::format("  %{} = stablehlo.add %{}, %arg0 : tensor<8x8xf32> loc(#loc{})\n", n, operand, n);
    locations += fmt::format("#loc{} = loc(\"jit(f)/add\"(\"train.py\":{}:4 to :9))\n", n, n + 1);
  }
  return text + fmt::format("  return %{} : tensor<8x8xf32>\n}}\n", kOperations - 1) + locations;
}

bool Measure(const std::string& name, const std::string& bytes) {
  constexpr int kRuns = 5;
  double best = 1e30;
  for (int run = 0; run < kRuns; ++run) {
    const std::clock_t start = std::clock();
    const tmb::Result<tmb::hlo::Module> module = tmb::hlo::ReadModule(bytes, name);
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    if (!module.ok()) {
      fmt::print(stderr, "{}\n", module.error().text);
      return false;
    }
  }
  fmt::print("{:<40} {:8.2f} MB {:8.1f} MB/s\n", name, static_cast<double>(bytes.size()) / 1e6,
             static_cast<double>(bytes.size()) / 1e6 / best);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 1)
    return Measure("constants", ConstantsText()) && Measure("instructions", InstructionsText()) &&
                   Measure("StableHLO constants", StableHloConstantsText()) &&
                   Measure("StableHLO operations", StableHloOperationsText())
               ? 0
               : 1;
  for (int n = 1; n < argc; ++n) {
    std::ifstream file(argv[n], std::ios::binary);
    std::stringstream contents;
    contents << file.rdbuf();
    if (!Measure(argv[n], contents.str())) return 1;
  }
  return 0;
}
