// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Prints a constant as HLO text that reads back as the same bits.
#ifndef TMB_CONVERTER_HLO_LITERAL_TEXT_H_
#define TMB_CONVERTER_HLO_LITERAL_TEXT_H_

#include <string>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

// Appends the literal; elided, an array of more than 16 elements prints as {...}.
void AppendLiteral(const Literal& literal, Constants constants, std::string& text);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_LITERAL_TEXT_H_
