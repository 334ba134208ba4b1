// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The two tables: attribute by name, attributes by opcode.
#include "converter/hlo/attributes.h"

#include <algorithm>
#include <iterator>

namespace tmb::hlo {
namespace {

using Form = AttributeForm;

// What a member means, whether it is kept in a Rare or not.
template <typename T>
T& ValueOf(T& member) {
  return member;
}
template <typename T>
T& ValueOf(Rare<T>& member) {
  return *member;
}
template <typename T>
const T& ValueOf(const Rare<T>& member) {
  return *member;
}

#define TMB_FIELD(kind, member)                                       \
  kind {                                                              \
    [](Instruction & i) -> auto& { return ValueOf(i.member); }        \
    , [](const Instruction& i) -> auto& { return ValueOf(i.member); } \
  }

constexpr Attribute kAttributes[] = {
    {"algorithm", Form::kWord, TMB_FIELD(TextField, rng_algorithm)},
    {"backend_config", Form::kRaw, TMB_FIELD(TextField, backend_config)},
    {"batch_group_count", Form::kInt, TMB_FIELD(IntField, batch_group_count)},
    {"body", Form::kSecondCalled, {}},
    {"branch_computations", Form::kCalledList, {}},
    {"called_computations", Form::kCalledList, {}},
    {"calls", Form::kCalled, {}},
    {"collapsed_slice_dims", Form::kInts, TMB_FIELD(IntsField, gather.collapsed_slice_dims)},
    {"condition", Form::kCalled, {}},
    {"custom_call_has_side_effect", Form::kBool, TMB_FIELD(BoolField, has_side_effect)},
    {"custom_call_target", Form::kText, TMB_FIELD(TextField, custom_call_target)},
    {"dim_labels", Form::kDimLabels, {}},
    {"dimensions", Form::kInts, TMB_FIELD(IntsField, dimensions)},
    {"direction", Form::kWord, TMB_FIELD(TextField, direction)},
    {"distribution", Form::kWord, TMB_FIELD(TextField, rng_distribution)},
    {"dynamic_slice_sizes", Form::kInts, TMB_FIELD(IntsField, slice_sizes)},
    {"epsilon", Form::kDouble, TMB_FIELD(DoubleField, epsilon)},
    {"exponent_bits", Form::kInt, TMB_FIELD(IntField, exponent_bits)},
    {"false_computation", Form::kSecondCalled, {}},
    {"feature_group_count", Form::kInt, TMB_FIELD(IntField, feature_group_count)},
    {"feature_index", Form::kInt, TMB_FIELD(IntField, feature_index)},
    {"fft_length", Form::kInts, TMB_FIELD(IntsField, fft_length)},
    {"fft_type", Form::kWord, TMB_FIELD(TextField, fft_type)},
    {"index", Form::kInt, TMB_FIELD(IntField, tuple_index)},
    {"index_vector_dim", Form::kInt, TMB_FIELD(IntField, gather.index_vector_dim)},
    {"indices_are_sorted", Form::kBool, TMB_FIELD(BoolField, indices_are_sorted)},
    {"input_batching_dims", Form::kInts, TMB_FIELD(IntsField, gather.operand_batching_dims)},
    {"inserted_window_dims", Form::kInts, TMB_FIELD(IntsField, gather.collapsed_slice_dims)},
    {"iota_dimension", Form::kInt, TMB_FIELD(IntField, iota_dimension)},
    {"is_reverse", Form::kBool, TMB_FIELD(BoolField, is_reverse)},
    {"is_stable", Form::kBool, TMB_FIELD(BoolField, is_stable)},
    {"k", Form::kInt, TMB_FIELD(IntField, k)},
    {"kind", Form::kWord, TMB_FIELD(TextField, fusion_kind)},
    {"largest", Form::kBool, TMB_FIELD(BoolField, largest)},
    {"left_side", Form::kBool, TMB_FIELD(BoolField, left_side)},
    {"lhs_batch_dims", Form::kInts, TMB_FIELD(IntsField, dot.lhs_batch)},
    {"lhs_contracting_dims", Form::kInts, TMB_FIELD(IntsField, dot.lhs_contracting)},
    {"lower", Form::kBool, TMB_FIELD(BoolField, lower)},
    {"mantissa_bits", Form::kInt, TMB_FIELD(IntField, mantissa_bits)},
    {"num_carries", Form::kInt, TMB_FIELD(IntField, num_carries)},
    {"offset_dims", Form::kInts, TMB_FIELD(IntsField, gather.offset_dims)},
    {"operand_batching_dims", Form::kInts, TMB_FIELD(IntsField, gather.operand_batching_dims)},
    {"padding", Form::kPadding, {}},
    {"replica_groups", Form::kReplicaGroups, {}},
    {"rhs_batch_dims", Form::kInts, TMB_FIELD(IntsField, dot.rhs_batch)},
    {"rhs_contracting_dims", Form::kInts, TMB_FIELD(IntsField, dot.rhs_contracting)},
    {"scatter", Form::kSecondCalled, {}},
    {"scatter_dims_to_operand_dims", Form::kInts, TMB_FIELD(IntsField, gather.start_index_map)},
    {"scatter_indices_batching_dims", Form::kInts, TMB_FIELD(IntsField, gather.indices_batching_dims)},
    {"select", Form::kCalled, {}},
    {"slice", Form::kSlice, {}},
    {"slice_sizes", Form::kInts, TMB_FIELD(IntsField, slice_sizes)},
    {"source_target_pairs", Form::kPairs, TMB_FIELD(IntsField, source_target_pairs)},
    {"start_index_map", Form::kInts, TMB_FIELD(IntsField, gather.start_index_map)},
    {"start_indices_batching_dims", Form::kInts, TMB_FIELD(IntsField, gather.indices_batching_dims)},
    {"to_apply", Form::kCalled, {}},
    {"transpose_a", Form::kWord, TMB_FIELD(TextField, transpose_a)},
    {"true_computation", Form::kCalled, {}},
    {"type", Form::kWord, TMB_FIELD(TextField, compare_type)},
    {"unique_indices", Form::kBool, TMB_FIELD(BoolField, unique_indices)},
    {"unit_diagonal", Form::kBool, TMB_FIELD(BoolField, unit_diagonal)},
    {"update_window_dims", Form::kInts, TMB_FIELD(IntsField, gather.offset_dims)},
    {"window", Form::kWindow, {}},
};
#undef TMB_FIELD
static_assert(std::is_sorted(std::begin(kAttributes), std::end(kAttributes),
                             [](const Attribute& a, const Attribute& b) { return a.name < b.name; }));

// Collectives need their groups, so that lowering can refuse all but groups of one device.
constexpr OpcodeAttributes kOpcodes[] = {
    {"all-gather", "", "replica_groups dimensions"},
    {"all-gather-start", "", "replica_groups dimensions"},
    {"all-reduce", "to_apply", "replica_groups"},
    {"all-reduce-start", "to_apply", "replica_groups"},
    {"all-to-all", "", "replica_groups dimensions"},
    {"async-start", "calls", ""},
    {"batch-norm-grad", "epsilon feature_index", ""},
    {"batch-norm-inference", "epsilon feature_index", ""},
    {"batch-norm-training", "epsilon feature_index", ""},
    {"broadcast", "", "dimensions"},
    {"call", "to_apply", ""},
    {"cholesky", "", "lower"},
    {"collective-broadcast", "", "replica_groups"},
    {"collective-permute", "source_target_pairs", ""},
    {"collective-permute-start", "source_target_pairs", ""},
    {"compare", "direction", "type"},
    {"concatenate", "dimensions", ""},
    {"conditional", "", "true_computation false_computation branch_computations"},
    {"convolution", "dim_labels", "window feature_group_count batch_group_count"},
    {"custom-call", "custom_call_target",
     "window dim_labels feature_group_count batch_group_count to_apply called_computations "
     "custom_call_has_side_effect backend_config"},
    {"dot", "", "lhs_batch_dims lhs_contracting_dims rhs_batch_dims rhs_contracting_dims"},
    {"dynamic-slice", "dynamic_slice_sizes", ""},
    {"fft", "fft_type fft_length", ""},
    {"fusion", "kind calls", "backend_config"},
    {"gather", "offset_dims collapsed_slice_dims start_index_map index_vector_dim slice_sizes",
     "operand_batching_dims start_indices_batching_dims indices_are_sorted"},
    {"get-dimension-size", "dimensions", ""},
    {"get-tuple-element", "index", ""},
    {"iota", "iota_dimension", ""},
    {"map", "to_apply", "dimensions"},
    {"pad", "padding", ""},
    {"reduce", "dimensions to_apply", ""},
    {"reduce-precision", "exponent_bits mantissa_bits", ""},
    {"reduce-scatter", "to_apply", "replica_groups dimensions"},
    {"reduce-window", "to_apply", "window"},
    {"reverse", "dimensions", ""},
    {"rng", "distribution", ""},
    {"rng-bit-generator", "algorithm", ""},
    {"scan", "num_carries to_apply", "dimensions is_reverse"},
    {"scatter",
     "update_window_dims inserted_window_dims scatter_dims_to_operand_dims index_vector_dim to_apply",
     "input_batching_dims scatter_indices_batching_dims indices_are_sorted unique_indices"},
    {"select-and-scatter", "select scatter", "window"},
    {"set-dimension-size", "dimensions", ""},
    {"slice", "slice", ""},
    {"sort", "dimensions to_apply", "is_stable"},
    {"topk", "k", "largest is_stable"},
    {"transpose", "dimensions", ""},
    {"triangular-solve", "", "left_side lower unit_diagonal transpose_a"},
    {"while", "condition body", ""},
};
static_assert(std::is_sorted(std::begin(kOpcodes), std::end(kOpcodes),
                             [](const OpcodeAttributes& a, const OpcodeAttributes& b) {
                               return a.opcode < b.opcode;
                             }));

}  // namespace

const Attribute* FindAttribute(std::string_view name) {
  const auto* found = std::lower_bound(std::begin(kAttributes), std::end(kAttributes), name,
                                       [](const Attribute& a, std::string_view n) { return a.name < n; });
  return found != std::end(kAttributes) && found->name == name ? found : nullptr;
}

const OpcodeAttributes* FindOpcodeAttributes(std::string_view opcode) {
  const auto* found =
      std::lower_bound(std::begin(kOpcodes), std::end(kOpcodes), opcode,
                       [](const OpcodeAttributes& a, std::string_view n) { return a.opcode < n; });
  return found != std::end(kOpcodes) && found->opcode == opcode ? found : nullptr;
}

bool Contains(std::string_view names, std::string_view name) {
  bool found = false;
  ForEachName(names, [&](std::string_view one) { found |= one == name; });
  return found;
}

}  // namespace tmb::hlo
