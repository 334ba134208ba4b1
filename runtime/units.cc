// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Units of work of an instruction, and what one unit can cost: elements of Maps, gathers,
// scatters and passes of sorts, multiply-adds of dots and convolutions.

#include "runtime/features.h"
#include "runtime/kernels/kernel_sizes.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/operands.h"
#include "runtime/structure.h"

namespace tmb {
namespace {

// An element counts once more for so many bytes of code: of a Map, which runs it on strips, and
// of a Sort, which runs it on one lane.
constexpr uint32_t kMicroOpBytesPerWork = 32;
constexpr uint32_t kScalarMicroOpBytesPerWork = 2;

float ProductOf(const flatbuffers::Vector<uint32_t>* dims) {
  float product = 1;
  for (uint32_t d = 0; d < SizeOf(dims); ++d) product *= static_cast<float>(dims->Get(d));
  return product;
}

// A gather or scatter, which begin alike (WindowsOf), where the build has one; what it lacks is refused before.
bool IsWindows(fb::Instruction type) {
  constexpr bool kHasWindows = Has(fb::Instruction::Gather) || Has(fb::Instruction::Scatter);
  return kHasWindows && (type == fb::Instruction::Gather || type == fb::Instruction::Scatter);
}

// What the units of a Map follow from.
MapView LoopsOf(const fb::Map& op) {
  MapView view;
  ViewVector(op.dims(), view.dims, &view.rank);
  view.reduction = op.reduction();
  view.reduced = op.reduced();
  return view;
}

// A merge pass looks at each element once, insertion into a run at all that the run holds.
float WorkOfSort(const fb::Sort& op) {
  const uint32_t held = op.kept() == op.count() ? kSortRun : op.kept();
  const uint32_t comparison = op.code() == nullptr ? op.keys()->size() : op.code()->size();
  return static_cast<float>(op.rows()) * static_cast<float>(op.count()) *
         (static_cast<float>(held) + static_cast<float>(SortPasses(op.count(), op.kept()) - 1)) *
         static_cast<float>(1 + comparison / kScalarMicroOpBytesPerWork);
}

// Of instructions without fields for it.
float WorkOfOthers(fb::Instruction type, const void* op) {
  if (type == fb::Instruction::Map) {
    const fb::Map& map = *static_cast<const fb::Map*>(op);
    return ProductOf(map.dims()) * static_cast<float>(1 + map.code()->size() / kMicroOpBytesPerWork);
  }
  if (IsWindows(type)) return ProductOf(static_cast<const fb::Gather*>(op)->dims());
  if (Has(fb::Instruction::Sort) && type == fb::Instruction::Sort)
    return WorkOfSort(*static_cast<const fb::Sort*>(op));
  return 1;
}

}  // namespace

uint32_t UnitsOf(fb::Instruction type, const void* op) {
  const bool is_sort = Has(fb::Instruction::Sort) && type == fb::Instruction::Sort;
  if (InfoOf(type).IsKernel() || is_sort) return KernelUnitsOf(type, op);
  if (type == fb::Instruction::Map) return MapUnits(LoopsOf(*static_cast<const fb::Map*>(op)));
  if (IsWindows(type)) return WindowUnits(*static_cast<const fb::Gather*>(op));
  return 1;
}

float WorkOf(fb::Instruction type, const void* op) {
  const InstructionInfo& info = InfoOf(type);
  if (!info.HasWork()) return info.IsKernel() ? DepthwiseWorkOf(type, op) : WorkOfOthers(type, op);
  float work = 1;
  for (const uint8_t* range = info.work; range != info.work + sizeof info.work; range += 2) {
    for (uint32_t field = range[0]; field <= range[1]; field += sizeof(uint32_t)) work *= static_cast<float>(WordAt(op, field));
  }
  return work;
}

}  // namespace tmb
