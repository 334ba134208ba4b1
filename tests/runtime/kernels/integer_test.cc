// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// ConvS8 and MatVecS8 against plain loops over sums of 64 bits.
#include "tests/runtime/kernels/kernel_memory.h"

namespace tmb {
namespace {

struct End {
  fb::Type type;
  int32_t zero, lo, hi;
};

End RandomEnd(RandomBits& random) {
  static constexpr End kEnds[] = {{fb::Type::S8, -128, -128, 127},
                                  {fb::Type::S8, 127, -128, 127},
                                  {fb::Type::S8, 3, -5, 60},
                                  {fb::Type::S16, -7, -32768, 32767},
                                  {fb::Type::S16, 1000, -20000, 20000},
                                  {fb::Type::S32, 0, 0, 0},
                                  {fb::Type::F32, 0, 0, 0}};
  return kEnds[random.Between(0, 6)];
}

int32_t Signed(int32_t low, int32_t high, RandomBits& random) {
  return low + static_cast<int32_t>(random.Between(0, static_cast<uint32_t>(high - low)));
}

// Values of an array of s8 or s16 and its bytes.
struct Narrow {
  fb::Type type = fb::Type::S8;
  std::vector<int32_t> values;

  std::vector<uint8_t> Bytes() const {
    std::vector<uint8_t> bytes;
    for (const int32_t value : values) {
      bytes.push_back(static_cast<uint8_t>(value));
      if (type == fb::Type::S16) bytes.push_back(static_cast<uint8_t>(value >> 8));
    }
    return bytes;
  }
};
Narrow RandomNarrow(size_t count, RandomBits& random) {
  Narrow array;
  if (random.Next() & 1) array.type = fb::Type::S16;
  const int32_t lowest = array.type == fb::Type::S16 ? -32768 : -128;
  const bool extreme = (random.Next() & 3) == 0;
  for (size_t i = 0; i < count; ++i) {
    const int32_t value = Signed(lowest, -1 - lowest, random);
    array.values.push_back(!extreme ? value : value < 0 ? lowest : -1 - lowest);
  }
  return array;
}

// A column's weights by step, bias and multipliers.
struct Column {
  std::vector<int32_t> w;
  int32_t bias, multiplier, residual_multiplier;
};
std::vector<Column> RandomColumns(uint32_t n, uint32_t k, fb::Type x_type, fb::Type y_type,
                                  RandomBits& random) {
  std::vector<Column> columns(n);
  const int32_t least = x_type == fb::Type::S16 ? -128 : -127;
  for (Column& column : columns) {
    for (uint32_t i = 0; i < k; ++i)
      column.w.push_back(random.Next() & 7 ? Signed(least, 127, random) : random.Next() & 1 ? least : 127);
    column.bias = least == -127 || random.Next() & 1 ? Signed(-100000, 100000, random)
                                                     : static_cast<int32_t>(random.Next());
    column.multiplier = static_cast<int32_t>(random.Next()) >> random.Between(0, 12);
    if (y_type == fb::Type::F32) column.multiplier = static_cast<int32_t>(Bits(random.Unit()));
    column.residual_multiplier = static_cast<int32_t>(random.Next()) >> random.Between(1, 16);
  }
  return columns;
}

// [ceil(n/panel), ceil(k/4), 2, panel/2, 2]; places says where of a panel's steps each of k is packed. Pairs
// of columns are 256 * odd + even, but bytes where x has 16 bits.
std::vector<int16_t> Pack(const std::vector<Column>& columns, const std::vector<uint32_t>& places,
                          uint32_t panel, fb::Type x_type) {
  const size_t n = columns.size(), steps = (places.size() + 3) / 4 * 4, panels = (n + panel - 1) / panel;
  std::vector<int16_t> packed(panels * panel / 2 * steps);
  for (size_t j = 0; j < n; ++j) {
    for (size_t i = 0; i < places.size(); ++i) {
      const size_t place = places[i], word = place / 2 * (panel / 2) + j % panel / 2;
      int16_t& pair = packed[j / panel * (panel / 2 * steps) + word * 2 + place % 2];
      const int32_t w = j % 2 == 1                ? columns[j].w[i] * 256
                        : x_type == fb::Type::S16 ? columns[j].w[i] & 0xff
                                                  : columns[j].w[i];
      pair = static_cast<int16_t>(pair + w);
    }
  }
  return packed;
}

// Those weights as MatVecS8's, whose panels begin with biases and multipliers.
std::vector<uint8_t> RowPanels(const std::vector<Column>& columns, const std::vector<uint32_t>& places,
                               fb::Type x_type, uint8_t shift) {
  const std::vector<int16_t> weights = Pack(columns, places, kRowPanel, x_type);
  const size_t panels = (columns.size() + kRowPanel - 1) / kRowPanel, halves = weights.size() / panels;
  std::vector<uint8_t> packed;
  const auto append = [&](int32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) packed.push_back(static_cast<uint8_t>(number >> 8 * i));
  };
  for (size_t panel = 0; panel < panels; ++panel) {
    const auto column = [&](size_t j) {
      const size_t at = panel * kRowPanel + j;
      return at < columns.size() ? columns[at] : Column{{}, 0, 0, 0};
    };
    for (size_t j = 0; j < kRowPanel; ++j) append(column(j).bias, 4);
    for (size_t j = 0; j < kRowPanel; ++j)
      append(column(j).multiplier >> (shift == 0 ? 0 : 16 - shift), shift == 0 ? 4 : 2);
    for (size_t i = 0; i < halves; ++i) append(weights[panel * halves + i], 2);
  }
  return packed;
}

std::vector<int32_t> Parameters(const std::vector<Column>& columns, uint32_t panel) {
  std::vector<int32_t> words((columns.size() + panel - 1) / panel * panel * 2);
  for (size_t j = 0; j < columns.size(); ++j) {
    words[j / panel * panel * 2 + j % panel] = columns[j].bias;
    words[j / panel * panel * 2 + panel + j % panel] = columns[j].multiplier;
  }
  return words;
}

class Outputs {
 public:
  explicit Outputs(const End& end) : end_(end) {}

  // Sums are modulo 2^32.
  void Add(int64_t exact, int32_t multiplier) {
    const auto sum = static_cast<int32_t>(exact);
    if (end_.type == fb::Type::F32) {
      float scale;
      std::memcpy(&scale, &multiplier, sizeof scale);
      return AddWord(Bits(static_cast<float>(sum) * scale));
    }
    if (end_.type == fb::Type::S32) return AddWord(static_cast<uint32_t>(sum));
    const int64_t product = int64_t{sum} * multiplier;
    const int64_t value = (product >> 32) + (product >> 31 & 1) + end_.zero;  // to the nearest, half up
    const int64_t clamped = value < end_.lo ? end_.lo : value > end_.hi ? end_.hi : value;
    bytes.push_back(static_cast<uint8_t>(clamped));
    if (end_.type == fb::Type::S16) bytes.push_back(static_cast<uint8_t>(clamped >> 8));
  }

  std::vector<uint8_t> bytes;

 private:
  void AddWord(uint32_t word) {
    for (uint32_t i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(word >> 8 * i));
  }
  End end_;
};

// Each length up to 33 four times, then any; the verifier refuses 0.
uint32_t LengthOf(uint32_t round, uint32_t most, RandomBits& random) {
  return round < 4 * 33 ? 1 + round % 33 : random.Between(1, most);
}

TEST(MatVecS8Test, IsPlainProduct) {
  RandomBits random;
  for (uint32_t round = 0; round < 300; ++round) {
    const uint32_t m = random.Between(1, 3), k = LengthOf(round, 300, random), n = random.Between(1, 33);
    const End end = RandomEnd(random);
    const Narrow x = RandomNarrow(m * k, random);
    std::vector<Column> columns = RandomColumns(n, k, x.type, end.type, random);
    const bool narrow = end.type == fb::Type::S8 || end.type == fb::Type::S16;
    const bool halves = narrow && (random.Next() & 1) != 0;
    const auto shift = static_cast<uint8_t>(halves ? random.Between(1, kMaxMultiplierShift) : 0);
    for (Column& column : columns) {
      if (halves) column.multiplier = static_cast<int16_t>(random.Next()) * (1 << (16 - shift));
    }
    Outputs expected(end);
    for (uint32_t row = 0; row < m; ++row) {
      for (const Column& column : columns) {
        int64_t sum = column.bias;
        for (uint32_t i = 0; i < k; ++i) sum += int64_t{x.values[row * k + i]} * column.w[i];
        expected.Add(sum, column.multiplier);
      }
    }
    std::vector<uint32_t> places;
    for (uint32_t i = 0; i < k; ++i) places.push_back(WindowStep(1, k, 0, i));
    KernelMemory memory;
    const fb::Ref x_ref = memory.Add(x.Bytes()), w = memory.Add(RowPanels(columns, places, x.type, shift));
    const fb::Ref y = memory.Add(std::vector<uint8_t>(expected.bytes.size()));
    const fb::Ref scratch =
        random.Next() & 1 ? memory.Add(std::vector<uint8_t>((k + 3) / 4 * 8)) : fb::Ref(kNoOperand);
    const fb::MatVecS8 op(x_ref, w, y, scratch, m, n, k, end.zero, end.lo, end.hi, x.type, end.type, shift);
    ASSERT_EQ(MatVecScratchBytes(op), (k + 3) / 4 * 8);
    ASSERT_EQ(PackedBytes(op), memory.Bytes(w).size());
    RunBothWays(MatVecS8, op, memory, y, random);
    ASSERT_EQ(memory.Bytes(y), expected.bytes) << m << " x " << k << " -> " << n << ", round " << round;
  }
}

struct Shape {
  uint32_t batch, in_h, in_w, in_c, out_h, out_w, out_c, k_h, k_w, stride_h, stride_w;
  int32_t pad_h, pad_w;
  uint32_t dilation_h, dilation_w;
};
Shape RandomShape(RandomBits& random) {
  const auto any = [&](uint32_t low, uint32_t high) { return random.Between(low, high); };
  return {any(1, 2),
          any(1, 7),
          any(1, 7),
          any(1, 12),
          any(1, 4),
          any(1, 6),
          any(1, 9),
          any(1, 4),
          any(1, 5),
          any(1, 2),
          any(1, 3),
          Signed(-2, 3, random),
          Signed(-2, 3, random),
          any(1, 2),
          any(1, 2)};
}

// Of one output position, by step k_h, k_w, in_c.
std::vector<int32_t> WindowOf(const Shape& s, const Narrow& x, int32_t x_zero, uint32_t image, uint32_t row,
                              uint32_t column) {
  std::vector<int32_t> window;
  for (uint32_t i = 0; i < s.k_h; ++i) {
    for (uint32_t j = 0; j < s.k_w; ++j) {
      const int64_t h = int64_t{row} * s.stride_h + i * s.dilation_h - s.pad_h;
      const int64_t w = int64_t{column} * s.stride_w + j * s.dilation_w - s.pad_w;
      const bool inside = h >= 0 && h < s.in_h && w >= 0 && w < s.in_w;
      for (uint32_t c = 0; c < s.in_c; ++c) {
        const size_t at =
            inside
                ? ((image * s.in_h + static_cast<size_t>(h)) * s.in_w + static_cast<size_t>(w)) * s.in_c + c
                : 0;
        window.push_back(inside ? x.values[at] : x_zero);
      }
    }
  }
  return window;
}

TEST(ConvS8Test, IsPlainConvolution) {
  RandomBits random;
  for (uint32_t round = 0; round < 600; ++round) {
    Shape s = RandomShape(random);
    s.in_c = LengthOf(round, 12, random);
    const End end = RandomEnd(random);
    const Narrow x = RandomNarrow(s.batch * s.in_h * s.in_w * s.in_c, random);
    const bool has_residual = (random.Next() & 1) != 0;
    const size_t outputs = size_t{s.batch} * s.out_h * s.out_w * s.out_c;
    const Narrow residual = RandomNarrow(outputs, random);
    const int32_t lowest = x.type == fb::Type::S8 ? -128 : -32768;
    const int32_t ends[] = {lowest, -1 - lowest, Signed(lowest, -1 - lowest, random)};
    const int32_t x_zero = ends[random.Between(0, 2)];
    const uint32_t run = s.k_w * s.in_c, k = s.k_h * run;
    const std::vector<Column> columns = RandomColumns(s.out_c, k, x.type, end.type, random);
    Outputs expected(end);
    std::vector<int32_t> words = Parameters(columns, kPanel);  // residual multipliers lie behind
    const uint32_t parameter_bytes = static_cast<uint32_t>(words.size() * 4);
    words.resize(words.size() + (s.out_c + 3) / 4 * 4);
    for (uint32_t o = 0; o < s.out_c; ++o) words[parameter_bytes / 4 + o] = columns[o].residual_multiplier;
    size_t at = 0;
    for (uint32_t position = 0; position < s.batch * s.out_h * s.out_w; ++position) {
      const uint32_t row = position / s.out_w;
      const std::vector<int32_t> window =
          WindowOf(s, x, x_zero, row / s.out_h, row % s.out_h, position % s.out_w);
      for (const Column& column : columns) {
        int64_t sum = column.bias;
        for (uint32_t i = 0; i < k; ++i) sum += int64_t{window[i]} * column.w[i];
        if (has_residual) sum += int64_t{residual.values[at]} * column.residual_multiplier >> 16;
        ++at;
        expected.Add(sum, column.multiplier);
      }
    }
    std::vector<uint32_t> places;
    for (uint32_t i = 0; i < k; ++i) places.push_back(WindowStep(s.k_h, run, i / run, i % run));
    KernelMemory memory;
    const fb::Ref x_ref = memory.Add(x.Bytes()), w = memory.Add(Pack(columns, places, kPanel, x.type));
    const fb::Ref parameters = memory.Add(words);
    const fb::Ref residual_ref = has_residual ? memory.Add(residual.Bytes()) : fb::Ref(kNoOperand);
    const fb::Ref shares_ref =
        has_residual ? fb::Ref(parameters.word() + parameter_bytes) : fb::Ref(kNoOperand);
    const fb::Ref y = memory.Add(std::vector<uint8_t>(expected.bytes.size()));
    const uint32_t scratch_bytes = (k + 3) / 4 * 4 * (s.in_c % 4 == 0 ? 4 : x.type == fb::Type::S8 ? 6 : 8);
    const bool on_stack = scratch_bytes <= kStackBytes && (random.Next() & 1) != 0;
    const fb::Ref scratch = on_stack ? fb::Ref(kNoOperand) : memory.Add(std::vector<uint8_t>(scratch_bytes));
    const fb::ConvS8 op(x_ref, w, parameters, residual_ref, shares_ref, y, scratch, s.batch, s.in_h, s.in_w,
                        s.in_c, s.out_h, s.out_w, s.out_c, s.k_h, s.k_w, s.stride_h, s.stride_w, s.pad_h,
                        s.pad_w, s.dilation_h, s.dilation_w, x_zero, end.zero, end.lo, end.hi, x.type,
                        end.type, residual.type);
    ASSERT_EQ(ConvScratchBytes(op), scratch_bytes);
    RunBothWays(ConvS8, op, memory, y, random);
    ASSERT_EQ(memory.Bytes(y), expected.bytes) << "round " << round;
  }
}

}  // namespace
}  // namespace tmb
