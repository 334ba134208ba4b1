// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Instructions by their positions in the code, for what adds some or takes some out once all are lowered.
#ifndef TMB_CONVERTER_POSITIONS_H_
#define TMB_CONVERTER_POSITIONS_H_

#include <set>
#include <vector>

#include "converter/program.h"

namespace tmb {

// Whether a jump leads to a position, or an entry begins or ends there; one element more than instructions.
std::vector<bool> FindTargets(const Program& program);

// Who reads or writes each buffer; the caller of the program is one, behind the last instruction.
std::vector<std::set<uint32_t>> FindTouches(Program& program);

// Corrects jumps and entries: what was at position i, or the code's end, is at place[i] now.
void MoveTargets(Program& program, const std::vector<uint32_t>& place);

}  // namespace tmb

#endif  // TMB_CONVERTER_POSITIONS_H_
