// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The order of the steps inside each block: one in which less is alive at once.
#ifndef TMB_CONVERTER_PLAN_ORDER_H_
#define TMB_CONVERTER_PLAN_ORDER_H_

#include <cstdint>
#include <vector>

#include "converter/plan/flow.h"
#include "converter/plan/liveness.h"

namespace tmb {

enum class OrderGoal {
  kLowPeak,   // fewest bytes alive
  kFewCopies  // first let copies be dropped, then fewest bytes
};

// The program's own order.
std::vector<uint32_t> OwnOrder(const Flow& flow);

// Steps in the order found; blocks where nothing better was found keep theirs.
// `liveness` is that of the program's own order.
std::vector<uint32_t> OrderSteps(const Flow& flow, const std::vector<Buffer>& buffers,
                                 const Liveness& liveness, OrderGoal goal);

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_ORDER_H_
