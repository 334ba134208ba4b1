// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Formula::Repeated: a formula as a loop. What a trip reads of what the one before it stored (the
// state) is a temporary, read before the first trip and stored behind the last; elements of
// arrays are read at the beginning of a trip and stored at its end, or where no other access
// can tell the difference.
//
//     prologue  state = inputs
//     body      elements read; the formula; elements stored; state = next state; acc = whether to go on
//     epilogue  outputs = state and what else the last trip computed

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "converter/lower/formula.h"
#include "runtime/isa.h"

namespace tmb {

using fb::MicroOp;

class LoopBuilder {
 public:
  using Place = Formula::Place;
  using Start = Formula::Start;
  using Symbol = Formula::Symbol;
  using Micro = Formula::Micro;
  using Kind = Symbol::Kind;

  explicit LoopBuilder(const Formula& formula) : loop_(formula) {}

  std::optional<Formula> Build(const Operand& predicate) {
    if (!FindPredicate(predicate) || !SortOutputs() || !IndexAccesses()) return std::nullopt;
    if (!SortInputs()) return std::nullopt;
    WriteBody();
    DropDoubles();
    for (const auto& [input, output] : carried_) Carry(StateOf(input), ValueOf(output));
    EndBody();
    WriteEnds();
    loop_.NumberTemporaries(lasting_);
    if (Operands() > kMaxOperands) return std::nullopt;
    return std::move(loop_);
  }

 private:
  static constexpr uint32_t kWork = 2048, kFewest = 16, kMost = 256;  // micro-operations and trips of a unit

  bool FindPredicate(const Operand& predicate) {
    for (uint32_t i = 0; i < loop_.outputs_.size(); ++i) {
      const Place& place = loop_.outputs_[i];
      if (place.operand.buffer != predicate.buffer || place.operand.offset != predicate.offset) continue;
      predicate_ = i;
      return place.starts.empty() && place.type == fb::Type::Pred;
    }
    return false;
  }

  bool IsElement(const Place& place) const { return !place.starts.empty(); }

  // Outputs that may meet are elements of one array, stored in their order behind all else.
  bool SortOutputs() {
    const std::vector<Place>& outputs = loop_.outputs_;
    for (uint32_t i = 0; i < outputs.size(); ++i) {
      for (uint32_t j = 0; j < i; ++j) {
        if (!Meet(outputs[i], outputs[j])) continue;
        if (!IsElement(outputs[i]) || !IsElement(outputs[j])) return false;
        late_.insert(i), late_.insert(j);
      }
    }
    return true;
  }

  bool IsStored(const Place& word) const {
    return std::any_of(loop_.outputs_.begin(), loop_.outputs_.end(),
                       [&](const Place& output) { return Meet(output, word); });
  }

  // Elements that change their place or their value from trip to trip get an index of the code.
  bool IndexAccesses() {
    for (uint32_t i = 0; i < loop_.inputs_.size(); ++i) {
      const Place place = loop_.inputs_[i];  // grows
      const bool changes = loop_.WritesElementsOf(place.operand.buffer);
      const bool moves = std::any_of(place.starts.begin(), place.starts.end(),
                                     [&](const Start& start) { return IsStored(WordOf(start)); });
      if (!changes && !moves) continue;
      const std::optional<Symbol> index = IndexOf(place);
      if (!index) return false;
      input_index_[i] = *index;
      SetIndexed(loop_.inputs_[i]);
    }
    for (uint32_t i = 0; i < loop_.outputs_.size(); ++i) {
      const Place place = loop_.outputs_[i];
      if (!IsElement(place)) continue;
      const std::optional<Symbol> index = IndexOf(place);
      if (!index) return false;
      output_index_[i] = *index;
      SetIndexed(loop_.outputs_[i]);
    }
    return true;
  }

  static Place WordOf(const Start& start) { return {start.operand, start.type, {}}; }
  bool IsFixed(const Start& start) const { return !IsStored(WordOf(start)); }

  // The word or the temporary that says where the element is.
  std::optional<Symbol> IndexOf(const Place& place) {
    std::vector<const Start*> moving;
    for (const Start& start : place.starts) {
      if (IsFixed(start)) continue;
      if (start.type != fb::Type::S32 || start.stride <= 0) return std::nullopt;
      moving.push_back(&start);
    }
    if (moving.empty()) return Symbol{Kind::kImmediate, 0};
    if (moving.size() == 1) return Symbol{Kind::kInput, loop_.InputAt(WordOf(*moving[0]))};
    const int32_t unit = UnitOf(moving);
    const Symbol sum = NewTemporary();
    for (const Start* start : moving) {
      const auto immediate = [](uint32_t bits) { return Symbol{Kind::kImmediate, bits}; };
      indices_.push_back({MicroOp::Load, {Kind::kInput, loop_.InputAt(WordOf(*start))}, {}});
      indices_.push_back({MicroOp::MaxS, immediate(0), {}});
      indices_.push_back({MicroOp::MinS, immediate(start->limit), {}});
      indices_.push_back({MicroOp::MulI, immediate(static_cast<uint32_t>(start->stride / unit)), {}});
      if (start != moving[0]) indices_.push_back({MicroOp::AddI, sum, {}});
      indices_.push_back({MicroOp::Store, sum, {}});
    }
    return sum;
  }

  static int32_t UnitOf(const std::vector<const Start*>& moving) {
    int32_t unit = 0;
    for (const Start* start : moving) unit = std::gcd(unit, start->stride);
    return unit;
  }

  // Its moving starts become one without an operand.
  void SetIndexed(Place& place) {
    std::vector<Start> starts;
    std::vector<const Start*> moving;
    for (const Start& start : place.starts) {
      if (IsFixed(start)) {
        starts.push_back(start);
      } else {
        moving.push_back(&start);
      }
    }
    Start index{{}, true, 0, static_cast<int32_t>(ElementBytes(place.type)), fb::Type::S32};
    if (!moving.empty()) index.stride = UnitOf(moving);
    for (const Start* start : moving)
      index.limit += start->limit * static_cast<uint32_t>(start->stride / index.stride);
    starts.push_back(index);
    place.starts = std::move(starts);
  }

  // Words that are stored, too, are the state; words that an output covers in part cannot be followed.
  bool SortInputs() {
    for (uint32_t i = 0; i < loop_.inputs_.size(); ++i) {
      if (input_index_.count(i) != 0) continue;
      for (uint32_t o = 0; o < loop_.outputs_.size(); ++o) {
        if (!Meet(loop_.inputs_[i], loop_.outputs_[o])) continue;
        if (IsElement(loop_.inputs_[i]) || !Same(loop_.inputs_[i], loop_.outputs_[o])) return false;
        carried_[i] = o;
      }
      for (const Start& start : loop_.inputs_[i].starts) {
        if (!IsFixed(start)) return false;
      }
    }
    return loop_.inputs_.size() + loop_.outputs_.size() <= Formula::kMaxAccesses;
  }

  Symbol NewTemporary() { return {Kind::kTemporary, loop_.temporaries_++}; }

  // What stands for an input that is carried or an element, for an output in the body.
  Symbol StateOf(uint32_t input) { return At(state_, input); }
  Symbol ElementOf(uint32_t input) { return At(element_, input); }
  Symbol ValueOf(uint32_t output) { return At(value_, output); }
  Symbol At(std::map<uint32_t, Symbol>& map, uint32_t key) {
    const auto [at, is_new] = map.try_emplace(key);
    if (is_new) at->second = NewTemporary();
    return at->second;
  }

  Symbol Read(const Symbol& symbol) {
    if (symbol.kind != Kind::kInput) return symbol;
    if (carried_.count(symbol.index) != 0) return StateOf(symbol.index);
    if (input_index_.count(symbol.index) != 0) return ElementOf(symbol.index);
    return symbol;
  }

  // An element that is loaded once is read there, unless its array changes.
  bool IsReadInPlace(uint32_t input) const {
    if (loop_.WritesElementsOf(loop_.inputs_[input].operand.buffer)) return false;
    uint32_t reads = 0;
    for (const Micro& micro : loop_.code_) {
      for (const Symbol* symbol : {&micro.x, &micro.y}) {
        const bool is_it = symbol->kind == Kind::kInput && symbol->index == input;
        if (is_it && micro.op != MicroOp::Load) return false;
        reads += is_it;
      }
    }
    return reads == 1;
  }

  Micro LoadAt(uint32_t input) {
    return {MicroOp::LoadAt, {Kind::kInput, input}, Read(input_index_.at(input))};
  }
  Micro StoreAt(uint32_t output) {
    return {MicroOp::StoreAt, {Kind::kOutput, output}, Read(output_index_.at(output))};
  }

  void WriteBody() {
    for (const Micro& micro : indices_) body_.push_back({micro.op, Read(micro.x), {}});
    std::set<uint32_t> in_place;
    for (const auto& [input, index] : input_index_) {
      if (IsReadInPlace(input)) {
        in_place.insert(input);
      } else {
        body_.push_back(LoadAt(input));
        body_.push_back({MicroOp::Store, ElementOf(input), {}});
      }
    }
    for (const Micro& micro : loop_.code_) {
      if (micro.op == MicroOp::Load && micro.x.kind == Kind::kInput && in_place.count(micro.x.index) != 0) {
        body_.push_back(LoadAt(micro.x.index));
      } else if (micro.x.kind != Kind::kOutput) {
        body_.push_back({micro.op, Read(micro.x), Read(micro.y)});
      } else if (output_index_.count(micro.x.index) != 0 && late_.count(micro.x.index) == 0) {
        body_.push_back(StoreAt(micro.x.index));
      } else {
        body_.push_back({MicroOp::Store, ValueOf(micro.x.index), {}});
      }
    }
    for (const uint32_t output : late_) {
      body_.push_back({MicroOp::Load, ValueOf(output), {}});
      body_.push_back(StoreAt(output));
    }
  }

  uint32_t StoresOf(const Symbol& symbol) const {
    return static_cast<uint32_t>(std::count_if(body_.begin(), body_.end(), [&](const Micro& micro) {
      return micro.op == MicroOp::Store && micro.x == symbol;
    }));
  }

  static bool Reads(const Micro& micro, const Symbol& symbol) {
    return (micro.op != MicroOp::Store && micro.x == symbol) || micro.y == symbol;
  }

  void Replace(const Symbol& from, const Symbol& to) {
    for (Micro& micro : body_) {
      if (micro.x == from) micro.x = to;
      if (micro.y == from) micro.y = to;
    }
    for (std::map<uint32_t, Symbol>* map : {&value_, &element_}) {
      for (auto& [key, symbol] : *map) {
        if (symbol == from) symbol = to;
      }
    }
  }

  // Two temporaries that are stored once, together, are one.
  void DropDoubles() {
    for (size_t i = 1; i < body_.size();) {
      const Micro before = body_[i - 1], micro = body_[i];
      const auto is_single = [&](const Micro& it) {
        return it.op == MicroOp::Store && it.x.kind == Kind::kTemporary && StoresOf(it.x) == 1;
      };
      if (is_single(before) && is_single(micro)) {
        body_.erase(body_.begin() + static_cast<std::ptrdiff_t>(i));
        Replace(micro.x, before.x);
      } else {
        ++i;
      }
    }
  }

  // state = value, once nothing reads the old one any more: where the value is stored, or in the
  // accumulator later, or at the end.
  void Carry(const Symbol& state, const Symbol& value) {
    size_t last_read = 0, first_store = body_.size(), last_store = 0;
    for (size_t i = 0; i < body_.size(); ++i) {
      if (Reads(body_[i], state)) last_read = i + 1;
      if (body_[i].op != MicroOp::Store || body_[i].x != value) continue;
      first_store = std::min(first_store, i);
      last_store = i;
    }
    const auto is_state = [&](const auto& of) { return of.second == value; };
    const bool is_shared = std::count_if(value_.begin(), value_.end(), is_state) > 1;
    if (last_read <= first_store && !is_shared) return Replace(value, state);
    for (size_t i = std::max(last_read, last_store); i < body_.size(); ++i) {
      if (body_[i].x != value || (body_[i].op != MicroOp::Load && body_[i].op != MicroOp::Store)) continue;
      body_.insert(body_.begin() + static_cast<std::ptrdiff_t>(i) + 1, {MicroOp::Store, state, {}});
      return;
    }
    body_.push_back({MicroOp::Load, value, {}});
    body_.push_back({MicroOp::Store, state, {}});
  }

  // The predicate in acc; it is no word of its own when nothing else reads it.
  void EndBody() {
    const Symbol value = ValueOf(predicate_);
    bool holds = false;
    const auto keeps_acc = [](const Micro& it) {
      return it.op == MicroOp::Store || it.op == MicroOp::StoreAt;
    };
    for (size_t i = body_.size(); i-- > 0 && keeps_acc(body_[i]);) holds |= body_[i].x == value;
    if (!holds) body_.push_back({MicroOp::Load, value, {}});
    if (std::any_of(body_.begin(), body_.end(), [&](const Micro& micro) { return Reads(micro, value); }))
      return;
    const auto is_state = [&](const auto& of) { return of.second == value; };
    if (std::any_of(state_.begin(), state_.end(), is_state)) return;
    if (std::count_if(value_.begin(), value_.end(), is_state) > 1) return;
    std::erase_if(body_, [&](const Micro& micro) { return micro.op == MicroOp::Store && micro.x == value; });
  }

  void WriteEnds() {
    const Symbol last = NewTemporary();  // acc behind the body
    std::vector<Micro>& code = loop_.code_;
    code.clear();
    for (const auto& [input, output] : carried_) {
      code.push_back({MicroOp::Load, {Kind::kInput, input}, {}});
      code.push_back({MicroOp::Store, StateOf(input), {}});
    }
    code.push_back({});
    code.insert(code.end(), body_.begin(), body_.end());
    code.push_back({});
    for (uint32_t i = 0; i < loop_.outputs_.size(); ++i) {
      if (output_index_.count(i) != 0) continue;
      code.push_back({MicroOp::Load, i == predicate_ ? last : ValueOf(i), {}});
      code.push_back({MicroOp::Store, {Kind::kOutput, i}, {}});
    }
    code.push_back({});
    lasting_ = {last.index};
    for (const auto& [input, output] : carried_) Last(StateOf(input));
    for (const auto& [output, symbol] : value_) {
      if (output_index_.count(output) == 0 && output != predicate_) Last(symbol);
    }
    const auto operations = static_cast<uint32_t>(body_.size());
    loop_.trips_ = std::clamp(kWork / operations, kFewest, kMost);
  }

  void Last(const Symbol& symbol) {
    if (std::find(lasting_.begin(), lasting_.end(), symbol.index) == lasting_.end())
      lasting_.push_back(symbol.index);
  }

  size_t Operands() const {
    std::set<uint32_t> immediates;
    loop_.AddImmediates(immediates);
    return loop_.inputs_.size() + loop_.outputs_.size() + immediates.size() + loop_.temporaries_;
  }

  Formula loop_;
  uint32_t predicate_ = 0;   // number of an output
  std::set<uint32_t> late_;  // outputs
  std::map<uint32_t, Symbol> input_index_, output_index_;
  std::vector<Micro> indices_, body_;
  std::map<uint32_t, uint32_t> carried_;  // input: output
  std::map<uint32_t, Symbol> state_, element_, value_;
  // Temporaries that live from trip to trip or to the epilogue; acc behind the body is the first.
  std::vector<uint32_t> lasting_;
};

std::optional<Formula> Formula::Repeated(const Operand& predicate) const {
  return LoopBuilder(*this).Build(predicate);
}

}  // namespace tmb
