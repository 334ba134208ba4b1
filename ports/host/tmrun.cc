// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tmrun: runs an entry point of a .tmb file on this host, under emulation or on a
// board, by the same command line. Exit status: 0 done, 1 results differ or the run
// failed, 2 usage, 3 not supported, 4 does not fit, 5 malformed file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "ports/host/session.h"

namespace {

// Each occurrence of the option is one argument, whatever it looks like.
void AddList(CLI::App& app, const char* name, std::vector<std::string>& values, const char* help) {
  app.add_option(name, values, help)->allow_extra_args(false)->type_name("ARG");
}

}  // namespace

int main(int argc, char** argv) {
  tmb::SessionOptions options;
  bool each = false;
  CLI::App app("Runs an entry point of a .tmb file. ARG: 2x2xf32=1 2 3 4, f32=3.14 or @FILE.npy.", "tmrun");
  app.add_option("FILE", options.file, "the program, a .tmb file")->required();
  app.add_option("--entry", options.entry, "entry point; not needed when there is one");
  AddList(app, "--input", options.inputs, "an input, in the order of the signature");
  AddList(app, "--output", options.outputs, "what to do with an output: - prints, @FILE.npy writes it");
  AddList(app, "--expected_output", options.expected, "compare an output; (ignored) passes");
  app.add_option("--rtol", options.tolerance.rtol, "relative tolerance of floats")->capture_default_str();
  app.add_option("--atol", options.tolerance.atol, "absolute tolerance of floats")->capture_default_str();
  app.add_option("--on", options.on, "host, qemu:BOARD or serial:DEVICE[@BAUD]")->capture_default_str();
  app.add_flag("--each", each, "run once for each row of the first dimension; outputs are stacked");
  app.add_option("--stats", options.stats, "write sizes, instructions run and ticks as JSON")
      ->type_name("FILE");
  app.add_flag("--profile", options.profile, "print the time of each instruction");
  app.add_option("--budget", options.budget, "stop after so many units of work")->type_name("UNITS");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (each) options.rows = tmb::Rows::kEach;
  const tmb::Result<void> result = tmb::RunSession(options);
  if (result.ok()) return 0;
  fmt::print(stderr, "tmrun: {}\n", result.error().text);
  return static_cast<int>(result.error().kind);
}
