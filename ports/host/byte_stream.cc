// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// POSIX file descriptors and terminals.
#include "ports/host/byte_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tmb {
namespace {

Error Lost(std::string_view what) {
  return Error{ErrorKind::kRunFailed, fmt::format("the device is gone: {}", what)};
}

// Whether `fd` became ready in time.
Result<bool> Wait(int fd, short events, Milliseconds timeout) {
  pollfd poll_fd = {fd, events, 0};
  int ready;
  do {
    ready = poll(&poll_fd, 1, static_cast<int>(timeout.count()));
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) return Lost(std::strerror(errno));
  return ready > 0;
}

// Without a signal when nobody reads any more: that is an error to return.
ssize_t WriteSome(int fd, std::span<const uint8_t> bytes) {
  const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK) return sent;
  return write(fd, bytes.data(), bytes.size());
}

speed_t SpeedOf(unsigned baud) {
  constexpr std::pair<unsigned, speed_t> kSpeeds[] = {
      {9600, B9600},     {19200, B19200},   {38400, B38400},   {57600, B57600},     {115200, B115200},
      {230400, B230400}, {460800, B460800}, {921600, B921600}, {1000000, B1000000}, {2000000, B2000000},
  };
  for (const auto& [rate, speed] : kSpeeds) {
    if (rate == baud) return speed;
  }
  return B0;
}

}  // namespace

ByteStream::~ByteStream() {
  if (fd_ >= 0) close(fd_);
}

Result<void> ByteStream::Write(std::span<const uint8_t> bytes, Milliseconds timeout) {
  while (!bytes.empty()) {
    const ssize_t written = WriteSome(fd_, bytes);
    if (written > 0) {
      bytes = bytes.subspan(static_cast<size_t>(written));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return Lost(std::strerror(errno));
    TMB_ASSIGN(const bool ready, Wait(fd_, POLLOUT, timeout));
    if (!ready) return Error{ErrorKind::kRunFailed, "the device takes no more bytes"};
  }
  return {};
}

Result<size_t> ByteStream::Read(std::span<uint8_t> buffer, Milliseconds timeout) {
  TMB_ASSIGN(const bool ready, Wait(fd_, POLLIN, timeout));
  if (!ready) return size_t{0};
  const ssize_t count = read(fd_, buffer.data(), buffer.size());
  if (count > 0) return static_cast<size_t>(count);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return size_t{0};
  return Lost(count == 0 ? "it closed the connection" : std::strerror(errno));
}

Result<ByteStream> OpenSerial(const std::string& device, unsigned baud) {
  const speed_t speed = SpeedOf(baud);
  if (speed == B0) return Error{ErrorKind::kUsage, fmt::format("{} baud is not supported", baud)};
  const int fd = open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return Error{ErrorKind::kUsage, fmt::format("{}: {}", device, std::strerror(errno))};
  ByteStream stream(fd);
  termios settings;
  if (tcgetattr(fd, &settings) != 0) {
    return Error{ErrorKind::kUsage, fmt::format("{}: no serial port: {}", device, std::strerror(errno))};
  }
  cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  cfsetspeed(&settings, speed);
  if (tcsetattr(fd, TCSANOW, &settings) != 0 || tcflush(fd, TCIOFLUSH) != 0) {
    return Error{ErrorKind::kUsage, fmt::format("{}: {}", device, std::strerror(errno))};
  }
  return stream;
}

}  // namespace tmb
