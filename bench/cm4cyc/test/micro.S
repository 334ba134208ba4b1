/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. */
/* Micro-benchmarks with hand-computable cost; expectations in micro.expect. */
#include "cm4cyc_guest.h"
    .syntax unified
    .thumb
    .text
    .macro region id
    .balign 4
    CM4_BEGIN \id
    .endm
    .macro endr_ id
    CM4_END \id
    .endm
    .global micro
    .thumb_func
    .type micro, %function
micro:
    push {r4-r11, lr}
    movw r4, #:lower16:buf
    movt r4, #:upper16:buf
    movs r5, #8
    movs r0, #1
    vmov.f32 s0, #1.0
    vmov.f32 s1, #1.0
    vmov.f32 s8, #1.0
    vmov.f32 s9, #1.0

    CM4_BEGIN 31                /* nested around 0 and 1 */
    region 0
    .rept 1000
    adds r0, r0, #1
    .endr
    endr_ 0
    region 1
    .rept 1000
    smlad r1, r2, r3, r1
    .endr
    endr_ 1
    CM4_END 31

    region 2                    /* independent VFMA */
    .rept 250
    vfma.f32 s0, s8, s9
    vfma.f32 s1, s8, s9
    vfma.f32 s2, s8, s9
    vfma.f32 s3, s8, s9
    .endr
    endr_ 2
    region 3                    /* chained through the addend */
    .rept 1000
    vfma.f32 s0, s8, s9
    .endr
    endr_ 3
    region 4                    /* chained through a multiplicand */
    .rept 1000
    vfma.f32 s0, s0, s9
    .endr
    endr_ 4
    region 5                    /* independent VADD */
    .rept 500
    vadd.f32 s0, s8, s9
    vadd.f32 s1, s8, s9
    .endr
    endr_ 5
    region 6                    /* dependent VADD */
    .rept 1000
    vadd.f32 s0, s0, s9
    .endr
    endr_ 6

    region 7                    /* independent LDR run (crosses 1 KiB pages) */
    .rept 500
    ldr r0, [r4]
    ldr r1, [r4, #4]
    .endr
    endr_ 7
    str r4, [r4, #16]
    add r6, r4, #16
    str r6, [r6]
    region 8                    /* pointer chase */
    .rept 1000
    ldr r6, [r6]
    .endr
    endr_ 8
    region 9                    /* LDR, ALU */
    .rept 500
    ldr r0, [r4]
    adds r1, r1, r2
    .endr
    endr_ 9
    region 10                   /* STR imm */
    .rept 1000
    str r0, [r4, #4]
    .endr
    endr_ 10
    region 11                   /* STR reg offset */
    .rept 1000
    str r0, [r4, r5]
    .endr
    endr_ 11
    region 12                   /* LDR, STR */
    .rept 500
    ldr r0, [r4]
    str r0, [r4, #4]
    .endr
    endr_ 12
    region 13                   /* address produced by the previous ALU instruction */
    .rept 200
    add r6, r4, #4
    ldr r0, [r6]
    .endr
    endr_ 13
    region 14                   /* PUSH x4, NOP, POP x4, NOP, LDM x4 */
    .rept 100
    push {r0-r3}
    nop
    pop {r0-r3}
    nop
    ldm r4, {r0-r3}
    .endr
    endr_ 14

    region 15                   /* taken loop, 16-bit target */
    movs r0, #250
    lsls r0, r0, #2
    .balign 4
1:  subs r0, #1
    bne 1b
    endr_ 15
    region 16                   /* not taken */
    .rept 500
    cmp r0, r0
    bne.n 9f
9:
    .endr
    endr_ 16
    region 17                   /* BL + BX LR */
    .rept 200
    bl leaf
    .endr
    endr_ 17
    movs r0, #1
    region 18                   /* CBNZ taken, then CBZ not taken */
    .rept 100
    cbnz r0, 1f
    nop
1:  cbz r0, 2f
    nop
2:
    .endr
    endr_ 18
    region 19                   /* ITE with ALU */
    .rept 200
    cmp r0, r0
    ite eq
    addeq r1, #1
    addne r1, #1
    .endr
    endr_ 19
    region 20                   /* failing conditional load */
    .rept 200
    cmp r0, r0
    it ne
    ldrne r1, [r4]
    .endr
    endr_ 20
    region 21                   /* passing conditional load, ldm */
    .rept 200
    cmp r0, r0
    itt eq
    ldreq r1, [r4]
    ldmeq r4, {r1-r3}
    .endr
    endr_ 21
    movs r2, #3
    region 22
    .rept 100
    sdiv r1, r0, r2
    .endr
    endr_ 22
    region 23                   /* back-to-back VDIV; VADD waits for the last */
    .rept 100
    vdiv.f32 s0, s8, s9
    .endr
    vadd.f32 s1, s8, s9
    endr_ 23
    region 24                   /* VDIV hidden behind 13 integer instructions */
    .rept 100
    vdiv.f32 s0, s8, s9
    .rept 13
    adds r1, #1
    .endr
    .endr
    endr_ 24
    vmov s1, s1
    region 25                   /* VLDR run */
    .rept 250
    vldr s0, [r4]
    vldr s1, [r4, #4]
    vldr s2, [r4, #8]
    vldr s3, [r4, #12]
    .endr
    endr_ 25
    region 26                   /* dot-product step */
    .rept 100
    vldr s0, [r4]
    vldr s1, [r4, #4]
    vfma.f32 s2, s0, s1
    .endr
    endr_ 26
    region 27                   /* VLDM, VSTM */
    .rept 50
    vldm r4, {s0-s7}
    vstm r4, {s0-s7}
    .endr
    endr_ 27
    region 28                   /* FPU <-> core moves */
    .rept 100
    vmov r0, s0
    vmov s0, r0
    vmov r0, r1, s0, s1
    .endr
    .rept 100
    vstr s0, [r4]
    vstr s1, [r4, #4]
    .endr
    endr_ 28
    movs r0, #0
    region 29                   /* TBB */
    .rept 100
    tbb [pc, r0]
1:  .byte (2f - 1b) / 2, 0
2:
    .endr
    endr_ 29
    region 30                   /* call, PUSH LR / POP PC */
    .rept 100
    bl leaf2
    .endr
    endr_ 30
    pop {r4-r11, pc}

    .balign 4
    .thumb_func
leaf:
    bx lr
    .balign 4
    .thumb_func
leaf2:
    push {r4, lr}
    nop
    pop {r4, pc}
    .ltorg
    .bss
    .balign 8
buf: .space 256
