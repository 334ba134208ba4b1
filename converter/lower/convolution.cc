// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// convolution: whatever the dimension labels, an operand is described by its strides. NHWC
// f32 with constant weights takes the packed kernels (DotF32, ConvF32, DepthwiseF32) with their
// epilogues; everything else Conv.

#include <array>
#include <cstring>

#include "converter/lower/elementwise.h"
#include "converter/lower/integer_weights.h"
#include "converter/lower/lowering.h"
#include "converter/lower/packed_weights.h"
#include "converter/lower/product.h"
#include "converter/lower/winograd.h"
#include "converter/plan/overlap.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr size_t kSpatial = 3;  // dimensions of Conv; missing ones lead with extent 1
using Spatial = std::array<int64_t, kSpatial>;

// The convolution in Conv's terms. Strides in bytes.
struct Geometry {
  int64_t batch = 1, groups = 1, in_c = 1, out_c = 1;  // channels of one group
  Spatial in{1, 1, 1}, out{1, 1, 1}, k{1, 1, 1}, stride{1, 1, 1}, pad{0, 0, 0}, in_dilation{1, 1, 1},
      k_dilation{1, 1, 1};
  int64_t x_batch = 0, x_channel = 0, w_in = 0, w_out = 0, y_batch = 0, y_channel = 0;
  Spatial x_spatial{}, w_spatial{}, y_spatial{};
  Operand x, w;
  std::optional<ColumnScales> scales;  // of integer weights
};

enum class Weights : uint8_t { kFloats, kIntegers };  // kIntegers: where they are written as such

int64_t At(const std::vector<int64_t>& values, int64_t index) { return values[static_cast<size_t>(index)]; }

Result<WeightsView> ViewOfWeights(Lowering& lowering, const hlo::Instruction& convolution, Weights form) {
  const hlo::Instruction& w = *convolution.operands[1];
  if (form == Weights::kIntegers) {
    TMB_ASSIGN(std::optional<WeightsView> integers,
               ViewOfIntegerWeights(lowering, w, {convolution.convolution.kernel_output}));
    if (integers.has_value()) return std::move(*integers);
  }
  TMB_ASSIGN(StridedView view, lowering.ViewOf(w));
  return WeightsView{std::move(view), std::nullopt};
}

Result<Geometry> Describe(Lowering& lowering, const hlo::Instruction& convolution, Weights form) {
  const hlo::Instruction &x = *convolution.operands[0], &w = *convolution.operands[1];
  const hlo::ConvolutionDimensions& labels = convolution.convolution;
  TMB_ASSIGN(const StridedView x_view, lowering.ViewOf(x));
  TMB_ASSIGN(const WeightsView weights, ViewOfWeights(lowering, convolution, form));
  const StridedView& w_view = weights.values;
  const std::vector<int64_t> y_strides =
      RowMajorStrides(convolution.shape.dims, hlo::TypeBytes(convolution.shape.type));
  Geometry g;
  g.x = x_view.place;
  g.w = w_view.place;
  if (weights.scales.has_value())
    g.scales = ColumnScales{weights.scales->place, At(weights.scales->strides, labels.kernel_output)};
  g.batch = At(x.shape.dims, labels.input_batch);
  g.groups = convolution.feature_group_count;
  g.in_c = At(w.shape.dims, labels.kernel_input);
  g.out_c = At(w.shape.dims, labels.kernel_output) / g.groups;
  g.x_batch = At(x_view.strides, labels.input_batch);
  g.x_channel = At(x_view.strides, labels.input_feature);
  g.w_in = At(w_view.strides, labels.kernel_input);
  g.w_out = At(w_view.strides, labels.kernel_output);
  g.y_batch = At(y_strides, labels.output_batch);
  g.y_channel = At(y_strides, labels.output_feature);
  const size_t spatial = labels.input_spatial.size();
  for (size_t i = 0; i < spatial; ++i) {
    const size_t d = kSpatial - spatial + i;
    const hlo::WindowDimension& window = convolution.window[i];
    g.in[d] = At(x.shape.dims, labels.input_spatial[i]);
    g.out[d] = At(convolution.shape.dims, labels.output_spatial[i]);
    g.k[d] = window.size;
    g.stride[d] = window.stride;
    g.pad[d] = window.pad_low;
    g.in_dilation[d] = window.base_dilation;
    g.k_dilation[d] = window.window_dilation;
    g.x_spatial[d] = At(x_view.strides, labels.input_spatial[i]);
    g.w_spatial[d] = At(w_view.strides, labels.kernel_spatial[i]);
    g.y_spatial[d] = At(y_strides, labels.output_spatial[i]);
    if (!window.reversal) continue;
    g.w.offset += (window.size - 1) * g.w_spatial[d];
    g.w_spatial[d] = -g.w_spatial[d];
  }
  return g;
}

// Whether extents and strides are those of dense f32 [batch, h, w, channels].
bool IsNhwc(int64_t batch_stride, const Spatial& strides, int64_t channel_stride, const Spatial& extents,
            int64_t channels, int64_t batch) {
  int64_t dense = 4;
  const auto matches = [&dense](int64_t extent, int64_t stride) {
    const bool match = extent == 1 || stride == dense;
    dense *= extent;
    return match;
  };
  if (!matches(channels, channel_stride)) return false;
  return matches(extents[2], strides[2]) && matches(extents[1], strides[1]) &&
         matches(extents[0], strides[0]) && matches(batch, batch_stride);
}

bool FitsPackedKernels(Lowering& lowering, const hlo::Instruction& convolution, const Geometry& g) {
  const bool is_f32 = convolution.shape.type == hlo::Type::kF32 &&
                      convolution.operands[0]->shape.type == hlo::Type::kF32 &&
                      convolution.operands[1]->shape.type == hlo::Type::kF32;
  const bool constant = lowering.program().buffers[g.w.buffer].kind == Buffer::Kind::kConstant;
  const int64_t in_channels = g.in_c * g.groups, out_channels = g.out_c * g.groups;
  return is_f32 && constant && g.in[0] == 1 && g.out[0] == 1 && g.k[0] == 1 &&
         g.in_dilation == Spatial{1, 1, 1} &&
         IsNhwc(g.x_batch, g.x_spatial, g.x_channel, g.in, in_channels, g.batch) &&
         IsNhwc(g.y_batch, g.y_spatial, g.y_channel, g.out, out_channels, g.batch);
}

// Byte of element (row, column, input channel, output channel) of the weights.
int64_t WeightAt(const Geometry& g, int64_t row, int64_t column, int64_t in, int64_t out) {
  return g.w.offset + row * g.w_spatial[1] + column * g.w_spatial[2] + in * g.w_in + out * g.w_out;
}

// Inputs are the taps, each with the input channels of a group.
UnpackedWeights WeightsOf(const Geometry& g, int64_t channels) {
  const auto byte_at = [&g](int64_t k, int64_t out) {
    const int64_t tap = k / g.in_c;
    return WeightAt(g, tap / g.k[2], tap % g.k[2], k % g.in_c, out);
  };
  return {g.w.buffer, g.k[1] * g.k[2] * g.in_c, channels, byte_at, g.scales};
}

uint32_t U(int64_t value) { return static_cast<uint32_t>(value); }
int32_t S(int64_t value) { return static_cast<int32_t>(value); }

void AppendKernel(Lowering& lowering, const hlo::Instruction& convolution, const Epilogue& epilogue,
                  BufferId result, tmb::Instruction instruction) {
  instruction.starts = {result};
  lowering.Append(std::move(instruction), convolution);
  lowering.SetStored(*epilogue.result, {{result, 0}});
}

void EmitDepthwise(Lowering& lowering, const hlo::Instruction& convolution, const Geometry& g,
                   const Epilogue& epilogue) {
  Program& program = lowering.program();
  const PackedWeights weights = PackDepthwise(lowering, convolution, WeightsOf(g, g.groups));
  const BufferId result = lowering.NewBuffer(*epilogue.result);
  fb::DepthwiseF32 op(program.AddOperand(g.x.buffer, g.x.offset), program.AddOperand(weights.place.buffer),
                      AddOptional(program, epilogue.bias), program.AddOperand(result), fb::Ref(kNoOperand),
                      U(g.batch), U(g.in[1]), U(g.in[2]), U(g.groups), U(g.out[1]), U(g.out[2]), U(g.k[1]),
                      U(g.k[2]), U(g.stride[1]), U(g.stride[2]), S(g.pad[1]), S(g.pad[2]), U(g.k_dilation[1]),
                      U(g.k_dilation[2]), epilogue.clamp_lo, epilogue.clamp_hi, weights.type);
  op.mutable_scratch() = program.AddOperand(lowering.NewScratch(DepthwiseScratchBytes(op)));
  tmb::Instruction instruction;
  instruction.op.Set(op);
  if (g.x.offset == 0 && MayLieOnInput(op)) instruction.in_place.push_back({result, g.x.buffer});
  AppendKernel(lowering, convolution, epilogue, result, std::move(instruction));
}

// Whether copying windows is cheaper than following their runs of taps: the M4's kernel spends 18 cycles on a
// run for each panel, and 2.5 on an element that it copies (bench/target/kernels/run.sh).
bool CopiesWindows(const Geometry& g) {
  if (g.k_dilation[2] != 1 && g.k[2] > 1) return true;
  const int64_t panels = (g.out_c + kPanel - 1) / kPanel, runs = g.k[1];
  return 18 * panels * runs > 10 * g.k[1] * g.k[2] * g.in_c;
}

Result<void> EmitConvolution(Lowering& lowering, const hlo::Instruction& convolution, const Geometry& g,
                             const Epilogue& epilogue) {
  Program& program = lowering.program();
  std::optional<PackedWeights> weights;
  if (!CopiesWindows(g)) weights = PackFourBits(lowering, convolution, WeightsOf(g, g.out_c));
  const bool unpacks = weights.has_value();
  if (!unpacks) {
    TMB_ASSIGN(weights, PackWeights(lowering, convolution, WeightsOf(g, g.out_c), kPanel));
  }
  const BufferId result = lowering.NewBuffer(*epilogue.result);
  fb::ConvF32 op(program.AddOperand(g.x.buffer, g.x.offset), program.AddOperand(weights->place.buffer),
                 AddOptional(program, epilogue.bias), AddOptional(program, epilogue.residual),
                 program.AddOperand(result), fb::Ref(kNoOperand), U(g.batch), U(g.in[1]), U(g.in[2]),
                 U(g.in_c), U(g.out[1]), U(g.out[2]), U(g.out_c), U(g.k[1]), U(g.k[2]), U(g.stride[1]),
                 U(g.stride[2]), S(g.pad[1]), S(g.pad[2]), U(g.k_dilation[1]), U(g.k_dilation[2]),
                 epilogue.clamp_lo, epilogue.clamp_hi, weights->type);
  if (unpacks || CopiesWindows(g))
    op.mutable_scratch() = program.AddOperand(lowering.NewScratch(ConvScratchBytes(op)));
  tmb::Instruction instruction;
  instruction.op.Set(op);
  SetResidualInPlace(instruction, epilogue, result);
  AppendKernel(lowering, convolution, epilogue, result, std::move(instruction));
  return {};
}

// Four times fewer multiplications, but transforms besides: worth it from some channels on.
bool SuitsWinograd(const Geometry& g) {
  const Spatial ones{1, 1, 1}, window{1, 3, 3};
  return g.k == window && g.stride == ones && g.k_dilation == ones && g.in_c >= 8 && g.out_c >= 8 &&
         g.out[1] >= 4 && g.out[2] >= 4;
}

void EmitWinograd(Lowering& lowering, const hlo::Instruction& convolution, const Geometry& g,
                  const Epilogue& epilogue) {
  Program& program = lowering.program();
  const std::vector<uint8_t>& data = program.buffers[g.w.buffer].data;
  const auto kernel_of = [&](int64_t in, int64_t out) {
    std::array<float, 9> kernel{};
    for (int64_t tap = 0; tap < 9; ++tap) {
      std::memcpy(&kernel[static_cast<size_t>(tap)], data.data() + WeightAt(g, tap / 3, tap % 3, in, out), 4);
    }
    return kernel;
  };
  std::vector<uint8_t> packed = PackWinograd(g.in_c, g.out_c, kernel_of);
  const hlo::Shape shape{hlo::Type::kF32, {static_cast<int64_t>(packed.size() / 4)}, {}, {}};
  const Operand weights = lowering.ConstantBytes(convolution.name + ".weights", shape, std::move(packed));
  const BufferId result = lowering.NewBuffer(*epilogue.result);
  fb::WinogradF32 op(program.AddOperand(g.x.buffer, g.x.offset), program.AddOperand(weights.buffer),
                     AddOptional(program, epilogue.bias), AddOptional(program, epilogue.residual),
                     program.AddOperand(result), fb::Ref(kNoOperand), U(g.batch), U(g.in[1]), U(g.in[2]),
                     U(g.in_c), U(g.out[1]), U(g.out[2]), U(g.out_c), S(g.pad[1]), S(g.pad[2]),
                     epilogue.clamp_lo, epilogue.clamp_hi);
  op.mutable_scratch() = program.AddOperand(lowering.NewScratch(WinogradScratchBytes(op)));
  tmb::Instruction instruction;
  instruction.op.Set(op);
  SetResidualInPlace(instruction, epilogue, result);
  AppendKernel(lowering, convolution, epilogue, result, std::move(instruction));
}

// A convolution of one tap at every position: a matrix product over the pixels.
bool IsPointwise(const Geometry& g) {
  const Spatial ones{1, 1, 1};
  return g.k == ones && g.stride == ones && g.in == g.out && g.pad == Spatial{0, 0, 0};
}

Result<void> EmitPacked(Lowering& lowering, const hlo::Instruction& convolution, const Geometry& g,
                        bool depthwise) {
  const Epilogue epilogue =
      lowering.FindEpilogue(convolution, static_cast<size_t>(convolution.convolution.output_feature),
                            depthwise ? Adds::kBias : Adds::kBoth);
  if (depthwise) {
    EmitDepthwise(lowering, convolution, g, epilogue);
    return {};
  }
  if (lowering.options().winograd && !g.scales.has_value() && SuitsWinograd(g)) {
    EmitWinograd(lowering, convolution, g, epilogue);
    return {};
  }
  if (!IsPointwise(g)) return EmitConvolution(lowering, convolution, g, epilogue);
  const Product product = {g.x, g.w, g.batch * g.in[1] * g.in[2], g.out_c, g.in_c, g.w_in, g.w_out, g.scales};
  return EmitProduct(lowering, convolution, product, epilogue);
}

template <typename T>
std::array<T, kSpatial> As(const Spatial& values) {
  return {static_cast<T>(values[0]), static_cast<T>(values[1]), static_cast<T>(values[2])};
}

template <typename T>
flatbuffers::span<const T, kSpatial> Span(const std::array<T, kSpatial>& values) {
  return flatbuffers::span<const T, kSpatial>(values);
}

void EmitStrided(Lowering& lowering, const hlo::Instruction& convolution, const Geometry& g) {
  Program& program = lowering.program();
  const BufferId result = lowering.NewBuffer(convolution);
  const auto in = As<uint32_t>(g.in), out = As<uint32_t>(g.out), k = As<uint32_t>(g.k),
             stride = As<uint32_t>(g.stride), in_dilation = As<uint32_t>(g.in_dilation),
             k_dilation = As<uint32_t>(g.k_dilation);
  const auto pad = As<int32_t>(g.pad), x_spatial = As<int32_t>(g.x_spatial),
             w_spatial = As<int32_t>(g.w_spatial), y_spatial = As<int32_t>(g.y_spatial);
  tmb::Instruction instruction;
  instruction.op.Set(
      fb::Conv(program.AddOperand(g.x.buffer, g.x.offset), program.AddOperand(g.w.buffer, g.w.offset),
               program.AddOperand(result), U(g.batch), U(g.groups), U(g.in_c), U(g.out_c), Span(in),
               Span(out), Span(k), Span(stride), Span(pad), Span(in_dilation), Span(k_dilation), S(g.x_batch),
               S(g.x_channel * g.in_c), S(g.x_channel), Span(x_spatial), S(g.w_out * g.out_c), S(g.w_in),
               S(g.w_out), Span(w_spatial), S(g.y_batch), S(g.y_channel * g.out_c), S(g.y_channel),
               Span(y_spatial), ToSchema(convolution.operands[0]->shape.type),
               ToSchema(convolution.operands[1]->shape.type), ToSchema(convolution.shape.type)));
  instruction.starts = {result};
  lowering.Append(std::move(instruction), convolution);
  lowering.SetStored(convolution, {{result, 0}});
}

}  // namespace

Result<void> LowerConvolution(Lowering& lowering, const hlo::Instruction& convolution) {
  const bool empty = convolution.operands[0]->shape.Elements() == 0 ||
                     convolution.operands[1]->shape.Elements() == 0 || convolution.shape.Elements() == 0;
  if (empty) return lowering.EmitZeros(convolution);
  TMB_ASSIGN(Geometry g, Describe(lowering, convolution, Weights::kIntegers));
  const bool packed = FitsPackedKernels(lowering, convolution, g);
  const bool depthwise = packed && g.groups > 1 && g.in_c == 1 && g.out_c == 1;
  if (packed && (depthwise || g.groups == 1)) return EmitPacked(lowering, convolution, g, depthwise);
  if (g.scales.has_value()) {
    TMB_ASSIGN(g, Describe(lowering, convolution, Weights::kFloats));
  }
  EmitStrided(lowering, convolution, g);
  return {};
}

}  // namespace tmb
