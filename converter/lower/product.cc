// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The costs are those of the M4's kernels (bench/target/kernels/run.sh).

#include "converter/lower/product.h"

#include <fmt/format.h>

#include <cstring>

#include "converter/hlo/minifloat.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

int64_t PanelsOf(int64_t columns, int64_t panel) { return (columns + panel - 1) / panel; }

// Cycles of MatVecF32: 3.2 a multiply-add, and of a panel's beginning and end.
double MatVecCycles(const Product& p) {
  return static_cast<double>(p.m * PanelsOf(p.n, kMatVecPanel)) *
         (16.0 * 3.2 * static_cast<double>(p.k) + 90);
}

// Cycles of DotF32 for a tile of so many rows.
double TileCycles(const Product& p, int64_t rows) {
  constexpr double kMultiplyAdd[] = {0, 3.7, 3.0, 2.8, 2.65};
  const double products = static_cast<double>(rows * kPanel * p.k) * kMultiplyAdd[rows];
  return static_cast<double>(PanelsOf(p.n, kPanel)) * (products + 40 + 20 * static_cast<double>(rows)) + 60;
}

double DotCycles(const Product& p) {
  const int64_t rest = p.m % kTile;
  return static_cast<double>(p.m / kTile) * TileCycles(p, kTile) + (rest == 0 ? 0 : TileCycles(p, rest));
}

// An f32 in the storage type, or nothing when it has no such value.
std::optional<uint64_t> Narrowed(float value, hlo::Type type) {
  if (value != value) return hlo::NanBits(type, false, std::nullopt);
  return hlo::FloatBits(type, value);
}

uint32_t U(int64_t value) { return static_cast<uint32_t>(value); }

void EmitMatVec(Lowering& lowering, const Product& p, const Epilogue& epilogue, const PackedWeights& weights,
                BufferId result, tmb::Instruction& instruction) {
  Program& program = lowering.program();
  instruction.op.Set(fb::MatVecF32(program.AddOperand(p.x.buffer, p.x.offset),
                                   program.AddOperand(weights.place.buffer),
                                   AddOptional(program, epilogue.bias), program.AddOperand(result), U(p.m),
                                   U(p.n), U(p.k), epilogue.clamp_lo, epilogue.clamp_hi, weights.type));
}

// With scratch y may lie on x where its rows are not longer.
void EmitDot(Lowering& lowering, const Product& p, const Epilogue& epilogue, const PackedWeights& weights,
             BufferId result, tmb::Instruction& instruction) {
  Program& program = lowering.program();
  const bool in_place = p.n <= p.k && p.m > kTile;
  const fb::Ref scratch =
      in_place ? program.AddOperand(lowering.NewScratch(U(kTile * p.k * 4))) : fb::Ref(kNoOperand);
  instruction.op.Set(fb::DotF32(program.AddOperand(p.x.buffer, p.x.offset),
                                program.AddOperand(weights.place.buffer), AddOptional(program, epilogue.bias),
                                AddOptional(program, epilogue.residual), program.AddOperand(result), scratch,
                                U(p.m), U(p.n), U(p.k), epilogue.clamp_lo, epilogue.clamp_hi, weights.type));
  if (in_place && p.x.offset == 0) instruction.in_place.push_back({result, p.x.buffer});
  SetResidualInPlace(instruction, epilogue, result);
}

}  // namespace

fb::Ref AddOptional(Program& program, const std::optional<Operand>& operand) {
  return operand.has_value() ? program.AddOperand(operand->buffer, operand->offset) : fb::Ref(kNoOperand);
}

void SetResidualInPlace(tmb::Instruction& instruction, const Epilogue& epilogue, BufferId result) {
  if (epilogue.residual.has_value() && epilogue.residual->offset == 0)
    instruction.in_place.push_back({result, epilogue.residual->buffer});
}

Result<PackedWeights> PackWeights(Lowering& lowering, const hlo::Instruction& origin, BufferId weights,
                                  int64_t k, int64_t n, int64_t panel,
                                  const std::function<int64_t(int64_t k, int64_t n)>& byte_at) {
  const hlo::Type type = lowering.options().weights;
  const int64_t bytes = hlo::TypeBytes(type);
  const std::vector<uint8_t>& data = lowering.program().buffers[weights].data;
  std::vector<uint8_t> packed(static_cast<size_t>(PanelsOf(n, panel) * k * panel * bytes), 0);
  for (int64_t column = 0; column < n; ++column) {
    for (int64_t i = 0; i < k; ++i) {
      const uint8_t* const from = data.data() + byte_at(i, column);
      uint8_t* const to = packed.data() + ((column / panel * k + i) * panel + column % panel) * bytes;
      if (type == hlo::Type::kF32) {
        std::memcpy(to, from, 4);
        continue;
      }
      float value;
      std::memcpy(&value, from, 4);
      const std::optional<uint64_t> bits = Narrowed(value, type);
      if (!bits.has_value()) {
        return lowering.ErrorAt(
            origin, fmt::format("its weight {} does not fit into {}: use --weights bf16 or f32", value,
                                hlo::TypeName(type)));
      }
      std::memcpy(to, &*bits, static_cast<size_t>(bytes));
    }
  }
  const hlo::Shape shape{type, {PanelsOf(n, panel), k, panel}, {}, {}};
  return PackedWeights{lowering.ConstantBytes(origin.name + ".weights", shape, std::move(packed)),
                       ToSchema(type)};
}

Result<void> EmitProduct(Lowering& lowering, const hlo::Instruction& origin, const Product& product,
                         const Epilogue& epilogue) {
  const bool rows = !epilogue.residual.has_value() && MatVecCycles(product) <= DotCycles(product);
  const auto byte_at = [&product](int64_t k, int64_t n) {
    return product.w.offset + k * product.w_k + n * product.w_n;
  };
  TMB_ASSIGN(const PackedWeights weights, PackWeights(lowering, origin, product.w.buffer, product.k,
                                                      product.n, rows ? kMatVecPanel : kPanel, byte_at));
  const BufferId result = lowering.NewBuffer(*epilogue.result);
  tmb::Instruction instruction;
  (rows ? EmitMatVec : EmitDot)(lowering, product, epilogue, weights, result, instruction);
  instruction.starts = {result};
  lowering.Append(std::move(instruction), origin);
  lowering.SetStored(*epilogue.result, {{result, 0}});
  return {};
}

}  // namespace tmb
