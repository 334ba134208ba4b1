// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The costs are those of the M4's kernels (bench/target/kernels/run.sh).

#include "converter/lower/product.h"

#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

int64_t PanelsOf(int64_t columns, int64_t panel) { return (columns + panel - 1) / panel; }

// Cycles by type of weights.
struct Costs {
  double mat_vec, mat_vec_panel;  // a multiply-add, and a panel's beginning and end
  double tile[kTile + 1];         // a multiply-add of a tile of so many rows
  double tile_panel;
};

Costs CostsOf(fb::Type w_type) {
  // A tile of two or three rows is done row by row.
  if (w_type == fb::Type::S8) return {5.63, 150, {0, 6.5, 6.5, 6.5, 3.26}, 88};
  return {3.2, 90, {0, 3.7, 3.0, 2.8, 2.65}, 40};
}

double MatVecCycles(const Product& p, const Costs& costs) {
  return static_cast<double>(p.m * PanelsOf(p.n, kMatVecPanel)) *
         (kMatVecPanel * costs.mat_vec * static_cast<double>(p.k) + costs.mat_vec_panel);
}

// Cycles of DotF32 for a tile of so many rows.
double TileCycles(const Product& p, int64_t rows, const Costs& costs) {
  const double products = static_cast<double>(rows * kPanel * p.k) * costs.tile[rows];
  return static_cast<double>(PanelsOf(p.n, kPanel)) *
             (products + costs.tile_panel + 20 * static_cast<double>(rows)) +
         60;
}

double DotCycles(const Product& p, const Costs& costs) {
  const int64_t rest = p.m % kTile;
  return static_cast<double>(p.m / kTile) * TileCycles(p, kTile, costs) +
         (rest == 0 ? 0 : TileCycles(p, rest, costs));
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

// With copies of x in scratch y may lie on x where its rows are not longer.
void EmitDot(Lowering& lowering, const Product& p, const Epilogue& epilogue, const PackedWeights& weights,
             BufferId result, tmb::Instruction& instruction) {
  Program& program = lowering.program();
  const bool unpacks = weights.type == fb::Type::S4, in_place = !unpacks && p.n <= p.k && p.m > kTile;
  fb::DotF32 op(program.AddOperand(p.x.buffer, p.x.offset), program.AddOperand(weights.place.buffer),
                AddOptional(program, epilogue.bias), AddOptional(program, epilogue.residual),
                program.AddOperand(result), fb::Ref(kNoOperand), U(p.m), U(p.n), U(p.k), epilogue.clamp_lo,
                epilogue.clamp_hi, weights.type);
  if (unpacks || in_place)
    op.mutable_scratch() = program.AddOperand(lowering.NewScratch(DotScratchBytes(op)));
  instruction.op.Set(op);
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

Result<void> EmitProduct(Lowering& lowering, const hlo::Instruction& origin, const Product& product,
                         const Epilogue& epilogue) {
  const Costs costs = CostsOf(WeightsType(lowering.options(), product.scales));
  const auto byte_at = [&product](int64_t k, int64_t n) {
    return product.w.offset + k * product.w_k + n * product.w_n;
  };
  const UnpackedWeights unpacked = {product.w.buffer, product.k, product.n, byte_at, product.scales};
  std::optional<PackedWeights> weights = PackFourBits(lowering, origin, unpacked);
  const bool rows = !weights.has_value() && !epilogue.residual.has_value() &&
                    MatVecCycles(product, costs) <= DotCycles(product, costs);
  if (!weights.has_value()) {
    TMB_ASSIGN(weights, PackWeights(lowering, origin, unpacked, rows ? kMatVecPanel : kPanel));
  }
  const BufferId result = lowering.NewBuffer(*epilogue.result);
  tmb::Instruction instruction;
  (rows ? EmitMatVec : EmitDot)(lowering, product, epilogue, *weights, result, instruction);
  instruction.starts = {result};
  lowering.Append(std::move(instruction), origin);
  lowering.SetStored(*epilogue.result, {{result, 0}});
  return {};
}

}  // namespace tmb
