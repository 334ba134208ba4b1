// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// .npy files: what numpy writes is read, what is written numpy reads, what is damaged
// or not supported is refused with its reason.
#include "converter/arrays/npy.h"

#include <gtest/gtest.h>

namespace tmb {
namespace {

std::string File(const std::string& dict, const std::string& data, char version = 1) {
  std::string file = "\x93NUMPY";
  file += {version, '\0'};
  file += static_cast<char>(dict.size());
  file += std::string(version == 1 ? 1 : 3, '\0');
  return file + dict + data;
}

std::string Dict(const std::string& descr, const std::string& shape, const std::string& fortran = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
}

TEST(Npy, WritesWhatNumpyWrites) {
  const Array array = {{'f', 4}, {2, 3}, std::vector<uint8_t>(24, 1)};
  const std::string file = FormatNpy(array);
  EXPECT_EQ(file.size(), 128u + 24u);
  EXPECT_EQ(file.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(file.substr(10, 59), "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
  EXPECT_EQ(file[127], '\n');
}

TEST(Npy, ReadsBackEveryTypeAndShape) {
  const Storage storages[] = {{'b', 1}, {'i', 1}, {'i', 2}, {'i', 4}, {'i', 8}, {'u', 1}, {'u', 2},
                              {'u', 4}, {'u', 8}, {'f', 2}, {'f', 4}, {'f', 8}, {'c', 8}, {'c', 16}};
  const std::vector<uint32_t> shapes[] = {{}, {1}, {3}, {2, 3}, {0}, {2, 0, 4}, {1, 1, 1, 2}};
  for (const Storage storage : storages) {
    for (const std::vector<uint32_t>& dims : shapes) {
      Array array = {storage, dims, {}};
      array.data.resize(array.ElementCount() * storage.bytes, 0xab);
      const Result<Array> read = ParseNpy(FormatNpy(array));
      ASSERT_TRUE(read.ok()) << read.error().text;
      EXPECT_EQ(read.value().storage, storage);
      EXPECT_EQ(read.value().dims, dims);
      EXPECT_EQ(read.value().data, array.data);
    }
  }
}

TEST(Npy, ReadsVersions2And3AndRawBits) {
  for (const char version : {'\x02', '\x03'}) {
    const Result<Array> read = ParseNpy(File(Dict("<V2", "(2,)"), "abcd", version));
    ASSERT_TRUE(read.ok()) << read.error().text;
    EXPECT_EQ(read.value().storage, (Storage{'u', 2}));
  }
}

TEST(Npy, TakesFortranOrderWhereItIsTheSame) {
  EXPECT_TRUE(ParseNpy(File(Dict("<i2", "(2,)", "True"), "abcd")).ok());
  EXPECT_FALSE(ParseNpy(File(Dict("<i2", "(2, 1)", "True"), "abcd")).ok());
}

TEST(Npy, RefusesWithAReason) {
  const struct {
    std::string file;
    std::string reason;
  } cases[] = {
      {"", "no .npy file"},
      {"PK\x03\x04 something else", "no .npy file"},
      {File(Dict("<f4", "(2,)"), "abcdefg"), "truncated"},
      {File(Dict("<f4", "(1,)"), "abcdefg"), "has 7 bytes, its shape says 4"},
      {File(Dict(">f4", "(1,)"), "abcd"), "big-endian"},
      {File(Dict("<U4", "(1,)"), "abcd"), "dtype <U4"},
      {File(Dict("<f3", "(1,)"), "abc"), "dtype <f3"},
      {File(Dict("|O", "(1,)"), "abcd"), "not a plain one"},
      {File(Dict("<f4", "1"), "abcd"), "no tuple"},
      {File(Dict("<f4", "(-1,)"), "abcd"), "bad dimension"},
      {File(Dict("<f4", "(99999999999,)"), "abcd"), "bad dimension"},
      {File(Dict("<f4", "(4000000000, 4000000000, 4000000000)"), "abcd"), "truncated"},
      {File("{'descr': '<f4'}\n", "abcd"), "lacks"},
      {File(Dict("<f4", "(1,)"), "abcd", 4), "version 4"},
      {File(Dict("<f4", "(1,)"), "abcd").substr(0, 30), "truncated in its header"},
  };
  for (const auto& bad : cases) {
    const Result<Array> read = ParseNpy(bad.file);
    ASSERT_FALSE(read.ok()) << bad.reason;
    EXPECT_NE(read.error().text.find(bad.reason), std::string::npos) << read.error().text;
    EXPECT_EQ(read.error().kind, ErrorKind::kMalformed);
  }
}

TEST(Npy, AnyCutOfAFileIsRefused) {
  const std::string file = FormatNpy({{'f', 8}, {3, 2}, std::vector<uint8_t>(48, 1)});
  for (size_t length = 0; length < file.size(); ++length) EXPECT_FALSE(ParseNpy(file.substr(0, length)).ok());
}

}  // namespace
}  // namespace tmb
