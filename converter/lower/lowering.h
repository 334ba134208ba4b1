// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Lowering: the state that all lowerings share, and the table from opcode to lowering. A
// region (entry, loop body, branch) is cut into units: a group of element-wise values that
// become one Map, or one instruction with a lowering of its own. Units are emitted in
// order; a value is stored when something outside its Map reads it.
#ifndef TMB_CONVERTER_LOWER_LOWERING_H_
#define TMB_CONVERTER_LOWER_LOWERING_H_

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "converter/lower/affine.h"
#include "converter/lower/elementwise.h"
#include "converter/lower/expression.h"
#include "converter/lower/lower.h"
#include "converter/lower/map_builder.h"
#include "converter/program.h"

namespace tmb {

// The start of a dynamic-slice or -update-slice along one dimension.
struct SliceStart {
  bool is_constant = false;
  int64_t constant = 0;
  Operand place;
  fb::Type type = fb::Type::S32;
};

// An array read in place through views: element (i, j, ...) of `instruction` lies at
// place + sum of strides (bytes).
struct StridedView {
  Operand place;
  std::vector<int64_t> strides;
};

// What a kernel can add to its sums.
enum class Adds : uint8_t { kBias, kBoth };

// The arithmetic that follows a kernel and runs inside it.
struct Epilogue {
  std::optional<Operand> bias;      // a vector, one element for each output channel
  std::optional<Operand> residual;  // an array like the result, added behind the bias
  float clamp_lo = -std::numeric_limits<float>::infinity();
  float clamp_hi = std::numeric_limits<float>::infinity();
  const hlo::Instruction* result = nullptr;  // the instruction whose value the kernel stores
};

// A Map's loops: factors of each dimension, outermost first.
struct LoopNest {
  struct Dimension {
    std::vector<int64_t> factors;
    bool reduced = false;
    bool strip = false;  // has a loop even when its extent is 1
  };
  std::vector<Dimension> dimensions;

  static LoopNest Of(const std::vector<int64_t>& dims);
  // Adds the loops to the builder; the index of each dimension. Dimensions of extent 1 get no loop.
  IndexMap Instantiate(MapBuilder& map) const;
  // Splits the factor that loop number `loop` came from.
  void Split(const LoopSplit& split);
};

// What fills a Map: gets the index of each dimension of the nest.
using MapFiller = std::function<Result<void>(MapBuilder&, ExpressionBuilder&, const IndexMap&)>;

class Lowering {
 public:
  Lowering(hlo::Module& module, std::string_view file_name, const LowerOptions& options)
      : module_(module), file_name_(file_name), options_(options) {}
  Result<Program> Run();

  // ---- what lowerings and expressions ask for
  Program& program() { return program_; }
  const LowerOptions& options() const { return options_; }
  // Where a value lies, if it is stored: parameters, constants that were used, results.
  std::optional<Operand> StoredAt(const hlo::Instruction& instruction) const;
  Operand ConstantAt(const hlo::Instruction& constant);
  Operand ConstantBytes(std::string name, const hlo::Shape& shape, std::vector<uint8_t> data);
  // Stores the value now if it is not stored yet.
  Result<Operand> Materialize(const hlo::Instruction& instruction);
  // Start of dimension `dimension` of a (update-)slice whose index operands begin at `first`.
  Result<SliceStart> StartIndex(const hlo::Instruction& slice, size_t first, size_t dimension);
  // What lies behind the views of a value that strides can describe.
  const hlo::Instruction& BaseOf(const hlo::Instruction& instruction) const;
  // The value through its views, or a stored copy of it.
  Result<StridedView> ViewOf(const hlo::Instruction& instruction);

  // ---- emitting
  BufferId NewBuffer(const hlo::Instruction& instruction);
  BufferId NewBuffer(std::string name, const hlo::Shape& shape);
  BufferId NewScratch(uint32_t bytes);
  void SetStored(const hlo::Instruction& instruction, std::vector<Operand> leaves) {
    stored_[&instruction] = std::move(leaves);
  }
  void Append(tmb::Instruction instruction, const hlo::Instruction& origin);
  // Builds a Map with `nest`, splitting loops as its expressions need, and appends it.
  Result<void> EmitMap(LoopNest nest, const hlo::Instruction& origin, const MapFiller& fill);
  // Copies a whole stored array; the plan may drop the copy.
  Result<void> EmitCopy(Operand from, Operand to, const hlo::Shape& shape, const hlo::Instruction& origin);
  Result<void> EmitFill(BufferId buffer, const hlo::Instruction& value, const hlo::Instruction& origin);
  // Stores zeros as the value of `instruction`: a sum without terms.
  Result<void> EmitZeros(const hlo::Instruction& instruction);
  uint32_t Position() const { return static_cast<uint32_t>(program_.code.size()); }
  // Appends a jump whose target is set later.
  size_t AppendJump(const hlo::Instruction& origin);
  size_t AppendJumpIf(Operand predicate, bool when, const hlo::Instruction& origin);
  void SetTarget(size_t jump, uint32_t target);

  // Lowers a region whose parameters have the given leaves; the leaves of its root.
  Result<std::vector<Operand>> LowerRegion(const hlo::Computation& region,
                                           const std::vector<std::vector<Operand>>& parameters);
  Result<std::vector<Operand>> LeavesOf(const hlo::Instruction& instruction);

  // The nodes of a scalar computation (a reducer) applied to `arguments`.
  Result<std::vector<NodeId>> ScalarComputation(MapBuilder& map, const hlo::Computation& computation,
                                                const std::vector<NodeId>& arguments, Rounding rounding);

  // Follows the additions of a bias along dimension `channel` and of a stored array, then maximum,
  // minimum and clamp behind a kernel's result as long as nothing else uses the values between.
  Epilogue FindEpilogue(const hlo::Instruction& kernel, size_t channel, Adds adds);
  // The element-wise operations with constants that follow `value` and nothing else uses (a mean's
  // division); they count as computed from now on.
  std::vector<const hlo::Instruction*> FindElementwiseEpilogue(const hlo::Instruction& value);
  bool HasOneUse(const hlo::Instruction& instruction) const;
  // Whether anything reads element `index` of what may be a tuple.
  bool IsElementUsed(const hlo::Instruction& tuple, int64_t index) const;
  Error ErrorAt(const hlo::Instruction& instruction, const std::string& text) const;

 private:
  friend class RegionPlan;
  Result<void> LowerInputs(EntryPoint& entry);
  void FuseIntegerWeights(const hlo::Computation& region);
  Result<void> LowerGroup(const std::vector<const hlo::Instruction*>& members);
  Result<void> LowerOne(const hlo::Instruction& instruction);
  // Which leaf of a tuple value its element `index` begins with.
  size_t FirstLeaf(const hlo::Instruction& tuple, int64_t index) const;

  hlo::Module& module_;
  std::string file_name_;
  LowerOptions options_;
  Program program_;
  std::unordered_map<const hlo::Instruction*, std::vector<Operand>> stored_;
  mutable std::unordered_map<const hlo::Instruction*, std::vector<size_t>> first_leaf_;  // of each element
  std::unordered_map<const hlo::Literal*, Operand> constants_;
  std::unordered_map<const hlo::Instruction*, std::vector<const hlo::Instruction*>> users_;
  std::unordered_set<const hlo::Instruction*> fused_;   // into a kernel's epilogue
  std::unordered_set<const hlo::Instruction*> needed_;  // group members read outside their Map
};

// The lowering of an opcode that is a unit of its own.
using LowerFunction = Result<void> (*)(Lowering&, const hlo::Instruction&);
struct LowerRow {
  std::string_view opcode;
  LowerFunction lower;
};
// Null when the opcode has none.
LowerFunction FindLowering(std::string_view opcode);

Result<void> LowerConcatenate(Lowering& lowering, const hlo::Instruction& concatenate);
Result<void> LowerConditional(Lowering& lowering, const hlo::Instruction& conditional);
Result<void> LowerConvolution(Lowering& lowering, const hlo::Instruction& convolution);
Result<void> LowerCustomCall(Lowering& lowering, const hlo::Instruction& call);
Result<void> LowerDot(Lowering& lowering, const hlo::Instruction& dot);
Result<void> LowerDynamicUpdateSlice(Lowering& lowering, const hlo::Instruction& update);
Result<void> LowerGather(Lowering& lowering, const hlo::Instruction& gather);
Result<void> LowerIntegerKernel(Lowering& lowering, const hlo::Instruction& kernel);
Result<void> LowerPad(Lowering& lowering, const hlo::Instruction& pad);
Result<void> LowerReduce(Lowering& lowering, const hlo::Instruction& reduce);
Result<void> LowerReduceWindow(Lowering& lowering, const hlo::Instruction& reduce_window);
// The value's bytes in row-major order, where they lie or copied.
Result<Operand> DensePlaceOf(Lowering& lowering, const hlo::Instruction& value);
Result<void> LowerScatter(Lowering& lowering, const hlo::Instruction& scatter);
Result<void> LowerSort(Lowering& lowering, const hlo::Instruction& sort);
Result<void> LowerTopK(Lowering& lowering, const hlo::Instruction& topk);
Result<void> LowerWhile(Lowering& lowering, const hlo::Instruction& loop);

// Shapes of the arrays in a possibly nested tuple shape, in order.
std::vector<hlo::Shape> LeafShapes(const hlo::Shape& shape);
// How many they are.
size_t CountLeaves(const hlo::Shape& shape);
// Extents without those of 1.
std::vector<int64_t> WithoutOnes(const std::vector<int64_t>& dims);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_LOWERING_H_
