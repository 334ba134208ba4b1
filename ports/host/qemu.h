// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A board under QEMU: the generic firmware with a model in its partition, its UART a
// socket of ours. It never outlives this process, and is ended in order, so that
// plugins write their reports.
#ifndef TMB_PORTS_HOST_QEMU_H_
#define TMB_PORTS_HOST_QEMU_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "converter/result.h"
#include "ports/host/byte_stream.h"

namespace tmb {

class Qemu {
 public:
  // `model_path` may be empty: the partition then reads as zeros. What stands in the
  // environment variable TMB_QEMU_ARGS is appended to QEMU's command line.
  static Result<std::unique_ptr<Qemu>> Start(const std::string& board, const std::string& model_path);
  ~Qemu();
  Qemu(const Qemu&) = delete;
  Qemu& operator=(const Qemu&) = delete;

  // The board's UART, once.
  ByteStream TakeUart();

  // Ends it and waits; passes on what it wrote on stderr. Fails when it ends by itself
  // before `grace` is over.
  Result<void> Stop(Milliseconds grace = Milliseconds(0));

 private:
  Qemu() = default;
  Result<void> Spawn(const std::vector<std::string>& arguments);
  bool AwaitEnd(Milliseconds patience);
  std::string Messages();

  pid_t pid_ = -1;
  int uart_ = -1;
  int messages_ = -1;  // an unnamed file that is QEMU's stderr
};

}  // namespace tmb

#endif  // TMB_PORTS_HOST_QEMU_H_
