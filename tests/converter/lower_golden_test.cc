// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Each golden/*.hlo is lowered; the listing must be the .txt beside it. They show which
// values share a Map, what runs inside a kernel, and where both must not happen.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "converter/hlo/read.h"
#include "converter/lower/lower.h"
#include "converter/passes/passes.h"
#include "converter/quantize/quantize_weights.h"

namespace tmb {
namespace {

std::string ReadText(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// From a first line `// options: winograd` or `weights=f16`; `quantize=w8` quantizes before.
LowerOptions OptionsOf(const std::string& text) {
  LowerOptions options;
  options.winograd = text.starts_with("// options: winograd\n");
  if (text.starts_with("// options: weights=f16\n")) options.weights = hlo::Type::kF16;
  return options;
}

Result<std::string> Listing(const std::filesystem::path& path) {
  const std::string source = ReadText(path);
  TMB_ASSIGN(hlo::Module module, hlo::ReadModule(source, path.filename().string()));
  for (const Pass& pass : kPasses) TMB_CHECK_OK(pass.run(module));
  TMB_CHECK_OK(CheckSupported(module, path.filename().string()));
  if (source.starts_with("// options: quantize=w8\n")) TMB_CHECK_OK(QuantizeWeights(module));
  TMB_ASSIGN(const Program program, Lower(module, path.filename().string(), OptionsOf(source)));
  return ToText(program);
}

class LowerGolden : public testing::TestWithParam<std::string> {};

TEST_P(LowerGolden, ListingIsTheGolden) {
  const std::filesystem::path source = std::filesystem::path(TMB_GOLDEN_DIR) / GetParam();
  const std::filesystem::path golden = std::filesystem::path(source).replace_extension(".txt");
  const Result<std::string> listing = Listing(source);
  const std::string text = listing.ok() ? listing.value() : "error: " + listing.error().text + "\n";
  if (std::getenv("TMB_UPDATE_GOLDENS") != nullptr) std::ofstream(golden, std::ios::binary) << text;
  EXPECT_EQ(text, ReadText(golden)) << source;
}

std::vector<std::string> Sources() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(TMB_GOLDEN_DIR)) {
    if (file.path().extension() == ".hlo") names.push_back(file.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, LowerGolden, testing::ValuesIn(Sources()),
                         [](const auto& source) { return source.param.substr(0, source.param.find('.')); });

}  // namespace
}  // namespace tmb
