// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// EraseTokens: tokens order side effects, and nothing that tmb runs has any. Each becomes
// a constant, its type pred[], wherever it travels.
#ifndef TMB_CONVERTER_EXPAND_TOKENS_H_
#define TMB_CONVERTER_EXPAND_TOKENS_H_

#include "converter/hlo/ir.h"

namespace tmb {

void EraseTokens(hlo::Module& module);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_TOKENS_H_
