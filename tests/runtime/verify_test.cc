// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The verifier as a table: what is damaged, how, and where it must be refused. Checksums
// are right in every file, so nothing but the verifier refuses them.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "converter/emit/pack.h"
#include "tests/runtime/loaded_program.h"
#include "tests/runtime/sample_programs.h"
#include "tmb/tmb.h"

namespace tmb::test {
namespace {

using fb::MicroOp, fb::ProgramT, fb::Type;

// Instructions of EveryInstructionProgram.
enum Position : uint32_t {
  kIndexMap,
  kGuardedMap,
  kLanes,
  kRows,
  kDotF32,
  kMatVec,
  kDot,
  kConvF32,
  kWinograd,
  kDepthwise,
  kConv,
  kJump,
  kGather,
  kScatter,
  kSort,
  kCustomCall,
  kLoopMap,
  kJumpIf,
  kRepeat,
  kMatVecS8,
  kConvS8,
  kDepthwiseS8,
  kWinogradS8,
  kMaxPoolS8,
  kFrame = TMB_NO_INSTRUCTION
};

struct Damage {
  const char* what;
  uint32_t instruction;
  std::function<void(ProgramT&)> apply;
};

fb::MapT& MapAt(ProgramT& program, uint32_t i) { return *program.code[i].AsMap(); }
fb::GatherT& GatherOf(ProgramT& program) { return *program.code[kGather].AsGather(); }
fb::ScatterT& ScatterOf(ProgramT& program) { return *program.code[kScatter].AsScatter(); }
fb::SortT& SortOf(ProgramT& program) { return *program.code[kSort].AsSort(); }
fb::DynamicOffset& StartOf(ProgramT& program, size_t i) { return MapAt(program, kRepeat).dynamic_offsets[i]; }
fb::CustomCallT& CallOf(ProgramT& program) { return *program.code[kCustomCall].AsCustomCall(); }
fb::CallArray Moved(const fb::CallArray& array, fb::Ref ref) {
  return fb::CallArray(ref, array.type(), array.rank(), 0);
}
fb::CallArray OfType(const fb::CallArray& array, Type type) {
  return fb::CallArray(array.ref(), type, array.rank(), 0);
}
fb::CallArray OfRank(const fb::CallArray& array, uint8_t rank) {
  return fb::CallArray(array.ref(), array.type(), rank, 0);
}
fb::Dot& DotOf(ProgramT& program) { return *program.code[kDot].AsDot(); }
fb::DotF32& DotF32Of(ProgramT& program) { return *program.code[kDotF32].AsDotF32(); }
fb::ConvF32& ConvF32Of(ProgramT& program) { return *program.code[kConvF32].AsConvF32(); }
fb::Conv& ConvOf(ProgramT& program) { return *program.code[kConv].AsConv(); }
uint32_t ArenaEnd(const ProgramT& program) { return program.arena_bytes[0]; }
fb::Access Moved(const fb::Access& access, fb::Ref ref) {
  return fb::Access(ref, access.fill(), access.type(), access.kind(), 0);
}
fb::Access OfType(const fb::Access& access, Type type) {
  return fb::Access(access.ref(), access.fill(), type, access.kind(), 0);
}

const Damage kDamages[] = {
    // Regions and entries.
    {"arena beyond what a Ref can reach", kFrame, [](ProgramT& p) { p.arena_bytes[0] = 0x10000001; }},
    {"five arenas", kFrame, [](ProgramT& p) { p.arena_bytes.resize(5); }},
    {"arena smaller than its operands", kFrame, [](ProgramT& p) { p.arena_bytes[0] = 128; }},
    {"state beyond its initial values", kFrame, [](ProgramT& p) { p.state_bytes = 0x0fffffff; }},
    {"initial state in the arena", kFrame, [](ProgramT& p) { *p.state_init = At(kArena0, 0); }},
    {"17 bound buffers", kFrame, [](ProgramT& p) { p.bound.resize(17, fb::BoundBuffer(96, 1)); }},
    {"bound buffer too large", kFrame, [](ProgramT& p) { p.bound[0] = fb::BoundBuffer(0xffffffff, 0); }},
    {"entry that ends before it starts", kFrame,
     [](ProgramT& p) { p.entries[0]->end = 0, p.entries[0]->first = 1; }},
    {"entry behind the code", kFrame, [](ProgramT& p) { p.entries[1]->end = kMaxPoolS8 + 2; }},
    {"entries that overlap", kFrame, [](ProgramT& p) { p.entries[1]->first = 9; }},
    // Signatures.
    {"input behind the arena", kFrame,
     [](ProgramT& p) { *p.entries[0]->inputs[0]->ref = At(kArena0, ArenaEnd(p)); }},
    {"input in the constants", kFrame,
     [](ProgramT& p) { *p.entries[0]->inputs[1]->ref = At(kConstants, 0); }},
    {"input in an unknown space", kFrame,
     [](ProgramT& p) { *p.entries[0]->inputs[0]->ref = fb::Ref(0x80000000); }},
    {"input in an unknown slot", kFrame,
     [](ProgramT& p) { *p.entries[0]->inputs[2]->ref = InSlot(kBoundRead, 2, 0); }},
    {"output of no elements in an unknown slot", kFrame,
     [](ProgramT& p) {
       p.entries[0]->outputs[0]->dims = {0};
       *p.entries[0]->outputs[0]->ref = InSlot(kBoundWrite, 2, 0);
     }},
    {"input nowhere", kFrame, [](ProgramT& p) { *p.entries[0]->inputs[0]->ref = Nowhere(); }},
    {"output without place", kFrame, [](ProgramT& p) { p.entries[0]->outputs[0]->ref = nullptr; }},
    {"output misaligned", kFrame, [](ProgramT& p) { *p.entries[0]->outputs[0]->ref = At(kArena0, 2); }},
    {"output of no type", kFrame, [](ProgramT& p) { p.entries[0]->outputs[0]->type = Type::None; }},
    {"output of an unknown type", kFrame,
     [](ProgramT& p) { p.entries[0]->outputs[0]->type = static_cast<Type>(99); }},
    {"output of rank 9", kFrame, [](ProgramT& p) { p.entries[0]->outputs[0]->dims.assign(9, 1); }},
    {"output whose size wraps", kFrame,
     [](ProgramT& p) {
       p.entries[0]->outputs[0]->dims = {0x10000, 0x10000};
     }},
    // Jumps.
    {"jump into another entry", kJump, [](ProgramT& p) { p.code[kJump].AsJump()->mutate_target(13); }},
    {"jump behind the code", kJumpIf, [](ProgramT& p) { p.code[kJumpIf].AsJumpIf()->mutate_target(kMaxPoolS8 + 2); }},
    {"jump to before its entry", kJumpIf, [](ProgramT& p) { p.code[kJumpIf].AsJumpIf()->mutate_target(9); }},
    {"jump outside of every entry", kJumpIf, [](ProgramT& p) { p.entries.pop_back(); }},
    {"predicate nowhere", kJumpIf,
     [](ProgramT& p) { p.code[kJumpIf].AsJumpIf()->mutable_predicate() = Nowhere(); }},
    // Operands of kernels.
    {"x behind the arena", kDotF32,
     [](ProgramT& p) { DotF32Of(p).mutable_x() = At(kArena0, ArenaEnd(p) - 16); }},
    {"w in state", kDotF32, [](ProgramT& p) { DotF32Of(p).mutable_w() = At(kState, 0); }},
    {"y in the constants", kDotF32, [](ProgramT& p) { DotF32Of(p).mutable_y() = At(kConstants, 0); }},
    {"y in memory bound for reading", kDotF32,
     [](ProgramT& p) { DotF32Of(p).mutable_y() = InSlot(kBoundRead, 0, 0); }},
    {"y in a slot that is not writable", kDotF32,
     [](ProgramT& p) { DotF32Of(p).mutable_y() = InSlot(kBoundWrite, 0, 0); }},
    {"y nowhere", kDotF32, [](ProgramT& p) { DotF32Of(p).mutable_y() = Nowhere(); }},
    {"x misaligned", kDotF32, [](ProgramT& p) { DotF32Of(p).mutable_x() = At(kArena0, 1); }},
    {"m of 0", kDotF32, [](ProgramT& p) { DotF32Of(p).mutate_m(0); }},
    {"n that rounds up past its panel", kMatVec,
     [](ProgramT& p) { p.code[kMatVec].AsMatVecF32()->mutate_n(33); }},
    {"weights of integers", kMatVec,
     [](ProgramT& p) { p.code[kMatVec].AsMatVecF32()->mutate_w_type(Type::S32); }},
    {"weights of f64", kDotF32, [](ProgramT& p) { DotF32Of(p).mutate_w_type(Type::F64); }},
    {"scratch in the constants", kDotF32, [](ProgramT& p) { DotF32Of(p).mutable_scratch() = At(kConstants, 0); }},
    {"scratch behind the arena", kDotF32,
     [](ProgramT& p) { DotF32Of(p).mutable_scratch() = At(kArena0, ArenaEnd(p) - 16); }},
    {"y in the scratch", kDotF32, [](ProgramT& p) { DotF32Of(p).mutable_y() = DotF32Of(p).scratch(); }},
    {"residual too short", kDotF32,
     [](ProgramT& p) { DotF32Of(p).mutable_residual() = At(kArena0, ArenaEnd(p) - 16); }},
    {"k that wraps", kDotF32, [](ProgramT& p) { DotF32Of(p).mutate_k(0x40000001); }},
    {"every dimension huge", kDotF32,
     [](ProgramT& p) { DotF32Of(p).mutate_m(~0u), DotF32Of(p).mutate_n(~0u), DotF32Of(p).mutate_k(~0u); }},
    {"bias too short", kDotF32, [](ProgramT& p) { DotF32Of(p).mutable_bias() = At(kState, 0); }},
    {"batch of 0", kDot, [](ProgramT& p) { DotOf(p).mutate_batch(0); }},
    {"stride before the arena", kDot, [](ProgramT& p) { DotOf(p).mutate_x_m(-96); }},
    {"stride of a part of an element", kDot, [](ProgramT& p) { DotOf(p).mutate_w_n(2); }},
    {"endless k at stride 0", kDot,
     [](ProgramT& p) { DotOf(p).mutate_k(~0u), DotOf(p).mutate_x_k(0), DotOf(p).mutate_w_k(0); }},
    {"endless batch at stride 0", kDot, [](ProgramT& p) { DotOf(p).mutate_batch(~0u); }},
    {"float times integer", kDot, [](ProgramT& p) { DotOf(p).mutate_w_type(Type::S32); }},
    {"integers into float", kDot,
     [](ProgramT& p) { DotOf(p).mutate_x_type(Type::U8), DotOf(p).mutate_w_type(Type::U8); }},
    {"type that kernels do not know", kDot, [](ProgramT& p) { DotOf(p).mutate_y_type(Type::C64); }},
    // Convolutions.
    {"stride of 0", kConvF32, [](ProgramT& p) { ConvF32Of(p).mutate_stride_h(0); }},
    {"dilation of 0", kConvF32, [](ProgramT& p) { ConvF32Of(p).mutate_dilation_w(0); }},
    {"position that wraps", kConvF32, [](ProgramT& p) { ConvF32Of(p).mutate_stride_w(0x80000000); }},
    {"padding that wraps", kConvF32, [](ProgramT& p) { ConvF32Of(p).mutate_pad_h(INT32_MIN); }},
    {"kernel larger than its weights", kConvF32, [](ProgramT& p) { ConvF32Of(p).mutate_k_h(4); }},
    {"output channels past their panel", kConvF32, [](ProgramT& p) { ConvF32Of(p).mutate_out_c(5); }},
    {"scratch shorter than the windows", kConvF32,
     [](ProgramT& p) { ConvF32Of(p).mutable_scratch() = At(kArena0, ArenaEnd(p) - 64); }},
    {"channels past the transformed weights", kWinograd,
     [](ProgramT& p) { p.code[kWinograd].AsWinogradF32()->mutate_out_c(33); }},
    {"padding of tiles that wraps", kWinograd,
     [](ProgramT& p) { p.code[kWinograd].AsWinogradF32()->mutate_pad_w(INT32_MIN); }},
    {"no scratch for tiles", kWinograd,
     [](ProgramT& p) { p.code[kWinograd].AsWinogradF32()->mutable_scratch() = Nowhere(); }},
    {"depthwise scratch shorter than its lines", kDepthwise,
     [](ProgramT& p) { p.code[kDepthwise].AsDepthwiseF32()->mutable_scratch() = At(kArena0, ArenaEnd(p) - 16); }},
    {"depthwise input too large", kDepthwise,
     [](ProgramT& p) { p.code[kDepthwise].AsDepthwiseF32()->mutate_in_h(4000); }},
    {"input dilation of 0", kConv, [](ProgramT& p) { ConvOf(p).mutable_in_dilation()->Mutate(1, 0); }},
    {"kernel dilation that wraps", kConv,
     [](ProgramT& p) { ConvOf(p).mutable_k_dilation()->Mutate(1, 0x80000000); }},
    {"no groups", kConv, [](ProgramT& p) { ConvOf(p).mutate_groups(0); }},
    {"endless groups at stride 0", kConv, [](ProgramT& p) { ConvOf(p).mutate_groups(~0u); }},
    // Map: its frame.
    {"no dims", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).dims.clear(); }},
    {"dim of 0", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).dims[0] = 0; }},
    {"9 dims", kIndexMap,
     [](ProgramT& p) { MapAt(p, kIndexMap).dims.assign(9, 1), MapAt(p, kIndexMap).strides.assign(27, 0); }},
    {"dim beyond the operands", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).dims[0] = 25; }},
    {"dim of 2^32 - 1", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).dims[0] = ~0u; }},
    {"dim of 2^32 - 1 that moves nothing", kIndexMap,
     [](ProgramT& p) {
       MapAt(p, kIndexMap).dims[0] = ~0u;
       std::fill(MapAt(p, kIndexMap).strides.begin(), MapAt(p, kIndexMap).strides.end(), 0);
       MapAt(p, kIndexMap).guards.clear();
       MapAt(p, kIndexMap).guard_coefficients.clear();
     }},
    {"no outputs", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).outputs.clear(); }},
    {"strides missing", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).strides.pop_back(); }},
    {"strides over", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).strides.push_back(4); }},
    {"no scratch", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).scratch = nullptr; }},
    {"scratch behind the arena", kIndexMap,
     [](ProgramT& p) { *MapAt(p, kIndexMap).scratch = At(kArena0, ArenaEnd(p) - 16); }},
    {"scratch in the constants", kIndexMap,
     [](ProgramT& p) { *MapAt(p, kIndexMap).scratch = At(kConstants, 0); }},
    {"scratch misaligned", kIndexMap, [](ProgramT& p) { *MapAt(p, kIndexMap).scratch = At(kArena0, 8); }},
    {"scratch too small for more temporaries", kIndexMap,
     [](ProgramT& p) { MapAt(p, kIndexMap).temporaries = 240; }},
    {"output over its own scratch", kIndexMap,
     [](ProgramT& p) {
       MapAt(p, kIndexMap).outputs[0] = Moved(MapAt(p, kIndexMap).outputs[0], *MapAt(p, kIndexMap).scratch);
     }},
    {"output strides into its own scratch", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).strides[3] = 256; }},
    {"scratch in state", kIndexMap,
     [](ProgramT& p) {
       p.state_bytes = 256, p.state_init = nullptr, *MapAt(p, kIndexMap).scratch = At(kState, 0);
     }},
    {"300 operands", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).immediates.resize(300); }},
    {"unknown reduction", kIndexMap,
     [](ProgramT& p) { MapAt(p, kIndexMap).reduction = static_cast<fb::Reduction>(4); }},
    {"reduced loops without a reduction", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).reduced = 1; }},
    // Map: accesses.
    {"unknown access kind", kIndexMap,
     [](ProgramT& p) {
       MapAt(p, kIndexMap).inputs[0] =
           fb::Access(At(kArena0, 0), 0, Type::F32, static_cast<fb::AccessKind>(2), 0);
     }},
    {"output that is an index", kIndexMap,
     [](ProgramT& p) {
       MapAt(p, kIndexMap).outputs[0] = fb::Access(fb::Ref(0), 0, Type::S32, fb::AccessKind::Index, 0);
     }},
    {"access of 8-byte elements", kIndexMap,
     [](ProgramT& p) { MapAt(p, kIndexMap).inputs[0] = OfType(MapAt(p, kIndexMap).inputs[0], Type::F64); }},
    {"output in the constants", kIndexMap,
     [](ProgramT& p) {
       MapAt(p, kIndexMap).outputs[0] = Moved(MapAt(p, kIndexMap).outputs[0], At(kConstants, 0));
     }},
    {"input nowhere in a Map", kIndexMap,
     [](ProgramT& p) { MapAt(p, kIndexMap).inputs[0] = Moved(MapAt(p, kIndexMap).inputs[0], Nowhere()); }},
    {"stride that leaves the buffer", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).strides[0] = 8; }},
    {"stride before the buffer", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).strides[0] = -4; }},
    {"stride that wraps", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).strides[0] = INT32_MIN; }},
    {"stride misaligned", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).strides[0] = 3; }},
    {"guard of no input", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).guards[0] = fb::Guard(1, 24, -1, 4); }},
    {"guard of extent 0", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).guards[0] = fb::Guard(0, 0, -1, 4); }},
    {"guard that reaches out", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).guards[0] = fb::Guard(0, 2400, -1, 4); }},
    {"guard of extent 2^31", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).guards[0] = fb::Guard(0, 0x80000000, -1, 0); }},
    {"guard whose value wraps", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).guard_coefficients[1] = INT32_MAX; }},
    {"guard whose address wraps", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).guards[0] = fb::Guard(0, 1, 0x10000000, 0x10000000); }},
    {"coefficients missing", kGuardedMap,
     [](ProgramT& p) { MapAt(p, kGuardedMap).guard_coefficients.pop_back(); }},
    {"start of no access", kGuardedMap,
     [](ProgramT& p) {
       MapAt(p, kGuardedMap).dynamic_offsets[0] = fb::DynamicOffset(2, At(kArena0, 0), 2, 96, Type::S32);
     }},
    {"start that reaches out", kGuardedMap,
     [](ProgramT& p) {
       MapAt(p, kGuardedMap).dynamic_offsets[0] = fb::DynamicOffset(0, At(kArena0, 0), 300, 96, Type::S32);
     }},
    {"start of float type", kGuardedMap,
     [](ProgramT& p) {
       MapAt(p, kGuardedMap).dynamic_offsets[0] = fb::DynamicOffset(0, At(kArena0, 0), 2, 96, Type::F32);
     }},
    {"start outside of memory", kGuardedMap,
     [](ProgramT& p) {
       MapAt(p, kGuardedMap).dynamic_offsets[0] = fb::DynamicOffset(0, At(kState, 8), 2, 96, Type::S32);
     }},
    // Map: code.
    {"no code", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code.clear(); }},
    {"no End", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code.pop_back(); }},
    {"End in the middle", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code[2] = 0; }},
    {"code behind End", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code.push_back(0); }},
    {"unknown operation", kIndexMap,
     [](ProgramT& p) { MapAt(p, kIndexMap).code[0] = static_cast<uint8_t>(MicroOp::MAX) + 1; }},
    {"operand that is not there", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code[1] = 3; }},
    {"load of an output", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code[1] = 2; }},
    {"store to an input", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code[9] = 0; }},
    {"store to an immediate", kGuardedMap, [](ProgramT& p) { MapAt(p, kGuardedMap).code[5] = 2; }},
    {"operand of a one-operand operation", kIndexMap, [](ProgramT& p) { MapAt(p, kIndexMap).code[3] = 1; }},
    {"Select cut short", kIndexMap,
     [](ProgramT& p) { MapAt(p, kIndexMap).code = {static_cast<uint8_t>(MicroOp::Select), 0}; }},
    {"multiply-add on strips", kIndexMap,
     [](ProgramT& p) {
       MapAt(p, kIndexMap).code = {static_cast<uint8_t>(MicroOp::MulAddF), 0, 0,
                                   static_cast<uint8_t>(MicroOp::Store), 2, 0};
     }},
    {"multiply-add cut short", kSort,
     [](ProgramT& p) { SortOf(p).code = {static_cast<uint8_t>(MicroOp::MulAddF), 0, 0}; }},
    {"multiply-add of an operand that is not there", kSort,
     [](ProgramT& p) { SortOf(p).code[0] = static_cast<uint8_t>(MicroOp::MulSubF), SortOf(p).code[2] = 200; }},
    // Map: reductions.
    {"no reduced loop", kLanes, [](ProgramT& p) { MapAt(p, kLanes).reduced = 0; }},
    {"more reduced loops than loops", kLanes, [](ProgramT& p) { MapAt(p, kLanes).reduced = 3; }},
    {"no values", kLanes, [](ProgramT& p) { MapAt(p, kLanes).values = 0; }},
    {"more values than temporaries", kLanes, [](ProgramT& p) { MapAt(p, kLanes).values = 2; }},
    {"sections exchanged", kLanes,
     [](ProgramT& p) { std::swap(MapAt(p, kLanes).section1, MapAt(p, kLanes).section2); }},
    {"section behind the code", kLanes, [](ProgramT& p) { MapAt(p, kLanes).section2 = 1000; }},
    {"section boundary inside an operation", kLanes, [](ProgramT& p) { MapAt(p, kLanes).section1 -= 2; }},
    {"combine that reads an input", kLanes, [](ProgramT& p) { MapAt(p, kLanes).code[8] = 0; }},
    {"body that stores an output", kLanes, [](ProgramT& p) { MapAt(p, kLanes).code[3] = 1; }},
    {"rows without a strip loop", kRows, [](ProgramT& p) { MapAt(p, kRows).reduced = 2; }},
    {"prologue that stores an output", kRows, [](ProgramT& p) { MapAt(p, kRows).code[3] = 1; }},
    {"endless reduction at stride 0", kLanes,
     [](ProgramT& p) { MapAt(p, kLanes).dims[1] = ~0u, MapAt(p, kLanes).strides[1] = 0; }},
    // Map: a repeated formula.
    {"no trips", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).dims[0] = 0; }},
    {"trips without end", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).dims[0] = 1u << 25; }},
    {"index value in a formula that repeats", kRepeat,
     [](ProgramT& p) {
       MapAt(p, kRepeat).inputs[0] = fb::Access(fb::Ref(0), 0, Type::S32, fb::AccessKind::Index, 0);
     }},
    {"index that reaches out of the input", kRepeat,
     [](ProgramT& p) { StartOf(p, 1) = fb::DynamicOffset(1, Nowhere(), 100000, 4, Type::S32); }},
    {"index that reaches out of the output", kRepeat,
     [](ProgramT& p) { StartOf(p, 2) = fb::DynamicOffset(3, Nowhere(), 100000, 4, Type::S32); }},
    {"index of no access", kRepeat,
     [](ProgramT& p) { StartOf(p, 2) = fb::DynamicOffset(4, Nowhere(), 47, 4, Type::S32); }},
    {"index with a step that misaligns", kRepeat,
     [](ProgramT& p) { StartOf(p, 2) = fb::DynamicOffset(3, Nowhere(), 47, 2, Type::S32); }},
    {"starts out of order", kRepeat,
     [](ProgramT& p) {
       std::swap(MapAt(p, kRepeat).dynamic_offsets[0], MapAt(p, kRepeat).dynamic_offsets[2]);
     }},
    {"index of the code without a Repeat", kGuardedMap,
     [](ProgramT& p) {
       MapAt(p, kGuardedMap).dynamic_offsets[0] = fb::DynamicOffset(0, Nowhere(), 2, 96, Type::S32);
     }},
    {"LoadAt of an output", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).code[6] = 3; }},
    {"LoadAt at an output", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).code[7] = 2; }},
    {"StoreAt to an input", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).code[11] = 1; }},
    {"LoadAt of a word", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).code[6] = 0; }},
    {"StoreAt to a temporary", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).code[11] = 6; }},
    {"StoreAt at what is not there", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).code[12] = 8; }},
    {"LoadAt cut short", kRepeat,
     [](ProgramT& p) {
       MapAt(p, kRepeat).code[19] = static_cast<uint8_t>(MicroOp::LoadAt);
       MapAt(p, kRepeat).code[20] = 1;
     }},
    {"LoadAt in the prologue", kRepeat,
     [](ProgramT& p) {
       MapAt(p, kRepeat).code.insert(MapAt(p, kRepeat).code.begin(), {static_cast<uint8_t>(MicroOp::LoadAt), 1, 0});
       MapAt(p, kRepeat).section1 += 3, MapAt(p, kRepeat).section2 += 3;
     }},
    {"StoreAt in the epilogue", kRepeat,
     [](ProgramT& p) {
       MapAt(p, kRepeat).code.insert(MapAt(p, kRepeat).code.end() - 1, {static_cast<uint8_t>(MicroOp::StoreAt), 3, 0});
     }},
    {"LoadAt in a reduction", kLanes,
     [](ProgramT& p) {
       MapAt(p, kLanes).code.insert(MapAt(p, kLanes).code.begin(), {static_cast<uint8_t>(MicroOp::LoadAt), 0, 0});
       MapAt(p, kLanes).section1 += 3, MapAt(p, kLanes).section2 += 3;
     }},
    {"body that stores an output", kRepeat, [](ProgramT& p) { MapAt(p, kRepeat).code[18] = 2; }},
    // Gather and Scatter.
    {"element of 3 bytes", kGather, [](ProgramT& p) { GatherOf(p).element_bytes = 3; }},
    {"element of 0 bytes", kGather, [](ProgramT& p) { GatherOf(p).element_bytes = 0; }},
    {"index of float type", kGather, [](ProgramT& p) { GatherOf(p).index_type = Type::F32; }},
    {"gather of nothing", kGather, [](ProgramT& p) { GatherOf(p).dims[0] = 0; }},
    {"gather strides missing", kGather, [](ProgramT& p) { GatherOf(p).operand_strides.pop_back(); }},
    {"gather index strides over", kGather, [](ProgramT& p) { GatherOf(p).index_strides.push_back(0); }},
    {"no index components", kGather, [](ProgramT& p) { GatherOf(p).components.clear(); }},
    {"9 index components", kGather,
     [](ProgramT& p) { GatherOf(p).components.resize(9, fb::IndexComponent(0, 0, 0)); }},
    {"index that may lead out", kGather,
     [](ProgramT& p) { GatherOf(p).components[0] = fb::IndexComponent(0, 300, 96); }},
    {"index that may lead before the operand", kGather,
     [](ProgramT& p) { GatherOf(p).components[0] = fb::IndexComponent(0, 3, -96); }},
    {"component behind the index vector", kGather,
     [](ProgramT& p) { GatherOf(p).components[0] = fb::IndexComponent(0xfffffffc, 3, 96); }},
    {"component misaligned", kGather,
     [](ProgramT& p) { GatherOf(p).components[0] = fb::IndexComponent(2, 3, 96); }},
    {"gather without output", kGather, [](ProgramT& p) { GatherOf(p).output = nullptr; }},
    {"scatter into the constants", kScatter, [](ProgramT& p) { *ScatterOf(p).operand = At(kConstants, 0); }},
    {"scatter of 8-byte elements", kScatter, [](ProgramT& p) { ScatterOf(p).type = Type::S64; }},
    {"scatter that stores its update", kScatter, [](ProgramT& p) { ScatterOf(p).code[5] = 1; }},
    {"scatter without End", kScatter, [](ProgramT& p) { ScatterOf(p).code.pop_back(); }},
    {"scatter with more temporaries than scratch", kScatter,
     [](ProgramT& p) { ScatterOf(p).temporaries = 200; }},
    {"scatter into its own scratch", kScatter,
     [](ProgramT& p) { *ScatterOf(p).scratch = *ScatterOf(p).operand; }},
    {"scatter scratch in state", kScatter, [](ProgramT& p) { *ScatterOf(p).scratch = At(kState, 0); }},
    // Sort.
    {"sort without keys", kSort, [](ProgramT& p) { SortOf(p).keys.clear(); }},
    {"more keys than operands", kSort, [](ProgramT& p) { SortOf(p).keys.resize(128, SortOf(p).keys[0]); }},
    {"sort of no rows", kSort, [](ProgramT& p) { SortOf(p).rows = 0; }},
    {"sort of nothing", kSort, [](ProgramT& p) { SortOf(p).count = SortOf(p).kept = 0; }},
    {"nothing kept", kSort, [](ProgramT& p) { SortOf(p).kept = 0; }},
    {"more kept than there are", kSort, [](ProgramT& p) { SortOf(p).kept = 4; }},
    {"keys behind the arena", kSort, [](ProgramT& p) { SortOf(p).keys[1] = At(kArena0, ArenaEnd(p)); }},
    {"keys misaligned", kSort, [](ProgramT& p) { SortOf(p).keys[0] = At(kArena0, 2); }},
    {"rows that do not fit", kSort, [](ProgramT& p) { SortOf(p).rows = 1u << 31; }},
    {"count that does not fit", kSort, [](ProgramT& p) { SortOf(p).count = ~0u, SortOf(p).kept = 3; }},
    {"order into the constants", kSort, [](ProgramT& p) { *SortOf(p).order = At(kConstants, 0); }},
    {"order into the scratch", kSort, [](ProgramT& p) { *SortOf(p).order = *SortOf(p).scratch; }},
    {"sort without order", kSort, [](ProgramT& p) { SortOf(p).order = nullptr; }},
    {"sort scratch in state", kSort, [](ProgramT& p) { *SortOf(p).scratch = At(kState, 0); }},
    {"a row more than scratch", kSort,
     [](ProgramT& p) {
       SortOf(p).count = SortOf(p).kept = 9, SortOf(p).keys[1] = SortOf(p).keys[0];
       *SortOf(p).scratch = At(kArena0, (ArenaEnd(p) & ~15u) - 32);
     }},
    {"comparison that stores a key", kSort, [](ProgramT& p) { SortOf(p).code[15] = 3; }},
    {"comparison that reads its result", kSort, [](ProgramT& p) { SortOf(p).code[1] = 4; }},
    {"comparison without End", kSort, [](ProgramT& p) { SortOf(p).code.pop_back(); }},
    {"neither comparisons nor code", kSort, [](ProgramT& p) { SortOf(p).code.clear(); }},
    {"comparisons and code", kSort, [](ProgramT& p) { SortOf(p).comparisons = {MicroOp::LtS, MicroOp::LtU}; }},
    {"a key without comparison", kSort,
     [](ProgramT& p) { SortOf(p).code.clear(), SortOf(p).comparisons = {MicroOp::LtS}; }},
    {"comparison of floats", kSort,
     [](ProgramT& p) { SortOf(p).code.clear(), SortOf(p).comparisons = {MicroOp::LtS, MicroOp::LtF}; }},
    {"unknown comparison", kSort,
     [](ProgramT& p) { SortOf(p).code.clear(), SortOf(p).comparisons = {MicroOp::LtS, static_cast<MicroOp>(255)}; }},
    {"comparison with more temporaries than scratch", kSort,
     [](ProgramT& p) { SortOf(p).temporaries = 200; }},
    // CustomCall.
    {"call without target", kCustomCall, [](ProgramT& p) { CallOf(p).target.clear(); }},
    {"call without scratch", kCustomCall, [](ProgramT& p) { CallOf(p).scratch = nullptr; }},
    {"more arrays than scratch", kCustomCall,
     [](ProgramT& p) { *CallOf(p).scratch = At(kArena0, (ArenaEnd(p) & ~15u) - 256); }},
    {"call scratch in state", kCustomCall, [](ProgramT& p) { *CallOf(p).scratch = At(kState, 0); }},
    {"operand behind the arena", kCustomCall,
     [](ProgramT& p) { CallOf(p).operands[0] = Moved(CallOf(p).operands[0], At(kArena0, ArenaEnd(p))); }},
    {"operand misaligned", kCustomCall,
     [](ProgramT& p) { CallOf(p).operands[0] = Moved(CallOf(p).operands[0], At(kArena0, 2)); }},
    {"operand without a place", kCustomCall,
     [](ProgramT& p) { CallOf(p).operands[0] = Moved(CallOf(p).operands[0], Nowhere()); }},
    {"a place without elements", kCustomCall,
     [](ProgramT& p) { CallOf(p).operands[2] = Moved(CallOf(p).operands[2], At(kArena0, 0)); }},
    {"operand of an unknown type", kCustomCall,
     [](ProgramT& p) { CallOf(p).operands[0] = OfType(CallOf(p).operands[0], static_cast<Type>(200)); }},
    {"empty operand of an unknown type", kCustomCall,
     [](ProgramT& p) { CallOf(p).operands[2] = OfType(CallOf(p).operands[2], Type::None); }},
    {"result in the constants", kCustomCall,
     [](ProgramT& p) { CallOf(p).results[0] = Moved(CallOf(p).results[0], At(kConstants, 0)); }},
    {"result in the scratch", kCustomCall,
     [](ProgramT& p) { CallOf(p).results[0] = Moved(CallOf(p).results[0], *CallOf(p).scratch); }},
    {"result larger than the arena", kCustomCall, [](ProgramT& p) { CallOf(p).dims[5] = ~0u; }},
    {"fewer dims than ranks", kCustomCall, [](ProgramT& p) { CallOf(p).dims.pop_back(); }},
    {"more dims than ranks", kCustomCall, [](ProgramT& p) { CallOf(p).dims.push_back(1); }},
    {"dims absent", kCustomCall, [](ProgramT& p) { CallOf(p).dims.clear(); }},
    {"rank of 9", kCustomCall,
     [](ProgramT& p) {
       CallOf(p).dims.insert(CallOf(p).dims.begin(), 7, 1u);
       CallOf(p).operands[0] = OfRank(CallOf(p).operands[0], 9);
     }},
    {"256 operands", kCustomCall,
     [](ProgramT& p) { CallOf(p).operands.resize(256, OfRank(CallOf(p).results[1], 0)); }},
};

TEST(Verify, RefusesEachDamageWhereItIs) {
  for (const Damage& damage : kDamages) {
    ProgramBuilder builder = EveryInstructionProgram();
    builder.Build();
    damage.apply(builder.program());
    const LoadedProgram intact(EveryInstructionProgram().Build());
    ASSERT_EQ(intact.status(), TMB_OK);
    LoadedProgram program(Pack(builder.program()));
    EXPECT_EQ(program.status(), TMB_MALFORMED) << damage.what;
    EXPECT_EQ(program.machine()->fault.instruction, damage.instruction) << damage.what;
  }
}

TEST(Verify, AllowsWhatIsOnTheEdge) {
  ProgramBuilder builder = EveryInstructionProgram();
  builder.Build();
  ProgramT& program = builder.program();
  program.entries[0]->outputs[0]->dims = {4, 0};                          // no elements
  *program.entries[0]->outputs[0]->ref = At(kArena0, ArenaEnd(program));  // and so no place
  DotF32Of(program).mutable_residual() = Nowhere();
  DotF32Of(program).mutable_scratch() = Nowhere();
  DotF32Of(program).mutate_n(16);
  DotF32Of(program).mutable_y() = DotF32Of(program).x();
  DotF32Of(program).mutable_bias() = Nowhere();
  program.code[kJumpIf].AsJumpIf()->mutate_target(19);  // the entry's end
  EXPECT_EQ(LoadedProgram(Pack(program)).status(), TMB_OK);
}

TEST(Verify, AnEmptyProgramIsFine) {
  LoadedProgram program(Pack(ProgramT()));
  EXPECT_EQ(program.status(), TMB_OK);
  EXPECT_EQ(tmb_entry_count(program.machine()), 0u);
  EXPECT_EQ(tmb_run(program.machine(), 0), TMB_NO_SUCH_ENTRY);
}

}  // namespace
}  // namespace tmb::test
