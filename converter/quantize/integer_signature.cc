// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/integer_signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "converter/passes/passes.h"
#include "converter/quantize/quantization.h"
#include "converter/quantize/quantized_values.h"

namespace tmb {
namespace {

using hlo::Instruction;
using hlo::Value;

// What has been done with an input: factor * input + offset, perhaps rounded.
struct Steps {
  double factor = 1, offset = 0;
  bool rounded = false;
  std::vector<const Instruction*> movements;  // the first one first
};

// A place where an input's integers are made.
struct Use {
  Instruction* integers;
  IntegerForm form;
  std::vector<const Instruction*> movements;
};

class InputFinder {
 public:
  explicit InputFinder(const hlo::Computation& entry)
      : constants_(entry), values_(constants_), users_(UsersIn(entry)) {
    for (const auto& instruction : entry.instructions) values_.FormOf(*instruction);  // in order
  }

  // Where its integers are made, alike everywhere; none: something reads the numbers themselves.
  std::vector<Use> UsesOf(const Instruction& input) {
    std::vector<Use> uses;
    const bool all = Follow(input, {}, uses) && !uses.empty() &&
                     std::all_of(uses.begin(), uses.end(),
                                 [&uses](const Use& use) { return use.form.SameNumbers(uses[0].form); });
    return all ? uses : std::vector<Use>();
  }

 private:
  bool Follow(const Instruction& value, const Steps& steps, std::vector<Use>& uses) {
    const auto users = users_.find(&value);
    if (users == users_.end()) return true;
    return std::all_of(users->second.begin(), users->second.end(), [&](Instruction* user) {
      if (user == nullptr) return false;
      if (user->opcode == "convert" && IsNarrow(user->shape.type)) return AddUse(*user, steps, uses);
      if (user->shape.type != hlo::Type::kF32) return false;
      Steps next = steps;
      return Take(*user, value, next) && Follow(*user, next, uses);
    });
  }

  bool AddUse(Instruction& integers, const Steps& steps, std::vector<Use>& uses) {
    const NumberRange range = values_.RangeOf(*integers.operands[0]), all = RangeOfType(integers.shape.type);
    if (!steps.rounded || !range.integral || range.lo < all.lo || range.hi > all.hi) return false;
    uses.push_back(
        {&integers,
         {integers.shape.type, 1 / steps.factor, static_cast<int32_t>(steps.offset), range.lo, range.hi},
         steps.movements});
    return true;
  }

  // What an operation does with one of its operands.
  bool Take(const Instruction& operation, const Instruction& operand, Steps& steps) {
    const std::string& opcode = operation.opcode;
    if (IsMovement(operation)) {
      steps.movements.push_back(&operation);
      return operation.operands[0] == &operand;
    }
    if (opcode == "clamp" || opcode == "maximum" || opcode == "minimum") return IsClipped(operation, operand);
    if (IsRounding(opcode)) {
      // Of an integer times the scale the same integer.
      if (!steps.rounded) steps.offset = RoundedAs(opcode, steps.offset);
      steps.rounded = true;
      return true;
    }
    if (operation.operands.size() != 2) return false;
    const bool first = operation.operands[0] == &operand;
    const auto number = constants_.NumberOf(*operation.operands[first ? 1 : 0]);
    if (!number.has_value()) return false;
    if (opcode == "add" || (opcode == "subtract" && first)) {
      steps.offset += opcode == "add" ? *number : -*number;
      return !steps.rounded || steps.offset == std::nearbyint(steps.offset);
    }
    if (steps.rounded || !(*number > 0) || (opcode != "multiply" && (opcode != "divide" || !first)))
      return false;
    const double factor = opcode == "multiply" ? *number : 1 / *number;
    steps.factor *= factor;
    steps.offset *= factor;
    return true;
  }

  // At numbers, which RangeOf knows of.
  bool IsClipped(const Instruction& operation, const Instruction& operand) {
    return std::all_of(operation.operands.begin(), operation.operands.end(), [&](const Instruction* other) {
      return other == &operand || constants_.NumberOf(*other).has_value();
    });
  }

  ConstantReader constants_;
  QuantizedValues values_;
  const ValueUsers users_;
};

class SignatureMaker {
 public:
  explicit SignatureMaker(hlo::Module& module) : module_(module), entry_(*module.entry) {}

  Result<std::vector<std::string>> Make() {
    TMB_CHECK_OK(EliminateDead(module_));  // what reads inputs no more
    TMB_CHECK_OK(MakeInputs());
    TMB_CHECK_OK(EliminateDead(module_));
    TMB_CHECK_OK(MakeResults());
    TMB_CHECK_OK(EliminateDead(module_));
    if (made_ != 0 || stay_.empty()) return std::move(stay_);
    return Error{ErrorKind::kUsage,
                 fmt::format("--io int8: {}. Let the program round them (fake quantization), or quantize it: "
                             "--quantize int8 --calibrate FILE.npz",
                             fmt::join(stay_, "; "))};
  }

 private:
  Result<void> MakeInputs() {
    InputFinder finder(entry_);
    std::unordered_map<const Instruction*, std::pair<Instruction*, Use>> replaced;  // by the integers
    for (Instruction* input : entry_.Parameters()) {
      if (input->shape.type != hlo::Type::kF32) continue;
      const std::vector<Use> uses = finder.UsesOf(*input);
      if (uses.empty()) {
        stay_.push_back(fmt::format(
            "input {} stays f32: not all that reads it rounds it to the same 8- or 16-bit integers",
            input->parameter_number));
        continue;
      }
      for (const Use& use : uses) replaced[use.integers] = {input, use};
      const auto number = static_cast<size_t>(input->parameter_number);
      SetType(input->shape, uses[0].form, number, module_.parameter_scales);
      if (number < module_.entry_parameters.size()) module_.entry_parameters[number].type = input->shape.type;
      module_.aliases.erase(std::remove_if(module_.aliases.begin(), module_.aliases.end(),
                                           [input](const hlo::Alias& alias) {
                                             return alias.parameter == input->parameter_number;
                                           }),
                            module_.aliases.end());
    }
    return Rebuild(module_, entry_, [&replaced](hlo::Builder& b, Instruction& instruction) {
      const auto found = replaced.find(&instruction);
      if (found == replaced.end()) return &instruction;
      const auto& [input, use] = found->second;
      Value value = b.Use(input);
      for (const Instruction* movement : use.movements) {
        std::vector<Value> operands = {value};
        for (size_t i = 1; i < movement->operands.size(); ++i)
          operands.push_back(b.Use(movement->operands[i]));
        value = b.Copy(*movement, operands, hlo::MakeShape(use.form.type, movement->shape.dims));
      }
      const NumberRange all = RangeOfType(use.form.type);
      if (use.form.lo == all.lo && use.form.hi == all.hi) return value.get();
      const auto number = [&](double integer) { return b.Scalar(use.form.type, integer); };
      return b.Clamp(number(use.form.lo), value, number(use.form.hi)).get();
    });
  }

  Result<void> MakeResults() {
    ConstantReader constants(entry_);
    QuantizedValues values(constants);
    const bool has_readers = UsersIn(entry_)[entry_.root].size() != 1;
    return Rebuild(module_, entry_, [&](hlo::Builder& b, Instruction& instruction) {
      values.FormOf(instruction);
      if (&instruction != entry_.root) return &instruction;
      hlo::Shape& shape = module_.entry_result;
      if (instruction.opcode != "tuple")
        return has_readers ? &instruction : ResultOf(b, instruction, 0, shape, values);
      std::vector<Value> parts;
      for (size_t i = 0; i < instruction.operands.size(); ++i)
        parts.push_back(b.Use(ResultOf(b, *instruction.operands[i], i, shape.tuple[i], values)));
      return b.Tuple(parts).get();
    });
  }

  Instruction* ResultOf(hlo::Builder& b, Instruction& value, size_t number, hlo::Shape& shape,
                        QuantizedValues& values) {
    if (!value.shape.IsArray() || value.shape.type != hlo::Type::kF32) return &value;
    const IntegerForm* const form = values.FormOf(value);
    if (form == nullptr) {
      stay_.push_back(
          fmt::format("result {} stays f32: it is not 8- or 16-bit integers times a scale", number));
      return &value;
    }
    SetType(shape, *form, number, module_.result_scales);
    module_.aliases.clear();
    return values.Integers(b, value).get();
  }

  void SetType(hlo::Shape& shape, const IntegerForm& form, size_t number,
               std::vector<hlo::SignatureScale>& scales) {
    shape.type = form.type;
    SetScale(scales, number, {static_cast<float>(form.scale), form.zero});
    ++made_;
  }

  hlo::Module& module_;
  hlo::Computation& entry_;
  std::vector<std::string> stay_;
  int made_ = 0;
};

}  // namespace

Result<std::vector<std::string>> MakeSignatureIntegers(hlo::Module& module) {
  return SignatureMaker(module).Make();
}

}  // namespace tmb
