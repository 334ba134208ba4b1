// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Gather and Scatter: small programs as JAX's users know them, then random shapes against
// plain loops, for every index type.
#include <limits>

#include "tests/runtime/kernels/kernel_memory.h"
#include "tests/runtime/kernels/packed_table.h"

namespace tmb {
namespace {

using Op = fb::MicroOp;

uint8_t Code(Op op) { return static_cast<uint8_t>(op); }

fb::GatherT TakeRows(KernelMemory& memory, fb::Ref operand, const std::vector<int32_t>& indices,
                     fb::Ref* output) {
  const uint32_t count = static_cast<uint32_t>(indices.size());
  *output = memory.Add(std::vector<int32_t>(count * 3, -1));
  fb::GatherT gather;
  gather.operand = Own(operand);
  gather.indices = Own(memory.Add(indices));
  gather.output = Own(*output);
  gather.element_bytes = 4;
  gather.index_type = fb::Type::S32;
  gather.dims = {count, 3};
  gather.operand_strides = {0, 4};
  gather.index_strides = {4, 0};
  gather.components = {fb::IndexComponent(0, 3, 12)};
  return gather;
}

// table[[2, 0, -5, 9]] of int32[4,3]: indices out of range are clamped.
TEST(Gather, RowsOfATable) {
  KernelMemory memory;
  const fb::Ref table = memory.Add(std::vector<int32_t>{0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32});
  fb::Ref output;
  const Packed<fb::Gather> op(TakeRows(memory, table, {2, 0, -5, 9}, &output));
  RandomBits random;
  RunBothWays(Gather, *op, memory, output, random);
  EXPECT_EQ(memory.Values<int32_t>(output), (std::vector<int32_t>{20, 21, 22, 0, 1, 2, 0, 1, 2, 30, 31, 32}));
}

fb::ScatterT AddAt(KernelMemory& memory, fb::Ref operand, const std::vector<int32_t>& indices,
                   const std::vector<float>& updates) {
  fb::ScatterT scatter;
  scatter.operand = Own(operand);
  scatter.indices = Own(memory.Add(indices));
  scatter.updates = Own(memory.Add(updates));
  scatter.scratch = Own(memory.Add(std::vector<uint8_t>(ScatterScratchBytes(fb::Type::F32, 0, 0))));
  scatter.type = fb::Type::F32;
  scatter.index_type = fb::Type::S32;
  scatter.dims = {static_cast<uint32_t>(indices.size())};
  scatter.operand_strides = {0};
  scatter.index_strides = {4};
  scatter.components = {fb::IndexComponent(0, 3, 4)};
  scatter.code = {Code(Op::Load), 0, Code(Op::AddF), 1, Code(Op::Store), 2, Code(Op::End)};
  return scatter;
}

// x.at[[1, 1, 3, -1, 4]].add([1, 2, 4, 8, 16]) of float[4]: those out of range are dropped.
TEST(Scatter, AddsAtIndices) {
  KernelMemory memory;
  const fb::Ref x = memory.Add(std::vector<float>{0.5f, 0.5f, 0.5f, 0.5f});
  const Packed<fb::Scatter> op(AddAt(memory, x, {1, 1, 3, -1, 4}, {1, 2, 4, 8, 16}));
  RandomBits random;
  RunBothWays(Scatter, *op, memory, x, random);
  EXPECT_EQ(memory.Values<float>(x), (std::vector<float>{0.5f, 3.5f, 0.5f, 4.5f}));
}

constexpr fb::Type kIndexTypes[] = {fb::Type::S8, fb::Type::S16, fb::Type::S32, fb::Type::S64,
                                    fb::Type::U8, fb::Type::U16, fb::Type::U32, fb::Type::U64};

// Around the valid range, and for wide types far from it, where the low word alone is valid.
int64_t RandomIndex(fb::Type type, int64_t limit, RandomBits& random) {
  int64_t index = static_cast<int64_t>(random.Between(0, static_cast<uint32_t>(limit) + 4)) - 2;
  const bool is_signed =
      type == fb::Type::S8 || type == fb::Type::S16 || type == fb::Type::S32 || type == fb::Type::S64;
  if (!is_signed && index < 0) index = 0;
  if (ElementBytes(type) == 8 && random.Between(0, 3) == 0) index += int64_t{1} << random.Between(32, 62);
  if (type == fb::Type::S64 && random.Between(0, 7) == 0) index = -index - (int64_t{1} << 33);
  return index;
}

// A random windowed access: up to 3 dims, 1 or 2 index components, element sizes 1 to 16.
struct Windows {
  std::vector<uint32_t> dims;
  std::vector<int32_t> operand_strides, index_strides;
  std::vector<fb::IndexComponent> components;
  std::vector<int64_t> indices;  // vectors of components.size(), for each value of dims[0]; saturated
  std::vector<uint8_t> index_bytes;
  uint32_t operand_elements = 0, elements = 1;
};

Windows RandomWindows(fb::Type index_type, uint32_t element_bytes, RandomBits& random) {
  Windows w;
  const uint32_t rank = random.Between(1, 3), index_bytes = ElementBytes(index_type);
  const uint32_t components = random.Between(1, 2);
  uint32_t reach = 1;
  for (uint32_t d = 0; d < rank; ++d) {
    w.dims.push_back(d + 1 == rank && random.Between(0, 9) == 0 ? random.Between(250, 600)
                                                                : random.Between(1, 6));
    const uint32_t stride = random.Between(0, 2);
    w.operand_strides.push_back(static_cast<int32_t>(stride * element_bytes));
    w.index_strides.push_back(d == 0 ? static_cast<int32_t>(components * index_bytes) : 0);
    reach += stride * (w.dims[d] - 1);
    w.elements *= w.dims[d];
  }
  for (uint32_t c = 0; c < components; ++c) {
    const uint32_t limit = random.Between(0, 5), stride = random.Between(1, 3);
    w.components.emplace_back(c * index_bytes, limit, static_cast<int32_t>(stride * element_bytes));
    reach += limit * stride;
  }
  w.operand_elements = reach;
  for (uint32_t i = 0; i < w.dims[0] * components; ++i) {
    int64_t index = RandomIndex(index_type, w.components[i % components].limit(), random);
    const bool huge = index_type == fb::Type::U64 && random.Between(0, 5) == 0;
    w.indices.push_back(huge ? std::numeric_limits<int64_t>::max() : index);
    if (huge) index |= std::numeric_limits<int64_t>::min();
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(&index);
    w.index_bytes.insert(w.index_bytes.end(), bytes, bytes + index_bytes);
  }
  return w;
}

// Byte offset of element `element`'s place in the operand; false when an index is out of range.
bool Place(const Windows& w, uint32_t element, int64_t* place) {
  int64_t at = 0;
  uint32_t rest = element, first = 0;
  for (size_t d = w.dims.size(); d-- > 0;) {
    first = rest % w.dims[d];
    at += int64_t{w.operand_strides[d]} * first;
    rest /= w.dims[d];
  }
  bool inside = true;
  for (size_t c = 0; c < w.components.size(); ++c) {
    const int64_t limit = w.components[c].limit(), index = w.indices[first * w.components.size() + c];
    inside &= index >= 0 && index <= limit;
    at += std::min(std::max<int64_t>(index, 0), limit) * w.components[c].stride();
  }
  *place = at;
  return inside;
}

template <typename Table>
void Describe(Table& table, const Windows& w, fb::Type index_type, fb::Ref operand, KernelMemory& memory) {
  table.operand = Own(operand);
  table.indices = Own(memory.Add(w.index_bytes));
  table.index_type = index_type;
  table.dims = w.dims;
  table.operand_strides = w.operand_strides;
  table.index_strides = w.index_strides;
  table.components = w.components;
}

void CheckGather(fb::Type index_type, uint32_t element_bytes, RandomBits& random) {
  const Windows w = RandomWindows(index_type, element_bytes, random);
  std::vector<uint8_t> values(w.operand_elements * element_bytes);
  for (uint8_t& value : values) value = static_cast<uint8_t>(random.Next());
  KernelMemory memory;
  fb::GatherT gather;
  Describe(gather, w, index_type, memory.Add(values), memory);
  const fb::Ref output = memory.Add(std::vector<uint8_t>(w.elements * element_bytes));
  gather.output = Own(output);
  gather.element_bytes = static_cast<uint8_t>(element_bytes);
  const Packed<fb::Gather> op(gather);
  RunBothWays(Gather, *op, memory, output, random);
  std::vector<uint8_t> expected;
  for (uint32_t i = 0; i < w.elements; ++i) {
    int64_t place;
    Place(w, i, &place);
    expected.insert(expected.end(), values.begin() + place, values.begin() + place + element_bytes);
  }
  ASSERT_EQ(memory.Bytes(output), expected) << fb::EnumNameType(index_type) << " " << element_bytes;
}

TEST(Gather, RandomWindows) {
  RandomBits random;
  for (uint32_t round = 0; round < 40; ++round) {
    for (const fb::Type type : kIndexTypes) {
      for (const uint32_t element_bytes : {1u, 2u, 4u, 8u, 16u}) CheckGather(type, element_bytes, random);
    }
  }
}

// current * 3 + update, modulo 2^bits: depends on the order of the updates.
void CheckScatter(fb::Type index_type, fb::Type type, RandomBits& random) {
  const uint32_t element_bytes = ElementBytes(type);
  const Windows w = RandomWindows(index_type, element_bytes, random);
  std::vector<uint8_t> values(w.operand_elements * element_bytes), updates(w.elements * element_bytes);
  for (uint8_t& value : values) value = static_cast<uint8_t>(random.Next());
  for (uint8_t& value : updates) value = static_cast<uint8_t>(random.Next());
  KernelMemory memory;
  fb::ScatterT scatter;
  const fb::Ref operand = memory.Add(values);
  Describe(scatter, w, index_type, operand, memory);
  scatter.updates = Own(memory.Add(updates));
  scatter.type = type;
  scatter.immediates = {3};
  scatter.temporaries = 1;
  scatter.scratch = Own(memory.Add(std::vector<uint8_t>(ScatterScratchBytes(type, 1, 1))));
  scatter.code = {Code(Op::Load), 0, Code(Op::MulI),  3, Code(Op::Store), 4, Code(Op::Load), 1,
                  Code(Op::AddI), 4, Code(Op::Store), 2, Code(Op::End)};
  const Packed<fb::Scatter> op(scatter);
  RunBothWays(Scatter, *op, memory, operand, random);
  for (uint32_t i = 0; i < w.elements; ++i) {
    int64_t place;
    if (!Place(w, i, &place)) continue;
    uint32_t current = 0, update = 0;
    std::memcpy(&current, &values[static_cast<size_t>(place)], element_bytes);
    std::memcpy(&update, &updates[i * element_bytes], element_bytes);
    current = current * 3 + update;
    std::memcpy(&values[static_cast<size_t>(place)], &current, element_bytes);
  }
  ASSERT_EQ(memory.Bytes(operand), values) << fb::EnumNameType(index_type) << " " << fb::EnumNameType(type);
}

TEST(Scatter, RandomWindows) {
  RandomBits random;
  for (uint32_t round = 0; round < 40; ++round) {
    for (const fb::Type index_type : kIndexTypes) {
      for (const fb::Type type : {fb::Type::S8, fb::Type::U16, fb::Type::S32, fb::Type::U32}) {
        CheckScatter(index_type, type, random);
      }
    }
  }
}

}  // namespace
}  // namespace tmb
