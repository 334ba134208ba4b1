// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Indices of every type, widened so that one comparison with a limit is right.
#include "runtime/kernels/gather_window.h"

#include <cstring>

#include "runtime/kernels/map_element.h"

namespace tmb {

int64_t LoadIndex(fb::Type type, const uint8_t* from) {
  if (ElementBytes(type) == 8) {
    int64_t value;
    std::memcpy(&value, from, sizeof value);
    return type == fb::Type::U64 && value < 0 ? INT64_MAX : value;
  }
  uint32_t lane;
  LoadElements(type, from, 0, 1, &lane);
  return type == fb::Type::U32 ? int64_t{lane} : int64_t{static_cast<int32_t>(lane)};
}

}  // namespace tmb
