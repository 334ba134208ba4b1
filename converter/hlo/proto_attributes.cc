// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Attributes of an HloInstructionProto. Each is copied whatever the opcode: an absent
// field reads as its default, and only the opcodes that have it look at it.
#include <algorithm>
#include <iterator>

#include "converter/hlo/proto_reader.h"
#include "hlo.pb.h"

namespace tmb::hlo {
namespace {

template <typename Repeated>
std::vector<int64_t> Ints(const Repeated& values) {
  return {values.begin(), values.end()};
}

// Name of an enumerator, empty when the file's number has none.
template <size_t kCount>
std::string NameOf(const std::string_view (&names)[kCount], int value) {
  return value >= 0 && static_cast<size_t>(value) < kCount ? std::string(names[value]) : std::string();
}
constexpr std::string_view kFftTypes[] = {"FFT", "IFFT", "RFFT", "IRFFT"};
constexpr std::string_view kRngAlgorithms[] = {"rng_default", "rng_three_fry", "rng_philox"};
constexpr std::string_view kRngDistributions[] = {"", "rng_uniform", "rng_normal"};
constexpr std::string_view kTransposes[] = {"", "NO_TRANSPOSE", "TRANSPOSE", "ADJOINT"};

DotDimensions ReadDot(const hlo_proto::DotDimensionNumbers& dot) {
  return {Ints(dot.lhs_contracting()), Ints(dot.rhs_contracting()), Ints(dot.lhs_batch()),
          Ints(dot.rhs_batch())};
}

ConvolutionDimensions ReadConvolution(const hlo_proto::ConvolutionDimensionNumbers& c) {
  ConvolutionDimensions d;
  d.input_batch = c.input_batch();
  d.input_feature = c.input_feature();
  d.kernel_input = c.kernel_input_feature();
  d.kernel_output = c.kernel_output_feature();
  d.output_batch = c.output_batch();
  d.output_feature = c.output_feature();
  d.input_spatial = Ints(c.input_spatial());
  d.kernel_spatial = Ints(c.kernel_spatial());
  d.output_spatial = Ints(c.output_spatial());
  return d;
}

GatherDimensions ReadGather(const hlo_proto::GatherDimensionNumbers& g) {
  return {Ints(g.offset_dims()),           Ints(g.collapsed_slice_dims()),        Ints(g.start_index_map()),
          Ints(g.operand_batching_dims()), Ints(g.start_indices_batching_dims()), g.index_vector_dim()};
}

GatherDimensions ReadScatter(const hlo_proto::ScatterDimensionNumbers& s) {
  return {Ints(s.update_window_dims()),
          Ints(s.inserted_window_dims()),
          Ints(s.scatter_dims_to_operand_dims()),
          Ints(s.input_batching_dims()),
          Ints(s.scatter_indices_batching_dims()),
          s.index_vector_dim()};
}

int64_t ReadGroupSize(const hlo_proto::HloInstructionProto& proto) {
  int64_t size = std::max(proto.iota_collective_device_list().num_devices_per_group(),
                          proto.collective_device_list().iota_replica_group_list().num_devices_per_group());
  for (const auto& group : proto.replica_groups()) size = std::max<int64_t>(size, group.replica_ids_size());
  for (const auto& group : proto.collective_device_list().replica_groups()) {
    size = std::max<int64_t>(size, group.replica_ids_size());
  }
  // A mesh names its devices elsewhere: counts as more than one.
  return proto.mesh_axes_replica_group_list().empty() ? std::max<int64_t>(size, 1) : 2;
}

void ReadGeometry(const hlo_proto::HloInstructionProto& proto, Instruction& i) {
  for (const auto& s : proto.slice_dimensions()) i.slice.push_back({s.start(), s.limit(), s.stride()});
  for (const auto& p : proto.padding_config().dimensions()) {
    i.padding.push_back({p.edge_padding_low(), p.edge_padding_high(), p.interior_padding()});
  }
  for (const auto& w : proto.window().dimensions()) {
    i.window.push_back({w.size(), w.stride(), w.padding_low(), w.padding_high(), w.window_dilation(),
                        w.base_dilation(), w.window_reversal()});
  }
  if (proto.has_convolution_dimension_numbers())
    i.convolution = ReadConvolution(proto.convolution_dimension_numbers());
  i.dot = ReadDot(proto.dot_dimension_numbers());
  i.gather = proto.has_scatter_dimension_numbers() ? ReadScatter(proto.scatter_dimension_numbers())
                                                   : ReadGather(proto.gather_dimension_numbers());
  i.slice_sizes = Ints(i.opcode == "gather" ? proto.gather_slice_sizes() : proto.dynamic_slice_sizes());
  i.feature_group_count = std::max<int64_t>(proto.feature_group_count(), 1);
  i.batch_group_count = std::max<int64_t>(proto.batch_group_count(), 1);
}

}  // namespace

void ReadAttributes(const hlo_proto::HloInstructionProto& proto, Instruction& i) {
  ReadGeometry(proto, i);
  i.dimensions = Ints(proto.dimensions());
  i.parameter_number = proto.parameter_number();
  i.tuple_index = proto.tuple_index();
  if (i.opcode == "iota") {
    i.iota_dimension = i.dimensions.size() == 1 ? i.dimensions[0] : -1;  // -1: CheckShapes refuses
    i.dimensions.clear();
  }
  i.direction = proto.comparison_direction();
  i.compare_type = proto.comparison_type();
  i.is_stable = proto.is_stable();
  i.unique_indices = proto.unique_indices();
  i.indices_are_sorted = proto.indices_are_sorted();
  i.has_side_effect = proto.custom_call_has_side_effect();
  i.fusion_kind = proto.fusion_kind();
  i.custom_call_target = proto.custom_call_target();
  i.backend_config = proto.backend_config();
  if (i.opcode == "fft") i.fft_type = NameOf(kFftTypes, proto.fft_type());
  if (i.opcode == "rng-bit-generator") i.rng_algorithm = NameOf(kRngAlgorithms, proto.rng_algorithm());
  i.rng_distribution = NameOf(kRngDistributions, proto.distribution());
  i.fft_length = Ints(proto.fft_length());
  i.exponent_bits = proto.exponent_bits();
  i.mantissa_bits = proto.mantissa_bits();
  i.k = proto.k();
  if (i.opcode == "topk") i.largest = proto.largest();
  i.epsilon = proto.epsilon();
  i.feature_index = proto.feature_index();
  i.left_side = proto.triangular_solve_options().left_side();
  i.lower = proto.triangular_solve_options().lower() || proto.cholesky_options().lower();
  i.unit_diagonal = proto.triangular_solve_options().unit_diagonal();
  i.transpose_a = NameOf(kTransposes, proto.triangular_solve_options().transpose_a());
  i.num_carries = proto.num_carries();
  i.is_reverse = proto.is_reverse();
  i.replica_group_size = ReadGroupSize(proto);
  for (const auto& pair : proto.source_target_pairs()) {
    i.source_target_pairs->insert(i.source_target_pairs->end(), {pair.source(), pair.target()});
  }
}

}  // namespace tmb::hlo
