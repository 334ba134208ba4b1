// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The generic firmware, the same for every model: finds a .tmb in the board's model
// partition, gives it all the memory that the firmware itself leaves, and serves the
// protocol over the board's UART.
#include "ports/cortex_m/firmware.h"

#include "ports/cortex_m/board.h"
#include "ports/cortex_m/clock.h"
#include "ports/cortex_m/cycle_region.h"
#include "ports/cortex_m/fault_record.h"
#include "ports/cortex_m/functions.h"
#include "ports/cortex_m/uart.h"
#include "ports/protocol/server.h"

namespace tmb {
namespace {

// Addresses that the linker scripts define.
extern "C" {
extern const uint8_t __model_start, __model_end;
extern uint8_t __pool0_start, __pool0_end, __pool1_start, __pool1_end;
}

protocol::Server server;
volatile bool running;
volatile uint32_t quiet_ticks;  // of the run, since it began or since the last heartbeat

uint32_t Distance(const uint8_t& start, const uint8_t& end) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(&end) - reinterpret_cast<uintptr_t>(&start));
}

// Alone in its function, so that region 0 holds the run and nothing else.
[[gnu::noinline]] tmb_status RunMarked(tmb_machine* machine, unsigned entry, uint32_t* budget) {
  TMB_REGION_BEGIN(0);
  const tmb_status status = budget == nullptr ? tmb_run(machine, entry) : tmb_step(machine, entry, budget);
  TMB_REGION_END(0);
  return status;
}

tmb_status Run(tmb_machine* machine, unsigned entry, uint32_t* budget, uint64_t* ticks) {
  clock::Start();
  quiet_ticks = 0;
  running = true;
  const tmb_status status = RunMarked(machine, entry, budget);
  running = false;
  *ticks = clock::Ticks();
  return status;
}

void Boot() {
  const bool faulted = fault_record.faulted == FaultRecord::kFaulted;
  const bool in_load = faulted && fault_record.loading == FaultRecord::kLoading;
  fault_record.faulted = 0;
  fault_record.loading = FaultRecord::kLoading;
  const protocol::Platform platform = {board::kName,
                                       board::kClockHz,
                                       &__model_start,
                                       Distance(__model_start, __model_end),
                                       {{&__pool0_start, Distance(__pool0_start, __pool0_end)},
                                        {&__pool1_start, Distance(__pool1_start, __pool1_end)}},
                                       uart::Send,
                                       clock::Ticks,
                                       Run,
                                       tmb_firmware_functions,
                                       tmb_firmware_function_count};
  server.Boot(platform, faulted ? &fault_record.fault : nullptr,
              in_load ? protocol::LoadModel::kNo : protocol::LoadModel::kYes);
  fault_record.loading = 0;
}

}  // namespace

void OnClockPeriod() {
  if (!running) return;
  quiet_ticks = quiet_ticks + clock::kPeriod;
  if (quiet_ticks < board::kClockHz - clock::kPeriod) return;
  quiet_ticks = 0;
  server.Heartbeat();
}

void OnFault(const protocol::Fault& fault) { server.ReportFault(fault); }

extern "C" [[noreturn]] void Firmware() {
  uart::Start();
  clock::Start();
  Boot();
  for (;;) {
    uint8_t byte;
    if (uart::Take(&byte)) {
      server.Push(byte);
    } else {
      server.Idle();
      uart::Wait();
    }
  }
}

}  // namespace tmb
