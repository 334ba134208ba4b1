// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Integer kernels before the verifier: packed weights, scratch, types and windows, each damaged by itself.

#include <gtest/gtest.h>

#include <functional>

#include "converter/emit/pack.h"
#include "runtime/kernels/kernel_units.h"
#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

using fb::ProgramT;
using fb::Type;

// The only instruction of its kind.
template <typename Op>
Op& The(ProgramT& program, fb::Instruction type) {
  for (fb::InstructionUnion& op : program.code) {
    if (op.type == type) return *static_cast<Op*>(op.value);
  }
  std::abort();
}
fb::MatVecS8& MatVecS8Of(ProgramT& p) { return The<fb::MatVecS8>(p, fb::Instruction::MatVecS8); }
fb::ConvS8& ConvS8Of(ProgramT& p) { return The<fb::ConvS8>(p, fb::Instruction::ConvS8); }
fb::DepthwiseS8& DepthwiseS8Of(ProgramT& p) { return The<fb::DepthwiseS8>(p, fb::Instruction::DepthwiseS8); }
fb::WinogradS8& WinogradS8Of(ProgramT& p) { return The<fb::WinogradS8>(p, fb::Instruction::WinogradS8); }

struct Damage {
  const char* what;
  std::function<void(ProgramT&)> apply;
};

const Damage kDamages[] = {
    {"inputs of a row of 32 bits", [](ProgramT& p) { MatVecS8Of(p).mutate_x_type(Type::S32); }},
    {"results of a row of 64 bits", [](ProgramT& p) { MatVecS8Of(p).mutate_y_type(Type::S64); }},
    {"results of an unknown type", [](ProgramT& p) { MatVecS8Of(p).mutate_y_type(static_cast<Type>(77)); }},
    {"inputs without a type", [](ProgramT& p) { MatVecS8Of(p).mutate_x_type(Type::None); }},
    {"no inputs of a row", [](ProgramT& p) { MatVecS8Of(p).mutate_k(0); }},
    {"columns past the weights", [](ProgramT& p) { MatVecS8Of(p).mutate_n(4000); }},
    {"a multiplier's shift of all bits", [](ProgramT& p) { MatVecS8Of(p).mutate_multiplier_shift(16); }},
    {"steps that wrap", [](ProgramT& p) { MatVecS8Of(p).mutate_k(0xfffffffe); }},
    {"a row over its scratch", [](ProgramT& p) { MatVecS8Of(p).mutable_y() = MatVecS8Of(p).scratch(); }},
    {"weights in the arena's end",
     [](ProgramT& p) { ConvS8Of(p).mutable_w() = At(kArena0, p.arena_bytes[0] - 16); }},
    {"parameters cut off",
     [](ProgramT& p) { ConvS8Of(p).mutable_parameters() = At(kArena0, p.arena_bytes[0] - 16); }},
    {"multipliers of a residual cut off",
     [](ProgramT& p) { ConvS8Of(p).mutable_residual_multiplier() = At(kArena0, p.arena_bytes[0] - 4); }},
    {"windows that wrap", [](ProgramT& p) { ConvS8Of(p).mutate_stride_w(0x80000000); }},
    {"windows too large for the stack",
     [](ProgramT& p) { ConvS8Of(p).mutate_k_w(8), ConvS8Of(p).mutable_scratch() = Nowhere(); }},
    {"taps past the weights", [](ProgramT& p) { ConvS8Of(p).mutate_k_h(4000); }},
    {"no strip", [](ProgramT& p) { DepthwiseS8Of(p).mutate_strip_rows(0); }},
    {"a strip of more rows than there are",
     [](ProgramT& p) { DepthwiseS8Of(p).mutate_strip_rows(DepthwiseS8Of(p).out_h() + 1); }},
    {"windows over more columns than kernels take",
     [](ProgramT& p) {
       DepthwiseS8Of(p).mutable_w() = Nowhere();
       DepthwiseS8Of(p).mutate_k_w(96);
       DepthwiseS8Of(p).mutate_out_w(1);
       DepthwiseS8Of(p).mutate_out_h(1);
       DepthwiseS8Of(p).mutate_strip_rows(1);
     }},
    {"channels past the weights of each",
     [](ProgramT& p) { DepthwiseS8Of(p).mutable_w() = At(kArena0, p.arena_bytes[0] - 4); }},
    {"weights transformed to integers, cut off",
     [](ProgramT& p) {
       const auto end = static_cast<uint32_t>(p.constants.size());
       WinogradS8Of(p).mutable_w() = At(kConstants, (end & ~15u) - 1136);
     }},
    {"weights transformed to integers, misaligned",
     [](ProgramT& p) { WinogradS8Of(p).mutable_w() = fb::Ref(WinogradS8Of(p).w().word() - 2); }},
    {"scratch shorter than transformed integers",
     [](ProgramT& p) { WinogradS8Of(p).mutable_scratch() = At(kArena0, p.arena_bytes[0] - 2288); }},
    {"scratch of transformed integers over their sums",
     [](ProgramT& p) { WinogradS8Of(p).mutable_y() = WinogradS8Of(p).scratch(); }},
    {"padding of integer tiles that wraps", [](ProgramT& p) { WinogradS8Of(p).mutate_pad_h(INT32_MIN); }},
    {"residual of integer tiles of 32 bits",
     [](ProgramT& p) { WinogradS8Of(p).mutate_residual_type(Type::S32); }},
};

TEST(VerifyIntegers, RefusesEachDamage) {
  ASSERT_EQ(LoadedProgram(EveryInstructionProgram().Build()).status(), TMB_OK);
  for (const Damage& damage : kDamages) {
    ProgramBuilder builder = EveryInstructionProgram();
    builder.Build();
    damage.apply(builder.program());
    EXPECT_EQ(LoadedProgram(Pack(builder.program())).status(), TMB_MALFORMED) << damage.what;
  }
}

TEST(VerifyIntegers, AllowsWhatNeedNotBe) {
  ProgramBuilder builder = EveryInstructionProgram();
  builder.Build();
  ProgramT& program = builder.program();
  ConvS8Of(program).mutable_residual() = Nowhere();
  DepthwiseS8Of(program).mutable_w() = Nowhere();
  EXPECT_EQ(LoadedProgram(Pack(program)).status(), TMB_OK);
}

}  // namespace
}  // namespace tmb::test
