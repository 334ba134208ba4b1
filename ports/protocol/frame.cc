// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Encoding and parsing of frames, byte by byte.
#include "ports/protocol/frame.h"

#include "ports/protocol/wire.h"
#include "runtime/crc32.h"

namespace tmb::protocol {
namespace {

constexpr uint8_t kMagic[2] = {0xa5, 0x5a};
constexpr uint32_t kCheckOffset = 6;

uint16_t HeaderCheck(const uint8_t* header) { return static_cast<uint16_t>(Crc32(0, header, kCheckOffset)); }

bool IsMagic(const uint8_t* bytes, uint32_t count) {
  return bytes[0] == kMagic[0] && (count < 2 || bytes[1] == kMagic[1]);
}

}  // namespace

void EncodeHeader(FrameHeader header, uint8_t out[kHeaderBytes]) {
  Writer writer(out, kHeaderBytes);
  writer.Bytes(kMagic, sizeof kMagic);
  writer.U8(header.type);
  writer.U8(header.sequence);
  writer.U16(header.length);
  writer.U16(HeaderCheck(out));
}

void EncodeTrailer(uint32_t crc, uint8_t out[kTrailerBytes]) { Writer(out, kTrailerBytes).U32(crc); }

// Drops bytes from the front of the header until it starts with (a prefix of) the magic.
void Parser::Resynchronize() {
  uint32_t skip = 0;
  while (skip < received_ && !IsMagic(raw_header_ + skip, received_ - skip)) ++skip;
  received_ -= skip;
  for (uint32_t i = 0; i < received_; ++i) raw_header_[i] = raw_header_[i + skip];
}

Parser::Event Parser::PushHeader(uint8_t byte) {
  raw_header_[received_++] = byte;
  Resynchronize();
  if (received_ < kHeaderBytes) return Event::kNone;
  Reader reader(raw_header_ + sizeof kMagic, kHeaderBytes - sizeof kMagic);
  header_.type = reader.U8();
  header_.sequence = reader.U8();
  header_.length = reader.U16();
  if (reader.U16() != HeaderCheck(raw_header_) || header_.length > kMaxPayload) {
    raw_header_[0] = 0;  // not the start of a frame; a later byte may be
    Resynchronize();
    return Event::kBadHeader;
  }
  return Event::kNone;
}

Parser::Event Parser::Push(uint8_t byte) {
  if (received_ < kHeaderBytes) return PushHeader(byte);
  const uint32_t at = received_++ - kHeaderBytes;
  if (at < header_.length) {
    payload_[at] = byte;
    return Event::kNone;
  }
  trailer_[at - header_.length] = byte;
  if (at + 1 < header_.length + kTrailerBytes) return Event::kNone;
  received_ = 0;
  const uint32_t crc = Crc32(Crc32(0, raw_header_, kHeaderBytes), payload_, header_.length);
  return Reader(trailer_, kTrailerBytes).U32() == crc ? Event::kFrame : Event::kBadChecksum;
}

Parser::Event Parser::Expire() {
  if (received_ == 0) return Event::kNone;
  received_ = 0;
  return Event::kTruncated;
}

}  // namespace tmb::protocol
