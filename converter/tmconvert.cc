// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tmconvert: the command line of the converter. Results go to files, everything else to
// stderr; a file is written whole or not at all.

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "converter/convert.h"
#include "converter/emit/ops.h"
#include "converter/expand/expand.h"
#include "converter/report/html.h"
#include "converter/report/json.h"
#include "converter/report/weights.h"
#include "runtime/isa.h"

namespace tmb {
namespace {

struct Arguments {
  std::vector<std::string> modules, entries, custom_calls, ops_of, regions;
  std::string output, json, report, dump_after, arena, weights = "f32", quantize = "none", calibrate, data,
                                                       io = "float", optimize = "speed";
  std::vector<std::string> wide;
  float range_margin = 1;
  std::optional<double> max_loss;
  bool min_arena = false, no_overlap = false, no_formulas = false, winograd = false, strip = false,
       keep_inputs = false, quiet = false, verbose = false, validate = false;
};

int Fail(const Error& error) {
  fmt::print(stderr, "tmconvert: {}\n", error.text);
  return static_cast<int>(error.kind);
}

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::error_code ignored;
  if (!stream || std::filesystem::is_directory(path, ignored)) {
    return Error{ErrorKind::kUsage,
                 fmt::format("cannot read {}: {}", path, std::strerror(errno != 0 ? errno : EISDIR))};
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Writes beside the target, then renames: a reader never sees half a file.
Result<void> WriteFile(const std::string& path, const void* data, size_t bytes) {
  const std::string temporary = fmt::format("{}.{}.tmp", path, getpid());
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  bool written = file != nullptr && std::fwrite(data, 1, bytes, file) == bytes;
  if (file != nullptr) written = std::fclose(file) == 0 && written;
  if (written && std::rename(temporary.c_str(), path.c_str()) == 0) return {};
  const std::string reason = std::strerror(errno);
  if (file != nullptr) std::remove(temporary.c_str());
  return Error{ErrorKind::kUsage, fmt::format("cannot write {}: {}", path, reason)};
}

Result<std::vector<ModuleSource>> ReadModules(const Arguments& arguments) {
  std::vector<ModuleSource> sources;
  for (const std::string& path : arguments.modules) sources.push_back({"", path, ""});
  for (const std::string& entry : arguments.entries) {
    const size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Error{ErrorKind::kUsage, fmt::format("--entry {}: write it as NAME=MODULE", entry)};
    }
    sources.push_back({entry.substr(0, equals), entry.substr(equals + 1), ""});
  }
  if (sources.empty()) return Error{ErrorKind::kUsage, "no module given; see tmconvert --help"};
  for (ModuleSource& source : sources) {
    TMB_ASSIGN(source.bytes, ReadFile(source.file_name));
  }
  return sources;
}

// "sram:128K": a name and bytes, K or M of them.
// "64K"; 0 when it is no number of bytes.
uint64_t ParseBytes(std::string_view text) {
  uint64_t bytes = 0;
  const char* const end = text.data() + text.size();
  const std::string_view suffix(std::from_chars(text.data(), end, bytes).ptr, end);
  const uint64_t factor = suffix == "K" ? 1024 : suffix == "M" ? 1024 * 1024 : suffix.empty() ? 1 : 0;
  return factor == 0 || bytes > kMaxRegionBytes / factor ? 0 : bytes * factor;
}

Result<Region> ParseRegion(const std::string& text) {
  const size_t colon = text.find(':');
  const bool named = colon != 0 && colon != std::string::npos;
  const uint64_t bytes = named ? ParseBytes(std::string_view(text).substr(colon + 1)) : 0;
  if (bytes == 0) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--region {}: write it as NAME:BYTES, NAME:64K or NAME:1M, up to 256M", text)};
  }
  return Region{text.substr(0, colon), bytes};
}

Result<PlanOptions> PlanOptionsOf(const Arguments& arguments) {
  PlanOptions options;
  options.optimize = arguments.optimize == "memory" ? Optimize::kMemory : Optimize::kSpeed;
  options.overlap = !arguments.no_overlap;
  if (!arguments.arena.empty()) {
    options.enough_bytes = ParseBytes(arguments.arena);
    if (options.enough_bytes == 0)
      return Error{ErrorKind::kUsage,
                   fmt::format("--arena {}: bytes, 64K or 1M, up to 256M", arguments.arena)};
  }
  for (const std::string& text : arguments.regions) {
    TMB_ASSIGN(Region region, ParseRegion(text));
    options.regions.push_back(std::move(region));
  }
  if (options.regions.size() > kMaxRegions) {
    return Error{ErrorKind::kUsage, fmt::format("--region: {} at most", kMaxRegions)};
  }
  return options;
}

bool IsInteger(const Arguments& arguments) {
  return arguments.quantize == "int8" || arguments.quantize == "int16";
}

Result<void> SetActivations(const Arguments& arguments, ConvertOptions& options) {
  if (!IsInteger(arguments)) return {};
  if (arguments.calibrate.empty()) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--quantize {} needs samples of the arguments: --calibrate FILE.npz",
                             arguments.quantize)};
  }
  ActivationOptions activations;
  activations.type = arguments.quantize == "int8" ? hlo::Type::kS8 : hlo::Type::kS16;
  activations.integer_signature = arguments.io == "int8";
  activations.range_margin = arguments.range_margin;
  activations.wide = arguments.wide;
  if (!arguments.quiet) {
    activations.progress = [](size_t done, size_t all, const std::string& name) {
      fmt::print(stderr, "quantizing layer {} of {}: {}\n", done + 1, all, name);
    };
  }
  options.calibration = arguments.calibrate;
  options.activations = activations;
  return {};
}

Result<void> SetValidation(const Arguments& arguments, ConvertOptions& options) {
  if (arguments.validate != !arguments.data.empty())
    return Error{ErrorKind::kUsage, "write: tmconvert validate MODULE --quantize ... --data FILE.npz"};
  if (!arguments.validate) return {};
  if (arguments.quantize == "none")
    return Error{ErrorKind::kUsage, "validate: say with --quantize what to compare with the f32 program"};
  options.validation = arguments.data;
  return {};
}

Result<void> SetMaxLoss(const Arguments& arguments, ConvertOptions& options) {
  if (!arguments.max_loss.has_value()) return {};
  if (arguments.quantize == "none" || arguments.calibrate.empty())
    return Error{ErrorKind::kUsage,
                 "--max-loss is measured on samples: it needs --quantize and --calibrate FILE.npz"};
  options.max_loss = MaxLoss{*arguments.max_loss, {}};
  if (!arguments.quiet)
    options.max_loss->tell = [](const std::string& line) { fmt::print(stderr, "loss: {}\n", line); };
  return {};
}

Result<void> SetQuantize(const Arguments& arguments, ConvertOptions& options) {
  if (IsInteger(arguments)) return {};
  if (arguments.quantize == "none") {
    if (arguments.calibrate.empty()) return {};
    return Error{ErrorKind::kUsage, "--calibrate: say with --quantize what to calibrate"};
  }
  const std::string other = arguments.winograd                         ? "--winograd"
                            : options.lower.weights != hlo::Type::kF32 ? "--weights " + arguments.weights
                                                                       : "";
  if (!other.empty()) {
    return Error{ErrorKind::kUsage, fmt::format("--quantize {} stores weights as integers: it excludes {}",
                                                arguments.quantize, other)};
  }
  options.quantize = arguments.quantize == "w4" ? Quantize::kW4 : Quantize::kW8;
  options.lower.weights_s4 = options.quantize == Quantize::kW4;
  options.calibration = arguments.calibrate;
  if (!arguments.quiet) {
    options.quantize_progress = [](size_t layer, size_t layers, const std::string& name) {
      fmt::print(stderr, "quantizes: layer {} of {}, {}\n", layer, layers, name);
    };
  }
  return {};
}

Result<ConvertOptions> OptionsOf(const Arguments& arguments) {
  ConvertOptions options;
  options.debug_info = arguments.strip ? DebugInfo::kStrip : DebugInfo::kKeep;
  options.keep_inputs = arguments.keep_inputs;
  options.min_arena = arguments.min_arena || !arguments.arena.empty();
  if (!arguments.quiet) {
    options.stream_progress = [](size_t done, size_t all, uint64_t arena_bytes) {
      if (done % 50 == 0 || done == all)
        fmt::print(stderr, "streams: {} of {} looked at, the smallest arena has {} bytes or more\n", done,
                   all, arena_bytes);
    };
  }
  options.lower.winograd = arguments.winograd;
  options.lower.formulas = !arguments.no_formulas;
  options.lower.weights = arguments.weights == "f16"    ? hlo::Type::kF16
                          : arguments.weights == "bf16" ? hlo::Type::kBF16
                                                        : hlo::Type::kF32;
  TMB_CHECK_OK(SetQuantize(arguments, options));
  TMB_CHECK_OK(SetActivations(arguments, options));
  options.integer_signature = arguments.io == "int8" && !IsInteger(arguments);
  TMB_CHECK_OK(SetMaxLoss(arguments, options));
  TMB_CHECK_OK(SetValidation(arguments, options));
  TMB_ASSIGN(options.plan, PlanOptionsOf(arguments));
  for (const std::string& target : arguments.custom_calls) {
    if (FindCustomCall(target) != nullptr) {
      return Error{ErrorKind::kUsage,
                   fmt::format("--custom-call {}: tmconvert itself knows how to compute this one", target)};
    }
    options.custom_calls.insert(target);
  }
  if (arguments.dump_after.empty()) return options;
  const std::vector<std::string_view> stages = StageNames();
  if (arguments.dump_after != "all" &&
      std::find(stages.begin(), stages.end(), arguments.dump_after) == stages.end()) {
    return Error{ErrorKind::kUsage, fmt::format("--dump-after={}: stages are {}, all", arguments.dump_after,
                                                fmt::join(stages, ", "))};
  }
  const std::string wanted = arguments.dump_after;
  options.wants = [wanted](std::string_view stage) { return wanted == "all" || wanted == stage; };
  options.dump = [](std::string_view stage, const std::string& text) {
    fmt::print("==== after {}\n{}", stage, text);
  };
  return options;
}

void PrintSummary(const Arguments& arguments, const Converted& converted) {
  fmt::print(stderr, "{}: {} bytes, {} instructions, arena {} bytes (lower bound {}), constants {} bytes\n",
             arguments.output.empty() ? "(no output file)" : arguments.output, converted.file.size(),
             converted.program.code.size(), converted.plan.arena_bytes, converted.plan.lower_bound,
             converted.plan.constants_bytes);
  for (const std::string& note : converted.notes) fmt::print(stderr, "note: {}\n", note);
  if (!converted.program.weights.empty()) fmt::print(stderr, "{}\n", ToText(converted.program.weights));
  for (const LossNote& loss : converted.program.losses) fmt::print(stderr, "{}\n", ToText(loss));
  if (arguments.verbose) fmt::print(stderr, "{}", ToText(converted.program, converted.plan));
}

// The list of what programs need, to the output file or to stdout.
int WriteOps(const Arguments& arguments) {
  std::vector<ProgramFile> files;
  for (const std::string& path : arguments.ops_of) {
    const Result<std::string> bytes = ReadFile(path);
    if (!bytes.ok()) return Fail(bytes.error());
    files.push_back({path, {bytes.value().begin(), bytes.value().end()}});
  }
  const Result<std::string> ops = OpsOf(files);
  if (!ops.ok()) return Fail(ops.error());
  if (arguments.output.empty()) {
    fmt::print("{}", ops.value());
    return 0;
  }
  const Result<void> written = WriteFile(arguments.output, ops.value().data(), ops.value().size());
  return written.ok() ? 0 : Fail(written.error());
}

int Run(const Arguments& arguments) {
  if (!arguments.ops_of.empty()) return WriteOps(arguments);
  const Result<ConvertOptions> options = OptionsOf(arguments);
  if (!options.ok()) return Fail(options.error());
  const Result<std::vector<ModuleSource>> sources = ReadModules(arguments);
  if (!sources.ok()) return Fail(sources.error());
  const Result<Converted> converted = Convert(sources.value(), options.value());
  if (!converted.ok()) return Fail(converted.error());
  const std::vector<uint8_t>& file = converted.value().file;
  if (!arguments.output.empty()) {
    const Result<void> written = WriteFile(arguments.output, file.data(), file.size());
    if (!written.ok()) return Fail(written.error());
  }
  if (!arguments.json.empty()) {
    const std::string json = ToJson(converted.value());
    const Result<void> written = WriteFile(arguments.json, json.data(), json.size());
    if (!written.ok()) return Fail(written.error());
  }
  if (!arguments.report.empty()) {
    const std::string& title =
        arguments.output.empty() ? sources.value().front().file_name : arguments.output;
    const std::string html = ToHtml(converted.value(), title);
    const Result<void> written = WriteFile(arguments.report, html.data(), html.size());
    if (!written.ok()) return Fail(written.error());
  }
  for (const Validation& validation : converted.value().validations) fmt::print("{}", ToText(validation));
  if (!arguments.quiet) PrintSummary(arguments, converted.value());
  return 0;
}

}  // namespace
}  // namespace tmb

int main(int argc, char** argv) {
  tmb::Arguments arguments;
  CLI::App app(
      "Converts modules (StableHLO text, HLO text, HloModuleProto, HloProto) to a .tmb program for a "
      "microcontroller.\n"
      "tmconvert validate MODULE --quantize HOW --data FILE.npz ... prints how far the quantized program is "
      "from the f32 "
      "one, layer by layer, the worst first; --json and --report have it, too.\n"
      "Exit status: 0 done, 2 usage, 3 an operation or type is not supported, 4 does not fit, 5 malformed "
      "input.");
  app.add_option("MODULE", arguments.modules, "StableHLO text, HLO text or protobuf; told apart by content");
  app.add_option("-o,--output", arguments.output, "the file to write");
  app.add_option("--entry", arguments.entries, "NAME=MODULE: an entry point of that name; may be repeated");
  app.add_option("--custom-call", arguments.custom_calls,
                 "TARGET: custom-calls of this target call a C function that your firmware registers; may be "
                 "repeated")
      ->allow_extra_args(false)
      ->type_name("TARGET");
  app.add_option("--json", arguments.json, "write sizes, plan and instructions to this file");
  app.add_option("--report", arguments.report,
                 "write the same to this HTML file, with a picture of the memory plan");
  app.add_option(
      "--dump-after", arguments.dump_after,
      fmt::format("print the program after a stage: {} or all", fmt::join(tmb::StageNames(), ", ")));
  app.add_option("--ops-of", arguments.ops_of,
                 "FILE.tmb...: write the list that builds a firmware for these programs alone, to the output "
                 "file or to stdout");
  app.add_option("--weights", arguments.weights,
                 "how constant f32 weights of matrix products and convolutions are stored: f32, f16 or bf16; "
                 "sums are f32")
      ->check(CLI::IsMember({"f32", "f16", "bf16"}));
  app.add_option("--quantize", arguments.quantize,
                 "none; w8: constant f32 weights of matrix products and convolutions in 8 bits with a "
                 "scale for each "
                 "output channel, a quarter of the bytes; w4: in 4.5 bits, depthwise, the first and the last "
                 "layer as w8; sums are f32; "
                 "int8, int16: activations, too")
      ->check(CLI::IsMember({"none", "w8", "w4", "int8", "int16"}));
  app.add_option("--calibrate", arguments.calibrate,
                 "FILE.npz with samples of the arguments, [N, *shape] under their names or positions; with "
                 "w8 and w4 integers "
                 "are chosen for what these give (GPTQ), and biases refit")
      ->type_name("FILE.npz");
  app.add_option("--data", arguments.data,
                 "of validate: FILE.npz with arguments to compare on, as --calibrate has them")
      ->type_name("FILE.npz");
  app.add_option(
         "--io", arguments.io,
         "float, or int8: f32 inputs and outputs are integers, whose scales and zero points the signature "
         "has: with --quantize int8 or int16 all that layers read or give, else what the program itself "
         "rounds")
      ->check(CLI::IsMember({"float", "int8"}));
  app.add_option(
         "--range-margin", arguments.range_margin,
         "how much larger ranges of integers are than those that samples show: 1.4 for data with outliers")
      ->check(CLI::Range(1.0f, 8.0f));
  app.add_option("--max-loss", arguments.max_loss,
                 "DB: each f32 output of the quantized program, on the calibration samples, has a signal DB "
                 "above its "
                 "error, or more. What loses too much is measured and kept finer, as little as does: results "
                 "in 16 bits "
                 "(int8), weights of a layer in f32; the reports name it")
      ->type_name("DB")
      ->check(CLI::Range(0.0, 200.0));
  app.add_option("--wide", arguments.wide,
                 "NAME of an instruction, or of a layer (as --json lists them), whose result takes 16 bits "
                 "with --quantize "
                 "int8; may be repeated")
      ->allow_extra_args(false)
      ->type_name("NAME");
  app.add_flag(
      "--min-arena", arguments.min_arena,
      "the smallest arena: early layers run row by row where that helps; larger files, somewhat more cycles");
  app.add_option(
         "--arena", arguments.arena,
         "BYTES that the arena may take: runs no more layers row by row than that needs, and in pieces as "
         "large as it allows")
      ->type_name("BYTES");
  app.add_option("--region", arguments.regions,
                 "NAME:BYTES of a memory of the machine, e.g. sram:128K, the fastest first; may be repeated: "
                 "arena 0 to 3")
      ->allow_extra_args(false)
      ->type_name("NAME:BYTES");
  app.add_option("--optimize", arguments.optimize,
                 "speed, or memory: no scratch that raises the peak, if layers must run in pieces for that")
      ->check(CLI::IsMember({"speed", "memory"}));
  app.add_flag("--no-overlap", arguments.no_overlap,
               "outputs never lie over inputs, to find out whether that is wrong");
  app.add_flag("--no-formulas", arguments.no_formulas,
               "small instructions stay apart, to find out whether joining them is wrong");
  app.add_flag("--winograd", arguments.winograd,
               "3 x 3 convolutions by Winograd's F(4x4, 3x3): about half the cycles, 4 times the weights, "
               "somewhat larger rounding errors; with --quantize int8 the same results, 8 times the weights");
  app.add_flag("--strip", arguments.strip, "leave debug info out");
  app.add_flag("--keep-inputs", arguments.keep_inputs, "a run leaves its inputs unchanged");
  app.add_flag("-q,--quiet", arguments.quiet, "print errors only");
  app.add_flag("-v,--verbose", arguments.verbose, "print the memory plan, too");
  if (argc > 1 && std::string_view(argv[1]) == "validate") {
    arguments.validate = true;
    argv[1] = argv[0];
    --argc, ++argv;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return tmb::Run(arguments);
}
