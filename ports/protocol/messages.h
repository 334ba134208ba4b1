// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The messages of the UART protocol. The host asks, the device answers with the same
// sequence number; docs/protocol.md has the payloads field by field and the rules of
// repetition. A new meaning gets a new number; kVersion changes only when an old one must.
#ifndef TMB_PORTS_PROTOCOL_MESSAGES_H_
#define TMB_PORTS_PROTOCOL_MESSAGES_H_

#include <cstdint>

namespace tmb::protocol {

inline constexpr uint16_t kVersion = 1;

enum class Message : uint8_t {
  // Requests.
  kHello = 1,       // opens a session -> version, board, firmware's features, last fault
  kModel = 2,       // -> status of the load, memory needed and present
  kEntry = 3,       // entry -> name, number of inputs and outputs
  kTensor = 4,      // entry, direction, index -> type, shape, bytes, name
  kSetInput = 5,    // entry, index, offset, data ->
  kRun = 6,         // entry, flags, budget -> status, fault, ticks, units
  kGetOutput = 7,   // entry, index, offset, length -> data
  kResetState = 8,  // ->
  kProfile = 9,     // first instruction -> runs and ticks of instructions, of the last traced run
  kChecksum = 10,   // length -> CRC-32 of so many bytes of the model partition

  // The device's. A reply is its request's number with kReplyBit.
  kBusy = 0x40,   // a run goes on: sent about once a second
  kFault = 0x41,  // the processor faulted and restarts: Fault
  kNak = 0x42,    // no frame could be read: Nak; send it again
  kError = 0x43   // the request was read and refused: ErrorCode
};
inline constexpr uint8_t kReplyBit = 0x80;

enum class ErrorCode : uint8_t {
  kNone = 0,
  kUnknownMessage = 1,
  kMalformedRequest = 2,  // too short, or longer than its message
  kNoSession = 3,         // Hello first: the device restarted
  kNoModel = 4,           // nothing loaded; Model says why
  kNoSuchEntry = 5,       // nor input, output or instruction
  kOutOfRange = 6,        // beyond the tensor's end
  kReadOnly = 7,          // the input lies in the model
  kNoProfile = 8          // no memory left for it, or no traced run yet
};

enum class Nak : uint8_t { kBadHeader = 1, kBadChecksum = 2, kTruncated = 3 };

// Of kRun.
inline constexpr uint16_t kRunTraced = 1;  // collect a profile

enum class Direction : uint8_t { kInput = 0, kOutput = 1 };

// What the processor said when it faulted, as the architecture names it: these words,
// in this order.
struct Fault {
  uint32_t exception;  // number: 3 HardFault, 4 MemManage, 5 BusFault, 6 UsageFault
  uint32_t pc, lr, psr, sp;
  uint32_t cfsr, hfsr, mmfar, bfar;
};
inline constexpr uint32_t kFaultWords = 9;
static_assert(sizeof(Fault) == kFaultWords * sizeof(uint32_t));

}  // namespace tmb::protocol

#endif  // TMB_PORTS_PROTOCOL_MESSAGES_H_
