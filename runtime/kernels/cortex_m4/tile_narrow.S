// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The loops of tile.h for f16, bf16 and s8 weights, which become f32 on the way.
#include "runtime/kernels/cortex_m4/tile_loop.inc"

TILE_LOOP tmb_tile_f16_4, 4, F16, 4, 168, 32
TILE_LOOP tmb_tile_f16_1, 1, F16, 4, 60, 32
TILE_LOOP tmb_tile_bf16_4, 4, BF16, 4, 184, 32
TILE_LOOP tmb_tile_bf16_1, 1, BF16, 4, 76, 32
TILE_LOOP tmb_tile_s8_4, 4, S8, 4, 196, 16
TILE_LOOP tmb_tile_s8_1, 1, S8, 2, 88, 8

// They share what comes behind a panel's sums, and tiles.
.macro NEXT_PANEL
  it ne
  ldrne pc, [sp, #68]
.endm
.macro END_PANEL_OF positions
.section .text.tmb_tile_end_panel_\positions, "ax"
.global tmb_tile_end_panel_\positions
.thumb_func
.type tmb_tile_end_panel_\positions, %function
tmb_tile_end_panel_\positions:
  END_PANEL \positions, NEXT_PANEL
  b.w tmb_tile_end
  END_PANEL_RESIDUAL \positions
.size tmb_tile_end_panel_\positions, . - tmb_tile_end_panel_\positions
.endm
END_PANEL_OF 4
END_PANEL_OF 1

.section .text.tmb_tile_end, "ax"
.global tmb_tile_end
.thumb_func
.type tmb_tile_end, %function
tmb_tile_end:
  END_TILE bne 1f
1:
  BEGIN_TILE
  ldr pc, [sp, #68]
.size tmb_tile_end, . - tmb_tile_end
