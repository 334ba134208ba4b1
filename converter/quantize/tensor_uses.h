// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// TensorUses: which values of a program are wanted as integers and which as floats when its layers compute
// with integers, and who reads the integers.
#ifndef TMB_CONVERTER_QUANTIZE_TENSOR_USES_H_
#define TMB_CONVERTER_QUANTIZE_TENSOR_USES_H_

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "converter/quantize/layers.h"

namespace tmb {

// The sum over neighbouring dimensions of a tensor, not its last, times a number: average pooling of a whole
// image.
struct PoolSum {
  hlo::Instruction* input = nullptr;
  hlo::Instruction* sum = nullptr;  // reduce or reduce-window
  double factor = 1;
  int64_t batch = 1, count = 1, channels = 1;  // extents before, along and behind these dimensions
  std::vector<int64_t> reduced;

  // Where a dimension of the input is in the result, if it is there.
  std::optional<int64_t> DimensionBehind(int64_t dimension) const;
};

// Of an addition over whole neighbouring dimensions; nothing when it is something else.
std::optional<PoolSum> DescribeSum(hlo::Instruction& sum);

class TensorUses {
 public:
  TensorUses(const hlo::Computation& computation, const std::vector<Layer>& layers, bool integer_results);

  bool WantsIntegers(const hlo::Instruction* value) const { return integers_.count(value) != 0; }
  bool WantsFloats(const hlo::Instruction* value) const { return floats_.count(value) != 0; }

  // Null: no layer's result.
  const Layer* LayerOf(const hlo::Instruction* result) const;
  const PoolSum* PoolOf(const hlo::Instruction* result) const;

  // The layers that read a value's integers, by views and pools too; null: they are a result.
  std::vector<const Layer*> ReadersOf(const hlo::Instruction* value) const;

  // How the scales of channels may differ, 0 (all alike) to 1, by the readers of a layer's result.
  double ChannelFreedom(const Layer& layer) const;

 private:
  struct Reader {
    const Layer* layer = nullptr;
    bool is_residual = false;                   // which of its operands
    std::vector<const hlo::Instruction*> path;  // views and pools before it, the last one first
    bool HasPool(const TensorUses& uses) const;
  };

  void WantIntegers(hlo::Instruction* value, const Reader& reader);
  void PassOn(hlo::Instruction& value, hlo::Instruction* operand);
  bool Suits(const Reader& reader, int64_t channel_dim) const;
  void FindPools(const hlo::Computation& computation);

  std::unordered_map<const hlo::Instruction*, const Layer*> layers_;
  std::unordered_map<const hlo::Instruction*, PoolSum> pools_;
  std::unordered_set<const hlo::Instruction*> integers_, floats_;
  std::unordered_map<const hlo::Instruction*, std::vector<Reader>> readers_;
};

// The largest numbers of windows, each of which reaches an element.
bool PoolsMaxima(const hlo::Instruction& value);

// A view that integers pass like floats do (reshape, transpose, slice, ...), or a max pool, of its first
// operand.
bool IsPassedByIntegers(const hlo::Instruction& value);

// Where dimension `channel` of the operand of such a view is in its result; nothing when it is cut or merged.
std::optional<int64_t> ChannelBehind(const hlo::Instruction& view, int64_t channel);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_TENSOR_USES_H_
