// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Prints a hash of what each of a run of random Maps leaves in memory. Built for the
// host, and for the target with the portable and with the tuned evaluator: run.sh
// compares the three.

#include <cstdio>
#include <cstdlib>

#include "tests/runtime/map/map_program.h"

namespace {

constexpr uint32_t kPrograms = 6000;

uint32_t Hash(const std::vector<uint8_t>& bytes) {  // FNV-1a
  uint32_t hash = 2166136261u;
  for (const uint8_t byte : bytes) hash = (hash ^ byte) * 16777619u;
  return hash;
}

}  // namespace

int main() {
  for (uint32_t seed = 1; seed <= kPrograms; ++seed) {
    tmb::MapProgram program = tmb::RandomMapProgram(seed);
    const uint32_t hash = Hash(program.Run());
    std::printf("%u %08x%s\n", static_cast<unsigned>(seed), static_cast<unsigned>(hash),
                program.overrun ? " overrun" : "");
  }
  return 0;
}
