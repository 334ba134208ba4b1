// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// LookUpOneHots: a product of one-hot rows and a constant table reads rows of the table:
//
//     dot(convert(index == iota), table)     becomes     0 <= index < k ? gather(table, index) : 0
//
// k n multiplications for each index become n copies, where that pays. The table must be constant, and
// its numbers finite: of one that is not, the product makes NaN in every row. A -0 of the table,
// which the product's sum would make 0, stays -0.

#include <algorithm>
#include <cmath>
#include <cstring>

#include "converter/hlo/minifloat.h"
#include "converter/passes/algebra.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Value;

// An array that is 1 where `index`, repeated along dimension `along`, equals the position there.
struct OneHot {
  Instruction* index = nullptr;
  std::vector<int64_t> index_dimensions;  // of the array, for each dimension of `index`
  int64_t along = 0;
};

// Whether the value is the position along dimension `d`.
bool IsPosition(const Instruction& value, int64_t d) {
  if (value.opcode == "iota") return value.iota_dimension == d;
  if (value.opcode != "broadcast") return false;
  const auto place = std::find(value.dimensions.begin(), value.dimensions.end(), d);
  return place != value.dimensions.end() && IsPosition(*value.operands[0], place - value.dimensions.begin());
}

// The predicate of a value that is 1 where it holds and 0 elsewhere.
const Instruction* PredicateOf(const Instruction& value) {
  if (value.opcode == "convert" && value.operands[0]->shape.type == hlo::Type::kPred)
    return value.operands[0];
  const bool selects =
      value.opcode == "select" && IsNumber(*value.operands[1], 1) && IsNumber(*value.operands[2], 0);
  return selects && hlo::SameShape(value.operands[1]->shape, value.shape) ? value.operands[0] : nullptr;
}

std::optional<OneHot> OneHotOf(const Instruction& value, int64_t along) {
  const Instruction* predicate = PredicateOf(value);
  if (predicate == nullptr || predicate->opcode != "compare" || predicate->direction != "EQ")
    return std::nullopt;
  for (const size_t position : {size_t{0}, size_t{1}}) {
    Instruction& other = *predicate->operands[1 - position];
    const bool fits =
        IsPosition(*predicate->operands[position], along) && other.opcode == "broadcast" &&
        std::find(other.dimensions.begin(), other.dimensions.end(), along) == other.dimensions.end();
    if (fits && !hlo::IsFloat(other.shape.type)) return OneHot{other.operands[0], other.dimensions, along};
  }
  return std::nullopt;
}

bool IsFinite(const Instruction& table) {
  if (!hlo::IsFloat(table.shape.type)) return true;
  const auto bytes = static_cast<size_t>(hlo::TypeBytes(table.shape.type));
  const std::vector<uint8_t>& data = table.literal->data;
  for (size_t at = 0; at < data.size(); at += bytes) {
    uint64_t bits = 0;
    std::memcpy(&bits, data.data() + at, bytes);
    if (!std::isfinite(hlo::FloatValue(table.shape.type, bits))) return false;
  }
  return true;
}

struct LookUp {
  OneHot one_hot;
  Instruction *hot = nullptr, *table = nullptr;
  int64_t rows = 0;  // dimension of the table that the index selects in
  bool hot_is_left = true;
};

std::optional<LookUp> LookUpOf(const Instruction& dot) {
  if (dot.opcode != "dot" || !dot.dot.lhs_batch.empty() || dot.dot.lhs_contracting.size() != 1)
    return std::nullopt;
  for (const bool left : {true, false}) {
    const int64_t lhs = *dot.dot.lhs_contracting.begin(), rhs = *dot.dot.rhs_contracting.begin();
    LookUp found;
    found.hot = dot.operands[left ? 0 : 1];
    found.table = dot.operands[left ? 1 : 0];
    found.rows = left ? rhs : lhs;
    found.hot_is_left = left;
    if (found.table->opcode != "constant" || found.table->shape.Rank() != 2 || !IsFinite(*found.table))
      continue;
    if (found.table->shape.type != dot.shape.type) continue;
    int64_t along = left ? lhs : rhs;
    if (found.hot->opcode == "transpose" && found.hot->shape.Rank() == 2) {
      along = found.hot->dimensions[static_cast<size_t>(along)];
      found.hot = found.hot->operands[0];
    }
    const auto one_hot = OneHotOf(*found.hot, along);
    if (!one_hot.has_value()) continue;
    found.one_hot = *one_hot;
    return found;
  }
  return std::nullopt;
}

// The index of each row of the product.
Value Indices(hlo::Builder& b, const LookUp& look_up) {
  const OneHot& one_hot = look_up.one_hot;
  std::vector<int64_t> dims = look_up.hot->shape.dims, dimensions;
  dims.erase(dims.begin() + one_hot.along);
  for (const int64_t d : one_hot.index_dimensions) dimensions.push_back(d > one_hot.along ? d - 1 : d);
  const Value index = b.Use(one_hot.index);
  return index.dims() == dims ? index : b.Broadcast(index, dims, dimensions);
}

Value Rows(hlo::Builder& b, const LookUp& look_up, Value indices, const hlo::Shape& shape) {
  const int64_t columns = 1 - look_up.rows;
  return b.Add("gather", {b.Use(look_up.table), indices}, [&](Instruction& gather) {
    gather.gather.offset_dims = {look_up.hot_is_left ? shape.Rank() - 1 : 0};
    gather.gather.collapsed_slice_dims = {look_up.rows};
    gather.gather.start_index_map = {look_up.rows};
    gather.gather.index_vector_dim = indices.Rank();
    std::vector<int64_t> sizes(2, 1);
    sizes[static_cast<size_t>(columns)] = look_up.table->shape.dims[static_cast<size_t>(columns)];
    gather.slice_sizes = sizes;
  });
}

// Whether each index of the product's shape is one of `count` rows: as an unsigned number, below it.
Value IsInside(hlo::Builder& b, const LookUp& look_up, Value indices, const hlo::Shape& shape,
               int64_t count) {
  std::vector<int64_t> dimensions;
  for (int64_t d = 0; d < indices.Rank(); ++d) dimensions.push_back(look_up.hot_is_left ? d : d + 1);
  const bool wide = hlo::TypeBytes(indices.type()) == 8;
  const Value number = b.Convert(indices, wide ? hlo::Type::kU64 : hlo::Type::kU32);
  return b.Compare("LT", b.Broadcast(number, shape.dims, dimensions), static_cast<double>(count));
}

// Whether positions up to `last` are numbers of the type: else an index may meet several.
bool HasPositions(hlo::Type type, int64_t last) {
  const int64_t bits = 8 * hlo::TypeBytes(type) - (hlo::IsSigned(type) ? 1 : 0);
  return type != hlo::Type::kS4 && type != hlo::Type::kU4 && (bits >= 63 || last < (int64_t{1} << bits));
}

// Cycles, about (bench/target/run.sh of both): a one-hot element 20, a multiplication 3; a copied
// element 12, its selection 25, and the set-up of one more instruction.
bool Pays(const LookUp& look_up) {
  constexpr int64_t kSetUp = 900;
  const int64_t hot = look_up.hot->shape.Elements();
  const int64_t rows = look_up.table->shape.dims[static_cast<size_t>(look_up.rows)];
  const int64_t columns = look_up.table->shape.dims[static_cast<size_t>(1 - look_up.rows)];
  if (!HasPositions(look_up.one_hot.index->shape.type, rows - 1)) return false;
  return rows != 0 && hot * (20 + 3 * columns) > hot / rows * columns * (12 + 25) + kSetUp;
}

Instruction* Apply(hlo::Builder& b, Instruction& instruction) {
  const auto look_up = LookUpOf(instruction);
  if (!look_up.has_value() || !Pays(*look_up)) return &instruction;
  const Value indices = Indices(b, *look_up);
  const Value rows = Rows(b, *look_up, indices, instruction.shape);
  const int64_t count = look_up->table->shape.dims[static_cast<size_t>(look_up->rows)];
  return b.Select(IsInside(b, *look_up, indices, instruction.shape, count), rows, b.Like(rows, 0)).get();
}

}  // namespace

Result<void> LookUpOneHots(hlo::Module& module) {
  for (hlo::Computation* region : Regions(module)) TMB_CHECK_OK(Rebuild(module, *region, Apply));
  return {};
}

}  // namespace tmb
