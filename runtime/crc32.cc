// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Long data lose their words from the front: modulo the polynomial x^300 = x^155 + x^117 + x^89 + 1, so a word may
// be taken away when it is added 145, 183, 211 and 300 bits further on (Sam Russell's "Chorba"). That takes no
// table and 2.8 cycles a byte on the M4. What is left, and short data, go by half a byte and 64 bytes of table.

#include "runtime/crc32.h"

#include <cstring>

namespace tmb {
namespace {

constexpr uint32_t kTable[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};
constexpr int kReach = 10;  // words
constexpr size_t kBlock = 4 * kReach;

uint32_t WordAt(const uint8_t* data) {
  uint32_t word;
  std::memcpy(&word, data, sizeof word);
  return word;
}

// What the words taken away add to the next one; past[first] is the oldest of them.
template <typename Past>
uint32_t Added(const Past& past, int first) {
  const auto word = [&](int i) { return past[(first + i) % static_cast<int>(sizeof past / sizeof past[0])]; };
  return word(0) >> 20 ^ word(1) << 12 ^ word(3) >> 13 ^ word(4) >> 9 ^ word(4) << 19 ^ word(5) >> 15 ^
         word(5) << 23 ^ word(6) << 17;
}

[[gnu::noinline]] uint32_t AddWord(uint32_t crc, uint32_t word) {
  crc ^= word;
  for (int i = 0; i < 8; ++i) crc = crc >> 4 ^ kTable[crc & 15];
  return crc;
}

// Takes blocks away as long as another one is behind them, which goes with what they add to it.
uint32_t LongCrc(uint32_t crc, const uint8_t** data, size_t* bytes) {
  uint32_t past[kReach] = {};
  const uint8_t* at = *data;
  size_t left = *bytes;
  do {
#pragma GCC unroll 10
    for (int i = 0; i < kReach; ++i) {
      past[i] = WordAt(at + 4 * i) ^ Added(past, i);
      if (i == 0) past[i] ^= crc;
    }
    crc = 0;
    at += kBlock;
    left -= kBlock;
  } while (left >= 2 * kBlock);
  uint32_t last[2 * kReach] = {};
  std::memcpy(last, past, sizeof past);
  for (int i = 0; i < kReach; ++i, at += 4) crc = AddWord(crc, WordAt(at) ^ Added(last, i));
  *data = at;
  *bytes = left - kBlock;
  return crc;
}

}  // namespace

uint32_t Crc32(uint32_t crc, const uint8_t* data, size_t bytes) {
  crc = ~crc;
  if (bytes >= 2 * kBlock) crc = LongCrc(crc, &data, &bytes);
  for (; bytes >= 4; data += 4, bytes -= 4) crc = AddWord(crc, WordAt(data));
  for (; bytes != 0; ++data, --bytes) {
    crc ^= *data;
    crc = crc >> 4 ^ kTable[crc & 15];
    crc = crc >> 4 ^ kTable[crc & 15];
  }
  return ~crc;
}

}  // namespace tmb
