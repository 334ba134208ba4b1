// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// In place of choose_loops.cc: the loops of an old processor on any.
#include "runtime/kernels/host/loops.h"

namespace tmb {

const Loops& HostLoops() { return kSse2Loops; }

}  // namespace tmb
