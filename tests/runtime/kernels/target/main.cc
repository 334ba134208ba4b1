// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The hashes of the elementary functions and of the kernels on the target, and its DSP instructions.
#include "tests/runtime/kernels/dsp_cases.h"
#include "tests/runtime/kernels/function64_hash.h"
#include "tests/runtime/kernels/function_hash.h"
#include "tests/runtime/kernels/kernel_hash.h"
#include "tests/runtime/kernels/target/bare_metal.h"

namespace {

alignas(16) uint8_t memory[tmb::KernelHash::kBytes];

int Compare(const char* name, uint32_t hash, uint32_t expected) {
  if (hash == expected) return 0;
  tmb::bare_metal::Print(name);
  tmb::bare_metal::Print(": other bits than on the host, hash ");
  tmb::bare_metal::PrintHex(hash);
  tmb::bare_metal::Print("\n");
  return 1;
}

}  // namespace

int main() {
  int wrong = 0;
  for (const tmb::FunctionHash& function : tmb::kFunctionHashes) {
    wrong += Compare(function.name, tmb::HashOf(function), function.expected);
  }
  for (const tmb::Function64Hash& function : tmb::kFunction64Hashes) {
    wrong += Compare(function.name, tmb::HashOf(function), function.expected);
  }
  tmb::KernelHash hash(memory);
  for (const tmb::KernelHashCase& kernel : tmb::kKernelHashes) {
    wrong += Compare(kernel.name, kernel.run(hash), kernel.expected);
  }
  for (const tmb::DspCase& dsp : tmb::kDspCases) {
    tmb::DspFault fault;
    if (!tmb::FindFault(dsp, fault)) continue;
    tmb::bare_metal::Print(dsp.name);
    for (const uint32_t operand : {fault.a, fault.b, fault.c}) {
      tmb::bare_metal::Print(" ");
      tmb::bare_metal::PrintHex(operand);
    }
    tmb::bare_metal::Print(": not its formula's bits\n");
    ++wrong;
  }
  return wrong;
}
