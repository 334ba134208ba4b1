// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// CustomCall: describes the arrays in scratch, as tmb.h shows tensors to a caller, and calls
// the function that the caller registered.
#include "runtime/kernel.h"
#include "runtime/kernels/kernel_units.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

static_assert(sizeof(tmb_tensor) <= kCallTensorBytes);

using CallArrays = flatbuffers::Vector<const fb::CallArray*>;

uint32_t CountOf(const CallArrays* arrays) { return arrays == nullptr ? 0 : arrays->size(); }

// Writes one tensor for each array; what is behind the dims that it took.
const uint32_t* Describe(const CallArrays* arrays, const Context& context, const uint32_t* dims,
                         tmb_tensor* tensors) {
  for (uint32_t i = 0; i < CountOf(arrays); ++i) {
    const fb::CallArray& array = *arrays->Get(i);
    tmb_tensor& tensor = tensors[i];
    tensor = {};
    tensor.data = HasOperand(array.ref()) ? context.Address(array.ref()) : nullptr;
    tensor.type = static_cast<tmb_type>(array.type());
    tensor.bytes = ElementBytes(array.type());
    tensor.rank = array.rank();
    for (uint32_t d = 0; d < tensor.rank; ++d) {
      tensor.dims[d] = *dims++;
      tensor.bytes *= tensor.dims[d];
    }
  }
  return dims;
}

// Names are few and short: not strcmp, which takes 732 bytes of the firmware.
bool IsSame(const char* name, const char* other) {
  for (; *name == *other; ++name, ++other) {
    if (*name == '\0') return true;
  }
  return false;
}

}  // namespace

const tmb_function* FindFunction(const Context& context, const char* target) {
  for (uint32_t i = 0; i < context.function_count; ++i) {
    if (IsSame(context.functions[i].target, target)) return &context.functions[i];
  }
  return nullptr;
}

int CustomCall(const fb::CustomCall& op, const Context& context) {
  tmb_tensor* const tensors = context.At<tmb_tensor>(*op.scratch());
  tmb_call call = {};
  call.target = op.target()->c_str();
  call.config = op.config() == nullptr ? "" : op.config()->c_str();
  call.config_bytes = op.config() == nullptr ? 0 : op.config()->size();
  call.operand_count = CountOf(op.operands());
  call.result_count = CountOf(op.results());
  call.operands = tensors;
  call.results = tensors + call.operand_count;
  const uint32_t* const dims = op.dims() == nullptr ? nullptr : op.dims()->data();
  Describe(op.results(), context, Describe(op.operands(), context, dims, tensors),
           tensors + call.operand_count);
  const tmb_function& function = *FindFunction(context, call.target);
  return function.run(function.user, &call);
}

}  // namespace tmb
