// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Netduino Plus 2 (STM32F405 at 168 MHz): USART1 on PB6 (transmit) and PB7 (receive).
// Register names are those of ST's reference manual RM0090.
#include "ports/cortex_m/board.h"

#include "ports/cortex_m/system.h"

namespace tmb::board {
namespace {

using system::Register;

constexpr uintptr_t kRcc = 0x40023800;
constexpr uintptr_t kRccCr = kRcc + 0x00, kRccPllCfgr = kRcc + 0x04, kRccCfgr = kRcc + 0x08;
constexpr uintptr_t kRccAhb1Enr = kRcc + 0x30, kRccApb2Enr = kRcc + 0x44;
constexpr uintptr_t kFlashAcr = 0x40023c00;
constexpr uintptr_t kGpioB = 0x40020400;
constexpr uintptr_t kGpioBMode = kGpioB + 0x00, kGpioBPull = kGpioB + 0x0c, kGpioBAfrl = kGpioB + 0x20;
constexpr uintptr_t kUsart1 = 0x40011000;
constexpr uintptr_t kSr = kUsart1 + 0x00, kDr = kUsart1 + 0x04, kBrr = kUsart1 + 0x08, kCr1 = kUsart1 + 0x0c;

constexpr uint32_t kBaud = 115200;
constexpr uint32_t kPeripheralHz = 84000000;  // APB2

constexpr uint32_t kSrRxne = 1u << 5, kSrTxe = 1u << 7;
constexpr uint32_t kCr1Re = 1u << 2, kCr1Te = 1u << 3, kCr1Rxneie = 1u << 5, kCr1Ue = 1u << 13;

void Discard(uintptr_t address) { [[maybe_unused]] const uint32_t value = Register(address); }

// Emulators have no PLL to wait for, so no wait is for ever.
void WaitFor(uintptr_t address, uint32_t mask, uint32_t value) {
  for (uint32_t tries = 0; tries < 100000 && (Register(address) & mask) != value; ++tries) {
  }
}

// 168 MHz by the PLL from the internal 16 MHz oscillator, which is exact to 1 %: enough
// for a UART, and no crystal to depend on.
void StartClocks() {
  constexpr uint32_t kPllM = 16, kPllN = 336, kPllP2 = 0, kPllQ = 7;
  constexpr uint32_t kPllOn = 1u << 24, kPllReady = 1u << 25;
  constexpr uint32_t kApb1By4 = 5u << 10, kApb2By2 = 4u << 13, kSystemPll = 2, kStatusPll = 2u << 2;
  constexpr uint32_t kWaitStates = 5, kPrefetch = 1u << 8, kInstructionCache = 1u << 9, kDataCache = 1u << 10;
  Register(kFlashAcr) = kWaitStates | kPrefetch | kInstructionCache | kDataCache;
  Register(kRccPllCfgr) = kPllM | (kPllN << 6) | (kPllP2 << 16) | (kPllQ << 24);
  Register(kRccCr) = Register(kRccCr) | kPllOn;
  WaitFor(kRccCr, kPllReady, kPllReady);
  Register(kRccCfgr) = kApb1By4 | kApb2By2 | kSystemPll;
  WaitFor(kRccCfgr, 3u << 2, kStatusPll);
}

void ConnectPins() {
  constexpr uint32_t kGpioBClock = 1u << 1, kUsart1Clock = 1u << 4;
  Register(kRccAhb1Enr) = Register(kRccAhb1Enr) | kGpioBClock;
  Register(kRccApb2Enr) = Register(kRccApb2Enr) | kUsart1Clock;
  Discard(kRccApb2Enr);  // the clock runs only after a read (erratum 2.1.13)
  Register(kGpioBAfrl) = (Register(kGpioBAfrl) & 0x00ffffffu) | 0x77000000u;  // AF7 on both
  Register(kGpioBPull) = (Register(kGpioBPull) & ~0xf000u) | 0x4000u;         // PB7 idles high
  Register(kGpioBMode) = (Register(kGpioBMode) & ~0xf000u) | 0xa000u;         // alternate function
}

}  // namespace

const char kName[] = "netduinoplus2";
const uint32_t kClockHz = 168000000;
const uint32_t kUartInterrupt = 37;

void Init() {
  StartClocks();
  ConnectPins();
  Register(kBrr) = (kPeripheralHz + kBaud / 2) / kBaud;
  Register(kCr1) = kCr1Ue | kCr1Te | kCr1Re | kCr1Rxneie;
  Discard(kDr);  // drops a stale byte; QEMU looks for input only after a read
}

bool Receive(uint8_t* byte) {
  // An overrun keeps RXNE set; reading DR after SR clears both, and the CRC notices the loss.
  if ((Register(kSr) & kSrRxne) == 0) return false;
  *byte = static_cast<uint8_t>(Register(kDr));
  return true;
}

void AcknowledgeInterrupt() {}  // reading DR does it

void Send(uint8_t byte) {
  while ((Register(kSr) & kSrTxe) == 0) {
  }
  Register(kDr) = byte;
}

}  // namespace tmb::board
