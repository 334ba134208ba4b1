// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The converter's front door: bytes of a file to a checked hlo::Module. StableHLO text, HLO
// text, HloModuleProto, HloProto and HloSnapshot are told apart by content, not by name.
#ifndef TMB_CONVERTER_HLO_READ_H_
#define TMB_CONVERTER_HLO_READ_H_

#include <string_view>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

// `file_name` is for messages alone. Errors: kMalformed with line and column (text) or
// instruction (protos), kUnsupported for forms that are recognized but not read.
Result<Module> ReadModule(std::string_view bytes, std::string_view file_name);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_READ_H_
