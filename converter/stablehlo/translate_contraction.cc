// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Dot, convolution, windows and random bits.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {
namespace {

// contracting_dims = [1] x [0]
bool ReadPair(Translation& t, std::string_view name, std::vector<int64_t>& lhs, std::vector<int64_t>& rhs) {
  const Attribute* pair = t.Find(name);
  if (pair == nullptr) return true;
  const bool read = pair->kind == AttributeKind::kArray && pair->items.size() == 2 &&
                    ReadInts(pair->items[0], lhs) && ReadInts(pair->items[1], rhs);
  return read || t.Fail(fmt::format("expected {} = [..] x [..]", name));
}

// One group of dimension numbers, such as [b, 0, 1, f]: where the two letters and each
// spatial number stand.
bool ReadLabels(std::string_view group, char first, char second, int64_t& first_at, int64_t& second_at,
                std::vector<int64_t>& spatial) {
  std::vector<std::string_view> labels;
  group = group.substr(1, group.size() - 2);
  while (!group.empty()) {
    const size_t comma = group.find(',');
    std::string_view label = group.substr(0, comma);
    while (label.starts_with(' ')) label.remove_prefix(1);
    while (label.ends_with(' ')) label.remove_suffix(1);
    labels.push_back(label);
    group.remove_prefix(comma == std::string_view::npos ? group.size() : comma + 1);
  }
  if (labels.size() < 2) return false;
  first_at = second_at = -1;
  spatial.assign(labels.size() - 2, -1);
  for (size_t i = 0; i < labels.size(); ++i) {
    int64_t* at = nullptr;
    size_t number = 0;
    const char* const end = labels[i].data() + labels[i].size();
    if (labels[i].size() == 1 && labels[i][0] == first) at = &first_at;
    if (labels[i].size() == 1 && labels[i][0] == second) at = &second_at;
    const auto [next, status] = std::from_chars(labels[i].data(), end, number);
    if (status == std::errc() && next == end && number < spatial.size()) at = &spatial[number];
    if (at == nullptr || *at != -1) return false;
    *at = static_cast<int64_t>(i);
  }
  return true;
}

// [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]
bool ReadDimensionNumbers(std::string_view text, hlo::ConvolutionDimensions& d) {
  std::string_view groups[3];
  for (std::string_view& group : groups) {
    const size_t open = text.find('['), close = text.find(']');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return false;
    group = text.substr(open, close - open + 1);
    text.remove_prefix(close + 1);
  }
  return ReadLabels(groups[0], 'b', 'f', d.input_batch, d.input_feature, d.input_spatial) &&
         ReadLabels(groups[1], 'i', 'o', d.kernel_input, d.kernel_output, d.kernel_spatial) &&
         ReadLabels(groups[2], 'b', 'f', d.output_batch, d.output_feature, d.output_spatial);
}

// input_batch_dimension = 0, ..
bool ReadNamedDimensions(Translation& t, hlo::ConvolutionDimensions& d) {
  return t.Read("input_batch_dimension", d.input_batch) && t.Read("input_feature_dimension", d.input_feature) &&
         t.Read("kernel_input_feature_dimension", d.kernel_input) &&
         t.Read("kernel_output_feature_dimension", d.kernel_output) &&
         t.Read("output_batch_dimension", d.output_batch) &&
         t.Read("output_feature_dimension", d.output_feature) &&
         t.Read("input_spatial_dimensions", d.input_spatial) &&
         t.Read("kernel_spatial_dimensions", d.kernel_spatial) &&
         t.Read("output_spatial_dimensions", d.output_spatial);
}

struct WindowPart {
  std::string_view names;
  int64_t hlo::WindowDimension::*field;
};
constexpr WindowPart kWindowParts[] = {
    {"window_dimensions", &hlo::WindowDimension::size},
    {"stride|window_strides", &hlo::WindowDimension::stride},
    {"lhs_dilate|lhs_dilation|base_dilations", &hlo::WindowDimension::base_dilation},
    {"rhs_dilate|rhs_dilation|window_dilations", &hlo::WindowDimension::window_dilation},
};

// [[0, 1], [0, 1]] as an array of arrays, or dense.
bool ReadPadding(const Attribute& attribute, std::vector<int64_t>& values) {
  if (attribute.kind != AttributeKind::kArray) return ReadInts(attribute, values);
  for (const Attribute& row : attribute.items) {
    std::vector<int64_t> pair;
    if (!ReadInts(row, pair)) return false;
    values.insert(values.end(), pair.begin(), pair.end());
  }
  return true;
}

bool ReadWindow(Translation& t, size_t rank, std::vector<hlo::WindowDimension>& window) {
  window.resize(rank);
  for (const WindowPart& part : kWindowParts) {
    if (t.Find(part.names) == nullptr) continue;
    std::vector<int64_t> values;
    if (!t.Read(part.names, values)) return false;
    if (values.size() != rank) return t.Fail(fmt::format("{} needs {} numbers", part.names, rank));
    for (size_t i = 0; i < rank; ++i) window[i].*part.field = values[i];
  }
  std::vector<int64_t> reversed;
  if (!t.Read("reverse|window_reversal", reversed)) return false;
  for (size_t i = 0; i < rank && i < reversed.size(); ++i) window[i].reversal = reversed[i] != 0;
  const Attribute* pad = t.Find("pad|padding");
  if (pad == nullptr) return true;
  std::vector<int64_t> padding;
  if (!ReadPadding(*pad, padding) || padding.size() != 2 * rank)
    return t.Fail(fmt::format("padding needs {} pairs", rank));
  for (size_t i = 0; i < rank; ++i) {
    window[i].pad_low = padding[2 * i];
    window[i].pad_high = padding[2 * i + 1];
  }
  return true;
}

}  // namespace

bool TranslateDot(Translation& t) {
  if (!t.NeedOperands(2)) return false;
  hlo::Instruction& dot = t.Emit("dot", t.op.operands);
  dot.dot.lhs_contracting = {t.op.operands[0]->shape.Rank() - 1};
  dot.dot.rhs_contracting = {0};
  return true;
}

bool TranslateDotGeneral(Translation& t) {
  hlo::Instruction& dot = t.Emit("dot", t.op.operands);
  return t.Copy(FindOperation("stablehlo.dot_general")->attributes, dot) &&
         ReadPair(t, "batching_dims", dot.dot.lhs_batch, dot.dot.rhs_batch) &&
         ReadPair(t, "contracting_dims", dot.dot.lhs_contracting, dot.dot.rhs_contracting);
}

bool TranslateConvolution(Translation& t) {
  if (!t.NeedOperands(2)) return false;
  // The pretty form's window = {stride = ..} holds the parts that the generic form has beside it.
  if (const Attribute* window = t.Find("window");
      window != nullptr && window->kind == AttributeKind::kDictionary) {
    const std::vector<Attribute> parts = window->items;
    t.op.attributes.insert(t.op.attributes.end(), parts.begin(), parts.end());
  }
  hlo::Instruction& convolution = t.Emit("convolution", t.op.operands);
  const Attribute* numbers = t.Find("dim_numbers|dimension_numbers");
  if (numbers != nullptr && numbers->kind == AttributeKind::kFields) {
    if (!ReadNamedDimensions(t, convolution.convolution)) return false;
  } else if (numbers == nullptr || !ReadDimensionNumbers(numbers->text, convolution.convolution))
    return t.Fail("expected dimension numbers such as [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]");
  const std::vector<int64_t>& spatial = convolution.convolution.kernel_spatial;
  if (!ReadWindow(t, spatial.size(), convolution.window)) return false;
  const std::vector<int64_t>& kernel = t.op.operands[1]->shape.dims;
  for (size_t i = 0; i < spatial.size(); ++i) {
    if (spatial[i] >= static_cast<int64_t>(kernel.size()))
      return t.Fail("the kernel has fewer dimensions than its labels");
    convolution.window[i].size = kernel[static_cast<size_t>(spatial[i])];
  }
  return t.Copy(FindOperation("stablehlo.convolution")->attributes, convolution);
}

bool TranslateWindow(Translation& t) {
  if (t.op.operands.empty()) return t.Fail("has no operands");
  hlo::Instruction& windowed = t.Emit(FindOperation(t.op.name)->opcode, t.op.operands);
  return ReadWindow(t, t.op.operands[0]->shape.dims.size(), windowed.window);
}

// The third operand is the shape, which the result's type has, too.
bool TranslateRng(Translation& t) {
  if (!t.NeedOperands(3)) return false;
  const Attribute* distribution = t.Find("distribution|rng_distribution");
  if (distribution == nullptr) return t.Fail("needs the attribute rng_distribution");
  hlo::Instruction& rng = t.Emit("rng", {t.op.operands[0], t.op.operands[1]});
  rng.rng_distribution = distribution->text == "NORMAL" ? "rng_normal" : "rng_uniform";
  return true;
}

bool TranslateRngBitGenerator(Translation& t) {
  const Attribute* algorithm = t.Find("algorithm|rng_algorithm");
  if (algorithm == nullptr) return t.Fail("needs the attribute rng_algorithm");
  hlo::Instruction& bits = t.Emit("rng-bit-generator", t.op.operands);
  if (algorithm->text == "DEFAULT") bits.rng_algorithm = "rng_default";
  if (algorithm->text == "THREE_FRY") bits.rng_algorithm = "rng_three_fry";
  if (algorithm->text == "PHILOX") bits.rng_algorithm = "rng_philox";
  return true;
}

}  // namespace tmb::stablehlo
