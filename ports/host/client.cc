// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sending, waiting, repeating; then each request's payload.
#include "ports/host/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "runtime/crc32.h"

namespace tmb {
namespace {

using protocol::ErrorCode;
using protocol::Message;
using protocol::Parser;
using protocol::Reader;
using protocol::Writer;

constexpr uint32_t kInputHeaderBytes = 8;  // of SetInput, before the data
constexpr uint32_t kCostBytes = 8;         // of an instruction in a profile

// Inside a frame bytes come one at a time; to wake for each costs an emulator, on a busy
// machine, the time that it needs to send them.
constexpr auto kGather = std::chrono::microseconds(200);

std::string_view ErrorText(uint8_t code) {
  switch (ErrorCode{code}) {
    case ErrorCode::kNone:
      break;
    case ErrorCode::kUnknownMessage:
      return "unknown message: its firmware is older than this tool";
    case ErrorCode::kMalformedRequest:
      return "malformed request";
    case ErrorCode::kNoSession:
      return "it restarted and has lost the session";
    case ErrorCode::kNoModel:
      return "it has no model that it can run";
    case ErrorCode::kNoSuchEntry:
      return "no such entry, input or output";
    case ErrorCode::kOutOfRange:
      return "beyond the end of the tensor";
    case ErrorCode::kReadOnly:
      return "the input lies in the model and is read-only";
    case ErrorCode::kNoProfile:
      return "no memory left for a profile";
  }
  return "unknown error";
}

Error DeviceError(std::string_view what) {
  return Error{ErrorKind::kRunFailed, fmt::format("the device answers: {}", what)};
}

Error BadAnswer(std::string_view of) {
  return Error{ErrorKind::kRunFailed, fmt::format("the device's answer to {} makes no sense", of)};
}

protocol::Fault ReadFault(Reader& reader) {
  protocol::Fault fault = {};
  uint32_t* const words[] = {&fault.exception, &fault.pc,   &fault.lr,    &fault.psr, &fault.sp,
                             &fault.cfsr,      &fault.hfsr, &fault.mmfar, &fault.bfar};
  for (uint32_t* word : words) *word = reader.U32();
  return fault;
}

std::vector<uint8_t> Frame(Message message, uint8_t sequence, std::span<const uint8_t> payload) {
  std::vector<uint8_t> frame(protocol::kHeaderBytes);
  protocol::EncodeHeader({static_cast<uint8_t>(message), sequence, static_cast<uint16_t>(payload.size())},
                         frame.data());
  frame.insert(frame.end(), payload.begin(), payload.end());
  uint8_t trailer[protocol::kTrailerBytes];
  protocol::EncodeTrailer(Crc32(0, frame.data(), frame.size()), trailer);
  frame.insert(frame.end(), trailer, trailer + sizeof trailer);
  return frame;
}

}  // namespace

std::string FaultText(const protocol::Fault& fault) {
  return fmt::format(
      "exception {} at pc={:#010x} lr={:#010x} sp={:#010x} psr={:#010x}, cfsr={:#010x} hfsr={:#010x} "
      "mmfar={:#010x} bfar={:#010x}",
      fault.exception, fault.pc, fault.lr, fault.sp, fault.psr, fault.cfsr, fault.hfsr, fault.mmfar,
      fault.bfar);
}

// The next thing that the parser has to say; kNone when the time is over.
Result<Parser::Event> Client::NextEvent(std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    while (parsed_ < received_.size()) {
      const Parser::Event event = parser_.Push(received_[parsed_++]);
      if (event != Parser::Event::kNone) return event;
    }
    const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      parser_.Expire();
      return Parser::Event::kNone;
    }
    if (parser_.InFrame()) std::this_thread::sleep_for(kGather);
    received_.resize(4096);
    parsed_ = 0;
    Result<size_t> count = stream_.Read(received_, left);
    received_.resize(count.ok() ? count.value() : 0);
    if (!count.ok()) return count.error();
  }
}

// Waits for the answer to the request that was just sent. Answers to older requests,
// which were sent more than once, are passed over.
Result<Client::Verdict> Client::Await(Message request, Milliseconds patience) {
  auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    TMB_ASSIGN(const Parser::Event event, NextEvent(deadline));
    if (event == Parser::Event::kNone) return Verdict::kAgain;
    if (event == Parser::Event::kBadChecksum) return Verdict::kAgain;
    if (event != Parser::Event::kFrame) continue;
    const protocol::FrameHeader header = parser_.header();
    Reader payload(parser_.payload(), header.length);
    const Message message{header.type};
    if (message == Message::kBusy) {
      busy_ = true;
      if (request == Message::kRun) deadline = std::chrono::steady_clock::now() + patience;
    }
    if (message == Message::kNak) return Verdict::kAgain;
    if (message == Message::kFault) {
      return Error{ErrorKind::kRunFailed, "the device's processor faulted: " + FaultText(ReadFault(payload))};
    }
    if (header.sequence != sequence_) continue;
    if (message == Message::kError) return DeviceError(ErrorText(payload.U8()));
    if (header.type == (static_cast<uint8_t>(request) | protocol::kReplyBit)) return Verdict::kAnswered;
  }
}

Result<std::vector<uint8_t>> Client::Call(Message message, std::span<const uint8_t> payload,
                                          Patience patience) {
  ++sequence_;
  busy_ = false;
  const std::vector<uint8_t> frame = Frame(message, sequence_, payload);
  for (int attempt = 0; attempt < patience.attempts; ++attempt) {
    if (attempt != 0) ++repetitions_;
    TMB_CHECK_OK(stream_.Write(frame, patience.answer));
    TMB_ASSIGN(const Verdict verdict, Await(message, patience.answer));
    if (verdict == Verdict::kAnswered) {
      return std::vector<uint8_t>(parser_.payload(), parser_.payload() + parser_.header().length);
    }
  }
  return Error{ErrorKind::kRunFailed,
               busy_ ? "the device is busy with a run that nobody waits for: reset it"
                     : fmt::format("no answer from the device in {} attempts", patience.attempts)};
}

Result<DeviceInfo> Client::Hello() {
  TMB_ASSIGN(const std::vector<uint8_t> answer, Call(Message::kHello, {}, hello_patience_));
  Reader reader(answer.data(), static_cast<uint32_t>(answer.size()));
  DeviceInfo info;
  const uint16_t version = reader.U16();
  reader.U16();  // longest payload: of version 1 the same everywhere
  info.ticks_per_second = reader.U32();
  info.restarted_by_fault = reader.U8() != 0;
  info.fault = ReadFault(reader);
  const uint32_t feature_words = reader.U8();
  for (uint32_t i = 0; i < feature_words; ++i) info.features.push_back(reader.U32());
  const uint16_t name_bytes = reader.U16();
  const uint8_t* name = reader.Bytes(name_bytes);
  if (!reader.ok()) return BadAnswer("Hello");
  info.board.assign(reinterpret_cast<const char*>(name), name_bytes);
  if (version != protocol::kVersion) {
    return DeviceError(
        fmt::format("it speaks protocol version {}, this tool {}", version, protocol::kVersion));
  }
  return info;
}

Result<DeviceModel> Client::Model() {
  TMB_ASSIGN(const std::vector<uint8_t> answer, Call(Message::kModel, {}));
  Reader reader(answer.data(), static_cast<uint32_t>(answer.size()));
  DeviceModel model;
  model.status = static_cast<tmb_status>(reader.U8());
  model.fault_instruction = reader.U32();
  model.partition_address = reader.U32();
  model.partition_bytes = reader.U32();
  model.memory_needed = reader.U32();
  model.memory_bytes = reader.U32();
  if (!reader.ok()) return BadAnswer("Model");
  return model;
}

Result<uint32_t> Client::Checksum(uint32_t bytes) {
  uint8_t request[4];
  Writer(request, sizeof request).U32(bytes);
  TMB_ASSIGN(const std::vector<uint8_t> answer, Call(Message::kChecksum, request));
  if (answer.size() != 4) return BadAnswer("Checksum");
  return Reader(answer.data(), 4).U32();
}

Result<void> Client::SetInput(unsigned entry, unsigned index, std::span<const uint8_t> bytes) {
  uint8_t request[protocol::kMaxPayload];
  for (size_t offset = 0; offset < bytes.size();) {
    const size_t count = std::min<size_t>(bytes.size() - offset, protocol::kMaxPayload - kInputHeaderBytes);
    Writer writer(request, sizeof request);
    writer.U16(entry);
    writer.U16(index);
    writer.U32(static_cast<uint32_t>(offset));
    writer.Bytes(bytes.data() + offset, static_cast<uint32_t>(count));
    TMB_CHECK_OK(Call(Message::kSetInput, {request, writer.bytes()}));
    offset += count;
  }
  return {};
}

Result<RunReport> Client::Run(unsigned entry, const RunOptions& options) {
  uint8_t request[8];
  Writer writer(request, sizeof request);
  writer.U16(entry);
  writer.U16(options.traced ? protocol::kRunTraced : 0);
  writer.U32(options.budget);
  TMB_ASSIGN(const std::vector<uint8_t> answer, Call(Message::kRun, request));
  Reader reader(answer.data(), static_cast<uint32_t>(answer.size()));
  RunReport report;
  report.status = static_cast<tmb_status>(reader.U8());
  report.instruction = reader.U32();
  report.unit = reader.U32();
  report.ticks = reader.U64();
  if (!reader.ok()) return BadAnswer("Run");
  return report;
}

Result<void> Client::GetOutput(unsigned entry, unsigned index, std::span<uint8_t> bytes) {
  for (size_t offset = 0; offset < bytes.size();) {
    const size_t count = std::min<size_t>(bytes.size() - offset, protocol::kMaxPayload);
    uint8_t request[10];
    Writer writer(request, sizeof request);
    writer.U16(entry);
    writer.U16(index);
    writer.U32(static_cast<uint32_t>(offset));
    writer.U16(static_cast<uint32_t>(count));
    TMB_ASSIGN(const std::vector<uint8_t> answer, Call(Message::kGetOutput, request));
    if (answer.size() != count) return BadAnswer("GetOutput");
    std::copy(answer.begin(), answer.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
    offset += count;
  }
  return {};
}

Result<std::vector<InstructionCost>> Client::Costs(uint32_t instructions) {
  std::vector<InstructionCost> costs;
  while (costs.size() < instructions) {
    uint8_t request[4];
    Writer(request, sizeof request).U32(static_cast<uint32_t>(costs.size()));
    TMB_ASSIGN(const std::vector<uint8_t> answer, Call(Message::kProfile, request));
    if (answer.empty() || answer.size() % kCostBytes != 0) return BadAnswer("Profile");
    Reader reader(answer.data(), static_cast<uint32_t>(answer.size()));
    while (reader.left() != 0) {
      const uint32_t runs = reader.U32();
      costs.push_back({runs, reader.U32()});
    }
  }
  costs.resize(instructions);
  return costs;
}

Result<void> Client::ResetState() {
  TMB_CHECK_OK(Call(Message::kResetState, {}));
  return {};
}

}  // namespace tmb
