// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// How elements come to the lanes and go back: strides, guards, dynamic offsets, narrow
// types, index values, in place; scratch and units.

#include <gtest/gtest.h>

#include <numeric>

#include "runtime/kernels/map_element.h"
#include "tests/runtime/map/map_program.h"
#include "tests/runtime/map/same_bytes.h"

namespace tmb {
namespace {

using fb::MicroOp;
using Words = std::vector<uint32_t>;

Words Iota(uint32_t count) {
  Words words(count);
  std::iota(words.begin(), words.end(), 0u);
  return words;
}

TEST(MapAccess, EveryLengthInPlace) {
  for (uint32_t length = 1; length <= 70; ++length) {
    MapProgram program({length});
    const uint32_t x = program.InputOf(fb::Type::U32, {4}, Iota(length)),
                   y = program.OutputOn(x, fb::Type::U32, {4});
    const uint32_t ten = program.Immediate(10);
    program.Section({{MicroOp::Load, x}, {MicroOp::MulI, ten}, {MicroOp::Store, y}});
    program.Finish();
    EXPECT_TRUE(EqualsReference(program)) << length;
  }
}

TEST(MapAccess, Transpose) {
  MapProgram program({3, 2});
  const uint32_t x = program.InputOf(fb::Type::U32, {4, 12}, Iota(6)),
                 y = program.Output(fb::Type::U32, {8, 4}, 24);
  program.Section({{MicroOp::Load, x}, {MicroOp::Store, y}});
  program.Finish();
  EXPECT_EQ(program.RunWords(y), (Words{0, 3, 1, 4, 2, 5}));
}

TEST(MapAccess, ReverseAndOddStrides) {
  for (const int32_t stride : {-4, -8, 8, 12, 20}) {
    MapProgram program({21});
    const uint32_t origin = stride < 0 ? static_cast<uint32_t>(-stride) * 20 : 0;
    const uint32_t x = program.InputOf(fb::Type::U32, {stride}, Iota(101), origin);
    const uint32_t y = program.Output(fb::Type::U32, {8}, 168);
    program.Section({{MicroOp::Load, x}, {MicroOp::Store, y}});
    program.Finish();
    EXPECT_TRUE(EqualsReference(program)) << stride;
  }
}

TEST(MapAccess, GuardPads) {
  MapProgram program({2, 6});  // each row of 3 padded to 6: two before, one behind
  const uint32_t x = program.InputOf(fb::Type::U32, {12, 0}, Iota(6)),
                 y = program.Output(fb::Type::U32, {24, 4}, 48);
  program.AddGuard(x, 3, -2, 4, {0, 1}, 77);
  program.Section({{MicroOp::Load, x}, {MicroOp::Store, y}});
  program.Finish();
  EXPECT_EQ(program.RunWords(y), (Words{77, 77, 0, 1, 2, 77, 77, 77, 3, 4, 5, 77}));
}

TEST(MapAccess, DynamicOffsetIsClamped) {
  struct Case {
    fb::Type type;
    uint64_t start;
    uint32_t first;
  };
  const Case cases[] = {
      {fb::Type::S32, 2, 2},          {fb::Type::S32, 0xfffffffbu, 0},  {fb::Type::U32, 0xfffffffbu, 4},
      {fb::Type::S8, 0xfb, 0},        {fb::Type::U8, 0xfb, 4},          {fb::Type::S64, ~uint64_t{0}, 0},
      {fb::Type::S64, 1ull << 40, 4}, {fb::Type::U64, ~uint64_t{0}, 4}, {fb::Type::S16, 0x8000, 0}};
  for (const Case& at : cases) {
    for (const uint32_t length : {1u, 2u}) {  // one element takes the scalar way
      MapProgram program({length});
      const uint32_t x = program.InputOf(fb::Type::U32, {4}, Iota(6)),
                     y = program.Output(fb::Type::U32, {4}, length * 4);
      program.AddDynamic(x, at.type, at.start, 4, 4);
      program.Section({{MicroOp::Load, x}, {MicroOp::Store, y}});
      program.Finish();
      EXPECT_EQ(program.RunWords(y)[0], at.first) << fb::EnumNameType(at.type) << ' ' << at.start;
    }
  }
}

TEST(MapAccess, IndexValues) {
  MapProgram program({2, 3});
  const uint32_t x = program.Index(-1, {10, 2}), y = program.Output(fb::Type::S32, {12, 4}, 24);
  program.Section({{MicroOp::Load, x}, {MicroOp::Store, y}});
  program.Finish();
  EXPECT_EQ(program.RunWords(y), (Words{0xffffffffu, 1, 3, 9, 11, 13}));
}

TEST(MapAccess, NarrowTypesConvert) {
  const fb::Type types[] = {fb::Type::Pred, fb::Type::S8,  fb::Type::U8,  fb::Type::S16, fb::Type::U16,
                            fb::Type::F16,  fb::Type::BF16, fb::Type::S4, fb::Type::U4};
  for (const fb::Type type : types) {
    const int32_t bytes = static_cast<int32_t>(ElementBytes(type));
    for (const uint32_t length : {1u, 5u, 16u, 37u}) {
      MapProgram program({length});
      std::vector<uint8_t> buffer;
      for (uint32_t i = 0; i < length * 2; ++i) buffer.push_back(static_cast<uint8_t>(i * 37 + 90));
      const uint32_t x = program.Input(type, {bytes}, buffer), y = program.Output(type, {bytes}, length * 2);
      const uint32_t z = program.Output(fb::Type::U32, {4}, length * 4);
      program.Section({{MicroOp::Load, x}, {MicroOp::Store, y}, {MicroOp::Store, z}});
      program.Finish();
      EXPECT_TRUE(EqualsReference(program)) << fb::EnumNameType(type) << ' ' << length;
    }
  }
}

TEST(MapElement, HalvesRoundToNearestEven) {
  struct Case {
    uint32_t from;
    uint16_t f16, bf16;
  };
  const Case cases[] = {
      {0x3f800000, 0x3c00, 0x3f80}, {0x80000000, 0x8000, 0x8000}, {0x477fefff, 0x7bff, 0x4780},
      {0x477ff000, 0x7c00, 0x4780}, {0x7f800000, 0x7c00, 0x7f80}, {0x7fc00000, 0x7e00, 0x7fc0},
      {0x7f800001, 0x7e00, 0x7fc0}, {0xff800001, 0xfe00, 0xffc0}, {0x33d6bf95, 0x0002, 0x33d7},
      {0x33000000, 0x0000, 0x3300}, {0x33000001, 0x0001, 0x3300}, {0x38800000, 0x0400, 0x3880},
      {0x387fffff, 0x0400, 0x3880}, {0x3f801000, 0x3c00, 0x3f80}, {0x3f803000, 0x3c02, 0x3f80},
      {0x3f808000, 0x3c04, 0x3f80}, {0x3f818000, 0x3c0c, 0x3f82}, {0x7f7fffff, 0x7c00, 0x7f80}};
  for (const Case& at : cases) {
    EXPECT_EQ(F32ToF16(at.from), at.f16) << std::hex << at.from;
    EXPECT_EQ(F32ToBF16(at.from), at.bf16) << std::hex << at.from;
  }
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const uint16_t half = static_cast<uint16_t>(bits);
    const bool quiet = (bits & 0x7fff) <= 0x7c00 || (bits & 0x200) != 0;
    EXPECT_EQ(F32ToF16(F16ToF32(half)), quiet ? half : half | 0x200) << std::hex << bits;
  }
}

// The index is an output, too, and comes first: what reads or writes by it still means its old value.
TEST(MapFormula, StartsAreReadBeforeAnythingIsStored) {
  MapProgram program({});
  const uint32_t x = program.InputOf(fb::Type::U32, {}, Iota(4)), i = program.InputOf<uint32_t>(fb::Type::S32, {}, {1});
  const uint32_t next = program.OutputOn(i, fb::Type::S32, {}), y = program.Output(fb::Type::U32, {}, 16);
  const uint32_t one = program.Immediate(1);
  program.Section({{MicroOp::Load, i}, {MicroOp::AddI, one}, {MicroOp::Store, next}, {MicroOp::Load, x},
                   {MicroOp::Store, y}});
  for (const uint32_t access : {x, y})
    program.op.dynamic_offsets.push_back(fb::DynamicOffset(access, program.op.inputs[i].ref(), 3, 4, fb::Type::S32));
  program.Finish();
  EXPECT_TRUE(EqualsReference(program));
  EXPECT_EQ(program.RunWords(y)[1], 1u);
  EXPECT_EQ(program.RunWords(next)[0], 2u);
}

TEST(MapLayout, UnitsAndScratch) {
  MapProgram wide({3, 1000});
  const uint32_t x = wide.InputOf(fb::Type::U32, {4000, 4}, Iota(3000)),
                 y = wide.Output(fb::Type::U32, {4000, 4}, 12000);
  wide.Section({{MicroOp::Load, x}, {MicroOp::Store, y}});
  wide.Finish();
  EXPECT_EQ(MapUnits(wide.op), 12u);
  for (const uint32_t step : {1u, 2u, 3u, 5u, 12u}) EXPECT_TRUE(EqualsReference(wide, step)) << step;

  MapProgram scalar({});
  const uint32_t a = scalar.InputOf(fb::Type::U32, {}, Iota(1)), b = scalar.Output(fb::Type::U32, {}, 4);
  scalar.Section({{MicroOp::Load, a}, {MicroOp::Store, b}});
  scalar.Finish();
  EXPECT_EQ(MapUnits(scalar.op), 1u);
  EXPECT_EQ(MapScratchBytes(scalar.op), 16u);  // a word for each operand
  EXPECT_TRUE(EqualsReference(scalar));
}

}  // namespace
}  // namespace tmb
