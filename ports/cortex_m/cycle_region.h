// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Marks a region of code for bench/cm4cyc, the cycle estimator: unallocated hints, so
// NOPs on hardware and in plain QEMU, free and not counted under the estimator.
#ifndef TMB_PORTS_CORTEX_M_CYCLE_REGION_H_
#define TMB_PORTS_CORTEX_M_CYCLE_REGION_H_

// `id` is a constant from 0 to 31. Region 0 is a run of an entry.
#define TMB_REGION_BEGIN(id) __asm volatile(".inst.w 0xf3af8040 + %c0" ::"i"(id) : "memory")
#define TMB_REGION_END(id) __asm volatile(".inst.w 0xf3af8060 + %c0" ::"i"(id) : "memory")

#endif  // TMB_PORTS_CORTEX_M_CYCLE_REGION_H_
