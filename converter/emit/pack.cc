// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// FlatBuffers are written from the end to the start, so what comes last in the file is
// packed first.

#include "converter/emit/pack.h"

#include "converter/emit/required.h"
#include "runtime/crc32.h"
#include "runtime/isa.h"
#include "runtime/load.h"

namespace tmb {
namespace {

using flatbuffers::Offset;

class FileBuilder : public flatbuffers::FlatBufferBuilder {
 public:
  // Tables from here on share no vtable with those behind: the program part stands alone.
  void ForgetVtables() { buf_.clear_scratch(); }
};

// Packs elements from last to first, so that their offsets increase.
template <typename T, typename Elements, typename Fn>
std::vector<Offset<T>> PackBackwards(const Elements& elements, Fn pack) {
  std::vector<Offset<T>> offsets(elements.size());
  for (size_t i = elements.size(); i-- != 0;) offsets[i] = pack(elements[i]);
  return offsets;
}

template <typename T>
Offset<flatbuffers::Vector<Offset<T>>> Tables(FileBuilder& builder, const std::vector<Offset<T>>& tables) {
  return tables.empty() ? 0 : builder.CreateVector(tables);
}

Offset<fb::Entry> PackEntry(FileBuilder& builder, const fb::EntryT& entry) {
  const auto pack = [&](const std::unique_ptr<fb::TensorT>& tensor) {
    return fb::CreateTensor(builder, tensor.get());
  };
  const auto outputs = Tables(builder, PackBackwards<fb::Tensor>(entry.outputs, pack));
  const auto inputs = Tables(builder, PackBackwards<fb::Tensor>(entry.inputs, pack));
  const auto name = entry.name.empty() ? 0 : builder.CreateString(entry.name);
  return fb::CreateEntry(builder, name, entry.first, entry.end, inputs, outputs);
}

// Vectors of the program part that may be empty.
template <typename T>
Offset<flatbuffers::Vector<T>> Numbers(FileBuilder& builder, const std::vector<T>& numbers) {
  return numbers.empty() ? 0 : builder.CreateVector(numbers);
}

// Everything but the header's numbers. *behind_bytes gets how many bytes follow the program part.
void Build(FileBuilder& builder, const fb::ProgramT& program, uint32_t* behind_bytes) {
  const auto debug = program.debug == nullptr ? 0 : fb::CreateDebug(builder, program.debug.get());
  builder.ForgetVtables();
  builder.ForceVectorAlignment(program.constants.size(), 1, kAlignment);
  const auto constants = Numbers(builder, program.constants);
  const uint32_t length_bytes = program.constants.empty() ? 0 : sizeof(flatbuffers::uoffset_t);
  *behind_bytes = builder.GetSize() - length_bytes;
  const auto code =
      PackBackwards<void>(program.code, [&](const fb::InstructionUnion& op) { return op.Pack(builder); });
  const auto entries = PackBackwards<fb::Entry>(
      program.entries, [&](const std::unique_ptr<fb::EntryT>& entry) { return PackEntry(builder, *entry); });
  const std::vector<uint32_t> required =
      program.required.empty() ? RequiredFeatures(program.code) : program.required;
  const std::vector<std::string> names =
      program.required.empty() ? NamesOfFeatures(required) : program.required_names;
  std::vector<fb::Instruction> types;
  for (const fb::InstructionUnion& op : program.code) types.push_back(op.type);
  const auto packed_names = names.empty() ? 0 : builder.CreateVectorOfStrings(names);
  const auto packed_required = Numbers(builder, required);
  const auto bound = program.bound.empty() ? 0 : builder.CreateVectorOfStructs(program.bound);
  const auto packed_code = Tables(builder, code);
  const auto packed_types = types.empty() ? 0 : builder.CreateVector<fb::Instruction>(types);
  const auto packed_entries = Tables(builder, entries);
  const auto arenas = Numbers(builder, program.arena_bytes);
  const fb::Header header;
  builder.Finish(fb::CreateProgram(builder, &header, packed_entries, packed_types, packed_code, constants,
                                   arenas, program.state_bytes, program.state_init.get(), bound,
                                   packed_required, packed_names, debug),
                 fb::ProgramIdentifier());
}

void SetHeader(uint8_t* file, uint32_t total_bytes, uint32_t program_bytes) {
  fb::Header& header = *fb::GetMutableProgram(file)->mutable_header();
  header = fb::Header(total_bytes, program_bytes, ProgramCrc(file, program_bytes, &header),
                      Crc32(0, file + program_bytes, total_bytes - program_bytes));
}

}  // namespace

std::vector<uint8_t> Pack(const fb::ProgramT& program) {
  FileBuilder builder;
  uint32_t behind_bytes = 0;
  Build(builder, program, &behind_bytes);
  std::vector<uint8_t> file(builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize());
  const uint32_t total_bytes = static_cast<uint32_t>(file.size());
  SetHeader(file.data(), total_bytes, total_bytes - behind_bytes);
  return file;
}

bool RepairChecksums(std::vector<uint8_t>& file) {
  Image image;
  tmb_fault fault = {};
  const tmb_status status = Load(file.data(), file.size(), &image, &fault);
  if (status != TMB_BAD_CHECKSUM) return status == TMB_OK;
  SetHeader(file.data(), image.total_bytes, image.program_bytes);
  return true;
}

}  // namespace tmb
