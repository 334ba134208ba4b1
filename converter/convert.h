// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Convert: the whole way from modules to the bytes of a .tmb file. The pipeline is the
// program text of convert.cc; each stage can be printed.
#ifndef TMB_CONVERTER_CONVERT_H_
#define TMB_CONVERTER_CONVERT_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "converter/emit/encode.h"
#include "converter/lower/custom_call.h"
#include "converter/lower/lower.h"
#include "converter/plan/plan.h"
#include "converter/quantize/activations.h"
#include "converter/quantize/output_loss.h"
#include "converter/quantize/quantize_weights.h"
#include "converter/result.h"
#include "converter/stream/stream.h"

namespace tmb {

// One entry point: its name (empty: the module's) and the module's bytes.
struct ModuleSource {
  std::string entry_name;
  std::string file_name;  // for messages
  std::string bytes;
};

enum class Quantize : uint8_t {
  kNone,
  kW8,  // constant weights in 8 bits with a scale for each output channel; sums stay f32
  kW4   // in 4.5 bits where a layer lies between others, else as kW8
};

struct ConvertOptions {
  DebugInfo debug_info = DebugInfo::kKeep;
  bool keep_inputs = false;
  bool min_arena = false;  // stream rows where that makes the arena smaller
  StreamProgress stream_progress;
  PlanOptions plan;
  LowerOptions lower;       // with quantized weights: `weights` is f32, and Winograd takes none of them
  std::string calibration;  // an .npz with samples of the arguments; empty: none
  std::optional<ActivationOptions> activations;  // compute with integers; needs `calibration`
  Quantize quantize = Quantize::kNone;           // weights alone
  QuantizeProgress quantize_progress;            // of it
  bool integer_signature = false;   // f32 inputs and results that the program itself rounds become integers
  std::optional<MaxLoss> max_loss;  // keeps finer what loses too much; needs `calibration`
  std::string validation;           // an .npz to compare the quantized program with the f32 one on
  CustomCallTargets custom_calls;   // become calls of registered functions
  // Called with the name and text of each stage that `wants` asks for.
  std::function<bool(std::string_view stage)> wants;
  std::function<void(std::string_view stage, const std::string& text)> dump;
};

struct Converted {
  std::vector<uint8_t> file;
  Program program;  // as planned: for reports
  MemoryPlan plan;
  std::vector<Validation> validations;  // of each module, when asked for
  std::vector<std::string> notes;       // what somebody who asked for more may want to know, a line each
};

Result<Converted> Convert(const std::vector<ModuleSource>& modules, const ConvertOptions& options);

// All names that ConvertOptions::wants may be asked for, in order.
std::vector<std::string_view> StageNames();

}  // namespace tmb

#endif  // TMB_CONVERTER_CONVERT_H_
