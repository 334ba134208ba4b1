// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How far the output of an instruction may lie over an input that dies in it.
//
//     arena  ──────────────────────────────────►        Overlap::kDiagonal (isa.h): units run in
//     output   [ u0 | u1 | u2 | u3 ]                    order, and a unit reads nothing in front
//     input                [ u0..| u1..| u2..| u3 ]     of what it or a later one needs.
//
// So a placement is safe when no unit writes beyond the first byte that it or a later unit
// reads: output + end(u) <= input + begin(u) for every unit u, or the two are disjoint. That
// is one forbidden interval of the distance between the two.
#ifndef TMB_CONVERTER_PLAN_OVERLAP_H_
#define TMB_CONVERTER_PLAN_OVERLAP_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "converter/program.h"

namespace tmb {

// `output` may lie over `input`, which dies in the instruction, if
// offset(output) - offset(input) <= most.
struct Diagonal {
  BufferId output = 0, input = 0;
  int64_t most = 0;
  uint64_t write_begin = 0;  // byte of the output's buffer from which on it is written
};

// Bytes [begin, end) of a buffer.
struct ByteRange {
  int64_t begin = 0, end = 0;
};

// By how many bytes the two may take less than side by side.
uint64_t SavedBytes(ByteRange output, ByteRange input, int64_t most);

// Nothing for the instructions whose inputs are all disjoint from the output or in place.
std::optional<Diagonal> DiagonalOf(const Program& program, const Instruction& instruction);

// Bytes that unit `unit` writes end here, and those that units from `unit` on read begin here
// (after the first write of the unit: what is copied to scratch before does not count).
struct UnitReach {
  int64_t write_end = 0, read_begin = 0;
};
std::vector<UnitReach> ReachOf(const fb::DotF32& op);
std::vector<UnitReach> ReachOf(const fb::ConvF32& op);
std::vector<UnitReach> ReachOf(const fb::MatVecS8& op);
std::vector<UnitReach> ReachOf(const fb::ConvS8& op);
std::vector<UnitReach> ReachOf(const fb::MaxPoolS8& op);

// Whether y may lie on x, same first byte: with scratch by the rows copied there, without by where windows
// read.
bool MayLieOnInput(const fb::DepthwiseF32& op);
bool MayLieOnInput(const fb::DepthwiseS8& op);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_OVERLAP_H_
