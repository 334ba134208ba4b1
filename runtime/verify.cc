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
    if (SizeOf(program_.arena_bytes()) > kArena3 + 1 || SizeOf(program_.bound()) > TMB_MAX_BOUND)
      return false;
    memory_ = MemoryMapOf(program_);
    for (const uint32_t bytes : memory_.bytes) {
      if (bytes > kMaxRegionBytes) return false;
    }
    for (uint32_t i = 0; i < SizeOf(program_.bound()); ++i) {
      if (program_.bound()->Get(i)->bytes() > kMaxRegionBytes) return false;
    }
    const fb::Ref* const state = program_.state_init();
    if (state == nullptr || !HasOperand(*state)) return true;
    return SpaceOf(*state) == kConstants && memory_.bytes[kState] <= memory_.bytes[kConstants] &&
           OffsetOf(*state) <= memory_.bytes[kConstants] - memory_.bytes[kState];
  }

  bool Entries() {
    uint32_t end = 0;
    for (uint32_t i = 0; i < SizeOf(program_.entries()); ++i) {
      if (!structure_.CheckOffset(program_.entries()->Data() + 4 * i)) return false;
      const fb::Entry& entry = *program_.entries()->Get(i);
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
    if (SizeOf(tensor.dims()) > TMB_MAX_RANK) return false;
    OperandSpan operand;
    operand.ref = *tensor.ref();
    operand.behind = ElementBytes(tensor.type());
    operand.alignment = operand.behind > 8 ? 8 : operand.behind;
    for (uint32_t d = 0; d < SizeOf(tensor.dims()); ++d) {
      operand.behind = SaturatingMultiply(operand.behind, tensor.dims()->Get(d));
    }
    operand.access = SpaceOf(operand.ref) == kBoundRead ? Access::kRead : access;
    return memory_.Holds(operand);
  }

  bool Code() {
    const auto* const types = program_.code_type();
    const auto* const code = program_.code();
    if (SizeOf(types) != SizeOf(code)) return false;
    const uint8_t* previous = image_.model;
    uint32_t entry = 0;
    for (uint32_t i = 0; i < SizeOf(code); ++i) {
      instruction_ = i;
      if (!structure_.CheckOffset(code->Data() + 4 * i)) return false;
      const uint8_t* const op = static_cast<const uint8_t*>(code->GetAs<void>(i));
      const fb::Instruction type = static_cast<fb::Instruction>(types->Data()[i]);
      if (op <= previous || !VerifyInstruction(structure_, memory_, type, op)) return false;
      previous = op;
      while (entry < SizeOf(program_.entries()) && program_.entries()->Get(entry)->end() <= i) ++entry;
      if (!TargetIsInside(type, op, i, entry)) return false;
    }
    instruction_ = kNoInstruction;
    return true;
  }

  // A jump stays in the entry that it stands in.
  bool TargetIsInside(fb::Instruction type, const void* op, uint32_t i, uint32_t entry) const {
    if (InfoOf(type).kind != InstructionInfo::Kind::kControl) return true;
    if (entry >= SizeOf(program_.entries())) return false;
    const uint32_t first = program_.entries()->Get(entry)->first(),
                   end = program_.entries()->Get(entry)->end();
    const bool always = type == fb::Instruction::Jump;
    const uint32_t target =
        always ? static_cast<const fb::Jump*>(op)->target() : static_cast<const fb::JumpIf*>(op)->target();
    return i >= first && target >= first && target <= end;
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
