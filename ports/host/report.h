// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What a session tells of its runs: figures as JSON, costs of instructions as a table.
#ifndef TMB_PORTS_HOST_REPORT_H_
#define TMB_PORTS_HOST_REPORT_H_

#include <string>
#include <vector>

#include "ports/host/model_file.h"
#include "ports/host/target.h"

namespace tmb {

// Of all runs of a session.
struct Totals {
  uint32_t runs = 0;
  uint64_t instructions_run = 0;
  uint64_t ticks = 0;
  uint64_t ticks_per_second = 1;
  std::vector<InstructionCost> costs;  // of each instruction, when profiled
};

void AddCosts(std::vector<InstructionCost>& sum, const std::vector<InstructionCost>& costs);

std::string FormatStats(const ModelFile& model, const std::string& entry, const std::string& on,
                        const Totals& totals);

// Instructions that ran, the dearest first, with their HLO names and source lines.
std::string FormatProfile(const ModelFile& model, const Totals& totals);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_REPORT_H_
