// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// QuantizedValues: which f32 values of a region are integers times a scale, real = scale * (integer - zero),
// whichever way the program says so: fake quantization in f32, integers that are converted, or movement,
// pooling and clipping of such values. And these integers, made when they are asked for.
#ifndef TMB_CONVERTER_QUANTIZE_QUANTIZED_VALUES_H_
#define TMB_CONVERTER_QUANTIZE_QUANTIZED_VALUES_H_

#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "converter/hlo/builder.h"
#include "converter/quantize/constant_reader.h"

namespace tmb {

struct IntegerForm {
  hlo::Type type = hlo::Type::kS8;  // or s16
  double scale = 1;
  int32_t zero = 0;
  double lo = 0, hi = 0;  // of the integers

  bool SameNumbers(const IntegerForm& other) const {
    return type == other.type && scale == other.scale && zero == other.zero;
  }
};

// What is known of a value's elements.
struct NumberRange {
  bool integral = false;
  double lo = -INFINITY, hi = INFINITY;
};

// s8 or s16 that holds the integers lo to hi when `shift` is added to them.
struct StorageOf {
  hlo::Type type;
  double shift;
};
std::optional<StorageOf> StorageFor(double lo, double hi);

// Operations that round to integers, and what they make of a number.
bool IsRounding(std::string_view opcode);
double RoundedAs(std::string_view opcode, double number);

// Of integers that kernels take.
inline bool IsNarrow(hlo::Type type) { return type == hlo::Type::kS8 || type == hlo::Type::kS16; }

// Of integers up to 32 bits; of other types: nothing is known.
NumberRange RangeOfType(hlo::Type type);

// Movement of the elements of its first operand.
bool IsMovement(const hlo::Instruction& value);
// The largest of some elements of its first operand, whatever the second one is.
bool IsMaximumOfSome(const hlo::Instruction& value);
// Such a one of integers, each of which reaches an element.
hlo::Value MaximaOf(hlo::Value integers, const hlo::Instruction& maximum);

class QuantizedValues {
 public:
  // `constants` must outlive it.
  explicit QuantizedValues(ConstantReader& constants) : constants_(constants) {}

  // Null: it has none.
  const IntegerForm* FormOf(const hlo::Instruction& value);
  // The integers of a value that has a form.
  hlo::Value Integers(hlo::Builder& b, hlo::Instruction& value);
  // `value`, integral f32 or integers, plus `shift`, as `type`, which holds that.
  hlo::Value AsIntegers(hlo::Builder& b, hlo::Instruction& value, double shift, hlo::Type type);

  NumberRange RangeOf(const hlo::Instruction& value) { return RangeOf(value, kMaxDepth); }

 private:
  static constexpr int kMaxDepth = 32;  // operations that are looked through

  // value = source + offset, exactly.
  struct Shifted {
    hlo::Instruction* source;
    double offset;
  };
  Shifted WithoutShift(hlo::Instruction& value);
  hlo::Instruction* ClippedForNothing(const hlo::Instruction& value);
  NumberRange RangeOf(const hlo::Instruction& value, int depth);
  NumberRange FindRange(const hlo::Instruction& value, int depth);
  NumberRange RangeOfArithmetic(const hlo::Instruction& value, int depth);
  std::optional<IntegerForm> FindForm(const hlo::Instruction& value);
  std::optional<IntegerForm> FormOfProduct(const hlo::Instruction& value);
  std::optional<IntegerForm> FormOfMovement(const hlo::Instruction& value);
  std::optional<IntegerForm> FormOfMaximum(const hlo::Instruction& value);
  std::optional<IntegerForm> FormWithin(const hlo::Instruction& value);
  hlo::Value MakeIntegers(hlo::Builder& b, hlo::Instruction& value);

  ConstantReader& constants_;
  std::unordered_map<const hlo::Instruction*, NumberRange> ranges_;
  std::unordered_map<const hlo::Instruction*, std::optional<IntegerForm>> forms_;
  std::unordered_map<const hlo::Instruction*, hlo::Instruction*> integers_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_QUANTIZE_QUANTIZED_VALUES_H_
