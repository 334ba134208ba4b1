// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Host and device through the protocol, over a good line and over lines that damage one
// byte, at every position of a whole session in both directions.
#include "ports/host/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "runtime/crc32.h"
#include "tests/ports/fake_board.h"
#include "tests/runtime/sample_programs.h"

namespace tmb::test {
namespace {

using protocol::Message;

constexpr Patience kShort = {Milliseconds(10), 50};

const std::vector<uint8_t>& ScaleFile() {
  static const std::vector<uint8_t> file = ScaleProgram(300).Build();
  return file;
}

std::span<const uint8_t> AsBytes(const std::vector<float>& values) {
  return {reinterpret_cast<const uint8_t*>(values.data()), values.size() * sizeof(float)};
}

TEST(Client, RunsAProgramThatNeedsSeveralFrames) {
  FakeBoard board(ScaleFile(), {});
  Client client(ByteStream(board.TakeSocket()), kShort);
  const Result<DeviceInfo> info = client.Hello();
  ASSERT_TRUE(info.ok()) << info.error().text;
  EXPECT_EQ(info.value().board, "fake");
  EXPECT_FALSE(info.value().restarted_by_fault);
  const Result<DeviceModel> model = client.Model();
  ASSERT_TRUE(model.ok());
  EXPECT_EQ(model.value().status, TMB_OK);
  EXPECT_EQ(client.Checksum(100).value(), Crc32(0, ScaleFile().data(), 100));
  const Result<void> set = client.SetInput(0, 0, AsBytes(std::vector<float>(300, 2.0f)));
  ASSERT_TRUE(set.ok()) << set.error().text;
  const Result<RunReport> report = client.Run(0, {});
  ASSERT_TRUE(report.ok()) << report.error().text;
  EXPECT_EQ(report.value().status, TMB_OK);
  EXPECT_EQ(report.value().ticks, 1234u);
  std::vector<float> output(300);
  ASSERT_TRUE(client.GetOutput(0, 0, {reinterpret_cast<uint8_t*>(output.data()), 1200}).ok());
  for (size_t i = 0; i < output.size(); ++i)
    EXPECT_EQ(output[i], 2.0f * static_cast<float>(i + 1) + 1.0f) << i;
  EXPECT_EQ(client.repetitions(), 0u);
}

TEST(Client, AnOutOfRangeRequestIsRefusedByName) {
  FakeBoard board(ScaleFile(), {});
  Client client(ByteStream(board.TakeSocket()), kShort);
  const std::vector<uint8_t> too_long(1201);
  EXPECT_NE(client.SetInput(0, 0, too_long).error().text.find("Hello"), 0u);
  EXPECT_NE(client.SetInput(0, 0, too_long).error().text.find("lost the session"), std::string::npos);
  ASSERT_TRUE(client.Hello().ok());
  EXPECT_NE(client.SetInput(0, 0, too_long).error().text.find("beyond the end"), std::string::npos);
  EXPECT_NE(client.SetInput(0, 1, too_long).error().text.find("no such"), std::string::npos);
  EXPECT_NE(client.SetInput(7, 0, too_long).error().text.find("no such"), std::string::npos);
  EXPECT_NE(client.Run(7, {}).error().text.find("no such"), std::string::npos);
  EXPECT_NE(client.Costs(1).error().text.find("profile"), std::string::npos);
  EXPECT_NE(client.Checksum(1 << 30).error().text.find("beyond"), std::string::npos);
  EXPECT_NE(client.Call(Message{33}, {}).error().text.find("unknown message"), std::string::npos);
  const uint8_t surplus[1] = {};
  EXPECT_NE(client.Call(Message::kModel, surplus).error().text.find("malformed"), std::string::npos);
}

TEST(Client, DescribesEntriesAndTensors) {
  FakeBoard board(ScaleFile(), {});
  Client client(ByteStream(board.TakeSocket()), kShort);
  ASSERT_TRUE(client.Hello().ok());
  const uint8_t entry[] = {0, 0};
  const std::vector<uint8_t> entry_answer = client.Call(Message::kEntry, entry).value();
  EXPECT_EQ(entry_answer, (std::vector<uint8_t>{1, 0, 1, 0, 5, 0, 's', 'c', 'a', 'l', 'e'}));
  const uint8_t tensor[] = {0, 0, 1, 0, 0};  // output 0
  const std::vector<uint8_t> answer = client.Call(Message::kTensor, tensor).value();
  const std::vector<uint8_t> start = {TMB_F32, 0xb0, 4, 0, 0, 1, 0x2c, 1, 0, 0};
  EXPECT_TRUE(std::equal(start.begin(), start.end(), answer.begin()));
}

TEST(Client, ProfileAndBudget) {
  FakeBoard board(CounterProgram(10).Build(), {});
  Client client(ByteStream(board.TakeSocket()), kShort);
  ASSERT_TRUE(client.Hello().ok());
  ASSERT_EQ(client.Run(0, {0, true}).value().status, TMB_OK);
  LoadedProgram same(CounterProgram(10).Build());
  const std::vector<InstructionCost> costs = client.Costs(tmb_instruction_count(same.machine())).value();
  uint64_t runs = 0;
  for (const InstructionCost& cost : costs) runs += cost.runs;
  EXPECT_GE(runs, 20u);
  EXPECT_EQ(client.Run(0, {3, false}).value().status, TMB_PAUSED);
  EXPECT_EQ(client.Run(0, {}).value().status, TMB_OK) << "a run that was given up is over";
}

TEST(Client, TellsWhyThereIsNoModel) {
  std::vector<uint8_t> damaged = ScaleFile();
  damaged[damaged.size() / 2] ^= 1;
  const struct {
    std::vector<uint8_t> partition;
    uint32_t memory_bytes;
    tmb_status status;
  } cases[] = {
      {{}, 1 << 16, TMB_NOT_A_MODEL},
      {std::vector<uint8_t>(64, 0), 1 << 16, TMB_NOT_A_MODEL},
      {damaged, 1 << 16, TMB_BAD_CHECKSUM},
      {ScaleFile(), 1024, TMB_ARENA_TOO_SMALL},
  };
  for (const auto& c : cases) {
    FakeBoard board(c.partition, {}, c.memory_bytes);
    Client client(ByteStream(board.TakeSocket()), kShort);
    ASSERT_TRUE(client.Hello().ok());
    EXPECT_EQ(client.Model().value().status, c.status);
    EXPECT_NE(client.Run(0, {}).error().text.find("no model"), std::string::npos);
  }
}

// Hello, run the counter twice, read it: 2 * turns whatever happened on the line.
void CountTwice(LineFault fault, uint64_t* to_device, uint64_t* from_device) {
  FakeBoard board(CounterProgram(5).Build(), fault);
  Client client(ByteStream(board.TakeSocket()), kShort, kShort);
  const auto name = [&] {
    return ::testing::Message() << "damage " << static_cast<int>(fault.damage) << " way "
                                << static_cast<int>(fault.way) << " position " << fault.position;
  };
  ASSERT_TRUE(client.Hello().ok()) << name();
  int32_t total = 0;
  for (int run = 1; run <= 2; ++run) {
    const Result<RunReport> report = client.Run(0, {});
    ASSERT_TRUE(report.ok()) << name() << ": " << report.error().text;
    ASSERT_TRUE(client.GetOutput(0, 0, {reinterpret_cast<uint8_t*>(&total), sizeof total}).ok()) << name();
    EXPECT_EQ(total, 5 * run) << name();
  }
  EXPECT_EQ(board.runs(), 2u) << name();
  *to_device = board.bytes(Way::kToDevice);
  *from_device = board.bytes(Way::kFromDevice);
}

void CountTwiceWithDamageAnywhere(Damage damage, Way way, uint64_t positions) {
  for (uint64_t position = 0; position < positions; ++position) {
    uint64_t ignored[2];
    CountTwice({damage, way, position}, &ignored[0], &ignored[1]);
  }
}

TEST(Client, ARepeatedRunIsNotRunAgain) {
  uint64_t bytes[2];
  CountTwice({}, &bytes[0], &bytes[1]);
  std::vector<std::thread> threads;  // they wait for most of the time
  for (const Damage damage : {Damage::kDrop, Damage::kDuplicate, Damage::kSpoil}) {
    threads.emplace_back(CountTwiceWithDamageAnywhere, damage, Way::kToDevice, bytes[0]);
    threads.emplace_back(CountTwiceWithDamageAnywhere, damage, Way::kFromDevice, bytes[1]);
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Client, TheSameSequenceNumberLaterIsAnotherRun) {
  FakeBoard board(CounterProgram(5).Build(), {});
  Client client(ByteStream(board.TakeSocket()), kShort);
  ASSERT_TRUE(client.Hello().ok());
  ASSERT_TRUE(client.Run(0, {}).ok());
  for (int i = 0; i < 255; ++i) ASSERT_TRUE(client.Model().ok());
  ASSERT_TRUE(client.Run(0, {}).ok());
  EXPECT_EQ(board.runs(), 2u);
}

TEST(Client, SilenceIsAnErrorAndNoHang) {
  int sockets[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets), 0);
  Client client{ByteStream(sockets[0]), {Milliseconds(10), 3}};
  EXPECT_NE(client.Model().error().text.find("no answer from the device in 3 attempts"), std::string::npos);
  close(sockets[1]);
  EXPECT_NE(client.Model().error().text.find("the device is gone"), std::string::npos);
}

TEST(Client, SpeaksThroughATerminal) {
  FakeBoard board(ScaleFile(), {});
  const std::string terminal = board.OpenTerminal();
  ASSERT_FALSE(terminal.empty());
  Result<ByteStream> stream = OpenSerial(terminal, 115200);
  ASSERT_TRUE(stream.ok()) << stream.error().text;
  Client client(std::move(stream.value()), kShort);
  ASSERT_TRUE(client.Hello().ok());
  std::vector<float> values(300);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  ASSERT_TRUE(client.SetInput(0, 0, AsBytes(values)).ok());
  ASSERT_EQ(client.Run(0, {}).value().status, TMB_OK);
  std::vector<float> output(300);
  ASSERT_TRUE(client.GetOutput(0, 0, {reinterpret_cast<uint8_t*>(output.data()), 1200}).ok());
  EXPECT_EQ(output[299], 299.0f * 300.0f + 1.0f);
}

TEST(Client, ASerialDeviceMustBeOne) {
  EXPECT_NE(OpenSerial("/nonexistent", 115200).error().text.find("No such file"), std::string::npos);
  EXPECT_NE(OpenSerial("/dev/null", 115200).error().text.find("no serial port"), std::string::npos);
  EXPECT_NE(OpenSerial("/dev/null", 12345).error().text.find("12345 baud"), std::string::npos);
}

}  // namespace
}  // namespace tmb::test
