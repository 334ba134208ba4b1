// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/weights_within.h"

#include <fmt/format.h>

#include <optional>

#include "converter/quantize/finer_steps.h"
#include "converter/quantize/refine_weights.h"

namespace tmb {
namespace {

constexpr double kFourBits = 4.5;         // with their scales
constexpr double kByteShare = 1.0 / 300;  // of what is lost with 4 bits: squares of 7 / 127

class LossBound {
 public:
  LossBound(hlo::Module& module, std::vector<WeightLayer>& layers, const CalibrationData& calibration,
            const MaxLoss& max_loss, const QuantizeProgress& progress)
      : module_(module),
        layers_(layers),
        calibration_(calibration),
        max_loss_(max_loss),
        progress_(progress),
        runner_(RunnerOf(*module.entry, calibration)) {}

  Result<LossNote> Run() {
    TMB_ASSIGN(const OutputLoss exact, OutputLoss::Make(*module_.entry, runner_));
    TMB_ASSIGN(means_, ChannelMeans(*module_.entry, layers_, calibration_));
    TMB_CHECK_OK(Rewrite());
    std::vector<bool> taken(steps_.size(), false);
    TMB_ASSIGN(double loss, Refine(taken, exact));
    LossNote note{module_.name, max_loss_.decibels, Decibels(loss), Decibels(loss), {}};
    const double allowed = LossOf(max_loss_.decibels);
    if (loss > allowed) TMB_CHECK_OK(MeasureEach(exact));
    while (loss > allowed) {
      const std::vector<bool> more = MoreSteps(roundings_, costs_, taken, allowed / loss);
      if (more == taken) return OutOfReach(loss);
      taken = more;
      TMB_ASSIGN(loss, Refine(taken, exact));
    }
    note.reached_db = Decibels(loss);
    for (size_t i = 0; i < steps_.size(); ++i) {
      if (taken[i])
        note.kept.push_back({rounded_[steps_[i].layer].layer->kernel->name, "weights",
                             steps_[i].is_float ? "f32" : "s8", AloneDb(steps_[i].layer)});
    }
    return note;
  }

 private:
  // A layer that has integers, and both forms of its weights.
  struct Rounded {
    WeightLayer* layer = nullptr;
    hlo::Instruction *floats = nullptr, *integers = nullptr;
    RoundingOptions rounding;
    size_t float_step = 0;
    std::optional<size_t> byte_step;  // of 4-bit weights
  };
  // A layer's weights get finer.
  struct Step {
    size_t layer = 0;  // of rounded_
    bool is_float = false;
  };

  Result<void> Rewrite() {
    for (WeightLayer& layer : layers_) {
      if (!layer.why.empty()) continue;
      Rounded rounded{&layer, layer.kernel->operands[layer.form.weights], nullptr, layer.rounding, 0, {}};
      rounded.float_step = AddStep(layer, true);
      if (HasFourBits(layer)) rounded.byte_step = AddStep(layer, false);
      rounded_.push_back(std::move(rounded));
    }
    TMB_CHECK_OK(RewriteLayers(module_, *module_.entry, layers_, Biases::kGive));
    for (Rounded& rounded : rounded_) rounded.integers = WeightsOf(rounded);
    return {};
  }

  static bool HasFourBits(const WeightLayer& layer) { return layer.rounding.multiples != 0; }

  size_t AddStep(const WeightLayer& layer, bool is_float) {
    const double bits = HasFourBits(layer) ? kFourBits : 8;
    steps_.push_back({rounded_.size(), is_float});
    costs_.push_back(static_cast<double>(layer.bytes) * ((is_float ? 32 : 8) - bits));
    return steps_.size() - 1;
  }

  static hlo::Instruction*& WeightsOf(const Rounded& rounded) {
    return rounded.layer->kernel->operands[rounded.layer->form.weights];
  }

  static void UseFloats(const Rounded& rounded) {
    WeightsOf(rounded) = rounded.floats;
    if (rounded.layer->bias != nullptr) rounded.layer->SetBias(rounded.layer->old_bias);
  }
  // Chooses the integers of layers that do not stay f32; what the outputs lose then.
  Result<double> Refine(const std::vector<bool>& taken, const OutputLoss& exact) {
    std::vector<std::vector<double>> means;
    for (size_t i = 0; i < rounded_.size(); ++i) {
      const Rounded& rounded = rounded_[i];
      const bool is_float = taken[rounded.float_step],
                 has_bytes = rounded.byte_step.has_value() && taken[*rounded.byte_step];
      rounded.layer->why =
          is_float ? fmt::format("rounded weights alone leave {:.1f} dB at the outputs", AloneDb(i)) : "";
      rounded.layer->rounding = has_bytes ? RoundingOptions() : rounded.rounding;
      if (is_float) {
        UseFloats(rounded);
      } else {
        WeightsOf(rounded) = rounded.integers;
        means.push_back(means_[i]);
      }
    }
    TMB_CHECK_OK(RefineWeights(*module_.entry, layers_, calibration_, means, progress_));
    TMB_ASSIGN(const double loss, Loss(exact));
    Tell("outputs", loss);
    return loss;
  }

  Result<double> Loss(const OutputLoss& exact) const {
    std::vector<OutputValue> results;
    for (const hlo::Instruction* result : ResultsOf(*module_.entry))
      results.push_back({result, std::nullopt});
    return exact.Of(results, runner_);
  }

  void Tell(const std::string& what, double loss) const {
    if (max_loss_.tell) max_loss_.tell(fmt::format("{}: {:.1f} dB", what, Decibels(loss)));
  }

  Result<void> MeasureEach(const OutputLoss& exact) {
    for (const Rounded& rounded : rounded_) UseFloats(rounded);
    for (size_t i = 0; i < rounded_.size(); ++i) {
      WeightLayer& layer = *rounded_[i].layer;
      WeightsOf(rounded_[i]) = rounded_[i].integers;
      TMB_CHECK_OK(RefitBias(layer, runner_, means_[i]));
      TMB_ASSIGN(const double lost, Loss(exact));
      UseFloats(rounded_[i]);
      Tell(layer.kernel->name + ", weights alone", lost);
      roundings_.push_back({lost, rounded_[i].byte_step, kByteShare, {rounded_[i].float_step}});
    }
    return {};
  }

  Error OutOfReach(double loss) const {
    return {ErrorKind::kUsage,
            fmt::format("--max-loss {}: {:.1f} dB is what is left when all weights are f32",
                        max_loss_.decibels, Decibels(loss))};
  }

  double AloneDb(size_t rounded) const { return Decibels(roundings_[rounded].loss); }

  hlo::Module& module_;
  std::vector<WeightLayer>& layers_;
  const CalibrationData& calibration_;
  const MaxLoss& max_loss_;
  const QuantizeProgress& progress_;
  const SampleRunner runner_;
  std::vector<std::vector<double>> means_;  // of the f32 program
  std::vector<Rounded> rounded_;
  std::vector<Rounding> roundings_;  // of each of these
  std::vector<Step> steps_;
  std::vector<double> costs_;  // of each step: bits of the file
};

}  // namespace

Result<LossNote> QuantizeWeightsWithin(hlo::Module& module, std::vector<WeightLayer>& layers,
                                       const CalibrationData& calibration, const MaxLoss& max_loss,
                                       const QuantizeProgress& progress) {
  return LossBound(module, layers, calibration, max_loss, progress).Run();
}

}  // namespace tmb
