// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ResolveLayouts: element by element, a bitcast's result must hold what lies at the same
// place of its operand's memory.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "converter/hlo/read.h"
#include "converter/passes/passes.h"

namespace tmb {
namespace {

using Dims = std::vector<int64_t>;

int64_t Product(const Dims& dims) {
  return std::accumulate(dims.begin(), dims.end(), int64_t{1}, std::multiplies<>());
}

// The index of row-major element `element`.
Dims IndexOf(int64_t element, const Dims& dims) {
  Dims index(dims.size());
  for (size_t d = dims.size(); d-- > 0; element /= dims[d]) index[d] = element % dims[d];
  return index;
}

// Where the element at `index` lies in memory.
int64_t PlaceOf(const Dims& index, const Dims& dims, const Dims& minor_to_major) {
  int64_t place = 0, stride = 1;
  for (const int64_t d : minor_to_major) {
    place += index[static_cast<size_t>(d)] * stride;
    stride *= dims[static_cast<size_t>(d)];
  }
  return place;
}

// The row-major values of `instruction` when parameter 0 counts from 0; transposes and reshapes only.
std::vector<int64_t> ValuesOf(const hlo::Instruction& instruction) {
  const Dims& dims = instruction.shape.dims;
  std::vector<int64_t> values(static_cast<size_t>(Product(dims)));
  if (instruction.opcode == "parameter") {
    std::iota(values.begin(), values.end(), 0);
    return values;
  }
  const std::vector<int64_t> operand = ValuesOf(*instruction.operands[0]);
  if (instruction.opcode == "reshape") return operand;
  EXPECT_EQ(instruction.opcode, "transpose");
  const Dims& from = instruction.operands[0]->shape.dims;
  Dims row_major(from.size());
  std::iota(row_major.rbegin(), row_major.rend(), 0);
  for (size_t element = 0; element < values.size(); ++element) {
    const Dims index = IndexOf(static_cast<int64_t>(element), dims);
    Dims source(from.size());
    for (size_t d = 0; d < dims.size(); ++d)
      source[static_cast<size_t>(instruction.dimensions[d])] = index[d];
    values[element] = operand[static_cast<size_t>(PlaceOf(source, from, row_major))];
  }
  return values;
}

hlo::Module Resolved(const std::string& text) {
  Result<hlo::Module> module = hlo::ReadModule(text, "test");
  EXPECT_TRUE(module.ok()) << module.error().text;
  const Result<void> resolved = ResolveLayouts(module.value());
  EXPECT_TRUE(resolved.ok()) << resolved.error().text;
  return std::move(module.value());
}

hlo::Module Bitcast(const Dims& from, const Dims& from_layout, const Dims& to, const Dims& to_layout) {
  return Resolved(fmt::format(
      "ENTRY e {{\n  p = s32[{}]{{{}}} parameter(0)\n  ROOT b = s32[{}]{{{}}} bitcast(p)\n}}\n",
      fmt::join(from, ","), fmt::join(from_layout, ","), fmt::join(to, ","), fmt::join(to_layout, ",")));
}

Dims RandomLayout(size_t rank, std::mt19937& random) {
  Dims layout(rank);
  std::iota(layout.begin(), layout.end(), 0);
  std::shuffle(layout.begin(), layout.end(), random);
  return layout;
}

// Prime factors of 60 dealt to up to 5 dimensions, ones among them.
Dims RandomDims(std::mt19937& random) {
  Dims dims(1 + random() % 5, 1);
  for (const int64_t factor : {2, 2, 3, 5}) dims[random() % dims.size()] *= factor;
  return dims;
}

TEST(Layouts, BitcastsKeepMemory) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const Dims from = RandomDims(random);
    Dims to = RandomDims(random);
    if (trial % 3 == 0) {
      to = from;
      std::shuffle(to.begin(), to.end(), random);
    }
    const Dims from_layout = RandomLayout(from.size(), random), to_layout = RandomLayout(to.size(), random);
    SCOPED_TRACE(fmt::format("{} {} to {} {}", from, from_layout, to, to_layout));
    const hlo::Module module = Bitcast(from, from_layout, to, to_layout);
    ASSERT_EQ(module.entry->root->shape.dims, to);
    std::vector<int64_t> memory(60), result(60);
    for (int64_t i = 0; i < 60; ++i)
      memory[static_cast<size_t>(PlaceOf(IndexOf(i, from), from, from_layout))] = i;
    for (int64_t i = 0; i < 60; ++i)
      result[static_cast<size_t>(i)] = memory[static_cast<size_t>(PlaceOf(IndexOf(i, to), to, to_layout))];
    ASSERT_EQ(ValuesOf(*module.entry->root), result);
  }
}

TEST(Layouts, OneTransposeWhereMemoryHasTheSameDims) {
  const hlo::Module module = Bitcast({3, 8, 5}, {2, 1, 0}, {8, 5, 3}, {1, 0, 2});
  EXPECT_EQ(module.entry->root->opcode, "transpose");
  EXPECT_EQ(module.entry->root->dimensions, (Dims{1, 2, 0}));
  EXPECT_EQ(module.entry->root->operands[0]->opcode, "parameter");
}

TEST(Layouts, OfAnotherType) {
  const hlo::Module module =
      Resolved("ENTRY e {\n  p = f32[3,2]{0,1} parameter(0)\n  ROOT b = u16[2,2,3]{1,2,0} bitcast(p)\n}\n");
  EXPECT_EQ(module.entry->root->shape.ToString(), "u16[2,2,3]");
  const auto& all = module.entry->instructions;
  EXPECT_TRUE(
      std::any_of(all.begin(), all.end(), [](const auto& i) { return i->opcode == "bitcast-convert"; }));
}

TEST(Layouts, AreForgotten) {
  const hlo::Module module = Resolved(
      "ENTRY e {\n  p = f32[3,2]{0,1} parameter(0)\n  c = f32[3,2]{0,1} copy(p)\n"
      "  ROOT t = (f32[3,2]{0,1}) tuple(c)\n}\n");
  for (const auto& instruction : module.entry->instructions) {
    EXPECT_TRUE(instruction->shape.layout.empty());
    for (const hlo::Shape& element : instruction->shape.tuple) EXPECT_TRUE(element.layout.empty());
  }
}

TEST(Layouts, InsideCalledComputations) {
  const hlo::Module module = Resolved(
      "f {\n  p = f32[4]{0} parameter(0)\n  ROOT b = f32[2,2]{0,1} bitcast(p)\n}\n"
      "ENTRY e {\n  x = f32[4]{0} parameter(0)\n  ROOT c = f32[2,2]{0,1} fusion(x), kind=kLoop, "
      "calls=f\n}\n");
  const hlo::Computation& callee = *module.entry->root->called[0];
  EXPECT_EQ(callee.root->opcode, "transpose");
  EXPECT_EQ(callee.root->operands[0]->opcode, "reshape");
}

}  // namespace
}  // namespace tmb
