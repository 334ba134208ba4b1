// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The host's side of the UART protocol (docs/protocol.md): one request at a time, sent
// again until its answer comes. Silence, for longer than a live device is ever silent,
// is an error.
#ifndef TMB_PORTS_HOST_CLIENT_H_
#define TMB_PORTS_HOST_CLIENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "converter/result.h"
#include "ports/host/byte_stream.h"
#include "ports/host/target.h"
#include "ports/protocol/frame.h"
#include "ports/protocol/messages.h"
#include "ports/protocol/wire.h"

namespace tmb {

struct DeviceInfo {
  uint32_t ticks_per_second = 0;
  std::string board;
  bool restarted_by_fault = false;
  protocol::Fault fault = {};
  std::vector<uint32_t> features;  // the bit set of its build, as tmb_features
};

struct DeviceModel {
  tmb_status status = TMB_OK;
  uint32_t fault_instruction = 0;
  uint32_t partition_address = 0;
  uint32_t partition_bytes = 0;
  uint32_t memory_needed = 0;
  uint32_t memory_bytes = 0;
};

// How long and how often to try.
struct Patience {
  Milliseconds answer;
  int attempts;
};
// A device that is not there yet, or still at boot, loses what it is sent.
inline constexpr Patience kHelloPatience = {Milliseconds(200), 60};
// A device that runs says so every second.
inline constexpr Patience kPatience = {Milliseconds(2000), 8};

class Client {
 public:
  explicit Client(ByteStream stream, Patience patience = kPatience, Patience hello_patience = kHelloPatience)
      : stream_(std::move(stream)), patience_(patience), hello_patience_(hello_patience) {}

  Result<DeviceInfo> Hello();  // first; opens the session
  Result<DeviceModel> Model();
  Result<uint32_t> Checksum(uint32_t bytes);
  Result<void> SetInput(unsigned entry, unsigned index, std::span<const uint8_t> bytes);
  Result<RunReport> Run(unsigned entry, const RunOptions& options);
  Result<void> GetOutput(unsigned entry, unsigned index, std::span<uint8_t> bytes);
  Result<std::vector<InstructionCost>> Costs(uint32_t instructions);
  Result<void> ResetState();

  // One exchange: the payload of the answer.
  Result<std::vector<uint8_t>> Call(protocol::Message message, std::span<const uint8_t> payload) {
    return Call(message, payload, patience_);
  }

  uint32_t repetitions() const { return repetitions_; }

 private:
  enum class Verdict : uint8_t { kAnswered, kAgain };
  Result<std::vector<uint8_t>> Call(protocol::Message message, std::span<const uint8_t> payload,
                                    Patience patience);
  Result<Verdict> Await(protocol::Message request, Milliseconds patience);
  Result<protocol::Parser::Event> NextEvent(std::chrono::steady_clock::time_point deadline);

  ByteStream stream_;
  Patience patience_;
  Patience hello_patience_;
  protocol::Parser parser_;
  std::vector<uint8_t> received_;  // not parsed yet
  size_t parsed_ = 0;
  uint8_t sequence_ = 0;
  uint32_t repetitions_ = 0;
  bool busy_ = false;  // it said so since the last request
};

std::string FaultText(const protocol::Fault& fault);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_CLIENT_H_
