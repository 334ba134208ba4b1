// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A sum that begins with +0, as a product's does, is never -0: adding 0 to it, or it to 0, changes nothing.
// Only what an f32 operation made counts, whose NaN is the one that an addition would give.

#include <set>

#include "converter/lower/formula.h"

namespace tmb {
namespace {

using fb::MicroOp;
using Symbol = Formula::Symbol;

constexpr Symbol kZero{Symbol::Kind::kImmediate, 0};

// What is known while the code is read.
class Known {
 public:
  // Neither -0 nor a NaN of other bits.
  bool IsPlain(const Symbol& symbol) const {
    constexpr uint32_t kSign = 0x80000000, kInfinity = 0x7f800000;
    if (symbol.kind == Symbol::Kind::kImmediate)
      return symbol.index != kSign && (symbol.index & ~kSign) <= kInfinity;
    return symbol.kind == Symbol::Kind::kTemporary && plain_.count(symbol.index) != 0;
  }
  bool IsPlain() const { return acc_; }

  void Step(const Formula::Micro& micro) {
    if (micro.op == MicroOp::Store) return Keep(micro.x);
    if (micro.op == MicroOp::SubF || micro.op == MicroOp::MulAddF || micro.op == MicroOp::MulSubF) return;
    const bool by_operand =
        micro.op == MicroOp::Load || micro.op == MicroOp::AddF || micro.op == MicroOp::RSubF;
    acc_ = (micro.op == MicroOp::AddF && acc_) || (by_operand && IsPlain(micro.x));
  }

 private:
  void Keep(const Symbol& symbol) {
    if (symbol.kind != Symbol::Kind::kTemporary) return;
    if (acc_) {
      plain_.insert(symbol.index);
    } else {
      plain_.erase(symbol.index);
    }
  }

  bool acc_ = false;
  std::set<uint32_t> plain_;  // temporaries
};

}  // namespace

void DropZeros(std::vector<Formula::Micro>& code) {
  Known known;
  std::vector<Formula::Micro> left;
  for (const Formula::Micro& micro : code) {
    if (micro.op == MicroOp::AddF && micro.x == kZero && known.IsPlain()) continue;
    const bool is_zero = !left.empty() && left.back().op == MicroOp::Load && left.back().x == kZero;
    if (micro.op == MicroOp::AddF && is_zero && known.IsPlain(micro.x)) {
      left.back().x = micro.x;
    } else {
      left.push_back(micro);
    }
    known.Step(left.back());
  }
  code = std::move(left);
}

}  // namespace tmb
