// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Memory is blocks of exactly the bytes asked for, filled with a pattern that is a wild
// index, a NaN and a true predicate.

#include "tests/damage/trial.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "converter/emit/pack.h"
#include "tests/runtime/loaded_program.h"

namespace tmb::test {
namespace {

constexpr uint32_t kBudget = 100;

// Ends the process, as the sanitizers do.
void Require(bool condition, const char* text) {
  if (condition) return;
  std::fprintf(stderr, "%s\n", text);
  std::abort();
}

void StepEntries(LoadedProgram& program) {
  for (unsigned entry = 0; entry < tmb_entry_count(program.machine()); ++entry) {
    uint32_t budget = kBudget;
    while (budget != 0) {
      uint32_t part = budget < 7 ? budget : 7;
      const uint32_t given = part;
      const tmb_status status = tmb_step(program.machine(), entry, &part);
      budget -= given - part;
      if (status != TMB_PAUSED) break;
      Require(part == 0, "paused with budget left");
    }
    tmb_abandon(program.machine());
  }
}

// What a caller looks at: names, sizes and the bytes of every input and output.
uint32_t ReadSignatures(const tmb_machine* machine) {
  uint32_t sum = 0;
  for (unsigned entry = 0; entry < tmb_entry_count(machine); ++entry) {
    sum += static_cast<uint32_t>(std::strlen(tmb_entry_name(machine, entry)));
    for (unsigned i = 0; i < tmb_input_count(machine, entry) + tmb_output_count(machine, entry); ++i) {
      const unsigned inputs = tmb_input_count(machine, entry);
      const tmb_tensor tensor =
          i < inputs ? tmb_input(machine, entry, i) : tmb_output(machine, entry, i - inputs);
      sum += static_cast<uint32_t>(std::strlen(tensor.name));
      for (uint32_t byte = 0; byte < tensor.bytes; ++byte)
        sum += static_cast<const uint8_t*>(tensor.data)[byte];
    }
  }
  return sum;
}

// With TMB_DAMAGE_KEEP=FILE the file of the last trial is left there when a sanitizer strikes.
void Keep(const std::vector<uint8_t>& file) {
  static const char* const name = std::getenv("TMB_DAMAGE_KEEP");
  if (name == nullptr) return;
  std::ofstream(name, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
}

}  // namespace

Verdict Try(const std::vector<uint8_t>& file) {
  Keep(file);
  LoadedProgram program(file, 0xff);
  if (program.status() == TMB_UNSUPPORTED) (void)tmb_missing_feature(program.machine());
  if (program.status() != TMB_OK) return Verdict::kRefused;
  (void)tmb_check_constants(program.machine());
  (void)ReadSignatures(program.machine());
  StepEntries(program);
  Require(std::memcmp(program.machine()->model, file.data(), file.size()) == 0, "a run changed the model");
  return Verdict::kRan;
}

Verdict TryRepaired(std::vector<uint8_t> file) {
  (void)RepairChecksums(file);
  return Try(file);
}

}  // namespace tmb::test
