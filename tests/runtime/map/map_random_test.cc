// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Random Maps against the reference: the same bytes everywhere, nothing written behind
// the scratch, whether run at once or a few units at a time.

#include <gtest/gtest.h>

#include "tests/runtime/map/map_program.h"
#include "tests/runtime/map/same_bytes.h"

namespace tmb {
namespace {

constexpr uint32_t kPrograms = 8000;

TEST(MapRandom, EqualsReference) {
  for (uint32_t seed = 1; seed <= kPrograms; ++seed) {
    MapProgram program = RandomMapProgram(seed);
    ASSERT_TRUE(EqualsReference(program)) << "seed " << seed;
  }
}

TEST(MapRandom, AFewUnitsAtATime) {
  for (uint32_t seed = 1; seed <= kPrograms / 4; ++seed) {
    MapProgram program = RandomMapProgram(seed);
    ASSERT_TRUE(EqualsReference(program, 1 + seed % 3)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tmb
