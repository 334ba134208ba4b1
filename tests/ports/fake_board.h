// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The device's side of the protocol in a thread of the test, behind a socket or a
// pseudo-terminal whose line may lose, double or spoil one byte.
#ifndef TMB_TESTS_PORTS_FAKE_BOARD_H_
#define TMB_TESTS_PORTS_FAKE_BOARD_H_

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "ports/protocol/server.h"
#include "tests/runtime/loaded_program.h"

namespace tmb::test {

enum class Damage { kNone, kDrop, kDuplicate, kSpoil };
enum class Way { kToDevice, kFromDevice };

// What happens to the byte at `position` of all that go one way.
struct LineFault {
  Damage damage = Damage::kNone;
  Way way = Way::kToDevice;
  uint64_t position = 0;
};

class FakeBoard {
 public:
  // `model` is what the partition of `partition_bytes` starts with; `memory_bytes` is
  // all that the model gets.
  FakeBoard(const std::vector<uint8_t>& model, LineFault line_fault, uint32_t memory_bytes = 1 << 16);
  ~FakeBoard();

  // Before it is opened.
  void SetFunctions(std::span<const tmb_function> functions) { functions_ = functions; }
  // The host's end of a socket, once; or of a pseudo-terminal.
  int TakeSocket();
  std::string OpenTerminal();

  uint32_t runs() const { return runs_; }
  uint64_t bytes(Way way) const { return way == Way::kToDevice ? received_ : sent_; }

 private:
  void Serve();
  void Receive(uint8_t byte);
  void Send(uint8_t byte);
  static void SendAll(const uint8_t* data, uint32_t bytes);
  static tmb_status Run(tmb_machine* machine, unsigned entry, uint32_t* budget, uint64_t* ticks);

  static thread_local FakeBoard* board_;  // of this thread: a Platform has no user pointer

  Block partition_;
  Block memory_;
  LineFault line_fault_;
  std::span<const tmb_function> functions_;
  protocol::Server server_;
  std::atomic<uint32_t> runs_ = 0;
  std::atomic<uint64_t> received_ = 0;
  std::atomic<uint64_t> sent_ = 0;
  std::atomic<bool> stop_ = false;
  int device_fd_ = -1;
  int host_fd_ = -1;
  std::thread thread_;
};

}  // namespace tmb::test

#endif  // TMB_TESTS_PORTS_FAKE_BOARD_H_
