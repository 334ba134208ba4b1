// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The columns of packed weights that DotF32 and ConvF32 compute at a time: all of them, or of weights of S4 a
// panel, which is unpacked to scratch as S8.
#ifndef TMB_RUNTIME_KERNELS_WEIGHT_COLUMNS_H_
#define TMB_RUNTIME_KERNELS_WEIGHT_COLUMNS_H_

#include "runtime/features.h"
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {

struct Columns {
  const uint8_t* w;  // their panels
  fb::Type type;     // not S4
  uint32_t first, count;
};

// A panel of k steps of S4 as S8, UnpackedBytes(k) bytes.
void UnpackPanel(const uint8_t* panel, uint32_t k, uint8_t* to);

inline bool IsUnpacked(fb::Type w_type) { return Has(Feature::kWeightsS4) && w_type == fb::Type::S4; }

// Calls fn with all n columns of k weights, one time or panel by panel.
template <typename Op, typename Fn>
void ForColumns(const Op& op, const Context& context, uint32_t k, uint32_t n, Fn fn) {
  const uint8_t* panel = context.Address(op.w());
  if (!IsUnpacked(op.w_type())) return fn(Columns{panel, op.w_type(), 0, n});
  uint8_t* const unpacked = context.Address(op.scratch());
  for (uint32_t first = 0; first < n; first += kPanel, panel += kPanel * ColumnBytes(fb::Type::S4, k)) {
    UnpackPanel(panel, k, unpacked);
    fn(Columns{unpacked, fb::Type::S8, first, n - first < kPanel ? n - first : kPanel});
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNELS_WEIGHT_COLUMNS_H_
