// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A Map without loops while it is changed: its code with operands by meaning instead of by
// number. Constants are immediates. All inputs are read before the code runs and all outputs stored behind
// it, so formulas one behind the other are one, once what the later ones read from the earlier ones stays in
// temporaries.
#ifndef TMB_CONVERTER_LOWER_FORMULA_H_
#define TMB_CONVERTER_LOWER_FORMULA_H_

#include <map>
#include <optional>
#include <set>
#include <span>
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

  struct Symbol {
    enum class Kind : uint8_t { kNone, kInput, kOutput, kImmediate, kTemporary } kind = Kind::kNone;
    uint32_t index = 0;  // kImmediate: the bits
    bool operator==(const Symbol&) const = default;
  };
  struct Micro {
    fb::MicroOp op = fb::MicroOp::End;
    Symbol x, y;
  };
  static constexpr size_t kMaxAccesses = 64, kMaxMicroOps = 240;

  // The formula of a Map without loops, or of a Map or product of few elements (formula_of.cc); none
  // for any other instruction. It may be meant for behind a formula, which saves what both know.
  static std::optional<Formula> Of(const Program& program, const fb::InstructionUnion& op,
                                   const Formula* before = nullptr);

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
  // Removes loads of what the accumulator holds and temporaries that nothing reads; products that
  // are added once become multiply-adds.
  void Simplify();
  // Operands, immediates and code of a Map; its scratch is left as it is.
  void WriteTo(Program& program, fb::MapT& map) const;

  const std::vector<Place>& inputs() const { return inputs_; }
  const std::vector<Place>& outputs() const { return outputs_; }

 private:
  friend class LoopBuilder;

  static std::optional<Formula> OfMap(const Program& program, const fb::MapT& map);
  static std::optional<Formula> OfDot(const Program& program, const fb::Dot& dot);
  template <typename Packed>
  static std::optional<Formula> OfPacked(const Program& program, const Packed& dot, fb::Ref residual,
                                         uint32_t panel);
  static std::optional<Formula> OfDotF32(const Program& program, const fb::DotF32& dot);
  static std::optional<Formula> OfMatVecF32(const Program& program, const fb::MatVecF32& dot);
  struct Term {
    Symbol x, w;
  };
  // Adds the products in their order to `first`, and leaves the sum in the accumulator.
  void AddProducts(Symbol first, const std::vector<Term>& terms);
  void AddClamp(float lo, float hi);
  void AddIntegerProducts(const std::vector<Term>& terms);
  void Emit(fb::MicroOp op, Symbol x) { code_.push_back({op, x, {}}); }
  void Emit(fb::MicroOp op, Symbol x, Symbol y) { code_.push_back({op, x, y}); }
  static bool AreShort(const Formula& a, const Formula& b);
  void AddImmediates(std::set<uint32_t>& immediates) const;
  bool Pays(double bytes, double cycles, const Formula* before) const;
  // Whether it reads or writes the place.
  bool Knows(const Place& place) const;

  static std::optional<Formula> OfLanes(const Program& program, const fb::MapT& map);
  static std::optional<Formula> OfRows(const Program& program, const fb::MapT& map);
  // The section that begins there in the code, for one index of the loops.
  void AddSection(const Program& program, const fb::MapT& map, const std::vector<uint32_t>& index,
                  size_t begin, const std::vector<Symbol>& temporaries);
  static std::vector<Symbol> TemporariesFrom(uint32_t first, uint32_t count);
  // Of loops [first, end); false, and the first index, behind the last one.
  static bool NextIndex(std::vector<uint32_t>& index, const std::vector<uint32_t>& dims, size_t first,
                        size_t end);
  static Place PlaceOf(const Program& program, const fb::MapT& map, uint32_t access,
                       const std::vector<uint32_t>& index);
  // An input, or an immediate when the place is constant.
  Symbol ValueAt(const Program& program, const Place& place);
  uint32_t InputAt(const Place& place);
  uint32_t OutputAt(const Place& place);
  bool CanFollow(const Formula& next) const;
  // Numbers temporaries anew: `lasting` first, each for itself; of the others one is free behind its last
  // use.
  void NumberTemporaries(std::span<const uint32_t> lasting);

  std::vector<Place> inputs_, outputs_;
  std::vector<Micro> code_;
  uint32_t temporaries_ = 0;
  std::map<uint32_t, uint32_t> kept_;  // outputs whose value a temporary has at the end of the code
  uint32_t trips_ = 0;                 // of a loop, whose code has an End behind each section
};

// Whether both may be the same bytes.
bool Meet(const Formula::Place& a, const Formula::Place& b);
// Whether both are the same word of the lanes.
bool Same(const Formula::Place& a, const Formula::Place& b);

// Takes away additions of 0 to what cannot be -0.
void DropZeros(std::vector<Formula::Micro>& code);
// Multiply-adds for products that one addition or subtraction uses (fuse_products.cc).
void FuseProducts(std::vector<Formula::Micro>& code);
// x + x for 2 * x: the same bits, and one immediate less to set up.
void DoubleBySums(std::vector<Formula::Micro>& code);

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_FORMULA_H_
