/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. */
#include "cm4cyc_guest.h"
    .syntax unified
    .thumb
    .text
    .global unal
    .thumb_func
unal:
    push {r4, lr}
    movw r4, #:lower16:ub
    movt r4, #:upper16:ub
    CM4_BEGIN 0          /* unaligned=1: LDRH at 1: +1, LDR at 2: +1, LDR at 1: +2, STR at 1: 0 */
    .rept 10
    ldrh r0, [r4, #1]
    nop
    ldr r0, [r4, #2]
    nop
    ldr r0, [r4, #1]
    nop
    str r0, [r4, #1]
    nop
    .endr
    CM4_END 0
    pop {r4, pc}
    .bss
    .balign 8
ub: .space 16
