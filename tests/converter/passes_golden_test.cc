// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Each passes/PASS/*.hlo goes through that pass and the removal of dead code; the module must
// be the .txt beside it. A name says what the pass does there, or what it must leave alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "converter/hlo/read.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

namespace fs = std::filesystem;

std::string ReadText(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

const Pass& PassNamed(const std::string& name) {
  return *std::find_if(std::begin(kPasses), std::end(kPasses),
                       [&name](const Pass& pass) { return pass.name == name; });
}

Result<std::string> TextAfter(const fs::path& path) {
  TMB_ASSIGN(hlo::Module module, hlo::ReadModule(ReadText(path), path.filename().string()));
  TMB_CHECK_OK(PassNamed(path.parent_path().filename().string()).run(module));
  TMB_CHECK_OK(EliminateDead(module));
  return hlo::ToText(module);
}

class PassesGolden : public testing::TestWithParam<std::string> {};

TEST_P(PassesGolden, ModuleIsTheGolden) {
  const fs::path source = fs::path(TMB_PASSES_DIR) / GetParam();
  const fs::path golden = fs::path(source).replace_extension(".txt");
  const Result<std::string> module = TextAfter(source);
  const std::string text = module.ok() ? module.value() : "error: " + module.error().text + "\n";
  if (std::getenv("TMB_UPDATE_GOLDENS") != nullptr) std::ofstream(golden, std::ios::binary) << text;
  EXPECT_EQ(text, ReadText(golden)) << source;
}

std::vector<std::string> Sources() {
  std::vector<std::string> names;
  for (const auto& file : fs::recursive_directory_iterator(TMB_PASSES_DIR)) {
    if (file.path().extension() == ".hlo")
      names.push_back(fs::relative(file.path(), TMB_PASSES_DIR).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string NameOf(const testing::TestParamInfo<std::string>& source) {
  std::string name = fs::path(source.param).replace_extension("").string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, PassesGolden, testing::ValuesIn(Sources()), NameOf);

}  // namespace
}  // namespace tmb
