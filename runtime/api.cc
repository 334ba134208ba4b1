// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The C API: thin functions over loader and machine. What a caller may get wrong (memory,
// indices) is checked here, so that the machine need not.

#include <cstring>

#include "runtime/crc32.h"
#include "runtime/dispatch.h"
#include "runtime/features.h"
#include "runtime/load.h"
#include "runtime/machine.h"
#include "tmb/tmb.h"

namespace tmb {
namespace {

using Tensors = flatbuffers::Vector<flatbuffers::Offset<fb::Tensor>>;

const fb::Program& ProgramOf(const tmb_machine* machine) {
  return *reinterpret_cast<const fb::Program*>(machine->program);
}

MemoryMap MemoryOf(const tmb_machine* machine) { return MemoryMapOf(ProgramOf(machine)); }

const fb::Entry* EntryOf(const tmb_machine* machine, unsigned entry) {
  const auto* const entries = ProgramOf(machine).entries();
  return entry < SizeOf(entries) ? entries->Get(entry) : nullptr;
}

const char* NameOf(const flatbuffers::String* name) { return name == nullptr ? "" : name->c_str(); }

// Memory of a region: enough of it, aligned. Null is fine for a region of no bytes.
tmb_status CheckMemory(const void* memory, size_t bytes, size_t needed) {
  if (bytes < needed || (memory == nullptr && needed != 0)) return TMB_ARENA_TOO_SMALL;
  return reinterpret_cast<uintptr_t>(memory) % TMB_ALIGNMENT == 0 ? TMB_OK : TMB_MISALIGNED;
}

uint32_t MissingMemory(const MemoryMap& memory) {
  uint32_t missing = 0;
  for (uint32_t space = 0; space < kSpaces; ++space) {
    if (space != kConstants && memory.bytes[space] != 0) missing |= 1u << space;
  }
  for (uint32_t slot = 0; slot < SizeOf(memory.bound); ++slot) {
    if (memory.bound->Get(slot)->bytes() != 0) missing |= 1u << (kFirstSlotBit + slot);
  }
  return missing;
}

constexpr uint32_t kNone = TMB_NO_INSTRUCTION;

// The first custom-call without a function, or kNone.
uint32_t FirstWithoutFunction(const tmb_machine* machine) {
  if (!Has(fb::Instruction::CustomCall) || machine->code == nullptr) return kNone;
  const Code code{machine->types, machine->code};
  const uint32_t count = SizeOf(ProgramOf(machine).code());
  for (uint32_t i = 0; i < count; ++i) {
    if (code.TypeAt(i) != fb::Instruction::CustomCall) continue;
    const auto& call = *static_cast<const fb::CustomCall*>(code.OperationAt(i));
    if (FindFunction(ContextOf(*machine), call.target()->c_str()) == nullptr) return i;
  }
  return kNone;
}

void* DataOf(const tmb_machine* machine, fb::Ref ref) {
  if (!IsBound(SpaceOf(ref))) {
    uint8_t* const base = machine->base[SpaceOf(ref)];
    return base == nullptr ? nullptr : base + OffsetOf(ref);
  }
  uint8_t* const base = machine->bound[SlotOf(ref)];
  return base == nullptr ? nullptr : base + BoundOffsetOf(ref);
}

tmb_tensor TensorAt(const tmb_machine* machine, const Tensors* tensors, unsigned index) {
  tmb_tensor result = {};
  if (index >= SizeOf(tensors)) return result;
  const fb::Tensor& tensor = *tensors->Get(index);
  result.name = NameOf(tensor.name());
  result.data = DataOf(machine, *tensor.ref());
  result.rank = SizeOf(tensor.dims());
  result.bytes = ElementBytes(tensor.type());
  for (uint32_t d = 0; d < result.rank; ++d) {
    result.dims[d] = tensor.dims()->Get(d);
    result.bytes *= result.dims[d];
  }
  result.type = static_cast<tmb_type>(tensor.type());
  result.scale = tensor.scale();
  result.zero_point = tensor.zero_point();
  return result;
}

tmb_status LoadInto(tmb_machine* machine, const void* model, size_t bytes) {
  Image image;
  const tmb_status status = Load(model, bytes, &image, &machine->fault);
  machine->model = image.model;
  machine->model_bytes = image.total_bytes;
  machine->program_bytes = image.program_bytes;
  machine->program = image.program;
  if (status != TMB_OK) return status;
  const fb::Program& program = *image.program;
  if (program.code() != nullptr) {
    machine->code = program.code()->Data();
    machine->types = program.code_type()->Data();
  }
  if (program.entries() != nullptr) machine->entries = program.entries()->Data();
  machine->entry_count = SizeOf(program.entries());
  // Never written through: the verifier let no instruction write to constants.
  if (program.constants() != nullptr)
    machine->base[kConstants] = const_cast<uint8_t*>(program.constants()->data());
  machine->missing = MissingMemory(MemoryMapOf(program));
  if (FirstWithoutFunction(machine) != kNone) machine->missing |= kFunctionsBit;
  return TMB_OK;
}

}  // namespace
}  // namespace tmb

using namespace tmb;  // NOLINT: the functions below are C's

extern "C" {

tmb_status tmb_load(tmb_machine* machine, const void* model, size_t bytes) {
  *machine = {};
  machine->fault.instruction = TMB_NO_INSTRUCTION;
  machine->fault.status = LoadInto(machine, model, bytes);
  return machine->fault.status;
}

tmb_status tmb_check_constants(const tmb_machine* machine) {
  const uint32_t behind = machine->program_bytes;
  const uint32_t crc = Crc32(0, machine->model + behind, machine->model_bytes - behind);
  return crc == ProgramOf(machine).header()->constants_crc() ? TMB_OK : TMB_BAD_CHECKSUM;
}

size_t tmb_arena_bytes(const tmb_machine* machine, unsigned region) {
  return region <= kArena3 ? MemoryOf(machine).bytes[region] : 0;
}

tmb_status tmb_set_arena(tmb_machine* machine, unsigned region, void* memory, size_t bytes) {
  if (region > kArena3) return TMB_NO_SUCH_ENTRY;
  const tmb_status status = CheckMemory(memory, bytes, tmb_arena_bytes(machine, region));
  if (status != TMB_OK) return status;
  machine->base[region] = static_cast<uint8_t*>(memory);
  machine->missing &= ~(1u << region);
  return TMB_OK;
}

size_t tmb_state_bytes(const tmb_machine* machine) { return ProgramOf(machine).state_bytes(); }

tmb_status tmb_set_state(tmb_machine* machine, void* memory, size_t bytes) {
  const tmb_status status = CheckMemory(memory, bytes, tmb_state_bytes(machine));
  if (status != TMB_OK) return status;
  machine->base[kState] = static_cast<uint8_t*>(memory);
  machine->missing &= ~(1u << kState);
  return tmb_reset_state(machine);
}

tmb_status tmb_reset_state(tmb_machine* machine) {
  const size_t bytes = tmb_state_bytes(machine);
  if (bytes == 0) return TMB_OK;
  if (machine->base[kState] == nullptr) return TMB_NO_MEMORY_SET;
  const fb::Ref* const initial = ProgramOf(machine).state_init();
  if (initial == nullptr || !HasOperand(*initial)) {
    std::memset(machine->base[kState], 0, bytes);
  } else {
    std::memcpy(machine->base[kState], DataOf(machine, *initial), bytes);
  }
  return TMB_OK;
}

unsigned tmb_bound_count(const tmb_machine* machine) { return SizeOf(ProgramOf(machine).bound()); }

size_t tmb_bound_bytes(const tmb_machine* machine, unsigned slot) {
  return slot < tmb_bound_count(machine) ? ProgramOf(machine).bound()->Get(slot)->bytes() : 0;
}

tmb_status tmb_bind(tmb_machine* machine, unsigned slot, void* memory, size_t bytes) {
  if (slot >= tmb_bound_count(machine)) return TMB_NO_SUCH_ENTRY;
  const tmb_status status = CheckMemory(memory, bytes, tmb_bound_bytes(machine, slot));
  if (status != TMB_OK) return status;
  machine->bound[slot] = static_cast<uint8_t*>(memory);
  machine->missing &= ~(1u << (kFirstSlotBit + slot));
  return TMB_OK;
}

tmb_status tmb_set_functions(tmb_machine* machine, const tmb_function* functions, unsigned count) {
  machine->functions = functions;
  machine->function_count = count;
  machine->missing &= ~kFunctionsBit;
  const uint32_t without = FirstWithoutFunction(machine);
  if (without == kNone) return TMB_OK;
  machine->missing |= kFunctionsBit;
  machine->fault = {TMB_NO_FUNCTION, without, 0};
  return TMB_NO_FUNCTION;
}

const char* tmb_missing_function(const tmb_machine* machine) {
  const uint32_t without = FirstWithoutFunction(machine);
  if (without == kNone) return nullptr;
  const Code code{machine->types, machine->code};
  return static_cast<const fb::CustomCall*>(code.OperationAt(without))->target()->c_str();
}

unsigned tmb_entry_count(const tmb_machine* machine) { return SizeOf(ProgramOf(machine).entries()); }

const char* tmb_entry_name(const tmb_machine* machine, unsigned entry) {
  const fb::Entry* const found = EntryOf(machine, entry);
  return found == nullptr ? nullptr : NameOf(found->name());
}

int tmb_find_entry(const tmb_machine* machine, const char* name) {
  for (unsigned i = 0; i < tmb_entry_count(machine); ++i) {
    if (std::strcmp(tmb_entry_name(machine, i), name) == 0) return static_cast<int>(i);
  }
  return -1;
}

unsigned tmb_input_count(const tmb_machine* machine, unsigned entry) {
  const fb::Entry* const found = EntryOf(machine, entry);
  return found == nullptr ? 0 : SizeOf(found->inputs());
}

unsigned tmb_output_count(const tmb_machine* machine, unsigned entry) {
  const fb::Entry* const found = EntryOf(machine, entry);
  return found == nullptr ? 0 : SizeOf(found->outputs());
}

tmb_tensor tmb_input(const tmb_machine* machine, unsigned entry, unsigned index) {
  const fb::Entry* const found = EntryOf(machine, entry);
  return TensorAt(machine, found == nullptr ? nullptr : found->inputs(), index);
}

tmb_tensor tmb_output(const tmb_machine* machine, unsigned entry, unsigned index) {
  const fb::Entry* const found = EntryOf(machine, entry);
  return TensorAt(machine, found == nullptr ? nullptr : found->outputs(), index);
}

tmb_status tmb_run(tmb_machine* machine, unsigned entry) { return Run(*machine, entry); }

tmb_status tmb_step(tmb_machine* machine, unsigned entry, uint32_t* budget) {
  return Step(*machine, entry, budget);
}

void tmb_abandon(tmb_machine* machine) { machine->resume.active = 0; }

void tmb_set_trace(tmb_machine* machine, tmb_trace_fn trace, void* user) {
  machine->trace = trace;
  machine->trace_user = user;
}

uint32_t tmb_instruction_count(const tmb_machine* machine) { return SizeOf(ProgramOf(machine).code()); }

const uint32_t* tmb_features(unsigned* words) {
  *words = kFeatureWords;
  return kFeatures.words;
}

const char* tmb_missing_feature(const tmb_machine* machine) {
  if (machine->fault.status != TMB_UNSUPPORTED) return nullptr;
  Image image;
  image.model = machine->model;
  image.program_bytes = machine->program_bytes;
  image.program = &ProgramOf(machine);
  return FeatureName(image, machine->fault.unit);
}

const char* tmb_status_text(tmb_status status) {
  static constexpr const char* kTexts[] = {
      "ok",
      "no .tmb file",
      "model or memory not aligned to 16 bytes",
      "file is cut short",
      "checksum is wrong",
      "file is malformed",
      "file needs a feature that this firmware lacks",
      "memory too small",
      "arena, state or a bound buffer is not set",
      "no such entry, input, output or slot",
      "paused",
      "stopped by the port",
      "a custom-call has no function",
      "a function for a custom-call failed",
  };
  static_assert(sizeof kTexts / sizeof kTexts[0] == TMB_FUNCTION_FAILED + 1);
  return static_cast<size_t>(status) <= TMB_FUNCTION_FAILED ? kTexts[status] : "unknown status";
}

}  // extern "C"
