// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/max_loss.h"

#include <fmt/format.h>

#include <unordered_map>

#include "converter/quantize/finer_steps.h"
#include "converter/quantize/rounding_loss.h"
#include "converter/quantize/step_costs.h"

namespace tmb {
namespace {

constexpr double kWideShare = 1.0 / (1 << 14);  // of a loss: 8 bits finer, over twice the range

// A tensor gets 16 bits, or a layer stays f32.
struct Step {
  std::string name;
  size_t position = 0;  // in the entry, of the tensor or the layer's kernel
  bool is_float = false;
  double loss = 0;  // that its rounding alone makes
};

class LossBound {
 public:
  LossBound(hlo::Module& module, const CalibrationData& calibration, ActivationOptions options,
            const MaxLoss& max_loss)
      : module_(module),
        calibration_(calibration),
        options_(std::move(options)),
        max_loss_(max_loss),
        entry_(*module.entry),
        entry_parameters_(module.entry_parameters),
        entry_result_(module.entry_result),
        runner_(RunnerOf(entry_, calibration)) {}

  Result<QuantizedProgram> Run() {
    TMB_ASSIGN(const OutputLoss loss, OutputLoss::Make(entry_, runner_));
    options_.loss = &loss;
    TMB_ASSIGN(QuantizedProgram program, QuantizeActivations(module_, calibration_, options_));
    LossNote note{module_.name, max_loss_.decibels, Decibels(program.loss), Decibels(program.loss), {}};
    Tell("outputs", program.loss);
    const double allowed = LossOf(max_loss_.decibels);
    if (program.loss > allowed) TMB_CHECK_OK(FindSteps(program, loss));
    std::vector<bool> taken(steps_.size(), false);
    while (program.loss > allowed) {
      const std::vector<bool> more = MoreSteps(roundings_, costs_, taken, allowed / program.loss);
      if (more == taken) return OutOfReach(program.loss);
      taken = more;
      Undo();
      TMB_ASSIGN(program, QuantizeActivations(module_, calibration_, OptionsWith(taken)));
      Tell("outputs", program.loss);
    }
    note.reached_db = Decibels(program.loss);
    for (size_t i = 0; i < steps_.size(); ++i) {
      if (!taken[i]) continue;
      const bool is_float = steps_[i].is_float;
      note.kept.push_back({steps_[i].name, is_float ? "weights" : "result", is_float ? "f32" : "s16",
                           Decibels(steps_[i].loss)});
    }
    program.note = std::move(note);
    return program;
  }

 private:
  void Tell(const std::string& what, double loss) const {
    if (max_loss_.tell) max_loss_.tell(fmt::format("{}: {:.1f} dB", what, Decibels(loss)));
  }

  // Of a program with nothing kept: its roundings, and the steps against them.
  Result<void> FindSteps(const QuantizedProgram& program, const OutputLoss& loss) {
    RoundingLoss alone(module_, entry_, loss, runner_);
    const StepCosts costs(entry_, program);
    std::unordered_map<const hlo::Instruction*, size_t> floats;  // steps, by kernels
    for (const RoundedLayer& rounded : program.rounded_layers) {
      const std::string& name = rounded.layer.kernel.kernel->name;
      TMB_ASSIGN(const double lost, alone.OfWeights(rounded));
      Tell(name + ", weights alone", lost);
      const size_t step = AddStep({name, rounded.position, true, lost}, costs.OfFloats(rounded));
      floats[rounded.layer.kernel.kernel] = step;
      roundings_.push_back({lost, std::nullopt, 0, {step}});
    }
    for (const RoundedTensor& tensor : program.rounded_tensors) {
      TMB_ASSIGN(const double lost, alone.OfTensor(tensor));
      Tell(tensor.name + ", result alone", lost);
      Rounding rounding{lost, std::nullopt, kWideShare, {}};
      for (const hlo::Instruction* reader : tensor.readers) {
        if (floats.count(reader) != 0) rounding.floats.push_back(floats.at(reader));
      }
      // Else it is rounded for the signature, or for a layer that turned out to have no integer form.
      if (tensor.in_signature || rounding.floats.size() < tensor.readers.size()) rounding.floats.clear();
      if (!tensor.in_signature && tensor.quantization.type == hlo::Type::kS8)
        rounding.finer = AddStep({tensor.name, tensor.position, false, lost}, costs.OfSixteenBits(tensor));
      roundings_.push_back(std::move(rounding));
    }
    return {};
  }

  size_t AddStep(Step step, double cost) {
    steps_.push_back(std::move(step));
    costs_.push_back(cost);
    return steps_.size() - 1;
  }

  Error OutOfReach(double loss) const {
    return {ErrorKind::kUsage,
            fmt::format("--max-loss {}: {:.1f} dB is what is left when all that may be finer is{}",
                        max_loss_.decibels, Decibels(loss),
                        options_.integer_signature ? "; inputs and outputs are integers by --io" : "")};
  }

  ActivationOptions OptionsWith(const std::vector<bool>& taken) const {
    ActivationOptions options = options_;
    for (size_t i = 0; i < steps_.size(); ++i) {
      if (!taken[i]) continue;
      if (steps_[i].is_float) {
        options.float_positions[steps_[i].position] =
            fmt::format("rounded weights alone leave {:.1f} dB at the outputs", Decibels(steps_[i].loss));
      } else {
        options.wide_positions.insert(steps_[i].position);
      }
    }
    return options;
  }

  // The module as it was.
  void Undo() {
    std::erase_if(module_.computations, [this](const auto& c) { return c.get() == module_.entry; });
    module_.entry = &entry_;
    module_.entry_parameters = entry_parameters_;
    module_.entry_result = entry_result_;
    module_.parameter_scales.clear();
    module_.result_scales.clear();
  }

  hlo::Module& module_;
  const CalibrationData& calibration_;
  ActivationOptions options_;
  const MaxLoss& max_loss_;
  hlo::Computation& entry_;  // of the f32 program
  const std::vector<hlo::Shape> entry_parameters_;
  const hlo::Shape entry_result_;
  const SampleRunner runner_;
  std::vector<Step> steps_;
  std::vector<double> costs_;  // of each step
  std::vector<Rounding> roundings_;
};

}  // namespace

Result<QuantizedProgram> QuantizeWithin(hlo::Module& module, const CalibrationData& calibration,
                                        ActivationOptions options, const MaxLoss& max_loss) {
  return LossBound(module, calibration, std::move(options), max_loss).Run();
}

}  // namespace tmb
