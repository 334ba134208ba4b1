// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What each request of the protocol does. A handler reads its request, writes its
// reply and names the reason when it refuses; framing and repetition are server.cc's.
#include <cstring>

#include "ports/protocol/server.h"
#include "runtime/crc32.h"

namespace tmb::protocol {
namespace {

constexpr uint32_t kArenas = 4;
constexpr uint32_t kCounterBytes = 8;

bool Complete(const Reader& request) { return request.ok() && request.left() == 0; }

// The part of a tensor that a request names; `data` is null when there is no such part.
struct Span {
  uint8_t* data;
  ErrorCode error;
};

Span Slice(const tmb_tensor& tensor, uint32_t offset, uint32_t bytes) {
  if (tensor.name == nullptr || tensor.data == nullptr) return {nullptr, ErrorCode::kNoSuchEntry};
  if (offset > tensor.bytes || bytes > tensor.bytes - offset) return {nullptr, ErrorCode::kOutOfRange};
  return {static_cast<uint8_t*>(tensor.data) + offset, ErrorCode::kNone};
}

}  // namespace

ErrorCode Server::Hello(Reader& request, Writer& reply) {
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  unsigned feature_words = 0;
  const uint32_t* features = tmb_features(&feature_words);
  reply.U16(kVersion);
  reply.U16(kMaxPayload);
  reply.U32(platform_.ticks_per_second);
  reply.U8(has_fault_ ? 1 : 0);
  reply.Words(&fault_.exception, kFaultWords);
  reply.U8(feature_words);
  reply.Words(features, feature_words);
  reply.Text(platform_.board);
  return ErrorCode::kNone;
}

ErrorCode Server::Model(Reader& request, Writer& reply) {
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  reply.U8(load_status_);
  reply.U32(machine_.fault.instruction);
  reply.U32(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(platform_.partition)));
  reply.U32(platform_.partition_bytes);
  reply.U32(described_ ? MemoryNeeded(&machine_) : 0);
  reply.U32(memory_bytes_);
  for (uint32_t region = 0; region < kArenas; ++region) {
    reply.U32(described_ ? static_cast<uint32_t>(tmb_arena_bytes(&machine_, region)) : 0);
  }
  reply.U32(described_ ? static_cast<uint32_t>(tmb_state_bytes(&machine_)) : 0);
  reply.U32(described_ ? tmb_instruction_count(&machine_) : 0);
  reply.U16(described_ ? tmb_entry_count(&machine_) : 0);
  return ErrorCode::kNone;
}

ErrorCode Server::Entry(Reader& request, Writer& reply) {
  const uint16_t entry = request.U16();
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  if (!described_) return ErrorCode::kNoModel;
  if (entry >= tmb_entry_count(&machine_)) return ErrorCode::kNoSuchEntry;
  reply.U16(tmb_input_count(&machine_, entry));
  reply.U16(tmb_output_count(&machine_, entry));
  reply.Text(tmb_entry_name(&machine_, entry));
  return ErrorCode::kNone;
}

ErrorCode Server::DescribeTensor(Reader& request, Writer& reply) {
  const uint16_t entry = request.U16();
  const Direction direction{request.U8()};
  const uint16_t index = request.U16();
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  if (!described_) return ErrorCode::kNoModel;
  const tmb_tensor tensor = direction == Direction::kInput ? tmb_input(&machine_, entry, index)
                                                           : tmb_output(&machine_, entry, index);
  if (tensor.name == nullptr) return ErrorCode::kNoSuchEntry;
  reply.U8(tensor.type);
  reply.U32(tensor.bytes);
  reply.U8(tensor.rank);
  reply.Words(tensor.dims, tensor.rank);
  reply.Text(tensor.name);
  return ErrorCode::kNone;
}

ErrorCode Server::SetInput(Reader& request) {
  const uint16_t entry = request.U16();
  const uint16_t index = request.U16();
  const uint32_t offset = request.U32();
  if (!request.ok()) return ErrorCode::kMalformedRequest;
  if (load_status_ != TMB_OK) return ErrorCode::kNoModel;
  const uint32_t bytes = request.left();
  const Span span = Slice(tmb_input(&machine_, entry, index), offset, bytes);
  if (span.error != ErrorCode::kNone) return span.error;
  const uintptr_t at = reinterpret_cast<uintptr_t>(span.data);
  const uintptr_t partition = reinterpret_cast<uintptr_t>(platform_.partition);
  if (at - partition < platform_.partition_bytes) return ErrorCode::kReadOnly;
  std::memcpy(span.data, request.Bytes(bytes), bytes);
  return ErrorCode::kNone;
}

ErrorCode Server::Run(Reader& request, Writer& reply) {
  const uint16_t entry = request.U16();
  const uint16_t flags = request.U16();
  const uint32_t budget = request.U32();
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  if (load_status_ != TMB_OK) return ErrorCode::kNoModel;
  if (entry >= tmb_entry_count(&machine_)) return ErrorCode::kNoSuchEntry;
  if ((flags & kRunTraced) != 0 && counters_ == nullptr) return ErrorCode::kNoProfile;
  uint32_t left = budget;
  uint64_t ticks = 0;
  const tmb_status status = RunEntry(entry, flags, budget == 0 ? nullptr : &left, &ticks);
  reply.U8(status);
  reply.U32(machine_.fault.instruction);
  reply.U32(machine_.fault.unit);
  reply.U64(ticks);
  reply.U32(budget - left);
  run_sequence_ = parser_.header().sequence;
  run_reply_bytes_ = reply.bytes();
  std::memcpy(run_reply_, reply_, run_reply_bytes_);
  answered_run_ = true;
  return ErrorCode::kNone;
}

tmb_status Server::RunEntry(unsigned entry, uint16_t flags, uint32_t* budget, uint64_t* ticks) {
  profiled_ = (flags & kRunTraced) != 0;
  if (profiled_) {
    std::memset(counters_, 0, tmb_instruction_count(&machine_) * sizeof(Counter));
    tmb_set_trace(&machine_, Trace, this);
  }
  const tmb_status status = platform_.run(&machine_, entry, budget, ticks);
  tmb_set_trace(&machine_, nullptr, nullptr);
  if (status == TMB_PAUSED) tmb_abandon(&machine_);
  return status;
}

void Server::Trace(void* server, uint32_t instruction, int begin) {
  Server& self = *static_cast<Server*>(server);
  const uint64_t now = self.platform_.ticks();
  if (begin != 0) {
    self.trace_start_ = now;
    return;
  }
  Counter& counter = self.counters_[instruction];
  ++counter.runs;
  counter.ticks += static_cast<uint32_t>(now - self.trace_start_);
}

ErrorCode Server::GetOutput(Reader& request, Data& data) {
  const uint16_t entry = request.U16();
  const uint16_t index = request.U16();
  const uint32_t offset = request.U32();
  const uint16_t bytes = request.U16();
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  if (load_status_ != TMB_OK) return ErrorCode::kNoModel;
  if (bytes > kMaxPayload) return ErrorCode::kOutOfRange;
  const Span span = Slice(tmb_output(&machine_, entry, index), offset, bytes);
  data = {span.data, bytes};
  return span.error;
}

ErrorCode Server::ResetState(Reader& request) {
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  if (load_status_ != TMB_OK) return ErrorCode::kNoModel;
  return tmb_state_bytes(&machine_) == 0 || tmb_reset_state(&machine_) == TMB_OK ? ErrorCode::kNone
                                                                                 : ErrorCode::kNoModel;
}

ErrorCode Server::Profile(Reader& request, Writer& reply) {
  const uint32_t first = request.U32();
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  if (!profiled_) return ErrorCode::kNoProfile;
  const uint32_t count = tmb_instruction_count(&machine_);
  if (first > count) return ErrorCode::kNoSuchEntry;
  const uint32_t room = kMaxPayload / kCounterBytes;
  const uint32_t sent = count - first < room ? count - first : room;
  for (uint32_t i = first; i < first + sent; ++i) {
    reply.U32(counters_[i].runs);
    reply.U32(counters_[i].ticks);
  }
  return ErrorCode::kNone;
}

ErrorCode Server::Checksum(Reader& request, Writer& reply) {
  const uint32_t bytes = request.U32();
  if (!Complete(request)) return ErrorCode::kMalformedRequest;
  if (bytes > platform_.partition_bytes) return ErrorCode::kOutOfRange;
  reply.U32(Crc32(0, platform_.partition, bytes));
  return ErrorCode::kNone;
}

}  // namespace tmb::protocol
