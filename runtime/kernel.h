// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The signature of every kernel and what it may rely on. The verifier proved all
// extents, so a kernel checks nothing; it stays inside its operands' extents under any
// aliasing (an index read from memory is clamped on the value just loaded).
#ifndef TMB_RUNTIME_KERNEL_H_
#define TMB_RUNTIME_KERNEL_H_

#include "runtime/isa.h"

struct tmb_function;  // tmb.h

namespace tmb {

// The memory of one run: what a kernel needs to turn a Ref into an address.
struct Context {
  uint8_t* base[kSpaces];
  uint8_t* bound[kMaxBound];
  const tmb_function* functions;
  uint32_t function_count;

  uint8_t* Address(fb::Ref ref) const {
    const uint32_t space = SpaceOf(ref);
    if (IsBound(space)) return bound[SlotOf(ref)] + BoundOffsetOf(ref);
    return base[space] + OffsetOf(ref);
  }
  template <typename T>
  T* At(fb::Ref ref) const {
    return reinterpret_cast<T*>(Address(ref));
  }
};

// What the machine passes as unit_count when no budget is set: computing Units(op) for each
// instruction would cost more than many instructions take.
inline constexpr uint32_t kAllUnits = 0xffffffffu;

// Runs units [first_unit, first_unit + unit_count) of Units(op) (isa.h), or with kAllUnits
// those from first_unit (0 then) to the last. What lives between units lies in planned
// scratch, so a run may stop after any unit.
void Map(const fb::Map& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void DotF32(const fb::DotF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void MatVecF32(const fb::MatVecF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void Dot(const fb::Dot& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void ConvF32(const fb::ConvF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void WinogradF32(const fb::WinogradF32& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void DepthwiseF32(const fb::DepthwiseF32& op, const Context& context, uint32_t first_unit,
                  uint32_t unit_count);
void MatVecS8(const fb::MatVecS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void ConvS8(const fb::ConvS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void WinogradS8(const fb::WinogradS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void DepthwiseS8(const fb::DepthwiseS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void MaxPoolS8(const fb::MaxPoolS8& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void Conv(const fb::Conv& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void Gather(const fb::Gather& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void Scatter(const fb::Scatter& op, const Context& context, uint32_t first_unit, uint32_t unit_count);
void Sort(const fb::Sort& op, const Context& context, uint32_t first_unit, uint32_t unit_count);

// The function registered for the target, or null.
const tmb_function* FindFunction(const Context& context, const char* target);
// One unit; what the function, which must be there, returned.
int CustomCall(const fb::CustomCall& op, const Context& context);

}  // namespace tmb

#endif  // TMB_RUNTIME_KERNEL_H_
