// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// RecognizeQuantization: f32 programs that round to integers times a scale, as training with quantization and
// StableHLO's quantized types have it, become integer kernels with integers between them.
//
//     q = clip(round(x / s) + z, lo, hi), x' = (q - z) * s     fake quantization, in any spelling
//     y = q(relu(convolution(x', w') + b))                     one integer kernel: sums are exact, and are
//                                                              scaled and rounded once
//     y = convolution(x', w') + b, and no q                    one that gives f32, then the rest
//
// What f32 arithmetic rounds besides, and ties, may make a step of difference. Without quantized layers a
// program stays as it is.

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>

#include "converter/integer_kernels.h"
#include "converter/lower/integer_weights.h"
#include "converter/passes/passes.h"
#include "converter/quantize/quantized_layer.h"
#include "converter/quantize/straight_through.h"
#include "converter/quantize/tensor_uses.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Value;

constexpr size_t kMaxSteps = 64;          // operations between a layer and its result
constexpr int64_t kLeastSum = 64;         // elements; fewer are as fast anyhow
constexpr int64_t kMostPixels = 1 << 14;  // whose sums of 8 bits fit a kernel
constexpr double kSameScale = 1e-6;       // of scales that f32 has rounded

bool IsKernel(const Instruction& value) { return value.opcode == "dot" || value.opcode == "convolution"; }

// Whether there may be something to find: rounding, or integers, and constant weights.
bool IsCandidate(const hlo::Computation& region) {
  const auto has = [&region](const auto& is_sought) {
    return std::any_of(region.instructions.begin(), region.instructions.end(),
                       [&is_sought](const auto& instruction) { return is_sought(*instruction); });
  };
  const bool rounds = has([](const Instruction& instruction) {
    const std::string& opcode = instruction.opcode;
    return opcode.starts_with("round-nearest") || opcode == "floor" || opcode == "ceil" ||
           opcode == "convert";
  });
  if (!rounds || !has(IsKernel)) return false;
  const ConstantReader constants(region);
  return has([&constants](const Instruction& instruction) {
    return IsKernel(instruction) && instruction.shape.type == hlo::Type::kF32 &&
           constants.IsConstant(*instruction.operands[0]) != constants.IsConstant(*instruction.operands[1]);
  });
}

class QuantizationFinder {
 public:
  QuantizationFinder(hlo::Module& module, hlo::Computation& region)
      : module_(module), region_(region), constants_(region), values_(constants_), users_(UsersIn(region)) {}

  bool HasLayers() {
    bool found = false;
    for (const auto& instruction : region_.instructions) {
      values_.FormOf(*instruction);  // in order, so that it never has to look far back
      found = found ||
              (IsKernel(*instruction) && (FindQuantizedLayer(*instruction, values_, constants_).has_value() ||
                                          IntegerWeightsOf(*instruction).has_value()));
    }
    return found;
  }

  // Writes sums of quantized images as convolutions, so that they are layers.
  Result<void> MakeSums() {
    return Rebuild(module_, region_, [this](hlo::Builder& b, Instruction& instruction) {
      if (values_.FormOf(instruction) != nullptr) return &instruction;
      const auto sum = DescribeSum(instruction);
      const bool is_layer = sum.has_value() && values_.FormOf(*sum->input) != nullptr &&
                            sum->batch * sum->count * sum->channels >= kLeastSum && sum->count <= kMostPixels;
      return is_layer ? ConvolutionOf(b, *sum).get() : &instruction;
    });
  }

  // Makes integer kernels of layers whose results are rounded.
  Result<void> MakeIntegers() {
    return Rebuild(module_, region_, [this](hlo::Builder& b, Instruction& instruction) {
      values_.FormOf(instruction);
      Instruction* const integers = WithoutDetour(b, instruction);
      if (integers != nullptr) return integers;
      const Value rounded = RoundedBy(b, instruction);
      return rounded ? rounded.get() : &instruction;
    });
  }

  // Makes integer kernels that give f32 of the other layers; other weights that are integers times scales
  // are written as such.
  Result<void> MakeFloats() {
    return Rebuild(module_, region_, [this](hlo::Builder& b, Instruction& instruction) {
      values_.FormOf(instruction);
      if (!IsKernel(instruction)) return &instruction;
      if (const auto layer = FindQuantizedLayer(instruction, values_, constants_)) {
        const Value sums = FloatsOf(b, *layer);
        if (sums) return sums.get();
      }
      const auto weights = IntegerWeightsOf(instruction);
      return weights.has_value() ? WithWeights(b, instruction, *weights) : &instruction;
    });
  }

 private:
  static Value ConvolutionOf(hlo::Builder& b, const PoolSum& sum) {
    const Value pixels = b.Reshape(b.Use(sum.input), {sum.batch, sum.count, 1, sum.channels});
    const Value ones = b.Full(hlo::Type::kF32, 1, {sum.count, 1, 1, sum.channels});
    const Value result = b.Add("convolution", {pixels, ones * ones}, [&sum](Instruction& convolution) {
      convolution.window = std::vector<hlo::WindowDimension>{{sum.count, 1, 0, 0, 1, 1, false}, {}};
      hlo::ConvolutionDimensions& labels = convolution.convolution;
      labels.input_feature = labels.kernel_output = labels.output_feature = 3;
      labels.kernel_input = 2;
      labels.input_spatial = labels.output_spatial = std::vector<int64_t>{1, 2};
      labels.kernel_spatial = std::vector<int64_t>{0, 1};
      convolution.feature_group_count = sum.channels;
    });
    return b.Reshape(result, sum.sum->shape.dims);
  }

  struct StoredWeights {
    WeightedKernel kernel;
    LayerWeights weights;
  };

  bool HasOneUser(const Instruction& value) const {
    const auto users = users_.find(&value);
    return users != users_.end() && users->second.size() == 1 && users->second[0] != nullptr;
  }

  // The value on which the operation works besides constants and what is quantized; null: it may be none.
  Instruction* Before(Instruction& operation) {
    if (operation.operands.empty() || !operation.shape.IsArray()) return nullptr;
    if (operation.opcode == "clamp") return operation.operands[1];
    const bool is_sum = operation.opcode == "add";
    if (operation.operands.size() != 2)
      return operation.operands.size() == 1 ? operation.operands[0] : nullptr;
    if (constants_.IsConstant(*operation.operands[1])) return operation.operands[0];
    if (constants_.IsConstant(*operation.operands[0])) return operation.operands[1];
    if (!is_sum) return nullptr;
    return operation.operands[values_.FormOf(*operation.operands[0]) != nullptr ? 1 : 0];
  }

  // What `result` does with a layer's sums or with quantized values, the first operation first.
  std::vector<Instruction*> StepsTo(Instruction& result) {
    std::vector<Instruction*> steps;
    for (Instruction* value = &result; steps.size() < kMaxSteps;) {
      if (IsKernel(*value) || (value != &result && values_.FormOf(*value) != nullptr)) {
        steps.push_back(value);
        std::reverse(steps.begin(), steps.end());
        return steps;
      }
      steps.push_back(value);
      value = Before(*value);
      if (value == nullptr) break;
    }
    return {};
  }

  // The storage of integers that a kernel may give as `value`, which says their type where it is no f32.
  std::optional<StorageOf> StorageOfResult(const Instruction& value) {
    const hlo::Type type = value.shape.type;
    if ((type != hlo::Type::kF32 && !IsNarrow(type)) || IsKernel(value)) return std::nullopt;
    const NumberRange range = values_.RangeOf(value);
    const auto storage = range.integral ? StorageFor(range.lo, range.hi) : std::nullopt;
    if (!storage.has_value() || type == hlo::Type::kF32) return storage;
    return storage->type == type && storage->shift == 0 ? storage : std::nullopt;
  }

  // All that is done with the integers is to clip or shift them: then that is the result.
  bool IsPassedOn(const Instruction& value, hlo::Type storage) {
    static constexpr std::string_view kOpcodes[] = {"add",     "clamp",   "convert",
                                                    "maximum", "minimum", "subtract"};
    if (!HasOneUser(value)) return false;
    const Instruction& user = *users_.at(&value)[0];
    if (!std::binary_search(std::begin(kOpcodes), std::end(kOpcodes), user.opcode)) return false;
    const auto later = StorageOfResult(user);
    return later.has_value() && hlo::TypeBytes(later->type) <= hlo::TypeBytes(storage);
  }

  // The integers that the result of some rounding is, as f32 or integers, where an integer kernel gives them
  // or they are there already; else nothing.
  Value RoundedBy(hlo::Builder& b, Instruction& result) {
    const auto storage = StorageOfResult(result);
    if (!storage.has_value() || IsPassedOn(result, storage->type)) return {};
    const std::vector<Instruction*> steps = StepsTo(result);
    if (steps.size() < 2) return {};
    const auto made =
        IsKernel(*steps[0]) ? KernelOf(b, steps) : SameIntegers(b, steps, values_.RangeOf(result));
    if (!made.has_value()) return {};
    if (result.shape.type == hlo::Type::kF32) return AsFloats(made->integers, made->shift);
    return made->shift == 0 && made->integers.type() == result.shape.type ? made->integers : Value();
  }

  // integers - shift.
  struct Made {
    Value integers;
    double shift;
  };

  std::optional<Made> KernelOf(hlo::Builder& b, const std::vector<Instruction*>& steps) {
    for (size_t i = 0; i + 1 < steps.size(); ++i) {
      if (!HasOneUser(*steps[i])) return std::nullopt;
    }
    const auto layer = FindQuantizedLayer(*steps[0], values_, constants_);
    if (!layer.has_value()) return std::nullopt;
    LayerEnd end(*layer, values_, constants_);
    for (size_t i = 1; i < steps.size(); ++i) {
      if (!end.Take(*steps[i], *steps[i - 1])) return std::nullopt;
    }
    const auto storage = end.Storage();
    const Value integers = storage.has_value() ? end.Make(b, *storage) : Value();
    return integers ? std::optional(Made{integers, storage->shift}) : std::nullopt;
  }

  static Value AsFloats(Value integers, double shift) {
    const Value floats = integers.builder().Convert(integers, hlo::Type::kF32);
    return shift == 0 ? floats : floats - shift;
  }

  // Quantized values that are quantized again, with the same scale.
  std::optional<Made> SameIntegers(hlo::Builder& b, const std::vector<Instruction*>& steps,
                                   const NumberRange& range) {
    const IntegerForm& form = *values_.FormOf(*steps[0]);
    double scale = form.scale, offset = -form.zero * form.scale;
    bool rounds = false;
    for (size_t i = 1; i < steps.size(); ++i) {
      const Instruction& step = *steps[i];
      const std::string& opcode = step.opcode;
      rounds = rounds || opcode.starts_with("round-nearest");
      if (opcode.starts_with("round-nearest") || opcode == "clamp" || opcode == "maximum" ||
          opcode == "minimum" || opcode == "convert")
        continue;
      const bool is_first = step.operands[0] == steps[i - 1];
      const auto number =
          step.operands.size() == 2 ? constants_.NumberOf(*step.operands[is_first ? 1 : 0]) : std::nullopt;
      if (!number.has_value()) return std::nullopt;
      if (opcode == "add" || (opcode == "subtract" && is_first)) {
        offset += opcode == "add" ? *number : -*number;
      } else if (opcode == "multiply" || (opcode == "divide" && is_first)) {
        const double factor = opcode == "multiply" ? *number : 1 / *number;
        scale *= factor;
        offset *= factor;
      } else {
        return std::nullopt;
      }
    }
    const double shift = -std::nearbyint(offset);
    const bool same = std::fabs(scale - 1) <= kSameScale && std::fabs(offset + shift) <= 0.01 && rounds &&
                      range.lo <= form.lo - shift && form.hi - shift <= range.hi;
    return same ? std::optional(Made{values_.Integers(b, *steps[0]), shift}) : std::nullopt;
  }

  // Narrow integers that come to the same by way of f32; else null.
  static Instruction* WithoutDetour(hlo::Builder& b, const Instruction& value) {
    const hlo::Type type = value.shape.type;
    if (value.opcode != "convert" || value.operands[0]->opcode != "convert" || !IsNarrow(type))
      return nullptr;
    Instruction& integers = *value.operands[0]->operands[0];
    const bool by_floats = value.operands[0]->shape.type == hlo::Type::kF32;
    if (!by_floats || !IsNarrow(integers.shape.type)) return nullptr;
    if (integers.shape.type == type) return &integers;
    return type == hlo::Type::kS16 ? b.Convert(b.Use(&integers), type).get() : nullptr;
  }

  Value FloatsOf(hlo::Builder& b, const QuantizedLayer& layer) {
    IntegerConstants constants = layer.Constants();
    for (const double scale : layer.weights.scales)
      constants.multipliers.push_back(std::bit_cast<int32_t>(static_cast<float>(layer.x.scale * scale)));
    if (!FitIntegerKernel(layer.kernel, constants, layer.x.type)) return {};
    const hlo::IntegerRange range{layer.PaddingZero(), 0, 0, 0};
    return MakeIntegerKernel(values_.Integers(b, *layer.input), {}, layer.kernel, constants, range,
                             hlo::Type::kF32);
  }

  // Weights that are not only by chance integers times a scale.
  static bool AreRounded(const Instruction& weights) {
    const Instruction* product = &weights;
    while (IsMovement(*product)) product = product->operands[0];
    return std::any_of(product->operands.begin(), product->operands.end(),
                       [](const Instruction* factor) { return !IsFreeConstant(*factor); });
  }

  std::optional<StoredWeights> IntegerWeightsOf(const Instruction& operation) {
    if (operation.shape.type != hlo::Type::kF32) return std::nullopt;
    for (const size_t side : {size_t{1}, size_t{0}}) {
      const auto kernel = DescribeKernel(operation, side);
      if (!kernel.has_value()) continue;
      const Instruction& weights = *operation.operands[side];
      if (weights.shape.Elements() < kFewWeights || FindIntegerWeights(weights).has_value()) continue;
      if (!AreRounded(weights)) continue;
      if (auto integers = ReadIntegerWeights(*kernel, constants_))
        return StoredWeights{*kernel, std::move(*integers)};
    }
    return std::nullopt;
  }

  // The operation with its weights as constant integers times constant scales.
  static Instruction* WithWeights(hlo::Builder& b, Instruction& operation, const StoredWeights& stored) {
    const WeightedKernel& kernel = stored.kernel;
    const std::vector<int64_t>& dims = operation.operands[kernel.weights]->shape.dims;
    hlo::Literal integers{hlo::MakeShape(hlo::Type::kS8, dims), {}, {}};
    integers.data.resize(static_cast<size_t>(kernel.k * kernel.n));
    std::vector<double> scales;
    std::vector<int64_t> channel_dims;
    for (const int64_t d : kernel.channel_dims) channel_dims.push_back(dims[static_cast<size_t>(d)]);
    for (int64_t channel = 0; channel < kernel.n; ++channel) {
      scales.push_back(stored.weights.scales[static_cast<size_t>(channel)]);
      for (int64_t i = 0; i < kernel.k; ++i)
        integers.data[kernel.WeightAt(i, channel)] =
            static_cast<uint8_t>(stored.weights.integers[static_cast<size_t>(i * kernel.n + channel)]);
    }
    const Value steps = b.Convert(b.Constant(std::move(integers)), hlo::Type::kF32);
    const Value scale = b.Array(hlo::Type::kF32, scales, channel_dims);
    std::vector<Value> operands = {b.Use(operation.operands[0]), b.Use(operation.operands[1])};
    operands[kernel.weights] = steps * b.Broadcast(scale, dims, kernel.channel_dims);
    return b.Copy(operation, operands, operation.shape).get();
  }

  hlo::Module& module_;
  hlo::Computation& region_;
  ConstantReader constants_;
  QuantizedValues values_;
  const ValueUsers users_;
};

}  // namespace

Result<void> RecognizeQuantization(hlo::Module& module) {
  std::vector<hlo::Computation*> regions = Regions(module);
  regions.erase(std::remove_if(regions.begin(), regions.end(),
                               [](const hlo::Computation* region) { return !IsCandidate(*region); }),
                regions.end());
  for (hlo::Computation* region : regions) SeeThroughEstimators(*region);
  const bool found = std::any_of(regions.begin(), regions.end(), [&module](hlo::Computation* region) {
    return QuantizationFinder(module, *region).HasLayers();
  });
  if (!found) return {};
  TMB_CHECK_OK(EliminateDead(module));
  TMB_CHECK_OK(EliminateCommon(module));
  for (hlo::Computation* region : regions) TMB_CHECK_OK(QuantizationFinder(module, *region).MakeSums());
  for (hlo::Computation* region : regions) TMB_CHECK_OK(QuantizationFinder(module, *region).MakeIntegers());
  TMB_CHECK_OK(EliminateDead(module));
  for (hlo::Computation* region : regions) TMB_CHECK_OK(QuantizationFinder(module, *region).MakeFloats());
  return {};
}

}  // namespace tmb
