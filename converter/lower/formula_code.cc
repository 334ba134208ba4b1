// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A formula's code made shorter, and written to a Map.

#include <algorithm>
#include <map>
#include <set>

#include "converter/lower/formula.h"
#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {

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
  DropZeros(code_);
  FuseProducts(code_);
  DoubleBySums(code_);
  NumberTemporaries({});
}

void Formula::NumberTemporaries(std::span<const uint32_t> lasting) {
  std::map<uint32_t, size_t> last;
  for (size_t i = 0; i < code_.size(); ++i) {
    for (const Symbol& symbol : {code_[i].x, code_[i].y}) {
      if (symbol.kind == Symbol::Kind::kTemporary) last[symbol.index] = i;
    }
  }
  std::map<uint32_t, uint32_t> number;
  for (const uint32_t temporary : lasting) {
    number.emplace(temporary, static_cast<uint32_t>(number.size()));
    last[temporary] = code_.size();
  }
  std::set<uint32_t> free;
  temporaries_ = static_cast<uint32_t>(number.size());
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
