// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Bytes to and from a device: a serial port, a pseudo-terminal, an emulator's socket.
// Neither reading nor writing ever blocks for longer than it is told.
#ifndef TMB_PORTS_HOST_BYTE_STREAM_H_
#define TMB_PORTS_HOST_BYTE_STREAM_H_

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "converter/result.h"

namespace tmb {

using Milliseconds = std::chrono::milliseconds;

class ByteStream {
 public:
  explicit ByteStream(int fd) : fd_(fd) {}  // owns it
  ~ByteStream();
  ByteStream(ByteStream&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  ByteStream& operator=(ByteStream&&) = delete;

  Result<void> Write(std::span<const uint8_t> bytes, Milliseconds timeout);

  // Waits for the first byte; 0 when none came in time.
  Result<size_t> Read(std::span<uint8_t> buffer, Milliseconds timeout);

 private:
  int fd_;
};

// Raw, 8 data bits, no parity. What the port had received before is dropped.
Result<ByteStream> OpenSerial(const std::string& device, unsigned baud);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_BYTE_STREAM_H_
