// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ExtractedProgram: some values of a module, computed by the program that would compute
// them on the device: what they depend on is lowered, planned, encoded and run through
// include/tmb. So a bit is the device's own.
#ifndef TMB_CONVERTER_PASSES_EXTRACTED_PROGRAM_H_
#define TMB_CONVERTER_PASSES_EXTRACTED_PROGRAM_H_

#include <functional>
#include <memory>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/result.h"
#include "tmb/tmb.h"

namespace tmb {

// 16-byte aligned memory, as the runtime asks for.
class AlignedBytes {
 public:
  explicit AlignedBytes(size_t bytes) : blocks_(bytes / sizeof(Block) + 1), bytes_(bytes) {}
  uint8_t* data() { return blocks_.data()->bytes; }
  size_t size() const { return bytes_; }

 private:
  struct alignas(TMB_ALIGNMENT) Block {
    uint8_t bytes[TMB_ALIGNMENT];
  };
  std::vector<Block> blocks_;
  size_t bytes_;
};

class ExtractedProgram {
 public:
  // Computes the arrays `wanted`, in their order. Values that `is_known` says it of become inputs; every
  // other leaf is a constant or an iota.
  static Result<std::unique_ptr<ExtractedProgram>> Make(
      const std::vector<const hlo::Instruction*>& wanted,
      const std::function<bool(const hlo::Instruction&)>& is_known);

  // The known values that the wanted ones depend on; a run may overwrite them.
  const std::vector<const hlo::Instruction*>& inputs() const { return inputs_; }
  void SetInput(size_t input, const std::vector<uint8_t>& bytes);
  // Takes what it needs of `budget`, in units of work; an error when that is not enough.
  Result<void> Run(uint32_t budget);
  // Of the last run.
  std::vector<uint8_t> Output(size_t output) const;

 private:
  ExtractedProgram(const std::vector<uint8_t>& file, std::vector<const hlo::Instruction*> inputs);
  Result<void> Load();

  AlignedBytes model_, arena_;
  tmb_machine machine_ = {};
  std::vector<const hlo::Instruction*> inputs_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_EXTRACTED_PROGRAM_H_
