// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// CRC-32 (IEEE 802.3, as zlib's): the checksum of files.
#ifndef TMB_RUNTIME_CRC32_H_
#define TMB_RUNTIME_CRC32_H_

#include <cstddef>
#include <cstdint>

namespace tmb {

// The checksum of what `crc` covers followed by `data`; 0 covers nothing.
uint32_t Crc32(uint32_t crc, const uint8_t* data, size_t bytes);

}  // namespace tmb

#endif  // TMB_RUNTIME_CRC32_H_
