// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The readable listing of a program: sizes, memory, entry points, features, code.
#ifndef TMB_PORTS_HOST_TMDUMP_LISTING_H_
#define TMB_PORTS_HOST_TMDUMP_LISTING_H_

#include <string>

#include "ports/host/tmdump_schema.h"

namespace tmb {

// Everything below needs a program that tmb_load and the generated verifier passed.
std::string Listing(const Schema& schema, const fb::Program& program, const std::string& name);

// Lines of one instruction: its operands with addresses, where it came from, a Map's loops and code.
std::string InstructionText(const Schema& schema, const fb::Program& program, uint32_t index);

// "2x2xf32".
std::string ShapeText(const fb::Tensor& tensor, const Schema& schema);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_TMDUMP_LISTING_H_
