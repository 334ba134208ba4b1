// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "converter/hlo/name_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "converter/hlo/rare.h"

namespace tmb::hlo {
namespace {

TEST(NameTable, FindsWhatWasInsertedAndNothingElse) {
  std::vector<std::string> names = {"", "a"};
  for (int n = 0; n < 2000; ++n) {
    names.push_back("%add." + std::to_string(n));
    names.push_back(std::string(static_cast<size_t>(n % 40), 'x') + std::to_string(n));
  }
  NameTable<size_t> table;
  EXPECT_FALSE(table.contains("a"));
  for (size_t i = 0; i < names.size(); ++i) {
    const auto [value, is_new] = table.Insert(names[i], i);
    ASSERT_TRUE(is_new) << names[i];
    ASSERT_EQ(*value, i);
  }
  for (size_t i = 0; i < names.size(); ++i) {
    ASSERT_NE(table.Find(names[i]), nullptr) << names[i];
    ASSERT_EQ(*table.Find(names[i]), i);
  }
  EXPECT_EQ(table.Find("%add.2000"), nullptr);
  EXPECT_EQ(table.Find("%add."), nullptr);
}

TEST(NameTable, KeepsTheFirstValue) {
  NameTable<int> table;
  table.Insert("a", 1);
  const auto [value, is_new] = table.Insert("a", 2);
  EXPECT_FALSE(is_new);
  EXPECT_EQ(*value, 1);
}

TEST(Rare, IsAsSmallAsAPointerAndCopiesItsValue) {
  static_assert(sizeof(Rare<std::vector<int64_t>>) == sizeof(void*));
  Rare<std::vector<int64_t>> dims = std::vector<int64_t>{1, 2};
  const Rare<std::vector<int64_t>> copy = dims;
  dims[1] = 7;
  EXPECT_EQ(copy, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(dims.back(), 7);
  dims.clear();
  EXPECT_TRUE(dims.empty());
  EXPECT_EQ(dims, Rare<std::vector<int64_t>>());
}

TEST(Rare, TextComparesAndConverts) {
  Rare<std::string> text;
  EXPECT_EQ(text, "");
  text = "EQ";
  EXPECT_EQ(text, "EQ");
  EXPECT_EQ(std::string_view(text), "EQ");
  text = std::string_view();
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace tmb::hlo
