// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/constant_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "converter/passes/evaluate.h"

namespace tmb {
namespace {

constexpr uint32_t kBudget = 1u << 24;

const hlo::Instruction& BaseOf(const hlo::Instruction& value) {
  const hlo::Instruction* base = &value;
  while (base->opcode == "broadcast" || base->opcode == "reshape") base = base->operands[0];
  return *base;
}

template <typename T>
std::vector<double> ElementsOf(const std::vector<uint8_t>& data) {
  std::vector<double> elements;
  elements.reserve(data.size() / sizeof(T));
  for (size_t at = 0; at + sizeof(T) <= data.size(); at += sizeof(T)) {
    T element;
    std::memcpy(&element, data.data() + at, sizeof element);
    elements.push_back(static_cast<double>(element));
  }
  return elements;
}

std::optional<std::vector<double>> ElementsOf(const hlo::Literal& literal) {
  const hlo::Type type = literal.shape.type;
  if (type == hlo::Type::kF32) return ElementsOf<float>(literal.data);
  const int64_t bytes = hlo::TypeBytes(type);
  if (hlo::IsSigned(type)) {
    if (bytes == 1) return ElementsOf<int8_t>(literal.data);
    if (bytes == 2) return ElementsOf<int16_t>(literal.data);
    if (bytes == 4) return ElementsOf<int32_t>(literal.data);
    if (bytes == 8) return ElementsOf<int64_t>(literal.data);
  }
  if (hlo::IsUnsigned(type)) {
    if (bytes == 1) return ElementsOf<uint8_t>(literal.data);
    if (bytes == 2) return ElementsOf<uint16_t>(literal.data);
    if (bytes == 4) return ElementsOf<uint32_t>(literal.data);
  }
  return std::nullopt;
}

// Zeros have signs.
bool SameBits(double a, double b) { return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b); }

}  // namespace

std::optional<std::vector<double>> EvaluateNumbers(const hlo::Instruction& value) {
  const hlo::Instruction& base = BaseOf(value);
  const hlo::Instruction& source = base.shape.Elements() == 1 ? base : value;
  if (!source.shape.IsArray() || source.shape.Elements() == 0) return std::nullopt;
  std::optional<std::vector<double>> numbers;
  if (source.opcode == "constant") {
    numbers = ElementsOf(*source.literal);
  } else if (const auto literals = Evaluate({&source}, kBudget)) {
    numbers = ElementsOf(literals->front());
  }
  if (!numbers.has_value() || numbers->empty()) return std::nullopt;
  const bool alike =
      std::all_of(numbers->begin(), numbers->end(), [&](double n) { return SameBits(n, numbers->front()); });
  if (alike) numbers->resize(1);
  return numbers;
}

bool ConstantReader::IsConstant(const hlo::Instruction& value) const {
  return BaseOf(value).opcode == "constant" || constants_.Has(&value);
}

const std::vector<double>* ConstantReader::NumbersOf(const hlo::Instruction& value) {
  const auto [found, is_new] = numbers_.try_emplace(&value);
  if (is_new && IsConstant(value)) found->second = EvaluateNumbers(value);
  return found->second.has_value() ? &*found->second : nullptr;
}

std::optional<double> ConstantReader::NumberOf(const hlo::Instruction& value) {
  const std::vector<double>* numbers = NumbersOf(value);
  return numbers != nullptr && numbers->size() == 1 ? std::optional(numbers->front()) : std::nullopt;
}

std::optional<std::vector<double>> ConstantReader::OfChannels(const hlo::Instruction& value,
                                                              const WeightedKernel& kernel) {
  const std::vector<double>* numbers = NumbersOf(value);
  if (numbers == nullptr) return std::nullopt;
  std::vector<double> channels(static_cast<size_t>(kernel.n), numbers->front());
  if (numbers->size() == 1) return channels;
  std::vector<bool> seen(channels.size());
  for (size_t i = 0; i < numbers->size(); ++i) {
    const auto channel = static_cast<size_t>(kernel.ChannelOf(static_cast<int64_t>(i)));
    if (seen[channel] && !SameBits(channels[channel], (*numbers)[i])) return std::nullopt;
    seen[channel] = true;
    channels[channel] = (*numbers)[i];
  }
  return channels;
}

}  // namespace tmb
