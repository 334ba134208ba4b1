// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Which of the loops run: the only place that asks the processor.
#include "runtime/kernels/host/loops.h"

namespace tmb {

const Loops& HostLoops() { return __builtin_cpu_supports("avx") ? kAvxLoops : kSse2Loops; }

}  // namespace tmb
