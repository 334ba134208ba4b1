// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "converter/stablehlo/region.h"

namespace tmb::stablehlo {
namespace {

bool IsScalarConstant(const hlo::Instruction& i) { return i.opcode == "constant"; }
// dense<0.0> : tensor<1000xf32>
bool IsSplatConstant(const hlo::Instruction& i) {
  return i.opcode == "broadcast" && i.operands[0]->opcode == "constant";
}

}  // namespace

bool Region::Define(std::string_view name, const std::vector<hlo::Instruction*>& values) {
  const Range range{static_cast<uint32_t>(values_.size()), static_cast<uint32_t>(values.size())};
  if (!names_.Insert(name, range).second) return false;
  values_.insert(values_.end(), values.begin(), values.end());
  return true;
}

hlo::Instruction* Region::Use(std::string_view name, size_t index, Emitter& emitter) {
  if (const Range* range = names_.Find(name))
    return index < range->count ? values_[range->first + index] : nullptr;
  if (around_ == nullptr) return nullptr;
  hlo::Instruction* outer = around_->Use(name, index, emitter);
  return outer == nullptr || kind_ == RegionKind::kInline ? outer : Import(outer, emitter);
}

hlo::Instruction* Region::Import(hlo::Instruction* outer, Emitter& emitter) {
  const auto found = imported_.find(outer);
  if (found != imported_.end()) return found->second;
  hlo::Instruction* local = nullptr;
  if (IsScalarConstant(*outer)) {
    local = &emitter.AddCopy(computation_, *outer, {});
  } else if (IsSplatConstant(*outer)) {
    local = &emitter.AddCopy(computation_, *outer, {Import(outer->operands[0], emitter)});
  } else if (kind_ == RegionKind::kState) {
    local = Capture(outer, emitter);
  } else {
    return nullptr;
  }
  imported_.emplace(outer, local);
  return local;
}

hlo::Instruction* Region::Capture(hlo::Instruction* outer, Emitter& emitter) {
  const auto [position, is_new] = captures_->index.emplace(outer, captures_->values.size());
  if (is_new) captures_->values.push_back(outer);
  hlo::Instruction& element = emitter.Add(computation_, "get-tuple-element", outer->shape, {state_});
  element.tuple_index = static_cast<int64_t>(argument_count_ + position->second);
  emitter.SetQuantized(element, emitter.QuantizedOf(*outer));
  return &element;
}

std::vector<hlo::Instruction*> Region::OpenState(const std::vector<hlo::Shape>& arguments, Emitter& emitter) {
  hlo::Shape shape;
  shape.type = hlo::Type::kTuple;
  shape.tuple = arguments;
  state_ = &emitter.AddParameter(computation_, 0, std::move(shape));
  argument_count_ = arguments.size();
  std::vector<hlo::Instruction*> elements;
  for (size_t i = 0; i < arguments.size(); ++i)
    elements.push_back(&emitter.AddElement(computation_, *state_, i));
  return elements;
}

void Region::CloseState(bool hand_on, Emitter& emitter) {
  for (hlo::Instruction* outer : captures_->values) {
    state_->shape.tuple.push_back(outer->shape);
    if (!hand_on) continue;
    const auto found = imported_.find(outer);
    results.push_back(found != imported_.end() ? found->second : Capture(outer, emitter));
  }
}

}  // namespace tmb::stablehlo
