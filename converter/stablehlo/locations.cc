// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#include "converter/stablehlo/locations.h"

#include "converter/stablehlo/lexer.h"

namespace tmb::stablehlo {
namespace {

constexpr int kMaxSteps = 64;  // of a chain of names or aliases; also ends circles

}  // namespace

LocationId Locations::Add(Location location) {
  locations_.push_back(location);
  return static_cast<LocationId>(locations_.size() - 1);
}

void Locations::Attach(hlo::Instruction& instruction, LocationId location) {
  if (location != kNoLocation) attached_.emplace_back(&instruction, location);
}

const Location* Locations::Find(LocationId id) const {
  for (int step = 0; step < kMaxSteps && id != kNoLocation; ++step) {
    const Location& location = locations_[static_cast<size_t>(id)];
    if (location.kind != Location::Kind::kAlias) return &location;
    const LocationId* found = aliases_.Find(location.text);
    id = found == nullptr ? kNoLocation : *found;
  }
  return nullptr;
}

void Locations::Resolve(LocationId id, hlo::Source& source) const {
  bool named = false;
  const Location* location = Find(id);
  for (int step = 0; step < kMaxSteps && location != nullptr; ++step) {
    if (location->kind == Location::Kind::kFile) {
      source.file = Unquote(location->text);
      source.line = location->line;
      return;
    }
    (named ? source.function : source.op_name) = Unquote(location->text);
    named = true;
    location = Find(location->child);
  }
}

void Locations::Resolve() {
  for (const auto& [instruction, id] : attached_) Resolve(id, instruction->source);
}

}  // namespace tmb::stablehlo
