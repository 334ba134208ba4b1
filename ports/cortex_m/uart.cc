// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A ring of one writer, the interrupt, and one reader.
#include "ports/cortex_m/uart.h"

#include "ports/cortex_m/board.h"
#include "ports/cortex_m/system.h"

namespace tmb::uart {
namespace {

constexpr uint32_t kRingBytes = 2048;  // a power of two, more than a frame

uint8_t ring[kRingBytes];
volatile uint32_t received;  // bytes since the start
volatile uint32_t taken;

void Put(uint8_t byte) {
  const uint32_t count = received;
  if (count - taken == kRingBytes) return;  // dropped: the frame's checksum tells
  ring[count % kRingBytes] = byte;
  received = count + 1;
}

}  // namespace

void Start() {
  board::Init();
  system::EnableInterrupt(board::kUartInterrupt);
}

bool Take(uint8_t* byte) {
  const uint32_t count = taken;
  if (count == received) return false;
  *byte = ring[count % kRingBytes];
  taken = count + 1;
  return true;
}

void Wait() {
  system::MaskInterrupts();  // one that comes now still ends the sleep
  if (taken == received) system::Sleep();
  system::UnmaskInterrupts();
}

void Send(const uint8_t* data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) board::Send(data[i]);
}

}  // namespace tmb::uart

// Of the only interrupt that is enabled, the UART's. A byte that comes between the last
// look and the acknowledgement is found by the look after it.
extern "C" void InterruptHandler() {
  uint8_t byte;
  for (;;) {
    while (tmb::board::Receive(&byte)) tmb::uart::Put(byte);
    tmb::board::AcknowledgeInterrupt();
    if (!tmb::board::Receive(&byte)) return;
    tmb::uart::Put(byte);
  }
}
