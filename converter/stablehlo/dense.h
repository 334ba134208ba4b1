// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The values of a constant: what stands between the angle brackets of dense<...>, and
// the blobs behind dense_resource<...>. Straight from the characters: constants are most
// of a large module's text.
#ifndef TMB_CONVERTER_STABLEHLO_DENSE_H_
#define TMB_CONVERTER_STABLEHLO_DENSE_H_

#include <string>
#include <string_view>

#include "converter/hlo/ir.h"

namespace tmb::stablehlo {

// True when `body` is one element that stands for every element of `shape`: dense<0>,
// or the bytes of one element for a larger shape.
bool IsSplat(std::string_view body, const hlo::Shape& shape);

struct DenseError {
  std::string text;
  const char* at = nullptr;  // in the body
};

// Reads `body` into literal.data; literal.shape says how many elements of which type are
// expected (no splats). Memory is bounded by the text's length. False: `error` says why.
bool DecodeDense(std::string_view body, hlo::Literal& literal, DenseError& error);

// Reads a resource's "0x..." blob, whose first four bytes are its alignment.
bool DecodeResource(std::string_view blob, hlo::Literal& literal, DenseError& error);

// The few integers of an attribute, splats included; false when they cannot be read.
bool DecodeInts(std::string_view body, const hlo::Shape& shape, std::vector<int64_t>& values);

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_DENSE_H_
