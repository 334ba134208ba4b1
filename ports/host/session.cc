// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Everything that can be checked is checked before the target is opened.
//
// Instructions are counted by running the same inputs a second time in this process:
// the count is the same on every target, and the measured run stays undisturbed.
#include "ports/host/session.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "ports/host/debug_info.h"
#include "converter/arrays/file.h"
#include "ports/host/literal.h"
#include "converter/arrays/npy.h"
#include "ports/host/report.h"
#include "ports/host/target.h"

namespace tmb {
namespace {

Error RunError(const ModelFile& model, const RunReport& report, uint32_t budget) {
  if (report.status == TMB_PAUSED) {
    return Error{ErrorKind::kRunFailed, fmt::format("stopped after {} units of work", budget)};
  }
  if (report.status == TMB_FUNCTION_FAILED && report.instruction < tmb_instruction_count(&model.machine)) {
    const InstructionName name = NameInstructions(model)[report.instruction];
    return Error{ErrorKind::kRunFailed,
                 fmt::format("the run failed: {} returned {} (instruction {}{}{}{})",
                             CustomCallTarget(model, report.instruction), static_cast<int32_t>(report.unit),
                             report.instruction, name.hlo.empty() ? "" : ", " + name.hlo,
                             name.source.empty() ? "" : ", ", name.source)};
  }
  return Error{ErrorKind::kRunFailed,
               fmt::format("the run failed: {} (instruction {}, unit {})", tmb_status_text(report.status),
                           report.instruction, report.unit)};
}

Result<RunReport> RunRow(const ModelFile& model, unsigned entry, Target& target, const Inputs& inputs,
                         uint32_t row, const RunOptions& options) {
  const size_t input_count = tmb_input_count(&model.machine, entry);
  for (size_t i = 0; i < input_count; ++i) {
    TMB_CHECK_OK(target.SetInput(static_cast<unsigned>(i), inputs.Row(i, row)));
  }
  TMB_ASSIGN(const RunReport report, target.Run(options));
  if (report.status != TMB_OK) return RunError(model, report, options.budget);
  return report;
}

// The outputs of all runs, one array an output, with the rows in front when stacked.
struct Results {
  std::vector<Array> arrays;

  Results(const std::vector<tmb_tensor>& tensors, const Inputs& inputs) {
    for (const tmb_tensor& tensor : tensors) {
      Array array = {FindElementType(tensor.type)->storage, DimsOf(tensor), {}};
      if (inputs.stacked()) array.dims.insert(array.dims.begin(), inputs.rows());
      array.data.resize(size_t{tensor.bytes} * inputs.rows());
      arrays.push_back(std::move(array));
    }
  }

  Result<void> Fetch(Target& target, const std::vector<tmb_tensor>& tensors, uint32_t row) {
    for (size_t i = 0; i < tensors.size(); ++i) {
      const std::span<uint8_t> all = arrays[i].data;
      const size_t bytes = tensors[i].bytes;
      TMB_CHECK_OK(target.GetOutput(static_cast<unsigned>(i), all.subspan(row * bytes, bytes)));
    }
    return {};
  }
};

Result<Totals> RunAll(const SessionOptions& options, const ModelFile& model, unsigned entry,
                      const Inputs& inputs, Results& results) {
  const std::vector<tmb_tensor> outputs = OutputsOf(model, entry);
  const RunOptions run = {options.budget, options.profile};
  std::unique_ptr<Target> reference;
  if (!options.stats.empty()) {
    TMB_ASSIGN(reference, OpenHostTarget(model, entry));
  }
  TMB_ASSIGN(const std::unique_ptr<Target> target, OpenTarget(options.on, model, entry));
  Totals totals;
  totals.runs = inputs.rows();
  totals.ticks_per_second = target->ticks_per_second();
  for (uint32_t row = 0; row < inputs.rows(); ++row) {
    TMB_ASSIGN(const RunReport report, RunRow(model, entry, *target, inputs, row, run));
    totals.ticks += report.ticks;
    TMB_CHECK_OK(results.Fetch(*target, outputs, row));
    if (options.profile) {
      TMB_ASSIGN(const std::vector<InstructionCost> costs, target->Costs());
      AddCosts(totals.costs, costs);
    }
    if (reference == nullptr) continue;
    TMB_CHECK_OK(RunRow(model, entry, *reference, inputs, row, {options.budget, true}));
    TMB_ASSIGN(const std::vector<InstructionCost> counts, reference->Costs());
    for (const InstructionCost& cost : counts) totals.instructions_run += cost.runs;
  }
  TMB_CHECK_OK(target->Close());
  return totals;
}

// Prints, writes and compares; the error lists every output that differs.
Result<void> Deliver(const std::vector<OutputRequest>& requests, const Results& results,
                     const std::vector<tmb_tensor>& tensors, Tolerance tolerance) {
  std::string differences;
  for (size_t i = 0; i < requests.size(); ++i) {
    const Array& array = results.arrays[i];
    if (requests[i].print) fmt::print("{}\n", FormatLiteral(array, tensors[i].type));
    if (!requests[i].path.empty()) TMB_CHECK_OK(WriteNpy(requests[i].path, array));
    if (!requests[i].expected) continue;
    const auto difference = Difference(array, *requests[i].expected, tensors[i].type, tolerance);
    if (!difference) continue;
    differences +=
        fmt::format("{}output {} ({}): {}", differences.empty() ? "" : "\n", i, tensors[i].name, *difference);
  }
  if (!differences.empty()) return Error{ErrorKind::kRunFailed, differences};
  return {};
}

}  // namespace

Result<void> RunSession(const SessionOptions& options) {
  TMB_ASSIGN(const ModelFile model, LoadModelFile(options.file));
  TMB_ASSIGN(const unsigned entry, FindEntry(model, options.entry));
  TMB_ASSIGN(const Inputs inputs, Inputs::Read(options.inputs, InputsOf(model, entry), options.rows));
  const std::vector<tmb_tensor> outputs = OutputsOf(model, entry);
  Results results(outputs, inputs);
  std::vector<std::vector<uint32_t>> dims;
  for (const Array& array : results.arrays) dims.push_back(array.dims);
  TMB_ASSIGN(const std::vector<OutputRequest> requests,
             ReadOutputRequests(options.outputs, options.expected, outputs, dims));
  TMB_ASSIGN(const Totals totals, RunAll(options, model, entry, inputs, results));
  if (!options.stats.empty()) {
    TMB_CHECK_OK(WriteFile(options.stats,
                           FormatStats(model, tmb_entry_name(&model.machine, entry), options.on, totals)));
  }
  const Result<void> delivered = Deliver(requests, results, outputs, options.tolerance);
  if (options.profile) fmt::print("{}", FormatProfile(model, totals));
  return delivered;
}

}  // namespace tmb
