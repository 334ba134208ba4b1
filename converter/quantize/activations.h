// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizeActivations: products and convolutions of the entry compute with integers, and what flows between
// them is integers, too: ranges, weights and biases are chosen layer by layer on calibration samples that
// have come through the layers before as the device computes them.
#ifndef TMB_CONVERTER_QUANTIZE_ACTIVATIONS_H_
#define TMB_CONVERTER_QUANTIZE_ACTIVATIONS_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "converter/program.h"
#include "converter/quantize/calibration.h"
#include "converter/quantize/layers.h"
#include "converter/quantize/output_loss.h"
#include "converter/quantize/validation.h"

namespace tmb {

struct ActivationOptions {
  hlo::Type type = hlo::Type::kS8;  // of activations, or s16
  bool integer_signature = false;   // f32 inputs and outputs become integers, too
  float range_margin = 1;           // tensors' ranges over those seen
  float channel_margin = 1.2f;      // channels' over those seen
  std::vector<std::string> wide;    // names of instructions, or of layers' kernels, whose results are s16
  // The same, and kernels that stay f32 with the reason, by their positions in the entry.
  std::set<size_t> wide_positions;
  std::map<size_t, std::string> float_positions;
  const OutputLoss* loss = nullptr;  // to measure the outputs with
  std::function<void(size_t done, size_t all, const std::string& name)> progress;
};

// A tensor of the f32 program that the quantized one rounds to integers, as its readers want it.
struct RoundedTensor {
  std::string name;     // of the instruction, or of the layer's kernel that gives it
  size_t position = 0;  // in the entry of the f32 program
  Quantization quantization;
  bool in_signature = false;
  std::vector<const hlo::Instruction*> readers;  // kernels of the f32 program that read the integers
};

// A layer that computes with integers, and the numbers that its weights stand for.
struct RoundedLayer {
  size_t position = 0;  // of its kernel
  Layer layer;
  WeightMatrix weights;
  std::optional<Quantization> coarser;  // how it rounds its result, if worse than the tensor asks for
};

struct QuantizedProgram {
  std::vector<LayerNote> layers;
  std::vector<ValuePair> values;  // what layers give
  std::vector<RoundedTensor> rounded_tensors;
  std::vector<RoundedLayer> rounded_layers;
  double loss = 0;               // of the outputs, when asked for
  std::optional<LossNote> note;  // of a program that was to lose no more than some loss
};

// After the passes up to FoldConstants. What is left of the f32 program is dead code.
Result<QuantizedProgram> QuantizeActivations(hlo::Module& module, const CalibrationData& calibration,
                                             const ActivationOptions& options);

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_ACTIVATIONS_H_
