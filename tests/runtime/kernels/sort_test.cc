// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Sort against std::stable_sort for each comparison that it knows and for codes of several
// keys; codes that contradict themselves still give each element once.
#include <algorithm>
#include <numeric>

#include "tests/runtime/kernels/kernel_memory.h"
#include "tests/runtime/kernels/packed_table.h"

namespace tmb {
namespace {

using Op = fb::MicroOp;

uint8_t Code(Op op) { return static_cast<uint8_t>(op); }

struct Rows {
  uint32_t rows, count, kept;
  uint32_t Elements() const { return rows * count; }
};

using Keys = std::vector<std::vector<uint32_t>>;

// By the first key that differs.
struct Comparisons {
  std::vector<Op> ops;
};
struct Coded {
  std::vector<uint8_t> code;
  uint32_t temporaries = 0;
};
Coded Compare(Op op) { return {{Code(Op::Load), 0, Code(op), 1, Code(Op::Store), 2, Code(Op::End)}}; }

fb::SortT Describe(KernelMemory& memory, const Rows& rows, const Keys& keys) {
  fb::SortT sort;
  for (const auto& key : keys) sort.keys.push_back(memory.Add(key));
  sort.order = Own(memory.Add(std::vector<int32_t>(rows.rows * rows.kept, -1)));
  sort.rows = rows.rows;
  sort.count = rows.count;
  sort.kept = rows.kept;
  return sort;
}

fb::SortT Describe(KernelMemory& memory, const Rows& rows, const Keys& keys, const Comparisons& comparisons) {
  fb::SortT sort = Describe(memory, rows, keys);
  sort.comparisons = comparisons.ops;
  sort.scratch = Own(memory.Add(std::vector<uint8_t>(SortOrderBytes(static_cast<uint32_t>(keys.size())) +
                                                     SortRowBytes(rows.count, rows.kept))));
  return sort;
}

fb::SortT Describe(KernelMemory& memory, const Rows& rows, const Keys& keys, const Coded& coded) {
  fb::SortT sort = Describe(memory, rows, keys);
  sort.code = coded.code;
  sort.temporaries = static_cast<uint8_t>(coded.temporaries);
  const uint32_t code_bytes = SortOrderBytes(static_cast<uint32_t>(keys.size()), 0, coded.temporaries);
  sort.scratch = Own(memory.Add(std::vector<uint8_t>(code_bytes + SortRowBytes(rows.count, rows.kept))));
  return sort;
}

std::vector<uint32_t> RunSort(KernelMemory& memory, const fb::SortT& sort) {
  const Packed<fb::Sort> op(sort);
  RandomBits random;
  RunBothWays(Sort, *op, memory, *sort.order, random);
  return memory.Values<uint32_t>(*sort.order);
}

// `before(a, b)` compares elements, numbered through all rows.
template <typename Before>
std::vector<uint32_t> Expected(const Rows& rows, Before before) {
  std::vector<uint32_t> order;
  for (uint32_t row = 0; row < rows.rows; ++row) {
    std::vector<uint32_t> numbers(rows.count);
    std::iota(numbers.begin(), numbers.end(), 0u);
    std::stable_sort(numbers.begin(), numbers.end(), [&](uint32_t a, uint32_t b) {
      return before(row * rows.count + a, row * rows.count + b);
    });
    order.insert(order.end(), numbers.begin(), numbers.begin() + rows.kept);
  }
  return order;
}

// Best first; equal scores stay in order.
TEST(Sort, ScoresDescending) {
  KernelMemory memory;
  const std::vector<uint32_t> scores = {Bits(2), Bits(7), Bits(2), Bits(-1), Bits(7), Bits(0)};
  const fb::SortT sort = Describe(memory, {1, 6, 6}, {scores}, Compare(Op::GtF));
  EXPECT_EQ(RunSort(memory, sort), (std::vector<uint32_t>{1, 4, 0, 2, 5, 3}));
}

float AsFloat(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

bool Before(Op op, uint32_t a, uint32_t b) {
  if (op == Op::LtU) return a < b;
  if (op == Op::GtU) return a > b;
  if (op == Op::LtS) return static_cast<int32_t>(a) < static_cast<int32_t>(b);
  if (op == Op::GtS) return static_cast<int32_t>(a) > static_cast<int32_t>(b);
  return op == Op::LtF ? AsFloat(a) < AsFloat(b) : AsFloat(a) > AsFloat(b);
}

// A few values, so that many are equal, or numbers of either sign.
std::vector<uint32_t> RandomKeys(uint32_t count, RandomBits& random) {
  const uint32_t values = random.Between(0, 2) == 0 ? 3 : 1000;
  std::vector<uint32_t> keys(count);
  for (uint32_t& key : keys) key = Bits(static_cast<float>(random.Between(0, values)) - 2.0f);
  return keys;
}

TEST(Sort, EachComparisonOfOneKey) {
  RandomBits random;
  for (const Op op : {Op::LtU, Op::GtU, Op::LtS, Op::GtS, Op::LtF, Op::GtF}) {
    for (uint32_t count = 1; count <= 70; ++count) {
      const uint32_t kept = random.Between(0, 1) == 0 ? count : random.Between(1, count);
      const Rows rows = {random.Between(1, 3), count, kept};
      const std::vector<uint32_t> keys = RandomKeys(rows.Elements(), random);
      const bool is_float = op == Op::LtF || op == Op::GtF;
      KernelMemory memory;
      const fb::SortT sort = is_float ? Describe(memory, rows, {keys}, Compare(op))
                                      : Describe(memory, rows, {keys}, Comparisons{{op}});
      ASSERT_EQ(RunSort(memory, sort),
                Expected(rows, [&](uint32_t a, uint32_t b) { return Before(op, keys[a], keys[b]); }))
          << fb::EnumNameMicroOp(op) << " " << count << " " << kept;
    }
  }
}

// By the first key, then by the second one downwards: said by comparisons or by a code.
TEST(Sort, TwoKeys) {
  const Coded code = {{Code(Op::Load), 0, Code(Op::EqI), 1, Code(Op::Store), 5, Code(Op::Load), 2,
                       Code(Op::GtS),  3, Code(Op::And), 5, Code(Op::Store), 5, Code(Op::Load), 0,
                       Code(Op::LtU),  1, Code(Op::Or),  5, Code(Op::Store), 4, Code(Op::End)},
                      1};
  RandomBits random;
  for (uint32_t count = 1; count <= 40; ++count) {
    const Rows rows = {2, count, count % 3 == 0 ? CeilDiv(count, 2) : count};
    const Keys keys = {RandomKeys(rows.Elements(), random), RandomKeys(rows.Elements(), random)};
    const std::vector<uint32_t> expected = Expected(rows, [&](uint32_t a, uint32_t b) {
      return keys[0][a] < keys[0][b] || (keys[0][a] == keys[0][b] && Before(Op::GtS, keys[1][a], keys[1][b]));
    });
    KernelMemory memory, memory_of_code;
    ASSERT_EQ(RunSort(memory, Describe(memory, rows, keys, Comparisons{{Op::LtU, Op::GtS}})), expected)
        << count;
    ASSERT_EQ(RunSort(memory_of_code, Describe(memory_of_code, rows, keys, code)), expected) << count;
  }
}

TEST(Sort, LongRows) {
  RandomBits random;
  for (const uint32_t count : {127u, 128u, 129u, 1000u, 4097u}) {
    const Rows rows = {2, count, count};
    std::vector<uint32_t> keys(rows.Elements());
    for (uint32_t& key : keys) key = random.Next();
    KernelMemory memory;
    const fb::SortT sort = Describe(memory, rows, {keys}, Comparisons{{Op::LtS}});
    ASSERT_EQ(RunSort(memory, sort),
              Expected(rows, [&](uint32_t a, uint32_t b) { return Before(Op::LtS, keys[a], keys[b]); }));
  }
}

// A NaN is neither before nor behind anything; each number still comes once.
void ExpectEachOnce(const std::vector<uint32_t>& order, const Rows& rows) {
  for (uint32_t row = 0; row < rows.rows; ++row) {
    std::vector<bool> seen(rows.count);
    for (uint32_t i = 0; i < rows.kept; ++i) {
      const uint32_t number = order[row * rows.kept + i];
      ASSERT_LT(number, rows.count);
      ASSERT_FALSE(seen[number]) << number << " comes twice";
      seen[number] = true;
    }
  }
}

TEST(Sort, ContradictionsGiveEachElementOnce) {
  const std::vector<Coded> codes = {
      Compare(Op::GeS),  // not strict
      {{Code(Op::Load), 0, Code(Op::MulI), 1, Code(Op::And), 0, Code(Op::Store), 2, Code(Op::End)}},  // noise
      Compare(Op::LtF),  // with NaNs
  };
  RandomBits random;
  for (const auto& code : codes) {
    for (uint32_t count = 1; count <= 40; ++count) {
      const Rows rows = {2, count, random.Between(0, 1) == 0 ? count : random.Between(1, count)};
      std::vector<uint32_t> keys(rows.Elements());
      for (uint32_t& key : keys) key = random.Between(0, 2) == 0 ? 0x7fc00000u : random.Next();
      KernelMemory memory;
      const fb::SortT sort = Describe(memory, rows, {keys}, code);
      ExpectEachOnce(RunSort(memory, sort), rows);
    }
  }
}

// Numbers that someone else changed between two steps do not lead out of the keys.
void CheckForeignNumbers(KernelMemory& memory, const fb::SortT& sort) {
  const Packed<fb::Sort> packed(sort);
  EXPECT_EQ(Units(*packed), 4u);
  for (uint32_t unit = 0; unit < Units(*packed); ++unit) {
    Sort(*packed, memory.MakeContext(), unit, 1);
    for (const fb::Ref ref : {*sort.order, *sort.scratch}) {
      std::fill(memory.Bytes(ref).begin(), memory.Bytes(ref).end(), uint8_t{0xff});
    }
  }
}

TEST(Sort, ForeignNumbersStayInside) {
  const Rows rows = {1, 40, 40};
  const std::vector<uint32_t> key(40, 1u);
  KernelMemory one, two, coded;
  CheckForeignNumbers(one, Describe(one, rows, {key}, Comparisons{{Op::LtU}}));
  CheckForeignNumbers(two, Describe(two, rows, {key, key}, Comparisons{{Op::LtU, Op::LtS}}));
  CheckForeignNumbers(coded, Describe(coded, rows, {key}, Compare(Op::LeU)));
}

}  // namespace
}  // namespace tmb
