// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The instruction set for programs in the making (the schema's object API): every Ref of
// an instruction, to read or to change. Host only; the device walks files (operands.h).
#ifndef TMB_RUNTIME_ISA_HOST_H_
#define TMB_RUNTIME_ISA_HOST_H_

#include <memory>

#include "runtime/isa.h"

namespace tmb {
namespace isa_host {

// Refs that are absent, or kNoOperand, are passed over.
template <typename Fn>
void Visit(fb::Ref& ref, Access access, const char* name, Fn& fn) {
  if (HasOperand(ref)) fn(ref, access, name);
}
template <typename Fn>
void Visit(std::unique_ptr<fb::Ref>& ref, Access access, const char* name, Fn& fn) {
  if (ref != nullptr) Visit(*ref, access, name, fn);
}

template <typename Fn>
void VisitStruct(const InstructionInfo& info, void* op, Fn& fn) {
  for (uint32_t i = 0; i < info.operand_count; ++i) {
    const OperandInfo& row = info.operands[i];
    Visit(*reinterpret_cast<fb::Ref*>(static_cast<uint8_t*>(op) + row.ref), row.access, TextOf(row.name), fn);
  }
}

template <typename Fn>
void VisitMap(fb::MapT& op, Fn& fn) {
  for (fb::Access& input : op.inputs) {
    if (input.kind() == fb::AccessKind::Memory) Visit(input.mutable_ref(), Access::kRead, "input", fn);
  }
  for (fb::Access& output : op.outputs) Visit(output.mutable_ref(), Access::kWrite, "output", fn);
  for (fb::DynamicOffset& start : op.dynamic_offsets) Visit(start.mutable_ref(), Access::kRead, "start", fn);
  Visit(op.scratch, Access::kReadWrite, "scratch", fn);
}

template <typename Fn>
void VisitGather(fb::GatherT& op, Fn& fn) {
  Visit(op.operand, Access::kRead, "operand", fn);
  Visit(op.indices, Access::kRead, "indices", fn);
  Visit(op.output, Access::kWrite, "output", fn);
}

template <typename Fn>
void VisitScatter(fb::ScatterT& op, Fn& fn) {
  Visit(op.operand, Access::kReadWrite, "operand", fn);
  Visit(op.indices, Access::kRead, "indices", fn);
  Visit(op.updates, Access::kRead, "updates", fn);
  Visit(op.scratch, Access::kReadWrite, "scratch", fn);
}

template <typename Fn>
void VisitSort(fb::SortT& op, Fn& fn) {
  for (fb::Ref& key : op.keys) Visit(key, Access::kRead, "key", fn);
  Visit(op.order, Access::kWrite, "order", fn);
  Visit(op.scratch, Access::kReadWrite, "scratch", fn);
}

template <typename Fn>
void VisitCustomCall(fb::CustomCallT& op, Fn& fn) {
  for (fb::CallArray& operand : op.operands) Visit(operand.mutable_ref(), Access::kRead, "operand", fn);
  for (fb::CallArray& result : op.results) Visit(result.mutable_ref(), Access::kWrite, "result", fn);
  Visit(op.scratch, Access::kReadWrite, "scratch", fn);
}

}  // namespace isa_host

// Calls fn(fb::Ref& ref, Access access, const char* name) for every operand that is memory.
template <typename Fn>
void ForEachRef(fb::InstructionUnion& op, Fn fn) {
  switch (op.type) {
    case fb::Instruction::NONE:
    case fb::Instruction::Jump:
      return;
    case fb::Instruction::JumpIf:
      return isa_host::Visit(op.AsJumpIf()->mutable_predicate(), Access::kRead, "predicate", fn);
    case fb::Instruction::Map:
      return isa_host::VisitMap(*op.AsMap(), fn);
    case fb::Instruction::Gather:
      return isa_host::VisitGather(*op.AsGather(), fn);
    case fb::Instruction::Scatter:
      return isa_host::VisitScatter(*op.AsScatter(), fn);
    case fb::Instruction::Sort:
      return isa_host::VisitSort(*op.AsSort(), fn);
    case fb::Instruction::CustomCall:
      return isa_host::VisitCustomCall(*op.AsCustomCall(), fn);
    case fb::Instruction::DotF32:
    case fb::Instruction::MatVecF32:
    case fb::Instruction::Dot:
    case fb::Instruction::ConvF32:
    case fb::Instruction::WinogradF32:
    case fb::Instruction::DepthwiseF32:
    case fb::Instruction::Conv:
    case fb::Instruction::MatVecS8:
    case fb::Instruction::ConvS8:
    case fb::Instruction::DepthwiseS8:
    case fb::Instruction::WinogradS8:
    case fb::Instruction::MaxPoolS8:
      return isa_host::VisitStruct(InfoOf(op.type), op.value, fn);
  }
}

}  // namespace tmb

#endif  // TMB_RUNTIME_ISA_HOST_H_
