/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. */
/* Under -icount shift=0 one instruction is 1 ns and the MPS2 SysTick runs at 25 MHz: 40 instructions a tick. */
#include <stdint.h>
#include <stdio.h>
#include "cm4cyc_guest.h"
extern void initialise_monitor_handles(void);
static uint32_t buf[256];
__attribute__((noinline)) static uint32_t work(uint32_t n) {
    uint32_t h = 1;
    for (uint32_t i = 0; i < n; i++) {
        h = (h ^ buf[i & 255]) * 16777619u;
        if (h & 16) buf[h & 255] += i;
    }
    return h;
}
int main(void) {
    initialise_monitor_handles();
    volatile uint32_t *st = (volatile uint32_t *)0xE000E010;
    st[1] = 0xffffff, st[2] = 0, st[0] = 5;
    uint32_t t0 = st[2];
    CM4_BEGIN(0);
    uint32_t h = work(200000);
    CM4_END(0);
    uint32_t t1 = st[2];
    printf("ticks %lu hash %lx\n", (unsigned long)((t0 - t1) & 0xffffff), (unsigned long)h);
    return 0;
}
