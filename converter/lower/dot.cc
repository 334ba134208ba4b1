// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// dot: any batch and contracting dimensions, as one [batch] x [m, k] x [k, n] product over
// strides. Constant f32 weights are packed (product.h); operands whose dimensions do not merge are
// copied into order first.

#include <algorithm>

#include "converter/lower/elementwise.h"
#include "converter/lower/integer_weights.h"
#include "converter/lower/lowering.h"
#include "converter/lower/product.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

// Several dimensions seen as one.
struct Axis {
  int64_t extent = 1;
  int64_t stride = 0;
};

// Merges dimensions in their given order, or nothing when they do not run on.
std::optional<Axis> Merge(const std::vector<int64_t>& dimensions, const hlo::Shape& shape,
                          const std::vector<int64_t>& strides) {
  Axis axis;
  for (const int64_t dimension : dimensions) {
    const auto d = static_cast<size_t>(dimension);
    if (shape.dims[d] == 1) continue;
    if (axis.extent != 1 && axis.stride != strides[d] * shape.dims[d]) return std::nullopt;
    axis.extent *= shape.dims[d];
    axis.stride = strides[d];
  }
  return axis;
}

// One side of the product: its three axes and where it lies.
struct Side {
  const hlo::Instruction* value = nullptr;
  hlo::Type type = hlo::Type::kF32;  // as the product reads it
  std::vector<int64_t> batch, free, contracting;
  size_t first_result = 0;  // position of the first free dimension in the product
  Operand place;
  Axis batch_axis, free_axis, contracting_axis;
  std::optional<ColumnScales> scales;  // of integers as weights
};

int64_t ElementsOf(const std::vector<int64_t>& dimensions, const hlo::Shape& shape) {
  int64_t elements = 1;
  for (const int64_t d : dimensions) elements *= shape.dims[static_cast<size_t>(d)];
  return elements;
}

Side DescribeSide(const hlo::Instruction& value, const std::vector<int64_t>& batch,
                  const std::vector<int64_t>& contracting, size_t first_result) {
  Side side{&value, value.shape.type, batch, {}, contracting, first_result, {}, {}, {}, {}, {}};
  for (int64_t d = 0; d < value.shape.Rank(); ++d) {
    const bool taken = std::find(batch.begin(), batch.end(), d) != batch.end() ||
                       std::find(contracting.begin(), contracting.end(), d) != contracting.end();
    if (!taken) side.free.push_back(d);
  }
  return side;
}

bool SetAxes(Side& side, const std::vector<int64_t>& strides) {
  const auto batch = Merge(side.batch, side.value->shape, strides);
  const auto free = Merge(side.free, side.value->shape, strides);
  const auto contracting = Merge(side.contracting, side.value->shape, strides);
  if (!batch || !free || !contracting) return false;
  side.batch_axis = *batch;
  side.free_axis = *free;
  side.contracting_axis = *contracting;
  return true;
}

// Copies the side, as `side.type`, into [batch, free, contracting] order.
Result<void> CopyIntoOrder(Lowering& lowering, const hlo::Instruction& dot, Side& side) {
  std::vector<int64_t> order = side.batch;
  order.insert(order.end(), side.free.begin(), side.free.end());
  order.insert(order.end(), side.contracting.begin(), side.contracting.end());
  hlo::Shape shape = side.value->shape;
  shape.type = side.type;
  for (size_t i = 0; i < order.size(); ++i)
    shape.dims[i] = side.value->shape.dims[static_cast<size_t>(order[i])];
  const BufferId buffer = lowering.NewBuffer(side.value->name + ".ordered", shape);
  const std::vector<int64_t> ordered = RowMajorStrides(shape.dims, hlo::TypeBytes(shape.type));
  TMB_CHECK_OK(lowering.EmitMap(
      LoopNest::Of(shape.dims), dot,
      [&](MapBuilder& map, ExpressionBuilder& expression, const IndexMap& loops) -> Result<void> {
        IndexMap index(loops.size());
        for (size_t i = 0; i < order.size(); ++i) index[static_cast<size_t>(order[i])] = loops[i];
        const auto value = expression.Value(*side.value, index);
        if (!value.has_value()) return expression.error().value_or(Error{});
        const auto node = ConvertNode(map, *value, side.value->shape.type, side.type);
        map.Store({buffer, 0}, ToSchema(shape.type),
                  Scale(Linear(loops, shape.dims), hlo::TypeBytes(shape.type)), *node);
        return {};
      }));
  std::vector<int64_t> strides(order.size());
  for (size_t i = 0; i < order.size(); ++i) strides[static_cast<size_t>(order[i])] = ordered[i];
  side.place = {buffer, 0};
  SetAxes(side, strides);
  return {};
}

// Where the integers of a side lie that the packed kernels take as weights; false: they are none.
Result<bool> PlaceIntegers(Lowering& lowering, Side& side) {
  if (!side.batch.empty()) return false;
  TMB_ASSIGN(const std::optional<WeightsView> view, ViewOfIntegerWeights(lowering, *side.value, side.free));
  if (!view.has_value()) return false;
  const auto scales = Merge(side.free, side.value->shape, view->scales->strides);
  if (!scales.has_value() || !SetAxes(side, view->values.strides)) return false;
  side.place = view->values.place;
  side.scales = ColumnScales{view->scales->place, scales->stride};
  return true;
}

Result<void> PlaceSide(Lowering& lowering, const hlo::Instruction& dot, Side& side) {
  if (dot.shape.type == hlo::Type::kF32 && side.type != hlo::Type::kF32) {  // integers multiplied as floats
    side.type = hlo::Type::kF32;
    return CopyIntoOrder(lowering, dot, side);
  }
  TMB_ASSIGN(const StridedView view, lowering.ViewOf(*side.value));
  side.place = view.place;
  if (SetAxes(side, view.strides)) return {};
  return CopyIntoOrder(lowering, dot, side);
}

bool IsConstant(Lowering& lowering, const Side& side) {
  return lowering.program().buffers[side.place.buffer].kind == Buffer::Kind::kConstant;
}

// x in rows of k that lie one behind the other.
bool IsRowMajor(const Side& x) {
  const int64_t k = x.contracting_axis.extent, m = x.free_axis.extent;
  return (k == 1 || x.contracting_axis.stride == 4) && (m == 1 || x.free_axis.stride == 4 * k);
}

// The dimension of the product that the columns run along, when it is a single one.
std::optional<size_t> ChannelOf(const Side& w) {
  std::optional<size_t> channel;
  for (size_t i = 0; i < w.free.size(); ++i) {
    if (w.value->shape.dims[static_cast<size_t>(w.free[i])] == 1) continue;
    if (channel.has_value()) return std::nullopt;
    channel = w.first_result + i;
  }
  return channel;
}

// x times constant weights w; false when the packed kernel does not apply.
Result<bool> EmitPacked(Lowering& lowering, const hlo::Instruction& dot, Side& x, Side& w) {
  const bool applies = dot.shape.type == hlo::Type::kF32 && x.batch_axis.extent == 1 &&
                       IsConstant(lowering, w) && w.contracting_axis.extent > 0;
  if (!applies) return false;
  if (!IsRowMajor(x)) TMB_CHECK_OK(CopyIntoOrder(lowering, dot, x));
  Epilogue epilogue;
  epilogue.result = &dot;
  const std::optional<size_t> channel = ChannelOf(w);
  if (channel.has_value()) {
    // A product of a row or two is faster by MatVecF32, which adds no residual.
    epilogue = lowering.FindEpilogue(dot, *channel, x.free_axis.extent > 2 ? Adds::kBoth : Adds::kBias);
  }
  const Product product = {x.place,
                           w.place,
                           x.free_axis.extent,
                           w.free_axis.extent,
                           x.contracting_axis.extent,
                           w.contracting_axis.stride,
                           w.free_axis.stride,
                           w.scales};
  TMB_CHECK_OK(EmitProduct(lowering, dot, product, epilogue));
  return true;
}

void EmitStrided(Lowering& lowering, const hlo::Instruction& dot, const Side& x, const Side& w) {
  Program& program = lowering.program();
  const BufferId result = lowering.NewBuffer(dot);
  const auto extent = [](const Axis& axis) { return static_cast<uint32_t>(axis.extent); };
  const auto stride = [](const Axis& axis) { return static_cast<int32_t>(axis.stride); };
  tmb::Instruction instruction;
  instruction.op.Set(fb::Dot(
      program.AddOperand(x.place.buffer, x.place.offset), program.AddOperand(w.place.buffer, w.place.offset),
      program.AddOperand(result), extent(x.batch_axis), extent(x.free_axis), extent(w.free_axis),
      extent(x.contracting_axis), stride(x.batch_axis), stride(x.free_axis), stride(x.contracting_axis),
      stride(w.batch_axis), stride(w.contracting_axis), stride(w.free_axis), ToSchema(x.type),
      ToSchema(w.type), ToSchema(dot.shape.type)));
  instruction.starts = {result};
  lowering.Append(std::move(instruction), dot);
  lowering.SetStored(dot, {{result, 0}});
}

}  // namespace

Result<void> LowerDot(Lowering& lowering, const hlo::Instruction& dot) {
  const hlo::Instruction &lhs = *dot.operands[0], &rhs = *dot.operands[1];
  if (lhs.shape.Elements() == 0 || rhs.shape.Elements() == 0) return lowering.EmitZeros(dot);
  Side x = DescribeSide(lhs, dot.dot.lhs_batch, dot.dot.lhs_contracting, dot.dot.lhs_batch.size());
  Side w =
      DescribeSide(rhs, dot.dot.rhs_batch, dot.dot.rhs_contracting, dot.dot.lhs_batch.size() + x.free.size());
  const bool is_f32 = dot.shape.type == hlo::Type::kF32;
  TMB_ASSIGN(const bool integers_w, is_f32 ? PlaceIntegers(lowering, w) : false);
  const bool may_exchange = is_f32 && !integers_w && ElementsOf(w.free, rhs.shape) == 1;
  TMB_ASSIGN(const bool integers_x, may_exchange ? PlaceIntegers(lowering, x) : false);
  if (!integers_x) TMB_CHECK_OK(PlaceSide(lowering, dot, x));
  if (!integers_w) TMB_CHECK_OK(PlaceSide(lowering, dot, w));
  TMB_ASSIGN(const bool packed, EmitPacked(lowering, dot, x, w));
  if (packed) return {};
  // A constant matrix times a vector: the result is the same with the sides exchanged.
  if (w.free_axis.extent == 1) {
    TMB_ASSIGN(const bool packed_reversed, EmitPacked(lowering, dot, w, x));
    if (packed_reversed) return {};
  }
  EmitStrided(lowering, dot, x, w);
  return {};
}

}  // namespace tmb
