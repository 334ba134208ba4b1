// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/quantized_values.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "converter/lower/reduce_order.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Value;

constexpr double kGrid = 1e-3;             // how far a bound may be off the integer that it stands for
constexpr double kExactInteger = 1 << 24;  // up to which f32 has all of them

bool IsInteger(double number) { return std::isfinite(number) && number == std::nearbyint(number); }

bool Contains(const NumberRange& outer, const NumberRange& inner) {
  return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

// A window that begins or ends in the padding still reaches an element.
bool ReachesElements(const Instruction& pool) {
  return std::all_of(pool.window->begin(), pool.window->end(), [](const hlo::WindowDimension& window) {
    const int64_t reach = (window.size - 1) * window.window_dilation;
    return window.base_dilation == 1 && window.pad_low <= reach && window.pad_high <= reach;
  });
}

}  // namespace

bool IsRounding(std::string_view opcode) {
  return opcode == "round-nearest-even" || opcode == "round-nearest-afz" || opcode == "floor" ||
         opcode == "ceil";
}

double RoundedAs(std::string_view opcode, double number) {
  return opcode == "floor"  ? std::floor(number)
         : opcode == "ceil" ? std::ceil(number)
                            : std::nearbyint(number);
}

NumberRange RangeOfType(hlo::Type type) {
  const auto bits = static_cast<int>(8 * hlo::TypeBytes(type));
  const bool is_signed = hlo::IsSigned(type);
  if (bits == 0 || bits > 32 || (!is_signed && !hlo::IsUnsigned(type))) return {};
  const double count = std::ldexp(1, bits);
  return is_signed ? NumberRange{true, -count / 2, count / 2 - 1} : NumberRange{true, 0, count - 1};
}

std::optional<StorageOf> StorageFor(double lo, double hi) {
  for (const hlo::Type type : {hlo::Type::kS8, hlo::Type::kS16}) {
    const NumberRange range = RangeOfType(type);
    if (Contains(range, {true, lo, hi})) return StorageOf{type, 0};
    if (hi - lo <= range.hi - range.lo) return StorageOf{type, range.lo - lo};
  }
  return std::nullopt;
}

bool IsMovement(const Instruction& value) {
  static constexpr std::string_view kOpcodes[] = {"broadcast", "copy",    "dynamic-slice", "gather",
                                                  "reshape",   "reverse", "slice",         "transpose"};
  return std::binary_search(std::begin(kOpcodes), std::end(kOpcodes), value.opcode);
}

bool IsMaximumOfSome(const Instruction& value) {
  if ((value.opcode != "reduce" && value.opcode != "reduce-window") || value.operands.size() != 2)
    return false;
  if (value.opcode == "reduce-window" && !ReachesElements(value)) return false;
  return value.called[0]->root->opcode == "maximum" && IsPlain(*value.called[0]);
}

Value MaximaOf(Value integers, const Instruction& maximum) {
  hlo::Builder& b = integers.builder();
  const hlo::Type type = integers.type();
  return b.Copy(maximum, {integers, b.Scalar(type, RangeOfType(type).lo)},
                hlo::MakeShape(type, maximum.shape.dims),
                [&](Instruction& copy) { copy.called = {b.ReducerOf("maximum", type)}; });
}

// ---- ranges
NumberRange QuantizedValues::RangeOf(const Instruction& value, int depth) {
  const auto found = ranges_.find(&value);
  if (found != ranges_.end()) return found->second;
  if (depth == 0 || !value.shape.IsArray()) return {};
  return ranges_[&value] = FindRange(value, depth - 1);
}

NumberRange QuantizedValues::FindRange(const Instruction& value, int depth) {
  const bool is_float = value.shape.type == hlo::Type::kF32;
  NumberRange range = is_float ? RangeOfArithmetic(value, depth) : NumberRange();
  if (value.opcode == "convert") {
    const NumberRange before = RangeOf(*value.operands[0], depth);
    if (is_float) return before.integral ? before : NumberRange();
    range = before;
    range.integral = true;
  }
  if (!is_float && (value.opcode == "add" || value.opcode == "subtract"))
    range = RangeOfArithmetic(value, depth);
  if (IsMovement(value)) range = RangeOf(*value.operands[0], depth);
  if (is_float) return range;
  const NumberRange all = RangeOfType(value.shape.type);
  if (value.opcode == "convert")
    return {all.integral, std::clamp(range.lo, all.lo, all.hi), std::clamp(range.hi, all.lo, all.hi)};
  return range.integral && Contains(all, range) ? range : all;
}

// With constants that are one number.
NumberRange QuantizedValues::RangeOfArithmetic(const Instruction& value, int depth) {
  const std::string& opcode = value.opcode;
  if (IsRounding(opcode)) {
    const NumberRange range = RangeOf(*value.operands[0], depth);
    return {true, RoundedAs(opcode, range.lo), RoundedAs(opcode, range.hi)};
  }
  const auto clipped = [](NumberRange range, double lo, double hi) {
    range.integral =
        range.integral && (IsInteger(lo) || lo < -kExactInteger) && (IsInteger(hi) || hi > kExactInteger);
    range.lo = std::min(std::max(range.lo, lo), hi);
    range.hi = std::min(std::max(range.hi, lo), hi);
    return range;
  };
  if (opcode == "clamp") {
    const auto lo = constants_.NumberOf(*value.operands[0]), hi = constants_.NumberOf(*value.operands[2]);
    if (!lo || !hi || *lo > *hi) return {};
    return clipped(RangeOf(*value.operands[1], depth), *lo, *hi);
  }
  if (value.operands.size() != 2) return {};
  for (const size_t side : {size_t{1}, size_t{0}}) {
    const auto number = constants_.NumberOf(*value.operands[side]);
    if (!number.has_value() || std::isnan(*number)) continue;
    NumberRange range = RangeOf(*value.operands[1 - side], depth);
    if (opcode == "maximum") return clipped(range, *number, INFINITY);
    if (opcode == "minimum") return clipped(range, -INFINITY, *number);
    if (opcode == "add" || (opcode == "subtract" && side == 1)) {
      const double addend = opcode == "add" ? *number : -*number;
      return {range.integral && IsInteger(addend), range.lo + addend, range.hi + addend};
    }
    if (*number > 0 && opcode == "multiply") return {false, range.lo * *number, range.hi * *number};
    if (*number > 0 && opcode == "divide" && side == 1)
      return {false, range.lo / *number, range.hi / *number};
  }
  return {};
}

// ---- forms
const IntegerForm* QuantizedValues::FormOf(const Instruction& value) {
  const auto found = forms_.find(&value);
  if (found == forms_.end()) {
    auto form =
        value.shape.type == hlo::Type::kF32 && !constants_.IsConstant(value) ? FindForm(value) : std::nullopt;
    forms_[&value] = std::move(form);
  }
  const std::optional<IntegerForm>& form = forms_.at(&value);
  return form.has_value() ? &*form : nullptr;
}

std::optional<IntegerForm> QuantizedValues::FindForm(const Instruction& value) {
  if (value.opcode == "multiply" || value.opcode == "divide") return FormOfProduct(value);
  if (IsMovement(value) || value.opcode == "pad" || value.opcode == "concatenate")
    return FormOfMovement(value);
  if (value.opcode == "maximum" || value.opcode == "minimum" || value.opcode == "clamp")
    return FormWithin(value);
  return IsMaximumOfSome(value) ? FormOfMaximum(value) : std::nullopt;
}

// Integers times a scale.
std::optional<IntegerForm> QuantizedValues::FormOfProduct(const Instruction& value) {
  for (const size_t side : {size_t{1}, size_t{0}}) {
    if (value.opcode == "divide" && side == 0) continue;
    const auto scale = constants_.NumberOf(*value.operands[side]);
    if (!scale.has_value() || !(*scale > 0) || !std::isfinite(*scale)) continue;
    Instruction& steps = *value.operands[1 - side];
    const NumberRange range = RangeOf(steps);
    if (!range.integral || !std::isfinite(range.hi - range.lo)) continue;
    const Shifted base = WithoutShift(steps);
    const auto storage = StorageFor(range.lo - base.offset, range.hi - base.offset);
    if (!storage.has_value()) continue;
    const double zero = storage->shift - base.offset;
    if (std::fabs(zero) > kExactInteger) continue;
    return IntegerForm{storage->type, value.opcode == "multiply" ? *scale : 1 / *scale,
                       static_cast<int32_t>(zero), range.lo + zero, range.hi + zero};
  }
  return std::nullopt;
}

std::optional<IntegerForm> QuantizedValues::FormOfMovement(const Instruction& value) {
  const IntegerForm* first = FormOf(*value.operands[0]);
  if (first == nullptr) return std::nullopt;
  IntegerForm form = *first;
  if (value.opcode == "pad") {
    const auto number = constants_.NumberOf(*value.operands[1]);
    const double fill = number.has_value() ? *number / form.scale + form.zero : NAN;
    if (!(std::fabs(fill - std::nearbyint(fill)) <= kGrid)) return std::nullopt;
    if (!Contains(RangeOfType(form.type), {true, std::nearbyint(fill), std::nearbyint(fill)}))
      return std::nullopt;
    form.lo = std::min(form.lo, std::nearbyint(fill));
    form.hi = std::max(form.hi, std::nearbyint(fill));
  }
  if (value.opcode == "concatenate") {
    for (const Instruction* operand : value.operands) {
      const IntegerForm* other = FormOf(*operand);
      if (other == nullptr || !other->SameNumbers(form)) return std::nullopt;
      form.lo = std::min(form.lo, other->lo);
      form.hi = std::max(form.hi, other->hi);
    }
  }
  return form;
}

// Of elements, or of them and something that is no larger.
std::optional<IntegerForm> QuantizedValues::FormOfMaximum(const Instruction& value) {
  const IntegerForm* form = FormOf(*value.operands[0]);
  const auto least = constants_.NumberOf(*value.operands[1]);
  if (form == nullptr || !least.has_value()) return std::nullopt;
  return *least / form->scale + form->zero <= form->lo + kGrid ? std::optional(*form) : std::nullopt;
}

// Clipped at numbers that are integers times the scale, or beyond all of them.
std::optional<IntegerForm> QuantizedValues::FormWithin(const Instruction& value) {
  const bool clamps = value.opcode == "clamp";
  for (const size_t side : {size_t{0}, size_t{1}}) {
    const IntegerForm* before = FormOf(*value.operands[clamps ? 1 : side]);
    if (before == nullptr) continue;
    IntegerForm form = *before;
    const auto bound = [&](const Instruction& constant, double beyond, double& integer) {
      const auto number = constants_.NumberOf(constant);
      if (!number.has_value() || std::isnan(*number)) return false;
      integer = *number / form.scale + form.zero;
      if (beyond < 0 ? integer <= form.lo : integer >= form.hi) return true;
      if (std::fabs(integer - std::nearbyint(integer)) > kGrid) return false;
      integer = std::nearbyint(integer);
      return Contains(RangeOfType(form.type), {true, integer, integer});
    };
    double lo = -INFINITY, hi = INFINITY;
    const Instruction& other = *value.operands[clamps ? 0 : 1 - side];
    if (value.opcode != "minimum" && !bound(other, -1, lo)) continue;
    if (value.opcode == "minimum" && !bound(other, 1, hi)) continue;
    if (clamps && !bound(*value.operands[2], 1, hi)) continue;
    form.lo = std::min(std::max(form.lo, lo), hi);
    form.hi = std::min(std::max(form.hi, lo), hi);
    return form;
  }
  return std::nullopt;
}

// ---- integers
QuantizedValues::Shifted QuantizedValues::WithoutShift(Instruction& value) {
  Shifted result{&value, 0};
  for (;;) {
    Instruction& source = *result.source;
    const bool is_float = source.shape.type == hlo::Type::kF32;
    if (source.opcode == "convert") {
      Instruction& before = *source.operands[0];
      const NumberRange range = RangeOf(before);
      if (!range.integral || (!is_float && !Contains(RangeOfType(source.shape.type), range))) return result;
      result.source = &before;
      continue;
    }
    if (Instruction* clipped = ClippedForNothing(source)) {
      result.source = clipped;
      continue;
    }
    if ((source.opcode != "add" && source.opcode != "subtract") || !RangeOf(source).integral) return result;
    const auto second = constants_.NumberOf(*source.operands[1]);
    const auto first = source.opcode == "add" ? constants_.NumberOf(*source.operands[0]) : std::nullopt;
    if (!first.has_value() && !second.has_value()) return result;
    Instruction& before = *source.operands[second.has_value() ? 0 : 1];
    const double addend = second.has_value() ? (source.opcode == "add" ? *second : -*second) : *first;
    const NumberRange range = RangeOf(before), sum = RangeOf(source);
    // Not where integers wrap.
    if (!range.integral || !IsInteger(addend) || sum.lo != range.lo + addend || sum.hi != range.hi + addend)
      return result;
    result.source = &before;
    result.offset += addend;
  }
}

// The operand of bounds that all of its integers keep; null: it is none.
Instruction* QuantizedValues::ClippedForNothing(const Instruction& value) {
  const bool clamps = value.opcode == "clamp";
  if (!clamps && value.opcode != "maximum" && value.opcode != "minimum") return nullptr;
  const size_t side = clamps || constants_.IsConstant(*value.operands[0]) ? 1 : 0;
  Instruction* const operand = value.operands[side];
  const NumberRange range = RangeOf(value), before = RangeOf(*operand);
  return before.integral && range.integral && before.lo == range.lo && before.hi == range.hi ? operand
                                                                                             : nullptr;
}

Value QuantizedValues::AsIntegers(hlo::Builder& b, Instruction& value, double shift, hlo::Type type) {
  const Shifted base = WithoutShift(value);
  Instruction& source = *base.source;
  const double addend = shift + base.offset;
  if (IsMovement(source)) {
    std::vector<Value> operands = {AsIntegers(b, *source.operands[0], addend, type)};
    for (size_t i = 1; i < source.operands.size(); ++i) operands.push_back(b.Use(source.operands[i]));
    return b.Copy(source, operands, hlo::MakeShape(type, source.shape.dims));
  }
  if (source.shape.type == type && addend == 0) return b.Use(&source);
  const Value number = b.Convert(b.Use(&source), hlo::Type::kF32);
  return b.Convert(addend == 0 ? number : number + addend, type);
}

Value QuantizedValues::Integers(hlo::Builder& b, Instruction& value) {
  const auto found = integers_.find(&value);
  if (found != integers_.end()) return b.Use(found->second);
  const Value made = MakeIntegers(b, value);
  integers_[&value] = made.get();
  return made;
}

Value QuantizedValues::MakeIntegers(hlo::Builder& b, Instruction& value) {
  const IntegerForm& form = *FormOf(value);
  const auto number = [&](double integer) { return b.Scalar(form.type, integer); };
  if (value.opcode == "multiply" || value.opcode == "divide") {
    const bool scale_first = value.opcode == "multiply" && constants_.IsConstant(*value.operands[0]);
    return AsIntegers(b, *value.operands[scale_first ? 1 : 0], form.zero, form.type);
  }
  const hlo::Shape shape = hlo::MakeShape(form.type, value.shape.dims);
  if (value.opcode == "maximum" || value.opcode == "minimum" || value.opcode == "clamp") {
    const size_t side = value.opcode == "clamp" || constants_.IsConstant(*value.operands[0]) ? 1 : 0;
    const IntegerForm& before = *FormOf(*value.operands[side]);
    const Value integers = Integers(b, *value.operands[side]);
    if (before.lo == form.lo && before.hi == form.hi) return integers;
    return b.Clamp(number(form.lo), integers, number(form.hi));
  }
  std::vector<Value> operands = {Integers(b, *value.operands[0])};
  if (IsMaximumOfSome(value)) return MaximaOf(operands[0], value);
  for (size_t i = 1; i < value.operands.size(); ++i) {
    if (value.opcode == "concatenate") {
      operands.push_back(Integers(b, *value.operands[i]));
    } else if (value.opcode == "pad") {
      operands.push_back(
          number(std::nearbyint(*constants_.NumberOf(*value.operands[1]) / form.scale + form.zero)));
    } else {
      operands.push_back(b.Use(value.operands[i]));
    }
  }
  return b.Copy(value, operands, shape);
}

}  // namespace tmb
