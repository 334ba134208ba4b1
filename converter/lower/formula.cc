// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Formulas: from Maps and to Maps, appended to each other, simplified.

#include "converter/lower/formula.h"

#include <algorithm>
#include <map>
#include <set>

#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

constexpr uint32_t kMaxElements = 4;        // of a Map that becomes a formula
constexpr uint32_t kMaxUnrolledBytes = 64;  // of its code, for all elements
constexpr size_t kMaxAccesses = 64, kMaxMicroOps = 160;

bool SameOperand(const Operand& a, const Operand& b) { return a.buffer == b.buffer && a.offset == b.offset; }

bool SameStart(const Formula::Start& a, const Formula::Start& b) {
  return SameOperand(a.operand, b.operand) && a.is_index == b.is_index && a.limit == b.limit &&
         a.stride == b.stride && a.type == b.type;
}

// What is stored to the place is what is loaded from it, in the lanes of the code.
bool KeepsValues(fb::Type type) { return IsFourByteType(type) || type == fb::Type::Pred; }

bool CanUnroll(const fb::MapT& map) {
  if (map.reduction != fb::Reduction::None || !map.guards.empty()) return false;
  uint32_t elements = 1;
  for (const uint32_t extent : map.dims) elements = std::min(elements * extent, kMaxElements + 1);
  const bool is_long = elements > kMaxElements || elements * map.code.size() > kMaxUnrolledBytes;
  if (elements > 1 && (is_long || !map.dynamic_offsets.empty()))
    return false;  // each start would be read for each element
  const auto is_known = [](const fb::Access& access) { return KeepsValues(access.type()); };
  return std::all_of(map.inputs.begin(), map.inputs.end(), is_known) &&
         std::all_of(map.outputs.begin(), map.outputs.end(), is_known);
}

bool Next(std::vector<uint32_t>& index, const std::vector<uint32_t>& dims) {
  for (size_t d = dims.size(); d-- > 0;) {
    if (++index[d] < dims[d]) return true;
    index[d] = 0;
  }
  return false;
}

}  // namespace

bool Same(const Formula::Place& a, const Formula::Place& b) {
  const bool alike = a.type == b.type || (IsFourByteType(a.type) && IsFourByteType(b.type));  // in the lanes
  return SameOperand(a.operand, b.operand) && alike &&
         std::equal(a.starts.begin(), a.starts.end(), b.starts.begin(), b.starts.end(), SameStart);
}

bool Meet(const Formula::Place& a, const Formula::Place& b) {
  if (a.operand.buffer != b.operand.buffer) return false;
  if (!a.starts.empty() || !b.starts.empty()) return true;
  const auto bytes = [](const Formula::Place& of) { return static_cast<int64_t>(ElementBytes(of.type)); };
  return a.operand.offset < b.operand.offset + bytes(b) && b.operand.offset < a.operand.offset + bytes(a);
}

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

std::optional<Formula> Formula::Of(const Program& program, const fb::MapT& map) {
  if (!CanUnroll(map)) return std::nullopt;
  Formula formula;
  formula.temporaries_ = map.temporaries;
  std::vector<uint32_t> index(map.dims.size(), 0);
  do {
    if (!formula.AddElement(program, map, index)) return std::nullopt;
  } while (Next(index, map.dims));
  return formula;
}

bool Formula::AddElement(const Program& program, const fb::MapT& map, const std::vector<uint32_t>& index) {
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
      operands.push_back({Symbol::Kind::kInput, InputAt(place)});
    }
  }
  for (const uint32_t bits : map.immediates) operands.push_back({Symbol::Kind::kImmediate, bits});
  for (uint32_t i = 0; i < map.temporaries; ++i) operands.push_back({Symbol::Kind::kTemporary, i});
  for (size_t at = 0; at < map.code.size(); at += MicroOpBytes(map.code[at])) {
    const auto op = static_cast<fb::MicroOp>(map.code[at]);
    if (op == fb::MicroOp::Wide) return false;  // its temporaries lie one behind the other
    if (op == fb::MicroOp::End) continue;
    Micro micro{op, {}, {}};
    if (op < fb::MicroOp::NegF) micro.x = operands[map.code[at + 1]];
    if (op == fb::MicroOp::Select) micro.y = operands[map.code[at + 2]];
    code_.push_back(micro);
  }
  return inputs_.size() + outputs_.size() <= kMaxAccesses;
}

uint32_t Formula::InputAt(const Place& place) {
  const auto found =
      std::find_if(inputs_.begin(), inputs_.end(), [&](const Place& at) { return Same(at, place); });
  if (found != inputs_.end()) return static_cast<uint32_t>(found - inputs_.begin());
  inputs_.push_back(place);
  return static_cast<uint32_t>(inputs_.size() - 1);
}

uint32_t Formula::OutputAt(const Place& place) {
  const auto found =
      std::find_if(outputs_.begin(), outputs_.end(), [&](const Place& at) { return Same(at, place); });
  if (found != outputs_.end()) return static_cast<uint32_t>(found - outputs_.begin());
  outputs_.push_back(place);
  return static_cast<uint32_t>(outputs_.size() - 1);
}

// What `next` reads was not written here, or it is one whole output. Outputs that overlap, but are not
// the same, keep their order only one behind the other.
bool Formula::CanFollow(const Formula& next) const {
  if (inputs_.size() + outputs_.size() + next.inputs_.size() + next.outputs_.size() > kMaxAccesses)
    return false;
  if (code_.size() + next.code_.size() > kMaxMicroOps) return false;
  for (const Place& output : outputs_) {
    for (const Place& input : next.inputs_) {
      if (Meet(output, input) && !(Same(output, input) && output.starts.empty())) return false;
    }
    for (const std::vector<Place>* places : {&next.inputs_, &next.outputs_}) {
      for (const Place& place : *places) {
        for (const Start& start : place.starts) {
          if (start.operand.buffer == output.operand.buffer) return false;
        }
      }
    }
    for (const Place& later : next.outputs_) {
      if (Meet(output, later) && !Same(output, later)) return false;
    }
  }
  return true;
}

bool Formula::Append(const Formula& next) {
  if (!CanFollow(next)) return false;
  // Each output that `next` reads is kept in a temporary, too, behind this formula's last store.
  std::vector<Symbol> inputs;
  std::map<uint32_t, uint32_t> kept;
  for (const Place& input : next.inputs_) {
    const auto same = [&](const Place& output) { return Same(output, input); };
    const auto found = std::find_if(outputs_.begin(), outputs_.end(), same);
    if (found == outputs_.end()) {
      inputs.push_back({Symbol::Kind::kInput, InputAt(input)});
      continue;
    }
    const auto [place, is_new] =
        kept.try_emplace(static_cast<uint32_t>(found - outputs_.begin()), temporaries_);
    temporaries_ += is_new;
    inputs.push_back({Symbol::Kind::kTemporary, place->second});
  }
  std::vector<Micro> code;
  for (const Micro& micro : code_) {
    code.push_back(micro);
    if (micro.op != fb::MicroOp::Store || micro.x.kind != Symbol::Kind::kOutput) continue;
    const auto found = kept.find(micro.x.index);
    if (found != kept.end()) code.push_back({micro.op, {Symbol::Kind::kTemporary, found->second}, {}});
  }
  std::vector<uint32_t> outputs;
  for (const Place& output : next.outputs_) outputs.push_back(OutputAt(output));
  const uint32_t first_temporary = temporaries_;
  const auto renumbered = [&](Symbol symbol) {
    if (symbol.kind == Symbol::Kind::kInput) return inputs[symbol.index];
    if (symbol.kind == Symbol::Kind::kOutput) symbol.index = outputs[symbol.index];
    if (symbol.kind == Symbol::Kind::kTemporary) symbol.index += first_temporary;
    return symbol;
  };
  for (const Micro& micro : next.code_) code.push_back({micro.op, renumbered(micro.x), renumbered(micro.y)});
  temporaries_ += next.temporaries_;
  code_ = std::move(code);
  return true;
}

bool Formula::Reads(BufferId buffer) const {
  const auto reads = [&](const Place& place, bool is_input) {
    return (is_input && place.operand.buffer == buffer) ||
           std::any_of(place.starts.begin(), place.starts.end(),
                       [&](const Start& start) { return start.operand.buffer == buffer; });
  };
  return std::any_of(inputs_.begin(), inputs_.end(),
                     [&](const Place& place) { return reads(place, true); }) ||
         std::any_of(outputs_.begin(), outputs_.end(),
                     [&](const Place& place) { return reads(place, false); });
}

bool Formula::Writes(BufferId buffer) const {
  return std::any_of(outputs_.begin(), outputs_.end(),
                     [&](const Place& place) { return place.operand.buffer == buffer; });
}

bool Formula::WritesElementsOf(BufferId buffer) const {
  return std::any_of(outputs_.begin(), outputs_.end(), [&](const Place& place) {
    return place.operand.buffer == buffer && !place.starts.empty();
  });
}

void Formula::Rename(BufferId from, BufferId to) {
  for (std::vector<Place>* places : {&inputs_, &outputs_}) {
    for (Place& place : *places) {
      if (place.operand.buffer == from) place.operand.buffer = to;
    }
  }
}

bool Formula::RenameOutput(BufferId from, BufferId to) {
  const auto moves = [&](const Place& place) { return place.operand.buffer == from; };
  if (std::any_of(outputs_.begin(), outputs_.end(),
                  [&](const Place& place) { return moves(place) && !place.starts.empty(); }))
    return false;
  for (Place& place : outputs_) {
    if (moves(place)) place.operand.buffer = to;
  }
  return true;
}

void Formula::DropOutput(BufferId buffer) {
  std::vector<Place> left;
  std::vector<Micro> code;
  std::vector<uint32_t> number;
  for (const Place& place : outputs_) {
    number.push_back(static_cast<uint32_t>(left.size()));
    if (place.operand.buffer != buffer) left.push_back(place);
  }
  for (Micro micro : code_) {
    if (micro.x.kind == Symbol::Kind::kOutput) {
      if (outputs_[micro.x.index].operand.buffer == buffer) continue;
      micro.x.index = number[micro.x.index];
    }
    code.push_back(micro);
  }
  outputs_ = std::move(left);
  code_ = std::move(code);
}

void Formula::Simplify() {
  std::vector<Micro> code;
  std::vector<Symbol> held;  // by the accumulator
  std::set<uint32_t> read;   // temporaries
  for (const Micro& micro : code_) {
    if (micro.op == fb::MicroOp::Store) {
      held.push_back(micro.x);
    } else if (micro.op == fb::MicroOp::Load) {
      if (std::find(held.begin(), held.end(), micro.x) != held.end()) continue;
      held = {micro.x};
    } else {
      held.clear();
    }
    code.push_back(micro);
    if (micro.op == fb::MicroOp::Store) continue;
    for (const Symbol& symbol : {micro.x, micro.y}) {
      if (symbol.kind == Symbol::Kind::kTemporary) read.insert(symbol.index);
    }
  }
  std::erase_if(code, [&](const Micro& micro) {
    return micro.op == fb::MicroOp::Store && micro.x.kind == Symbol::Kind::kTemporary &&
           read.count(micro.x.index) == 0;
  });
  code_ = std::move(code);
  CompactTemporaries();
}

// Numbers temporaries anew: one is free behind its last use.
void Formula::CompactTemporaries() {
  std::map<uint32_t, size_t> last;
  for (size_t i = 0; i < code_.size(); ++i) {
    for (const Symbol& symbol : {code_[i].x, code_[i].y}) {
      if (symbol.kind == Symbol::Kind::kTemporary) last[symbol.index] = i;
    }
  }
  std::map<uint32_t, uint32_t> number;
  std::set<uint32_t> free;
  temporaries_ = 0;
  for (size_t i = 0; i < code_.size(); ++i) {
    for (Symbol* symbol : {&code_[i].x, &code_[i].y}) {
      if (symbol->kind != Symbol::Kind::kTemporary) continue;
      const uint32_t old = symbol->index;
      if (number.count(old) == 0) {
        number[old] = free.empty() ? temporaries_++ : *free.begin();
        free.erase(number[old]);
      }
      symbol->index = number[old];
      if (last[old] == i) free.insert(number[old]);
    }
  }
}

void Formula::WriteTo(Program& program, fb::MapT& map) const {
  map.dims.clear();
  map.strides.clear();
  map.inputs.clear();
  map.outputs.clear();
  map.dynamic_offsets.clear();
  map.immediates.clear();
  map.code.clear();
  const auto access = [&](const Place& place) {
    const auto number = static_cast<uint32_t>(map.inputs.size() + map.outputs.size());
    for (const Start& start : place.starts) {
      map.dynamic_offsets.push_back(
          fb::DynamicOffset(number,
                            start.is_index ? fb::Ref(kNoOperand)
                                           : program.AddOperand(start.operand.buffer, start.operand.offset),
                            start.limit, start.stride, start.type));
    }
    return fb::Access(program.AddOperand(place.operand.buffer, place.operand.offset), 0, place.type,
                      fb::AccessKind::Memory, 0);
  };
  for (const Place& place : inputs_) map.inputs.push_back(access(place));
  for (const Place& place : outputs_) map.outputs.push_back(access(place));
  const auto immediate = [&](uint32_t bits) {
    const auto found = std::find(map.immediates.begin(), map.immediates.end(), bits);
    if (found != map.immediates.end()) return static_cast<uint32_t>(found - map.immediates.begin());
    map.immediates.push_back(bits);
    return static_cast<uint32_t>(map.immediates.size() - 1);
  };
  for (const Micro& micro : code_) {
    if (micro.x.kind == Symbol::Kind::kImmediate) immediate(micro.x.index);
    if (micro.y.kind == Symbol::Kind::kImmediate) immediate(micro.y.index);
  }
  const auto accesses = static_cast<uint32_t>(map.inputs.size() + map.outputs.size());
  const auto temporaries = accesses + static_cast<uint32_t>(map.immediates.size());
  const auto number = [&](const Symbol& symbol) -> uint8_t {
    switch (symbol.kind) {
      case Symbol::Kind::kNone:
        return 0;
      case Symbol::Kind::kInput:
        return static_cast<uint8_t>(symbol.index);
      case Symbol::Kind::kOutput:
        return static_cast<uint8_t>(map.inputs.size() + symbol.index);
      case Symbol::Kind::kImmediate:
        return static_cast<uint8_t>(accesses + immediate(symbol.index));
      case Symbol::Kind::kTemporary:
        return static_cast<uint8_t>(temporaries + symbol.index);
    }
    return 0;
  };
  std::vector<size_t> sections;  // where each ends
  for (const Micro& micro : code_) {
    const uint32_t bytes = MicroOpBytes(static_cast<uint8_t>(micro.op));
    map.code.push_back(static_cast<uint8_t>(micro.op));
    if (bytes > 1) map.code.push_back(number(micro.x));
    if (bytes > 2) map.code.push_back(number(micro.y));
    if (micro.op == fb::MicroOp::End) sections.push_back(map.code.size());
  }
  map.temporaries = static_cast<uint8_t>(temporaries_);
  if (trips_ == 0) {
    map.code.push_back(static_cast<uint8_t>(fb::MicroOp::End));
    return;
  }
  map.dims = {trips_};
  map.strides.assign(map.inputs.size() + map.outputs.size(), 0);
  map.reduction = fb::Reduction::Repeat;
  map.section1 = static_cast<uint16_t>(sections[0]);
  map.section2 = static_cast<uint16_t>(sections[1]);
}

}  // namespace tmb
