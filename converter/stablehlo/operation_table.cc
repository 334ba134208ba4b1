// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The operations that are not the same in HLO but for their spelling.
#include <algorithm>
#include <iterator>

#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

constexpr OperationRow kOperations[] = {
    {"arith.constant", "constant", "", TranslateConstant},
    {"chlo.acos", "acos", "", nullptr},
    {"chlo.acosh", "acosh", "", nullptr},
    {"chlo.asin", "asin", "", nullptr},
    {"chlo.asinh", "asinh", "", nullptr},
    {"chlo.atan", "atan", "", nullptr},
    {"chlo.atanh", "atanh", "", nullptr},
    {"chlo.bessel_i1e", "bessel-i1e", "", TranslateSpecial},
    {"chlo.broadcast_add", "add", "", TranslateBroadcasting},
    {"chlo.broadcast_and", "and", "", TranslateBroadcasting},
    {"chlo.broadcast_atan2", "atan2", "", TranslateBroadcasting},
    {"chlo.broadcast_compare", "compare", "!comparison_direction:direction compare_type:type",
     TranslateBroadcasting},
    {"chlo.broadcast_complex", "complex", "", TranslateBroadcasting},
    {"chlo.broadcast_divide", "divide", "", TranslateBroadcasting},
    {"chlo.broadcast_maximum", "maximum", "", TranslateBroadcasting},
    {"chlo.broadcast_minimum", "minimum", "", TranslateBroadcasting},
    {"chlo.broadcast_multiply", "multiply", "", TranslateBroadcasting},
    {"chlo.broadcast_next_after", "chlo.next_after", "", TranslateBroadcasting},
    {"chlo.broadcast_or", "or", "", TranslateBroadcasting},
    {"chlo.broadcast_polygamma", "chlo.polygamma", "", TranslateBroadcasting},
    {"chlo.broadcast_power", "power", "", TranslateBroadcasting},
    {"chlo.broadcast_remainder", "remainder", "", TranslateBroadcasting},
    {"chlo.broadcast_select", "select", "", TranslateBroadcasting},
    {"chlo.broadcast_shift_left", "shift-left", "", TranslateBroadcasting},
    {"chlo.broadcast_shift_right_arithmetic", "shift-right-arithmetic", "", TranslateBroadcasting},
    {"chlo.broadcast_shift_right_logical", "shift-right-logical", "", TranslateBroadcasting},
    {"chlo.broadcast_subtract", "subtract", "", TranslateBroadcasting},
    {"chlo.broadcast_xor", "xor", "", TranslateBroadcasting},
    {"chlo.broadcast_zeta", "chlo.zeta", "", TranslateBroadcasting},
    {"chlo.conj", "conj", "", TranslateConj},
    {"chlo.constant", "constant", "", TranslateConstant},
    {"chlo.constant_like", "constant", "", TranslateConstantLike},
    {"chlo.cosh", "cosh", "", nullptr},
    {"chlo.digamma", "digamma", "", TranslateSpecial},
    {"chlo.erf", "erf", "", nullptr},
    {"chlo.erf_inv", "erf-inv", "", TranslateSpecial},
    {"chlo.erfc", "erfc", "", TranslateSpecial},
    {"chlo.is_inf", "is-inf", "", TranslateSpecial},
    {"chlo.is_neg_inf", "is-neg-inf", "", TranslateSpecial},
    {"chlo.is_pos_inf", "is-pos-inf", "", TranslateSpecial},
    {"chlo.lgamma", "lgamma", "", TranslateSpecial},
    {"chlo.mulhi", "mulhi", "", nullptr},
    {"chlo.next_after", "next-after", "", TranslateSpecial},
    {"chlo.polygamma", "polygamma", "", TranslateSpecial},
    {"chlo.ragged_dot", "ragged-dot",
     "lhs_batching_dimensions:lhs_batch_dims rhs_batching_dimensions:rhs_batch_dims "
     "lhs_contracting_dimensions:lhs_contracting_dims rhs_contracting_dimensions:rhs_contracting_dims",
     nullptr},
    {"chlo.scan", "scan", "", TranslateScan},
    {"chlo.sinh", "sinh", "", nullptr},
    {"chlo.square", "multiply", "", TranslateSquare},
    {"chlo.tan", "tan", "", nullptr},
    {"chlo.top_k", "topk", "!k largest", nullptr},
    {"chlo.zeta", "zeta", "", TranslateSpecial},
    {"sdy.all_gather", "", "", TranslateIdentity},
    {"sdy.all_reduce", "", "", TranslateIdentity},
    {"sdy.all_slice", "", "", TranslateIdentity},
    {"sdy.all_to_all", "", "", TranslateIdentity},
    {"sdy.collective_permute", "", "", TranslateIdentity},
    {"sdy.manual_computation", "", "", TranslateInline},
    {"sdy.propagation_barrier", "", "", TranslateIdentity},
    {"sdy.reduce_scatter", "", "", TranslateIdentity},
    {"sdy.reshard", "", "", TranslateIdentity},
    {"sdy.sharding_constraint", "", "", TranslateIdentity},
    {"sdy.sharding_group", "", "", TranslateIdentity},
    {"stablehlo.all_gather", "all-gather", "all_gather_dim:dimensions", TranslateCollective},
    {"stablehlo.all_reduce", "all-reduce", "", TranslateCollective},
    {"stablehlo.all_to_all", "all-to-all", "split_dimension:dimensions", TranslateCollective},
    {"stablehlo.batch_norm_grad", "batch-norm-grad", "!epsilon !feature_index", nullptr},
    {"stablehlo.batch_norm_inference", "batch-norm-inference", "!epsilon !feature_index", nullptr},
    {"stablehlo.batch_norm_training", "batch-norm-training", "!epsilon !feature_index", nullptr},
    {"stablehlo.broadcast", "broadcast", "", TranslateBroadcast},
    {"stablehlo.broadcast_in_dim", "broadcast", "", TranslateBroadcastInDim},
    {"stablehlo.case", "conditional", "", TranslateConditional},
    {"stablehlo.cholesky", "cholesky", "lower", nullptr},
    {"stablehlo.collective_broadcast", "collective-broadcast", "", TranslateCollective},
    {"stablehlo.collective_permute", "collective-permute", "", TranslatePermute},
    {"stablehlo.compare", "compare", "!comparison_direction:direction compare_type:type", TranslateCompare},
    {"stablehlo.composite", "call", "", TranslateCall},
    {"stablehlo.concatenate", "concatenate", "!dim|dimension:dimensions", nullptr},
    {"stablehlo.constant", "constant", "", TranslateConstant},
    {"stablehlo.convert", "convert", "", TranslateConvert},
    {"stablehlo.convolution", "convolution", "feature_group_count batch_group_count", TranslateConvolution},
    {"stablehlo.create_token", "after-all", "", nullptr},
    {"stablehlo.custom_call", "custom-call", "has_side_effect:custom_call_has_side_effect",
     TranslateCustomCall},
    {"stablehlo.dot", "dot", "", TranslateDot},
    {"stablehlo.dot_general", "dot",
     "lhs_batching_dimensions:lhs_batch_dims rhs_batching_dimensions:rhs_batch_dims "
     "lhs_contracting_dimensions:lhs_contracting_dims rhs_contracting_dimensions:rhs_contracting_dims",
     TranslateDotGeneral},
    {"stablehlo.dynamic_broadcast_in_dim", "broadcast", "", TranslateDynamicBroadcastInDim},
    {"stablehlo.dynamic_conv", "convolution", "", TranslateDynamicConvolution},
    {"stablehlo.dynamic_gather", "gather", "", TranslateDynamicGather},
    {"stablehlo.dynamic_iota", "iota", "", TranslateDynamicIota},
    {"stablehlo.dynamic_pad", "pad", "", TranslateDynamicPad},
    {"stablehlo.dynamic_reshape", "reshape", "", TranslateDynamicReshape},
    {"stablehlo.dynamic_slice", "dynamic-slice", "!sizes|slice_sizes:dynamic_slice_sizes", nullptr},
    {"stablehlo.fft", "fft", "!type|fft_type:fft_type !length|fft_length:fft_length", nullptr},
    {"stablehlo.gather", "gather",
     "offset_dims collapsed_slice_dims start_index_map index_vector_dim !slice_sizes "
     "operand_batching_dims start_indices_batching_dims indices_are_sorted",
     nullptr},
    {"stablehlo.get_dimension_size", "get-dimension-size", "!dim|dimension:dimensions", nullptr},
    {"stablehlo.get_tuple_element", "get-tuple-element", "", TranslateGetTupleElement},
    {"stablehlo.if", "conditional", "", TranslateConditional},
    {"stablehlo.iota", "iota", "!dim|iota_dimension:iota_dimension", nullptr},
    {"stablehlo.map", "map", "dimensions", nullptr},
    {"stablehlo.optimization_barrier", "opt-barrier", "", TranslateBarrier},
    {"stablehlo.pad", "pad", "", TranslatePad},
    {"stablehlo.real_dynamic_slice", "slice", "", TranslateRealDynamicSlice},
    {"stablehlo.reduce", "reduce", "!dimensions", nullptr},
    {"stablehlo.reduce_precision", "reduce-precision", "", TranslateReducePrecision},
    {"stablehlo.reduce_scatter", "reduce-scatter", "scatter_dimension:dimensions", TranslateCollective},
    {"stablehlo.reduce_window", "reduce-window", "", TranslateWindow},
    {"stablehlo.reverse", "reverse", "!dims|dimensions:dimensions", nullptr},
    {"stablehlo.rng", "rng", "", TranslateRng},
    {"stablehlo.rng_bit_generator", "rng-bit-generator", "", TranslateRngBitGenerator},
    {"stablehlo.scatter", "scatter",
     "update_window_dims inserted_window_dims scatter_dims_to_operand_dims index_vector_dim "
     "input_batching_dims scatter_indices_batching_dims indices_are_sorted unique_indices",
     nullptr},
    {"stablehlo.select_and_scatter", "select-and-scatter", "", TranslateWindow},
    {"stablehlo.set_dimension_size", "set-dimension-size", "!dim|dimension:dimensions", nullptr},
    {"stablehlo.slice", "slice", "", TranslateSlice},
    {"stablehlo.sort", "sort", "is_stable", TranslateSort},
    {"stablehlo.torch_index_select", "gather", "", TranslateIndexSelect},
    {"stablehlo.transpose", "transpose", "!dims|permutation:dimensions", nullptr},
    {"stablehlo.triangular_solve", "triangular-solve", "left_side lower unit_diagonal transpose_a", nullptr},
    {"stablehlo.while", "while", "", TranslateWhile},
};
static_assert(std::is_sorted(std::begin(kOperations), std::end(kOperations),
                             [](const OperationRow& a, const OperationRow& b) { return a.name < b.name; }));

}  // namespace

const OperationRow* FindOperation(std::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(kOperations), std::end(kOperations), name,
                       [](const OperationRow& row, std::string_view n) { return row.name < n; });
  return found != std::end(kOperations) && found->name == name ? found : nullptr;
}

std::string OpcodeOf(std::string_view name) {
  constexpr std::string_view kDialect = "stablehlo.";
  if (!name.starts_with(kDialect)) return std::string(name);
  std::string opcode(name.substr(kDialect.size()));
  std::replace(opcode.begin(), opcode.end(), '_', '-');
  return opcode;
}

}  // namespace tmb::stablehlo
