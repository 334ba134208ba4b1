// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "converter/plan/operand_bytes.h"

#include "runtime/struct_operands.h"

namespace tmb {
namespace {

// `steps` more of `stride` bytes.
void Extend(int64_t steps, int64_t stride, OperandBytes& bytes) {
  (stride < 0 ? bytes.begin : bytes.end) += steps * stride;
}

OperandBytes BytesOfAccess(const MapView& map, uint32_t access) {
  const fb::Access& it = map.AccessAt(access);
  OperandBytes bytes{it.ref().word(), 0, ElementBytes(it.type())};
  for (uint32_t d = 0; d < map.rank; ++d) Extend(int64_t{map.dims[d]} - 1, map.StridesOf(access)[d], bytes);
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    if (guard.access() == access) Extend(int64_t{guard.extent()} - 1, guard.stride(), bytes);
  }
  for (uint32_t i = 0; i < map.dynamic_count; ++i) {
    const fb::DynamicOffset& start = map.dynamic_offsets[i];
    if (start.access() == access) Extend(start.limit(), start.stride(), bytes);
  }
  return bytes;
}

std::vector<OperandBytes> BytesOfMap(const MapView& map) {
  std::vector<OperandBytes> bytes;
  for (uint32_t i = 0; i < map.Accesses(); ++i) {
    if (map.AccessAt(i).kind() == fb::AccessKind::Memory) bytes.push_back(BytesOfAccess(map, i));
  }
  for (uint32_t i = 0; i < map.dynamic_count; ++i) {
    const fb::DynamicOffset& start = map.dynamic_offsets[i];
    bytes.push_back({start.ref().word(), 0, ElementBytes(start.type())});
  }
  return bytes;
}

}  // namespace

std::vector<OperandBytes> OperandBytesOf(const fb::InstructionUnion& op) {
  if (const fb::MapT* map = op.AsMap()) return BytesOfMap(ViewOf(*map));
  std::vector<OperandBytes> bytes;
  const InstructionInfo& info = InfoOf(op.type);
  for (uint32_t i = 0; i < info.operand_count; ++i) {
    const OperandSpan span = SpanOf(op.type, op.value, info.operands[i]);
    bytes.push_back({span.ref.word(), -static_cast<int64_t>(span.before), static_cast<int64_t>(span.behind)});
  }
  return bytes;
}

}  // namespace tmb
