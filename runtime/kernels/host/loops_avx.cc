// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loops for processors with AVX: vectors of 8. The pragma and not the command line asks for AVX, so that any build of
// the runtime's sources will do.
#include <immintrin.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx"))), apply_to = function)
#else
#pragma GCC target("avx")
#endif

#include "runtime/kernels/host/depthwise_loop.h"
#include "runtime/kernels/host/floats8.h"
#include "runtime/kernels/host/mat_vec_loop.h"
#include "runtime/kernels/host/tile_loop.h"

namespace tmb {
namespace {

uint32_t RunDepthwise(const DepthwiseRun& run, uint32_t channels) {
  return RunChannels<Floats4>(run, RunChannels<Floats8>(run, 0, channels), channels);
}

}  // namespace

const Loops kAvxLoops = {
    "AVX",
    {{RunTiles<Floats8, 1, float>, RunTiles<Floats8, 2, float>, RunTiles<Floats8, 3, float>, RunTiles<Floats8, 4, float>},
     {RunTiles<Floats8, 1, F16Bits>, RunTiles<Floats8, 2, F16Bits>, RunTiles<Floats8, 3, F16Bits>, RunTiles<Floats8, 4, F16Bits>},
     {RunTiles<Floats8, 1, BF16Bits>, RunTiles<Floats8, 2, BF16Bits>, RunTiles<Floats8, 3, BF16Bits>, RunTiles<Floats8, 4, BF16Bits>},
     {RunTiles<Floats8, 1, S8Bits>, RunTiles<Floats8, 2, S8Bits>, RunTiles<Floats8, 3, S8Bits>, RunTiles<Floats8, 4, S8Bits>}},
    {RunMatVec<Floats8, 4, float>, RunMatVec<Floats8, 4, F16Bits>, RunMatVec<Floats8, 4, BF16Bits>, RunMatVec<Floats8, 4, S8Bits>},
    RunDepthwise};

}  // namespace tmb

#ifdef __clang__
#pragma clang attribute pop
#endif
