// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The device's side of the protocol: loads the model of a partition, answers requests,
// runs entries. Driven by bytes; all it needs from its surroundings is a Platform, so
// the same code serves a board and a test on the host.
//
// A request is idempotent but Run, whose last answer is kept: repeated with the same
// sequence number it is answered again, not run again.
#ifndef TMB_PORTS_PROTOCOL_SERVER_H_
#define TMB_PORTS_PROTOCOL_SERVER_H_

#include <cstdint>

#include "ports/protocol/frame.h"
#include "ports/protocol/messages.h"
#include "ports/protocol/placement.h"
#include "ports/protocol/wire.h"
#include "tmb/tmb.h"

namespace tmb::protocol {

struct Platform {
  const char* board;
  uint32_t ticks_per_second;
  const uint8_t* partition;
  uint32_t partition_bytes;
  Pool pools[kPools];
  void (*send)(const uint8_t* data, uint32_t bytes);
  uint64_t (*ticks)();
  // Runs an entry and measures it; at most *budget units of work unless `budget` is null.
  tmb_status (*run)(tmb_machine* machine, unsigned entry, uint32_t* budget, uint64_t* ticks);
  // For custom-calls.
  const tmb_function* functions = nullptr;
  uint32_t function_count = 0;
};

enum class LoadModel : uint8_t {
  kYes,
  kNo  // the last attempt ended in a processor fault: answer without a model
};

class Server {
 public:
  // Once, at boot. `fault` is the one that ended the last run of the firmware, or null.
  void Boot(const Platform& platform, const Fault* fault, LoadModel load);

  void Push(uint8_t byte);
  void Idle();  // to be called when there is no byte

  // During a run, from an interrupt: tells the host that the device is alive.
  void Heartbeat();

  // From the fault handler: uses nothing that the fault may have broken but `send`.
  void ReportFault(const Fault& fault);

 private:
  struct Counter {
    uint32_t runs;
    uint32_t ticks;
  };
  struct Data {
    const uint8_t* start = nullptr;
    uint32_t bytes = 0;
  };

  tmb_status Load();
  void Handle();
  ErrorCode Answer(Message message, Reader& request, Writer& reply, Data& data);
  ErrorCode Hello(Reader& request, Writer& reply);
  ErrorCode Model(Reader& request, Writer& reply);
  ErrorCode Entry(Reader& request, Writer& reply);
  ErrorCode DescribeTensor(Reader& request, Writer& reply);
  ErrorCode SetInput(Reader& request);
  ErrorCode Run(Reader& request, Writer& reply);
  ErrorCode GetOutput(Reader& request, Data& data);
  ErrorCode ResetState(Reader& request);
  ErrorCode Profile(Reader& request, Writer& reply);
  ErrorCode Checksum(Reader& request, Writer& reply);
  tmb_status RunEntry(unsigned entry, uint16_t flags, uint32_t* budget, uint64_t* ticks);
  void SendCode(Message type, uint8_t sequence, uint8_t code);
  void Send(uint8_t type, uint8_t sequence, const uint8_t* head, uint32_t head_bytes, Data tail);
  static void Trace(void* server, uint32_t instruction, int begin);

  Platform platform_ = {};
  Parser parser_;
  tmb_machine machine_ = {};
  tmb_status load_status_ = TMB_OK;
  uint32_t memory_bytes_ = 0;  // of the pools, before the model took its part
  bool described_ = false;     // the file is sound, even if its memory did not fit
  bool session_ = false;
  bool has_fault_ = false;
  Fault fault_ = {};

  Counter* counters_ = nullptr;  // of each instruction, in what the model left of the pools
  bool profiled_ = false;        // they belong to a traced run
  uint64_t trace_start_ = 0;

  bool idle_ = false;  // no byte since idle_since_
  uint64_t idle_since_ = 0;

  bool answered_run_ = false;  // run_reply_ belongs to request run_sequence_
  uint8_t run_sequence_ = 0;
  uint8_t run_reply_[32] = {};
  uint32_t run_reply_bytes_ = 0;

  uint8_t reply_[kMaxPayload] = {};
};

}  // namespace tmb::protocol

#endif  // TMB_PORTS_PROTOCOL_SERVER_H_
