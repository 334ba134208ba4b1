// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Extents by interval arithmetic: each loop, guard or run-time start moves an access by
// 0 to (extent - 1) * stride bytes, so the bytes that it may reach are the sum of these
// intervals. That is exact for strides alone and an upper bound with guards.

#include "runtime/operands.h"

#include "runtime/features.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/structure.h"

namespace tmb {

MapView ViewOfMap(const fb::Map& op) { return ViewOf(op); }

namespace {

class Walk {
 public:
  Walk(OperandFn fn, void* user) : fn_(fn), user_(user) {}

  bool JumpIf(const fb::JumpIf& op) {
    Begin(op.predicate(), Access::kRead, 1);
    return End();
  }

  bool Map(const MapView& map, fb::Ref scratch) {
    if (!Scratch(scratch, MapScratchBytes(map))) return false;
    for (uint32_t i = 0; i < map.Accesses(); ++i) {
      if (map.AccessAt(i).kind() == fb::AccessKind::Memory && !MapAccess(map, i)) return false;
    }
    for (uint32_t i = 0; i < map.dynamic_count; ++i) {
      const fb::DynamicOffset& start = map.dynamic_offsets[i];
      Begin(start.ref(), Access::kRead, ElementBytes(start.type()));
      operand_.optional = map.reduction == fb::Reduction::Repeat;  // an index from the code
      if (!End()) return false;
    }
    return true;
  }

  bool Gather(const fb::Gather& op) {
    return Windows(op, op.element_bytes(), Access::kRead) && Indices(op) &&
           Whole(*op.output(), Access::kWrite, op, op.element_bytes());
  }

  bool Scatter(const fb::Scatter& op) {
    const fb::Gather& windows = WindowsOf(op);
    const uint32_t element_bytes = ElementBytes(op.type());
    return Scratch(*op.scratch(), ScatterScratchBytes(op)) &&
           Windows(windows, element_bytes, Access::kReadWrite) && Indices(windows) &&
           Whole(*op.updates(), Access::kRead, windows, element_bytes);
  }

  bool Sort(const fb::Sort& op) {
    if (!Scratch(*op.scratch(), SortScratchBytes(op))) return false;
    for (uint32_t i = 0; i < op.keys()->size(); ++i) {
      if (!Words(*op.keys()->Get(i), Access::kRead, op.rows(), op.count())) return false;
    }
    return Words(*op.order(), Access::kWrite, op.rows(), op.kept());
  }

  bool CustomCall(const fb::CustomCall& op) {
    if (!Scratch(*op.scratch(), CustomCallScratchBytes(op))) return false;
    const uint32_t* dims = op.dims() == nullptr ? nullptr : op.dims()->data();
    return CallArrays(op.operands(), Access::kRead, &dims) &&
           CallArrays(op.results(), Access::kWrite, &dims);
  }

 private:
  void Begin(fb::Ref ref, Access access, uint32_t element_bytes) {
    operand_ = OperandSpan(ref, access, element_bytes);
  }

  bool End() const { return fn_(user_, operand_); }

  void Extend(uint32_t count, int32_t stride) { operand_.Extend(count, stride); }
  void Loop(uint32_t extent, int32_t stride) { operand_.Loop(extent, stride); }

  void Multiply(uint32_t extent) { operand_.Multiply(extent); }

  bool MapAccess(const MapView& map, uint32_t access) {
    const fb::Access& it = map.AccessAt(access);
    const bool output = access >= map.input_count;
    Begin(it.ref(), output ? Access::kWrite : Access::kRead,
          ElementBytes(it.type()));
    for (uint32_t d = 0; d < map.rank; ++d) Loop(map.dims[d], map.StridesOf(access)[d]);
    for (uint32_t g = 0; g < map.guard_count; ++g) {
      if (map.guards[g].access() == access) Loop(map.guards[g].extent(), map.guards[g].stride());
    }
    for (uint32_t i = 0; i < map.dynamic_count; ++i) {
      const fb::DynamicOffset& start = map.dynamic_offsets[i];
      if (start.access() == access) Extend(start.limit(), start.stride());
    }
    return End();
  }

  bool Scratch(fb::Ref ref, uint32_t bytes) {
    operand_ = ScratchSpan(ref, bytes, false);
    return End();
  }

  // The operand of a gather or scatter, wherever the index vectors may lead.
  bool Windows(const fb::Gather& op, uint32_t element_bytes, Access access) {
    Begin(*op.operand(), access, element_bytes);
    for (uint32_t d = 0; d < op.dims()->size(); ++d) Loop(op.dims()->Get(d), op.operand_strides()->Get(d));
    for (uint32_t i = 0; i < op.components()->size(); ++i) {
      const fb::IndexComponent& component = *op.components()->Get(i);
      Extend(component.limit(), component.stride());
    }
    return End();
  }

  bool Indices(const fb::Gather& op) {
    Begin(*op.indices(), Access::kRead, ElementBytes(op.index_type()));
    for (uint32_t d = 0; d < op.dims()->size(); ++d) Loop(op.dims()->Get(d), op.index_strides()->Get(d));
    uint32_t last = 0;
    for (uint32_t i = 0; i < op.components()->size(); ++i) {
      const uint32_t offset = op.components()->Get(i)->offset();
      operand_.steps |= offset;
      if (offset > last) last = offset;
    }
    operand_.behind += last < kFar ? last : kFar;
    return End();
  }

  bool Whole(fb::Ref ref, Access access, const fb::Gather& op, uint32_t element_bytes) {
    Begin(ref, access, element_bytes);
    for (uint32_t d = 0; d < op.dims()->size(); ++d) Multiply(op.dims()->Get(d));
    return End();
  }

  // *dims are those of the first array, behind the last one afterwards.
  bool CallArrays(const flatbuffers::Vector<const fb::CallArray*>* arrays, Access access,
                  const uint32_t** dims) {
    for (uint32_t i = 0; i < SizeOf(arrays); ++i) {
      const fb::CallArray& array = *arrays->Get(i);
      Begin(array.ref(), access, ElementBytes(array.type()));
      for (uint32_t d = 0; d < array.rank(); ++d) Multiply(*(*dims)++);
      operand_.optional = operand_.alignment == 0;
      if (!End()) return false;
    }
    return true;
  }

  // A dense matrix of 4-byte elements.
  bool Words(fb::Ref ref, Access access, uint32_t rows, uint32_t columns) {
    Begin(ref, access, 4);
    Multiply(rows);
    Multiply(columns);
    return End();
  }

  const OperandFn fn_;
  void* const user_;
  OperandSpan operand_;
};

static_assert(static_cast<int>(fb::Scatter::VT_OPERAND) == fb::Gather::VT_OPERAND &&
                  static_cast<int>(fb::Scatter::VT_INDICES) == fb::Gather::VT_INDICES &&
                  static_cast<int>(fb::Scatter::VT_INDEX_TYPE) == fb::Gather::VT_INDEX_TYPE &&
                  static_cast<int>(fb::Scatter::VT_DIMS) == fb::Gather::VT_DIMS &&
                  static_cast<int>(fb::Scatter::VT_OPERAND_STRIDES) == fb::Gather::VT_OPERAND_STRIDES &&
                  static_cast<int>(fb::Scatter::VT_INDEX_STRIDES) == fb::Gather::VT_INDEX_STRIDES &&
                  static_cast<int>(fb::Scatter::VT_COMPONENTS) == fb::Gather::VT_COMPONENTS,
              "WindowsOf reads a Scatter as a Gather");

}  // namespace

bool ForEachMapOperand(const MapView& map, fb::Ref scratch, OperandFn fn, void* user) {
  return Walk(fn, user).Map(map, scratch);
}

bool ForEachTableOperand(fb::Instruction type, const void* op, OperandFn fn, void* user) {
  using fb::Instruction;
  Walk walk(fn, user);
  if (type == Instruction::JumpIf) return walk.JumpIf(*static_cast<const fb::JumpIf*>(op));
  if (Has(Instruction::Gather) && type == Instruction::Gather) return walk.Gather(*static_cast<const fb::Gather*>(op));
  if (Has(Instruction::Scatter) && type == Instruction::Scatter)
    return walk.Scatter(*static_cast<const fb::Scatter*>(op));
  if (Has(Instruction::Sort) && type == Instruction::Sort) return walk.Sort(*static_cast<const fb::Sort*>(op));
  if (Has(Instruction::CustomCall) && type == Instruction::CustomCall)
    return walk.CustomCall(*static_cast<const fb::CustomCall*>(op));
  return true;
}

}  // namespace tmb
