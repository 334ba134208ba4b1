// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Program: tensor instructions over virtual buffers, between lowering and Encode. The
// instructions are the schema's own (object API); a Ref in them holds an index into
// Program::operands until the memory plan turns it into an address.
// Invariant: every Ref is kNoOperand or an index into operands; a buffer's contents
// before the instruction that names it in `starts` are dead.
#ifndef TMB_CONVERTER_PROGRAM_H_
#define TMB_CONVERTER_PROGRAM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "converter/hlo/ir.h"
#include "tmb_generated.h"

namespace tmb {

using BufferId = uint32_t;

// Memory with one lifetime analysis: a tensor, a constant, or an instruction's scratch.
struct Buffer {
  enum class Kind : uint8_t {
    kTemporary,  // in the arena
    kInput,      // in the arena, written by the caller before the entry starts
    kScratch,    // in the arena, of one instruction
    kConstant    // in the file
  };
  std::string name;  // HLO value it holds
  Kind kind = Kind::kTemporary;
  hlo::Shape shape;  // for listings; scratch: u8[bytes]
  uint64_t bytes = 0;
  uint32_t alignment = 16;
  std::vector<uint8_t> data;  // of a constant
};

// A place inside a buffer.
struct Operand {
  BufferId buffer = 0;
  int64_t offset = 0;  // bytes; a Map access with negative strides starts inside
};

// The output may lie exactly on the input (same first byte) when the input dies here: each
// element is read before, or together with, the write that replaces it.
struct InPlace {
  BufferId output = 0;
  BufferId input = 0;
};

struct Instruction {
  fb::InstructionUnion op;
  std::vector<BufferId> starts;  // buffers whose value begins here (written whole from here on)
  std::vector<InPlace> in_place;
  // A whole-buffer copy `input` -> `output`: the plan may give both one place and drop it.
  bool is_copy = false;
  bool has_side_effect = false;  // runs in the program's order with the others that have one
  std::string name;              // HLO instruction
  hlo::Source source;
};

struct Signature {
  std::string name;  // argument path
  hlo::Shape shape;
  Operand operand;
  hlo::SignatureScale scale;  // of integers that stand for numbers
};

struct EntryPoint {
  std::string name;
  uint32_t first = 0, end = 0;  // instructions
  std::vector<Signature> inputs, outputs;
};

// Constant weights of a product or convolution in a program that stores some as integers: for reports.
struct WeightsNote {
  std::string name;               // of the HLO instruction
  uint64_t bytes_before = 0;      // as f32
  uint64_t bytes = 0;             // scales included
  std::optional<double> sqnr_db;  // of the rounded weights, when the converter rounded them
  std::string why;                // they stay f32; empty: they do not
};

// What became of a product or convolution in a program that computes with integers: for reports.
struct LayerNote {
  std::string name;            // of the HLO instruction
  std::string result;          // of the HLO instruction whose value the layer gives
  std::string type;            // of that value: "s8", "s16" or "f32"
  double weights_sqnr_db = 0;  // of the rounded weights
  std::string why;             // it stays as it was
};

// What a module that was to lose no more than some loss kept finer than the rest: for reports. Decibels are
// those of the outputs' signal over their error, on the calibration samples.
struct LossNote {
  struct Kept {
    std::string name;        // of the HLO instruction
    std::string what, type;  // "result" in "s16", "weights" in "f32" or (of 4 bits) "s8"
    double alone_db = 0;     // what the outputs have when this alone is rounded
  };
  std::string entry;
  double asked_db = 0, plain_db = 0, reached_db = 0;  // plain: with nothing kept
  std::vector<Kept> kept;
};

// Jump targets are instruction indices; a pass that moves instructions keeps them right.
struct Program {
  std::vector<Buffer> buffers;
  std::vector<Operand> operands;
  std::vector<Instruction> code;
  std::vector<EntryPoint> entries;
  std::vector<WeightsNote> weights;
  std::vector<LayerNote> layers;
  std::vector<LossNote> losses;
  bool keep_inputs = false;  // inputs may not be overwritten

  BufferId AddBuffer(Buffer buffer) {
    buffers.push_back(std::move(buffer));
    return static_cast<BufferId>(buffers.size() - 1);
  }
  // Scratch of one instruction.
  BufferId AddScratch(uint32_t bytes) {
    Buffer scratch;
    scratch.name = "scratch";
    scratch.kind = Buffer::Kind::kScratch;
    scratch.bytes = bytes;
    scratch.shape = hlo::Shape{hlo::Type::kU8, {int64_t{bytes}}, {}, {}};
    return AddBuffer(std::move(scratch));
  }
  fb::Ref AddOperand(BufferId buffer, int64_t offset = 0) {
    operands.push_back({buffer, offset});
    return fb::Ref(static_cast<uint32_t>(operands.size() - 1));
  }
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PROGRAM_H_
