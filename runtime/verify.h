// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The verifier: total, linear in the file's bytes, and the only place that checks. After
// it says ok no instruction can leave its memory, so kernels and machine check nothing.
// What it does not prove is that overlapping operands give right numbers: that is the
// host's (planner and its simulator).
#ifndef TMB_RUNTIME_VERIFY_H_
#define TMB_RUNTIME_VERIFY_H_

#include "runtime/map_layout.h"
#include "runtime/memory_map.h"
#include "runtime/structure.h"

namespace tmb {

inline constexpr uint32_t kNoInstruction = 0xffffffffu;

// A file whose header is right: what load.cc hands on.
struct Image {
  const uint8_t* model = nullptr;
  uint32_t total_bytes = 0;
  uint32_t program_bytes = 0;
  const fb::Program* program = nullptr;
};

// Whether the program is well formed; if not, `instruction` is where, or kNoInstruction.
[[nodiscard]] bool Verify(const Image& image, uint32_t* instruction);

// One instruction: structure, then numbers.
[[nodiscard]] bool VerifyInstruction(Structure& structure, const MemoryMap& memory, fb::Instruction type,
                                     const void* op);

// Of a struct whose structure is right: its numbers and its operands.
[[nodiscard]] bool VerifyStruct(const MemoryMap& memory, fb::Instruction type, const void* op,
                                const InstructionInfo& info);

// Micro-code of one section: [begin, end) of `code`, closed by the End at its end.
struct CodeOperands {
  uint32_t input_end = 0;   // readable from 0
  uint32_t output_end = 0;  // outputs, from input_end
  uint32_t immediate_end = 0;
  uint32_t temporary_end = 0;
  bool one_lane = true;  // or strips of lanes
  const MapView* map = nullptr;  // whose code it is
};
// The first three are what the second sections of Lanes, Rows and Repeat may do.
enum class SectionAccess : uint8_t { kTemporaries, kInputs, kInputsAndIndexed, kInputsAndOutputs };
[[nodiscard]] bool VerifySection(const uint8_t* code, uint32_t begin, uint32_t end,
                                 const CodeOperands& operands, SectionAccess access);

}  // namespace tmb

#endif  // TMB_RUNTIME_VERIFY_H_
