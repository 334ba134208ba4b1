// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Cursors over a payload: little-endian integers and counted texts. They never leave
// their buffer; what does not fit makes ok() false, and reads then yield zeros.
#ifndef TMB_PORTS_PROTOCOL_WIRE_H_
#define TMB_PORTS_PROTOCOL_WIRE_H_

#include <cstdint>
#include <cstring>

namespace tmb::protocol {

class Writer {
 public:
  Writer(uint8_t* buffer, uint32_t capacity) : buffer_(buffer), capacity_(capacity) {}

  void U8(uint32_t value) { Integer(value, 1); }
  void U16(uint32_t value) { Integer(value, 2); }
  void U32(uint32_t value) { Integer(value, 4); }
  void U64(uint64_t value) { Integer(value, 8); }

  void Words(const uint32_t* words, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) U32(words[i]);
  }

  void Bytes(const void* data, uint32_t bytes) {
    if (!Claim(bytes)) return;
    std::memcpy(buffer_ + bytes_ - bytes, data, bytes);
  }

  // Two bytes of length, then the text; cut to what fits.
  void Text(const char* text) {
    const uint32_t room = capacity_ - bytes_ < 2 ? 0 : capacity_ - bytes_ - 2;
    uint32_t kept = 0;  // by hand: newlib's strlen is 220 bytes
    while (text != nullptr && kept < room && text[kept] != 0) ++kept;
    U16(kept);
    Bytes(text, kept);
  }

  bool ok() const { return ok_; }
  uint32_t bytes() const { return bytes_; }

 private:
  bool Claim(uint32_t bytes) {
    ok_ = ok_ && bytes <= capacity_ - bytes_;
    if (ok_) bytes_ += bytes;
    return ok_ && bytes != 0;
  }

  void Integer(uint64_t value, uint32_t bytes) {
    if (!Claim(bytes)) return;
    for (uint32_t i = 0; i < bytes; ++i) {
      buffer_[bytes_ - bytes + i] = static_cast<uint8_t>(value >> (8 * i));
    }
  }

  uint8_t* buffer_;
  uint32_t capacity_;
  uint32_t bytes_ = 0;
  bool ok_ = true;
};

class Reader {
 public:
  Reader(const uint8_t* data, uint32_t bytes) : data_(data), left_(bytes) {}

  uint8_t U8() { return static_cast<uint8_t>(Integer(1)); }
  uint16_t U16() { return static_cast<uint16_t>(Integer(2)); }
  uint32_t U32() { return static_cast<uint32_t>(Integer(4)); }
  uint64_t U64() { return Integer(8); }

  // The next `bytes` bytes, or nullptr when there are fewer.
  const uint8_t* Bytes(uint32_t bytes) {
    ok_ = ok_ && bytes <= left_;
    if (!ok_) return nullptr;
    const uint8_t* start = data_;
    data_ += bytes;
    left_ -= bytes;
    return start;
  }

  bool ok() const { return ok_; }
  uint32_t left() const { return left_; }

 private:
  uint64_t Integer(uint32_t bytes) {
    const uint8_t* data = Bytes(bytes);
    uint64_t value = 0;
    for (uint32_t i = 0; data != nullptr && i < bytes; ++i) value |= uint64_t{data[i]} << (8 * i);
    return value;
  }

  const uint8_t* data_;
  uint32_t left_;
  bool ok_ = true;
};

}  // namespace tmb::protocol

#endif  // TMB_PORTS_PROTOCOL_WIRE_H_
