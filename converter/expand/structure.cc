// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations that one device with static shapes answers without work: collectives, copies
// between memories, sizes of dimensions, ids of devices, padding of nothing, gathers without an index.

#include <fmt/format.h>

#include <algorithm>

#include "converter/expand/expansions.h"
#include "converter/expand/reducers.h"
#include "converter/hlo/attributes.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Shape;
using hlo::Type;
using hlo::Value;

namespace {

Result<void> CheckOneDevice(const Instruction& instruction) {
  if (instruction.replica_group_size <= 1) return {};
  return Unsupported(
      fmt::format("{} over {} devices: tmb runs on one", instruction.opcode, instruction.replica_group_size));
}

// Results that keep their operand's shape, as with one device they must.
Result<Value> Identity(Builder& b, const Instruction& instruction, const Shape& result) {
  const std::vector<Value> operands = UseAll(b, instruction, 0, instruction.operands.size());
  const Value value = result.IsTuple() ? b.Tuple(operands) : operands[0];
  if (hlo::SameShape(value.shape(), result)) return value;
  return Unsupported(fmt::format("{} of {} to {} needs several devices: tmb runs on one", instruction.opcode,
                                 value.shape().ToString(), result.ToString()));
}

}  // namespace

// Of nothing but padding.
Result<Value> ExpandPad(Builder& b, const Instruction& pad) {
  if (pad.operands[0]->shape.Elements() != 0) return Value{};
  return b.BroadcastScalar(b.Use(pad.operands[1]), pad.shape.dims);
}

// Without index components every window is the first.
Result<Value> ExpandGather(Builder& b, const Instruction& gather) {
  const hlo::GatherDimensions& g = gather.gather;
  if (!g.start_index_map.empty()) return Value{};
  if (!g.operand_batching_dims.empty()) return Unsupported("batching dimensions without index components");
  std::vector<hlo::SliceDimension> window;
  std::vector<int64_t> kept;
  for (size_t d = 0; d < gather.slice_sizes.size(); ++d) {
    window.push_back({0, gather.slice_sizes[d], 1});
    const auto& collapsed = g.collapsed_slice_dims;
    if (std::find(collapsed.begin(), collapsed.end(), static_cast<int64_t>(d)) == collapsed.end()) {
      kept.push_back(gather.slice_sizes[d]);
    }
  }
  const Value first = b.Reshape(b.Slice(b.Use(gather.operands[0]), window), kept);
  return b.Broadcast(first, gather.shape.dims, g.offset_dims);
}

Result<Value> ExpandCollective(Builder& b, const Instruction& collective) {
  TMB_CHECK_OK(CheckOneDevice(collective));
  return Identity(b, collective, collective.shape);
}

// Its value is (operand, result).
Result<Value> ExpandAllGatherStart(Builder& b, const Instruction& start) {
  TMB_CHECK_OK(CheckOneDevice(start));
  if (!start.shape.IsTuple() || start.shape.tuple.size() != 2) return Unsupported("its shape is no pair");
  TMB_ASSIGN(const Value result, Identity(b, start, start.shape.tuple[1]));
  return b.Tuple({result, result});
}

namespace {

// The operand when the only device sends to itself, else zeros.
Result<Value> Permuted(Builder& b, const Instruction& permute) {
  for (const int64_t device : permute.source_target_pairs) {
    if (device == 0) continue;
    return Unsupported(fmt::format("{} with device {}: tmb runs on one", permute.opcode, device));
  }
  const Value operand = b.Use(permute.operands[0]);
  return permute.source_target_pairs.empty() ? b.Like(operand, 0) : operand;
}

}  // namespace

Result<Value> ExpandCollectivePermute(Builder& b, const Instruction& permute) { return Permuted(b, permute); }

// Its value is (operand, result, contexts ...).
Result<Value> ExpandCollectivePermuteStart(Builder& b, const Instruction& start) {
  TMB_ASSIGN(const Value result, Permuted(b, start));
  return b.Tuple({b.Use(start.operands[0]), result});
}

Result<Value> ExpandCopyStart(Builder& b, const Instruction& start) {
  const Value operand = b.Use(start.operands[0]);
  return b.Tuple({operand, operand});
}

Result<Value> ExpandDone(Builder& b, const Instruction& done) {
  const Value started = b.Use(done.operands[0]);
  return hlo::SameShape(started.shape(), done.shape) ? started : b.GetTupleElement(started, 1);
}

Result<Value> ExpandDeviceId(Builder& b, const Instruction& id) { return b.Scalar(id.shape.type, 0); }

Result<Value> ExpandExternal(Builder&, const Instruction& instruction) {
  struct Reason {
    std::string_view opcodes, why;
  };
  static constexpr Reason kReasons[] = {
      {"infeed", "there is no host that feeds it: make its value an argument"},
      {"outfeed", "there is no host that takes it: make its value a result"},
      {"send send-done recv recv-done", "there is no peer: make the value an argument or a result"},
      {"ragged-all-to-all", "it needs several devices"},
      {"dynamic-reshape", "it needs dynamic shapes: reshape to a fixed size"},
  };
  for (const Reason& reason : kReasons) {
    if (hlo::Contains(reason.opcodes, instruction.opcode)) return Unsupported(std::string(reason.why));
  }
  return Unsupported("its value depends on the backend");
}

Result<Value> ExpandGetDimensionSize(Builder& b, const Instruction& size) {
  const auto d = static_cast<size_t>(size.dimensions[0]);
  return b.Scalar(Type::kS32, static_cast<double>(size.operands[0]->shape.dims[d]));
}

// Only the static size is no change.
Result<Value> ExpandSetDimensionSize(Builder& b, const Instruction& set) {
  const Instruction& size = *set.operands[1];
  const int64_t extent = set.operands[0]->shape.dims[static_cast<size_t>(set.dimensions[0])];
  const Value expected = b.Scalar(size.shape.type, static_cast<double>(extent));
  if (size.opcode == "constant" && size.literal->data == expected.get()->literal->data)
    return b.Use(set.operands[0]);
  return Unsupported("a size that the program computes needs dynamic shapes: pad to a fixed size");
}

}  // namespace tmb
