// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Pack: the object API's ProgramT ──► the bytes of a file, in the order that the verifier
// asks for and that suits flash:
//
//     header, tables │ instruction 0 │ its vectors │ instruction 1 │ ... │ constants │ debug
//     ◄──────────────────── program part, one checksum ─────────────────► ◄── the other ──►
#ifndef TMB_CONVERTER_EMIT_PACK_H_
#define TMB_CONVERTER_EMIT_PACK_H_

#include <cstdint>
#include <vector>

#include "tmb_generated.h"

namespace tmb {

// Fills the header, and `required` with its names when it is empty. Checks nothing: tests
// pack damaged programs.
std::vector<uint8_t> Pack(const fb::ProgramT& program);

// Makes the checksums of a file right whose header is inside; false when it is not.
bool RepairChecksums(std::vector<uint8_t>& file);

}  // namespace tmb

#endif  // TMB_CONVERTER_EMIT_PACK_H_
