// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// SysTick as a 64-bit cycle counter.
#include "ports/cortex_m/clock.h"

#include "ports/cortex_m/firmware.h"
#include "ports/cortex_m/system.h"

namespace tmb::clock {
namespace {

constexpr uint32_t kEnable = 1u << 0;
constexpr uint32_t kInterrupt = 1u << 1;
constexpr uint32_t kCoreClock = 1u << 2;
constexpr uint32_t kClearPending = 1u << 25;

volatile uint32_t periods;

}  // namespace

void Start() {
  system::systick().control = 0;
  system::systick().reload = kPeriod - 1;
  system::systick().current = 0;
  system::Register(system::kInterruptControl) = kClearPending;
  periods = 0;
  system::systick().control = kEnable | kInterrupt | kCoreClock;
}

uint64_t Ticks() {
  uint32_t before;
  uint32_t left;
  do {
    before = periods;
    left = system::systick().current;
  } while (periods != before);
  // The counter reads 0 until its first reload.
  const uint32_t passed = left == 0 ? 0 : kPeriod - left;
  return uint64_t{before} * kPeriod + passed;
}

}  // namespace tmb::clock

extern "C" void SysTickHandler() {
  tmb::clock::periods = tmb::clock::periods + 1;
  tmb::OnClockPeriod();
}
