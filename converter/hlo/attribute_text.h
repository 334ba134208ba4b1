// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Prints what stands behind an instruction's operands in HLO text.
#ifndef TMB_CONVERTER_HLO_ATTRIBUTE_TEXT_H_
#define TMB_CONVERTER_HLO_ATTRIBUTE_TEXT_H_

#include <string>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

// Appends ", name=value" for each attribute of the opcode, and the metadata.
void AppendAttributes(const Instruction& i, std::string& text);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_ATTRIBUTE_TEXT_H_
