// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tmdump: what is inside a .tmb file, as a listing or as JSON. A file is printed only
// after the device's own loader and FlatBuffers' verifier have passed it.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ports/host/tmdump_listing.h"
#include "ports/host/tmdump_repair.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

enum Exit { kDone = 0, kUsage = 2, kUnsupported = 3, kMalformed = 5 };

struct Arguments {
  std::string file, output;
  bool json = false, repair = false;
};

int Fail(Exit status, const std::string& text) {
  fmt::print(stderr, "tmdump: {}\n", text);
  return status;
}

// Why a file cannot be printed; empty when it can.
std::string Fault(const std::vector<uint8_t>& file, const std::string& name, Exit* status) {
  *status = kMalformed;
  tmb_machine machine = {};
  tmb_status loaded = tmb_load(&machine, file.data(), file.size());
  if (loaded == TMB_OK) loaded = tmb_check_constants(&machine);
  if (loaded != TMB_OK) {
    if (loaded == TMB_UNSUPPORTED) *status = kUnsupported;
    const bool inside = loaded == TMB_MALFORMED && machine.fault.instruction != UINT32_MAX;
    return fmt::format("{}: {}{}", name, tmb_status_text(loaded),
                       inside ? fmt::format(" (instruction {})", machine.fault.instruction) : "");
  }
  flatbuffers::Verifier verifier(file.data(), file.size());
  return fb::VerifyProgramBuffer(verifier) ? "" : name + ": the debug information or a name is damaged";
}

int Repair(const Arguments& arguments, std::vector<uint8_t>& file) {
  if (arguments.output.empty()) return Fail(kUsage, "--repair needs -o OUT.tmb");
  if (!RepairHeader(file)) return Fail(kMalformed, arguments.file + ": no .tmb header to repair");
  std::ofstream stream(arguments.output, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  stream.close();
  return stream ? kDone : Fail(kUsage, "cannot write " + arguments.output);
}

int Run(const Arguments& arguments) {
  std::ifstream stream(arguments.file, std::ios::binary);
  if (!stream) return Fail(kUsage, "cannot read " + arguments.file);
  std::vector<uint8_t> file(std::istreambuf_iterator<char>(stream), {});
  if (stream.bad()) return Fail(kUsage, "cannot read " + arguments.file);
  if (arguments.repair) return Repair(arguments, file);
  Exit status = kDone;
  const std::string fault = Fault(file, arguments.file, &status);
  if (!fault.empty()) return Fail(status, fault);
  const Schema schema;
  fmt::print("{}", arguments.json ? schema.Json(file.data())
                                  : Listing(schema, *fb::GetProgram(file.data()), arguments.file));
  return kDone;
}

}  // namespace
}  // namespace tmb

int main(int argc, char** argv) {
  tmb::Arguments arguments;
  CLI::App app("Prints what is inside a .tmb program: sizes, memory, entry points, code.\n"
               "Exit status: 0 done, 2 usage, 3 needs what this build lacks, 5 malformed or damaged file.");
  app.add_option("FILE", arguments.file, "a .tmb file")->required();
  app.add_flag("--json", arguments.json, "print the whole file as JSON, with the schema's names");
  app.add_flag("--repair", arguments.repair, "write the same bytes with sizes and checksums made right: for tests "
                                             "with damaged files");
  app.add_option("-o,--output", arguments.output, "where --repair writes");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return tmb::Run(arguments);
}
