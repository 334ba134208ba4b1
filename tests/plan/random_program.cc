// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Grows a program statement by statement as lowering would: values are buffers that were
// written on every path so far; a loop keeps its state in buffers of its own, copied in
// before the loop and back at the end of its body.
#include "tests/plan/random_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "converter/plan/random.h"

namespace tmb {
namespace {

constexpr int kSizes[] = {1, 4, 16, 16, 32, 64, 64, 100, 256};

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  std::string Entry(int statements) {
    const int id = next_++;
    head_ = fmt::format("entry e{}\n", id);
    body_.clear();
    values_.clear();
    for (uint64_t i = 0; i <= random_.Below(4); ++i) values_.push_back(Declare("input", AnySize()));
    left_ = statements;
    while (left_ > 0) Statement(2);
    for (uint64_t i = 0; i <= random_.Below(3); ++i) {
      const Value value = Pick(), output = Declare("output", value.bytes);
      Line("copy {} = {}", output.name, value.name);
    }
    return head_ + body_;
  }

 private:
  struct Value {
    std::string name;
    int bytes = 0;
  };

  template <typename... Args>
  void Line(fmt::format_string<Args...> format, Args&&... args) {
    body_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
    --left_;
  }

  // Names carry numbers, so that every line of code differs from all others.
  Value Declare(const char* kind, int bytes) {
    Value value{fmt::format("{}{}", kind[0], next_++), bytes};
    head_ += fmt::format("{} {} {}\n", kind, value.name, bytes);
    return value;
  }

  int AnySize() { return kSizes[random_.Below(std::size(kSizes))]; }
  bool Chance(int percent) { return static_cast<int>(random_.Below(100)) < percent; }
  const Value& Pick() {
    // Recent ones, so that most die young.
    const uint64_t among = std::min<uint64_t>(values_.size(), 40);
    const uint64_t back = std::min(random_.Below(among), random_.Below(among));
    return values_[values_.size() - 1 - back];
  }

  void Statement(int depth) {
    const int kind = static_cast<int>(random_.Below(100));
    if (kind < 8 && depth > 0) return Loop(depth - 1);
    if (kind < 16 && depth > 0) return Branch(depth - 1);
    if (kind < 24) return Update();
    if (kind < 30) return Pieces();
    if (kind < 36) return Rows();
    if (kind < 50) return Product();
    Compute();
  }

  void Compute() {
    const Value x = Pick(), y = Pick();
    const Value out = Declare("buffer", Chance(60) ? x.bytes : AnySize());
    WriteInto(out, x, y);
    values_.push_back(out);
  }

  // `out` may be a buffer used before: its old value dies.
  void WriteInto(const Value& out, const Value& x, const Value& y) {
    std::string text = fmt::format("{} = f{}({}, {})", out.name, next_++, x.name, y.name);
    if (x.name != y.name && out.name != x.name && Chance(60)) text += " in-place " + x.name;
    if (x.name != y.name && out.name != y.name && Chance(30)) text += " in-place " + y.name;
    if (Chance(15)) text += fmt::format(" scratch {}", AnySize());
    Line("{}", text);
  }

  // A dynamic-update-slice: a copy, of which a part is written.
  void Update() {
    const Value x = Pick(), y = Pick(), out = Declare("buffer", x.bytes);
    Line("copy {} = {}", out.name, x.name);
    if (Chance(30)) Compute();
    Line("{}[0:{}] = f{}({})", out.name, (x.bytes + 1) / 2, next_++, y.name);
    values_.push_back(out);
  }

  // A matrix product, whose output may lie diagonally over its input.
  void Product() {
    const Value x = Pick();
    const int k = Chance(50) ? 1 : 2, n = 1 + static_cast<int>(random_.Below(3));
    if (x.bytes % (4 * k) != 0) return Compute();
    const Value out = Declare("buffer", x.bytes / k * n);
    std::string text = fmt::format("{} = product({}) {} from {}", out.name, x.name, n, k);
    if (Chance(50)) text += fmt::format(" scratch {}", 16 * k);
    const Value residual = Pick();
    if (residual.bytes == out.bytes && residual.name != x.name) text += " residual " + residual.name;
    Line("{}", text);
    values_.push_back(out);
  }

  // A concatenation: parts that together are all of the buffer, which starts nowhere.
  void Pieces() {
    const Value x = Pick(), out = Declare("buffer", 48);
    Line("{}[0:16] = f{}({})", out.name, next_++, x.name);
    if (Chance(50)) Compute();
    Line("{}[16:48] = f{}({})", out.name, next_++, Pick().name);
    values_.push_back(out);
  }

  // What is read and written in four pieces that follow each other, with or without code between.
  void Rows() {
    const Value x = Pick(), out = Declare("buffer", AnySize() * 4);
    const int read = x.bytes / 4, write = out.bytes / 4;
    if (read == 0) return Compute();
    for (int row = 0; row < 4; ++row) {
      Line("{}[{}:{}] = {}f{}({}[{}:{}])", out.name, row * write, (row + 1) * write, row == 0 ? "first " : "",
           next_++, x.name, row * read, (row + 1) * read);
      if (Chance(20)) Compute();
    }
    values_.push_back(out);
  }

  void Loop(int depth) {
    std::vector<Value> state;
    for (uint64_t i = 0; i <= random_.Below(4); ++i) {
      const Value initial = Pick();
      state.push_back(Declare("buffer", initial.bytes));
      Line("copy {} = {}", state.back().name, initial.name);
    }
    const int id = next_++;
    const size_t outer = values_.size();
    values_.insert(values_.end(), state.begin(), state.end());
    body_ += fmt::format("loop{}:\n", id);
    const Value predicate = Declare("buffer", 1);
    Line("{} = f{}({})", predicate.name, next_++, state[0].name);
    Line("jump-if {} done{}", predicate.name, id);
    for (uint64_t i = 0; i <= random_.Below(6); ++i) Statement(depth);
    CopyBack(state);
    Line("jump loop{}", id);
    body_ += fmt::format("done{}:\n", id);
    values_.resize(outer);
    values_.insert(values_.end(), state.begin(), state.end());
  }

  // New states: computed ones, or other states (a permutation), all at once.
  void CopyBack(const std::vector<Value>& state) {
    std::vector<Value> updated;
    for (size_t i = 0; i < state.size(); ++i) {
      const Value& other = state[random_.Below(state.size())];
      Value value = Declare("buffer", state[i].bytes);
      if (Chance(50) && other.bytes == state[i].bytes) {
        Line("copy {} = {}", value.name, other.name);
      } else {
        WriteInto(value, state[i], Pick());
      }
      updated.push_back(value);
    }
    for (size_t i = 0; i < state.size(); ++i) {
      if (Chance(90)) Line("copy {} = {}", state[i].name, updated[i].name);
    }
  }

  void Branch(int depth) {
    const Value predicate = Pick(), out = Declare("buffer", AnySize());
    const int id = next_++;
    const size_t outer = values_.size();
    Line("jump-if {} else{}", predicate.name, id);
    for (uint64_t i = 0; i <= random_.Below(4); ++i) Statement(depth);
    WriteInto(out, Pick(), Pick());
    values_.resize(outer);
    Line("jump join{}", id);
    body_ += fmt::format("else{}:\n", id);
    for (uint64_t i = 0; i < random_.Below(4); ++i) Statement(depth);
    WriteInto(out, Pick(), Pick());
    values_.resize(outer);
    body_ += fmt::format("join{}:\n", id);
    values_.push_back(out);
  }

  Random random_;
  int next_ = 0;
  int left_ = 0;
  std::string head_, body_;
  std::vector<Value> values_;
};

}  // namespace

std::string RandomProgram(uint64_t seed, int statements) {
  Generator generator(seed);
  std::string text;
  for (uint64_t i = 0; i <= seed % 3; ++i) text += generator.Entry(statements);
  return text;
}

}  // namespace tmb
