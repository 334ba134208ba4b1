// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The firmware of both boards under QEMU: with a model, without one, with a damaged one,
// with one that is too large; through the socket and through a terminal. Skipped where
// the firmware has not been built.
#include "ports/host/qemu.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "converter/arrays/file.h"
#include "converter/arrays/npy.h"
#include "ports/host/client.h"
#include "ports/host/literal.h"
#include "ports/host/session.h"
#include "tests/runtime/sample_programs.h"

namespace tmb::test {
namespace {

class QemuBoard : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const char* firmware = getenv("TMB_FIRMWARE_DIR");
    if (firmware == nullptr || !std::filesystem::exists(firmware + ("/tmb-" + GetParam() + ".elf"))) {
      GTEST_SKIP() << "no firmware: build the cortex-m4 preset first";
    }
    folder_ = std::filesystem::temp_directory_path() / ("tmb_qemu_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Save(const std::vector<uint8_t>& bytes) const {
    const std::string path = folder_ / "a,b.tmb";  // a comma is special to QEMU
    EXPECT_TRUE(WriteFile(path, std::string(bytes.begin(), bytes.end())).ok());
    return path;
  }

  // What the board says of a partition that starts with `bytes`.
  DeviceModel Boot(const std::vector<uint8_t>& bytes) const {
    auto qemu = Qemu::Start(GetParam(), bytes.empty() ? "" : Save(bytes));
    EXPECT_TRUE(qemu.ok()) << qemu.error().text;
    Client client(qemu.value()->TakeUart());
    const Result<DeviceInfo> info = client.Hello();
    EXPECT_TRUE(info.ok()) << info.error().text;
    EXPECT_EQ(info.value().board, GetParam());
    const Result<DeviceModel> model = client.Model();
    EXPECT_TRUE(model.ok());
    EXPECT_TRUE(model.value().status == TMB_OK || !client.Run(0, {}).ok());
    EXPECT_TRUE(qemu.value()->Stop().ok());
    return model.value();
  }

  std::filesystem::path folder_;
};

TEST_P(QemuBoard, AnswersWithoutAModel) {
  EXPECT_EQ(Boot({}).status, TMB_NOT_A_MODEL) << "zeros";
  EXPECT_EQ(Boot(std::vector<uint8_t>(4096, 0xff)).status, TMB_NOT_A_MODEL) << "erased flash";
}

TEST_P(QemuBoard, AnswersWithADamagedModel) {
  std::vector<uint8_t> file = ScaleProgram(64).Build();
  EXPECT_EQ(Boot(file).status, TMB_OK);
  file[file.size() - 40] ^= 1;  // the constants
  EXPECT_EQ(Boot(file).status, TMB_BAD_CHECKSUM);
  file.resize(file.size() / 3);
  const tmb_status truncated = Boot(file).status;
  EXPECT_TRUE(truncated == TMB_BAD_CHECKSUM || truncated == TMB_TRUNCATED) << truncated;
}

TEST_P(QemuBoard, RefusesAModelThatIsTooLargeForItsMemory) {
  const DeviceModel model = Boot(ScaleProgram(1 << 16).Build());
  EXPECT_GT(model.memory_needed, 2u * 4 << 16);
  EXPECT_EQ(model.status, model.memory_needed <= model.memory_bytes ? TMB_OK : TMB_ARENA_TOO_SMALL);
}

TEST_P(QemuBoard, RunsAsTheHostDoes) {
  SessionOptions options;
  options.file = Save(ScaleProgram(500).Build());
  options.on = "qemu:" + GetParam();
  options.inputs = {"500xf32=0.1"};
  options.profile = true;
  ::testing::internal::CaptureStdout();
  for (const std::string& where : {std::string("host"), "qemu:" + GetParam()}) {
    options.on = where;
    options.outputs = {"@" + (folder_ / (where + ".npy")).string()};
    const Result<void> done = RunSession(options);
    ASSERT_TRUE(done.ok()) << done.error().text;
  }
  EXPECT_NE(::testing::internal::GetCapturedStdout().find("Map"), std::string::npos);
  EXPECT_EQ(ReadFile(folder_ / "host.npy").value(),
            ReadFile(folder_ / ("qemu:" + GetParam() + ".npy")).value());
}

// Copies bytes both ways until told to stop.
void Bridge(ByteStream& a, ByteStream& b, const std::atomic<bool>& stop) {
  uint8_t buffer[256];
  while (!stop) {
    for (ByteStream* from : {&a, &b}) {
      const Result<size_t> count = from->Read(buffer, Milliseconds(1));
      if (!count.ok()) return;
      if (!(from == &a ? b : a).Write({buffer, count.value()}, Milliseconds(1000)).ok()) return;
    }
  }
}

TEST_P(QemuBoard, SpeaksThroughASerialPort) {
  SessionOptions options;
  options.file = Save(ScaleProgram(4).Build());
  auto qemu = Qemu::Start(GetParam(), options.file);
  ASSERT_TRUE(qemu.ok());
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  ASSERT_TRUE(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
  const std::string name = ptsname(terminal);
  const int held_open = open(name.c_str(), O_RDWR | O_NOCTTY);
  termios settings;
  tcgetattr(held_open, &settings);
  cfmakeraw(&settings);
  tcsetattr(held_open, TCSANOW, &settings);
  ByteStream uart = qemu.value()->TakeUart();
  ByteStream port(terminal);
  std::atomic<bool> stop = false;
  std::thread bridge([&] { Bridge(uart, port, stop); });

  options.on = "serial:" + name + "@115200";
  options.inputs = {"4xf32=1 2 3 4"};
  options.expected = {"4xf32=2 5 10 17"};
  const Result<void> done = RunSession(options);
  EXPECT_TRUE(done.ok()) << done.error().text;
  options.file = Save(ScaleProgram(5).Build());
  options.inputs = {"5xf32=1"};
  options.expected = {};
  const Result<void> other = RunSession(options);
  ASSERT_FALSE(other.ok());
  EXPECT_NE(other.error().text.find("holds another model"), std::string::npos) << other.error().text;
  stop = true;
  bridge.join();
  close(held_open);
}

TEST_P(QemuBoard, TheDeathOfQemuIsAnError) {
  SessionOptions options;
  options.file = Save(ScaleProgram(4).Build());
  options.on = "qemu:" + GetParam();
  options.inputs = {"4xf32=1"};
  setenv("TMB_QEMU_ARGS", "-no-such-option", 1);
  const Result<void> result = RunSession(options);
  unsetenv("TMB_QEMU_ARGS");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, ErrorKind::kRunFailed);
  EXPECT_NE(result.error().text.find("no-such-option"), std::string::npos) << result.error().text;
}

INSTANTIATE_TEST_SUITE_P(Boards, QemuBoard, ::testing::Values("mps2-an386", "netduinoplus2"),
                         [](const auto& board) { return board.index == 0 ? "Mps2" : "Netduino"; });

}  // namespace
}  // namespace tmb::test
