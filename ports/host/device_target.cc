// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Runs an entry on a device that speaks the UART protocol. The device holds the model
// already; that it is the same as the file is checked before anything else.
#include <fmt/format.h>

#include <charconv>

#include "ports/host/client.h"
#include "ports/host/debug_info.h"
#include "ports/host/qemu.h"
#include "ports/host/target.h"
#include "runtime/crc32.h"
#include "runtime/load.h"

namespace tmb {
namespace {

constexpr unsigned kDefaultBaud = 115200;
constexpr Milliseconds kLastBreath(200);  // QEMU drops the connection before it exits

// Names of what the model, which this host has loaded, needs beyond the features of a build.
std::string FeaturesBeyond(const std::vector<uint32_t>& features, const tmb_machine& machine) {
  Image image;
  image.model = machine.model;
  image.program_bytes = machine.program_bytes;
  image.program = static_cast<const fb::Program*>(machine.program);
  const auto* const required = image.program->required();
  std::vector<std::string> names;
  for (uint32_t bit = 0; bit < 32 * SizeOf(required); ++bit) {
    const uint32_t has = bit / 32 < features.size() ? features[bit / 32] : 0;
    if ((required->Get(bit / 32) & ~has & 1u << bit % 32) == 0) continue;
    const char* const name = FeatureName(image, bit);
    names.emplace_back(name == nullptr ? "a feature without a name" : name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

class DeviceTarget : public Target {
 public:
  DeviceTarget(std::unique_ptr<Qemu> qemu, ByteStream stream, const ModelFile& model, unsigned entry)
      : qemu_(std::move(qemu)), client_(std::move(stream)), model_(model), entry_(entry) {}

  Result<void> Open() {
    TMB_ASSIGN(info_, Explained(client_.Hello()));
    TMB_ASSIGN(const DeviceModel loaded, Explained(client_.Model()));
    TMB_CHECK_OK(CheckSameModel(loaded));
    if (loaded.status != TMB_OK) return Refusal(loaded);
    return {};
  }

  Result<void> SetInput(unsigned index, std::span<const uint8_t> bytes) override {
    return Explained(client_.SetInput(entry_, index, bytes));
  }
  Result<RunReport> Run(const RunOptions& options) override {
    return Explained(client_.Run(entry_, options));
  }
  Result<void> GetOutput(unsigned index, std::span<uint8_t> bytes) override {
    return Explained(client_.GetOutput(entry_, index, bytes));
  }
  Result<std::vector<InstructionCost>> Costs() override {
    return Explained(client_.Costs(tmb_instruction_count(&model_.machine)));
  }
  Result<void> Close() override {
    if (qemu_ == nullptr) return {};
    return qemu_->Stop();
  }
  uint64_t ticks_per_second() const override { return info_.ticks_per_second; }

 private:
  // An error, with what QEMU said when QEMU is the reason.
  template <typename T>
  Result<T> Explained(Result<T> result) {
    if (result.ok() || qemu_ == nullptr) return result;
    const Result<void> stopped = qemu_->Stop(kLastBreath);
    if (stopped.ok()) return result;
    return Error{ErrorKind::kRunFailed, result.error().text + "\n" + stopped.error().text};
  }

  Result<void> CheckSameModel(const DeviceModel& loaded) {
    const std::string advice = fmt::format("flash {} at {:#x}", model_.path, loaded.partition_address);
    if (model_.bytes > loaded.partition_bytes) {
      return Error{ErrorKind::kDoesNotFit, fmt::format("{}: {} bytes, the board's model partition has {}",
                                                       model_.path, model_.bytes, loaded.partition_bytes)};
    }
    TMB_ASSIGN(const uint32_t crc, Explained(client_.Checksum(model_.bytes)));
    if (crc == Crc32(0, model_.data.get(), model_.bytes)) return {};
    return Error{ErrorKind::kRunFailed,
                 fmt::format("the {} holds {}: {}", info_.board,
                             loaded.status == TMB_OK ? "another model" : "no such model", advice)};
  }

  Error Refusal(const DeviceModel& loaded) const {
    std::string text =
        fmt::format("the {} refuses the model: {}", info_.board, tmb_status_text(loaded.status));
    if (loaded.status == TMB_ARENA_TOO_SMALL) {
      text += fmt::format(": it needs {} bytes, the board has {}", loaded.memory_needed, loaded.memory_bytes);
    }
    if (loaded.status == TMB_UNSUPPORTED) text += ": " + FeaturesBeyond(info_.features, model_.machine);
    if (loaded.status == TMB_NO_FUNCTION) text += ": " + CustomCallTarget(model_, loaded.fault_instruction);
    if (loaded.status == TMB_MALFORMED) text += fmt::format(" (instruction {})", loaded.fault_instruction);
    if (info_.restarted_by_fault) text += "; its processor faulted: " + FaultText(info_.fault);
    return Error{KindOf(loaded.status), text};
  }

  std::unique_ptr<Qemu> qemu_;
  Client client_;
  const ModelFile& model_;
  unsigned entry_;
  DeviceInfo info_;
};

Result<std::unique_ptr<Target>> OpenQemu(const std::string& board, const ModelFile& model, unsigned entry) {
  TMB_ASSIGN(std::unique_ptr<Qemu> qemu, Qemu::Start(board, model.path));
  ByteStream uart = qemu->TakeUart();
  auto target = std::make_unique<DeviceTarget>(std::move(qemu), std::move(uart), model, entry);
  TMB_CHECK_OK(target->Open());
  return std::unique_ptr<Target>(std::move(target));
}

Result<std::unique_ptr<Target>> OpenSerialTarget(const std::string& device, const ModelFile& model,
                                                 unsigned entry) {
  const size_t at = device.rfind('@');
  unsigned baud = kDefaultBaud;
  if (at != std::string::npos) {
    const char* const end = device.data() + device.size();
    const auto parsed = std::from_chars(device.data() + at + 1, end, baud);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
      return Error{ErrorKind::kUsage, fmt::format("serial:{}: what follows @ is no baud rate", device)};
    }
  }
  TMB_ASSIGN(ByteStream stream, OpenSerial(device.substr(0, at), baud));
  auto target = std::make_unique<DeviceTarget>(nullptr, std::move(stream), model, entry);
  TMB_CHECK_OK(target->Open());
  return std::unique_ptr<Target>(std::move(target));
}

}  // namespace

Result<std::unique_ptr<Target>> OpenTarget(const std::string& where, const ModelFile& model, unsigned entry) {
  if (where == "host") return OpenHostTarget(model, entry);
  if (where.starts_with("qemu:")) return OpenQemu(where.substr(5), model, entry);
  if (where.starts_with("serial:")) return OpenSerialTarget(where.substr(7), model, entry);
  return Error{ErrorKind::kUsage, fmt::format("--on {}: host, qemu:BOARD or serial:DEVICE[@BAUD]", where)};
}

}  // namespace tmb
