// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rules for what only moves elements: two of a kind become one, what is put together only to
// be taken apart is not. All keep every bit.

#include <algorithm>
#include <unordered_set>

#include "converter/passes/algebra.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Builder;
using hlo::Instruction;
using hlo::Value;

bool IsOpcode(const Instruction* i, std::string_view opcode) { return i->opcode == opcode; }

bool IsIdentity(const std::vector<int64_t>& permutation) {
  for (size_t i = 0; i < permutation.size(); ++i) {
    if (permutation[i] != static_cast<int64_t>(i)) return false;
  }
  return true;
}

bool IsWhole(const Instruction& slice) { return hlo::SameShape(slice.shape, slice.operands[0]->shape); }

Instruction* TransposeTwice(Builder& b, const Instruction& i) {
  if (!IsOpcode(i.operands[0], "transpose")) return nullptr;
  const std::vector<int64_t>& inner = i.operands[0]->dimensions;
  std::vector<int64_t> both;
  for (const int64_t d : i.dimensions) both.push_back(inner[static_cast<size_t>(d)]);
  Instruction* x = i.operands[0]->operands[0];
  return IsIdentity(both) ? x : b.Transpose(b.Use(x), both).get();
}

Instruction* ReshapeTwice(Builder& b, const Instruction& i) {
  if (!IsOpcode(i.operands[0], "reshape")) return nullptr;
  return b.Reshape(b.Use(i.operands[0]->operands[0]), i.shape.dims).get();
}

Instruction* BroadcastTwice(Builder& b, const Instruction& i) {
  if (!IsOpcode(i.operands[0], "broadcast")) return nullptr;
  std::vector<int64_t> both;
  for (const int64_t d : i.operands[0]->dimensions) both.push_back(i.dimensions[static_cast<size_t>(d)]);
  return b.Broadcast(b.Use(i.operands[0]->operands[0]), i.shape.dims, both).get();
}

// One number stays one, however its copies are moved.
Instruction* MovedScalar(Builder& b, const Instruction& i) {  // reshape, transpose, slice, reverse
  const Instruction& operand = *i.operands[0];
  if (!IsOpcode(&operand, "broadcast") || operand.operands[0]->shape.Rank() != 0) return nullptr;
  return b.BroadcastScalar(b.Use(operand.operands[0]), i.shape.dims).get();
}

Instruction* ReverseTwice(Builder& b, const Instruction& i) {
  if (!IsOpcode(i.operands[0], "reverse")) return nullptr;
  const std::vector<int64_t>& inner = i.operands[0]->dimensions;
  std::vector<int64_t> once;
  for (int64_t d = 0; d < i.shape.Rank(); ++d) {
    const auto is_in = [d](const std::vector<int64_t>& dims) {
      return std::find(dims.begin(), dims.end(), d) != dims.end();
    };
    if (is_in(inner) != is_in(i.dimensions)) once.push_back(d);
  }
  Instruction* x = i.operands[0]->operands[0];
  return once.empty() ? x : b.Reverse(b.Use(x), once).get();
}

Instruction* SliceOfWhole(Builder&, const Instruction& i) { return IsWhole(i) ? i.operands[0] : nullptr; }

Instruction* SliceTwice(Builder& b, const Instruction& i) {
  if (!IsOpcode(i.operands[0], "slice")) return nullptr;
  std::vector<hlo::SliceDimension> both;
  for (size_t d = 0; d < i.slice.size(); ++d) {
    const hlo::SliceDimension &inner = i.operands[0]->slice[d], &outer = i.slice[d];
    const int64_t start = inner.start + outer.start * inner.stride, stride = inner.stride * outer.stride;
    const int64_t extent = i.shape.dims[d];
    both.push_back({start, extent == 0 ? start : start + (extent - 1) * stride + 1, stride});
  }
  return b.Slice(b.Use(i.operands[0]->operands[0]), both).get();
}

Instruction* DynamicSliceAtConstant(Builder& b, const Instruction& i) {
  if (hlo::SameShape(i.shape, i.operands[0]->shape)) return i.operands[0];
  const std::vector<int64_t>& dims = i.operands[0]->shape.dims;
  if (i.operands.size() != dims.size() + 1) return nullptr;
  std::vector<hlo::SliceDimension> slice;
  for (size_t d = 0; d < dims.size(); ++d) {
    const auto start = IntegerSplat(*i.operands[d + 1]);
    const int64_t limit = dims[d] - i.shape.dims[d];
    if (limit != 0 && !start.has_value()) return nullptr;
    const int64_t first = limit == 0 ? 0 : std::clamp<int64_t>(*start, 0, limit);
    slice.push_back({first, first + i.shape.dims[d], 1});
  }
  return b.Slice(b.Use(i.operands[0]), slice).get();
}

Instruction* UpdateOfWhole(Builder&, const Instruction& i) {
  return hlo::SameShape(i.shape, i.operands[1]->shape) ? i.operands[1] : nullptr;
}

Instruction* PadByNothing(Builder&, const Instruction& i) {
  const bool pads = std::any_of(i.padding.begin(), i.padding.end(), [](const hlo::PaddingDimension& p) {
    return p.low != 0 || p.high != 0 || p.interior != 0;
  });
  return pads ? nullptr : i.operands[0];
}

// Whether `right` goes on where `left` ends along dimension `d` of the same array.
bool RunsOn(const Instruction& left, const Instruction& right, size_t d) {
  if (!IsOpcode(&left, "slice") || !IsOpcode(&right, "slice") || left.operands[0] != right.operands[0])
    return false;
  for (size_t i = 0; i < left.slice.size(); ++i) {
    const hlo::SliceDimension &a = left.slice[i], &b = right.slice[i];
    const bool fits = i == d ? a.limit == b.start && a.stride == 1 && b.stride == 1
                             : a.start == b.start && a.limit == b.limit && a.stride == b.stride;
    if (!fits) return false;
  }
  return true;
}

// A concatenation without empty parts, with slices that run on as one.
Instruction* JoinParts(Builder& b, const Instruction& i) {
  const auto d = static_cast<size_t>(i.dimensions[0]);
  std::vector<Value> parts;
  for (Instruction* part : i.operands) {
    if (part->shape.dims[d] == 0) continue;
    if (!parts.empty() && RunsOn(*parts.back().get(), *part, d)) {
      std::vector<hlo::SliceDimension> slice = part->slice;
      slice[d].start = parts.back().get()->slice[d].start;
      parts.back() = b.Slice(b.Use(part->operands[0]), slice);
    } else {
      parts.push_back(b.Use(part));
    }
  }
  if (parts.empty()) return i.operands[0];
  return parts.size() == i.operands.size() && parts.size() != 1 ? nullptr
                                                                : b.Concatenate(parts, i.dimensions[0]).get();
}

// The part of a concatenation that a slice lies in, and how far before it the others end.
struct Part {
  Instruction* value = nullptr;
  int64_t begin = 0;
};

Part PartOf(const Instruction& slice) {
  const Instruction& whole = *slice.operands[0];
  const auto d = static_cast<size_t>(whole.dimensions[0]);
  const int64_t last = slice.slice[d].start + (slice.shape.dims[d] - 1) * slice.slice[d].stride;
  int64_t begin = 0;
  for (Instruction* part : whole.operands) {
    const int64_t end = begin + part->shape.dims[d];
    if (slice.slice[d].start >= begin && last < end) return {part, begin};
    begin = end;
  }
  return {};
}

bool ReadsPart(const Instruction& user) {
  return IsOpcode(&user, "slice") && user.shape.Elements() != 0 && PartOf(user).value != nullptr;
}

constexpr AlgebraRule kRules[] = {
    {"broadcast", BroadcastTwice},
    {"concatenate", JoinParts},
    {"dynamic-slice", DynamicSliceAtConstant},
    {"dynamic-update-slice", UpdateOfWhole},
    {"pad", PadByNothing},
    {"reshape", ReshapeTwice},
    {"reshape", MovedScalar},
    {"reverse", ReverseTwice},
    {"reverse", MovedScalar},
    {"slice", SliceOfWhole},
    {"slice", SliceTwice},
    {"slice", MovedScalar},
    {"transpose", TransposeTwice},
    {"transpose", MovedScalar},
};

}  // namespace

AlgebraRules MovementRules() { return {std::begin(kRules), std::end(kRules)}; }

Result<void> ReadParts(hlo::Module& module, hlo::Computation& computation) {
  std::unordered_set<const Instruction*> needed = {computation.root};
  for (const auto& user : computation.instructions) {
    for (const Instruction* operand : user->operands) {
      if (IsOpcode(operand, "concatenate") && !ReadsPart(*user)) needed.insert(operand);
    }
  }
  return Rebuild(module, computation, [&needed](Builder& b, Instruction& i) {
    const bool reads_part =
        IsOpcode(&i, "slice") && IsOpcode(i.operands[0], "concatenate") && needed.count(i.operands[0]) == 0;
    if (!reads_part) return &i;
    const auto d = static_cast<size_t>(i.operands[0]->dimensions[0]);
    const Part part = PartOf(i);
    std::vector<hlo::SliceDimension> slice = i.slice;
    slice[d].start -= part.begin;
    slice[d].limit = std::min(slice[d].limit - part.begin, part.value->shape.dims[d]);
    return b.Slice(b.Use(part.value), slice).get();
  });
}

}  // namespace tmb
