// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Units of work of an instruction, and what one unit can cost: elements of Maps, gathers
// and scatters, multiply-adds of dots and convolutions.

#include "runtime/kernels/kernel_units.h"
#include "runtime/operands.h"

namespace tmb {
namespace {

// A Map's element counts once more for so many bytes of code.
constexpr uint32_t kMicroOpBytesPerWork = 32;

float ProductOf(const flatbuffers::Vector<uint32_t>& dims) {
  float product = 1;
  for (uint32_t d = 0; d < dims.size(); ++d) product *= static_cast<float>(dims.Get(d));
  return product;
}

}  // namespace

uint32_t UnitsOf(fb::Instruction type, const void* op) {
#define TMB_UNITS(name)       \
  case fb::Instruction::name: \
    return Units(*static_cast<const fb::name*>(op))
  switch (type) {
    case fb::Instruction::Map:
      return MapUnits(ViewOfMap(*static_cast<const fb::Map*>(op)));
      TMB_UNITS(DotF32);
      TMB_UNITS(Dot);
      TMB_UNITS(ConvF32);
      TMB_UNITS(DepthwiseF32);
      TMB_UNITS(Conv);
      TMB_UNITS(Gather);
      TMB_UNITS(Scatter);
    case fb::Instruction::NONE:
    case fb::Instruction::Jump:
    case fb::Instruction::JumpIf:
      return 1;
  }
#undef TMB_UNITS
  return 1;
}

float WorkOf(fb::Instruction type, const void* op) {
  if (type == fb::Instruction::Map) {
    const fb::Map& map = *static_cast<const fb::Map*>(op);
    return ProductOf(*map.dims()) * static_cast<float>(1 + map.code()->size() / kMicroOpBytesPerWork);
  }
  if (type == fb::Instruction::Gather) return ProductOf(*static_cast<const fb::Gather*>(op)->dims());
  if (type == fb::Instruction::Scatter) return ProductOf(*static_cast<const fb::Scatter*>(op)->dims());
  const InstructionInfo& info = InfoOf(type);
  float work = 1;
  for (uint32_t i = 0; i < info.work_count; ++i) work *= static_cast<float>(WordAt(op, info.work[i]));
  return work;
}

}  // namespace tmb
