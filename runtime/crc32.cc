// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Half a byte at a time: 64 bytes of table instead of 1 KB. Words are taken whole: 9 cycles a byte on the M4, 21
// byte by byte.

#include "runtime/crc32.h"

#include <cstring>

namespace tmb {
namespace {

constexpr uint32_t kTable[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

}  // namespace

uint32_t Crc32(uint32_t crc, const uint8_t* data, size_t bytes) {
  crc = ~crc;
  for (; bytes >= 4; data += 4, bytes -= 4) {
    uint32_t word;
    std::memcpy(&word, data, sizeof word);
    crc ^= word;
#pragma GCC unroll 8
    for (int half = 0; half < 8; ++half) crc = crc >> 4 ^ kTable[crc & 15];
  }
  for (; bytes != 0; ++data, --bytes) {
    crc ^= *data;
    crc = crc >> 4 ^ kTable[crc & 15];
    crc = crc >> 4 ^ kTable[crc & 15];
  }
  return ~crc;
}

}  // namespace tmb
