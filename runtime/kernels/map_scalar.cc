// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Maps of scalars (control flow, small formulas): one word of scratch for each operand of
// the code, no cursors, no strips. Set-up is most of the work here, so each field is read
// once and elements that need no conversion are copied in line.

#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_evaluator.h"
#include "runtime/kernels/map_frame.h"

namespace tmb {
namespace {

// Where a field lies, nullptr when absent. Fields up to `scratch` lie within the vtable of every
// verified Map (scratch itself is required), so the vtable's end needs no look.
const uint8_t* Field(const fb::Map& op, flatbuffers::voffset_t field) {
  const uint8_t* const table = reinterpret_cast<const uint8_t*>(&op);
  const uint8_t* const vtable = table - *reinterpret_cast<const flatbuffers::soffset_t*>(table);
  const auto offset = *reinterpret_cast<const flatbuffers::voffset_t*>(vtable + field);
  return offset == 0 ? nullptr : table + offset;
}
// The vector at a field that is there.
template <typename T>
const flatbuffers::Vector<T>& VectorAt(const uint8_t* field) {
  if (field == nullptr) __builtin_unreachable();
  return *reinterpret_cast<const flatbuffers::Vector<T>*>(
      field + *reinterpret_cast<const flatbuffers::uoffset_t*>(field));
}
template <typename T>
const flatbuffers::Vector<T>& VectorOf(const fb::Map& op, flatbuffers::voffset_t field) {
  return VectorAt<T>(Field(op, field));
}

bool IsScalarMap(const fb::Map& op) {
  const auto& dims = VectorOf<uint32_t>(op, fb::Map::VT_DIMS);
  return dims.size() == 1 && dims.Get(0) == 1 && Field(op, fb::Map::VT_GUARDS) == nullptr &&
         op.reduction() == fb::Reduction::None;
}

// The access types whose elements are lanes as they lie, as bits.
constexpr uint32_t kPlainTypes = 1u << static_cast<int>(fb::Type::F32) |
                                 1u << static_cast<int>(fb::Type::S32) |
                                 1u << static_cast<int>(fb::Type::U32);

// In memory that is no bound buffer, of a type in `types`; type and kind are looked at as one word.
bool IsPlain(const fb::Access& access, uint32_t types) {
  static_assert(sizeof(fb::Access) == 12 && static_cast<int>(fb::AccessKind::Memory) == 0);
  const uint32_t type_and_kind = reinterpret_cast<const uint32_t*>(&access)[2];
  return type_and_kind < 32 && (types >> type_and_kind & 1) != 0 && SpaceOf(access.ref()) < kBoundRead;
}
uint32_t* PlainAddress(fb::Ref ref, const Context& context) {
  return reinterpret_cast<uint32_t*>(context.base[SpaceOf(ref)] + OffsetOf(ref));
}

// What the dynamic offsets add to the address of access number `access`.
ptrdiff_t DynamicBytes(const fb::Map& op, const Context& context, uint32_t access) {
  ptrdiff_t bytes = 0;
  for (const fb::DynamicOffset* offset : *op.dynamic_offsets()) {
    if (offset->access() != access) continue;
    const uint32_t index = LoadClampedIndex(offset->type(), context.Address(offset->ref()), offset->limit());
    bytes += static_cast<ptrdiff_t>(offset->stride()) * static_cast<ptrdiff_t>(index);
  }
  return bytes;
}

// Any other access.
ptrdiff_t AnyOffset(const fb::Map& op, const Context& context, uint32_t number) {
  return op.dynamic_offsets() == nullptr ? 0 : DynamicBytes(op, context, number);
}
uint8_t* AnyAddress(const fb::Map& op, const Context& context, const fb::Access& access, uint32_t number) {
  return context.Address(access.ref()) + AnyOffset(op, context, number);
}
[[gnu::noinline]] void LoadAny(const fb::Map& op, const Context& context, uint32_t number, uint32_t* word) {
  const fb::Access& access = *op.inputs()->Get(number);
  if (access.kind() == fb::AccessKind::Index) {
    *word = access.ref().word() + static_cast<uint32_t>(AnyOffset(op, context, number));
  } else {
    LoadElements(access.type(), AnyAddress(op, context, access, number), 0, 1, word);
  }
}
[[gnu::noinline]] void StoreAny(const fb::Map& op, const Context& context, uint32_t output,
                                const uint32_t* word) {
  const fb::Access& access = *op.outputs()->Get(output);
  const uint32_t number = output + (op.inputs() == nullptr ? 0 : op.inputs()->size());
  StoreElements(access.type(), word, 1, AnyAddress(op, context, access, number), 0);
}

uint32_t* LoadInputs(const fb::Map& op, const Context& context, uint32_t types, uint32_t* words) {
  const uint8_t* const field = Field(op, fb::Map::VT_INPUTS);
  if (field == nullptr) return words;
  const auto& inputs = VectorAt<const fb::Access*>(field);
  uint32_t* word = words;
  for (const fb::Access *access = inputs.Get(0), *end = access + inputs.size(); access != end;
       ++access, ++word) {
    if (IsPlain(*access, types)) {
      *word = *PlainAddress(access->ref(), context);
    } else {
      LoadAny(op, context, static_cast<uint32_t>(word - words), word);
    }
  }
  return word;
}

void StoreOutputs(const fb::Map& op, const Context& context, uint32_t types, const uint32_t* words) {
  const auto& outputs = VectorOf<const fb::Access*>(op, fb::Map::VT_OUTPUTS);
  const uint32_t* word = words;
  for (const fb::Access *access = outputs.Get(0), *end = access + outputs.size(); access != end;
       ++access, ++word) {
    if (IsPlain(*access, types)) {
      *PlainAddress(access->ref(), context) = *word;
    } else {
      StoreAny(op, context, static_cast<uint32_t>(word - words), word);
    }
  }
}

void CopyImmediates(const fb::Map& op, uint32_t* outputs) {
  const uint8_t* const field = Field(op, fb::Map::VT_IMMEDIATES);
  if (field == nullptr) return;
  uint32_t* word = outputs + VectorOf<const fb::Access*>(op, fb::Map::VT_OUTPUTS).size();
  for (const uint32_t bits : VectorAt<uint32_t>(field)) *word++ = bits;
}

}  // namespace

bool RunScalarMap(const fb::Map& op, const Context& context) {
  if (!IsScalarMap(op)) return false;
  const uint32_t types = Field(op, fb::Map::VT_DYNAMIC_OFFSETS) == nullptr ? kPlainTypes : 0;
  const auto& scratch = *reinterpret_cast<const fb::Ref*>(Field(op, fb::Map::VT_SCRATCH));
  uint32_t* const words = PlainAddress(scratch, context);
  uint32_t* const outputs = LoadInputs(op, context, types, words);
  CopyImmediates(op, outputs);
  EvaluateScalar(VectorOf<uint8_t>(op, fb::Map::VT_CODE).data(), words);
  StoreOutputs(op, context, types, outputs);
  return true;
}

}  // namespace tmb
