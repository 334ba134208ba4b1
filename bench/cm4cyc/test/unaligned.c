/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. */
extern void unal(void);
int main(void) { unal(); return 0; }
