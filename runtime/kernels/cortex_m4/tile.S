// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loops of tile.h for f32 weights: 2.56 cycles a multiply-add for 4 positions, 2.67 for 3, 2.88 for 2 and
// 3.5 for 1, before what loops, panels and tiles cost (bench/target/kernels/run.sh).
#include "runtime/kernels/cortex_m4/tile_loop.inc"

TILE_LOOP tmb_tile_f32_4, 4, F32, 8, 160, 128
TILE_LOOP tmb_tile_f32_3, 3, F32, 4, 124, 64
TILE_LOOP tmb_tile_f32_2, 2, F32, 4, 88, 64
TILE_LOOP tmb_tile_f32_1, 1, F32, 4, 52, 64

.section .text.tmb_tile_run, "ax"
// r0 the Tile, r1 code of a panel, r2 of the first STEP, r3 bytes of a STEP.
.global tmb_tile_run
.thumb_func
.type tmb_tile_run, %function
tmb_tile_run:
  push {r0, r1, r4-r11, lr}
  vpush {s16-s31}
  ldr r12, [r0, #TILE_BACK]
  vldr s29, [r0, #TILE_PASSES]
  vldr s30, [r0, #TILE_W_STEP]
  vldr s31, [r0, #TILE_ROWS]
  ldr r6, [r0, #TILE_Y]
  ldr r8, [r0, #TILE_X_STEP]
  ldr r10, [r0, #TILE_RESIDUAL]
  mov lr, r0
  mla r2, r12, r3, r2
  vmov s28, r2
  BEGIN_TILE
  bx r1
.size tmb_tile_run, . - tmb_tile_run
