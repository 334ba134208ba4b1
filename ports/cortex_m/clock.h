// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Core cycles since the start, counted by SysTick: 24 bits in hardware, the rest by its
// interrupt.
#ifndef TMB_PORTS_CORTEX_M_CLOCK_H_
#define TMB_PORTS_CORTEX_M_CLOCK_H_

#include <cstdint>

namespace tmb::clock {

inline constexpr uint32_t kPeriod = 1u << 24;

// (Re)starts at 0, with the next interrupt a whole period away: a run that is shorter
// is not disturbed, so that its instruction count is the same every time.
void Start();

uint64_t Ticks();

}  // namespace tmb::clock

#endif  // TMB_PORTS_CORTEX_M_CLOCK_H_
