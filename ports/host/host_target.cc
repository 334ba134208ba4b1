// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Runs an entry in this process, through the public API as a firmware does. Ticks are
// nanoseconds.
#include <fmt/format.h>

#include <chrono>
#include <cstring>

#include "ports/host/target.h"
#include "ports/protocol/placement.h"

namespace tmb {
namespace {

constexpr uint64_t kNanoseconds = 1000000000;

uint64_t Now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::nanoseconds(now).count());
}

class HostTarget : public Target {
 public:
  HostTarget(const ModelFile& model, unsigned entry) : machine_(model.machine), entry_(entry) {}

  Result<void> Allocate() {
    if (const char* target = tmb_missing_function(&machine_)) {
      return Error{ErrorKind::kUnsupported,
                   fmt::format("the program calls \"{}\", a function that tmrun does not have: run it where it "
                               "is registered (tmb_set_functions in tmb.h)",
                               target)};
    }
    const uint32_t bytes = protocol::MemoryNeeded(&machine_);
    memory_ = AllocateAligned(bytes);
    if (memory_ == nullptr) return Error{ErrorKind::kDoesNotFit, fmt::format("no {} bytes of memory", bytes)};
    protocol::Pool pools[protocol::kPools] = {{memory_.get(), bytes}, {nullptr, 0}};
    const tmb_status status = protocol::PlaceMemory(&machine_, pools);
    if (status != TMB_OK) return Error{KindOf(status), tmb_status_text(status)};
    return {};
  }

  Result<void> SetInput(unsigned index, std::span<const uint8_t> bytes) override {
    const tmb_tensor tensor = tmb_input(&machine_, entry_, index);
    if (!bytes.empty()) std::memcpy(tensor.data, bytes.data(), bytes.size());
    return {};
  }

  Result<RunReport> Run(const RunOptions& options) override {
    costs_.assign(options.traced ? tmb_instruction_count(&machine_) : 0, {});
    tmb_set_trace(&machine_, options.traced ? Trace : nullptr, this);
    uint32_t budget = options.budget;
    const uint64_t start = Now();
    const tmb_status status =
        options.budget == 0 ? tmb_run(&machine_, entry_) : tmb_step(&machine_, entry_, &budget);
    const uint64_t ticks = Now() - start;
    if (status == TMB_PAUSED) tmb_abandon(&machine_);
    return RunReport{status, machine_.fault.instruction, machine_.fault.unit, ticks};
  }

  Result<void> GetOutput(unsigned index, std::span<uint8_t> bytes) override {
    const tmb_tensor tensor = tmb_output(&machine_, entry_, index);
    if (!bytes.empty()) std::memcpy(bytes.data(), tensor.data, bytes.size());
    return {};
  }

  Result<std::vector<InstructionCost>> Costs() override { return costs_; }
  Result<void> Close() override { return {}; }
  uint64_t ticks_per_second() const override { return kNanoseconds; }

 private:
  static void Trace(void* user, uint32_t instruction, int begin) {
    auto& self = *static_cast<HostTarget*>(user);
    if (begin != 0) {
      self.trace_start_ = Now();
      return;
    }
    InstructionCost& cost = self.costs_[instruction];
    ++cost.runs;
    cost.ticks += Now() - self.trace_start_;
  }

  tmb_machine machine_;
  unsigned entry_;
  AlignedBytes memory_;
  std::vector<InstructionCost> costs_;
  uint64_t trace_start_ = 0;
};

}  // namespace

Result<std::unique_ptr<Target>> OpenHostTarget(const ModelFile& model, unsigned entry) {
  auto target = std::make_unique<HostTarget>(model, entry);
  TMB_CHECK_OK(target->Allocate());
  return std::unique_ptr<Target>(std::move(target));
}

}  // namespace tmb
