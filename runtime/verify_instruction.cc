// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One instruction: its tables, then every number that a kernel computes with. Structs are verified in
// verify_kernel.cc, operands of tables go through the walk of operands.cc; here is what is particular to each kind.

#include "runtime/features.h"
#include "runtime/kernels/kernel_units.h"
#include "runtime/verify.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

using fb::Instruction;

// ------------------------------------------------------------ Map

constexpr FieldInfo kMapFields[] = {
    VectorField(fb::Map::VT_DIMS, 4),
    VectorField(fb::Map::VT_INPUTS, sizeof(fb::Access)),
    Required(VectorField(fb::Map::VT_OUTPUTS, sizeof(fb::Access))),
    VectorField(fb::Map::VT_STRIDES, 4),
    VectorField(fb::Map::VT_GUARDS, sizeof(fb::Guard)),
    VectorField(fb::Map::VT_GUARD_COEFFICIENTS, 4),
    VectorField(fb::Map::VT_DYNAMIC_OFFSETS, sizeof(fb::DynamicOffset)),
    VectorField(fb::Map::VT_IMMEDIATES, 4),
    Required(VectorField(fb::Map::VT_CODE, 1)),
    Required(InlineField(fb::Map::VT_SCRATCH, sizeof(fb::Ref))),
    InlineField(fb::Map::VT_TEMPORARIES, 1),
    InlineField(fb::Map::VT_REDUCTION, 1),
    InlineField(fb::Map::VT_REDUCED, 1),
    InlineField(fb::Map::VT_VALUES, 1),
    InlineField(fb::Map::VT_SECTION1, 2),
    InlineField(fb::Map::VT_SECTION2, 2),
};

// Lengths that follow from each other; after this the walk may look at every element.
bool VerifyMapCounts(const fb::Map& op, const MapView& map) {
  if (map.rank > kMaxRank || map.Operands() > kMaxOperands || map.code_bytes > UINT16_MAX) return false;
  if ((!Has(Feature::kScalarCode) && map.rank == 0) || (!Has(Feature::kGuards) && map.guard_count != 0) ||
      (!Has(Feature::kDynamicOffsets) && map.dynamic_count != 0)) {
    return false;
  }
  if (SizeOf(op.strides()) != map.Accesses() * map.rank) return false;
  if (SizeOf(op.guard_coefficients()) != uint64_t{map.guard_count} * map.rank) return false;
  if (map.rank == 0 && (map.guard_count != 0 || map.reduction != fb::Reduction::None)) return false;
  switch (map.reduction) {
    case fb::Reduction::None:
      return map.reduced == 0;
    case fb::Reduction::Lanes:
      return Has(Feature::kReductionLanes) && map.reduced != 0 && map.reduced <= map.rank &&
             map.values != 0 && 2 * map.values <= map.temporaries;
    case fb::Reduction::Repeat:
      if (!Has(Feature::kRepeat) || !Has(Feature::kScalarCode)) return false;
      return map.reduced < map.rank;
    case fb::Reduction::Rows:
      return Has(Feature::kReductionRows) && map.reduced < map.rank;
  }
  return false;
}

bool VerifyMapCode(const MapView& map) {
  CodeOperands operands;
  operands.input_end = map.input_count;
  operands.output_end = map.Accesses();
  operands.immediate_end = map.Accesses() + map.immediate_count;
  operands.temporary_end = map.Operands();
  operands.one_lane = map.rank == 0 || map.reduction == fb::Reduction::Repeat;
  operands.map = &map;
  constexpr SectionAccess kAll = SectionAccess::kInputsAndOutputs;
  if (map.reduction == fb::Reduction::None) return VerifySection(map.code, 0, map.code_bytes, operands, kAll);
  const auto second = static_cast<SectionAccess>(static_cast<uint8_t>(map.reduction) - 1);
  return map.section1 <= map.section2 && map.section2 <= map.code_bytes &&
         VerifySection(map.code, 0, map.section1, operands, SectionAccess::kInputs) &&
         VerifySection(map.code, map.section1, map.section2, operands, second) &&
         VerifySection(map.code, map.section2, map.code_bytes, operands, kAll);
}

// A sum of magnitudes below kFar; stays at or above it once there.
void Add(uint32_t* sum, uint32_t a, uint32_t b) {
  const uint32_t result = *sum + SaturatingMultiply(a, b);
  *sum = result < kFar ? result : kFar;
}

// A guard's value over all loops, wherever they stand.
uint32_t LargestOf(const MapView& map, uint32_t g) {
  const int32_t* const coefficients = map.guard_coefficients + g * map.rank;
  uint32_t largest = 0;
  Add(&largest, Magnitude(map.guards[g].offset()), 1);
  for (uint32_t d = 0; d < map.rank; ++d) Add(&largest, map.dims[d], Magnitude(coefficients[d]));
  return largest;
}

// Kernels move the address by guards too where they are off, in 32 bits.
bool VerifyMapAccess(const MapView& map, uint32_t access) {
  const fb::Access& it = map.AccessAt(access);
  const bool memory = it.kind() == fb::AccessKind::Memory;
  if (!memory && (it.kind() != fb::AccessKind::Index || access >= map.input_count ||
                  map.reduction == fb::Reduction::Repeat)) {
    return false;
  }
  uint32_t distance = 0;
  for (uint32_t d = 0; d < map.rank && memory; ++d) {
    Add(&distance, map.dims[d], Magnitude(map.StridesOf(access)[d]));
  }
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    if (map.guards[g].access() == access)
      Add(&distance, LargestOf(map, g), Magnitude(map.guards[g].stride()));
  }
  return distance < kFar && HasMapType(it.type());
}

bool VerifyMapNumbers(const fb::Map& op, const MapView& map) {
  if (!VerifyMapCounts(op, map) || !VerifyMapCode(map)) return false;
  for (uint32_t d = 0; d < map.rank; ++d) {
    if (map.dims[d] == 0 || map.dims[d] >= kFar) return false;
  }
  for (uint32_t i = 0; i < map.Accesses(); ++i) {
    if (!VerifyMapAccess(map, i)) return false;
  }
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    if (guard.access() >= map.input_count || guard.extent() >= kFar || LargestOf(map, g) >= kFar)
      return false;
  }
  for (uint32_t i = 0; i < map.dynamic_count; ++i) {
    const fb::DynamicOffset& start = map.dynamic_offsets[i];
    if (start.access() >= map.Accesses() || !IsIndexType(start.type()) || start.limit() >= kFar) return false;
    if (i != 0 && start.access() < map.dynamic_offsets[i - 1].access()) return false;
  }
  return true;
}

bool VerifyMap(const fb::Map& op, const MemoryMap& memory) {
  const MapView map = ViewOfMap(op);
  OperandCheck check(memory);
  return VerifyMapNumbers(op, map) && ForEachMapOperand(map, *op.scratch(), FitsMemory, &check);
}

// ------------------------------------------------------------ Gather, Scatter

// Gather has the first ones: see WindowsOf.
constexpr FieldInfo kScatterFields[] = {
    Required(InlineField(fb::Scatter::VT_OPERAND, sizeof(fb::Ref))),
    Required(InlineField(fb::Scatter::VT_INDICES, sizeof(fb::Ref))),
    Required(InlineField(fb::Scatter::VT_UPDATES, sizeof(fb::Ref))),
    InlineField(fb::Scatter::VT_TYPE, 1),
    InlineField(fb::Scatter::VT_INDEX_TYPE, 1),
    Required(VectorField(fb::Scatter::VT_DIMS, 4)),
    Required(VectorField(fb::Scatter::VT_OPERAND_STRIDES, 4)),
    Required(VectorField(fb::Scatter::VT_INDEX_STRIDES, 4)),
    Required(VectorField(fb::Scatter::VT_COMPONENTS, sizeof(fb::IndexComponent))),
    VectorField(fb::Scatter::VT_IMMEDIATES, 4),
    Required(VectorField(fb::Scatter::VT_CODE, 1)),
    InlineField(fb::Scatter::VT_TEMPORARIES, 1),
    Required(InlineField(fb::Scatter::VT_SCRATCH, sizeof(fb::Ref))),
};
constexpr size_t kGatherFields = 9;
static_assert(static_cast<int>(fb::Gather::VT_COMPONENTS) == fb::Scatter::VT_COMPONENTS);

bool VerifyWindows(const fb::Gather& op) {
  const uint32_t rank = op.dims()->size();
  return rank <= kMaxRank && op.operand_strides()->size() == rank && op.index_strides()->size() == rank &&
         op.components()->size() <= kMaxRank && IsIndexType(op.index_type());
}

bool VerifyGather(const fb::Gather& op) {
  const uint32_t bytes = op.element_bytes();
  return VerifyWindows(op) && bytes != 0 && bytes <= 16 && (bytes & (bytes - 1)) == 0;
}

bool VerifyScatter(const fb::Scatter& op) {
  const uint32_t words = ScatterWords(op.type());
  CodeOperands operands;
  operands.input_end = 2 * words;
  operands.output_end = 3 * words;
  operands.immediate_end = 3 * words + SizeOf(op.immediates());
  operands.temporary_end = operands.immediate_end + op.temporaries();
  return VerifyWindows(WindowsOf(op)) && (HasMapType(op.type()) || words > 1) &&
         operands.temporary_end <= kMaxOperands && op.code()->size() <= UINT16_MAX &&
         VerifySection(op.code()->data(), 0, op.code()->size(), operands, SectionAccess::kInputsAndOutputs);
}

// ------------------------------------------------------------ Sort

constexpr FieldInfo kSortFields[] = {
    Required(VectorField(fb::Sort::VT_KEYS, sizeof(fb::Ref))),
    Required(InlineField(fb::Sort::VT_ORDER, sizeof(fb::Ref))),
    InlineField(fb::Sort::VT_ROWS, 4),
    InlineField(fb::Sort::VT_COUNT, 4),
    InlineField(fb::Sort::VT_KEPT, 4),
    VectorField(fb::Sort::VT_COMPARISONS, 1),
    VectorField(fb::Sort::VT_IMMEDIATES, 4),
    VectorField(fb::Sort::VT_CODE, 1),
    InlineField(fb::Sort::VT_TEMPORARIES, 1),
    Required(InlineField(fb::Sort::VT_SCRATCH, sizeof(fb::Ref))),
};

bool VerifyComparisons(const fb::Sort& op) {
  for (uint32_t i = 0; i < op.comparisons()->size(); ++i) {
    const fb::MicroOp comparison = op.comparisons()->GetEnum<fb::MicroOp>(i);
    if (comparison != fb::MicroOp::LtS && comparison != fb::MicroOp::LtU && comparison != fb::MicroOp::GtS &&
        comparison != fb::MicroOp::GtU) {
      return false;
    }
  }
  return op.comparisons()->size() == op.keys()->size();
}

bool VerifyComparisonCode(const fb::Sort& op) {
  if (!Has(Feature::kScalarCode) || op.code() == nullptr || SizeOf(op.immediates()) > kMaxOperands)
    return false;
  CodeOperands operands;
  operands.input_end = 2 * op.keys()->size();
  operands.output_end = operands.input_end + 1;
  operands.immediate_end = operands.output_end + SizeOf(op.immediates());
  operands.temporary_end = operands.immediate_end + op.temporaries();
  return operands.temporary_end <= kMaxOperands && op.code()->size() <= UINT16_MAX &&
         VerifySection(op.code()->data(), 0, op.code()->size(), operands, SectionAccess::kInputsAndOutputs);
}

bool VerifySort(const fb::Sort& op) {
  if (op.keys()->size() > kMaxOperands || (op.comparisons() != nullptr && op.code() != nullptr)) return false;
  return op.rows() != 0 && op.kept() != 0 && op.kept() <= op.count() && IsNear(op.count(), 4) &&
         (op.comparisons() != nullptr ? VerifyComparisons(op) : VerifyComparisonCode(op));
}

// ------------------------------------------------------------ CustomCall

constexpr FieldInfo kCustomCallFields[] = {
    Required(StringField(fb::CustomCall::VT_TARGET)),
    StringField(fb::CustomCall::VT_CONFIG),
    VectorField(fb::CustomCall::VT_OPERANDS, sizeof(fb::CallArray)),
    VectorField(fb::CustomCall::VT_RESULTS, sizeof(fb::CallArray)),
    VectorField(fb::CustomCall::VT_DIMS, 4),
    Required(InlineField(fb::CustomCall::VT_SCRATCH, sizeof(fb::Ref))),
};

// Adds the ranks of the arrays; false when one has no such rank or type.
bool CountDims(const flatbuffers::Vector<const fb::CallArray*>* arrays, uint32_t* dims) {
  if (SizeOf(arrays) > kMaxOperands) return false;
  for (uint32_t i = 0; i < SizeOf(arrays); ++i) {
    const fb::CallArray& array = *arrays->Get(i);
    if (array.rank() > TMB_MAX_RANK || ElementBytes(array.type()) == 0) return false;
    *dims += array.rank();
  }
  return true;
}

bool VerifyCustomCall(const fb::CustomCall& op) {
  uint32_t dims = 0;
  return CountDims(op.operands(), &dims) && CountDims(op.results(), &dims) && dims == SizeOf(op.dims());
}

// ------------------------------------------------------------ all

// What is particular to it; the operands of a Map as well.
bool VerifyParticulars(Structure& structure, const MemoryMap& memory, Instruction type, const void* op) {
  switch (type) {
    case Instruction::NONE:
      return false;
    case Instruction::Map:
      return Has(Instruction::Map) && structure.CheckTable(op, kMapFields) &&
             VerifyMap(*static_cast<const fb::Map*>(op), memory);
    case Instruction::Gather:
      return Has(Instruction::Gather) && structure.CheckTable(op, kScatterFields, kGatherFields) &&
             VerifyGather(*static_cast<const fb::Gather*>(op));
    case Instruction::Scatter:
      return Has(Instruction::Scatter) && structure.CheckTable(op, kScatterFields) &&
             VerifyScatter(*static_cast<const fb::Scatter*>(op));
    case Instruction::Sort:
      return Has(Instruction::Sort) && structure.CheckTable(op, kSortFields) &&
             VerifySort(*static_cast<const fb::Sort*>(op));
    case Instruction::CustomCall:
      return Has(Instruction::CustomCall) && structure.CheckTable(op, kCustomCallFields) &&
             VerifyCustomCall(*static_cast<const fb::CustomCall*>(op));
    case Instruction::Jump:
    case Instruction::JumpIf:
      return kFeatures.Has(BitOf(type)) && structure.CheckStruct(op, InfoOf(type).bytes);
    case Instruction::DotF32:
    case Instruction::MatVecF32:
    case Instruction::Dot:
    case Instruction::ConvF32:
    case Instruction::WinogradF32:
    case Instruction::DepthwiseF32:
    case Instruction::Conv:
    case Instruction::MatVecS8:
    case Instruction::ConvS8:
    case Instruction::DepthwiseS8:
    case Instruction::WinogradS8:
    case Instruction::MaxPoolS8:
      break;  // verify_struct.cc
  }
  return false;
}

bool VerifyTable(Structure& structure, const MemoryMap& memory, Instruction type, const void* op) {
  OperandCheck check(memory);
  return VerifyParticulars(structure, memory, type, op) && ForEachTableOperand(type, op, FitsMemory, &check);
}

}  // namespace

bool VerifyInstruction(Structure& structure, const MemoryMap& memory, Instruction type, const void* op) {
  if (type > Instruction::MAX) return false;
  const InstructionInfo& info = InfoOf(type);
  const bool verified = info.IsKernel()
                            ? structure.CheckStruct(op, info.bytes) && VerifyStruct(memory, type, op, info)
                            : VerifyTable(structure, memory, type, op);
  if (!verified) return false;
  const uint32_t units = UnitsOf(type, op);
  return units != 0 && units <= kMaxUnits && WorkOf(type, op) <= static_cast<float>(units) * kMaxUnitWork;
}

}  // namespace tmb
