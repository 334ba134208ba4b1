// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The DSP instructions as plain C++.
#include <gtest/gtest.h>

#include "tests/runtime/kernels/dsp_cases.h"

namespace tmb {
namespace {

TEST(DspTest, FunctionsAreTheirFormulas) {
  for (const DspCase& dsp : kDspCases) {
    DspFault fault;
    EXPECT_FALSE(FindFault(dsp, fault))
        << dsp.name << std::hex << " of " << fault.a << ", " << fault.b << ", " << fault.c;
  }
}

}  // namespace
}  // namespace tmb
