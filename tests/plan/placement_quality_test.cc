// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How near the bound random problems of four kinds come, and how long that takes: printed,
// and held to limits. Seconds are those of the process, so that other ones do not count; the
// limit is wide because machines differ, ratios are the same everywhere.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "tests/plan/random_items.h"

namespace tmb {
namespace {

struct Limit {
  ItemKind kind;
  uint32_t count;
  uint64_t seeds;
  double mean, worst;  // peak / bound
};

constexpr double kMaxSeconds = 4;

class Quality : public testing::TestWithParam<Limit> {};

TEST_P(Quality, IsWithinLimits) {
  const Limit& limit = GetParam();
  double sum = 0, worst = 0, seconds = 0;
  for (uint64_t seed = 1; seed <= limit.seeds; ++seed) {
    const std::vector<Item> items = RandomItems(limit.kind, limit.count, seed);
    const std::clock_t start = std::clock();
    const Placement placement = PlaceItems(items, {});
    const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    const double ratio = static_cast<double>(placement.peak) / static_cast<double>(BoundOf(items));
    sum += ratio;
    worst = std::max(worst, ratio);
    seconds = std::max(seconds, took);
  }
  const double mean = sum / static_cast<double>(limit.seeds);
  std::printf("%-9s %6u: peak / bound %.4f, worst %.4f; at most %.3f s\n", NameOf(limit.kind).c_str(),
              limit.count, mean, worst, seconds);
  EXPECT_LE(mean, limit.mean);
  EXPECT_LE(worst, limit.worst);
  EXPECT_LE(seconds, kMaxSeconds);
}

INSTANTIATE_TEST_SUITE_P(Placement, Quality,
                         testing::Values(Limit{ItemKind::kGraph, 100, 20, 1, 1},
                                         Limit{ItemKind::kGraph, 1000, 10, 1.001, 1.005},
                                         Limit{ItemKind::kGraph, 10'000, 4, 1.013, 1.02},
                                         Limit{ItemKind::kIntervals, 100, 20, 1.001, 1.005},
                                         Limit{ItemKind::kIntervals, 1000, 10, 1, 1},
                                         Limit{ItemKind::kIntervals, 10'000, 4, 1, 1},
                                         Limit{ItemKind::kTraining, 10'000, 4, 1, 1},
                                         Limit{ItemKind::kPacked, 100, 10, 1.08, 1.15},
                                         Limit{ItemKind::kPacked, 1000, 4, 1.23, 1.26}),
                         [](const testing::TestParamInfo<Limit>& limit) {
                           return NameOf(limit.param.kind) + std::to_string(limit.param.count);
                         });

}  // namespace
}  // namespace tmb
