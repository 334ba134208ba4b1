// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// NameTable: what a name of a text means. Names point into the text; nothing is ever
// removed, so one array with linear probing does, at most half full.
#ifndef TMB_CONVERTER_HLO_NAME_TABLE_H_
#define TMB_CONVERTER_HLO_NAME_TABLE_H_

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace tmb::hlo {

// Mixes 8 characters at a time; names of a module differ in their last digits.
inline uint32_t HashOf(std::string_view name) {
  constexpr uint64_t kFactor = 0x9e3779b97f4a7c15;
  uint64_t hash = name.size() * kFactor;
  while (!name.empty()) {
    uint64_t word = 0;
    const size_t bytes = name.size() < sizeof word ? name.size() : sizeof word;
    std::memcpy(&word, name.data(), bytes);
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32;
    name.remove_prefix(bytes);
  }
  return static_cast<uint32_t>(hash);
}

template <typename T>
class NameTable {
 public:
  // Null: the name is not there.
  const T* Find(std::string_view name) const {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[IndexOf(name, HashOf(name))];
    return slot.used ? &slot.value : nullptr;
  }
  bool contains(std::string_view name) const { return Find(name) != nullptr; }

  // The name's value, and whether it was not there before; then it is `value`.
  std::pair<T*, bool> Insert(std::string_view name, T value) {
    if (2 * (size_ + 1) > slots_.size()) Grow();
    const uint32_t hash = HashOf(name);
    Slot& slot = slots_[IndexOf(name, hash)];
    if (slot.used) return {&slot.value, false};
    slot = {name, hash, true, std::move(value)};
    ++size_;
    return {&slot.value, true};
  }

 private:
  struct Slot {
    std::string_view name;
    uint32_t hash = 0;
    bool used = false;
    T value{};
  };

  // Of the slot that holds the name, or where it would go.
  size_t IndexOf(std::string_view name, uint32_t hash) const {
    const size_t mask = slots_.size() - 1;
    size_t index = hash & mask;
    const auto is_other = [&](const Slot& slot) { return slot.hash != hash || slot.name != name; };
    while (slots_[index].used && is_other(slots_[index])) index = (index + 1) & mask;
    return index;
  }

  void Grow() {
    std::vector<Slot> old = std::move(slots_);
    slots_ = std::vector<Slot>(old.empty() ? 16 : 2 * old.size());
    for (Slot& slot : old) {
      if (slot.used) slots_[IndexOf(slot.name, slot.hash)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;  // their number is 0 or a power of two
  size_t size_ = 0;
};

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_NAME_TABLE_H_
