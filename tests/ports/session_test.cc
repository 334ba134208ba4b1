// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// tmrun's arguments and results, on the host: what is accepted, what each error says
// and which exit status it means.
#include "ports/host/session.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "converter/arrays/file.h"
#include "converter/arrays/npy.h"
#include "ports/host/literal.h"
#include "tests/runtime/sample_programs.h"

namespace tmb::test {
namespace {

class Session : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("tmb_session_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    Save("scale.tmb", ScaleProgram(4).Build());
    options_.file = Path("scale.tmb");
    options_.inputs = {"4xf32=1 2 3 4"};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Save(const std::string& name, const std::vector<uint8_t>& bytes) const {
    ASSERT_TRUE(WriteFile(Path(name), std::string(bytes.begin(), bytes.end())).ok());
  }
  void SaveNpy(const std::string& name, const std::string& literal) const {
    ASSERT_TRUE(WriteNpy(Path(name), ParseLiteral(literal).value().array).ok());
  }
  std::string ReadBack(const std::string& name, tmb_type type) const {
    return FormatLiteral(ReadNpy(Path(name)).value(), type);
  }
  void ExpectError(ErrorKind kind, const std::string& part) const {
    const Result<void> result = RunSession(options_);
    ASSERT_FALSE(result.ok()) << part;
    EXPECT_EQ(result.error().kind, kind) << result.error().text;
    EXPECT_NE(result.error().text.find(part), std::string::npos) << result.error().text;
  }

  std::filesystem::path folder_;
  SessionOptions options_;
};

TEST_F(Session, WritesOutputs) {
  options_.outputs = {"@" + Path("y.npy")};
  ASSERT_TRUE(RunSession(options_).ok());
  EXPECT_EQ(ReadBack("y.npy", TMB_F32), "4xf32=2 5 10 17");
}

TEST_F(Session, PrintsOutputsWhenNoneIsAskedFor) {
  ::testing::internal::CaptureStdout();
  ASSERT_TRUE(RunSession(options_).ok());
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "4xf32=2 5 10 17\n");
}

TEST_F(Session, ComparesOutputs) {
  options_.expected = {"4xf32=2 5 10 17"};
  EXPECT_TRUE(RunSession(options_).ok());
  options_.expected = {"(ignored)"};
  EXPECT_TRUE(RunSession(options_).ok());
  options_.expected = {"4xf32=2 5 11 17"};
  ExpectError(ErrorKind::kRunFailed, "[2] is 10, expected 11 (1 of 4 differ)");
  options_.tolerance.atol = 1;
  EXPECT_TRUE(RunSession(options_).ok());
}

TEST_F(Session, RunsOnceForEachRow) {
  SaveNpy("rows.npy", "3x4xf32=0 0 0 0 1 1 1 1 2 2 2 2");
  options_.inputs = {"@" + Path("rows.npy")};
  options_.outputs = {"@" + Path("y.npy")};
  options_.stats = Path("stats.json");
  ExpectError(ErrorKind::kUsage, "shape is 3x4xf32, 4xf32 is wanted");
  options_.rows = Rows::kEach;
  ASSERT_TRUE(RunSession(options_).ok());
  EXPECT_EQ(ReadBack("y.npy", TMB_F32), "3x4xf32=1 1 1 1 2 3 4 5 3 5 7 9");
  const nlohmann::json stats = nlohmann::json::parse(ReadFile(options_.stats).value());
  EXPECT_EQ(stats["runs"], 3);
  EXPECT_EQ(stats["instructions_run"], 3 * stats["instructions"].get<int>());
  EXPECT_GT(stats["arena_bytes"], 0);
  EXPECT_EQ(stats["file_bytes"], std::filesystem::file_size(options_.file));
  options_.inputs = {"4xf32=1 2 3 4"};
  ExpectError(ErrorKind::kUsage, "--each");
}

TEST_F(Session, NamesTheArgumentThatIsWrong) {
  options_.inputs = {};
  ExpectError(ErrorKind::kUsage, "missing --input 0 (x: 4xf32)");
  options_.inputs = {"4xf32=1", "4xf32=2"};
  ExpectError(ErrorKind::kUsage, "2 of --input, the entry point has 1");
  options_.inputs = {"4xs32=1"};
  ExpectError(ErrorKind::kUsage, "--input 0 (x: 4xf32): elements are s32, f32 is wanted");
  options_.inputs = {"5xf32=1"};
  ExpectError(ErrorKind::kUsage, "shape is 5xf32, 4xf32 is wanted");
  options_.inputs = {"@" + Path("absent.npy")};
  ExpectError(ErrorKind::kUsage, "absent.npy");
  SaveNpy("wide.npy", "4xf64=1");
  options_.inputs = {"@" + Path("wide.npy")};
  ExpectError(ErrorKind::kUsage, "elements are f8, 4xf32 is wanted (f4 for f32)");
  options_.inputs = {"4xf32=1"};
  options_.outputs = {"y.npy"};
  ExpectError(ErrorKind::kUsage, "--output 0 (y: 4xf32): write - or @FILE.npy");
  options_.outputs = {"-", "-"};
  ExpectError(ErrorKind::kUsage, "2 of --output");
}

TEST_F(Session, ExitStatusTellsWhatIsWrongWithTheFile) {
  std::vector<uint8_t> file = ScaleProgram(4).Build();
  options_.file = Path("absent.tmb");
  ExpectError(ErrorKind::kUsage, "No such file");
  options_.file = Path("damaged.tmb");
  file[file.size() / 2] ^= 1;
  Save("damaged.tmb", file);
  ExpectError(ErrorKind::kMalformed, "damaged.tmb");
  Save("damaged.tmb", {1, 2, 3});
  ExpectError(ErrorKind::kMalformed, "damaged.tmb");
  Save("damaged.tmb", {});
  ExpectError(ErrorKind::kMalformed, "damaged.tmb");
}

TEST_F(Session, BudgetStopsARun) {
  Save("count.tmb", CounterProgram(1000).Build());
  options_.file = Path("count.tmb");
  options_.inputs = {};
  options_.budget = 10;
  ExpectError(ErrorKind::kRunFailed, "stopped after 10 units of work");
  options_.budget = 1000000;
  EXPECT_TRUE(RunSession(options_).ok());
}

TEST_F(Session, UnknownTargetsAndEntries) {
  options_.on = "moon";
  ExpectError(ErrorKind::kUsage, "host, qemu:BOARD or serial:DEVICE");
  options_.on = "qemu:moon";
  ExpectError(ErrorKind::kUsage, "no firmware for board 'moon'");
  options_.on = "serial:/nonexistent";
  ExpectError(ErrorKind::kUsage, "/nonexistent");
  options_.on = "serial:/dev/null@fast";
  ExpectError(ErrorKind::kUsage, "no baud rate");
  options_.on = "host";
  options_.entry = "other";
  ExpectError(ErrorKind::kUsage, "no entry point 'other'; there are: scale");
}

TEST_F(Session, ProfilesInstructionsByName) {
  options_.profile = true;
  options_.outputs = {"@" + Path("y.npy")};
  ::testing::internal::CaptureStdout();
  ASSERT_TRUE(RunSession(options_).ok());
  EXPECT_NE(::testing::internal::GetCapturedStdout().find("Map"), std::string::npos);
}

}  // namespace
}  // namespace tmb::test
