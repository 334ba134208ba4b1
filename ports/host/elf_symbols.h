// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Addresses out of a firmware image: its linker script says where the model lies.
#ifndef TMB_PORTS_HOST_ELF_SYMBOLS_H_
#define TMB_PORTS_HOST_ELF_SYMBOLS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "converter/result.h"

namespace tmb {

// The value of `symbol` in the 32-bit little-endian ELF file `image`.
Result<uint32_t> ElfSymbol(std::string_view image, std::string_view symbol);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_ELF_SYMBOLS_H_
