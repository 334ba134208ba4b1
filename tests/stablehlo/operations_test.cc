// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Operations in the form that JAX prints and in the generic one, and the HLO instruction
// that each becomes.
#include "tests/stablehlo/reading.h"

namespace tmb::stablehlo {
namespace {

struct Operation {
  std::string_view arguments, body, type, expected;
};

TEST(Operations, BecomeInstructions) {
  const Operation operations[] = {
      {"%a: tensor<2x3xf32>", "%r = stablehlo.exponential_minus_one %a : tensor<2x3xf32>", "tensor<2x3xf32>",
       "ROOT exponential-minus-one.3 = f32[2,3] exponential-minus-one(a.2)"},
      {"%a: tensor<2xf32>",
       "%r = stablehlo.exponential %a {result_accuracy = #stablehlo.result_accuracy<mode = "
       "#stablehlo.result_accuracy_mode<HIGHEST>>} : tensor<2xf32>",
       "tensor<2xf32>", "f32[2] exponential(a.2)"},
      {"%a: tensor<2xui32>, %b: tensor<2xui32>", "%r = stablehlo.shift_right_logical %a, %b : tensor<2xui32>",
       "tensor<2xui32>", "u32[2] shift-right-logical(a.2, b.3)"},
      {"%a: tensor<2xf32>, %b: tensor<2xf32>",
       "%r = stablehlo.compare LT, %a, %b, TOTALORDER : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>",
       "tensor<2xi1>", "pred[2] compare(a.2, b.3), direction=LT, type=TOTALORDER"},
      {"%a: tensor<2xf32>, %b: tensor<2xf32>",
       "%r = \"stablehlo.compare\"(%a, %b) <{compare_type = #stablehlo<comparison_type FLOAT>, "
       "comparison_direction "
       "= #stablehlo<comparison_direction GE>}> : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>",
       "tensor<2xi1>", "pred[2] compare(a.2, b.3), direction=GE\n"},
      {"%p: tensor<i1>, %a: tensor<2xf32>", "%r = stablehlo.select %p, %a, %a : tensor<i1>, tensor<2xf32>",
       "tensor<2xf32>", "f32[2] select(p.2, a.3, a.3)"},
      {"%a: tensor<2x3xf32>",
       "%r = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>", "tensor<3x2xf32>",
       "f32[3,2] transpose(a.2), dimensions={1,0}"},
      {"", "%r = stablehlo.iota dim = 1 : tensor<2x3xi8>", "tensor<2x3xi8>",
       "s8[2,3] iota(), iota_dimension=1"},
      {"%a: tensor<3xf32>",
       "%r = stablehlo.broadcast_in_dim %a, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>",
       "tensor<2x3xf32>", "f32[2,3] broadcast(a.2), dimensions={1}"},
      {"%a: tensor<1x3xf32>",
       "%r = stablehlo.broadcast_in_dim %a, dims = [0, 1] : (tensor<1x3xf32>) -> tensor<2x3xf32>",
       "tensor<2x3xf32>",
       "reshape.3 = f32[3] reshape(a.2)\n  ROOT broadcast.4 = f32[2,3] broadcast(reshape.3), "
       "dimensions={1}"},
      {"%a: tensor<8x9xf32>", "%r = stablehlo.slice %a [0:2, 1:8:3] : (tensor<8x9xf32>) -> tensor<2x3xf32>",
       "tensor<2x3xf32>", "slice(a.2), slice={[0:2:1], [1:8:3]}"},
      {"%a: tensor<3xf32>, %b: tensor<f32>",
       "%r = stablehlo.pad %a, %b, low = [-1], high = [2], interior = [1] : (tensor<3xf32>, tensor<f32>) -> "
       "tensor<6xf32>",
       "tensor<6xf32>", "pad(a.2, b.3), padding=-1_2_1"},
      {"%a: tensor<2xf32>",
       "%r = stablehlo.concatenate %a, %a, dim = 0 : (tensor<2xf32>, tensor<2xf32>) -> "
       "tensor<4xf32>",
       "tensor<4xf32>", "concatenate(a.2, a.2), dimensions={0}"},
      {"%a: tensor<4x6xf32>, %i: tensor<i32>",
       "%r = stablehlo.dynamic_slice %a, %i, %i, sizes = [1, 2] : (tensor<4x6xf32>, tensor<i32>, "
       "tensor<i32>) -> "
       "tensor<1x2xf32>",
       "tensor<1x2xf32>", "dynamic-slice(a.2, i.3, i.3), dynamic_slice_sizes={1,2}"},
      {"%a: tensor<2x3x4xf32>, %b: tensor<2x4x5xf32>",
       "%r = stablehlo.dot_general %a, %b, batching_dims = [0] x [0], contracting_dims = [2] x [1], "
       "precision = "
       "[DEFAULT, HIGHEST] : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>",
       "tensor<2x3x5xf32>",
       "dot(a.2, b.3), lhs_batch_dims={0}, lhs_contracting_dims={2}, rhs_batch_dims={0}, "
       "rhs_contracting_dims={1}"},
      {"%a: tensor<2x3xf32>, %b: tensor<3x5xf32>",
       "%r = \"stablehlo.dot_general\"(%a, %b) <{dot_dimension_numbers = "
       "#stablehlo.dot<lhs_contracting_dimensions = "
       "[1], rhs_contracting_dimensions = [0]>}> : (tensor<2x3xf32>, tensor<3x5xf32>) -> tensor<2x5xf32>",
       "tensor<2x5xf32>", "dot(a.2, b.3), lhs_contracting_dims={1}, rhs_contracting_dims={0}"},
      {"%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x1x2xf32>",
       "%r = stablehlo.convolution(%a, %b) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = "
       "{stride = "
       "[2, 1], pad = [[1, 1], [0, 2]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, true]} "
       "{batch_group_count = 1 : i64, feature_group_count = 2 : i64, precision_config = "
       "[#stablehlo<precision "
       "DEFAULT>, #stablehlo<precision DEFAULT>]} : (tensor<1x4x4x2xf32>, tensor<3x3x1x2xf32>) -> "
       "tensor<1x2x4x2xf32>",
       "tensor<1x2x4x2xf32>",
       "convolution(a.2, b.3), dim_labels=b01f_01io->b01f, window={size=3x3 stride=2x1 pad=1_1x0_2 "
       "rhs_reversal=0x1}, feature_group_count=2"},
      {"%a: tensor<8xcomplex<f32>>",
       "%r = stablehlo.fft %a, type = IRFFT, length = [14] : (tensor<8xcomplex<f32>>) -> tensor<14xf32>",
       "tensor<14xf32>", "fft(a.2), fft_type=IRFFT, fft_length={14}"},
      {"%a: tensor<2x2xf32>", "%r = stablehlo.cholesky %a, lower = true : tensor<2x2xf32>", "tensor<2x2xf32>",
       "cholesky(a.2), lower=true"},
      {"%a: tensor<2xf32>", "%r = stablehlo.reduce_precision %a, format = e5m10 : tensor<2xf32>",
       "tensor<2xf32>", "reduce-precision(a.2), exponent_bits=5, mantissa_bits=10"},
      {"%a: tensor<2xui64>",
       "%s, %r = stablehlo.rng_bit_generator %a, algorithm = THREE_FRY : (tensor<2xui64>) -> "
       "(tensor<2xui64>, "
       "tensor<8xui32>)",
       "tensor<8xui32>", "rng-bit-generator(a.2), algorithm=rng_three_fry"},
      {"%a: tensor<2x2xf32>",
       "%r = \"stablehlo.triangular_solve\"(%a, %a) <{left_side = true, lower = false, transpose_a = "
       "#stablehlo<transpose ADJOINT>, unit_diagonal = true}> : (tensor<2x2xf32>, tensor<2x2xf32>) -> "
       "tensor<2x2xf32>",
       "tensor<2x2xf32>",
       "triangular-solve(a.2, a.2), left_side=true, unit_diagonal=true, transpose_a=ADJOINT"},
      {"%a: tensor<4x6xf32>, %i: tensor<2x1xi32>",
       "%r = \"stablehlo.gather\"(%a, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], "
       "collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = true, "
       "slice_sizes = array<i64: 1, 6>}> : (tensor<4x6xf32>, tensor<2x1xi32>) -> tensor<2x6xf32>",
       "tensor<2x6xf32>",
       "gather(a.2, i.3), offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, "
       "index_vector_dim=1, "
       "slice_sizes={1,6}, indices_are_sorted=true"},
      {"%a: tensor<2x3xf32>, %s: tensor<3xf32>",
       "%r = \"stablehlo.batch_norm_inference\"(%a, %s, %s, %s, %s) <{epsilon = 1.250000e-01 : f32, "
       "feature_index = 1 "
       ": i64}> : (tensor<2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> "
       "tensor<2x3xf32>",
       "tensor<2x3xf32>", "epsilon=0.125, feature_index=1"},
      {"%a: tensor<3x4xf32>",
       "%v, %r = chlo.top_k(%a, k = 2) : tensor<3x4xf32> -> (tensor<3x2xf32>, tensor<3x2xi32>)",
       "tensor<3x2xi32>", "(f32[3,2], s32[3,2]) topk(a.2), k=2"},
      {"%a: tensor<2xf32>", "%r = chlo.acos %a : tensor<2xf32> -> tensor<2xf32>", "tensor<2xf32>",
       "acos(a.2)"},
      {"%a: tensor<2xf32>", "%r = chlo.square %a : tensor<2xf32> -> tensor<2xf32>", "tensor<2xf32>",
       "multiply(a.2, a.2)"},
      {"%a: tensor<2xcomplex<f32>>", "%r = chlo.conj %a : tensor<2xcomplex<f32>> -> tensor<2xcomplex<f32>>",
       "tensor<2xcomplex<f32>>", "complex(real.5, negate.4)"},
      {"%a: tensor<2x3xf32>, %b: tensor<3xf32>",
       "%r = chlo.broadcast_add %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2x3xf32>, "
       "tensor<3xf32>) -> "
       "tensor<2x3xf32>",
       "tensor<2x3xf32>", "add(a.2, broadcast.4)"},
      {"%a: tensor<2xbf16>",
       "%r = \"chlo.constant_like\"(%a) <{value = 3.000000e+00 : bf16}> : (tensor<2xbf16>) -> "
       "tensor<2xbf16>",
       "tensor<2xbf16>", "bf16[] constant(3)"},
      {"%a: tensor<2xf32>", "%r = sdy.sharding_constraint %a <@mesh, [{\"x\"}]> : tensor<2xf32>",
       "tensor<2xf32>", "ROOT a.2 = f32[2] parameter(0)"},
      {"%a: tensor<2xf32>", "%r = stablehlo.frobnicate %a, level = 3 : tensor<2xf32>", "tensor<2xf32>",
       "f32[2] frobnicate(a.2)"},
      {"%a: tensor<2xf32>",
       "%t = stablehlo.tuple %a, %a : tuple<tensor<2xf32>, tensor<2xf32>>\n"
       "%r = stablehlo.get_tuple_element %t[1] : (tuple<tensor<2xf32>, tensor<2xf32>>) -> tensor<2xf32>",
       "tensor<2xf32>", "get-tuple-element(tuple.3), index=1"},
      {"%a: tensor<2xf32>",
       "%0:2 = stablehlo.optimization_barrier %a, %a : tensor<2xf32>, tensor<2xf32>\n"
       "%r = stablehlo.add %0#1, %0#0 : tensor<2xf32>",
       "tensor<2xf32>", "opt-barrier.4 = (f32[2], f32[2]) opt-barrier(tuple.3)"},
      {"%a: tensor<2xf32>",
       "%r = \"stablehlo.all_gather\"(%a) <{all_gather_dim = 0 : i64, replica_groups = dense<[[0, 1]]> : "
       "tensor<1x2xi64>}> : (tensor<2xf32>) -> tensor<4xf32>",
       "tensor<4xf32>", "all-gather(a.2), replica_groups=[1,2]<=[2], dimensions={0}"},
      {"%a: tensor<2xf32>",
       "%r = stablehlo.custom_call @\"my target\"(%a) {api_version = 4 : i32, backend_config = {uplo = 76 : "
       "ui8}, "
       "has_side_effect = true} : (tensor<2xf32>) -> tensor<2xf32>",
       "tensor<2xf32>",
       "custom-call(a.2), custom_call_target=\"my target\", custom_call_has_side_effect=true, "
       "backend_config={uplo = 76 : ui8}"},
  };
  for (const Operation& o : operations)
    ExpectContains(Printed(Main(o.arguments, o.body, o.type)), o.expected);
}

TEST(Operations, ElementTypes) {
  const std::pair<std::string_view, std::string_view> types[] = {
      {"i1", "pred"},
      {"i2", "s2"},
      {"i4", "s4"},
      {"si8", "s8"},
      {"ui16", "u16"},
      {"ui4", "u4"},
      {"f16", "f16"},
      {"bf16", "bf16"},
      {"f8E4M3FN", "f8e4m3fn"},
      {"f8E5M2", "f8e5m2"},
      {"f64", "f64"},
      {"index", "s64"},
      {"complex<f64>", "c128"},
      {"f4E2M1FN", "f4e2m1fn"},
  };
  for (const auto& [mlir, hlo] : types) {
    const std::string tensor = "tensor<2x0x" + std::string(mlir) + ">";
    ExpectContains(
        Printed("func.func @main(%r: " + tensor + ") -> " + tensor + " { return %r : " + tensor + " }"),
        "ROOT r.2 = " + std::string(hlo) + "[2,0] parameter(0)");
  }
}

}  // namespace
}  // namespace tmb::stablehlo
