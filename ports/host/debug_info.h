// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Names of a program's instructions, for people: opcode, HLO name, Python source line.
#ifndef TMB_PORTS_HOST_DEBUG_INFO_H_
#define TMB_PORTS_HOST_DEBUG_INFO_H_

#include <string>
#include <vector>

#include "ports/host/model_file.h"

namespace tmb {

struct InstructionName {
  std::string opcode;
  std::string hlo;     // empty where the file has no debug info
  std::string source;  // "train.py:88 (loss_fn)"
};

// One for each instruction. Debug info that is damaged is left out, not believed.
std::vector<InstructionName> NameInstructions(const ModelFile& model);

// The target of the custom-call that is instruction `index`, in quotes; empty when it is none.
std::string CustomCallTarget(const ModelFile& model, uint32_t index);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_DEBUG_INFO_H_
