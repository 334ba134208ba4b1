// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The rows of the instruction set: the operands of each struct instruction, once. Read them
// through InfoOf (isa.h). Table instructions (Map, Gather, Scatter, Sort, CustomCall) have as many
// operands as the file says: operands.cc walks them.
#ifndef TMB_RUNTIME_ISA_ROWS_H_
#define TMB_RUNTIME_ISA_ROWS_H_

#include "runtime/isa.h"

namespace tmb::isa {

namespace f = dot_f32_fields;
inline constexpr OperandInfo kDotF32[] = {
    Optional(Scratch(f::scratch)),
    Diagonal(Dense("x", f::x, Access::kRead, {f::m, f::k})),
    Typed(Packed("w", f::w), f::w_type),
    Optional(Dense("bias", f::bias, Access::kRead, {f::n})),
    InPlace(Optional(Dense("residual", f::residual, Access::kRead, {f::m, f::n}))),
    Dense("y", f::y, Access::kWrite, {f::m, f::n}),
};

namespace mv = mat_vec_f32_fields;
inline constexpr OperandInfo kMatVecF32[] = {
    Dense("x", mv::x, Access::kRead, {mv::m, mv::k}),
    Typed(Packed("w", mv::w), mv::w_type),
    Optional(Dense("bias", mv::bias, Access::kRead, {mv::n})),
    Dense("y", mv::y, Access::kWrite, {mv::m, mv::n}),
};

namespace d = dot_fields;
inline constexpr OperandInfo kDot[] = {
    Strided(Dense("x", d::x, Access::kRead, {d::batch, d::m, d::k}), d::x_type, d::x_batch),
    Strided(Dense("w", d::w, Access::kRead, {d::batch, d::k, d::n}), d::w_type, d::w_batch),
    Typed(Dense("y", d::y, Access::kWrite, {d::batch, d::m, d::n}), d::y_type),
};

namespace cf = conv_f32_fields;
inline constexpr OperandInfo kConvF32[] = {
    Optional(Scratch(cf::scratch)),
    Diagonal(Dense("x", cf::x, Access::kRead, {cf::batch, cf::in_h, cf::in_w, cf::in_c})),
    Typed(Packed("w", cf::w), cf::w_type),
    Optional(Dense("bias", cf::bias, Access::kRead, {cf::out_c})),
    InPlace(Optional(Dense("residual", cf::residual, Access::kRead,
                           {cf::batch, cf::out_h, cf::out_w, cf::out_c}))),
    Dense("y", cf::y, Access::kWrite, {cf::batch, cf::out_h, cf::out_w, cf::out_c}),
};
inline constexpr WindowInfo kConvF32Windows[] = {
    {cf::in_h, cf::out_h, cf::k_h, cf::stride_h, cf::pad_h, kNoField, cf::dilation_h},
    {cf::in_w, cf::out_w, cf::k_w, cf::stride_w, cf::pad_w, kNoField, cf::dilation_w},
};

namespace wf = winograd_f32_fields;
inline constexpr OperandInfo kWinogradF32[] = {
    Scratch(wf::scratch),
    Dense("x", wf::x, Access::kRead, {wf::batch, wf::in_h, wf::in_w, wf::in_c}),
    Repeated(InPanels(4, Dense("w", wf::w, Access::kRead, {wf::in_c, wf::out_c})), 36),
    Optional(Dense("bias", wf::bias, Access::kRead, {wf::out_c})),
    InPlace(Optional(Dense("residual", wf::residual, Access::kRead,
                           {wf::batch, wf::out_h, wf::out_w, wf::out_c}))),
    Dense("y", wf::y, Access::kWrite, {wf::batch, wf::out_h, wf::out_w, wf::out_c}),
};
inline constexpr WindowInfo kWinogradF32Windows[] = {
    {wf::in_h, wf::out_h, kNoField, kNoField, wf::pad_h, kNoField, kNoField},
    {wf::in_w, wf::out_w, kNoField, kNoField, wf::pad_w, kNoField, kNoField},
};

namespace df = depthwise_f32_fields;
inline constexpr OperandInfo kDepthwiseF32[] = {
    Optional(Scratch(df::scratch)),
    InPlace(Dense("x", df::x, Access::kRead, {df::batch, df::in_h, df::in_w, df::c})),
    Typed(Packed("w", df::w), df::w_type),
    Optional(Dense("bias", df::bias, Access::kRead, {df::c})),
    Dense("y", df::y, Access::kWrite, {df::batch, df::out_h, df::out_w, df::c}),
};
inline constexpr WindowInfo kDepthwiseF32Windows[] = {
    {df::in_h, df::out_h, df::k_h, df::stride_h, df::pad_h, kNoField, df::dilation_h},
    {df::in_w, df::out_w, df::k_w, df::stride_w, df::pad_w, kNoField, df::dilation_w},
};

// Words in panels.
constexpr OperandInfo Parameters(uint8_t panel, uint8_t repeats, OperandInfo info) {
  return OfType(Repeated(InPanels(panel, info), repeats), fb::Type::S32);
}
namespace ms = mat_vec_s8_fields;
inline constexpr OperandInfo kMatVecS8[] = {
    Optional(Scratch(ms::scratch)),
    Diagonal(Typed(Dense("x", ms::x, Access::kRead, {ms::m, ms::k}), ms::x_type)),
    Packed("w", ms::w),
    Typed(Dense("y", ms::y, Access::kWrite, {ms::m, ms::n}), ms::y_type),
};

namespace cs = conv_s8_fields;
inline constexpr OperandInfo kConvS8[] = {
    Optional(Scratch(cs::scratch)),
    Diagonal(Typed(Dense("x", cs::x, Access::kRead, {cs::batch, cs::in_h, cs::in_w, cs::in_c}), cs::x_type)),
    Packed("w", cs::w),
    Parameters(4, 2, Dense("parameters", cs::parameters, Access::kRead, {cs::out_c})),
    InPlace(Optional(Typed(Dense("residual", cs::residual, Access::kRead,
                                 {cs::batch, cs::out_h, cs::out_w, cs::out_c}), cs::residual_type))),
    Optional(Parameters(4, 1, Dense("residual_multiplier", cs::residual_multiplier, Access::kRead, {cs::out_c}))),
    Typed(Dense("y", cs::y, Access::kWrite, {cs::batch, cs::out_h, cs::out_w, cs::out_c}), cs::y_type),
};
inline constexpr WindowInfo kConvS8Windows[] = {
    {cs::in_h, cs::out_h, cs::k_h, cs::stride_h, cs::pad_h, kNoField, cs::dilation_h},
    {cs::in_w, cs::out_w, cs::k_w, cs::stride_w, cs::pad_w, kNoField, cs::dilation_w},
};

namespace ws = winograd_s8_fields;
inline constexpr OperandInfo kWinogradS8[] = {
    Scratch(ws::scratch),
    OfType(Dense("x", ws::x, Access::kRead, {ws::batch, ws::in_h, ws::in_w, ws::in_c}), fb::Type::S8),
    Packed("w", ws::w),
    Parameters(2, 2, Dense("parameters", ws::parameters, Access::kRead, {ws::out_c})),
    InPlace(Optional(Typed(Dense("residual", ws::residual, Access::kRead,
                                 {ws::batch, ws::out_h, ws::out_w, ws::out_c}), ws::residual_type))),
    Optional(Parameters(2, 1, Dense("residual_multiplier", ws::residual_multiplier, Access::kRead, {ws::out_c}))),
    Typed(Dense("y", ws::y, Access::kWrite, {ws::batch, ws::out_h, ws::out_w, ws::out_c}), ws::y_type),
};
inline constexpr WindowInfo kWinogradS8Windows[] = {
    {ws::in_h, ws::out_h, kNoField, kNoField, ws::pad_h, kNoField, kNoField},
    {ws::in_w, ws::out_w, kNoField, kNoField, ws::pad_w, kNoField, kNoField},
};

namespace ds = depthwise_s8_fields;
inline constexpr OperandInfo kDepthwiseS8[] = {
    Scratch(ds::scratch),
    InPlace(Typed(Dense("x", ds::x, Access::kRead, {ds::batch, ds::in_h, ds::in_w, ds::c}), ds::x_type)),
    Optional(OfType(Dense("w", ds::w, Access::kRead, {ds::c, ds::k_h, ds::k_w}), fb::Type::S8)),
    Parameters(1, 2, Dense("parameters", ds::parameters, Access::kRead, {ds::c})),
    Typed(Dense("y", ds::y, Access::kWrite, {ds::batch, ds::out_h, ds::out_w, ds::c}), ds::y_type),
};
inline constexpr WindowInfo kDepthwiseS8Windows[] = {
    {ds::in_h, ds::out_h, ds::k_h, ds::stride_h, ds::pad_h, kNoField, ds::dilation_h},
    {ds::in_w, ds::out_w, ds::k_w, ds::stride_w, ds::pad_w, kNoField, ds::dilation_w},
};

namespace mp = max_pool_s8_fields;
inline constexpr OperandInfo kMaxPoolS8[] = {
    Diagonal(OfType(Dense("x", mp::x, Access::kRead, {mp::batch, mp::in_h, mp::in_w, mp::c}), fb::Type::S8)),
    OfType(Dense("y", mp::y, Access::kWrite, {mp::batch, mp::out_h, mp::out_w, mp::c}), fb::Type::S8),
};
inline constexpr WindowInfo kMaxPoolS8Windows[] = {
    {mp::in_h, mp::out_h, mp::k_h, mp::stride_h, mp::pad_h, kNoField, kNoField},
    {mp::in_w, mp::out_w, mp::k_w, mp::stride_w, mp::pad_w, kNoField, kNoField},
};

namespace c = conv_fields;
constexpr uint8_t At(uint8_t array, uint8_t dimension) { return static_cast<uint8_t>(array + 4 * dimension); }
constexpr WindowInfo ConvWindow(uint8_t i) {
  return {At(c::in, i), At(c::out, i), At(c::k, i), At(c::stride, i), At(c::pad, i), At(c::in_dilation, i),
          At(c::k_dilation, i)};
}
inline constexpr OperandInfo kConv[] = {
    Strided(Dense("x", c::x, Access::kRead, {c::batch, c::groups, c::in_c, c::in, At(c::in, 1), At(c::in, 2)}),
            c::x_type, c::x_batch),
    Strided(Dense("w", c::w, Access::kRead, {c::groups, c::in_c, c::out_c, c::k, At(c::k, 1), At(c::k, 2)}),
            c::w_type, c::w_group),
    Strided(Dense("y", c::y, Access::kWrite, {c::batch, c::groups, c::out_c, c::out, At(c::out, 1), At(c::out, 2)}),
            c::y_type, c::y_batch),
};
// Strides in the order of the extents above.
static_assert(d::x_m == At(d::x_batch, 1) && d::x_k == At(d::x_batch, 2) && d::w_k == At(d::w_batch, 1) &&
              d::w_n == At(d::w_batch, 2));
static_assert(c::x_group == At(c::x_batch, 1) && c::x_channel == At(c::x_batch, 2) &&
              c::x_spatial == At(c::x_batch, 3) && c::w_in == At(c::w_group, 1) && c::w_out == At(c::w_group, 2) &&
              c::w_spatial == At(c::w_group, 3) && c::y_group == At(c::y_batch, 1) &&
              c::y_channel == At(c::y_batch, 2) && c::y_spatial == At(c::y_batch, 3));
static_assert(mv::w_type >= kTypes && ms::x_type >= kTypes, "OperandInfo::type tells fields from types");
inline constexpr WindowInfo kConvWindows[] = {ConvWindow(0), ConvWindow(1), ConvWindow(2)};

// Indexed by fb::Instruction, in the order of the union.
inline constexpr InstructionInfo kInstructions[] = {
    {},
    Control(jump_fields::end),
    Control(jump_if_fields::end),
    Table(),  // Map
    Kernel(f::end, kDotF32, {f::m, f::k}),
    Kernel(mv::end, kMatVecF32, {mv::m, mv::k}),
    Kernel(d::end, kDot, {d::batch, d::k}),
    WithWindows(
        Kernel(cf::end, kConvF32, {cf::batch, cf::batch, cf::in_c, cf::k_w}),
        kConvF32Windows),
    WithWindows(
        Kernel(wf::end, kWinogradF32, {wf::batch, wf::batch, wf::in_c, wf::out_c}),
        kWinogradF32Windows),
    WithWindows(Kernel(df::end, kDepthwiseF32, {}), kDepthwiseF32Windows),
    WithWindows(
        Kernel(c::end, kConv, {c::batch, c::out_c, c::out, At(c::k, 2)}),
        kConvWindows),
    Table(),  // Gather
    Table(),  // Scatter
    Table(),  // Sort
    Table(),  // CustomCall
    OfIntegers(Kernel(ms::end, kMatVecS8, {ms::m, ms::k})),
    OfIntegers(WithWindows(
        Kernel(cs::end, kConvS8, {cs::batch, cs::batch, cs::in_c, cs::k_w}),
        kConvS8Windows)),
    OfIntegers(WithWindows(Kernel(ds::end, kDepthwiseS8, {}), kDepthwiseS8Windows)),
    OfIntegers(WithWindows(
        Kernel(ws::end, kWinogradS8, {ws::batch, ws::batch, ws::in_c, ws::out_c}),
        kWinogradS8Windows)),
    OfIntegers(WithWindows(
        Kernel(mp::end, kMaxPoolS8, {mp::batch, mp::batch, mp::out_h, mp::k_w}),
        kMaxPoolS8Windows)),
};

static_assert(sizeof kInstructions / sizeof kInstructions[0] == static_cast<size_t>(fb::Instruction::MAX) + 1,
              "each member of the union has a row");
static_assert(sizeof(fb::Jump) == jump_fields::end && sizeof(fb::JumpIf) == jump_if_fields::end);
static_assert(sizeof(fb::DotF32) == f::end && sizeof(fb::MatVecF32) == mv::end && sizeof(fb::Dot) == d::end && sizeof(fb::ConvF32) == cf::end);
static_assert(sizeof(fb::WinogradF32) == wf::end && sizeof(fb::DepthwiseF32) == df::end && sizeof(fb::Conv) == c::end);
static_assert(sizeof(fb::MatVecS8) == ms::end && sizeof(fb::ConvS8) == cs::end && sizeof(fb::DepthwiseS8) == ds::end);
static_assert(sizeof(fb::WinogradS8) == ws::end && sizeof(fb::MaxPoolS8) == mp::end);

}  // namespace tmb::isa

#endif  // TMB_RUNTIME_ISA_ROWS_H_
