// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loops of tile.h for f32 weights: 2.56 cycles a multiply-add for 4 positions, 2.67 for 3, 2.88 for 2 and
// 3.5 for 1, before what loops, panels and tiles cost (bench/target/kernels/run.sh).
#include "runtime/kernels/cortex_m4/tile_loop.inc"

TILE_LOOP tmb_tile_f32_4, 4, F32, 8, 160, 128
TILE_LOOP tmb_tile_f32_3, 3, F32, 4, 124, 64
TILE_LOOP tmb_tile_f32_2, 2, F32, 4, 88, 64
TILE_LOOP tmb_tile_f32_1, 1, F32, 4, 52, 64
