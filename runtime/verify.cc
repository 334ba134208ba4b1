// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The program as a whole: regions, signatures, control flow; then each instruction.

#include "runtime/verify.h"

#include "tmb/tmb.h"

namespace tmb {
namespace {

constexpr FieldInfo kProgramFields[] = {
    Required(InlineField(fb::Program::VT_HEADER, sizeof(fb::Header))),
    VectorField(fb::Program::VT_ENTRIES, 4),
    VectorField(fb::Program::VT_CODE_TYPE, 1),
    VectorField(fb::Program::VT_CODE, 4),
    VectorField(fb::Program::VT_ARENA_BYTES, 4),
    InlineField(fb::Program::VT_STATE_BYTES, 4),
    InlineField(fb::Program::VT_STATE_INIT, sizeof(fb::Ref)),
    VectorField(fb::Program::VT_BOUND, sizeof(fb::BoundBuffer)),
    VectorField(fb::Program::VT_REQUIRED, 4),
};
constexpr FieldInfo kEntryFields[] = {
    StringField(fb::Entry::VT_NAME),       InlineField(fb::Entry::VT_FIRST, 4),
    InlineField(fb::Entry::VT_END, 4),     VectorField(fb::Entry::VT_INPUTS, 4),
    VectorField(fb::Entry::VT_OUTPUTS, 4),
};
constexpr FieldInfo kTensorFields[] = {
    StringField(fb::Tensor::VT_NAME),
    InlineField(fb::Tensor::VT_TYPE, 1),
    VectorField(fb::Tensor::VT_DIMS, 4),
    Required(InlineField(fb::Tensor::VT_REF, sizeof(fb::Ref))),
    InlineField(fb::Tensor::VT_SCALE, 4),
    InlineField(fb::Tensor::VT_ZERO_POINT, 4),
};

using Tensors = flatbuffers::Vector<flatbuffers::Offset<fb::Tensor>>;

class ProgramVerifier {
 public:
  ProgramVerifier(const Image& image, uint32_t* instruction)
      : image_(image),
        program_(*image.program),
        structure_(image.model, image.program_bytes),
        instruction_(*instruction) {}

  bool Run() {
    instruction_ = kNoInstruction;
    return structure_.CheckTable(&program_, kProgramFields) && Constants() && Regions() && Entries() &&
           Code();
  }

 private:
  // Exactly behind the program part, so that the two checksums cover the file.
  bool Constants() const {
    const auto* table = reinterpret_cast<const flatbuffers::Table*>(&program_);
    const uint32_t offset = table->GetOptionalFieldOffset(fb::Program::VT_CONSTANTS);
    if (offset == 0) return true;
    const uint8_t* const at = reinterpret_cast<const uint8_t*>(table) + offset;
    const uint8_t* const behind = image_.model + image_.program_bytes;
    return structure_.CheckOffset(at) && image_.program_bytes % kAlignment == 0 &&
           at + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(at) + sizeof(flatbuffers::uoffset_t) ==
               behind &&
           program_.constants()->size() <= image_.total_bytes - image_.program_bytes;
  }

  bool Regions() {
    const auto* const bound = program_.bound();
    const uint32_t bound_count = SizeOf(bound);
    if (SizeOf(program_.arena_bytes()) > kArena3 + 1 || bound_count > TMB_MAX_BOUND) return false;
    memory_ = MemoryMapOf(program_);
    for (const uint32_t bytes : memory_.bytes) {
      if (bytes > kMaxRegionBytes) return false;
    }
    for (uint32_t i = 0; i < bound_count; ++i) {
      if (bound->Get(i)->bytes() > kMaxRegionBytes) return false;
    }
    const fb::Ref* const state = program_.state_init();
    if (state == nullptr || !HasOperand(*state)) return true;
    return SpaceOf(*state) == kConstants && memory_.bytes[kState] <= memory_.bytes[kConstants] &&
           OffsetOf(*state) <= memory_.bytes[kConstants] - memory_.bytes[kState];
  }

  bool Entries() {
    const auto* const entries = program_.entries();
    uint32_t end = 0;
    const uint32_t count = SizeOf(entries);
    for (uint32_t i = 0; i < count; ++i) {
      if (!structure_.CheckOffset(entries->Data() + 4 * i)) return false;
      const fb::Entry& entry = *entries->Get(i);
      if (!structure_.CheckTable(&entry, kEntryFields)) return false;
      if (entry.first() < end || entry.end() < entry.first()) return false;
      end = entry.end();
      if (!Signature(entry.inputs(), Access::kWrite) || !Signature(entry.outputs(), Access::kRead))
        return false;
    }
    return end <= SizeOf(program_.code());
  }

  bool Signature(const Tensors* tensors, Access access) {
    for (uint32_t i = 0; i < SizeOf(tensors); ++i) {
      if (!structure_.CheckOffset(tensors->Data() + 4 * i)) return false;
      const fb::Tensor& tensor = *tensors->Get(i);
      if (!structure_.CheckTable(&tensor, kTensorFields) || !TensorFits(tensor, access)) return false;
    }
    return true;
  }

  // The caller writes inputs, unless they lie in memory that it bound.
  bool TensorFits(const fb::Tensor& tensor, Access access) const {
    const auto* const dims = tensor.dims();
    const uint32_t rank = SizeOf(dims);
    if (rank > TMB_MAX_RANK) return false;
    const fb::Ref ref = *tensor.ref();
    OperandSpan operand(ref, SpaceOf(ref) == kBoundRead ? Access::kRead : access, ElementBytes(tensor.type()));
    for (uint32_t d = 0; d < rank; ++d) operand.behind = SaturatingMultiply(operand.behind, dims->Get(d));
    OperandCheck check(memory_);
    return FitsMemory(&check, operand);
  }

  bool Code() {
    const auto* const types = program_.code_type();
    const auto* const code = program_.code();
    const auto* const entries = program_.entries();
    const uint32_t count = SizeOf(code);
    if (SizeOf(types) != count) return false;
    const uint8_t* previous = image_.model;
    uint32_t next = 0, first = 0, end = 0;  // the entry that the instruction stands in, if any
    for (uint32_t i = 0; i < count; ++i) {
      instruction_ = i;
      const uint8_t* const offset = code->Data() + 4 * i;
      if (!structure_.CheckOffset(offset)) return false;
      const uint8_t* const op = offset + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(offset);
      const fb::Instruction type = static_cast<fb::Instruction>(types->Data()[i]);
      if (op <= previous || !VerifyInstruction(structure_, memory_, type, op)) return false;
      previous = op;
      while (end <= i && next < SizeOf(entries)) {
        const fb::Entry& entry = *entries->Get(next++);
        first = entry.first();
        end = entry.end();
      }
      if (type > fb::Instruction::JumpIf) continue;
      // A jump stays in the entry that it stands in.
      const uint32_t target = TargetOf(type, op);
      if (i < first || i >= end || target < first || target > end) return false;
    }
    instruction_ = kNoInstruction;
    return true;
  }

  static uint32_t TargetOf(fb::Instruction type, const void* op) {
    return type == fb::Instruction::Jump ? static_cast<const fb::Jump*>(op)->target()
                                         : static_cast<const fb::JumpIf*>(op)->target();
  }

  const Image& image_;
  const fb::Program& program_;
  Structure structure_;
  MemoryMap memory_;
  uint32_t& instruction_;
};

}  // namespace

bool Verify(const Image& image, uint32_t* instruction) { return ProgramVerifier(image, instruction).Run(); }

}  // namespace tmb
