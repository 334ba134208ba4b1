// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Formulas appended to each other.

#include "converter/lower/formula.h"

#include <algorithm>
#include <map>
#include <set>

#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

bool SameOperand(const Operand& a, const Operand& b) { return a.buffer == b.buffer && a.offset == b.offset; }

bool SameStart(const Formula::Start& a, const Formula::Start& b) {
  return SameOperand(a.operand, b.operand) && a.is_index == b.is_index && a.limit == b.limit &&
         a.stride == b.stride && a.type == b.type;
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

// Whether what two formulas need together is within what a Map may have.
bool Formula::AreShort(const Formula& a, const Formula& b) {
  std::set<uint32_t> immediates;
  for (const Formula* formula : {&a, &b}) formula->AddImmediates(immediates);
  const size_t accesses = a.inputs_.size() + a.outputs_.size() + b.inputs_.size() + b.outputs_.size();
  const size_t temporaries = a.temporaries_ + b.temporaries_ + a.outputs_.size();  // some outputs are kept
  return accesses <= kMaxAccesses && a.code_.size() + b.code_.size() <= kMaxMicroOps &&
         accesses + immediates.size() + temporaries <= kMaxOperands;
}

void Formula::AddImmediates(std::set<uint32_t>& immediates) const {
  for (const Micro& micro : code_) {
    for (const Symbol& symbol : {micro.x, micro.y}) {
      if (symbol.kind == Symbol::Kind::kImmediate) immediates.insert(symbol.index);
    }
  }
}

// What `next` reads was not written here, or it is one whole output. Outputs that overlap, but are not
// the same, keep their order only one behind the other.
bool Formula::CanFollow(const Formula& next) const {
  if (!AreShort(*this, next)) return false;
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
  std::map<uint32_t, uint32_t> kept;  // newly
  for (const Place& input : next.inputs_) {
    const auto same = [&](const Place& output) { return Same(output, input); };
    const auto found = std::find_if(outputs_.begin(), outputs_.end(), same);
    if (found == outputs_.end()) {
      inputs.push_back({Symbol::Kind::kInput, InputAt(input)});
      continue;
    }
    const auto output = static_cast<uint32_t>(found - outputs_.begin());
    const auto [place, is_new] = kept_.try_emplace(output, temporaries_);
    if (is_new) kept[output] = temporaries_++;
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
  for (const Place& output : next.outputs_) {
    outputs.push_back(OutputAt(output));
    kept_.erase(outputs.back());
  }
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

bool Formula::Knows(const Place& place) const {
  const auto is_same = [&](const Place& other) { return Same(other, place); };
  return std::any_of(inputs_.begin(), inputs_.end(), is_same) ||
         std::any_of(outputs_.begin(), outputs_.end(), is_same);
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

}  // namespace tmb
