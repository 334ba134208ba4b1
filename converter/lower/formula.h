// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A Map without loops while it is changed: its code with operands by meaning instead of by
// number. All inputs are read before the code runs and all outputs stored behind it, so formulas
// one behind the other are one, once what the later ones read from the earlier ones stays in
// temporaries.
#ifndef TMB_CONVERTER_LOWER_FORMULA_H_
#define TMB_CONVERTER_LOWER_FORMULA_H_

#include <optional>
#include <vector>

#include "converter/program.h"

namespace tmb {

class Formula {
 public:
  // A run-time start of an access; without an operand it is an index of the code (LoadAt, StoreAt).
  struct Start {
    Operand operand;
    bool is_index = false;
    uint32_t limit = 0;
    int32_t stride = 0;
    fb::Type type = fb::Type::None;
  };
  struct Place {
    Operand operand;
    fb::Type type = fb::Type::None;
    std::vector<Start> starts;
  };

  // The formula of a Map without loops, or of one with few elements; none for any other.
  static std::optional<Formula> Of(const Program& program, const fb::MapT& map);

  // Runs `next` behind this one; false, and nothing changed, when what it reads is not known until
  // this one's outputs are stored, or when both together are too long.
  bool Append(const Formula& next);
  bool Reads(BufferId buffer) const;
  bool Writes(BufferId buffer) const;
  bool WritesElementsOf(BufferId buffer) const;  // at run-time starts
  void DropOutput(BufferId buffer);
  // Stores to another buffer instead; false when outputs have run-time starts there.
  bool RenameOutput(BufferId from, BufferId to);
  // Another buffer instead, wherever it is read or written.
  void Rename(BufferId from, BufferId to);
  // As a loop (Reduction::Repeat, formula_loop.cc) that runs this formula while the word that it stores at
  // `predicate` is not 0; nothing when a trip may meet what an earlier one stored in a way that words
  // and LoadAt do not follow.
  std::optional<Formula> Repeated(const Operand& predicate) const;
  // Removes loads of what the accumulator holds and temporaries that nothing reads.
  void Simplify();
  // Operands, immediates and code of a Map; its scratch is left as it is.
  void WriteTo(Program& program, fb::MapT& map) const;

  const std::vector<Place>& inputs() const { return inputs_; }
  const std::vector<Place>& outputs() const { return outputs_; }

  struct Symbol {
    enum class Kind : uint8_t { kNone, kInput, kOutput, kImmediate, kTemporary } kind = Kind::kNone;
    uint32_t index = 0;  // kImmediate: the bits
    bool operator==(const Symbol&) const = default;
  };
  struct Micro {
    fb::MicroOp op = fb::MicroOp::End;
    Symbol x, y;
  };

 private:
  friend class LoopBuilder;

  bool AddElement(const Program& program, const fb::MapT& map, const std::vector<uint32_t>& index);
  static Place PlaceOf(const Program& program, const fb::MapT& map, uint32_t access,
                       const std::vector<uint32_t>& index);
  uint32_t InputAt(const Place& place);
  uint32_t OutputAt(const Place& place);
  bool CanFollow(const Formula& next) const;
  void CompactTemporaries();

  std::vector<Place> inputs_, outputs_;
  std::vector<Micro> code_;
  uint32_t temporaries_ = 0;
  uint32_t trips_ = 0;  // of a loop, whose code has an End behind each section
};

// Whether both may be the same bytes.
bool Meet(const Formula::Place& a, const Formula::Place& b);
// Whether both are the same word of the lanes.
bool Same(const Formula::Place& a, const Formula::Place& b);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_FORMULA_H_
