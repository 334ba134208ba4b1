// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Formulas of small products: every sum written out, its terms in the order of the kernels.

#include <bit>
#include <limits>

#include "converter/lower/formula.h"
#include "runtime/isa.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

constexpr uint32_t kMaxProducts = 48;  // of one that is tried: what is longer is no faster

}  // namespace

// As the kernels add: a zero or the bias first, then the products in the order of k.
void Formula::AddProducts(Symbol first, const std::vector<Term>& terms) {
  constexpr uint32_t kOne = 0x3f800000;
  Emit(fb::MicroOp::Load, first);
  for (const Term& term : terms) {
    if (term.w == Symbol{Symbol::Kind::kImmediate, kOne}) {
      Emit(fb::MicroOp::AddF, term.x);
    } else if (term.x == Symbol{Symbol::Kind::kImmediate, kOne}) {
      Emit(fb::MicroOp::AddF, term.w);
    } else {
      Emit(fb::MicroOp::MulAddF, term.x, term.w);
    }
  }
}

void Formula::AddIntegerProducts(const std::vector<Term>& terms) {
  const Symbol sum{Symbol::Kind::kTemporary, 0};
  temporaries_ = 1;
  for (size_t i = 0; i < terms.size(); ++i) {
    if (i != 0) Emit(fb::MicroOp::Store, sum);
    Emit(fb::MicroOp::Load, terms[i].x);
    Emit(fb::MicroOp::MulI, terms[i].w);
    if (i != 0) Emit(fb::MicroOp::AddI, sum);
  }
}

std::optional<Formula> Formula::OfDot(const Program& program, const fb::Dot& dot) {
  const bool is_float = dot.x_type() == fb::Type::F32;
  const bool is_known =
      IsFourByteType(dot.x_type()) && dot.w_type() == dot.x_type() && dot.y_type() == dot.x_type();
  if (!is_known || double{1} * dot.batch() * dot.m() * dot.n() * dot.k() > kMaxProducts) return std::nullopt;
  Formula formula;
  const auto at = [&](fb::Ref ref, int64_t bytes) {
    Operand operand = program.operands[ref.word()];
    operand.offset += bytes;
    return Place{operand, dot.x_type(), {}};
  };
  for (int64_t b = 0; b < dot.batch(); ++b) {
    for (int64_t i = 0; i < dot.m(); ++i) {
      for (int64_t j = 0; j < dot.n(); ++j) {
        std::vector<Term> terms;
        for (int64_t k = 0; k < dot.k(); ++k) {
          const Symbol x =
              formula.ValueAt(program, at(dot.x(), b * dot.x_batch() + i * dot.x_m() + k * dot.x_k()));
          const Symbol w =
              formula.ValueAt(program, at(dot.w(), b * dot.w_batch() + j * dot.w_n() + k * dot.w_k()));
          terms.push_back({x, w});
        }
        if (is_float) {
          formula.AddProducts({Symbol::Kind::kImmediate, 0}, terms);
        } else {
          formula.AddIntegerProducts(terms);
        }
        const Place y = at(dot.y(), ((b * dot.m() + i) * dot.n() + j) * 4);
        formula.Emit(fb::MicroOp::Store, {Symbol::Kind::kOutput, formula.OutputAt(y)});
      }
    }
  }
  return formula;
}

// DotF32 and MatVecF32: constant weights in panels of columns.
template <typename Packed>
std::optional<Formula> Formula::OfPacked(const Program& program, const Packed& dot, fb::Ref residual,
                                         uint32_t panel) {
  const uint32_t columns = dot.n(), depth = dot.k();
  if (dot.w_type() != fb::Type::F32 || double{1} * dot.m() * columns * depth > kMaxProducts)
    return std::nullopt;
  Formula formula;
  const auto at = [&](fb::Ref ref, uint32_t element) {
    Operand operand = program.operands[ref.word()];
    operand.offset += 4 * int64_t{element};
    return Place{operand, fb::Type::F32, {}};
  };
  for (uint32_t i = 0; i < dot.m(); ++i) {
    for (uint32_t j = 0; j < columns; ++j) {
      std::vector<Term> terms;
      for (uint32_t k = 0; k < depth; ++k) {
        const uint32_t weight = (j / panel * depth + k) * panel + j % panel;
        terms.push_back({formula.ValueAt(program, at(dot.x(), i * depth + k)),
                         formula.ValueAt(program, at(dot.w(), weight))});
      }
      Symbol first{Symbol::Kind::kImmediate, 0};
      if (HasOperand(dot.bias())) first = formula.ValueAt(program, at(dot.bias(), j));
      formula.AddProducts(first, terms);
      const uint32_t element = i * columns + j;
      if (HasOperand(residual))
        formula.Emit(fb::MicroOp::AddF, formula.ValueAt(program, at(residual, element)));
      formula.AddClamp(dot.clamp_lo(), dot.clamp_hi());
      formula.Emit(fb::MicroOp::Store, {Symbol::Kind::kOutput, formula.OutputAt(at(dot.y(), element))});
    }
  }
  return formula;
}

std::optional<Formula> Formula::OfDotF32(const Program& program, const fb::DotF32& dot) {
  return OfPacked(program, dot, dot.residual(), kPanel);
}

std::optional<Formula> Formula::OfMatVecF32(const Program& program, const fb::MatVecF32& dot) {
  return OfPacked(program, dot, fb::Ref(kNoOperand), kMatVecPanel);
}

void Formula::AddClamp(float lo, float hi) {
  const auto bits = [](float value) {
    return Symbol{Symbol::Kind::kImmediate, std::bit_cast<uint32_t>(value)};
  };
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (lo != -kInfinity) Emit(fb::MicroOp::MaxFI, bits(lo));
  if (hi != kInfinity) Emit(fb::MicroOp::MinFI, bits(hi));
}

}  // namespace tmb
