// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which steps are taken against what roundings lose.
#include "converter/quantize/finer_steps.h"

#include <gtest/gtest.h>

namespace tmb {
namespace {

using Taken = std::vector<bool>;

TEST(ChooseSteps, NoneWhenLittleIsLost) {
  EXPECT_EQ(ChooseSteps({{0.5, 0, 0, {}}, {0.25, 1, 0, {}}}, {1, 1}, 0.75), (Taken{false, false}));
}

TEST(ChooseSteps, ByLossAvoidedForTheCost) {
  EXPECT_EQ(ChooseSteps({{0.5, 0, 0, {}}, {0.4, 1, 0, {}}}, {10, 1}, 0.6), (Taken{false, true}));
  EXPECT_EQ(ChooseSteps({{0.5, 0, 0, {}}, {0.4, 1, 0, {}}}, {1, 1}, 0.6), (Taken{true, false}));
}

// The cheap first step is taken first and not needed once the second is.
TEST(ChooseSteps, WhatIsNotNeededIsLeftOut) {
  EXPECT_EQ(ChooseSteps({{0.1, 0, 0, {}}, {0.8, 1, 0, {}}}, {0.01, 1}, 0.15), (Taken{false, true}));
}

TEST(ChooseSteps, AllReadersOfATensorLeaveItFloat) {
  const std::vector<Rounding> roundings = {{1, {}, 0, {0, 1}}, {0.001, {}, 0, {0}}, {0.001, {}, 0, {1}}};
  EXPECT_DOUBLE_EQ(LossWith(roundings, {true, false}), 1.001);
  EXPECT_DOUBLE_EQ(LossWith(roundings, {true, true}), 0);
  EXPECT_EQ(ChooseSteps(roundings, {1, 1}, 0.5), (Taken{true, true}));
}

TEST(ChooseSteps, AllThatHelpsWhenThatIsNotEnough) {
  EXPECT_EQ(ChooseSteps({{1, {}, 0, {}}, {1, 0, 0.01, {}}, {0, 1, 0.01, {}}}, {1, 1}, 0.1),
            (Taken{true, false}));
}

TEST(MoreSteps, AreOthersUntilThereAreNone) {
  const std::vector<Rounding> roundings = {{0.5, {}, 0, {0}}, {0.4, {}, 0, {1}}};
  const Taken first = MoreSteps(roundings, {1, 1}, {false, false}, 0.9);
  EXPECT_EQ(first, (Taken{true, false}));
  const Taken second = MoreSteps(roundings, {1, 1}, first, 0.99);
  EXPECT_EQ(second, (Taken{true, true}));
  EXPECT_EQ(MoreSteps(roundings, {1, 1}, second, 0.5), second);
}

}  // namespace
}  // namespace tmb
