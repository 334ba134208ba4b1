// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Extents by interval arithmetic: each loop, guard or run-time start moves an access by
// 0 to (extent - 1) * stride bytes, so the bytes that it may reach are the sum of these
// intervals. That is exact for strides alone and an upper bound with guards.

#include "runtime/operands.h"

#include <utility>

#include "runtime/features.h"
#include "runtime/isa_rows.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/structure.h"

namespace tmb {

namespace {

// The rows of what this build has; the others are empty.
constexpr InstructionInfo RowOf(size_t type) {
  return Has(static_cast<fb::Instruction>(type)) ? isa::kInstructions[type] : InstructionInfo{};
}
template <typename Types>
struct Rows;
template <size_t... type>
struct Rows<std::index_sequence<type...>> {
  static constexpr InstructionInfo kOf[] = {RowOf(type)...};
};
constexpr const InstructionInfo* kRows =
    Rows<std::make_index_sequence<static_cast<size_t>(fb::Instruction::MAX) + 1>>::kOf;

}  // namespace

const InstructionInfo& InfoOf(fb::Instruction type) { return kRows[static_cast<size_t>(type)]; }

MapView ViewOfMap(const fb::Map& op) { return ViewOf(op); }

uint32_t SaturatingMultiply(uint32_t a, uint32_t b) {
  const uint64_t product = uint64_t{a} * b;
  return product > kFar ? kFar : static_cast<uint32_t>(product);
}

namespace {

// Of a struct instruction that has some.
uint32_t ScratchBytesOf(fb::Instruction type, const void* op) {
  if (Has(fb::Instruction::DotF32) && type == fb::Instruction::DotF32)
    return DotScratchBytes(*static_cast<const fb::DotF32*>(op));
  if (Has(fb::Instruction::WinogradF32) && type == fb::Instruction::WinogradF32)
    return WinogradScratchBytes(*static_cast<const fb::WinogradF32*>(op));
  if (Has(fb::Instruction::ConvF32) && type == fb::Instruction::ConvF32)
    return ConvScratchBytes(*static_cast<const fb::ConvF32*>(op));
  return Has(fb::Instruction::DepthwiseF32) ? DepthwiseScratchBytes(*static_cast<const fb::DepthwiseF32*>(op)) : 0;
}

constexpr OperandName kPredicate = NumberOf("predicate"), kInput = NumberOf("input"),
                      kOutput = NumberOf("output"), kStart = NumberOf("start"), kKey = NumberOf("key"),
                      kOrder = NumberOf("order"), kOperand = NumberOf("operand"),
                      kResult = NumberOf("result"), kIndices = NumberOf("indices"),
                      kUpdates = NumberOf("updates"), kScratch = NumberOf("scratch");

class Walk {
 public:
  Walk(OperandFn fn, void* user) : fn_(fn), user_(user) {}

  bool Struct(fb::Instruction type_of_op, const void* op) {
    const InstructionInfo& info = InfoOf(type_of_op);
    for (uint32_t i = 0; i < info.operand_count; ++i) {
      const OperandInfo& row = info.operands[i];
      if (row.is_scratch) {
        if (!Scratch(fb::Ref(WordAt(op, row.ref)), ScratchBytesOf(type_of_op, op), row.optional)) return false;
        continue;
      }
      const fb::Type type = row.type_is_field ? TypeAt(op, row.type) : static_cast<fb::Type>(row.type);
      Begin(row.name, fb::Ref(WordAt(op, row.ref)), row.access, ElementBytes(type));
      operand_.optional = row.optional;
      if (row.repeats != 1) Multiply(row.repeats);
      for (uint32_t t = 0; t < row.term_count; ++t) AddTerm(op, row.terms[t], row.form);
      if (!End()) return false;
    }
    return true;
  }

  bool JumpIf(const fb::JumpIf& op) {
    Begin(kPredicate, op.predicate(), Access::kRead, 1);
    return End();
  }

  bool Map(const MapView& map, fb::Ref scratch) {
    if (!Scratch(scratch, MapScratchBytes(map))) return false;
    for (uint32_t i = 0; i < map.Accesses(); ++i) {
      if (map.AccessAt(i).kind() == fb::AccessKind::Memory && !MapAccess(map, i)) return false;
    }
    for (uint32_t i = 0; i < map.dynamic_count; ++i) {
      const fb::DynamicOffset& start = map.dynamic_offsets[i];
      Begin(kStart, start.ref(), Access::kRead, ElementBytes(start.type()));
      operand_.index = i;
      operand_.optional = map.reduction == fb::Reduction::Repeat;  // an index from the code
      if (!End()) return false;
    }
    return true;
  }

  bool Gather(const fb::Gather& op) {
    return Windows(op, op.element_bytes(), Access::kRead) && Indices(op) &&
           Whole(kOutput, *op.output(), Access::kWrite, op, op.element_bytes());
  }

  bool Scatter(const fb::Scatter& op) {
    const fb::Gather& windows = WindowsOf(op);
    const uint32_t element_bytes = ElementBytes(op.type());
    return Scratch(*op.scratch(), ScatterScratchBytes(op)) &&
           Windows(windows, element_bytes, Access::kReadWrite) && Indices(windows) &&
           Whole(kUpdates, *op.updates(), Access::kRead, windows, element_bytes);
  }

  bool Sort(const fb::Sort& op) {
    if (!Scratch(*op.scratch(), SortScratchBytes(op))) return false;
    for (uint32_t i = 0; i < op.keys()->size(); ++i) {
      if (!Words(kKey, i, *op.keys()->Get(i), Access::kRead, op.rows(), op.count())) return false;
    }
    return Words(kOrder, 0, *op.order(), Access::kWrite, op.rows(), op.kept());
  }

  bool CustomCall(const fb::CustomCall& op) {
    if (!Scratch(*op.scratch(), CustomCallScratchBytes(op))) return false;
    const uint32_t* dims = op.dims() == nullptr ? nullptr : op.dims()->data();
    return CallArrays(kOperand, op.operands(), Access::kRead, &dims) &&
           CallArrays(kResult, op.results(), Access::kWrite, &dims);
  }

 private:
  // One element; of 16-byte ones each half is aligned.
  void Begin(OperandName name, fb::Ref ref, Access access, uint32_t element_bytes) {
    operand_ = {};
    operand_.name = name;
    operand_.ref = ref;
    operand_.access = access;
    operand_.behind = element_bytes;
    operand_.alignment = element_bytes > 8 ? 8 : element_bytes;
  }

  bool End() const { return fn_(user_, operand_); }

  // `count` steps of `stride` bytes, or none of them.
  void Extend(uint32_t count, int32_t stride) {
    const uint32_t bytes = static_cast<uint32_t>(stride);
    const uint32_t distance = SaturatingMultiply(count, stride < 0 ? 0u - bytes : bytes);
    uint32_t& side = stride < 0 ? operand_.before : operand_.behind;
    side = side + distance > kFar ? kFar : side + distance;
    operand_.steps |= bytes;
  }

  void Loop(uint32_t extent, int32_t stride) {
    operand_.empty |= extent == 0;
    Extend(extent - 1, stride);
  }

  // A factor of a dense operand's size.
  void Multiply(uint32_t extent) {
    operand_.empty |= extent == 0;
    operand_.behind = SaturatingMultiply(operand_.behind, extent);
  }

  void AddTerm(const void* op, ExtentTerm term, Form form) {
    const uint32_t extent = WordAt(op, term.extent);
    if (form == Form::kStrided) return Loop(extent, static_cast<int32_t>(WordAt(op, term.by)));
    Multiply(extent > kFar ? kFar : (extent + term.by - 1) & ~(term.by - 1u));
  }

  bool MapAccess(const MapView& map, uint32_t access) {
    const fb::Access& it = map.AccessAt(access);
    const bool output = access >= map.input_count;
    Begin(output ? kOutput : kInput, it.ref(), output ? Access::kWrite : Access::kRead,
          ElementBytes(it.type()));
    operand_.index = output ? access - map.input_count : access;
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

  bool Scratch(fb::Ref ref, uint32_t bytes, bool optional = false) {
    Begin(kScratch, ref, Access::kReadWrite, bytes < kFar ? bytes : kFar);
    operand_.optional = optional;
    operand_.alignment = kAlignment;
    operand_.is_scratch = true;
    return End();
  }

  // The operand of a gather or scatter, wherever the index vectors may lead.
  bool Windows(const fb::Gather& op, uint32_t element_bytes, Access access) {
    Begin(kOperand, *op.operand(), access, element_bytes);
    for (uint32_t d = 0; d < op.dims()->size(); ++d) Loop(op.dims()->Get(d), op.operand_strides()->Get(d));
    for (uint32_t i = 0; i < op.components()->size(); ++i) {
      const fb::IndexComponent& component = *op.components()->Get(i);
      Extend(component.limit(), component.stride());
    }
    return End();
  }

  bool Indices(const fb::Gather& op) {
    Begin(kIndices, *op.indices(), Access::kRead, ElementBytes(op.index_type()));
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

  bool Whole(OperandName name, fb::Ref ref, Access access, const fb::Gather& op, uint32_t element_bytes) {
    Begin(name, ref, access, element_bytes);
    for (uint32_t d = 0; d < op.dims()->size(); ++d) Multiply(op.dims()->Get(d));
    return End();
  }

  // *dims are those of the first array, behind the last one afterwards.
  bool CallArrays(OperandName name, const flatbuffers::Vector<const fb::CallArray*>* arrays, Access access,
                  const uint32_t** dims) {
    for (uint32_t i = 0; i < SizeOf(arrays); ++i) {
      const fb::CallArray& array = *arrays->Get(i);
      Begin(name, array.ref(), access, ElementBytes(array.type()));
      operand_.index = i;
      for (uint32_t d = 0; d < array.rank(); ++d) Multiply(*(*dims)++);
      operand_.optional = operand_.empty;
      if (!End()) return false;
    }
    return true;
  }

  // A dense matrix of 4-byte elements.
  bool Words(OperandName name, uint32_t index, fb::Ref ref, Access access, uint32_t rows, uint32_t columns) {
    Begin(name, ref, access, 4);
    operand_.index = index;
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

bool ForEachOperand(fb::Instruction type, const void* op, OperandFn fn, void* user) {
  Walk walk(fn, user);
  switch (type) {
    case fb::Instruction::NONE:
    case fb::Instruction::Jump:
      return true;
    case fb::Instruction::JumpIf:
      return walk.JumpIf(*static_cast<const fb::JumpIf*>(op));
    case fb::Instruction::Map: {
      const fb::Map& map = *static_cast<const fb::Map*>(op);
      return walk.Map(ViewOfMap(map), *map.scratch());
    }
    case fb::Instruction::Gather:
      return Has(fb::Instruction::Gather) && walk.Gather(*static_cast<const fb::Gather*>(op));
    case fb::Instruction::Scatter:
      return Has(fb::Instruction::Scatter) && walk.Scatter(*static_cast<const fb::Scatter*>(op));
    case fb::Instruction::Sort:
      return Has(fb::Instruction::Sort) && walk.Sort(*static_cast<const fb::Sort*>(op));
    case fb::Instruction::CustomCall:
      return Has(fb::Instruction::CustomCall) && walk.CustomCall(*static_cast<const fb::CustomCall*>(op));
    case fb::Instruction::DotF32:
    case fb::Instruction::MatVecF32:
    case fb::Instruction::Dot:
    case fb::Instruction::ConvF32:
    case fb::Instruction::WinogradF32:
    case fb::Instruction::DepthwiseF32:
    case fb::Instruction::Conv:
      return walk.Struct(type, op);
  }
  return true;
}

}  // namespace tmb
