// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The frame parser against every damage at every position: what arrives whole is
// delivered, what does not is noticed, and the next frame always comes through.
#include "ports/protocol/frame.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "ports/protocol/wire.h"
#include "runtime/crc32.h"

namespace tmb::protocol {
namespace {

using Bytes = std::vector<uint8_t>;
using Event = Parser::Event;

Bytes Frame(uint8_t type, uint8_t sequence, const Bytes& payload) {
  Bytes frame(kHeaderBytes);
  EncodeHeader({type, sequence, static_cast<uint16_t>(payload.size())}, frame.data());
  frame.insert(frame.end(), payload.begin(), payload.end());
  uint8_t trailer[kTrailerBytes];
  EncodeTrailer(Crc32(0, frame.data(), frame.size()), trailer);
  frame.insert(frame.end(), trailer, trailer + kTrailerBytes);
  return frame;
}

struct Heard {
  std::vector<uint8_t> sequences;  // of whole frames
  int complaints = 0;
};

void Listen(Parser& parser, const Bytes& bytes, Heard& heard) {
  for (const uint8_t byte : bytes) {
    const Event event = parser.Push(byte);
    if (event == Event::kFrame) heard.sequences.push_back(parser.header().sequence);
    if (event != Event::kFrame && event != Event::kNone) ++heard.complaints;
  }
}

// A damaged frame, a pause, a whole frame.
Heard HearDamaged(const Bytes& damaged) {
  Parser parser;
  Heard heard;
  Listen(parser, damaged, heard);
  if (parser.Expire() != Event::kNone) ++heard.complaints;
  Listen(parser, Frame(2, 99, {7, 8}), heard);
  return heard;
}

const Bytes kPayload = {0xa5, 0x5a, 0, 1, 0xa5, 0xa5, 0x5a, 0xff, 2};

TEST(Frame, DeliversPayloadOfEveryLength) {
  Parser parser;
  for (uint32_t length = 0; length <= kMaxPayload; ++length) {
    const Bytes payload(length, static_cast<uint8_t>(length));
    const Bytes frame = Frame(3, 4, payload);
    Event event = Event::kNone;
    for (const uint8_t byte : frame) {
      ASSERT_EQ(event, Event::kNone);
      event = parser.Push(byte);
    }
    ASSERT_EQ(event, Event::kFrame);
    EXPECT_EQ(parser.header().type, 3);
    EXPECT_EQ(parser.header().length, length);
    EXPECT_EQ(Bytes(parser.payload(), parser.payload() + length), payload);
  }
}

TEST(Frame, RefusesALengthBeyondTheBuffer) {
  uint8_t header[kHeaderBytes];
  EncodeHeader({1, 1, kMaxPayload + 1}, header);
  Parser parser;
  Heard heard;
  Listen(parser, Bytes(header, header + kHeaderBytes), heard);
  EXPECT_EQ(heard.complaints, 1);
  EXPECT_FALSE(parser.InFrame());
}

TEST(Frame, SurvivesADroppedByteAtEveryPosition) {
  const Bytes frame = Frame(1, 5, kPayload);
  for (size_t at = 0; at < frame.size(); ++at) {
    Bytes damaged = frame;
    damaged.erase(damaged.begin() + static_cast<std::ptrdiff_t>(at));
    const Heard heard = HearDamaged(damaged);
    EXPECT_EQ(heard.sequences, Bytes{99}) << "dropped " << at;
    EXPECT_TRUE(at < 2 || heard.complaints > 0) << "dropped " << at;
  }
}

TEST(Frame, SurvivesADuplicatedByteAtEveryPosition) {
  const Bytes frame = Frame(1, 5, kPayload);
  for (size_t at = 0; at < frame.size(); ++at) {
    Bytes damaged = frame;
    damaged.insert(damaged.begin() + static_cast<std::ptrdiff_t>(at), frame[at]);
    const Heard heard = HearDamaged(damaged);
    // The first byte twice, or the last, leaves the frame whole.
    const bool whole = at == 0 || at + 1 == frame.size();
    EXPECT_EQ(heard.sequences, whole ? (Bytes{5, 99}) : Bytes{99}) << "duplicated " << at;
  }
}

TEST(Frame, SurvivesEveryFlippedBit) {
  const Bytes frame = Frame(1, 5, kPayload);
  for (size_t bit = 0; bit < frame.size() * 8; ++bit) {
    Bytes damaged = frame;
    damaged[bit / 8] = static_cast<uint8_t>(damaged[bit / 8] ^ (1u << bit % 8));
    EXPECT_EQ(HearDamaged(damaged).sequences, Bytes{99}) << "bit " << bit;
  }
}

TEST(Frame, FindsAFrameDirectlyBehindATruncatedHeader) {
  const Bytes frame = Frame(1, 5, kPayload);
  for (size_t kept = 0; kept < kHeaderBytes; ++kept) {
    Parser parser;
    Heard heard;
    Listen(parser, Bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(kept)), heard);
    Listen(parser, frame, heard);
    EXPECT_EQ(heard.sequences, Bytes{5}) << kept << " bytes before";
  }
}

TEST(Frame, NoiseNeverMakesAFrame) {
  std::mt19937 random(1);
  Parser parser;
  Heard heard;
  Bytes noise(1 << 18);
  for (uint8_t& byte : noise)
    byte = random() % 4 == 0 ? 0xa5 : random() % 4 == 0 ? 0x5a : static_cast<uint8_t>(random());
  Listen(parser, noise, heard);
  EXPECT_TRUE(heard.sequences.empty());
  parser.Expire();
  Listen(parser, Frame(1, 6, kPayload), heard);
  EXPECT_EQ(heard.sequences, Bytes{6});
}

TEST(Wire, ReaderStopsAtTheEnd) {
  const uint8_t data[] = {1, 2, 3};
  Reader reader(data, sizeof data);
  EXPECT_EQ(reader.U16(), 0x0201);
  EXPECT_EQ(reader.U16(), 0);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.U8(), 0) << "an error sticks";
}

TEST(Wire, WriterCutsATextToItsRoom) {
  uint8_t buffer[6];
  Writer writer(buffer, sizeof buffer);
  writer.U8(1);
  writer.Text("abcdef");
  EXPECT_TRUE(writer.ok());
  EXPECT_EQ(Bytes(buffer, buffer + writer.bytes()), (Bytes{1, 3, 0, 'a', 'b', 'c'}));
  writer.U8(1);
  EXPECT_FALSE(writer.ok());
}

}  // namespace
}  // namespace tmb::protocol
