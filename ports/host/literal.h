// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Arrays as text, the way iree-run-module writes them: "2x2xf32=1 2 3 4", "f32=3.14",
// "3xpred=1 0 1". Commas and brackets between values are allowed, one value fills the
// whole array, and what FormatLiteral writes ParseLiteral reads.
#ifndef TMB_PORTS_HOST_LITERAL_H_
#define TMB_PORTS_HOST_LITERAL_H_

#include <string>
#include <string_view>

#include "converter/arrays/array.h"

namespace tmb {

struct Literal {
  tmb_type type;
  Array array;
};

Result<Literal> ParseLiteral(std::string_view text);

std::string FormatLiteral(const Array& array, tmb_type type);

// The value of element `index` of an array, as text.
std::string FormatElement(const Array& array, tmb_type type, uint64_t index);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_LITERAL_H_
