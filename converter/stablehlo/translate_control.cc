// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Loops, branches, calls, custom calls and what spans several devices.
#include <fmt/format.h>

#include "converter/stablehlo/lexer.h"
#include "converter/stablehlo/translation.h"

namespace tmb::stablehlo {

// The state is a tuple: what the text carries, then what the regions use from outside.
bool TranslateWhile(Translation& t) {
  if (!t.NeedRegions(2)) return false;
  Region& condition = *t.op.regions[0];
  Region& body = *t.op.regions[1];
  if (body.results.size() != t.op.operands.size() || condition.results.size() != 1)
    return t.Fail("the condition returns a predicate, the body the next state");
  condition.CloseState(false, t.emitter);
  body.CloseState(true, t.emitter);
  condition.computation().root = condition.results[0];
  body.computation().root = &t.emitter.AddTuple(body.computation(), body.results);
  std::vector<hlo::Instruction*> state = t.op.operands;
  const std::vector<hlo::Instruction*>& captures = body.captures()->values;
  state.insert(state.end(), captures.begin(), captures.end());
  hlo::Instruction& initial = t.emitter.AddTuple(t.into, std::move(state));
  hlo::Instruction& loop = t.Add("while", initial.shape, {&initial});
  loop.called = {&condition.computation(), &body.computation()};
  if (t.op.results.size() > initial.shape.tuple.size()) return t.Fail("has more results than state");
  t.TakeElements(loop);
  return true;
}

// Each branch takes a tuple of what it uses from outside.
bool TranslateConditional(Translation& t) {
  if (!t.NeedOperands(1) || t.op.regions.empty()) return t.Fail("needs an index and branches");
  std::vector<hlo::Instruction*> operands = t.op.operands;
  for (const auto& branch : t.op.regions) {
    branch->CloseState(false, t.emitter);
    t.emitter.SetRoot(branch->computation(), branch->results);
    operands.push_back(&t.emitter.AddTuple(t.into, branch->captures()->values));
  }
  t.Emit("conditional", std::move(operands));
  return true;
}

// call @f, and stablehlo.composite "name" with its decomposition.
bool TranslateCall(Translation& t) {
  const Attribute* callee = t.Find("@|callee|decomposition");
  if (callee == nullptr || callee->kind != AttributeKind::kSymbol)
    return t.Fail("needs the function it calls");
  t.Emit("call", t.op.operands).called = {t.emitter.FunctionOf(callee->text, callee->offset).computation};
  return true;
}

// Its configuration is kept as written: JAX's typed ones are {name = value : type, ..}.
bool TranslateCustomCall(Translation& t) {
  const Attribute* target = t.Find("@|call_target_name");
  if (target == nullptr) return t.Fail("needs the attribute call_target_name");
  hlo::Instruction& call = t.Emit("custom-call", t.op.operands);
  call.custom_call_target = Unquote(target->text);
  for (const std::string_view name : {"backend_config", "mhlo.backend_config"}) {
    const Attribute* config = t.Find(name);
    if (config == nullptr) continue;
    if (config->kind == AttributeKind::kDictionary) call.backend_config = config->text;
    if (config->kind == AttributeKind::kString) call.backend_config = Unquote(config->text);
  }
  if (const Attribute* called = t.Find("called_computations")) {
    for (const Attribute& symbol : called->items) {
      if (symbol.kind != AttributeKind::kSymbol) return t.Fail("expected functions for called_computations");
      call.called.push_back(t.emitter.FunctionOf(symbol.text, symbol.offset).computation);
    }
  }
  return t.Copy(FindOperation("stablehlo.custom_call")->attributes, call);
}

bool TranslateBarrier(Translation& t) {
  if (t.op.operands.size() == 1) {
    t.Emit("opt-barrier", t.op.operands);
    return true;
  }
  if (t.op.results.size() != t.op.operands.size()) return t.Fail("has a result for each operand");
  hlo::Instruction& all = t.emitter.AddTuple(t.into, t.op.operands);
  t.TakeElements(t.Add("opt-barrier", all.shape, {&all}));
  return true;
}

bool TranslateIdentity(Translation& t) {
  if (!t.NeedOperands(1)) return false;
  if (t.op.results.empty()) return true;
  if (t.op.results.size() != 1 || !hlo::SameShape(t.op.results[0], t.op.operands[0]->shape))
    return t.Fail("splits its operand over devices: a program for one device is needed");
  t.Take(*t.op.operands[0]);
  return true;
}

bool TranslateInline(Translation& t) {
  if (!t.NeedRegions(1)) return false;
  t.Take(t.op.regions[0]->results);
  return true;
}

// replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>: one row a group; none: all devices in one.
bool TranslateCollective(Translation& t) {
  const OperationRow& row = *FindOperation(t.op.name);
  hlo::Instruction& collective = t.Emit(row.opcode, t.op.operands);
  const Attribute* groups = t.Find("replica_groups");
  if (groups != nullptr && groups->kind == AttributeKind::kDense && groups->type.Rank() == 2)
    collective.replica_group_size = std::max<int64_t>(groups->type.dims[1], 1);
  else if (groups != nullptr)
    collective.replica_group_size = 2;  // a mesh names its devices elsewhere
  return t.Copy(row.attributes, collective);
}

bool TranslatePermute(Translation& t) {
  hlo::Instruction& permute = t.Emit("collective-permute", t.op.operands);
  return t.Read("source_target_pairs", permute.source_target_pairs);
}

}  // namespace tmb::stablehlo
