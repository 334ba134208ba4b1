// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "runtime/crc32.h"

#include <gtest/gtest.h>

#include <string_view>

namespace tmb {
namespace {

uint32_t CrcOf(std::string_view text, uint32_t before = 0) {
  return Crc32(before, reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

TEST(Crc32, KnownValues) {
  EXPECT_EQ(CrcOf(""), 0u);
  EXPECT_EQ(CrcOf("a"), 0xe8b7be43u);
  EXPECT_EQ(CrcOf("123456789"), 0xcbf43926u);  // the check value of CRC-32/ISO-HDLC
}

TEST(Crc32, GoesOnWhereItStopped) { EXPECT_EQ(CrcOf("56789", CrcOf("1234")), 0xcbf43926u); }

}  // namespace
}  // namespace tmb
