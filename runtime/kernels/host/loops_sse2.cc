// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loops for processors with SSE2: vectors of 4.
#include "runtime/kernels/host/depthwise_loop.h"
#include "runtime/kernels/host/floats4.h"
#include "runtime/kernels/host/mat_vec_loop.h"
#include "runtime/kernels/host/tile_loop.h"

namespace tmb {
namespace {

uint32_t RunDepthwise(const DepthwiseRun& run, uint32_t channels) {
  return RunChannels<Floats4>(run, 0, channels);
}

}  // namespace

const Loops kSse2Loops = {
    "SSE2",
    {{RunTiles<Floats4, 1, float>, RunTiles<Floats4, 2, float>, RunTiles<Floats4, 3, float>, RunTiles<Floats4, 4, float>},
     {RunTiles<Floats4, 1, F16Bits>, RunTiles<Floats4, 2, F16Bits>, RunTiles<Floats4, 3, F16Bits>, RunTiles<Floats4, 4, F16Bits>},
     {RunTiles<Floats4, 1, BF16Bits>, RunTiles<Floats4, 2, BF16Bits>, RunTiles<Floats4, 3, BF16Bits>, RunTiles<Floats4, 4, BF16Bits>},
     {RunTiles<Floats4, 1, S8Bits>, RunTiles<Floats4, 2, S8Bits>, RunTiles<Floats4, 3, S8Bits>, RunTiles<Floats4, 4, S8Bits>}},
    {RunMatVec<Floats4, 2, float>, RunMatVec<Floats4, 2, F16Bits>, RunMatVec<Floats4, 2, BF16Bits>, RunMatVec<Floats4, 2, S8Bits>},
    RunDepthwise};

}  // namespace tmb
