// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The board's UART with a receive buffer, filled by interrupt. A frame fits, so no byte
// is lost while the one before it is being answered; and the processor can sleep while
// it waits. An emulated processor that polls takes the time that QEMU needs to deliver the
// next byte: 24 KB for each second of host processor time, against 80 asleep.
#ifndef TMB_PORTS_CORTEX_M_UART_H_
#define TMB_PORTS_CORTEX_M_UART_H_

#include <cstdint>

namespace tmb::uart {

void Start();

// The next received byte, if there is one.
bool Take(uint8_t* byte);

// Sleeps until the next interrupt unless a byte is there.
void Wait();

void Send(const uint8_t* data, uint32_t bytes);

}  // namespace tmb::uart

#endif  // TMB_PORTS_CORTEX_M_UART_H_
