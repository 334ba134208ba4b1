// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// acc = a * b; t = acc; ...; acc = acc + t  becomes  t = a; ...; acc = acc + t * b.

#include "converter/lower/formula.h"

namespace tmb {
namespace {

using fb::MicroOp;
using Symbol = Formula::Symbol;
using Code = std::vector<Formula::Micro>;

bool Reads(const Formula::Micro& micro, const Symbol& symbol) {
  return micro.op != MicroOp::Store && (micro.x == symbol || micro.y == symbol);
}
bool Changes(const Formula::Micro& micro, const Symbol& symbol) {
  return micro.op == MicroOp::Store && micro.x == symbol;
}
bool IsTemporary(const Symbol& symbol) { return symbol.kind == Symbol::Kind::kTemporary; }

// The only reader of what the Store at `store` keeps, if it is an addition or subtraction of it and `operand`
// is still the same there; else the end.
size_t FindSum(const Code& code, size_t store, const Symbol& operand) {
  size_t sum = code.size();
  for (size_t i = store + 1; i < code.size() && !Changes(code[i], code[store].x); ++i) {
    if (Reads(code[i], code[store].x)) {
      if (sum != code.size() || (code[i].op != MicroOp::AddF && code[i].op != MicroOp::SubF))
        return code.size();
      sum = i;
    }
    if (sum == code.size() && Changes(code[i], operand)) return code.size();
  }
  return sum;
}

void Remove(Code& code, size_t at) { code.erase(code.begin() + static_cast<std::ptrdiff_t>(at)); }

// A product that is put aside and added later.
bool FuseLater(Code& code, size_t product) {
  const size_t store = product + 1;
  if (store + 1 >= code.size() || code[store].op != MicroOp::Store || !IsTemporary(code[store].x) ||
      code[store + 1].op != MicroOp::Load || Reads(code[store + 1], code[store].x)) {
    return false;
  }
  const Symbol factor = code[product].x;
  if (factor == code[store].x) return false;
  const size_t sum = FindSum(code, store, factor);
  if (sum == code.size()) return false;
  code[sum] = {code[sum].op == MicroOp::AddF ? MicroOp::MulAddF : MicroOp::MulSubF, code[sum].x, factor};
  Remove(code, product);
  return true;
}

// A product of two operands to which a third is added at once.
bool FuseAtOnce(Code& code, size_t product) {
  const size_t sum = product + 1;
  if (product == 0 || sum >= code.size() || code[product - 1].op != MicroOp::Load) return false;
  if (code[sum].op != MicroOp::AddF && code[sum].op != MicroOp::RSubF) return false;
  const MicroOp op = code[sum].op == MicroOp::AddF ? MicroOp::MulAddF : MicroOp::MulSubF;
  const Symbol a = code[product - 1].x, b = code[product].x;
  code[product - 1].x = code[sum].x;
  code[product] = {op, a, b};
  Remove(code, sum);
  return true;
}

// t = x; ... t ...: x is read instead, if it stays the same as long as t.
bool ForwardCopy(Code& code, size_t load) {
  const size_t store = load + 1;
  const Symbol from = code[load].x;
  if (store + 1 >= code.size() || code[store].op != MicroOp::Store || !IsTemporary(code[store].x) ||
      code[store + 1].op != MicroOp::Load || from == code[store].x) {
    return false;
  }
  const Symbol copy = code[store].x;
  bool has_changed = false;
  for (size_t i = store + 1; i < code.size() && !Changes(code[i], copy); ++i) {
    if (has_changed && Reads(code[i], copy)) return false;
    has_changed = has_changed || Changes(code[i], from);
  }
  for (size_t i = store + 1; i < code.size() && !Changes(code[i], copy); ++i) {
    if (code[i].op == MicroOp::Store) continue;
    if (code[i].x == copy) code[i].x = from;
    if (code[i].y == copy) code[i].y = from;
  }
  code.erase(code.begin() + static_cast<std::ptrdiff_t>(load),
             code.begin() + static_cast<std::ptrdiff_t>(store + 1));
  return true;
}

}  // namespace

void FuseProducts(Code& code) {
  for (size_t i = 0; i < code.size();) {
    if (code[i].op == MicroOp::MulF && (FuseLater(code, i) || FuseAtOnce(code, i))) {
      i = i < 2 ? 0 : i - 2;  // what is before may have become a copy
    } else if (code[i].op != MicroOp::Load || !ForwardCopy(code, i)) {
      ++i;
    }
  }
}

void DoubleBySums(Code& code) {
  constexpr Symbol kTwo{Symbol::Kind::kImmediate, 0x40000000};
  for (size_t i = 1; i < code.size(); ++i) {
    const Symbol twice = code[i - 1].x;
    if (code[i].op == MicroOp::MulF && code[i].x == kTwo && code[i - 1].op == MicroOp::Load &&
        twice.kind != Symbol::Kind::kImmediate) {
      code[i] = {MicroOp::AddF, twice, {}};
    }
  }
}

}  // namespace tmb
