// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Decodes lines "address halfword halfword" (hex): class, cycles, size, flags, registers, for
// check_decoder.py.
#include <cstdio>

#include "../timing.h"

using cm4cyc::Insn;

int main() {
  unsigned a, x, y;
  while (scanf("%x %x %x", &a, &x, &y) == 3) {
    const Insn i = cm4cyc::decode(a, x, y);
    printf("%x %s %d %d %x %x %x %x %x %x\n", a, cm4cyc::kCls[i.cls], i.cyc, i.size, i.flags, i.target, i.dst,
           i.areg, i.fdst, i.fsrc);
  }
}
