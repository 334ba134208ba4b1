// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "bench/host/kernels_taken.h"

namespace tmb::bench {

const char* KernelsTaken() { return "portable"; }

}  // namespace tmb::bench
