// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the integer kernels share: weights as they are packed, and how sums end (schema/tmb.fbs).
#ifndef TMB_RUNTIME_KERNELS_INTEGER_SUMS_H_
#define TMB_RUNTIME_KERNELS_INTEGER_SUMS_H_

#include "runtime/features.h"
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

// sum * multiplier / 2^32 to the nearest, half up.
inline int32_t Scaled(int32_t sum, int32_t multiplier) {
  return static_cast<int32_t>((int64_t{sum} * multiplier + (int64_t{1} << 31)) >> 32);
}

// floor(residual * multiplier / 2^16).
inline int32_t ResidualShare(int32_t residual, int32_t multiplier) {
  return static_cast<int32_t>(int64_t{residual} * multiplier >> 16);
}

// The end of a sum.
struct Ending {
  fb::Type y_type;
  int32_t y_zero, clamp_lo, clamp_hi;

  template <typename Op>
  static Ending Of(const Op& op) {
    return {op.y_type(), op.y_zero(), op.clamp_lo(), op.clamp_hi()};
  }

  // As element `at` of y; multiplier is an integer, or for F32 the bits of a float.
  void Store(int32_t sum, int32_t multiplier, uint8_t* y, uint32_t at) const {
    if (y_type == fb::Type::F32) {
      reinterpret_cast<float*>(y)[at] = static_cast<float>(sum) * __builtin_bit_cast(float, multiplier);
      return;
    }
    if (y_type == fb::Type::S32) {
      reinterpret_cast<int32_t*>(y)[at] = sum;
      return;
    }
    const int32_t value = Scaled(sum, multiplier) + y_zero;
    const int32_t raised = value > clamp_lo ? value : clamp_lo, clamped = clamp_hi < raised ? clamp_hi : raised;
    if (y_type == fb::Type::S8) {
      reinterpret_cast<int8_t*>(y)[at] = static_cast<int8_t>(clamped);
    } else {
      reinterpret_cast<int16_t*>(y)[at] = static_cast<int16_t>(clamped);
    }
  }
};

// Whether elements have 16 bits, in a build with such inputs.
constexpr bool IsWide(fb::Type type) { return Has(Feature::kInputsS16) && type == fb::Type::S16; }

// An array of s8 or s16.
class NarrowArray {
 public:
  NarrowArray(const Context& context, fb::Ref ref, fb::Type type)
      : is_wide(IsWide(type)), at_(context.Address(ref)) {}

  const int8_t* Bytes() const { return reinterpret_cast<const int8_t*>(at_); }

  const bool is_wide;

  int32_t operator[](uint32_t i) const {
    return is_wide ? reinterpret_cast<const int16_t*>(at_)[i] : reinterpret_cast<const int8_t*>(at_)[i];
  }

 private:
  const uint8_t* at_;
};

// Of a column of a panel of MatVecS8.
inline int32_t RowMultiplier(const uint8_t* panel, uint32_t column, uint32_t shift) {
  const uint8_t* const multipliers = panel + kRowPanel * 4;
  if (shift == 0) return reinterpret_cast<const int32_t*>(multipliers)[column];
  return reinterpret_cast<const int16_t*>(multipliers)[column] * (1 << (16 - shift));
}

// A panel of kColumns sums of 16-bit values in packed order times packed weights.
template <uint32_t kColumns>
struct IntegerSums {
  int32_t of[kColumns];

  // x and w as words of two steps: x [steps / 2], w [steps / 2, kColumns / 2]. A half of w is 256 * odd + even: what is above
  // the byte of a negative even one is one too small; or `bytes`.
  void Add(const int16_t* x, const int8_t* w, bool bytes, uint32_t steps) {
    for (uint32_t i = 0; i < steps; i += 2, x += 2) {
      for (uint32_t pair = 0; pair < kColumns; pair += 2) {
        for (uint32_t j = 0; j < 2; ++j, w += 2) {
          of[pair] += x[j] * w[0];
          of[pair + 1] += x[j] * (w[1] + (w[0] < 0 && !bytes));
        }
      }
    }
  }
};

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_INTEGER_SUMS_H_
