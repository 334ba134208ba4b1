// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Constants stay in the order of their buffers, which is about that of their use, so that
// flash is read forward.
#include "converter/plan/constants.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "converter/plan/plan.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

std::string_view Contents(const Buffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.data.data()), buffer.data.size()};
}

}  // namespace

Result<uint64_t> PlaceConstants(const Program& program, std::vector<uint64_t>& offset) {
  std::vector<bool> used(program.buffers.size(), false);
  for (const Operand& operand : program.operands) {
    if (operand.buffer < used.size()) used[operand.buffer] = true;
  }
  for (const EntryPoint& entry : program.entries) {
    for (const Signature& output : entry.outputs) used[output.operand.buffer] = true;
  }
  uint64_t bytes = 0;
  std::unordered_map<std::string_view, uint64_t> known;
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    const Buffer& buffer = program.buffers[id];
    if (buffer.kind != Buffer::Kind::kConstant) continue;
    if (!used[id]) {
      offset[id] = kUnplaced;
      continue;
    }
    if (buffer.data.size() != buffer.bytes) {
      return Malformed(fmt::format("constant {}: {} bytes of data for {} bytes", buffer.name,
                                   buffer.data.size(), buffer.bytes));
    }
    // Equal contents may ask for different alignments; only a place that suits is shared.
    const uint64_t alignment = std::max<uint64_t>(kAlignment, buffer.alignment);
    const auto same = known.find(Contents(buffer));
    if (same != known.end() && same->second % alignment == 0) {
      offset[id] = same->second;
      continue;
    }
    offset[id] = (bytes + alignment - 1) / alignment * alignment;
    bytes = offset[id] + buffer.bytes;
    known[Contents(buffer)] = offset[id];
  }
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace tmb
