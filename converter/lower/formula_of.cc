// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Formulas from Maps without loops, and from Maps and products so small that setting up their loops
// takes most of the time.

#include <algorithm>
#include <cstring>
#include <set>

#include "converter/lower/formula.h"
#include "converter/report/cycles.h"
#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

// Elements of a Map and of a reduction that are tried, and bytes of code for all of them: what is longer
// makes files larger.
constexpr uint32_t kMaxElements = 4, kMaxReduced = 16, kMaxUnrolledBytes = 160;
// A formula takes more of the file than a loop: it must save so many cycles for each byte. Its set-up, which
// joined ones share, does not count.
constexpr double kCyclesOfByte = 4.5;

// What an instruction takes of the file, but for what all have.
double BytesOf(const fb::InstructionUnion& op) {
  const fb::MapT* const map = op.AsMap();
  if (map == nullptr) return InfoOf(op.type).bytes;
  return static_cast<double>(sizeof(fb::Access) * (map->inputs.size() + map->outputs.size()) +
                             4 * (map->strides.size() + map->dims.size() + map->immediates.size()) +
                             map->code.size());
}

// What is stored to the place is what is loaded from it, in the lanes of the code.
bool KeepsValues(fb::Type type) { return IsFourByteType(type) || type == fb::Type::Pred; }

bool CanUnroll(const fb::MapT& map) {
  if (!map.guards.empty() || map.reduction == fb::Reduction::Repeat) return false;
  uint32_t elements = 1;
  const uint32_t most = map.reduction == fb::Reduction::None ? kMaxElements : kMaxReduced;
  for (const uint32_t extent : map.dims) elements = std::min(elements * extent, most + 1);
  const bool is_long = elements > most || elements * map.code.size() > kMaxUnrolledBytes;
  if (elements > 1 && (is_long || !map.dynamic_offsets.empty()))
    return false;                                               // each start would be read for each element
  for (const fb::DynamicOffset& start : map.dynamic_offsets) {  // an index is a constant here
    const uint32_t access = start.access();
    if (access < map.inputs.size() && map.inputs[access].kind() == fb::AccessKind::Index) return false;
  }
  for (size_t at = 0; at < map.code.size();
       at += MicroOpBytes(map.code[at])) {  // Wide's temporaries lie in line
    if (map.code[at] == static_cast<uint8_t>(fb::MicroOp::Wide)) return false;
  }
  const auto is_known = [](const fb::Access& access) { return KeepsValues(access.type()); };
  return std::all_of(map.inputs.begin(), map.inputs.end(), is_known) &&
         std::all_of(map.outputs.begin(), map.outputs.end(), is_known);
}

}  // namespace

Formula::Place Formula::PlaceOf(const Program& program, const fb::MapT& map, uint32_t access,
                                const std::vector<uint32_t>& index) {
  const size_t inputs = map.inputs.size();
  const fb::Access& it = access < inputs ? map.inputs[access] : map.outputs[access - inputs];
  Place place;
  place.type = it.type();
  int64_t offset = 0;
  for (size_t d = 0; d < index.size(); ++d)
    offset += int64_t{map.strides[access * index.size() + d]} * index[d];
  if (it.kind() == fb::AccessKind::Index) {
    place.operand.offset = static_cast<int32_t>(it.ref().word()) + offset;
    return place;
  }
  place.operand = program.operands[it.ref().word()];
  place.operand.offset += offset;
  for (const fb::DynamicOffset& start : map.dynamic_offsets) {
    if (start.access() != access) continue;
    place.starts.push_back(
        {program.operands[start.ref().word()], false, start.limit(), start.stride(), start.type()});
  }
  return place;
}

std::optional<Formula> Formula::Of(const Program& program, const fb::InstructionUnion& op,
                                   const Formula* before) {
  std::optional<Formula> formula;
  if (const fb::MapT* map = op.AsMap()) formula = OfMap(program, *map);
  if (const fb::Dot* dot = op.AsDot()) formula = OfDot(program, *dot);
  if (const fb::DotF32* dot = op.AsDotF32()) formula = OfDotF32(program, *dot);
  if (const fb::MatVecF32* dot = op.AsMatVecF32()) formula = OfMatVecF32(program, *dot);
  if (!formula.has_value() || !AreShort(*formula, {})) return std::nullopt;
  const bool is_formula = op.type == fb::Instruction::Map && op.AsMap()->dims.empty();
  if (!is_formula && !formula->Pays(BytesOf(op), CycleWorkOf(op).Cycles(), before)) return std::nullopt;
  return formula;
}

std::optional<Formula> Formula::OfMap(const Program& program, const fb::MapT& map) {
  if (!CanUnroll(map)) return std::nullopt;
  if (map.reduction == fb::Reduction::Lanes) return OfLanes(program, map);
  if (map.reduction == fb::Reduction::Rows) return OfRows(program, map);
  Formula formula;
  formula.temporaries_ = map.temporaries;
  std::vector<uint32_t> index(map.dims.size(), 0);
  do {
    formula.AddSection(program, map, index, 0, TemporariesFrom(0, map.temporaries));
  } while (NextIndex(index, map.dims, 0, index.size()));
  return formula;
}

bool Formula::NextIndex(std::vector<uint32_t>& index, const std::vector<uint32_t>& dims, size_t first,
                        size_t end) {
  for (size_t d = end; d-- > first;) {
    if (++index[d] < dims[d]) return true;
    index[d] = 0;
  }
  return false;
}

std::vector<Formula::Symbol> Formula::TemporariesFrom(uint32_t first, uint32_t count) {
  std::vector<Symbol> symbols;
  for (uint32_t i = 0; i < count; ++i) symbols.push_back({Symbol::Kind::kTemporary, first + i});
  return symbols;
}

void Formula::AddSection(const Program& program, const fb::MapT& map, const std::vector<uint32_t>& index,
                         size_t begin, const std::vector<Symbol>& temporaries) {
  std::vector<Symbol> operands;
  const auto inputs = static_cast<uint32_t>(map.inputs.size()),
             outputs = static_cast<uint32_t>(map.outputs.size());
  for (uint32_t i = 0; i < inputs + outputs; ++i) {
    const Place place = PlaceOf(program, map, i, index);
    if (i >= inputs) {
      operands.push_back({Symbol::Kind::kOutput, OutputAt(place)});
    } else if (map.inputs[i].kind() == fb::AccessKind::Index) {
      operands.push_back({Symbol::Kind::kImmediate, static_cast<uint32_t>(place.operand.offset)});
    } else {
      operands.push_back(ValueAt(program, place));
    }
  }
  for (const uint32_t bits : map.immediates) operands.push_back({Symbol::Kind::kImmediate, bits});
  operands.insert(operands.end(), temporaries.begin(), temporaries.end());
  for (size_t at = begin; map.code[at] != 0; at += MicroOpBytes(map.code[at])) {
    const auto op = static_cast<fb::MicroOp>(map.code[at]);
    Micro micro{op, {}, {}};
    if (!IsUnary(op)) micro.x = operands[map.code[at + 1]];
    if (HasTwoOperands(op)) micro.y = operands[map.code[at + 2]];
    code_.push_back(micro);
  }
}

// Whether it is better than an instruction of so many bytes and cycles, behind another formula.
bool Formula::Pays(double bytes, double cycles, const Formula* before) const {
  std::vector<uint8_t> code;
  std::set<uint32_t> immediates;
  for (const Micro& micro : code_) {
    code.push_back(static_cast<uint8_t>(micro.op));
    code.resize(code.size() + MicroOpBytes(code.back()) - 1);
  }
  AddImmediates(immediates);
  size_t accesses = outputs_.size();
  for (const Place& input : inputs_) accesses += before == nullptr || !before->Knows(input);
  CycleWork work;
  AddFormulaWork(accesses + immediates.size(), code, work);
  work.Add(CycleTerm::kScalarCall, -1);
  const auto own_bytes =
      static_cast<double>(sizeof(fb::Access) * accesses + 4 * immediates.size() + code.size());
  return cycles - work.Cycles() > kCyclesOfByte * std::max(0.0, own_bytes - bytes);
}

Formula::Symbol Formula::ValueAt(const Program& program, const Place& place) {
  const Buffer& buffer = program.buffers[place.operand.buffer];
  if (buffer.kind != Buffer::Kind::kConstant || !place.starts.empty() || !IsFourByteType(place.type))
    return {Symbol::Kind::kInput, InputAt(place)};
  Symbol value{Symbol::Kind::kImmediate, 0};
  std::memcpy(&value.index, buffer.data.data() + place.operand.offset, sizeof value.index);
  return value;
}

}  // namespace tmb
