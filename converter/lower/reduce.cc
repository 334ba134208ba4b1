// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// reduce and reduce-window as reducing Maps. When the operand's last dimension is kept the
// strip runs along it (Rows: 16 results side by side), else along the reduced elements
// (Lanes). Any straight-line computation of any number of values becomes the combining
// micro-code.

#include <fmt/format.h>

#include <algorithm>

#include "converter/lower/elementwise.h"
#include "converter/lower/lowering.h"
#include "converter/lower/max_pool.h"
#include "converter/lower/narrow_float.h"
#include "converter/lower/reduce_order.h"

namespace tmb {
namespace {

using Nodes = std::vector<NodeId>;

class ScalarCode {
 public:
  ScalarCode(Lowering& lowering, MapBuilder& map, const Nodes& arguments, Rounding rounding)
      : lowering_(lowering), map_(map), arguments_(arguments), rounding_(rounding) {}

  Result<NodeId> ValueOf(const hlo::Instruction& instruction) {
    const auto known = known_.find(&instruction);
    if (known != known_.end()) return known->second;
    Result<NodeId> node = Compute(instruction);
    if (node.ok()) known_[&instruction] = node.value();
    return node;
  }

 private:
  Result<NodeId> Compute(const hlo::Instruction& instruction) {
    const std::string& opcode = instruction.opcode;
    if (opcode == "parameter") return arguments_[static_cast<size_t>(instruction.parameter_number)];
    if (const uint8_t* element = SplatElement(instruction)) {
      return ElementNode(map_, instruction.shape.type, element);
    }
    Nodes operands;
    for (const hlo::Instruction* operand : instruction.operands) {
      TMB_ASSIGN(const NodeId node, ValueOf(*operand));
      operands.push_back(node);
    }
    const bool moves_one_element = opcode == "broadcast" || opcode == "reshape" || opcode == "copy";
    if (moves_one_element && instruction.shape.Elements() == 1) return operands[0];
    if (opcode == "call" || opcode == "fusion") {
      TMB_ASSIGN(const Nodes results,
                 lowering_.ScalarComputation(map_, *instruction.called[0], operands, rounding_));
      return results[0];
    }
    if (IsElementwise(opcode)) {
      if (const auto node = Elementwise(map_, instruction, operands, rounding_)) return *node;
    }
    return lowering_.ErrorAt(instruction, fmt::format("{} of {} inside a reducer is not supported", opcode,
                                                      instruction.shape.ToString()));
  }

  Lowering& lowering_;
  MapBuilder& map_;
  const Nodes& arguments_;
  const Rounding rounding_;
  std::unordered_map<const hlo::Instruction*, NodeId> known_;
};

// What both operations are, once loops and operand indices are known.
struct Reduction {
  const hlo::Instruction* origin = nullptr;
  size_t values = 0;
  fb::Reduction kind = fb::Reduction::Rows;
  std::vector<BufferId> results;
  std::vector<hlo::Shape> shapes;
  std::vector<const hlo::Instruction*> epilogue;  // element-wise, each on the result of the one before

  const hlo::Instruction& Input(size_t i) const { return *origin->operands[i]; }
  const hlo::Instruction& Initial(size_t i) const { return *origin->operands[values + i]; }
  const hlo::Computation& Reducer() const { return *origin->called[0]; }
};

Reduction Describe(Lowering& lowering, const hlo::Instruction& origin) {
  Reduction reduction;
  reduction.origin = &origin;
  reduction.values = origin.operands.size() / 2;
  reduction.shapes = LeafShapes(origin.shape);
  if (!origin.shape.IsTuple()) reduction.epilogue = lowering.FindElementwiseEpilogue(origin);
  if (!reduction.epilogue.empty()) reduction.shapes = {reduction.epilogue.back()->shape};
  for (const hlo::Shape& shape : reduction.shapes) {
    reduction.results.push_back(lowering.NewBuffer(origin.name, shape));
  }
  return reduction;
}

void SetResults(Lowering& lowering, const Reduction& reduction) {
  std::vector<Operand> leaves;
  for (const BufferId buffer : reduction.results) leaves.push_back({buffer, 0});
  lowering.SetStored(reduction.epilogue.empty() ? *reduction.origin : *reduction.epilogue.back(), leaves);
}

// The values of the reduction as temporaries from `next` on.
Nodes Temporaries(MapBuilder& map, const Reduction& reduction, uint32_t& next) {
  Nodes nodes;
  for (size_t i = 0; i < reduction.values; ++i) {
    nodes.push_back(TemporaryOf(map, reduction.Input(i).shape.type, next));
  }
  return nodes;
}

// All 32-bit words of the nodes in order: what accumulators hold.
Nodes WordsOf(const MapBuilder& map, const Nodes& nodes) {
  Nodes words;
  for (const NodeId node : nodes) {
    const Nodes of_node = map.WordsOf(node);
    words.insert(words.end(), of_node.begin(), of_node.end());
  }
  return words;
}

Nodes Joined(Nodes a, const Nodes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Fills the Map: `index` is the operands' index, `kept` the results', `guards` what must hold
// for an element to count.
Result<void> FillReduction(Lowering& lowering, const Reduction& reduction, MapBuilder& map,
                           ExpressionBuilder& expression, const IndexMap& kept,
                           const std::function<std::optional<NodeId>(size_t)>& value_of,
                           const std::vector<int>& guards) {
  const size_t count = reduction.values;
  MapBuilder::ReductionCode code;
  code.kind = reduction.kind;
  Nodes initial, values;
  for (size_t i = 0; i < count; ++i) {
    const auto start = expression.Value(reduction.Initial(i), {});
    const auto value = start.has_value() ? value_of(i) : std::nullopt;
    if (!value.has_value()) return expression.error().value_or(Error{});
    initial.push_back(*start);
    values.push_back(*value);
  }
  uint32_t next = 0;
  const Nodes accumulators = Temporaries(map, reduction, next);
  const auto reduced = [&](const Nodes& a, const Nodes& b) {
    return lowering.ScalarComputation(map, reduction.Reducer(), Joined(a, b), Rounding::kNone);
  };
  const auto select_inside = [&](Nodes& nodes, const Nodes& otherwise) {
    if (guards.empty()) return;
    const NodeId inside = map.IndexValue(Constant(1), guards, 0);
    for (size_t i = 0; i < count; ++i) nodes[i] = map.Select(inside, nodes[i], otherwise[i]);
  };
  Nodes results = accumulators, combined;
  if (reduction.kind == fb::Reduction::Lanes) {
    TMB_ASSIGN(combined, reduced(accumulators, Temporaries(map, reduction, next)));
    TMB_ASSIGN(results, reduced(initial, accumulators));
    code.values = WordsOf(map, values);
  } else if (reduction.kind == fb::Reduction::Rows) {
    TMB_ASSIGN(combined, reduced(accumulators, values));
    select_inside(combined, accumulators);
    code.initial = WordsOf(map, initial);
  } else {
    TMB_ASSIGN(results, reduced(initial, values));
    select_inside(results, initial);
  }
  code.combined = WordsOf(map, combined);
  if (reduction.kind != fb::Reduction::None) map.SetReduction(code);
  const hlo::Type type = reduction.Input(0).shape.type;
  if (!reduction.epilogue.empty() && IsNarrowFloat(type)) results[0] = RoundTo(map, results[0], type);
  const hlo::Instruction* before = reduction.origin;
  for (const hlo::Instruction* step : reduction.epilogue) {
    expression.Bind(before, results[0]);
    const auto node = expression.Computed(*step, kept);
    if (!node.has_value()) return expression.error().value_or(Error{});
    results[0] = *node;
    before = step;
  }
  for (size_t i = 0; i < count; ++i) {
    const Affine address =
        Scale(Linear(kept, reduction.shapes[i].dims), hlo::TypeBytes(reduction.shapes[i].type));
    map.Store({reduction.results[i], 0}, ToSchema(reduction.shapes[i].type), address, results[i]);
  }
  return {};
}

// A reduction of nothing: its results are the initial values.
Result<void> FillWithInitial(Lowering& lowering, const hlo::Instruction& origin) {
  std::vector<Operand> leaves;
  const std::vector<hlo::Shape> shapes = LeafShapes(origin.shape);
  for (size_t i = 0; i < shapes.size(); ++i) {
    const BufferId buffer = lowering.NewBuffer(origin.name, shapes[i]);
    TMB_CHECK_OK(lowering.EmitFill(buffer, *origin.operands[shapes.size() + i], origin));
    leaves.push_back({buffer, 0});
  }
  lowering.SetStored(origin, leaves);
  return {};
}

// Whether the reducer may meet its values in any grouping, as the lanes of a strip do: it treats
// both sides alike, or picks one of them (argmax). Anything else (acc + x * x) keeps XLA's order.
Result<bool> MayReorder(Lowering& lowering, const Reduction& reduction) {
  if (HasFreeOrder(reduction.Reducer())) return true;
  MapBuilder map;
  uint32_t next = 0;
  const Nodes a = Temporaries(map, reduction, next), b = Temporaries(map, reduction, next);
  TMB_ASSIGN(const Nodes forward,
             lowering.ScalarComputation(map, reduction.Reducer(), Joined(a, b), Rounding::kNone));
  TMB_ASSIGN(const Nodes exchanged,
             lowering.ScalarComputation(map, reduction.Reducer(), Joined(b, a), Rounding::kNone));
  return forward == exchanged;
}

}  // namespace

Result<Nodes> Lowering::ScalarComputation(MapBuilder& map, const hlo::Computation& computation,
                                          const Nodes& arguments, Rounding rounding) {
  ScalarCode code(*this, map, arguments, rounding);
  const hlo::Instruction& root = *computation.root;
  Nodes results;
  if (root.opcode != "tuple") {
    TMB_ASSIGN(const NodeId node, code.ValueOf(root));
    results.push_back(node);
    return results;
  }
  for (const hlo::Instruction* operand : root.operands) {
    TMB_ASSIGN(const NodeId node, code.ValueOf(*operand));
    results.push_back(node);
  }
  return results;
}

Result<void> LowerReduce(Lowering& lowering, const hlo::Instruction& reduce) {
  const std::vector<int64_t>& dims = reduce.operands[0]->shape.dims;
  const bool no_results = LeafShapes(reduce.shape)[0].Elements() == 0;
  if (no_results || reduce.operands[0]->shape.Elements() == 0) return FillWithInitial(lowering, reduce);
  Reduction reduction = Describe(lowering, reduce);
  std::vector<bool> reduced(dims.size(), false);
  int64_t count = 1;
  for (const int64_t dimension : reduce.dimensions) {
    reduced[static_cast<size_t>(dimension)] = true;
    count *= dims[static_cast<size_t>(dimension)];
  }
  size_t minor = dims.size();
  for (size_t d = 0; d < dims.size(); ++d) minor = dims[d] != 1 ? d : minor;
  bool rows = minor != dims.size() && !reduced[minor];
  if (!rows && count != 1) {
    TMB_ASSIGN(const bool reorders, MayReorder(lowering, reduction));
    rows = !reorders || FasterSideBySide(reduce, reduced, count);
  }
  reduction.kind = count == 1 ? fb::Reduction::None : rows ? fb::Reduction::Rows : fb::Reduction::Lanes;
  const std::vector<size_t> order = NestOrder(dims, reduced, rows);
  LoopNest nest;
  for (const size_t d : order) nest.dimensions.push_back({{dims[d]}, reduced[d], false});
  if (rows && (order.empty() || reduced[order.back()])) nest.dimensions.push_back({{1}, false, true});
  TMB_CHECK_OK(lowering.EmitMap(
      nest, reduce,
      [&](MapBuilder& map, ExpressionBuilder& expression, const IndexMap& loops) -> Result<void> {
        IndexMap index(dims.size()), kept;
        for (size_t i = 0; i < order.size(); ++i) index[order[i]] = loops[i];
        for (size_t d = 0; d < dims.size(); ++d) {
          if (!reduced[d]) kept.push_back(index[d]);
        }
        const auto value_of = [&](size_t i) { return expression.Value(reduction.Input(i), index); };
        return FillReduction(lowering, reduction, map, expression, kept, value_of, {});
      }));
  SetResults(lowering, reduction);
  return {};
}

namespace {

// Index of the operand for results `kept` and window positions `window`; dimensions that can
// leave the operand get a guard.
IndexMap WindowIndex(const hlo::Instruction& reduce_window, MapBuilder& map, const IndexMap& kept,
                     const IndexMap& window, std::vector<int>& guards) {
  IndexMap index;
  const std::vector<int64_t>& dims = reduce_window.operands[0]->shape.dims;
  for (size_t d = 0; d < dims.size(); ++d) {
    const hlo::WindowDimension& w = reduce_window.window[d];
    const Affine position =
        Add(Add(Scale(kept[d], w.stride), Scale(window[d], w.window_dilation)), Constant(-w.pad_low));
    const int64_t results = LeafShapes(reduce_window.shape)[0].dims[d];
    const int64_t highest = (results - 1) * w.stride + (w.size - 1) * w.window_dilation - w.pad_low;
    if (w.pad_low <= 0 && highest < dims[d]) {
      index.push_back(position);
      continue;
    }
    const int guard = map.AddGuard(dims[d], position);
    guards.push_back(guard);
    index.push_back(VariableOf(guard));
  }
  return index;
}

// The strip runs along the last result dimension that has no window, else the last one.
size_t StripDimension(const hlo::Instruction& reduce_window, const std::vector<int64_t>& results) {
  size_t strip = results.size() - 1;
  bool found = false;
  for (size_t d = 0; d < results.size(); ++d) {
    const bool free = reduce_window.window[d].size == 1 && results[d] > 1;
    if (free || (!found && results[d] > 1)) strip = d;
    found = found || free;
  }
  return strip;
}

}  // namespace

Result<void> LowerReduceWindow(Lowering& lowering, const hlo::Instruction& reduce_window) {
  const bool no_results = LeafShapes(reduce_window.shape)[0].Elements() == 0;
  if (no_results || reduce_window.operands[0]->shape.Elements() == 0)
    return FillWithInitial(lowering, reduce_window);
  if (IsMaxPool(reduce_window)) return EmitMaxPool(lowering, reduce_window);
  Reduction reduction = Describe(lowering, reduce_window);
  const std::vector<int64_t> results = reduction.shapes[0].dims;
  int64_t taps = 1;
  for (const hlo::WindowDimension& w : reduce_window.window) taps *= w.size;
  reduction.kind = taps == 1 ? fb::Reduction::None : fb::Reduction::Rows;
  const size_t rank = results.size();
  const size_t strip = rank == 0 ? 0 : StripDimension(reduce_window, results);
  LoopNest nest;
  std::vector<size_t> kept_order;
  for (size_t d = 0; d < rank; ++d) {
    if (d != strip) kept_order.push_back(d);
  }
  for (const size_t d : kept_order) nest.dimensions.push_back({{results[d]}, false, false});
  for (size_t d = 0; d < rank; ++d) nest.dimensions.push_back({{reduce_window.window[d].size}, true, false});
  if (rank > 0) nest.dimensions.push_back({{results[strip]}, false, true});
  const std::optional<uint32_t> identity = IdentityOf(reduction.Reducer());
  TMB_CHECK_OK(lowering.EmitMap(
      nest, reduce_window,
      [&](MapBuilder& map, ExpressionBuilder& expression, const IndexMap& loops) -> Result<void> {
        IndexMap kept(rank), window;
        for (size_t i = 0; i < kept_order.size(); ++i) kept[kept_order[i]] = loops[i];
        for (size_t d = 0; d < rank; ++d) window.push_back(loops[kept_order.size() + d]);
        if (rank > 0) kept[strip] = loops.back();
        std::vector<int> guards;
        const IndexMap index = WindowIndex(reduce_window, map, kept, window, guards);
        const auto value_of = [&](size_t i) {
          return expression.Guarded(reduction.Input(i), index, guards, identity.value_or(0));
        };
        const bool filled = identity.has_value() && expression.IsLeafBehindViews(reduction.Input(0));
        return FillReduction(lowering, reduction, map, expression, kept, value_of,
                             filled ? std::vector<int>{} : guards);
      }));
  SetResults(lowering, reduction);
  return {};
}

}  // namespace tmb
