/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. */
#include <stdio.h>
extern void initialise_monitor_handles(void);
static float a[1024], b[1024];
__attribute__((noinline)) static float dot(const float *x, const float *y, int n) {
    float s = 0;
    for (int i = 0; i < n; i++) s += x[i] * y[i];
    return s;
}
__attribute__((noinline)) static unsigned collatz(unsigned n) {   /* short blocks */
    unsigned k = 0;
    while (n != 1) n = n & 1 ? 3 * n + 1 : n / 2, k++;
    return k;
}
int main(void) {
    initialise_monitor_handles();
    float s = 0;
    unsigned k = 0;
    for (int i = 0; i < 40000; i++) s += dot(a, b, 1024), a[i & 1023] = (float)i, b[i & 1023] = 0.5f;
    for (unsigned i = 1; i < 200000; i++) k += collatz(i);
    printf("%d %u\n", (int)s, k);
    return 0;
}
