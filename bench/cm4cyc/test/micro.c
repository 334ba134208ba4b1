/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. */
#include <stdint.h>
#include <stdio.h>
extern void initialise_monitor_handles(void);
extern void micro(void);
int main(void) {
    initialise_monitor_handles();
    micro();
    printf("micro done\n");
    return 0;
}
