// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Texts as XLA prints them: layouts, names with numbers, metadata.

#include "bench/converter/programs.h"

#include <fmt/format.h>

#include <iterator>

namespace tmb::bench {
namespace {

class Text {
 public:
  template <typename... Values>
  void Line(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    text_ += '\n';
  }
  // An instruction of the entry, with metadata.
  template <typename... Values>
  void Add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), "  ");
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    Line(", metadata={{op_name=\"jit(f)/jit(main)/op\" source_file=\"train.py\" source_line={}}}", ++line_);
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
  int64_t line_ = 0;
};

constexpr const char* kOpcodes[] = {"add", "multiply", "subtract", "maximum"};

const char* Opcode(int64_t n) { return kOpcodes[n % 4]; }

constexpr char kSum[] =
    "%sum {\n  %a = f32[] parameter(0)\n  %b = f32[] parameter(1)\n  ROOT %c = f32[] add(%a, %b)\n}\n";

}  // namespace

std::string Chain(int64_t instructions) {
  Text text;
  text.Line("HloModule chain\n\nENTRY %main {{");
  text.Add("%x.0 = f32[64]{{0}} parameter(0)");
  text.Add("%y = f32[64]{{0}} parameter(1)");
  for (int64_t n = 1; n < instructions; ++n)
    text.Add("%x.{} = f32[64]{{0}} {}(%x.{}, %y)", n, Opcode(n), n - 1);
  text.Line("}}");
  return text.Take();
}

std::string FanOut(int64_t instructions) {
  Text text;
  text.Line("HloModule fan_out\n\nENTRY %main {{");
  text.Add("%x = f32[64]{{0}} parameter(0)");
  text.Add("%sum.0 = f32[64]{{0}} negate(%x)");
  text.Add("%d.0 = f32[64]{{0}} parameter(1)");
  const int64_t wide = instructions / 2;
  for (int64_t n = 1; n <= wide; ++n) text.Add("%d.{} = f32[64]{{0}} {}(%x, %d.{})", n, Opcode(n), n / 2);
  for (int64_t n = 1; n <= wide; ++n)
    text.Add("%sum.{} = f32[64]{{0}} add(%sum.{}, %d.{})", n, n - 1, wide + 1 - n);
  text.Line("}}");
  return text.Take();
}

std::string Layers(int64_t instructions) {
  Text text;
  text.Line("HloModule layers\n\n{}\nENTRY %main {{", kSum);
  text.Add("%x.0 = f32[8,8]{{1,0}} parameter(0)");
  text.Add("%zero = f32[] constant(0)");
  for (int64_t n = 1; n <= instructions / 4; ++n) {
    text.Add("%e.{} = f32[8,8]{{1,0}} {}(%x.{}, %x.{})", n, Opcode(n), n - 1, n / 2);
    text.Add("%r.{} = f32[8]{{0}} reduce(%e.{}, %zero), dimensions={{1}}, to_apply=%sum", n, n);
    text.Add("%b.{} = f32[8,8]{{1,0}} broadcast(%r.{}), dimensions={{0}}", n, n);
    text.Add("%x.{} = f32[8,8]{{1,0}} subtract(%e.{}, %b.{})", n, n, n);
  }
  text.Line("}}");
  return text.Take();
}

std::string Dots(int64_t instructions) {
  Text text;
  text.Line("HloModule dots\n\nENTRY %main {{");
  text.Add("%x.0 = f32[8,8]{{1,0}} parameter(0)");
  text.Add("%w = f32[8,8]{{1,0}} parameter(1)");
  for (int64_t n = 1; n <= instructions / 2; ++n) {
    text.Add("%d.{} = f32[8,8]{{1,0}} dot(%x.{}, %w), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}",
             n, n - 1);
    text.Add("%x.{} = f32[8,8]{{1,0}} add(%d.{}, %x.{})", n, n, n - 1);
  }
  text.Line("}}");
  return text.Take();
}

std::string Loops(int64_t instructions) {
  const int64_t loops = instructions / 14;
  Text text;
  text.Line("HloModule loops\n");
  for (int64_t n = 1; n <= loops; ++n) {
    text.Line("%condition.{} {{", n);
    text.Line("  %s = (s32[], f32[16]{{0}}) parameter(0)\n  %i = s32[] get-tuple-element(%s), index=0");
    text.Line("  %limit = s32[] constant({})", n % 7 + 2);
    text.Line("  ROOT %less = pred[] compare(%i, %limit), direction=LT\n}}");
    text.Line("%body.{} {{", n);
    text.Line("  %s = (s32[], f32[16]{{0}}) parameter(0)\n  %i = s32[] get-tuple-element(%s), index=0");
    text.Line("  %x = f32[16]{{0}} get-tuple-element(%s), index=1\n  %one = s32[] constant(1)");
    text.Line("  %next = s32[] add(%i, %one)\n  %y = f32[16]{{0}} {}(%x, %x)", Opcode(n));
    text.Line("  ROOT %t = (s32[], f32[16]{{0}}) tuple(%next, %y)\n}}");
  }
  text.Line("ENTRY %main {{");
  text.Add("%x.0 = f32[16]{{0}} parameter(0)");
  text.Add("%zero = s32[] constant(0)");
  for (int64_t n = 1; n <= loops; ++n) {
    text.Add("%t.{} = (s32[], f32[16]{{0}}) tuple(%zero, %x.{})", n, n - 1);
    text.Add("%w.{} = (s32[], f32[16]{{0}}) while(%t.{}), condition=%condition.{}, body=%body.{}", n, n, n,
             n);
    text.Add("%x.{} = f32[16]{{0}} get-tuple-element(%w.{}), index=1", n, n);
  }
  text.Line("}}");
  return text.Take();
}

std::string State(int64_t instructions) {
  const int64_t arrays = instructions / 4;
  std::string type = "(s32[]", parameters = "%zero", results = "%next";
  for (int64_t n = 0; n < arrays; ++n) {
    type += ", f32[16]{0}";
    parameters += fmt::format(", %p.{}", n);
    results += fmt::format(", %y.{}", n);
  }
  type += ')';
  Text text;
  text.Line("HloModule state\n\n%condition {{");
  text.Line("  %s = {} parameter(0)\n  %i = s32[] get-tuple-element(%s), index=0", type);
  text.Line(
      "  %limit = s32[] constant(9)\n  ROOT %less = pred[] compare(%i, %limit), direction=LT\n}}\n\n%body "
      "{{");
  text.Line("  %s = {} parameter(0)\n  %i = s32[] get-tuple-element(%s), index=0", type);
  text.Line("  %one = s32[] constant(1)\n  %next = s32[] add(%i, %one)");
  for (int64_t n = 0; n < arrays; ++n)
    text.Line("  %x.{} = f32[16]{{0}} get-tuple-element(%s), index={}", n, n + 1);
  for (int64_t n = 0; n < arrays; ++n)
    text.Line("  %y.{} = f32[16]{{0}} {}(%x.{}, %x.{})", n, Opcode(n), n, (n + 1) % arrays);
  text.Line("  ROOT %t = {} tuple({})\n}}\n\nENTRY %main {{\n  %zero = s32[] constant(0)", type, results);
  for (int64_t n = 0; n < arrays; ++n) text.Line("  %p.{} = f32[16]{{0}} parameter({})", n, n);
  text.Line("  %t = {} tuple({})", type, parameters);
  text.Line("  ROOT %w = {} while(%t), condition=%condition, body=%body\n}}", type);
  return text.Take();
}

std::string Constants(int64_t instructions) {
  Text text;
  text.Line("HloModule constants\n\nENTRY %main {{");
  text.Add("%x.0 = f32[4]{{0}} parameter(0)");
  for (int64_t n = 1; n <= instructions / 2; ++n) {
    text.Add("%c.{} = f32[4]{{0}} constant({{{}, 1.5, -2.25, 1e-3}})", n, n);
    text.Add("%x.{} = f32[4]{{0}} {}(%x.{}, %c.{})", n, Opcode(n), n - 1, n);
  }
  text.Line("}}");
  return text.Take();
}

std::string Calls(int64_t instructions) {
  const int64_t calls = instructions / 5;
  Text text;
  text.Line("HloModule calls\n");
  for (int64_t n = 1; n <= calls; ++n) {
    text.Line("%f.{} {{\n  %a = f32[16]{{0}} parameter(0)\n  %b = f32[16]{{0}} parameter(1)", n);
    text.Line("  %c = f32[16]{{0}} {}(%a, %b)\n  ROOT %d = f32[16]{{0}} negate(%c)\n}}", Opcode(n));
  }
  text.Line("ENTRY %main {{");
  text.Add("%x.0 = f32[16]{{0}} parameter(0)");
  for (int64_t n = 1; n <= calls; ++n)
    text.Add("%x.{} = f32[16]{{0}} call(%x.{}, %x.{}), to_apply=%f.{}", n, n - 1, n / 2, n);
  text.Line("}}");
  return text.Take();
}

}  // namespace tmb::bench
