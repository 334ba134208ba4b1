// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What stands behind an instruction's operands. Attributes that do not change what the
// opcode computes are skipped, whatever their value.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "converter/hlo/parser.h"

namespace tmb::hlo {
namespace {

// The numbers of "3x2x1" or, with separator '_', of "0_1"; false when it is anything else.
bool SplitInts(std::string_view text, char separator, std::vector<int64_t>& values) {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (true) {
    const auto [next, status] = std::from_chars(p, end, values.emplace_back());
    if (status != std::errc()) return false;
    if (next == end) return true;
    if (*next != separator) return false;
    p = next + 1;
  }
}

// "0_1x2_3_4": low, high and, when written, interior padding of each dimension.
bool SplitPadding(std::string_view text, std::vector<PaddingDimension>& padding) {
  while (!text.empty()) {
    const size_t x = text.find('x');
    std::vector<int64_t> values;
    if (!SplitInts(text.substr(0, x), '_', values) || values.size() < 2 || values.size() > 3) return false;
    padding.push_back({values[0], values[1], values.size() == 3 ? values[2] : 0});
    if (x == std::string_view::npos) return true;
    text.remove_prefix(x + 1);
    if (text.empty()) return false;
  }
  return true;
}

// One group of dim_labels, such as b01f: where the two letters and each spatial number stand.
bool SplitLabels(std::string_view labels, char first, char second, int64_t& first_at, int64_t& second_at,
                 std::vector<int64_t>& spatial) {
  if (labels.size() < 2) return false;
  first_at = second_at = -1;
  spatial.assign(labels.size() - 2, -1);
  for (size_t i = 0; i < labels.size(); ++i) {
    const char c = labels[i];
    int64_t* at = c == first ? &first_at : c == second ? &second_at : nullptr;
    const auto digit = static_cast<size_t>(c - '0');
    if (c >= '0' && c <= '9' && digit < spatial.size()) at = &spatial[digit];
    if (at == nullptr || *at != -1) return false;
    *at = static_cast<int64_t>(i);
  }
  return true;
}

struct WindowPart {
  std::string_view name;
  int64_t WindowDimension::*field;
};
constexpr WindowPart kWindowParts[] = {
    {"size", &WindowDimension::size},
    {"stride", &WindowDimension::stride},
    {"lhs_dilate", &WindowDimension::base_dilation},
    {"rhs_dilate", &WindowDimension::window_dilation},
};

}  // namespace

bool Parser::ParseAttributes(Instruction& instruction) {
  const OpcodeAttributes* allowed = FindOpcodeAttributes(instruction.opcode);
  const size_t first = seen_.size();
  const size_t begin = lexer_.token().offset;
  if (!ParseNamedAttributes(allowed, first, instruction)) return false;
  bool complete = true;
  if (allowed != nullptr) {
    ForEachName(allowed->required, [&](std::string_view name) {
      if (!complete || HasSeen(name, first)) return;
      complete = FailAt(begin, fmt::format("{} needs the attribute {}", instruction.opcode, name));
    });
  }
  if (complete && std::count(instruction.called.begin(), instruction.called.end(), nullptr) != 0) {
    return FailAt(begin, fmt::format("{} needs its first called computation", instruction.opcode));
  }
  seen_.resize(first);
  return complete;
}

bool Parser::HasSeen(std::string_view name, size_t first) const {
  return std::find(seen_.begin() + static_cast<std::ptrdiff_t>(first), seen_.end(), name) != seen_.end();
}

// The instruction's own attributes stand in seen_ from `first` on.
bool Parser::ParseNamedAttributes(const OpcodeAttributes* allowed, size_t first, Instruction& instruction) {
  while (lexer_.Eat(',')) {
    const Token name = lexer_.token();
    if (name.kind != TokenKind::kName) return FailExpected("an attribute's name");
    if (HasSeen(name.text, first)) return Fail(fmt::format("attribute {} is given twice", name.text));
    if (seen_.size() - first == kMaxAttributes) return Fail("the instruction has too many attributes");
    seen_.push_back(name.text);
    lexer_.Next();
    if (!Expect('=')) return false;
    const Attribute* attribute = allowed == nullptr ? nullptr : FindAttribute(name.text);
    const bool known = attribute != nullptr &&
                       (Contains(allowed->required, name.text) || Contains(allowed->optional, name.text));
    const bool read = name.text == "metadata" ? ParseMetadata(instruction.source)
                      : known                 ? ParseAttribute(*attribute, instruction)
                                              : SkipValue();
    if (!read) return false;
  }
  return true;
}

bool Parser::ParseAttribute(const Attribute& attribute, Instruction& instruction) {
  switch (attribute.form) {
    case AttributeForm::kInts: return ParseInts(std::get<IntsField>(attribute.field).write(instruction));
    case AttributeForm::kInt: return ParseInt(std::get<IntField>(attribute.field).write(instruction));
    case AttributeForm::kBool: return ParseBool(std::get<BoolField>(attribute.field).write(instruction));
    case AttributeForm::kDouble:
      return ParseDouble(std::get<DoubleField>(attribute.field).write(instruction));
    case AttributeForm::kWord: return ParseWord(std::get<TextField>(attribute.field).write(instruction));
    case AttributeForm::kText: return ParseText(std::get<TextField>(attribute.field).write(instruction));
    case AttributeForm::kRaw: return ParseRaw(std::get<TextField>(attribute.field).write(instruction));
    case AttributeForm::kPairs: return ParsePairs(std::get<IntsField>(attribute.field).write(instruction));
    case AttributeForm::kSlice: return ParseSlice(instruction.slice);
    case AttributeForm::kPadding: return ParsePadding(instruction.padding);
    case AttributeForm::kWindow: return ParseWindow(instruction.window);
    case AttributeForm::kDimLabels: return ParseDimLabels(instruction.convolution);
    case AttributeForm::kCalled: return ParseCalled(0, instruction);
    case AttributeForm::kSecondCalled: return ParseCalled(1, instruction);
    case AttributeForm::kCalledList: return ParseCalledList(instruction);
    case AttributeForm::kReplicaGroups: return ParseReplicaGroups(instruction.replica_group_size);
  }
  return false;
}

bool Parser::ParseMetadata(Source& source) {
  if (!Expect('{')) return false;
  int64_t frame = 0;
  while (!lexer_.Eat('}')) {
    if (lexer_.Eat(',')) continue;
    const Token name = lexer_.token();
    if (name.kind != TokenKind::kName) return FailExpected("a field of metadata");
    lexer_.Next();
    if (!Expect('=')) return false;
    const bool read = name.text == "op_name"          ? ParseText(source.op_name)
                      : name.text == "source_file"    ? ParseText(source.file)
                      : name.text == "source_line"    ? ParseInt(source.line)
                      : name.text == "stack_frame_id" ? ParseInt(frame)
                                                      : SkipValue();
    if (!read) return false;
  }
  if (frame != 0) sources_.Resolve(frame, source);
  return true;
}

bool Parser::ParseSlice(std::vector<SliceDimension>& slice) {
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    if (!slice.empty() && !Expect(',')) return false;
    SliceDimension& dimension = slice.emplace_back();
    if (!Expect('[') || !ParseInt(dimension.start) || !Expect(':') || !ParseInt(dimension.limit))
      return false;
    if (lexer_.Eat(':') && !ParseInt(dimension.stride)) return false;
    if (!Expect(']')) return false;
  }
  return true;
}

bool Parser::ParsePadding(std::vector<PaddingDimension>& padding) {
  const size_t offset = lexer_.token().offset;
  return SplitPadding(lexer_.Word(), padding) || FailAt(offset, "expected padding such as 0_1x2_3_1");
}

bool Parser::ParseWindow(std::vector<WindowDimension>& window) {
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    const Token name = lexer_.token();
    if (name.kind != TokenKind::kName) return FailExpected("size, stride, pad or another part of a window");
    lexer_.Next();
    if (!Expect('=')) return false;
    const std::string_view word = lexer_.Word();
    const auto* part = std::find_if(std::begin(kWindowParts), std::end(kWindowParts),
                                    [&](const WindowPart& p) { return p.name == name.text; });
    std::vector<int64_t> values;
    std::vector<PaddingDimension> pads;
    const bool is_pad = name.text == "pad", is_reversal = name.text == "rhs_reversal";
    if (!is_pad && !is_reversal && part == std::end(kWindowParts)) {
      return FailAt(name.offset, fmt::format("a window has no {}", name.text));
    }
    if (is_pad ? !SplitPadding(word, pads) : !SplitInts(word, 'x', values)) {
      return FailAt(name.offset, fmt::format("expected numbers such as {}", is_pad ? "0_1x0_1" : "3x2x1"));
    }
    const size_t rank = std::max(values.size(), pads.size());
    if (window.empty()) window.resize(rank);
    if (window.size() != rank) return FailAt(name.offset, "the parts of the window differ in rank");
    for (size_t i = 0; i < rank; ++i) {
      if (is_pad) {
        window[i].pad_low = pads[i].low;
        window[i].pad_high = pads[i].high;
      } else if (is_reversal) {
        window[i].reversal = values[i] != 0;
      } else {
        window[i].*part->field = values[i];
      }
    }
  }
  return true;
}

bool Parser::ParseDimLabels(ConvolutionDimensions& d) {
  const size_t offset = lexer_.token().offset;
  const std::string_view word = lexer_.Word();
  const size_t underscore = word.find('_');
  const size_t arrow = word.find("->");
  if (underscore < arrow && arrow != std::string_view::npos &&
      SplitLabels(word.substr(0, underscore), 'b', 'f', d.input_batch, d.input_feature, d.input_spatial) &&
      SplitLabels(word.substr(underscore + 1, arrow - underscore - 1), 'i', 'o', d.kernel_input,
                  d.kernel_output, d.kernel_spatial) &&
      SplitLabels(word.substr(arrow + 2), 'b', 'f', d.output_batch, d.output_feature, d.output_spatial)) {
    return true;
  }
  return FailAt(offset, "expected dimension labels such as b01f_01io->b01f");
}

bool Parser::ParseCalled(size_t index, Instruction& instruction) {
  if (instruction.called.size() <= index) instruction.called.resize(index + 1);
  Computation*& called = instruction.called[index];
  if (called != nullptr) return Fail("the called computation is given twice");
  if (!lexer_.Is('{')) return FindComputation(called);
  if (!ParseBody("inline", called)) return false;
  unnamed_.push_back(called);
  return true;
}

bool Parser::ParseCalledList(Instruction& instruction) {
  if (!instruction.called.empty()) return Fail("the called computations are given twice");
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    if (!instruction.called.empty() && !Expect(',')) return false;
    if (!FindComputation(instruction.called.emplace_back())) return false;
  }
  return true;
}

// {{0,1},{2,3}} or [groups, size]<=[devices]; other forms name meshes of devices and count
// as more than one.
bool Parser::ParseReplicaGroups(int64_t& group_size) {
  const size_t offset = lexer_.token().offset;
  const std::string_view value = lexer_.Value();
  if (value.empty()) return FailAt(offset, "expected replica groups");
  std::vector<int64_t> iota;
  if (value[0] == '{') {
    int64_t size = value.find_first_of("0123456789") == std::string_view::npos ? 0 : 1;
    group_size = 1;
    for (size_t i = 1; i < value.size(); ++i) {
      if (value[i] == '{') size = 1;
      if (value[i] == ',' && value[i - 1] != '}') ++size;
      group_size = std::max(group_size, size);
    }
  } else if (value[0] == '[' && SplitInts(value.substr(1, value.find(']') - 1), ',', iota) &&
             iota.size() == 2) {
    group_size = iota[1];
  } else {
    group_size = 2;
  }
  return true;
}

bool Parser::ParsePairs(std::vector<int64_t>& pairs) {
  if (!Expect('{')) return false;
  while (!lexer_.Eat('}')) {
    if (!pairs.empty() && !Expect(',')) return false;
    if (!Expect('{') || !ParseInt(pairs.emplace_back()) || !Expect(',') || !ParseInt(pairs.emplace_back()) ||
        !Expect('}')) {
      return false;
    }
  }
  return true;
}

bool Parser::ParseRaw(std::string& text) {
  if (lexer_.token().kind == TokenKind::kString) return ParseText(text);
  const size_t offset = lexer_.token().offset;
  text = lexer_.Value();
  return !text.empty() || FailAt(offset, "expected a string or text in matching braces");
}

}  // namespace tmb::hlo
