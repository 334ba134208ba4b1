// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A second entry computation is built beside the first, in the order of its instructions.

#include "converter/quantize/activations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "converter/quantize/integer_layer.h"
#include "converter/quantize/quantized_values.h"
#include "converter/quantize/tensor_ranges.h"
#include "converter/quantize/tensor_uses.h"

namespace tmb {
namespace {

using hlo::Value;

constexpr double kLeastChannelScale = 1.0 / 128;
constexpr float kWideMargin = 2;  // a bit of 16 for values beyond those that samples show

using Positions = std::unordered_map<const hlo::Instruction*, size_t>;

Positions PositionsIn(const hlo::Computation& entry) {
  Positions positions;
  for (const auto& instruction : entry.instructions) positions.emplace(instruction.get(), positions.size());
  return positions;
}

class ActivationQuantizer {
 public:
  ActivationQuantizer(hlo::Module& module, const CalibrationData& calibration,
                      const ActivationOptions& options)
      : module_(module),
        calibration_(calibration),
        options_(options),
        old_(*module.entry),
        positions_(PositionsIn(old_)),
        layers_(IntegerLayers()),
        uses_(old_, layers_, options.integer_signature),
        runner_(calibration.samples) {}

  Result<QuantizedProgram> Run() {
    TMB_CHECK_OK(MeasureFloats());
    module_.computations.push_back(std::make_unique<hlo::Computation>());
    new_ = module_.computations.back().get();
    new_->name = old_.name;
    for (const hlo::Instruction* parameter : old_.Parameters()) AddParameter(*parameter);
    for (const auto& instruction : old_.instructions) {
      if (const Layer* layer = uses_.LayerOf(instruction.get())) {
        if (uses_.WantsIntegers(layer->result) || uses_.WantsFloats(layer->result))
          TMB_CHECK_OK(AddLayer(*layer));
      } else {
        if (const auto kept = kept_.find(instruction.get()); kept != kept_.end())
          quantized_.layers.push_back(kept->second);
        if (uses_.WantsIntegers(instruction.get())) Integers(instruction.get());
        if (uses_.WantsFloats(instruction.get())) Floats(instruction.get());
      }
    }
    SetRoot();
    if (error_.has_value()) return *error_;
    TMB_CHECK_OK(CheckNames());
    if (options_.loss != nullptr) {
      TMB_ASSIGN(quantized_.loss, options_.loss->Of(results_, runner_));
    }
    module_.entry = new_;
    return std::move(quantized_);
  }

 private:
  // An array as integers.
  struct Integer {
    hlo::Instruction* value = nullptr;
    Quantization quantization;
  };

  // Without those that are to stay f32.
  std::vector<Layer> IntegerLayers() {
    std::vector<Layer> layers = FindLayers(old_);
    std::erase_if(layers, [this](const Layer& layer) {
      const auto found = options_.float_positions.find(positions_.at(layer.kernel.kernel));
      if (found == options_.float_positions.end()) return false;
      kept_[layer.result] = {layer.kernel.kernel->name, layer.result->name, "f32", 0, found->second};
      return true;
    });
    return layers;
  }

  Result<void> MeasureFloats() {
    const SampleRunner floats = RunnerOf(old_, calibration_);
    std::vector<const hlo::Instruction*> others;
    for (const auto& instruction : old_.instructions) {
      if (uses_.WantsIntegers(instruction.get())) others.push_back(instruction.get());
    }
    TMB_ASSIGN(ranges_, TensorRanges::Measure(floats, layers_, others));
    return {};
  }

  // What it is called: by the layer that it is the result of.
  const std::string& NameOf(const hlo::Instruction& value) const {
    const Layer* layer = uses_.LayerOf(&value);
    return layer == nullptr ? value.name : layer->kernel.kernel->name;
  }

  bool IsWide(const hlo::Instruction& value) {
    bool named = false;
    for (const std::string& name : options_.wide) {
      if (name != value.name && name != NameOf(value)) continue;
      named = true;
      found_names_.insert(name);
    }
    return named || options_.type == hlo::Type::kS16 ||
           options_.wide_positions.count(positions_.at(&value)) != 0;
  }

  Result<void> CheckNames() const {
    for (const std::string& name : options_.wide) {
      if (found_names_.count(name) != 0) continue;
      return Error{
          ErrorKind::kUsage,
          fmt::format("--wide {}: no layer or tensor that becomes integers has this name; --json lists "
                      "the layers",
                      name)};
    }
    return {};
  }

  Quantization QuantizationOf(const hlo::Instruction& value, float hi_limit) {
    const TensorRange& range = ranges_.Of(&value);
    const bool is_wide = IsWide(value);
    const float margin = is_wide ? std::max(options_.range_margin, kWideMargin) : options_.range_margin;
    const float lo = range.lo * margin, hi = std::min(range.hi * margin, hi_limit);
    return CoverRange(lo, hi, is_wide ? hlo::Type::kS16 : hlo::Type::kS8);
  }
  Quantization QuantizationOf(const hlo::Instruction& value) {
    return QuantizationOf(value, std::numeric_limits<float>::infinity());
  }

  // A layer's result, with scales of channels as far as its readers do not mind.
  Quantization QuantizationOf(const Layer& layer) {
    Quantization result = QuantizationOf(*layer.result, layer.hi);
    const double freedom = uses_.ChannelFreedom(layer);
    const std::vector<float>& magnitudes = ranges_.Of(layer.result).magnitudes;
    const float largest = *std::max_element(magnitudes.begin(), magnitudes.end());
    if (freedom == 0 || !(largest > 0) || result.type != hlo::Type::kS8) return result;
    result.channel_dim = ChannelDimensionOf(layer);
    for (const float magnitude : magnitudes) {
      const double part = std::min(1.0, double(options_.channel_margin) * magnitude / largest);
      result.channel_scales.push_back(
          static_cast<float>(std::max(std::pow(part, freedom), kLeastChannelScale)));
    }
    return result;
  }

  hlo::Instruction* Append(const hlo::Instruction& original) {
    new_->instructions.push_back(std::make_unique<hlo::Instruction>(original));
    return new_->instructions.back().get();
  }
  hlo::Builder BuilderFor(const hlo::Instruction& origin) { return {module_, *new_, origin}; }
  // The builder's mistakes are the program's.
  hlo::Instruction* Take(hlo::Builder& b, Value value) {
    if (b.error().has_value() && !error_.has_value()) error_ = b.error();
    return value.get();
  }

  void AddParameter(const hlo::Instruction& parameter) {
    hlo::Instruction* copy = Append(parameter);
    const auto number = static_cast<size_t>(parameter.parameter_number);
    std::vector<SampleRunner::Bytes> samples = calibration_.arguments[number];
    const bool integer = options_.integer_signature && parameter.shape.type == hlo::Type::kF32 &&
                         uses_.WantsIntegers(&parameter);
    if (integer) {
      const Quantization quantization = QuantizationOf(parameter);
      copy->shape.type = quantization.type;
      if (number < module_.entry_parameters.size()) module_.entry_parameters[number].type = quantization.type;
      SetScale(module_.parameter_scales, number, {quantization.scale, quantization.zero});
      integers_[&parameter] = {copy, quantization};
      for (SampleRunner::Bytes& sample : samples) sample = BytesOf(FloatsOf(sample), quantization);
      AddRounded(parameter, quantization, true);
    } else {
      floats_[&parameter] = copy;
    }
    runner_.Set(*copy, std::move(samples));
  }

  void AddRounded(const hlo::Instruction& value, const Quantization& quantization, bool in_signature) {
    RoundedTensor tensor{NameOf(value), positions_.at(&value), quantization, in_signature, {}};
    for (const Layer* reader : uses_.ReadersOf(&value)) {
      if (reader != nullptr) tensor.readers.push_back(reader->kernel.kernel);
      tensor.in_signature |= reader == nullptr;
    }
    quantized_.rounded_tensors.push_back(std::move(tensor));
  }

  // ---- values of the new program, made when they are asked for
  const Integer& Integers(const hlo::Instruction* value) {
    const auto found = integers_.find(value);
    if (found != integers_.end()) return found->second;
    hlo::Builder b = BuilderFor(*value);
    Integer made;
    const PoolSum* pool = uses_.PoolOf(value);
    if (pool != nullptr) {
      made = SumOf(b, *pool);
    } else if (IsPassedByIntegers(*value) && uses_.WantsIntegers(value->operands[0])) {
      const Integer& operand = Integers(value->operands[0]);
      made.quantization = operand.quantization;
      if (!made.quantization.channel_scales.empty())
        made.quantization.channel_dim = *ChannelBehind(*value, made.quantization.channel_dim);
      if (PoolsMaxima(*value)) {
        made.value = Take(b, MaximaOf(b.Use(operand.value), *value));
      } else {
        made.value = Append(*value);
        made.value->operands = {operand.value};
        made.value->shape.type = made.quantization.type;
      }
    } else {
      made.quantization = QuantizationOf(*value);
      made.value = Take(b, ToIntegers(b.Use(Floats(value)), made.quantization));
      AddRounded(*value, made.quantization, false);
    }
    return integers_[value] = made;
  }

  // As s16: half the sums of s8, their zero points taken away, and the means of s16.
  Integer SumOf(hlo::Builder& b, const PoolSum& pool) {
    const Integer input = Integers(pool.input);
    const bool is_mean = input.quantization.type == hlo::Type::kS16;
    const double part = is_mean ? 1.0 / static_cast<double>(pool.count) : 0.5;
    const auto multiplier = static_cast<int32_t>(std::min(std::round(part * 0x1p32), double{0x7fffffff}));
    Integer made{nullptr, input.quantization};
    made.quantization.type = hlo::Type::kS16;
    made.quantization.scale =
        static_cast<float>(input.quantization.scale * pool.factor / (multiplier * 0x1p-32));
    if (!is_mean) made.quantization.zero = 0;
    if (!made.quantization.channel_scales.empty())
      made.quantization.channel_dim = *pool.DimensionBehind(made.quantization.channel_dim);
    const Value pixels = b.Reshape(b.Use(input.value), {pool.batch, pool.count, pool.channels});
    const auto bias = static_cast<int32_t>(is_mean ? 0 : -pool.count * input.quantization.zero);
    made.value = Take(b, b.Reshape(MakeIntegerSum(pixels, bias, multiplier), pool.sum->shape.dims));
    return made;
  }

  hlo::Instruction* Floats(const hlo::Instruction* value) {
    const auto found = floats_.find(value);
    if (found != floats_.end()) return found->second;
    hlo::Instruction* made = nullptr;
    if (integers_.count(value) != 0) {
      hlo::Builder b = BuilderFor(*value);
      const Integer& integer = integers_.at(value);
      made = Take(b, ToFloats(b.Use(integer.value), integer.quantization));
    } else {
      std::vector<hlo::Instruction*> operands;
      for (const hlo::Instruction* operand : value->operands) operands.push_back(Floats(operand));
      made = Append(*value);
      made->operands = std::move(operands);
    }
    return floats_[value] = made;
  }

  // ---- layers
  Result<void> AddLayer(const Layer& layer) {
    if (options_.progress)
      options_.progress(quantized_.layers.size(), layers_.size(), layer.kernel.kernel->name);
    LayerNote note{layer.kernel.kernel->name, layer.result->name, "f32", 0, {}};
    const Integer x = Integers(layer.input);
    const std::optional<Integer> residual =
        layer.residual == nullptr ? std::nullopt : std::optional(Integers(layer.residual));
    TMB_CHECK_OK(Know(*x.value));
    if (residual.has_value()) TMB_CHECK_OK(Know(*residual->value));
    const LayerTask task = TaskOf(layer, x, residual);
    const std::optional<IntegerLayer> numbers = MakeIntegerLayer(task);
    if (!numbers.has_value()) {
      note.why = "its weights or sums do not fit integers";
    } else {
      note.type = hlo::TypeName(numbers->y.type);
      note.weights_sqnr_db = numbers->weights_sqnr_db;
      quantized_.rounded_layers.push_back(
          {positions_.at(layer.kernel.kernel), layer, numbers->real_weights, std::nullopt});
      if (task.y.type != hlo::Type::kF32) AddRounded(*layer.result, task.y, false);
      if (numbers->y.scale > task.y.scale) quantized_.rounded_layers.back().coarser = numbers->y;
      TMB_CHECK_OK(AddIntegerKernel(layer, x, residual, *numbers));
    }
    quantized_.layers.push_back(std::move(note));
    if (uses_.WantsIntegers(layer.result)) Integers(layer.result);
    if (uses_.WantsFloats(layer.result)) Floats(layer.result);
    return {};
  }

  Result<void> Know(const hlo::Instruction& value) {
    return runner_.Has(value) ? Result<void>() : runner_.Keep({&value});
  }

  LayerTask TaskOf(const Layer& layer, const Integer& x, const std::optional<Integer>& residual) {
    LayerTask task;
    task.layer = &layer;
    task.x = x.quantization;
    if (uses_.WantsIntegers(layer.result)) {
      task.y = QuantizationOf(layer);
    } else {
      task.y.type = hlo::Type::kF32;
    }
    task.sum_means = ranges_.Of(layer.sum).means;
    if (residual.has_value()) {
      task.residual = residual->quantization;
      task.residual_means = MeansOf(*residual, layer.kernel);
    }
    task.samples = runner_.samples();
    task.input = [this, x](size_t sample) { return StepsOf(x, sample); };
    return task;
  }

  // The integers of a sample less their zero point.
  std::vector<float> StepsOf(const Integer& integer, size_t sample) const {
    std::vector<float> steps;
    for (const int32_t number : IntegersIn(runner_.At(*integer.value, sample), integer.quantization.type))
      steps.push_back(static_cast<float>(number - integer.quantization.zero));
    return steps;
  }

  // Of the numbers that integers stand for, in each channel of a kernel's result.
  std::vector<double> MeansOf(const Integer& integer, const WeightedKernel& kernel) const {
    std::vector<double> means(static_cast<size_t>(kernel.n));
    for (size_t sample = 0; sample < runner_.samples(); ++sample) {
      const std::vector<float> steps = StepsOf(integer, sample);
      for (size_t i = 0; i < steps.size(); ++i)
        means[static_cast<size_t>(kernel.ChannelOf(static_cast<int64_t>(i)))] += steps[i];
    }
    const double count =
        double(integer.value->shape.Elements()) * double(runner_.samples()) / double(kernel.n);
    for (int64_t channel = 0; channel < kernel.n; ++channel)
      means[static_cast<size_t>(channel)] *= integer.quantization.ScaleOf(channel) / count;
    return means;
  }

  Result<void> AddIntegerKernel(const Layer& layer, const Integer& x, const std::optional<Integer>& residual,
                                const IntegerLayer& numbers) {
    hlo::Builder b = BuilderFor(*layer.kernel.kernel);
    Quantization y = numbers.y;
    hlo::IntegerRange range{x.quantization.zero, y.zero, y.lowest(), y.highest()};
    const bool is_float = y.type == hlo::Type::kF32;
    if (!is_float && y.channel_scales.empty()) {
      if (std::isfinite(layer.lo)) range.clamp_lo = y.Nearest(layer.lo);
      if (std::isfinite(layer.hi)) range.clamp_hi = y.Nearest(layer.hi);
    }
    Value result = MakeIntegerKernel(b.Use(x.value), residual.has_value() ? b.Use(residual->value) : Value(),
                                     layer.kernel, numbers.constants, range, y.type);
    if (!is_float) {
      integers_[layer.result] = {Take(b, result), y};
      quantized_.values.push_back(
          {layer.kernel.kernel->name, positions_.at(layer.result), result.get()->name, y});
      return runner_.Keep({result.get()});
    }
    if (std::isfinite(layer.lo)) result = b.Binary("maximum", result, b.Scalar(hlo::Type::kF32, layer.lo));
    if (std::isfinite(layer.hi)) result = b.Binary("minimum", result, b.Scalar(hlo::Type::kF32, layer.hi));
    floats_[layer.result] = Take(b, result);
    quantized_.values.push_back(
        {layer.kernel.kernel->name, positions_.at(layer.result), result.get()->name, std::nullopt});
    return {};
  }

  void SetRoot() {
    hlo::Instruction* const root = old_.root;
    const auto result = [this](const hlo::Instruction* value, size_t number, hlo::Shape& shape) {
      if (!options_.integer_signature || value->shape.type != hlo::Type::kF32) {
        results_.push_back({Floats(value), std::nullopt});
        return Floats(value);
      }
      const Integer& integer = Integers(value);
      shape.type = integer.quantization.type;
      SetScale(module_.result_scales, number, {integer.quantization.scale, integer.quantization.zero});
      results_.push_back({integer.value, integer.quantization});
      return integer.value;
    };
    if (root->opcode != "tuple") {
      new_->root = result(root, 0, module_.entry_result);
      return;
    }
    std::vector<hlo::Instruction*> operands;
    hlo::Shape shape = root->shape;
    for (size_t i = 0; i < root->operands.size(); ++i)
      operands.push_back(result(root->operands[i], i, shape.tuple[i]));
    new_->root = Append(*root);
    new_->root->operands = std::move(operands);
    new_->root->shape = module_.entry_result = shape;
  }

  hlo::Module& module_;
  const CalibrationData& calibration_;
  const ActivationOptions& options_;
  const hlo::Computation& old_;
  const Positions positions_;
  std::unordered_map<const hlo::Instruction*, LayerNote> kept_;  // by their results
  const std::vector<Layer> layers_;
  const TensorUses uses_;
  TensorRanges ranges_;
  hlo::Computation* new_ = nullptr;
  SampleRunner runner_;  // of the new program
  std::unordered_map<const hlo::Instruction*, Integer> integers_;
  std::unordered_map<const hlo::Instruction*, hlo::Instruction*> floats_;
  std::set<std::string> found_names_;  // of options_.wide
  QuantizedProgram quantized_;
  std::vector<OutputValue> results_;
  std::optional<Error> error_;
};

}  // namespace

Result<QuantizedProgram> QuantizeActivations(hlo::Module& module, const CalibrationData& calibration,
                                             const ActivationOptions& options) {
  return ActivationQuantizer(module, calibration, options).Run();
}

}  // namespace tmb
