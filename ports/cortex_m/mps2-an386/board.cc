// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arm MPS2 with the AN386 image (Cortex-M4F at 25 MHz): a CMSDK APB UART, no pins to set.
#include "ports/cortex_m/board.h"

namespace tmb::board {
namespace {

struct Uart {
  uint32_t data;
  uint32_t state;
  uint32_t control;
  uint32_t interrupt;
  uint32_t baud_divider;
};

constexpr uintptr_t kUart0 = 0x40004000;
constexpr uint32_t kTxFull = 1u << 0;
constexpr uint32_t kRxFull = 1u << 1;
constexpr uint32_t kTxEnable = 1u << 0;
constexpr uint32_t kRxEnable = 1u << 1;
constexpr uint32_t kRxInterruptEnable = 1u << 3;
constexpr uint32_t kRxInterrupt = 1u << 1;
constexpr uint32_t kBaud = 115200;

volatile Uart& uart() { return *reinterpret_cast<volatile Uart*>(kUart0); }

}  // namespace

const char kName[] = "mps2-an386";
const uint32_t kClockHz = 25000000;
const uint32_t kUartInterrupt = 0;

void Init() {
  uart().baud_divider = kClockHz / kBaud;
  uart().control = kTxEnable | kRxEnable | kRxInterruptEnable;
  static_cast<void>(uart().data);  // drops a stale byte; QEMU looks for input only after a read
}

bool Receive(uint8_t* byte) {
  if ((uart().state & kRxFull) == 0) return false;
  *byte = static_cast<uint8_t>(uart().data);
  return true;
}

void AcknowledgeInterrupt() { uart().interrupt = kRxInterrupt; }

void Send(uint8_t byte) {
  while ((uart().state & kTxFull) != 0) {
  }
  uart().data = byte;
}

}  // namespace tmb::board
