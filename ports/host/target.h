// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Where an entry of a model runs: in this process, under an emulator, on a board. The
// three differ in how they are opened and in nothing that the caller sees.
#ifndef TMB_PORTS_HOST_TARGET_H_
#define TMB_PORTS_HOST_TARGET_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "converter/result.h"
#include "ports/host/model_file.h"

namespace tmb {

struct RunOptions {
  uint32_t budget = 0;  // units of work; 0: no bound
  bool traced = false;  // collect instruction costs
};

struct RunReport {
  tmb_status status = TMB_OK;
  uint32_t instruction = 0;  // where it stopped, unless status is TMB_OK
  uint32_t unit = 0;
  uint64_t ticks = 0;
};

struct InstructionCost {
  uint64_t runs = 0;
  uint64_t ticks = 0;
};

class Target {
 public:
  virtual ~Target() = default;

  virtual Result<void> SetInput(unsigned index, std::span<const uint8_t> bytes) = 0;
  virtual Result<RunReport> Run(const RunOptions& options) = 0;
  virtual Result<void> GetOutput(unsigned index, std::span<uint8_t> bytes) = 0;
  // Of each instruction, in the last run, which was traced.
  virtual Result<std::vector<InstructionCost>> Costs() = 0;
  // Ends the session in order; an emulator's plugins write their reports now.
  virtual Result<void> Close() = 0;

  virtual uint64_t ticks_per_second() const = 0;
};

// `where` is host, qemu:BOARD or serial:DEVICE[@BAUD]. `model` must outlive the target.
Result<std::unique_ptr<Target>> OpenTarget(const std::string& where, const ModelFile& model, unsigned entry);

Result<std::unique_ptr<Target>> OpenHostTarget(const ModelFile& model, unsigned entry);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_TARGET_H_
