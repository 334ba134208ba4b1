// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// CheckShapes: orders computations, then walks every instruction with its opcode's rule.
// Opcodes without a rule are kept as they are written; lowering refuses them by name.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "converter/hlo/shape_rules.h"

namespace tmb::hlo {
namespace {

class Checker {
 public:
  Checker(Module& module, std::string_view file_name) : module_(module), file_name_(file_name) {}

  Result<void> Check() {
    TMB_CHECK_OK(OrderComputations());
    for (const auto& computation : module_.computations) TMB_CHECK_OK(CheckComputation(*computation));
    return CheckEntry();
  }

 private:
  Result<void> OrderComputations();
  Result<void> CheckComputation(Computation& computation);
  Result<void> CheckParameters(const Computation& computation);
  Result<void> CheckInstruction(Instruction& i);
  Result<Shape> Infer(const Instruction& i, const Rule* rule);
  Result<void> CheckEntry();
  Result<void> CheckAlias(const Alias& alias);
  Error At(const Instruction& i, const Error& error) {
    return ErrorAt(i, file_name_, error.kind, error.text);
  }
  Error AtModule(std::string_view text) { return Malformed(fmt::format("{}: {}", file_name_, text)); }

  Module& module_;
  std::string_view file_name_;
  int64_t inferred_shapes_ = 0;
};

// The computations that one calls, and how far the walk below has come with it.
struct Visit {
  Computation* computation;
  std::vector<const Instruction*> callers;
  size_t caller = 0, callee = 0;
};

Visit MakeVisit(Computation* computation) {
  Visit visit{computation, {}};
  for (const auto& i : computation->instructions) {
    if (!i->called.empty()) visit.callers.push_back(i.get());
  }
  return visit;
}

// Depth first with its own stack; what comes later may recurse, so nesting is bounded here.
Result<void> Checker::OrderComputations() {
  constexpr int kMaxNesting = 500;
  struct State {
    bool open = false, done = false;
    int height = 1;  // computations from here to the innermost call
    size_t order = 0;
  };
  std::unordered_map<const Computation*, State> states;
  size_t next = 0;
  for (const auto& start : module_.computations) {
    if (states[start.get()].done) continue;
    std::vector<Visit> stack;
    stack.push_back(MakeVisit(start.get()));
    states[start.get()].open = true;
    while (!stack.empty()) {
      Visit& visit = stack.back();
      State& state = states[visit.computation];
      if (visit.caller == visit.callers.size()) {
        state.done = true;
        state.open = false;
        state.order = next++;
        stack.pop_back();
        continue;
      }
      const Instruction* caller = visit.callers[visit.caller];
      Computation* callee = caller->called[visit.callee];
      State& below = states[callee];
      if (below.open) {
        return ErrorAt(*caller, file_name_, ErrorKind::kMalformed,
                       fmt::format("{} calls itself", callee->name));
      }
      if (!below.done) {
        below.open = true;
        stack.push_back(MakeVisit(callee));
        continue;
      }
      state.height = std::max(state.height, below.height + 1);
      if (state.height > kMaxNesting) {
        return ErrorAt(*caller, file_name_, ErrorKind::kUnsupported,
                       fmt::format("calls are nested more than {} deep", kMaxNesting));
      }
      if (++visit.callee == caller->called.size()) ++visit.caller, visit.callee = 0;
    }
  }
  std::sort(module_.computations.begin(), module_.computations.end(), [&](const auto& a, const auto& b) {
    return states.at(a.get()).order < states.at(b.get()).order;
  });
  return {};
}

Result<void> Checker::CheckComputation(Computation& computation) {
  TMB_CHECK_OK(CheckParameters(computation));
  for (const auto& instruction : computation.instructions) TMB_CHECK_OK(CheckInstruction(*instruction));
  return {};
}

Result<void> Checker::CheckParameters(const Computation& computation) {
  const std::vector<Instruction*> parameters = computation.Parameters();
  for (size_t n = 0; n < parameters.size(); ++n) {
    if (parameters[n]->parameter_number == static_cast<int64_t>(n)) continue;
    return ErrorAt(*parameters[n], file_name_, ErrorKind::kMalformed,
                   fmt::format("parameter({}) stands where parameter({}) is missing",
                               parameters[n]->parameter_number, n));
  }
  return {};
}

Result<void> Checker::CheckInstruction(Instruction& i) {
  const bool written = i.shape.type != Type::kInvalid;
  Result<Shape> inferred = Infer(i, FindRule(i.opcode));
  if (!inferred.ok()) return At(i, Malformed(fmt::format("{}: {}", i.opcode, inferred.error().text)));
  const Shape& shape = inferred.value();
  if (written && !SameShape(i.shape, shape)) {
    return At(i, Malformed(fmt::format("{}: the result is {}, expected {}", i.opcode, i.shape.ToString(),
                                       shape.ToString())));
  }
  // One spelling for both readers: protos always write the type, text leaves the usual one out.
  if (i.opcode == "compare" && i.compare_type == OrderOf(OperandShape(i, 0).type)) i.compare_type.clear();
  if (!shape.IsValid())
    return At(i, Malformed(fmt::format("{}: {} is too large", i.opcode, shape.ToString())));
  if (written) return {};
  inferred_shapes_ += CountShapes(shape);
  if (inferred_shapes_ > kMaxInferredShapes) return At(i, Malformed("too many shapes are left out"));
  i.shape = std::move(inferred.value());
  return {};
}

Result<Shape> Checker::Infer(const Instruction& i, const Rule* rule) {
  if (rule == nullptr) return InferAsWritten(i);
  if (rule->operand_count != kVariadic && static_cast<size_t>(rule->operand_count) != i.operands.size()) {
    return Malformed(fmt::format("has {} operands, expected {}", i.operands.size(), rule->operand_count));
  }
  if (rule->types != kNoTypes) {
    for (size_t n = 0; n < i.operands.size(); ++n) {
      if (!OperandShape(i, n).IsArray()) return OperandIs(i, n, "an array");
    }
    if (!i.operands.empty() && !InSet(OperandShape(i, 0).type, rule->types)) {
      return Malformed(fmt::format("is not defined for {}", OperandShape(i, 0).ToString()));
    }
  }
  return rule->infer(i);
}

Result<void> Checker::CheckEntry() {
  const std::vector<Instruction*> parameters = module_.entry->Parameters();
  if (module_.entry_parameters.empty()) {
    for (const Instruction* parameter : parameters) module_.entry_parameters.push_back(parameter->shape);
  }
  if (module_.entry_result.type == Type::kInvalid) module_.entry_result = module_.entry->root->shape;
  if (module_.entry_parameters.size() != parameters.size()) {
    return AtModule(fmt::format("the entry layout has {} parameters, the entry computation {}",
                                module_.entry_parameters.size(), parameters.size()));
  }
  for (size_t n = 0; n < parameters.size(); ++n) {
    if (SameShape(module_.entry_parameters[n], parameters[n]->shape)) continue;
    return ErrorAt(*parameters[n], file_name_, ErrorKind::kMalformed,
                   fmt::format("is {}, but the entry layout has {}", parameters[n]->shape.ToString(),
                               module_.entry_parameters[n].ToString()));
  }
  if (!SameShape(module_.entry_result, module_.entry->root->shape)) {
    return ErrorAt(*module_.entry->root, file_name_, ErrorKind::kMalformed,
                   fmt::format("the result is {}, but the entry layout has {}",
                               module_.entry->root->shape.ToString(), module_.entry_result.ToString()));
  }
  for (const Alias& alias : module_.aliases) TMB_CHECK_OK(CheckAlias(alias));
  return {};
}

// The shape at an index path; null when there is none.
const Shape* At(const Shape& shape, const std::vector<int64_t>& path) {
  const Shape* at = &shape;
  for (const int64_t index : path) {
    if (index < 0 || static_cast<size_t>(index) >= at->tuple.size()) return nullptr;
    at = &at->tuple[static_cast<size_t>(index)];
  }
  return at;
}

Result<void> Checker::CheckAlias(const Alias& alias) {
  const bool has_parameter =
      alias.parameter >= 0 && static_cast<size_t>(alias.parameter) < module_.entry_parameters.size();
  const Shape* output = hlo::At(module_.entry_result, alias.output_index);
  const Shape* input = has_parameter ? hlo::At(module_.entry_parameters[static_cast<size_t>(alias.parameter)],
                                               alias.parameter_index)
                                     : nullptr;
  if (output == nullptr || input == nullptr)
    return AtModule("input_output_alias names a value that does not exist");
  if (SameShape(*output, *input)) return {};
  return AtModule(fmt::format("input_output_alias joins {} and {}", output->ToString(), input->ToString()));
}

}  // namespace

Result<void> CheckShapes(Module& module, std::string_view file_name) {
  return Checker(module, file_name).Check();
}

}  // namespace tmb::hlo
