// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Follows frame -> location -> file, function and line.
#include "converter/hlo/source_table.h"

namespace tmb::hlo {

void SourceTable::Resolve(int64_t frame, Source& source) const {
  const auto location_id = frames.find(frame);
  if (location_id == frames.end()) return;
  const auto location = locations.find(location_id->second);
  if (location == locations.end()) return;
  source.line = location->second.line;
  if (const auto file = files.find(location->second.file); file != files.end()) source.file = file->second;
  if (const auto function = functions.find(location->second.function); function != functions.end()) {
    source.function = function->second;
  }
}

}  // namespace tmb::hlo
