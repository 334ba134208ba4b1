// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Frames in, frames out: resynchronization, repetition, dispatch. What the requests do
// is in requests.cc.
#include "ports/protocol/server.h"

#include "runtime/crc32.h"

namespace tmb::protocol {
namespace {

constexpr uint32_t kPausesPerSecond = 4;  // a frame may pause for a quarter of a second

Nak Reason(Parser::Event event) {
  switch (event) {
    case Parser::Event::kBadChecksum:
      return Nak::kBadChecksum;
    case Parser::Event::kTruncated:
      return Nak::kTruncated;
    case Parser::Event::kNone:
    case Parser::Event::kFrame:
    case Parser::Event::kBadHeader:
      break;
  }
  return Nak::kBadHeader;
}

}  // namespace

void Server::Boot(const Platform& platform, const Fault* fault, LoadModel load) {
  platform_ = platform;
  for (const Pool& pool : platform.pools) memory_bytes_ += pool.bytes;
  has_fault_ = fault != nullptr;
  if (has_fault_) fault_ = *fault;
  load_status_ = load == LoadModel::kYes ? Load() : TMB_FAULT;
}

tmb_status Server::Load() {
  tmb_status status = tmb_load(&machine_, platform_.partition, platform_.partition_bytes);
  if (status == TMB_OK) status = tmb_check_constants(&machine_);
  if (status != TMB_OK) return status;
  described_ = true;
  status = tmb_set_functions(&machine_, platform_.functions, platform_.function_count);
  if (status != TMB_OK) return status;
  status = PlaceMemory(&machine_, platform_.pools);
  if (status != TMB_OK) return status;
  const uint32_t bytes = tmb_instruction_count(&machine_) * static_cast<uint32_t>(sizeof(Counter));
  counters_ = reinterpret_cast<Counter*>(Take(platform_.pools, bytes));
  return TMB_OK;
}

void Server::Push(uint8_t byte) {
  idle_ = false;
  const Parser::Event event = parser_.Push(byte);
  if (event == Parser::Event::kNone) return;
  if (event == Parser::Event::kFrame) return Handle();
  SendCode(Message::kNak, parser_.header().sequence, static_cast<uint8_t>(Reason(event)));
}

void Server::Idle() {
  if (!parser_.InFrame()) return;
  const uint64_t now = platform_.ticks();
  if (!idle_) idle_since_ = now;
  idle_ = true;
  if (now - idle_since_ < platform_.ticks_per_second / kPausesPerSecond) return;
  const Parser::Event event = parser_.Expire();
  SendCode(Message::kNak, parser_.header().sequence, static_cast<uint8_t>(Reason(event)));
}

void Server::Heartbeat() {
  Send(static_cast<uint8_t>(Message::kBusy), parser_.header().sequence, nullptr, 0, {});
}

void Server::ReportFault(const Fault& fault) {
  uint8_t payload[sizeof(Fault)];
  Writer writer(payload, sizeof payload);
  writer.Words(&fault.exception, kFaultWords);
  Send(static_cast<uint8_t>(Message::kFault), parser_.header().sequence, payload, writer.bytes(), {});
}

void Server::Handle() {
  const FrameHeader header = parser_.header();
  const Message message{header.type};
  session_ = session_ || message == Message::kHello;
  if (!session_) {
    return SendCode(Message::kError, header.sequence, static_cast<uint8_t>(ErrorCode::kNoSession));
  }
  const uint8_t type = static_cast<uint8_t>(header.type | kReplyBit);
  if (message == Message::kRun && answered_run_ && header.sequence == run_sequence_) {
    return Send(type, header.sequence, run_reply_, run_reply_bytes_, {});
  }
  answered_run_ = false;  // the host goes on: the same number now means another request
  Reader request(parser_.payload(), header.length);
  Writer reply(reply_, sizeof reply_);
  Data data;
  const ErrorCode error = Answer(message, request, reply, data);
  if (error != ErrorCode::kNone) {
    return SendCode(Message::kError, header.sequence, static_cast<uint8_t>(error));
  }
  Send(type, header.sequence, reply_, reply.bytes(), data);
}

ErrorCode Server::Answer(Message message, Reader& request, Writer& reply, Data& data) {
  switch (message) {
    case Message::kHello:
      return Hello(request, reply);
    case Message::kModel:
      return Model(request, reply);
    case Message::kEntry:
      return Entry(request, reply);
    case Message::kTensor:
      return DescribeTensor(request, reply);
    case Message::kSetInput:
      return SetInput(request);
    case Message::kRun:
      return Run(request, reply);
    case Message::kGetOutput:
      return GetOutput(request, data);
    case Message::kResetState:
      return ResetState(request);
    case Message::kProfile:
      return Profile(request, reply);
    case Message::kChecksum:
      return Checksum(request, reply);
    case Message::kBusy:
    case Message::kFault:
    case Message::kNak:
    case Message::kError:
      break;
  }
  return ErrorCode::kUnknownMessage;
}

void Server::SendCode(Message type, uint8_t sequence, uint8_t code) {
  Send(static_cast<uint8_t>(type), sequence, &code, 1, {});
}

void Server::Send(uint8_t type, uint8_t sequence, const uint8_t* head, uint32_t head_bytes, Data tail) {
  uint8_t header[kHeaderBytes];
  EncodeHeader({type, sequence, static_cast<uint16_t>(head_bytes + tail.bytes)}, header);
  uint8_t trailer[kTrailerBytes];
  const uint32_t crc = Crc32(Crc32(0, header, kHeaderBytes), head, head_bytes);
  EncodeTrailer(Crc32(crc, tail.start, tail.bytes), trailer);
  platform_.send(header, kHeaderBytes);
  platform_.send(head, head_bytes);
  platform_.send(tail.start, tail.bytes);
  platform_.send(trailer, kTrailerBytes);
}

}  // namespace tmb::protocol
