// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A tick is a microsecond, but the server is told that there are few of them in a
// second, so that it gives up a broken frame after milliseconds.
#include "tests/ports/fake_board.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

namespace tmb::test {
namespace {

constexpr uint32_t kPartitionBytes = 1 << 16;
constexpr uint32_t kTicksPerSecond = 8000;  // so a frame may pause for 2 ms

uint64_t Microseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(
      std::chrono::microseconds(std::chrono::duration_cast<std::chrono::microseconds>(now)).count());
}

}  // namespace

thread_local FakeBoard* FakeBoard::board_ = nullptr;

FakeBoard::FakeBoard(const std::vector<uint8_t>& model, LineFault line_fault, uint32_t memory_bytes)
    : partition_(kPartitionBytes, 0xff), memory_(memory_bytes), line_fault_(line_fault) {
  std::copy(model.begin(), model.end(), partition_.data());
}

FakeBoard::~FakeBoard() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
  if (device_fd_ >= 0) close(device_fd_);
  if (host_fd_ >= 0) close(host_fd_);
}

int FakeBoard::TakeSocket() {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0) return -1;
  fcntl(sockets[0], F_SETFL, O_NONBLOCK);
  device_fd_ = sockets[1];
  thread_ = std::thread([this] { Serve(); });
  return sockets[0];
}

std::string FakeBoard::OpenTerminal() {
  device_fd_ = posix_openpt(O_RDWR | O_NOCTTY);
  if (device_fd_ < 0 || grantpt(device_fd_) != 0 || unlockpt(device_fd_) != 0) return "";
  const std::string name = ptsname(device_fd_);
  host_fd_ = open(name.c_str(), O_RDWR | O_NOCTTY);  // held open: the device's end needs a partner
  termios settings;
  tcgetattr(host_fd_, &settings);
  cfmakeraw(&settings);
  tcsetattr(host_fd_, TCSANOW, &settings);
  thread_ = std::thread([this] { Serve(); });
  return name;
}

void FakeBoard::Serve() {
  board_ = this;
  const protocol::Platform platform = {
      "fake",
      kTicksPerSecond,
      partition_.data(),
      kPartitionBytes,
      {{memory_.data(), static_cast<uint32_t>(memory_.bytes())}, {nullptr, 0}},
      SendAll,
      Microseconds,
      Run,
      functions_.data(),
      static_cast<uint32_t>(functions_.size())};
  server_.Boot(platform, nullptr, protocol::LoadModel::kYes);
  while (!stop_) {
    pollfd poll_fd = {device_fd_, POLLIN, 0};
    uint8_t bytes[256];
    const ssize_t count = poll(&poll_fd, 1, 1) > 0 ? read(device_fd_, bytes, sizeof bytes) : 0;
    if (count <= 0) server_.Idle();
    for (ssize_t i = 0; i < count; ++i) Receive(bytes[i]);
  }
}

// Calls `deliver` as often as the line delivers the byte.
template <typename Deliver>
void Cross(LineFault fault, Way way, uint64_t position, uint8_t byte, Deliver deliver) {
  const bool hit = fault.damage != Damage::kNone && fault.way == way && fault.position == position;
  if (hit && fault.damage == Damage::kDrop) return;
  if (hit && fault.damage == Damage::kSpoil) byte = static_cast<uint8_t>(byte ^ 0x10);
  deliver(byte);
  if (hit && fault.damage == Damage::kDuplicate) deliver(byte);
}

void FakeBoard::Receive(uint8_t byte) {
  Cross(line_fault_, Way::kToDevice, received_++, byte, [this](uint8_t b) { server_.Push(b); });
}

void FakeBoard::Send(uint8_t byte) {
  Cross(line_fault_, Way::kFromDevice, sent_++, byte, [this](uint8_t b) {
    if (write(device_fd_, &b, 1) != 1) stop_ = true;
  });
}

void FakeBoard::SendAll(const uint8_t* data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) board_->Send(data[i]);
}

tmb_status FakeBoard::Run(tmb_machine* machine, unsigned entry, uint32_t* budget, uint64_t* ticks) {
  ++board_->runs_;
  *ticks = 1234;
  board_->server_.Heartbeat();
  return budget == nullptr ? tmb_run(machine, entry) : tmb_step(machine, entry, budget);
}

}  // namespace tmb::test
