// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One file without scripts; the memory map is an SVG: time to the right, one column an
// instruction, arena addresses upward, a box for each buffer from its first use to its last.

#include "converter/report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "converter/report/cycles.h"
#include "converter/report/weights.h"
#include "runtime/isa_host.h"

namespace tmb {
namespace {

constexpr double kWidth = 1000, kHeight = 420;  // of the memory map

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// The instructions that a buffer is used by, [first, last]; none where last < first.
struct Lifetime {
  size_t first = SIZE_MAX, last = 0;

  void Add(size_t at) {
    first = std::min(first, at);
    last = std::max(last, at);
  }
};

std::vector<Lifetime> LifetimesOf(const Converted& converted) {
  const Program& program = converted.program;
  std::vector<Lifetime> lifetimes(program.buffers.size());
  for (size_t i = 0; i < program.code.size(); ++i) {
    fb::InstructionUnion op = program.code[i].op;  // the visitor may change Refs
    ForEachRef(op, [&](fb::Ref& ref, Access, const char*) {
      lifetimes[program.operands[ref.word()].buffer].Add(i);
    });
  }
  for (const EntryPoint& entry : program.entries) {
    for (const Signature& input : entry.inputs) lifetimes[input.operand.buffer].Add(entry.first);
    for (const Signature& output : entry.outputs) {
      if (entry.end != entry.first) lifetimes[output.operand.buffer].Add(entry.end - 1);
    }
  }
  return lifetimes;
}

const char* ColorOf(Buffer::Kind kind) {
  switch (kind) {
    case Buffer::Kind::kInput:
      return "#7aa874";
    case Buffer::Kind::kScratch:
      return "#c9a86a";
    case Buffer::Kind::kTemporary:
    case Buffer::Kind::kConstant:
      return "#6f9bd1";
  }
  return "";
}

void AppendMemoryMap(const Converted& converted, std::string& html) {
  const std::vector<Lifetime> lifetimes = LifetimesOf(converted);
  const double columns = static_cast<double>(std::max<size_t>(converted.program.code.size(), 1));
  const double bytes = static_cast<double>(std::max<uint64_t>(converted.plan.arena_bytes, 1));
  html += fmt::format("<svg viewBox='0 0 {0} {1}'><rect width='{0}' height='{1}' fill='#f4f4f4'/>\n", kWidth,
                      kHeight);
  for (size_t i = 0; i < lifetimes.size(); ++i) {
    const Buffer& buffer = converted.program.buffers[i];
    const Lifetime& life = lifetimes[i];
    if (buffer.kind == Buffer::Kind::kConstant || converted.plan.offset[i] == kUnplaced ||
        life.last < life.first)
      continue;
    const double width = static_cast<double>(life.last - life.first + 1) * kWidth / columns;
    const double height = static_cast<double>(buffer.bytes) * kHeight / bytes;
    const double bottom = static_cast<double>(converted.plan.offset[i]) * kHeight / bytes;
    html += fmt::format(
        "<rect x='{:.2f}' y='{:.2f}' width='{:.2f}' height='{:.2f}' fill='{}' stroke='#fff' "
        "stroke-width='.6'><title>{}: "
        "{} bytes at {}, instructions {} to {}</title></rect>\n",
        static_cast<double>(life.first) * kWidth / columns, kHeight - bottom - height, width, height,
        ColorOf(buffer.kind), Escaped(buffer.name), buffer.bytes, converted.plan.offset[i], life.first,
        life.last);
  }
  html += "</svg>\n";
}

void AppendSizes(const Converted& converted, double cycles, std::string& html) {
  const std::pair<const char*, uint64_t> rows[] = {
      {"file bytes", converted.file.size()},
      {"constants bytes", converted.plan.constants_bytes},
      {"arena bytes", converted.plan.arena_bytes},
      {"arena bytes at least", converted.plan.lower_bound},
      {"instructions", converted.program.code.size()},
      {"cycles, each instruction once", static_cast<uint64_t>(cycles)},
  };
  html += "<table>\n";
  for (const auto& [name, value] : rows) html += fmt::format("<tr><td>{}<td class=n>{}\n", name, value);
  html += "</table>\n";
}

// Of a quantized program.
void AppendWeights(const std::vector<WeightsNote>& weights, std::string& html) {
  if (weights.empty()) return;
  html +=
      "<h2>Weights</h2>\n<table>\n<tr><th>HLO<th>bytes as f32<th>bytes<th>SQNR of the rounded weights in "
      "dB\n";
  for (const WeightsNote& note : weights) {
    html += fmt::format("<tr><td>{}<td class=n>{}<td class=n>{}<td>{}\n", Escaped(note.name),
                        note.bytes_before, note.bytes, SqnrText(note));
  }
  const WeightsTotal total = TotalOf(weights);
  html += fmt::format("<tr><td>all<td class=n>{}<td class=n>{}<td>{} bytes stay f32\n</table>\n",
                      total.bytes_before, total.bytes, total.bytes_f32);
}

void AppendLayers(const std::vector<LayerNote>& layers, std::string& html) {
  if (layers.empty()) return;
  html += "<h2>Layers</h2>\n<table>\n<tr><th>HLO<th>result<th>type<th>SQNR of the rounded weights in dB\n";
  for (const LayerNote& layer : layers) {
    const std::string sqnr =
        layer.why.empty() ? fmt::format("{:.1f}", layer.weights_sqnr_db) : Escaped(layer.why);
    html += fmt::format("<tr><td>{}<td>{}<td>{}<td>{}\n", Escaped(layer.name), Escaped(layer.result),
                        layer.type, sqnr);
  }
  html += "</table>\n";
}

void AppendLoss(const LossNote& loss, std::string& html) {
  html += fmt::format(
      "<h2>{} by --max-loss {}</h2>\n<p>Signal-to-noise ratio of its outputs on the calibration samples: "
      "{:.1f} "
      "dB, {:.1f} dB with nothing kept finer.</p>\n",
      Escaped(loss.entry), loss.asked_db, loss.reached_db, loss.plain_db);
  if (loss.kept.empty()) return;
  html += "<table>\n<tr><th>HLO<th>kept<th>outputs in dB when this alone is rounded\n";
  for (const LossNote::Kept& kept : loss.kept)
    html += fmt::format("<tr><td>{}<td>{} in {}<td class=n>{:.1f}\n", Escaped(kept.name), kept.what,
                        kept.type, kept.alone_db);
  html += "</table>\n";
}

void AppendValidation(const Validation& validation, std::string& html) {
  html += fmt::format(
      "<h2>{} beside its f32 program, {} samples</h2>\n<table>\n<tr><th>value<th>type<th>SQNR in "
      "dB<th>largest "
      "error<th>cosine<th>same largest element\n",
      Escaped(validation.entry), validation.samples);
  for (const auto* rows : {&validation.outputs, &validation.layers}) {
    for (const ValidationRow& row : *rows) {
      html += fmt::format(
          "<tr><td>{}<td>{}<td class=n>{:.2f}<td class=n>{:.5g}<td class=n>{:.6f}<td class=n>{:.1f} %\n",
          Escaped(row.name), row.type, row.sqnr_db, row.largest_error, row.cosine, 100 * row.agreement);
    }
  }
  html += "</table>\n";
}

void AppendInstructions(const Converted& converted, double cycles, std::string& html) {
  html += "<table>\n<tr><th>#<th>instruction<th>HLO<th>source<th>cycles<th>share\n";
  for (size_t i = 0; i < converted.program.code.size(); ++i) {
    const Instruction& instruction = converted.program.code[i];
    const double own = CyclesOf(instruction);
    const std::string& file = instruction.source.file;
    html += fmt::format(
        "<tr><td class=n>{}<td>{}<td>{}<td>{}<td class=n>{:.0f}<td><div class=bar "
        "style='width:{:.1f}px'></div>\n",
        i, fb::EnumNameInstruction(instruction.op.type), Escaped(instruction.name),
        file.empty() ? "" : Escaped(fmt::format("{}:{}", file, instruction.source.line)), own,
        cycles > 0 ? 200 * own / cycles : 0);
  }
  html += "</table>\n";
}

}  // namespace

std::string ToHtml(const Converted& converted, const std::string& title) {
  double cycles = 0;
  for (const Instruction& instruction : converted.program.code) cycles += CyclesOf(instruction);
  std::string html = fmt::format(
      "<!doctype html><html lang=en><meta charset=utf-8><title>{0}</title><style>body{{font:14px/1.4 "
      "sans-serif;"
      "margin:2em auto;max-width:1040px}}table{{border-collapse:collapse}}td,th{{padding:2px 10px 2px "
      "0;text-align:left}}"
      ".n{{text-align:right;font-variant-numeric:tabular-nums}}.bar{{background:#6f9bd1;height:10px}}</"
      "style>\n"
      "<h1>{0}</h1>\n",
      Escaped(title));
  AppendSizes(converted, cycles, html);
  html +=
      "<h2>Arena over time</h2>\n<p>Green: inputs, blue: values, brown: scratch. To the right the "
      "instructions, upward the "
      "addresses.</p>\n";
  AppendMemoryMap(converted, html);
  AppendWeights(converted.program.weights, html);
  AppendLayers(converted.program.layers, html);
  for (const LossNote& loss : converted.program.losses) AppendLoss(loss, html);
  for (const Validation& validation : converted.validations) AppendValidation(validation, html);
  html +=
      "<h2>Instructions</h2>\n<p>Cycles are estimates for a Cortex-M4F without wait states, of one "
      "execution.</p>\n";
  AppendInstructions(converted, cycles, html);
  return html + "</html>\n";
}

}  // namespace tmb
