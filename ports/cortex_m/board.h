// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the generic firmware asks of a board: one folder a board, holding board.cc and
// a linker script. The script defines the model partition and the memory (memory.h).
#ifndef TMB_PORTS_CORTEX_M_BOARD_H_
#define TMB_PORTS_CORTEX_M_BOARD_H_

#include <cstdint>

namespace tmb::board {

extern const char kName[];
extern const uint32_t kClockHz;  // of the core, so of SysTick

extern const uint32_t kUartInterrupt;  // its number, from 0

// Clocks, pins and the UART: 8 data bits, no parity, an interrupt for each received
// byte. Runs once, before anything else.
void Init();

// The next byte in the receiver, if there is one.
bool Receive(uint8_t* byte);

// Where reading the byte does not do it.
void AcknowledgeInterrupt();

// Blocks until the transmitter takes the byte.
void Send(uint8_t byte);

}  // namespace tmb::board

#endif  // TMB_PORTS_CORTEX_M_BOARD_H_
