// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Frames of the UART protocol (docs/protocol.md), shared by device and host: freestanding,
// no memory of its own. Invariant: whatever bytes arrive, the parser finds the next
// undamaged frame and says what was wrong with the one before.
//
//     magic A5 5A | type | sequence | length (2) | check (2) | payload | CRC-32 (4)
//
// Integers are little-endian. `check` is the low half of the CRC-32 of the 6 bytes before
// it, so that a damaged length is noticed before it is believed; the CRC-32 covers
// everything before it.
#ifndef TMB_PORTS_PROTOCOL_FRAME_H_
#define TMB_PORTS_PROTOCOL_FRAME_H_

#include <cstdint>

namespace tmb::protocol {

inline constexpr uint32_t kHeaderBytes = 8;
inline constexpr uint32_t kTrailerBytes = 4;
inline constexpr uint32_t kMaxPayload = 1024;  // of any frame, in both directions

struct FrameHeader {
  uint8_t type;
  uint8_t sequence;
  uint16_t length;  // of the payload
};

void EncodeHeader(FrameHeader header, uint8_t out[kHeaderBytes]);
void EncodeTrailer(uint32_t crc, uint8_t out[kTrailerBytes]);

class Parser {
 public:
  enum class Event : uint8_t {
    kNone,         // more bytes are needed
    kFrame,        // header() and payload() hold a whole frame until the next Push
    kBadHeader,    // magic, but the check or the length is wrong
    kBadChecksum,  // a whole frame whose CRC-32 is wrong
    kTruncated     // the bytes stopped inside a frame
  };

  Event Push(uint8_t byte);

  // To be called when no byte came for longer than a frame may pause.
  Event Expire();

  bool InFrame() const { return received_ != 0; }
  FrameHeader header() const { return header_; }
  const uint8_t* payload() const { return payload_; }

 private:
  Event PushHeader(uint8_t byte);
  void Resynchronize();

  uint32_t received_ = 0;  // bytes of the frame so far
  FrameHeader header_ = {};
  uint8_t raw_header_[kHeaderBytes] = {};
  uint8_t trailer_[kTrailerBytes] = {};
  uint8_t payload_[kMaxPayload] = {};
};

}  // namespace tmb::protocol

#endif  // TMB_PORTS_PROTOCOL_FRAME_H_
