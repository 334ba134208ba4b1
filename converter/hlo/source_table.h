// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Stack-frame tables of a module: they tie an instruction's stack_frame_id to a line of
// the user's Python program. Filled by either reader; ids count from 1 and untrusted
// ones resolve to nothing.
#ifndef TMB_CONVERTER_HLO_SOURCE_TABLE_H_
#define TMB_CONVERTER_HLO_SOURCE_TABLE_H_

#include <cstdint>
#include <string>
#include <unordered_map>

#include "converter/hlo/ir.h"

namespace tmb::hlo {

struct SourceTable {
  struct Location {
    int64_t file = 0, function = 0, line = 0;
  };
  std::unordered_map<int64_t, std::string> files;
  std::unordered_map<int64_t, std::string> functions;
  std::unordered_map<int64_t, Location> locations;
  std::unordered_map<int64_t, int64_t> frames;  // to the location; a frame is the innermost call

  void Resolve(int64_t frame, Source& source) const;
};

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_SOURCE_TABLE_H_
