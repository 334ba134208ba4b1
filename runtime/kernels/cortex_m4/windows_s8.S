// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What ConvS8 does with windows that reach into the padding (conv_s8.cc): runs of x are expanded to 16 bits one window at a
// time, or gathered.
.syntax unified
.thumb

// r0 from, r1 groups of 4 steps, r2 to: one window, every other word.
.section .text.tmb_expand_s8, "ax"
.global tmb_expand_s8
.thumb_func
.type tmb_expand_s8, %function
tmb_expand_s8:
  push {r4-r7, lr}
  subs r1, #2
  blo 2f
1:
  ldr r5, [r0, #4]
  ldr r4, [r0], #8
  sxtb16 r7, r5
  sxtb16 r6, r4
  sxtb16 r4, r4, ror #8
  sxtb16 r5, r5, ror #8
  str r4, [r2, #8]
  str r7, [r2, #16]
  str r5, [r2, #24]
  str r6, [r2], #32
  subs r1, #2
  bhs 1b
2:
  cmn r1, #1
  bne 3f
  ldr r4, [r0]
  sxtb16 r6, r4
  sxtb16 r4, r4, ror #8
  str r6, [r2]
  str r4, [r2, #8]
3:
  pop {r4-r7, pc}
.size tmb_expand_s8, . - tmb_expand_s8

// r0 from, r1 bytes of a run, r2 to, r3 runs, not 0; on the stack the distances from run to run of both.
.section .text.tmb_copy_runs_s8, "ax"
.global tmb_copy_runs_s8
.thumb_func
.type tmb_copy_runs_s8, %function
tmb_copy_runs_s8:
  push {r4-r8, lr}
  ldrd r4, r5, [sp, #24]
  and r7, r1, #3
  sub r1, r1, r7
  sub r4, r4, r1
  sub r5, r5, r1
1:
  movs r8, r1
  beq 3f
2:
  ldr r6, [r0], #4
  str r6, [r2], #4
  subs.w r8, #4
  bne 2b
3:
  lsls r6, r7, #31
  ittt mi
  addmi r8, r0, r7
  ldrbmi r6, [r8, #-1]
  addmi r8, r2, r7
  it mi
  strbmi r6, [r8, #-1]
  tst r7, #2
  itt ne
  ldrhne r6, [r0]
  strhne r6, [r2]
  add r0, r4
  add r2, r5
  subs r3, #1
  bne 1b
  pop {r4-r8, pc}
.size tmb_copy_runs_s8, . - tmb_copy_runs_s8
