// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// usage: custom_call_example FILE.tmb NUMBER...
//
// Loads a program, registers the function that it calls, runs it once on the numbers and
// prints its output as tmrun writes it.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "examples/custom_call/median_filter.h"
#include "tmb/tmb.hpp"

namespace {

struct alignas(TMB_ALIGNMENT) Line {
  uint8_t bytes[TMB_ALIGNMENT];
};

const tmb_function kFunctions[] = {{"median_filter", MedianFilter, nullptr}};

std::vector<Line> ReadFile(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> bytes(std::istreambuf_iterator<char>(stream), {});
  std::vector<Line> lines(bytes.size() / sizeof(Line) + 1);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(lines.data()));
  return lines;
}

int Fail(const tmb::Machine& machine, tmb_status status) {
  const char* const target = status == TMB_NO_FUNCTION ? machine.missing_function() : "";
  std::fprintf(stderr, "%s %s\n", tmb_status_text(status), target);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Line> model = ReadFile(argc > 1 ? argv[1] : "");
  tmb::Machine machine;
  tmb_status status = machine.Load(model.data(), model.size() * sizeof(Line));
  if (status != TMB_OK) return Fail(machine, status);
  status = machine.SetFunctions(kFunctions);
  if (status != TMB_OK) return Fail(machine, status);
  std::vector<Line> arena(machine.arena_bytes() / sizeof(Line) + 1);
  status = machine.SetArena(arena.data(), arena.size() * sizeof(Line));
  if (status != TMB_OK) return Fail(machine, status);
  int number = 2;
  for (float& x : machine.Input(0).As<float>()) x = number < argc ? std::strtof(argv[number++], nullptr) : 0;
  status = machine.Run();
  if (status != TMB_OK) return Fail(machine, status);
  const char* separator = "=";
  std::printf("%uxf32", static_cast<unsigned>(machine.Output(0).dim(0)));
  for (const float y : machine.Output(0).As<float>()) {
    std::printf("%s%.9g", separator, static_cast<double>(y));
    separator = " ";
  }
  std::printf("\n");
}
