// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/lower/reduce_order.h"

#include <algorithm>

#include "converter/lower/map_builder.h"

namespace tmb {
namespace {

// A body that only picks among its parameters: selections, and operations whose order is free.
bool OnlyPicks(const hlo::Instruction& result) {
  if (result.opcode == "parameter") return true;
  if (result.opcode == "select") return OnlyPicks(*result.operands[1]) && OnlyPicks(*result.operands[2]);
  return false;
}

bool EachOnlyPicks(const hlo::Computation& reducer) {
  const hlo::Instruction& root = *reducer.root;
  if (root.opcode != "tuple") return OnlyPicks(root);
  return std::all_of(root.operands.begin(), root.operands.end(),
                     [](const hlo::Instruction* result) { return OnlyPicks(*result); });
}

bool IsExtremum(const hlo::Computation& reducer) {
  const std::string& opcode = reducer.root->opcode;
  return IsPlain(reducer) && (opcode == "maximum" || opcode == "minimum");
}

// Cycles that the reducer takes for a strip: one operation some 60, the ten of argmax 1700.
int64_t CyclesOf(const hlo::Computation& reducer) {
  const auto operations =
      std::count_if(reducer.instructions.begin(), reducer.instructions.end(), [](const auto& step) {
        return step->opcode != "parameter" && step->opcode != "tuple" && step->opcode != "constant";
      });
  return std::max<int64_t>(60, 180 * operations - 120);
}

}  // namespace

bool IsPlain(const hlo::Computation& reducer) {
  const hlo::Instruction& root = *reducer.root;
  return root.operands.size() == 2 && root.operands[0]->opcode == "parameter" &&
         root.operands[1]->opcode == "parameter" && root.operands[0] != root.operands[1];
}

bool HasFreeOrder(const hlo::Computation& reducer) { return EachOnlyPicks(reducer) || IsExtremum(reducer); }

bool FasterSideBySide(const hlo::Instruction& reduce, const std::vector<bool>& reduced, int64_t count) {
  constexpr int64_t kRow = 1350, kMerges = 5, kStrip = 85, kStridedStrip = 400, kLanes = 16;
  const std::vector<int64_t>& dims = reduce.operands[0]->shape.dims;
  const int64_t reducer = CyclesOf(*reduce.called[0]);
  int64_t rows = 1, strip = 1;
  for (size_t d = 0; d < dims.size(); ++d) {
    if (reduced[d] || dims[d] == 1) continue;
    rows *= dims[d];
    strip = dims[d];
  }
  const auto strips = [](int64_t elements) { return (elements + kLanes - 1) / kLanes; };
  const int64_t side_by_side = rows / strip * strips(strip) * count * (kStridedStrip + reducer);
  return side_by_side < rows * (kRow + kMerges * reducer + strips(count) * (kStrip + reducer));
}

std::vector<size_t> NestOrder(const std::vector<int64_t>& dims, const std::vector<bool>& reduced, bool rows) {
  std::vector<size_t> order;
  size_t strip = dims.size();
  for (size_t d = 0; d < dims.size() && rows; ++d) {
    if (!reduced[d] && dims[d] != 1) strip = d;
  }
  for (size_t d = 0; d < dims.size(); ++d) {
    if (!reduced[d] && d != strip) order.push_back(d);
  }
  for (size_t d = 0; d < dims.size(); ++d) {
    if (reduced[d]) order.push_back(d);
  }
  if (strip != dims.size()) order.push_back(strip);
  return order;
}

std::optional<uint32_t> IdentityOf(const hlo::Computation& reducer) {
  const hlo::Instruction& root = *reducer.root;
  if (!IsPlain(reducer)) return std::nullopt;
  if (WordCount(root.shape.type) != 1) return std::nullopt;
  const bool is_float = hlo::IsFloat(root.shape.type);
  if (root.opcode == "add") return is_float ? 0x80000000u : 0u;  // x + -0 is x, for -0 too
  if (root.opcode == "maximum" && is_float) return 0xff800000u;
  if (root.opcode == "minimum" && is_float) return 0x7f800000u;
  if (root.opcode == "maximum" && root.shape.type == hlo::Type::kS32) return 0x80000000u;
  if (root.opcode == "minimum" && root.shape.type == hlo::Type::kS32) return 0x7fffffffu;
  return std::nullopt;
}

}  // namespace tmb
