// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// rng-bit-generator: Threefry-2x32 and Philox-4x32 (Salmon et al., "Parallel Random
// Numbers: As Easy as 1, 2, 3", 2011), with the counters and the order of the words as
// XLA has them. All arithmetic is on u32: a u64 is its low and high word.

#include <fmt/format.h>

#include <array>

#include "converter/expand/expansions.h"

namespace tmb {

using hlo::Builder;
using hlo::Instruction;
using hlo::Shape;
using hlo::Type;
using hlo::Value;

namespace {

using Words = std::vector<Value>;

Value Word(Builder& b, uint32_t value) { return b.Scalar(Type::kU32, value); }

struct Uint64 {
  Value low, high;
};

// The state's u64 number `i`, from its words [n, 2].
Uint64 StateAt(Builder& b, Value words, int64_t i) {
  const auto word = [&](int64_t k) { return b.Reshape(b.Slice(words, {{i, i + 1, 1}, {k, k + 1, 1}}), {}); };
  return {word(0), word(1)};
}

Value CarryOf(Builder& b, Value sum, Value added) { return b.Convert(b.Lt(sum, added), Type::kU32); }

// a + offset, elementwise.
Uint64 Add(Builder& b, const Uint64& a, Value offset) {
  const Value low = offset + a.low;
  return {low, CarryOf(b, low, offset) + a.high};
}

Value RotateLeft(Value x, uint32_t bits) {
  Builder& b = x.builder();
  return b.Binary("shift-left", x, Word(b, bits)) | b.Binary("shift-right-logical", x, Word(b, 32 - bits));
}

Words Threefry2x32(Builder& b, const Uint64& key, const Uint64& counter) {
  constexpr std::array<std::array<uint32_t, 4>, 2> kRotations = {{{13, 15, 26, 6}, {17, 29, 16, 24}}};
  const std::array<Value, 3> keys = {key.low, key.high, key.low ^ key.high ^ Word(b, 0x1bd11bda)};
  Value x = counter.low + keys[0], y = counter.high + keys[1];
  for (uint32_t group = 0; group < 5; ++group) {
    for (const uint32_t rotation : kRotations[group % 2]) {
      x = x + y;
      y = RotateLeft(y, rotation) ^ x;
    }
    x = x + keys[(group + 1) % 3];
    y = y + (keys[(group + 2) % 3] + Word(b, group + 1));
  }
  return {x, y};
}

Words Philox4x32(Builder& b, const Uint64& key, const Uint64& low, const Uint64& high) {
  Words x = {low.low, low.high, high.low, high.high};
  Value left = key.low, right = key.high;
  for (int round = 0; round < 10; ++round) {
    const Value a = Word(b, 0xd2511f53), c = Word(b, 0xcd9e8d57);
    const Value a_high = b.Binary("mulhi", x[0], a), c_high = b.Binary("mulhi", x[2], c);
    x = {(c_high ^ x[1]) ^ left, x[2] * c, (a_high ^ x[3]) ^ right, x[0] * a};
    left = left + Word(b, 0x9e3779b9);
    right = right + Word(b, 0xbb67ae85);
  }
  return x;
}

// words[0][i], words[1][i], ... in turn for i = 0 .. n-1: [n, words]
Value Interleaved(Builder& b, const Words& words) {
  Words columns;
  for (const Value& word : words) columns.push_back(b.Reshape(word, {word.dim(0), 1}));
  return b.Concatenate(columns, 1);
}

Value FirstOf(Builder& b, Value words, int64_t count) {
  const Value flat = b.Reshape(words, {words.shape().Elements()});
  return b.SliceIn(flat, 0, 0, count);
}

// u32 or u64 words as elements of `shape`: narrow types take the low bits.
Value AsElements(Builder& b, Value words, const Shape& shape) {
  static constexpr Type kUnsigned[] = {Type::kU8, Type::kU16, Type::kU32, Type::kU64};
  Value bits = words;
  for (const Type type : kUnsigned) {
    if (hlo::TypeBytes(type) == hlo::TypeBytes(shape.type)) bits = b.Convert(bits, type);
  }
  if (bits.type() != shape.type) bits = b.BitcastConvert(bits, shape.type);
  return b.Reshape(bits, shape.dims);
}

struct Generated {
  Value words;     // in the result's order; u64 results take pairs
  int64_t blocks;  // the counter's advance
};

// The dimension that XLA halves: the two words of a block are neighbours there.
size_t HalvedDimension(const std::vector<int64_t>& dims) {
  size_t largest = 0;
  for (size_t d = 0; d < dims.size(); ++d) {
    if (dims[d] % 2 == 0) return d;
    if (dims[d] > dims[largest]) largest = d;
  }
  return largest;
}

// [...] u32, made of one block for each two elements along the halved dimension.
Generated Threefry32(Builder& b, const Uint64& key, const Uint64& counter, std::vector<int64_t> dims) {
  if (dims.empty()) dims = {1};
  const size_t halved = HalvedDimension(dims);
  const int64_t extent = dims[halved];
  std::vector<int64_t> half = dims;
  half[halved] = (extent + 1) / 2;
  const int64_t blocks = hlo::MakeShape(Type::kU32, half).Elements();
  const Words words = Threefry2x32(b, key, Add(b, counter, b.Iota(Type::kU32, {blocks}, 0)));
  half.insert(half.begin() + static_cast<std::ptrdiff_t>(halved) + 1, 1);
  const Value pairs =
      b.Concatenate({b.Reshape(words[0], half), b.Reshape(words[1], half)}, static_cast<int64_t>(halved) + 1);
  std::vector<int64_t> whole = dims;
  whole[halved] = 2 * half[halved];
  return {b.SliceIn(b.Reshape(pairs, whole), static_cast<int64_t>(halved), 0, extent), blocks};
}

Generated Threefry(Builder& b, const Uint64& key, const Uint64& counter, const Shape& shape) {
  if (hlo::TypeBytes(shape.type) < 8) return Threefry32(b, key, counter, shape.dims);
  const int64_t count = shape.Elements();
  const Words words = Threefry2x32(b, key, Add(b, counter, b.Iota(Type::kU32, {count}, 0)));
  return {b.BitcastConvert(Interleaved(b, words), Type::kU64), count};
}

struct Uint128 {
  Uint64 low, high;
};

Uint128 Add(Builder& b, const Uint128& a, Value offset) {
  const Uint64 low = Add(b, a.low, offset);
  // The carry out of the low half: its high word wrapped to 0 by the carry into it.
  const Value carry_in = CarryOf(b, low.low, offset);
  const Uint64 high = Add(b, a.high, CarryOf(b, low.high, carry_in));
  return {low, high};
}

Generated Philox(Builder& b, const Uint64& key, const Uint128& counter, const Shape& shape) {
  const bool wide = hlo::TypeBytes(shape.type) == 8;
  const int64_t count = shape.Elements(), words_needed = wide ? 2 * count : count;
  const int64_t blocks = (words_needed + 3) / 4;
  const Uint128 counters = Add(b, counter, b.Iota(Type::kU32, {blocks}, 0));
  const Words words = Philox4x32(b, key, counters.low, counters.high);
  const Value in_order = FirstOf(b, Interleaved(b, words), words_needed);
  return {wide ? b.BitcastConvert(b.Reshape(in_order, {count, 2}), Type::kU64) : in_order, blocks};
}

// [2 * n] words of the parts as the state's own type and dims.
Value NewState(Builder& b, const std::vector<Uint64>& parts, const Shape& state) {
  Words words;
  for (const Uint64& part : parts) {
    words.push_back(b.Reshape(part.low, {1}));
    words.push_back(b.Reshape(part.high, {1}));
  }
  const Value flat = b.Concatenate(words, 0);
  if (state.type == Type::kU32) return flat;
  return b.BitcastConvert(b.Reshape(flat, {static_cast<int64_t>(parts.size()), 2}), Type::kU64);
}

}  // namespace

Result<Value> ExpandRngBitGenerator(Builder& b, const Instruction& generator) {
  const Shape& bits = generator.shape.tuple[1];
  Value operand = b.Use(generator.operands[0]);
  const Type written = operand.type();
  if (hlo::IsSigned(written)) {
    operand = b.BitcastConvert(operand, hlo::TypeBytes(written) == 8 ? Type::kU64 : Type::kU32);
  }
  const Shape state = operand.shape();
  const int64_t size = state.Bytes() / 8;
  const Value words =
      state.type == Type::kU64 ? b.BitcastConvert(operand, Type::kU32) : b.Reshape(operand, {size, 2});
  const bool threefry = generator.rng_algorithm == "rng_three_fry";
  if (hlo::IsComplex(bits.type) || !bits.IsArray() || (threefry && size != 2)) {
    return Unsupported(fmt::format("{} with state {} and bits {}", generator.rng_algorithm, state.ToString(),
                                   bits.ToString()));
  }
  const Uint64 key = StateAt(b, words, 0), low = StateAt(b, words, 1);
  if (threefry) {
    const Generated generated = Threefry(b, key, low, bits);
    const Uint64 next = Add(b, low, Word(b, static_cast<uint32_t>(generated.blocks)));
    return b.Tuple({b.BitcastConvert(NewState(b, {key, next}, state), written), AsElements(b, generated.words, bits)});
  }
  // A state of two is one whose counter has the key as its high half.
  const Uint128 counter = {low, size == 3 ? StateAt(b, words, 2) : key};
  const Generated generated = Philox(b, key, counter, bits);
  const Uint128 next = Add(b, counter, Word(b, static_cast<uint32_t>(generated.blocks)));
  std::vector<Uint64> parts = {key, next.low};
  if (size == 3) parts.push_back(next.high);
  return b.Tuple({b.BitcastConvert(NewState(b, parts, state), written), AsElements(b, generated.words, bits)});
}

Result<Value> ExpandRng(Builder&, const Instruction& rng) {
  return Unsupported("the values of " + *rng.rng_distribution + " depend on the backend: use jax.random");
}

}  // namespace tmb
