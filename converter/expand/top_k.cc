// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The custom-calls for the largest elements: XLA's own TopK, and ApproxTopK, which is
// JAX's approx_max_k and approx_min_k on TPUs and exact here.

#include "converter/expand/top_k.h"

#include <fmt/format.h>

#include <cstdlib>

#include "converter/hlo/shape_rules.h"

namespace tmb {
namespace {

using hlo::Value;

// The number behind `key` in a dictionary, whether JSON or as MLIR prints one.
std::optional<int64_t> NumberIn(const std::string& dictionary, std::string_view key) {
  const size_t found = dictionary.find(key);
  if (found == std::string::npos) return std::nullopt;
  const size_t number = dictionary.find_first_not_of("\" :=", found + key.size());
  if (number == std::string::npos || dictionary.find_first_of("-0123456789", number) != number) return {};
  return std::strtoll(dictionary.c_str() + number, nullptr, 10);
}

// Whether operands and attributes fit the opcode: a custom-call was not checked.
Result<hlo::Shape> Check(const hlo::Instruction& instruction) {
  if (!instruction.operands.empty()) return hlo::FindRule(instruction.opcode)->infer(instruction);
  return Malformed("has no operands");
}

// The custom-call with another opcode.
hlo::Instruction As(std::string_view opcode, const hlo::Instruction& call) {
  hlo::Instruction instruction = call;
  instruction.opcode = opcode;
  return instruction;
}

Error OtherResult(const hlo::Instruction& call) {
  return Malformed(fmt::format("{} does not give {}", call.custom_call_target, call.shape.ToString()));
}

}  // namespace

Result<Value> ExpandTopK(hlo::Builder& b, const hlo::Instruction& call) {
  hlo::Instruction topk = As("topk", call);
  if (call.operands.size() != 1 || call.shape.tuple.empty() || call.shape.tuple[0].dims.empty()) {
    return OtherResult(call);
  }
  topk.k = call.shape.tuple[0].dims.back();
  TMB_ASSIGN(const hlo::Shape shape, Check(topk));
  if (!SameShape(shape, call.shape)) return OtherResult(call);
  return b.Add("topk", {b.Use(call.operands[0])}, [&](hlo::Instruction& built) { built.k = topk.k; });
}

// Operands, then what stands for a missing element of each: none is missing here.
Result<Value> ExpandApproxTopK(hlo::Builder& b, const hlo::Instruction& call) {
  const auto dimension = NumberIn(call.backend_config, "reduction_dim");
  if (!dimension.has_value()) return Malformed("ApproxTopK without reduction_dim in its backend_config");
  hlo::Instruction sort = As("sort", call);
  sort.operands.resize(call.operands.size() / 2);
  sort.dimensions = {*dimension};
  TMB_ASSIGN(const hlo::Shape shape, Check(sort));
  if (call.shape.tuple.size() != sort.operands.size() || call.shape.tuple[0].Rank() <= *dimension) {
    return OtherResult(call);
  }
  const int64_t kept = call.shape.tuple[0].dims[static_cast<size_t>(*dimension)];
  if (kept > sort.operands[0]->shape.dims[static_cast<size_t>(*dimension)]) return OtherResult(call);
  std::vector<Value> operands, results;
  for (hlo::Instruction* operand : sort.operands) operands.push_back(b.Use(operand));
  const Value sorted = b.Add("sort", operands, [&](hlo::Instruction& built) {
    built.dimensions = sort.dimensions;
    built.is_stable = true;
    built.called = sort.called;
  });
  for (size_t i = 0; i < operands.size(); ++i) {
    const Value one = operands.size() == 1 ? sorted : b.GetTupleElement(sorted, static_cast<int64_t>(i));
    results.push_back(b.SliceIn(one, *dimension, 0, kept));
    if (!SameShape(results.back().shape(), call.shape.tuple[i])) return OtherResult(call);
  }
  return b.Tuple(results);
}

}  // namespace tmb
