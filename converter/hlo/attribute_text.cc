// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Attributes by the tables that the parser reads with: required ones always, optional
// ones where they differ from what leaving them out means.
#include "converter/hlo/attribute_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

#include "converter/hlo/attributes.h"

namespace tmb::hlo {
namespace {

template <typename... Values>
void Append(std::string& text, fmt::format_string<Values...> format, Values&&... values) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Values>(values)...);
}

void AppendQuoted(std::string_view raw, std::string& text) {
  text += '"';
  for (const char c : raw) {
    if (c == '"' || c == '\\') text += '\\';
    if (static_cast<uint8_t>(c) < ' ') {
      Append(text, "\\x{:02x}", static_cast<uint8_t>(c));
    } else {
      text += c;
    }
  }
  text += '"';
}

// {balanced} text without strings may stand unquoted.
bool IsBraced(std::string_view text) {
  int depth = 0;
  for (size_t n = 0; n < text.size(); ++n) {
    if (text[n] == '"' || text[n] == '(' || text[n] == ')' || text[n] == '[' || text[n] == ']') return false;
    if (text[n] == '{') ++depth;
    if (text[n] == '}') --depth;
    if (depth <= 0 && n + 1 != text.size()) return false;
  }
  return !text.empty() && text.back() == '}' && depth == 0;
}

void AppendRaw(std::string_view raw, std::string& text) {
  if (IsBraced(raw)) {
    text += raw;
  } else {
    AppendQuoted(raw, text);
  }
}

void AppendSlice(const std::vector<SliceDimension>& slice, std::string& text) {
  text += '{';
  for (size_t n = 0; n < slice.size(); ++n) {
    Append(text, "{}[{}:{}:{}]", n == 0 ? "" : ", ", slice[n].start, slice[n].limit, slice[n].stride);
  }
  text += '}';
}

void AppendPadding(const std::vector<PaddingDimension>& padding, std::string& text) {
  for (size_t n = 0; n < padding.size(); ++n) {
    Append(text, "{}{}_{}_{}", n == 0 ? "" : "x", padding[n].low, padding[n].high, padding[n].interior);
  }
}

// Parts of a window that are 1 (or 0) in every dimension are left out, but for its size.
void AppendWindow(const std::vector<WindowDimension>& window, std::string& text) {
  const auto append = [&](std::string_view name, int64_t omitted, bool always, auto field) {
    const auto is_omitted = [&](const WindowDimension& w) {
      return static_cast<int64_t>(w.*field) == omitted;
    };
    if (!always && std::all_of(window.begin(), window.end(), is_omitted)) return;
    Append(text, "{}{}=", always ? "" : " ", name);
    for (size_t n = 0; n < window.size(); ++n) {
      Append(text, "{}{}", n == 0 ? "" : "x", static_cast<int64_t>(window[n].*field));
    }
  };
  text += '{';
  append("size", 1, true, &WindowDimension::size);
  append("stride", 1, false, &WindowDimension::stride);
  const bool padded = std::any_of(window.begin(), window.end(),
                                  [](const WindowDimension& w) { return w.pad_low != 0 || w.pad_high != 0; });
  for (size_t n = 0; padded && n < window.size(); ++n) {
    Append(text, "{}{}_{}", n == 0 ? " pad=" : "x", window[n].pad_low, window[n].pad_high);
  }
  append("lhs_dilate", 1, false, &WindowDimension::base_dilation);
  append("rhs_dilate", 1, false, &WindowDimension::window_dilation);
  append("rhs_reversal", 0, false, &WindowDimension::reversal);
  text += '}';
}

std::string Labels(char first, int64_t first_at, char second, int64_t second_at,
                   const std::vector<int64_t>& spatial) {
  std::string labels(spatial.size() + 2, '?');
  const auto set = [&](int64_t at, char c) {
    if (at >= 0 && static_cast<size_t>(at) < labels.size()) labels[static_cast<size_t>(at)] = c;
  };
  set(first_at, first);
  set(second_at, second);
  for (size_t n = 0; n < spatial.size(); ++n) set(spatial[n], static_cast<char>('0' + n % 10));
  return labels;
}

void AppendDimLabels(const ConvolutionDimensions& c, std::string& text) {
  text += Labels('b', c.input_batch, 'f', c.input_feature, c.input_spatial);
  text += '_' + Labels('i', c.kernel_input, 'o', c.kernel_output, c.kernel_spatial);
  text += "->" + Labels('b', c.output_batch, 'f', c.output_feature, c.output_spatial);
}

void AppendCalledList(const std::vector<Computation*>& called, std::string& text) {
  text += '{';
  for (size_t n = 0; n < called.size(); ++n) Append(text, "{}{}", n == 0 ? "" : ", ", called[n]->name);
  text += '}';
}

void AppendPairs(const std::vector<int64_t>& pairs, std::string& text) {
  text += '{';
  for (size_t n = 0; n + 1 < pairs.size(); n += 2) {
    Append(text, "{}{{{},{}}}", n == 0 ? "" : ",", pairs[n], pairs[n + 1]);
  }
  text += '}';
}

// Whether leaving an optional attribute out means what the instruction holds. A
// conditional has either two computations or a list, a custom-call's are always a list.
bool IsLeftOut(const Attribute& attribute, const Instruction& i) {
  static const Instruction kDefaults;
  const bool two_branches = i.opcode == "conditional" && !i.operands.empty() &&
                            i.operands[0]->shape.type == Type::kPred && i.called.size() == 2;
  switch (attribute.form) {
    case AttributeForm::kCalled:
    case AttributeForm::kSecondCalled: return !two_branches;
    case AttributeForm::kCalledList: return two_branches || i.called.empty();
    case AttributeForm::kWindow: return i.window.empty();
    case AttributeForm::kDimLabels: return i.convolution == kDefaults.convolution;
    case AttributeForm::kReplicaGroups: return i.replica_group_size == 1;
    case AttributeForm::kInts:
    case AttributeForm::kInt:
    case AttributeForm::kBool:
    case AttributeForm::kDouble:
    case AttributeForm::kWord:
    case AttributeForm::kText:
    case AttributeForm::kRaw:
    case AttributeForm::kSlice:
    case AttributeForm::kPadding:
    case AttributeForm::kPairs: break;
  }
  return std::visit(
      [&](const auto& field) {
        if constexpr (std::is_same_v<std::decay_t<decltype(field)>, std::monostate>) {
          return false;
        } else {
          return field.read(i) == field.read(kDefaults);
        }
      },
      attribute.field);
}

void AppendValue(const Attribute& attribute, const Instruction& i, std::string& text) {
  switch (attribute.form) {
    case AttributeForm::kInts:
      return Append(text, "{{{}}}", fmt::join(std::get<IntsField>(attribute.field).read(i), ","));
    case AttributeForm::kInt: return Append(text, "{}", std::get<IntField>(attribute.field).read(i));
    case AttributeForm::kBool: return Append(text, "{}", std::get<BoolField>(attribute.field).read(i));
    case AttributeForm::kDouble: return Append(text, "{}", std::get<DoubleField>(attribute.field).read(i));
    case AttributeForm::kWord: return Append(text, "{}", std::get<TextField>(attribute.field).read(i));
    case AttributeForm::kText: return AppendQuoted(std::get<TextField>(attribute.field).read(i), text);
    case AttributeForm::kRaw: return AppendRaw(std::get<TextField>(attribute.field).read(i), text);
    case AttributeForm::kSlice: return AppendSlice(i.slice, text);
    case AttributeForm::kPadding: return AppendPadding(i.padding, text);
    case AttributeForm::kWindow: return AppendWindow(i.window, text);
    case AttributeForm::kDimLabels: return AppendDimLabels(i.convolution, text);
    case AttributeForm::kCalled: return Append(text, "{}", i.called[0]->name);
    case AttributeForm::kSecondCalled: return Append(text, "{}", i.called[1]->name);
    case AttributeForm::kCalledList: return AppendCalledList(i.called, text);
    case AttributeForm::kReplicaGroups:
      return Append(text, "[1,{}]<=[{}]", i.replica_group_size, i.replica_group_size);
    case AttributeForm::kPairs: return AppendPairs(i.source_target_pairs, text);
  }
}

void AppendMetadata(const Source& source, std::string& text) {
  if (source.op_name.empty() && source.file.empty() && source.line == 0) return;
  text += ", metadata={op_name=";
  AppendQuoted(source.op_name, text);
  if (!source.file.empty()) {
    text += " source_file=";
    AppendQuoted(source.file, text);
  }
  if (source.line != 0) Append(text, " source_line={}", source.line);
  text += '}';
}

}  // namespace

void AppendAttributes(const Instruction& i, std::string& text) {
  const auto append = [&](std::string_view name) {
    const Attribute& attribute = *FindAttribute(name);
    // Operations without a shape rule may come without the computations that they should call.
    const size_t called = attribute.form == AttributeForm::kCalled         ? 1
                          : attribute.form == AttributeForm::kSecondCalled ? 2
                                                                           : 0;
    if (i.called.size() < called) return;
    Append(text, ", {}=", name);
    AppendValue(attribute, i, text);
  };
  if (const OpcodeAttributes* attributes = FindOpcodeAttributes(i.opcode)) {
    ForEachName(attributes->required, append);
    ForEachName(attributes->optional, [&](std::string_view name) {
      if (!IsLeftOut(*FindAttribute(name), i)) append(name);
    });
  }
  if (const IntegerRange* range = i.integer_range.get()) {
    Append(text, ", x_zero={}, y_zero={}, clamp={{{},{}}}, window=", range->x_zero, range->y_zero, range->clamp_lo,
           range->clamp_hi);
    AppendWindow(i.window, text);
    Append(text, ", feature_group_count={}", i.feature_group_count);
  }
  AppendMetadata(i.source, text);
}

}  // namespace tmb::hlo
