// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/straight_through.h"

#include <algorithm>
#include <cmath>

#include "converter/passes/passes.h"
#include "converter/quantize/constant_reader.h"

namespace tmb {
namespace {

using hlo::Instruction;

constexpr int kMaxDepth = 24;              // operations between x and f(x)
constexpr double kFactorTolerance = 1e-5;  // of scales that f32 has rounded
constexpr double kOffsetTolerance = 1e-2;  // in steps

// One number, or one for each element.
using Numbers = std::vector<double>;

template <typename Function>
void Combine(Numbers& a, const Numbers& b, const Function& function) {
  if (a.size() < b.size()) a.assign(b.size(), a.front());
  for (size_t i = 0; i < a.size(); ++i) a[i] = function(a[i], b.size() == 1 ? b.front() : b[i]);
}

// f(x) = factor * x + offset, but for rounding to multiples of `step` and clipping.
struct Quantizer {
  Numbers factor{1}, offset{0}, step{1};
  bool rounds = false;

  void Multiply(const Numbers& by) {
    const auto multiply = [](double a, double b) { return a * b; };
    Combine(factor, by, multiply);
    Combine(offset, by, multiply);
    if (rounds) Combine(step, by, multiply);
  }
  void Add(const Numbers& addend, double sign) {
    Combine(offset, addend, [sign](double a, double b) { return a + sign * b; });
  }
  void Round(double shift) {  // rounding is to the nearest of what is shifted
    if (!rounds) step = {1};
    rounds = true;
    Add({shift}, 1);
  }

  // Whether f(x) is the multiple of a step that is nearest to x.
  bool IsOfSteps() const {
    const bool same = std::all_of(factor.begin(), factor.end(),
                                  [](double f) { return std::fabs(f - 1) <= kFactorTolerance; });
    for (size_t i = 0; i < offset.size(); ++i) {
      const double bound = kOffsetTolerance * std::fabs(step.size() == 1 ? step.front() : step[i]);
      if (!(std::fabs(offset[i]) <= bound)) return false;
    }
    return rounds && same;
  }
};

class EstimatorFinder {
 public:
  explicit EstimatorFinder(const hlo::Computation& region) : constants_(region) {}

  // f where the instruction is x + (f(x) - x) or x - (x - f(x)); else null.
  Instruction* FunctionIn(const Instruction& instruction) {
    if (instruction.shape.type != hlo::Type::kF32) return nullptr;
    const auto is_difference = [](const Instruction& value) { return value.opcode == "subtract"; };
    if (instruction.opcode == "add") {
      for (const size_t side : {size_t{0}, size_t{1}}) {
        const Instruction &x = *instruction.operands[side], &difference = *instruction.operands[1 - side];
        if (is_difference(difference) && difference.operands[1] == &x &&
            Quantizes(*difference.operands[0], x))
          return difference.operands[0];
      }
    }
    if (instruction.opcode == "subtract" && is_difference(*instruction.operands[1])) {
      const Instruction &x = *instruction.operands[0], &difference = *instruction.operands[1];
      if (difference.operands[0] == &x && Quantizes(*difference.operands[1], x))
        return difference.operands[1];
    }
    return nullptr;
  }

 private:
  bool Quantizes(const Instruction& f, const Instruction& x) {
    x_ = &x;
    refused_.clear();
    const auto quantizer = Follow(f, kMaxDepth);
    return quantizer.has_value() && quantizer->IsOfSteps();
  }

  std::optional<Quantizer> Follow(const Instruction& f, int depth) {
    if (&f == x_) return Quantizer();
    if (depth == 0 || refused_.count(&f) != 0) return std::nullopt;
    auto followed = FollowOperation(f, depth - 1);
    if (!followed.has_value()) refused_.insert(&f);
    return followed;
  }

  std::optional<Quantizer> FollowOperation(const Instruction& f, int depth) {
    const std::string& opcode = f.opcode;
    if (opcode == "round-nearest-even" || opcode == "round-nearest-afz") return Rounded(f, depth, 0);
    if (opcode == "floor") return Rounded(f, depth, -0.5);
    if (opcode == "ceil") return Rounded(f, depth, 0.5);
    if (opcode == "convert") return Follow(*f.operands[0], depth);
    if (opcode == "clamp") {
      const bool bounds = constants_.IsConstant(*f.operands[0]) && constants_.IsConstant(*f.operands[2]);
      return bounds ? Follow(*f.operands[1], depth) : std::nullopt;
    }
    if (f.operands.size() != 2) return std::nullopt;
    const bool commutes =
        opcode == "add" || opcode == "multiply" || opcode == "maximum" || opcode == "minimum";
    if (!commutes && opcode != "subtract" && opcode != "divide") return std::nullopt;
    for (const size_t side : {size_t{0}, size_t{1}}) {
      if (side == 1 && !commutes) break;
      if (!constants_.IsConstant(*f.operands[1 - side])) continue;
      std::optional<Quantizer> quantizer = Follow(*f.operands[side], depth);
      if (!quantizer.has_value()) continue;
      if (opcode == "maximum" || opcode == "minimum") return quantizer;
      const Numbers* constant = constants_.NumbersOf(*f.operands[1 - side]);
      if (constant == nullptr) return std::nullopt;
      if (opcode == "add" || opcode == "subtract") {
        quantizer->Add(*constant, opcode == "add" ? 1 : -1);
      } else if (opcode == "multiply") {
        quantizer->Multiply(*constant);
      } else {
        Numbers inverse = *constant;
        for (double& number : inverse) number = 1 / number;
        quantizer->Multiply(inverse);
      }
      return quantizer;
    }
    return std::nullopt;
  }

  std::optional<Quantizer> Rounded(const Instruction& f, int depth, double shift) {
    std::optional<Quantizer> quantizer = Follow(*f.operands[0], depth);
    if (quantizer.has_value()) quantizer->Round(shift);
    return quantizer;
  }

  ConstantReader constants_;
  const Instruction* x_ = nullptr;
  std::unordered_set<const Instruction*> refused_;  // no way to x_ leads by them
};

}  // namespace

void SeeThroughEstimators(hlo::Computation& region) {
  EstimatorFinder finder(region);
  Rewrite(region, [&finder](Instruction& instruction) {
    Instruction* const function = finder.FunctionIn(instruction);
    return function != nullptr ? function : &instruction;
  });
}

}  // namespace tmb
