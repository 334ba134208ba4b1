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
  adds r1, #1
  adds r2, #1
  push {r0-r2, r4-r11, lr}
  vpush {s16-s31}
  mov lr, r0
  ldr r12, [lr, #TILE_BACK]
  mla r2, r12, r3, r2
  vmov s28, r2
  vldr s29, [lr, #TILE_PASSES]
  vldr s30, [lr, #TILE_W_STEP]
  vldr s31, [lr, #TILE_ROWS]
  ldr r6, [lr, #TILE_Y]
  ldr r8, [lr, #TILE_X_STEP]
  ldr r10, [lr, #TILE_RESIDUAL]
1:  // a tile
  ldr r4, [lr, #TILE_W]
  ldr r9, [lr, #TILE_BIAS]
  ldr r11, [lr, #TILE_PANELS]
  ldr pc, [sp, #68]
.global tmb_tile_next
.thumb_func
tmb_tile_next:
  ldm.w lr, {r0-r3}
  ldr r12, [lr, #TILE_X_TILE]
  ldr r6, [lr, #TILE_Y]
  ldr r5, [lr, #TILE_Y_TILE]
  ldr r7, [lr, #TILE_TILES]
  add r0, r12
  add r1, r12
  add r2, r12
  add r3, r12
  stm.w lr, {r0-r3}
  add r6, r5
  str r6, [lr, #TILE_Y]
  subs r7, #1
  str r7, [lr, #TILE_TILES]
  bne 1b
  vpop {s16-s31}
  pop {r0-r2, r4-r11, pc}
.size tmb_tile_run, . - tmb_tile_run
