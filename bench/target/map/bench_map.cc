// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps for the cycle estimator: chains of f32 operations over 4096 elements in several
// shapes and kinds of operand, reductions, integers, a program of scalars, and Maps of one strip or a few. One region each; run.sh prints
// cycles an element (for programs of scalars and short Maps: in all).

#include <cstdio>

#include "ports/cortex_m/cycle_region.h"
#include "tests/runtime/map/map_program.h"

namespace tmb {
namespace {

using fb::MicroOp;
constexpr uint32_t kElements = 4096;

template <uint32_t region>
void Measure(MapProgram program) {
  program.Finish();
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(fb::Map::Pack(builder, &program.op));
  std::vector<uint64_t> memory(program.ArenaBytes() / 8 + 3);
  uint8_t* const arena =
      reinterpret_cast<uint8_t*>((reinterpret_cast<uintptr_t>(memory.data()) + 15) & ~uintptr_t{15});
  program.CopyArena(arena);
  Context context{};
  context.base[kArena0] = arena;
  const fb::Map& map = *flatbuffers::GetRoot<fb::Map>(builder.GetBufferPointer());
  TMB_REGION_BEGIN(region);
  Map(map, context, 0, kAllUnits);
  TMB_REGION_END(region);
}

std::vector<float> Values(uint32_t count) {
  std::vector<float> values;
  for (uint32_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(static_cast<int32_t>(i * 37 % 101) - 50) * 0.37f);
  return values;
}

constexpr MicroOp kChain[] = {MicroOp::MulF, MicroOp::AddF, MicroOp::SubF, MicroOp::MaxF, MicroOp::AddF};

enum class Kind { kContiguous, kRow, kColumn, kImmediate, kStrided };

// x op t op t ... with 1 to 20 operations over dims; `kind` says what the operands t are.
MapProgram Chain(Kind kind, uint32_t operations, uint32_t rows, uint32_t elements = kElements) {
  const uint32_t columns = elements / rows;
  const int32_t row_bytes = static_cast<int32_t>(columns) * 4, column_bytes = static_cast<int32_t>(rows) * 4;
  MapProgram program(rows == 1 ? std::vector<uint32_t>{columns} : std::vector<uint32_t>{rows, columns});
  const auto strides = [&](int32_t row, int32_t column) {
    return rows == 1 ? std::vector<int32_t>{column} : std::vector<int32_t>{row, column};
  };
  const bool strided = kind == Kind::kStrided;
  const uint32_t x = program.InputOf(
      fb::Type::F32, strided ? strides(4, column_bytes) : strides(row_bytes, 4), Values(elements));
  std::vector<uint32_t> operands;
  for (uint32_t i = 0; i < 2 && kind != Kind::kImmediate && !strided; ++i) {
    std::vector<int32_t> at = strides(row_bytes, 4);
    if (kind == Kind::kRow) at = strides(4, 0);
    if (kind == Kind::kColumn) at = strides(0, 4);
    operands.push_back(program.InputOf(fb::Type::F32, at, Values(elements)));
  }
  const uint32_t y = program.Output(fb::Type::F32, strides(row_bytes, 4), elements * 4);
  if (operands.empty()) operands = {program.Immediate(0x3f8ccccdu), program.Immediate(0x40000000u)};
  std::vector<Micro> code = {{MicroOp::Load, x}};
  for (uint32_t i = 0; i < operations; ++i) {
    const MicroOp op = kChain[i % 5];
    const bool immediate = kind == Kind::kImmediate || strided;
    code.push_back({op == MicroOp::MaxF && immediate ? MicroOp::MaxFI : op, operands[i % 2]});
  }
  code.push_back({MicroOp::Store, y});
  program.Section(code);
  return program;
}

// Sum of each row (Lanes) or column (Rows).
MapProgram Sum(fb::Reduction reduction, uint32_t rows) {
  const uint32_t columns = kElements / rows;
  const int32_t row_bytes = static_cast<int32_t>(columns) * 4;
  const bool lanes = reduction == fb::Reduction::Lanes;
  MapProgram program({rows, columns});
  program.op.reduction = reduction;
  program.op.reduced = 1;
  program.op.values = 1;
  const uint32_t x = program.InputOf(fb::Type::F32, {row_bytes, 4}, Values(kElements));
  const uint32_t y = program.Output(
      fb::Type::F32, lanes ? std::vector<int32_t>{4, 0} : std::vector<int32_t>{0, 4}, kElements * 4);
  const uint32_t zero = program.Immediate(0), acc = program.Temporary(), value = program.Temporary();
  if (lanes) {
    program.Section({{MicroOp::Load, x}, {MicroOp::Store, value}});
    program.Section({{MicroOp::Load, acc}, {MicroOp::AddF, value}, {MicroOp::Store, acc}});
  } else {
    program.Section({{MicroOp::Load, zero}, {MicroOp::Store, acc}});
    program.Section({{MicroOp::Load, acc}, {MicroOp::AddF, x}, {MicroOp::Store, acc}});
  }
  program.Section({{MicroOp::Load, acc}, {MicroOp::Store, y}});
  return program;
}

// A round of threefry: x += y; y = rotate(y, 13) ^ x.
MapProgram Integers() {
  MapProgram program({kElements});
  const uint32_t x = program.InputOf(fb::Type::U32, {4}, Values(kElements));
  const uint32_t y = program.InputOf(fb::Type::U32, {4}, Values(kElements));
  const uint32_t out = program.Output(fb::Type::U32, {4}, kElements * 4);
  const uint32_t left = program.Immediate(13), right = program.Immediate(19), t = program.Temporary(),
                 u = program.Temporary();
  program.Section({{MicroOp::Load, x}, {MicroOp::AddI, y}, {MicroOp::Store, t}, {MicroOp::Load, y},
                   {MicroOp::ShrL, right}, {MicroOp::Store, u}, {MicroOp::Load, y}, {MicroOp::Shl, left},
                   {MicroOp::Or, u}, {MicroOp::Xor, t}, {MicroOp::Store, out}});
  return program;
}

MapProgram Unary(MicroOp op) {
  MapProgram program({kElements});
  const uint32_t x = program.InputOf(fb::Type::F32, {4}, Values(kElements));
  const uint32_t y = program.Output(fb::Type::F32, {4}, kElements * 4);
  program.Section({{MicroOp::Load, x}, {op}, {MicroOp::Store, y}});
  return program;
}

MapProgram Narrow() {
  MapProgram program({kElements});
  const uint32_t x = program.Input(fb::Type::S8, {1}, std::vector<uint8_t>(kElements, 7));
  const uint32_t y = program.Output(fb::Type::S8, {1}, kElements);
  const uint32_t one = program.Immediate(1);
  program.Section({{MicroOp::Load, x}, {MicroOp::AddI, one}, {MicroOp::Store, y}});
  return program;
}

// f32 rounded to 8-bit integers, as at the input of a quantized program.
MapProgram Quantize() {
  MapProgram program({kElements});
  const uint32_t x = program.InputOf(fb::Type::F32, {4}, Values(kElements));
  const uint32_t y = program.Output(fb::Type::S8, {1}, kElements);
  const uint32_t factor = program.Immediate(0x40800000u), zero = program.Immediate(0x40a00000u);
  program.Section({{MicroOp::Load, x},
                   {MicroOp::MulF, factor},
                   {MicroOp::AddF, zero},
                   {MicroOp::RoundToS32},
                   {MicroOp::SatS8},
                   {MicroOp::Store, y}});
  return program;
}

// The sum of two such arrays with scales of their own.
MapProgram QuantizedSum() {
  MapProgram program({kElements});
  const uint32_t a = program.Input(fb::Type::S8, {1}, std::vector<uint8_t>(kElements, 7)),
                 b = program.Input(fb::Type::S8, {1}, std::vector<uint8_t>(kElements, 9));
  const uint32_t y = program.Output(fb::Type::S8, {1}, kElements);
  const uint32_t half = program.Immediate(0x3f000000u), three = program.Immediate(0x40400000u);
  const uint32_t t = program.Temporary();
  program.Section({{MicroOp::Load, a},     {MicroOp::S32ToF32},    {MicroOp::SubF, three},
                   {MicroOp::MulF, half},  {MicroOp::Store, t},    {MicroOp::Load, b},
                   {MicroOp::S32ToF32},    {MicroOp::SubF, three}, {MicroOp::MulF, half},
                   {MicroOp::AddF, t},     {MicroOp::MulF, half},  {MicroOp::RoundToS32},
                   {MicroOp::SatS8},       {MicroOp::Store, y}});
  return program;
}

// The roots of a x^2 + b x + c, as jax lowers it: 16 HLO operations.
MapProgram QuadRoots() {
  MapProgram program({});
  const uint32_t a = program.InputOf<float>(fb::Type::F32, {}, {1.0f}),
                 b = program.InputOf<float>(fb::Type::F32, {}, {-3.0f}),
                 c = program.InputOf<float>(fb::Type::F32, {}, {2.0f});
  const uint32_t y0 = program.Output(fb::Type::F32, {}, 4), y1 = program.Output(fb::Type::F32, {}, 4);
  const uint32_t four = program.Immediate(0x40800000u), two = program.Immediate(0x40000000u);
  const uint32_t t = program.Temporary(), u = program.Temporary(), v = program.Temporary();
  program.Section({{MicroOp::Load, b},    {MicroOp::NegF},      {MicroOp::Store, t},  {MicroOp::Load, a},
                   {MicroOp::MulF, four}, {MicroOp::MulF, c},   {MicroOp::Store, u},  {MicroOp::Load, b},
                   {MicroOp::MulF, b},    {MicroOp::SubF, u},   {MicroOp::SqrtF},     {MicroOp::Store, u},
                   {MicroOp::Load, a},    {MicroOp::MulF, two}, {MicroOp::Store, v},  {MicroOp::Load, t},
                   {MicroOp::AddF, u},    {MicroOp::DivF, v},   {MicroOp::Store, y0}, {MicroOp::Load, t},
                   {MicroOp::SubF, u},    {MicroOp::DivF, v},   {MicroOp::Store, y1}});
  return program;
}

void MeasureAll() {
  Measure<0>(QuadRoots());
  Measure<1>(Chain(Kind::kContiguous, 1, 1));
  Measure<2>(Chain(Kind::kContiguous, 5, 1));
  Measure<3>(Chain(Kind::kContiguous, 20, 1));
  Measure<4>(Chain(Kind::kImmediate, 1, 1));
  Measure<5>(Chain(Kind::kImmediate, 5, 1));
  Measure<6>(Chain(Kind::kImmediate, 20, 1));
  Measure<7>(Chain(Kind::kColumn, 1, 64));
  Measure<8>(Chain(Kind::kColumn, 5, 64));
  Measure<9>(Chain(Kind::kColumn, 20, 64));
  Measure<10>(Chain(Kind::kRow, 1, 64));
  Measure<11>(Chain(Kind::kRow, 5, 64));
  Measure<12>(Chain(Kind::kRow, 20, 64));
  Measure<13>(Chain(Kind::kStrided, 1, 64));
  Measure<14>(Chain(Kind::kStrided, 5, 64));
  Measure<15>(Chain(Kind::kStrided, 20, 64));
  Measure<16>(Chain(Kind::kColumn, 5, 256));
  Measure<17>(Sum(fb::Reduction::Lanes, 1));
  Measure<18>(Sum(fb::Reduction::Lanes, 64));
  Measure<19>(Sum(fb::Reduction::Rows, 64));
  Measure<20>(Integers());
  Measure<21>(Narrow());
  Measure<22>(Quantize());
  Measure<23>(QuantizedSum());
  Measure<24>(Unary(MicroOp::TanhF));
  Measure<25>(Unary(MicroOp::ExpF));
  Measure<26>(Unary(MicroOp::FloorF));
  Measure<27>(Chain(Kind::kContiguous, 5, 409));
  Measure<28>(Chain(Kind::kContiguous, 1, 1, 16));
  Measure<29>(Chain(Kind::kContiguous, 5, 1, 16));
  Measure<30>(Chain(Kind::kImmediate, 5, 1, 16));
  Measure<31>(Chain(Kind::kColumn, 5, 8, 128));
  Measure<32>(Chain(Kind::kContiguous, 5, 1, 8));
}

}  // namespace
}  // namespace tmb

int main() {
  tmb::MeasureAll();
  return 0;
}
