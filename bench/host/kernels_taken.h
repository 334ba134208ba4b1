// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which f32 kernels a benchmark runs: the build picks the source that knows.
#ifndef TMB_BENCH_HOST_KERNELS_TAKEN_H_
#define TMB_BENCH_HOST_KERNELS_TAKEN_H_

namespace tmb::bench {

const char* KernelsTaken();

}  // namespace tmb::bench

#endif  // TMB_BENCH_HOST_KERNELS_TAKEN_H_
