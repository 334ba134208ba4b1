// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// sort and topk: a Map computes the keys, as rows along the sorted dimension, Sort orders
// the numbers of each row's elements, and a Gather moves each operand. What is not read is
// not moved, and an operand that counts positions is the order itself.

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"
#include "converter/lower/sort_comparator.h"
#include "runtime/isa.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

constexpr int64_t kSelected = 16;  // a topk of up to so many keeps them while it goes over a row

// The operands as [outer, count, inner], sorted along `count`; the first `kept` of each row are known.
struct Rows {
  const hlo::Instruction* origin = nullptr;
  size_t dimension = 0;
  int64_t outer = 1, count = 1, inner = 1, kept = 1;

  int64_t Total() const { return outer * inner; }
  const std::vector<int64_t>& Dims() const { return origin->operands[0]->shape.dims; }
};

Rows RowsOf(const hlo::Instruction& origin, size_t dimension) {
  Rows rows;
  rows.origin = &origin;
  rows.dimension = dimension;
  for (size_t d = 0; d < rows.Dims().size(); ++d) {
    (d < dimension ? rows.outer : d == dimension ? rows.count : rows.inner) *= rows.Dims()[d];
  }
  rows.kept = rows.count;
  return rows;
}

fb::Ref RefTo(Lowering& lowering, const Operand& place) {
  return lowering.program().AddOperand(place.buffer, place.offset);
}

BufferId NewRowBuffer(Lowering& lowering, const Rows& rows, const char* what, int64_t columns) {
  return lowering.NewBuffer(rows.origin->name + what, {hlo::Type::kS32, {rows.Total(), columns}, {}, {}});
}

// A word of an operand's elements.
struct Word {
  const hlo::Instruction* operand = nullptr;
  size_t number = 0;
};

// What the comparator's temporary stands for.
Word WordOf(const Rows& rows, uint32_t temporary) {
  size_t word = temporary / 2;
  for (const hlo::Instruction* operand : rows.origin->operands) {
    const size_t count = WordCount(operand->shape.type);
    if (word < count) return {operand, word};
    word -= count;
  }
  return {};
}

// The operand whose elements, as they lie in memory, are the key.
const hlo::Instruction* KeyInPlace(const Rows& rows, const SortComparator& comparator, NodeId key) {
  const Node& node = comparator.graph.node(key);
  if (node.kind != Node::Kind::kTemporary || rows.inner != 1) return nullptr;
  const hlo::Instruction* operand = WordOf(rows, node.value).operand;
  return IsFourByteType(ToSchema(operand->shape.type)) ? operand : nullptr;
}

// The Map that computes keys `numbers` into `buffers`.
Result<void> EmitKeys(Lowering& lowering, const Rows& rows, const SortComparator& comparator,
                      const std::vector<size_t>& numbers, const std::vector<Operand>& places) {
  std::vector<size_t> order;  // dimensions as loops, the sorted one last
  for (size_t d = 0; d < rows.Dims().size(); ++d) {
    if (d != rows.dimension) order.push_back(d);
  }
  order.push_back(rows.dimension);
  std::vector<int64_t> extents;
  for (const size_t d : order) extents.push_back(rows.Dims()[d]);
  const auto fill = [&](MapBuilder& map, ExpressionBuilder& expression,
                        const IndexMap& loops) -> Result<void> {
    IndexMap index(loops.size());
    for (size_t i = 0; i < order.size(); ++i) index[order[i]] = loops[i];
    bool failed = false;
    const Replacement element = [&](NodeId id) -> std::optional<NodeId> {
      const Node& node = comparator.graph.node(id);
      if (node.kind != Node::Kind::kTemporary) return std::nullopt;
      const Word word = WordOf(rows, node.value);
      const auto value = expression.Value(*word.operand, index);
      failed = failed || !value.has_value();
      return failed ? map.Immediate(0) : map.WordsOf(*value)[word.number];
    };
    for (const size_t number : numbers) {
      const NodeId key = CopyNode(comparator.graph, comparator.keys[number], map, element);
      if (failed) return expression.error().value_or(Error{});
      map.Store(places[number], fb::Type::S32, Scale(Linear(loops, extents), 4), key);
    }
    return {};
  };
  return lowering.EmitMap(LoopNest::Of(extents), *rows.origin, fill);
}

Result<std::vector<Operand>> PlaceKeys(Lowering& lowering, const Rows& rows,
                                       const SortComparator& comparator) {
  std::vector<Operand> places(comparator.keys.size());
  std::vector<size_t> computed;
  for (size_t k = 0; k < places.size(); ++k) {
    if (const hlo::Instruction* operand = KeyInPlace(rows, comparator, comparator.keys[k])) {
      TMB_ASSIGN(places[k], lowering.Materialize(*operand));
    } else {
      places[k] = {NewRowBuffer(lowering, rows, ".key", rows.count), 0};
      computed.push_back(k);
    }
  }
  if (!computed.empty()) TMB_CHECK_OK(EmitKeys(lowering, rows, comparator, computed, places));
  return places;
}

// s32[outer * inner, kept].
Result<BufferId> EmitOrder(Lowering& lowering, const Rows& rows, const SortComparator& comparator) {
  TMB_ASSIGN(const std::vector<Operand> keys, PlaceKeys(lowering, rows, comparator));
  const BufferId order = NewRowBuffer(lowering, rows, ".order", rows.kept);
  const auto count = static_cast<uint32_t>(rows.count), kept = static_cast<uint32_t>(rows.kept);
  fb::SortT op;
  for (const Operand& key : keys) op.keys.push_back(RefTo(lowering, key));
  op.order = std::make_unique<fb::Ref>(RefTo(lowering, {order, 0}));
  op.rows = static_cast<uint32_t>(rows.Total());
  op.count = count;
  op.kept = kept;
  op.comparisons = comparator.comparisons;
  op.immediates = comparator.code.immediates;
  op.code = comparator.code.code;
  op.temporaries = static_cast<uint8_t>(comparator.code.temporaries);
  const auto key_count = static_cast<uint32_t>(keys.size());
  const auto immediates = static_cast<uint32_t>(op.immediates.size());
  const uint32_t order_bytes =
      op.code.empty() ? SortOrderBytes(key_count) : SortOrderBytes(key_count, immediates, op.temporaries);
  const BufferId scratch = lowering.NewScratch(order_bytes + SortRowBytes(count, kept));
  op.scratch = std::make_unique<fb::Ref>(RefTo(lowering, {scratch, 0}));
  tmb::Instruction instruction;
  instruction.op.Set(std::move(op));
  instruction.starts = {order, scratch};
  lowering.Append(std::move(instruction), *rows.origin);
  return order;
}

// result[o, i, n] = operand[o, order[o, n, i], n] for i below `taken`.
void EmitMove(Lowering& lowering, const Rows& rows, BufferId order, int64_t taken, const Operand& operand,
              BufferId result, int64_t element_bytes) {
  struct Loop {
    int64_t extent, operand_stride, order_stride;
  };
  const Loop loops[] = {{rows.outer, rows.count * rows.inner * element_bytes, rows.inner * rows.kept * 4},
                        {taken, 0, 4},
                        {rows.inner, element_bytes, rows.kept * 4}};
  fb::GatherT op;
  for (const Loop& loop : loops) {
    if (loop.extent == 1 && &loop != &loops[1]) continue;
    op.dims.push_back(static_cast<uint32_t>(loop.extent));
    op.operand_strides.push_back(static_cast<int32_t>(loop.operand_stride));
    op.index_strides.push_back(static_cast<int32_t>(loop.order_stride));
  }
  op.operand = std::make_unique<fb::Ref>(RefTo(lowering, operand));
  op.indices = std::make_unique<fb::Ref>(RefTo(lowering, {order, 0}));
  op.output = std::make_unique<fb::Ref>(RefTo(lowering, {result, 0}));
  op.element_bytes = static_cast<uint8_t>(element_bytes);
  op.index_type = fb::Type::S32;
  op.components.emplace_back(0, static_cast<uint32_t>(rows.count - 1),
                             static_cast<int32_t>(rows.inner * element_bytes));
  tmb::Instruction instruction;
  instruction.op.Set(std::move(op));
  instruction.starts = {result};
  lowering.Append(std::move(instruction), *rows.origin);
}

// result[o, i, n] = order[o, n, i] for i below `taken`.
Result<void> EmitNumbers(Lowering& lowering, const Rows& rows, BufferId order, int64_t taken,
                         BufferId result) {
  const auto fill = [&](MapBuilder& map, ExpressionBuilder&, const IndexMap& i) -> Result<void> {
    const Affine from = Linear({i[0], i[2], i[1]}, {rows.outer, rows.inner, rows.kept});
    const NodeId number = map.Load({order, 0}, fb::Type::S32, Scale(from, 4), {}, 0);
    map.Store({result, 0}, fb::Type::S32, Scale(Linear(i, {rows.outer, taken, rows.inner}), 4), number);
    return {};
  };
  return lowering.EmitMap(LoopNest::Of({rows.outer, taken, rows.inner}), *rows.origin, fill);
}

// Whether each element of the operand is its own position in the row.
bool CountsPositions(Lowering& lowering, const Rows& rows, const hlo::Instruction& operand) {
  const bool words = operand.shape.type == hlo::Type::kS32 || operand.shape.type == hlo::Type::kU32;
  if (!words || lowering.BaseOf(operand).opcode != "iota") return false;
  MapBuilder map;
  ExpressionBuilder expression(lowering, map);
  const IndexMap index = LoopNest::Of(operand.shape.dims).Instantiate(map);
  const auto node = expression.Value(operand, index);
  if (!node.has_value() || map.node(*node).kind != Node::Kind::kAccess) return false;
  const MapAccess& access = map.accesses()[map.node(*node).value];
  return !access.memory && access.start == 0 && access.guards.empty() &&
         access.address == index[rows.dimension];
}

// The first `taken` of each row of what is sorted.
Result<Operand> Sorted(Lowering& lowering, const Rows& rows, BufferId order, int64_t taken,
                       const hlo::Instruction& operand, const hlo::Shape& shape) {
  const bool positions = CountsPositions(lowering, rows, operand);
  if (positions && rows.inner == 1 && taken == rows.kept) return Operand{order, 0};
  const BufferId result = lowering.NewBuffer(rows.origin->name, shape);
  if (positions) {
    TMB_CHECK_OK(EmitNumbers(lowering, rows, order, taken, result));
  } else {
    TMB_ASSIGN(const Operand place, lowering.Materialize(operand));
    EmitMove(lowering, rows, order, taken, place, result, hlo::TypeBytes(shape.type));
  }
  return Operand{result, 0};
}

// The operands as they are.
Result<void> KeepOrder(Lowering& lowering, const hlo::Instruction& sort) {
  std::vector<Operand> leaves;
  for (const hlo::Instruction* operand : sort.operands) {
    TMB_ASSIGN(const Operand place, lowering.Materialize(*operand));
    leaves.push_back(place);
  }
  lowering.SetStored(sort, std::move(leaves));
  return {};
}

// The comparator of topk as HLO would write it: NaNs are largest.
Result<SortComparator> ComparatorOfTopK(const hlo::Instruction& topk) {
  hlo::Instruction element, compare;
  element.opcode = "parameter";
  element.shape = {topk.operands[0]->shape.type, {}, {}, {}};
  compare.opcode = "compare";
  compare.operands = {&element, &element};
  compare.shape = {hlo::Type::kPred, {}, {}, {}};
  compare.direction = topk.largest ? "GT" : "LT";
  if (hlo::IsFloat(element.shape.type)) compare.compare_type = "TOTALORDER";
  MapBuilder graph;
  const hlo::Type type = element.shape.type;
  const auto before =
      Elementwise(graph, compare, {ElementOf(graph, type, 0, 0), ElementOf(graph, type, 0, 1)});
  if (!before.has_value()) {
    return Unsupported(std::string("topk of ") + topk.operands[0]->shape.ToString());
  }
  return SplitComparator(std::move(graph), *before);
}

}  // namespace

Result<void> LowerSort(Lowering& lowering, const hlo::Instruction& sort) {
  const Rows rows = RowsOf(sort, static_cast<size_t>(sort.dimensions[0]));
  MapBuilder graph;
  std::vector<NodeId> arguments;
  uint32_t word = 0;
  for (const hlo::Instruction* operand : sort.operands) {
    const hlo::Type type = operand->shape.type;
    for (const uint32_t side : {0u, 1u}) arguments.push_back(ElementOf(graph, type, word, side));
    word += static_cast<uint32_t>(WordCount(type));
  }
  TMB_ASSIGN(const std::vector<NodeId> before,
             lowering.ScalarComputation(graph, *sort.called[0], arguments, Rounding::kEach));
  Result<SortComparator> comparator = SplitComparator(std::move(graph), before[0]);
  if (!comparator.ok()) return lowering.ErrorAt(sort, comparator.error().text);
  const bool nothing_to_do =
      sort.operands[0]->shape.Elements() == 0 || rows.count == 1 || comparator.value().keys.empty();
  if (nothing_to_do) return KeepOrder(lowering, sort);
  TMB_ASSIGN(const BufferId order, EmitOrder(lowering, rows, comparator.value()));
  std::vector<Operand> leaves;
  for (size_t i = 0; i < sort.operands.size(); ++i) {
    const hlo::Instruction& operand = *sort.operands[i];
    leaves.push_back({order, 0});  // what is not read needs no place of its own
    if (!lowering.IsElementUsed(sort, static_cast<int64_t>(i))) continue;
    TMB_ASSIGN(leaves.back(), Sorted(lowering, rows, order, rows.count, operand, operand.shape));
  }
  lowering.SetStored(sort, std::move(leaves));
  return {};
}

Result<void> LowerTopK(Lowering& lowering, const hlo::Instruction& topk) {
  const hlo::Instruction& operand = *topk.operands[0];
  Rows rows = RowsOf(topk, operand.shape.dims.size() - 1);
  const std::vector<hlo::Shape> shapes = LeafShapes(topk.shape);
  if (shapes[0].Elements() == 0) {
    lowering.SetStored(
        topk, {{lowering.NewBuffer(topk.name, shapes[0]), 0}, {lowering.NewBuffer(topk.name, shapes[1]), 0}});
    return {};
  }
  if (topk.k <= kSelected) rows.kept = topk.k;
  TMB_ASSIGN(const SortComparator comparator, ComparatorOfTopK(topk));
  TMB_ASSIGN(const BufferId order, EmitOrder(lowering, rows, comparator));
  TMB_ASSIGN(const Operand values, Sorted(lowering, rows, order, topk.k, operand, shapes[0]));
  Operand indices = {order, 0};
  if (rows.kept != topk.k) {
    indices.buffer = lowering.NewBuffer(topk.name, shapes[1]);
    TMB_CHECK_OK(EmitNumbers(lowering, rows, order, topk.k, indices.buffer));
  }
  lowering.SetStored(topk, {values, indices});
  return {};
}

}  // namespace tmb
