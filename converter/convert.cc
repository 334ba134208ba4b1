// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The pipeline.

#include "converter/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "converter/hlo/read.h"
#include "converter/lower/lower.h"
#include "converter/passes/passes.h"
#include "converter/quantize/integer_signature.h"
#include "converter/quantize/max_loss.h"
#include "runtime/isa_host.h"

namespace tmb {
namespace {

// Constants are known by then, and small windows are still pooling.
constexpr std::string_view kQuantizeAfter = "fold-constants";
// What the program rounds to integers is known then.
constexpr std::string_view kSignatureAfter = "recognize-quantization";

template <typename ToTextOf>
void Dump(const ConvertOptions& options, std::string_view stage, const ToTextOf& text_of) {
  if (options.wants && options.wants(stage)) options.dump(stage, text_of());
}

Result<WeightsReport> QuantizeModule(hlo::Module& module, const ConvertOptions& options) {
  std::optional<CalibrationData> calibration;
  if (!options.calibration.empty()) {
    TMB_ASSIGN(calibration, ReadCalibration(options.calibration, *module.entry));
  }
  return QuantizeWeights(module, calibration, options.quantize_progress,
                         options.quantize == Quantize::kW4 ? WeightBits::kFour : WeightBits::kEight,
                         options.max_loss);
}

Result<QuantizedProgram> QuantizeToIntegers(hlo::Module& module, const ConvertOptions& options) {
  TMB_ASSIGN(const CalibrationData calibration, ReadCalibration(options.calibration, *module.entry));
  if (!options.max_loss.has_value()) return QuantizeActivations(module, calibration, *options.activations);
  return QuantizeWithin(module, calibration, *options.activations, *options.max_loss);
}

// What lowering packed, with what quantizing says of it.
std::vector<WeightsNote> Joined(std::vector<WeightsNote> quantized, const std::vector<WeightsNote>& packed) {
  for (const WeightsNote& layer : packed) {
    const auto same = std::find_if(quantized.begin(), quantized.end(),
                                   [&layer](const WeightsNote& note) { return note.name == layer.name; });
    if (same == quantized.end()) {
      quantized.push_back(layer);
    } else {
      same->bytes = layer.bytes;
    }
  }
  return quantized;
}

// The module as the passes before quantization leave it.
Result<hlo::Module> FloatModule(const ModuleSource& source, std::string_view last_pass) {
  TMB_ASSIGN(hlo::Module module, hlo::ReadModule(source.bytes, source.file_name));
  for (const Pass& pass : kPasses) {
    TMB_CHECK_OK(pass.run(module));
    if (pass.name == last_pass) break;
  }
  return module;
}

// Compares with the module before quantization.
Result<void> Compare(const ModuleSource& source, std::string_view last_pass, const hlo::Module& quantized,
                     const std::vector<ValuePair>& values, const ConvertOptions& options, Converted& result) {
  if (options.validation.empty()) return {};
  TMB_ASSIGN(const hlo::Module floats, FloatModule(source, last_pass));
  TMB_ASSIGN(const CalibrationData data, ReadCalibration(options.validation, *floats.entry));
  TMB_ASSIGN(Validation validation, Validate(floats, quantized, values, data));
  result.validations.push_back(std::move(validation));
  return {};
}

// Of layers whose weights alone are quantized, by their names.
std::vector<ValuePair> ValuesOf(const std::vector<WeightsNote>& notes) {
  std::vector<ValuePair> values;
  for (const WeightsNote& note : notes) values.push_back({note.name, std::nullopt, note.name, std::nullopt});
  return values;
}

Result<Program> LowerModule(const ModuleSource& source, const ConvertOptions& options, Converted& result) {
  TMB_ASSIGN(hlo::Module module, hlo::ReadModule(source.bytes, source.file_name));
  const auto module_text = [&module] { return hlo::ToText(module); };
  Dump(options, "read", module_text);
  std::vector<LayerNote> layers;
  std::optional<LossNote> loss;
  for (const Pass& pass : kPasses) {
    TMB_CHECK_OK(pass.run(module));
    Dump(options, pass.name, module_text);
    if (pass.name == kSignatureAfter && options.integer_signature) {
      TMB_ASSIGN(std::vector<std::string> notes, MakeSignatureIntegers(module));
      std::move(notes.begin(), notes.end(), std::back_inserter(result.notes));
      Dump(options, "signature", module_text);
    }
    if (pass.name != kQuantizeAfter || !options.activations.has_value()) continue;
    TMB_ASSIGN(QuantizedProgram quantized, QuantizeToIntegers(module, options));
    Dump(options, "quantize", module_text);
    TMB_CHECK_OK(Compare(source, pass.name, module, quantized.values, options, result));
    layers = std::move(quantized.layers);
    loss = std::move(quantized.note);
  }
  TMB_CHECK_OK(CheckSupported(module, source.file_name, options.custom_calls));
  WeightsReport weights;
  if (options.quantize != Quantize::kNone) {
    TMB_ASSIGN(weights, QuantizeModule(module, options));
    Dump(options, "quantize-weights", module_text);
    TMB_CHECK_OK(Compare(source, "", module, ValuesOf(weights.layers), options, result));
    loss = std::move(weights.loss);
  }
  TMB_ASSIGN(Program program, Lower(module, source.file_name, options.lower));
  program.layers = std::move(layers);
  program.weights = Joined(std::move(weights.layers), program.weights);
  if (loss.has_value()) program.losses.push_back(std::move(*loss));
  if (!source.entry_name.empty()) program.entries[0].name = source.entry_name;
  return program;
}

// Appends `part` to `program`: its numbers of buffers, operands and instructions move up.
void Merge(Program& program, Program part) {
  const auto buffers = static_cast<BufferId>(program.buffers.size());
  const auto operands = static_cast<uint32_t>(program.operands.size());
  const auto code = static_cast<uint32_t>(program.code.size());
  for (Operand& operand : part.operands) operand.buffer += buffers;
  for (Instruction& instruction : part.code) {
    ForEachRef(instruction.op,
               [&](fb::Ref& ref, Access, const char*) { ref = fb::Ref(ref.word() + operands); });
    if (fb::Jump* jump = instruction.op.AsJump()) jump->mutate_target(jump->target() + code);
    if (fb::JumpIf* jump = instruction.op.AsJumpIf()) jump->mutate_target(jump->target() + code);
    for (BufferId& buffer : instruction.starts) buffer += buffers;
    for (InPlace& pair : instruction.in_place) pair.output += buffers, pair.input += buffers;
    program.code.push_back(std::move(instruction));
  }
  for (EntryPoint& entry : part.entries) {
    entry.first += code;
    entry.end += code;
    for (auto* signatures : {&entry.inputs, &entry.outputs}) {
      for (Signature& signature : *signatures) signature.operand.buffer += buffers;
    }
    program.entries.push_back(std::move(entry));
  }
  std::move(part.buffers.begin(), part.buffers.end(), std::back_inserter(program.buffers));
  std::move(part.layers.begin(), part.layers.end(), std::back_inserter(program.layers));
  std::move(part.losses.begin(), part.losses.end(), std::back_inserter(program.losses));
  std::move(part.weights.begin(), part.weights.end(), std::back_inserter(program.weights));
  std::move(part.operands.begin(), part.operands.end(), std::back_inserter(program.operands));
}

Result<void> CheckEntryNames(const Program& program) {
  std::set<std::string> names;
  for (const EntryPoint& entry : program.entries) {
    if (!names.insert(entry.name).second) {
      return Error{
          ErrorKind::kUsage,
          fmt::format("two entry points are named {}: give them names with --entry NAME=MODULE", entry.name)};
    }
  }
  return {};
}

}  // namespace

std::vector<std::string_view> StageNames() {
  std::vector<std::string_view> names = {"read"};
  for (const Pass& pass : kPasses) {
    names.push_back(pass.name);
    if (pass.name == kSignatureAfter) names.push_back("signature");
    if (pass.name == kQuantizeAfter) names.push_back("quantize");
  }
  names.insert(names.end(), {"quantize-weights", "lower", "stream", "plan"});
  return names;
}

Result<Converted> Convert(const std::vector<ModuleSource>& modules, const ConvertOptions& options) {
  Converted result;
  for (const ModuleSource& source : modules) {
    TMB_ASSIGN(Program part, LowerModule(source, options, result));
    Merge(result.program, std::move(part));
  }
  TMB_CHECK_OK(CheckEntryNames(result.program));
  result.program.keep_inputs = options.keep_inputs;
  Dump(options, "lower", [&] { return ToText(result.program); });
  if (options.min_arena || options.plan.optimize == Optimize::kMemory) {
    const auto stream = options.min_arena ? MinimizeArena : HideScratch;
    TMB_CHECK_OK(stream(result.program, options.plan, options.stream_progress));
    Dump(options, "stream", [&] { return ToText(result.program); });
  }
  TMB_ASSIGN(result.plan, PlanMemory(result.program, options.plan));
  Dump(options, "plan", [&] { return ToText(result.program, result.plan); });
  result.file = Encode(result.program, result.plan, options.debug_info);
  return result;
}

}  // namespace tmb
