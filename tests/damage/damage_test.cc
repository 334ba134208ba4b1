// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Damage to a file that uses every instruction: cut short, bytes changed, words replaced;
// each as it is and with checksums made right again, which is what tests the verifier.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "converter/emit/pack.h"
#include "tests/damage/trial.h"
#include "tests/runtime/sample_programs.h"

namespace tmb::test {
namespace {

constexpr size_t kDamagedBytes = 4096;

std::vector<uint8_t> Whole() { return EveryInstructionProgram().Build(); }

fb::Header* HeaderOf(std::vector<uint8_t>& file) {
  return fb::GetMutableProgram(file.data())->mutable_header();
}

TEST(Damage, TheWholeFileRuns) { EXPECT_EQ(Try(Whole()), Verdict::kRan); }

TEST(Damage, CutAtEveryLength) {
  std::vector<uint8_t> file = Whole();
  while (!file.empty()) {
    file.pop_back();
    EXPECT_EQ(Try(file), Verdict::kRefused) << file.size();
  }
}

// The header agrees to the shorter file, so that only the verifier is left to object.
TEST(Damage, CutAtEveryLengthWithARightHeader) {
  const std::vector<uint8_t> whole = Whole();
  for (size_t bytes = 96; bytes < whole.size(); ++bytes) {
    std::vector<uint8_t> file(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(bytes));
    const uint32_t total = static_cast<uint32_t>(bytes);
    HeaderOf(file)->mutate_total_bytes(total);
    if (HeaderOf(file)->program_bytes() > total) HeaderOf(file)->mutate_program_bytes(total);
    TryRepaired(file);
  }
}

TEST(Damage, EachByteChanged) {
  std::vector<uint8_t> file = Whole();
  for (size_t i = 0; i < file.size() && i < kDamagedBytes; ++i) {
    const uint8_t byte = file[i];
    for (const int change : {0x01, 0x80, 0xff}) {
      file[i] = static_cast<uint8_t>(byte ^ change);
      Try(file);
    }
    file[i] = byte;
  }
}

TEST(Damage, EachByteChangedWithRightChecksums) {
  std::vector<uint8_t> file = Whole();
  size_t ran = 0, refused = 0;
  for (size_t i = 0; i < file.size() && i < kDamagedBytes; ++i) {
    const uint8_t byte = file[i];
    const auto put = [&](int value) {
      file[i] = static_cast<uint8_t>(value);
      ++(TryRepaired(file) == Verdict::kRan ? ran : refused);
    };
    for (int bit = 0; bit < 8; ++bit) put(byte ^ (1 << bit));
    for (const int value : {0x00, 0x7f, 0xff, byte + 1, byte - 1}) put(value);
    file[i] = byte;
  }
  EXPECT_GT(ran, 1000u);  // the damage must get past the checksum, and past the verifier too
  EXPECT_GT(refused, 1000u);
}

TEST(Damage, EachWordReplaced) {
  std::vector<uint8_t> file = Whole();
  for (size_t i = 0; i + 4 <= file.size() && i < kDamagedBytes; i += 4) {
    uint8_t word[4];
    std::memcpy(word, &file[i], 4);
    for (const uint32_t value : {0u, 1u, 4u, 0x100u, 0xffffu, 0x10000u, 0x0ffffffcu, 0x10000000u, 0x40000000u,
                                 0x7fffffffu, 0x80000000u, 0xfffffff0u, 0xffffffffu}) {
      std::memcpy(&file[i], &value, 4);
      TryRepaired(file);
    }
    std::memcpy(&file[i], word, 4);
  }
}

TEST(Damage, SeveralWordsAtOnce) {
  const std::vector<uint8_t> whole = Whole();
  std::mt19937 random(20260101);
  for (int trial = 0; trial < 20000; ++trial) {
    std::vector<uint8_t> file = whole;
    for (size_t words = 2 + random() % 4; words != 0; --words) {
      const size_t at = random() % (std::min(file.size(), kDamagedBytes) / 4) * 4;
      const uint32_t value = static_cast<uint32_t>(random()) >> random() % 32;
      std::memcpy(&file[at], &value, 4);
    }
    TryRepaired(file);
  }
}

}  // namespace
}  // namespace tmb::test
