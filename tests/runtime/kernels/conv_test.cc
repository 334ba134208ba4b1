// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Conv against plain loops over a logical tensor, bit for bit: random layouts of 1 to 3
// spatial dimensions, groups, both dilations, negative padding, reversal, every type.
#include <numeric>

#include "tests/runtime/kernels/kernel_memory.h"
#include "tests/runtime/kernels/typed_elements.h"

namespace tmb {
namespace {

// A tensor of 6 dimensions in memory: random order of dimensions, some of them reversed.
struct Layout {
  std::vector<uint32_t> extents;
  std::vector<int32_t> strides;  // bytes
  uint32_t offset = 0, elements = 1;

  Layout(std::vector<uint32_t> dims, uint32_t element_bytes, RandomBits& random)
      : extents(std::move(dims)), strides(extents.size()) {
    std::vector<size_t> order(extents.size());
    std::iota(order.begin(), order.end(), 0);
    for (size_t i = order.size() - 1; i > 0; --i) {
      std::swap(order[i], order[random.Between(0, static_cast<uint32_t>(i))]);
    }
    for (const size_t d : order) {
      strides[d] = static_cast<int32_t>(elements * element_bytes);
      if (random.Next() & 1) {
        offset += elements * element_bytes * (extents[d] - 1);
        strides[d] = -strides[d];
      }
      elements *= extents[d];
    }
  }
  size_t At(const std::vector<uint32_t>& index) const {
    int64_t at = offset;
    for (size_t d = 0; d < index.size(); ++d) at += int64_t{strides[d]} * index[d];
    return static_cast<size_t>(at);
  }
};

struct Window {
  uint32_t in, out, k, stride, in_dilation, k_dilation;
  int32_t pad;

  // Input index, or -1.
  int64_t Index(uint32_t o, uint32_t tap) const {
    const int64_t position = int64_t{o} * stride + int64_t{tap} * k_dilation - pad;
    if (position < 0 || position % in_dilation != 0 || position / in_dilation >= in) return -1;
    return position / in_dilation;
  }
};

Window RandomWindow(bool used, RandomBits& random) {
  if (!used) return {1, 1, 1, 1, 1, 1, 0};
  Window w = {random.Between(1, 5),
              random.Between(1, 5),
              random.Between(1, 3),
              random.Between(1, 3),
              random.Between(1, 3),
              random.Between(1, 2),
              0};
  w.pad = static_cast<int32_t>(random.Between(0, 6)) - 2;
  return w;
}

struct Shape {
  uint32_t batch, groups, in_c, out_c;
  Window d[3];
};

struct Tensors {
  Layout x, w, y;
  std::vector<uint8_t> x_values, w_values;
};

ReferenceSum SumAt(const Shape& s, const TypeTriple& types, const Tensors& t,
                   const std::vector<uint32_t>& at) {
  ReferenceSum sum;
  const uint32_t taps = s.d[0].k * s.d[1].k * s.d[2].k;
  for (uint32_t tap = 0; tap < taps; ++tap) {
    const uint32_t k[3] = {tap / s.d[2].k / s.d[1].k, tap / s.d[2].k % s.d[1].k, tap % s.d[2].k};
    uint32_t in[3];
    bool inside = true;
    for (uint32_t d = 0; d < 3; ++d) {
      const int64_t index = s.d[d].Index(at[3 + d], k[d]);
      inside &= index >= 0;
      in[d] = static_cast<uint32_t>(index);
    }
    for (uint32_t c = 0; inside && c < s.in_c; ++c) {
      sum.Add(types, &t.x_values[t.x.At({at[0], at[1], c, in[0], in[1], in[2]})],
              &t.w_values[t.w.At({at[1], c, at[2], k[0], k[1], k[2]})]);
    }
  }
  return sum;
}

std::vector<uint8_t> Reference(const Shape& s, const TypeTriple& types, const Tensors& t) {
  std::vector<uint8_t> y(t.y.elements * ElementBytes(types.y));
  for (uint32_t i = 0; i < t.y.elements; ++i) {
    std::vector<uint32_t> at(6);
    uint32_t rest = i;
    for (size_t d = 6; d-- > 0;) {
      at[d] = rest % t.y.extents[d];
      rest /= t.y.extents[d];
    }
    SumAt(s, types, t, at).Store(types.y, &y[t.y.At(at)]);
  }
  return y;
}

template <typename T>
std::vector<T> Along(const Shape& s, T Window::*field) {
  return {s.d[0].*field, s.d[1].*field, s.d[2].*field};
}

fb::Conv MakeOp(const Shape& s, const TypeTriple& types, const Tensors& t, fb::Ref x, fb::Ref w, fb::Ref y) {
  const auto u = [&](uint32_t Window::*field, std::vector<uint32_t>& keep) {
    keep = Along(s, field);
    return flatbuffers::span<const uint32_t, 3>(keep.data(), 3);
  };
  std::vector<uint32_t> in, out, k, stride, in_dilation, k_dilation;
  std::vector<int32_t> pad = Along(s, &Window::pad);
  const auto spatial = [](const Layout& layout) {
    return flatbuffers::span<const int32_t, 3>(layout.strides.data() + 3, 3);
  };
  return fb::Conv(x, w, y, s.batch, s.groups, s.in_c, s.out_c, u(&Window::in, in), u(&Window::out, out),
                  u(&Window::k, k), u(&Window::stride, stride),
                  flatbuffers::span<const int32_t, 3>(pad.data(), 3), u(&Window::in_dilation, in_dilation),
                  u(&Window::k_dilation, k_dilation), t.x.strides[0], t.x.strides[1], t.x.strides[2],
                  spatial(t.x), t.w.strides[0], t.w.strides[1], t.w.strides[2], spatial(t.w), t.y.strides[0],
                  t.y.strides[1], t.y.strides[2], spatial(t.y), types.x, types.w, types.y);
}

void Check(const TypeTriple& types, uint32_t rank, RandomBits& random) {
  Shape s = {random.Between(1, 2), random.Between(1, 3), random.Between(1, 20), random.Between(1, 3), {}};
  for (uint32_t d = 0; d < 3; ++d) s.d[d] = RandomWindow(d < rank, random);
  Tensors t = {
      Layout({s.batch, s.groups, s.in_c, s.d[0].in, s.d[1].in, s.d[2].in}, ElementBytes(types.x), random),
      Layout({s.groups, s.in_c, s.out_c, s.d[0].k, s.d[1].k, s.d[2].k}, ElementBytes(types.w), random),
      Layout({s.batch, s.groups, s.out_c, s.d[0].out, s.d[1].out, s.d[2].out}, ElementBytes(types.y), random),
      {},
      {}};
  t.x_values = RandomElements(types.x, t.x.elements, random);
  t.w_values = RandomElements(types.w, t.w.elements, random);
  KernelMemory memory;
  const fb::Ref x = memory.Add(t.x_values, t.x.offset), w = memory.Add(t.w_values, t.w.offset);
  const fb::Ref y = memory.Add(std::vector<uint8_t>(t.y.elements * ElementBytes(types.y), 0xaa), t.y.offset);
  RunBothWays(Conv, MakeOp(s, types, t, x, w, y), memory, y, random);
  ASSERT_EQ(memory.Bytes(y), Reference(s, types, t))
      << fb::EnumNameType(types.x) << " " << fb::EnumNameType(types.w);
}

TEST(Conv, RandomShapesOfEveryType) {
  RandomBits random;
  for (uint32_t round = 0; round < 12; ++round) {
    for (const TypeTriple& types : kProductTypes) {
      for (uint32_t rank = 1; rank <= 3; ++rank) Check(types, rank, random);
    }
  }
}

// A position before the input is padding, even one that a huge dilation divides modulo 2^32.
TEST(Conv, PaddingBeforeHugeDilation) {
  RandomBits random;
  const TypeTriple types = {fb::Type::F32, fb::Type::F32, fb::Type::F32};
  Shape s = {
      1, 1, 1, 1, {RandomWindow(false, random), RandomWindow(false, random), {3, 1, 1, 1, 0x7fffffff, 1, 2}}};
  Tensors t = {Layout({1, 1, 1, 1, 1, 3}, 4, random),
               Layout({1, 1, 1, 1, 1, 1}, 4, random),
               Layout({1, 1, 1, 1, 1, 1}, 4, random),
               {},
               {}};
  KernelMemory memory;
  const fb::Ref x = memory.Add(std::vector<float>{1, 1, 1}, t.x.offset),
                w = memory.Add(std::vector<float>{1});
  const fb::Ref y = memory.Add(std::vector<float>{9});
  Conv(MakeOp(s, types, t, x, w, y), memory.MakeContext(), 0, kAllUnits);
  EXPECT_EQ(memory.Values<float>(y)[0], 0.0f);
}

}  // namespace
}  // namespace tmb
