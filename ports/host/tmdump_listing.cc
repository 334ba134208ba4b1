// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The frame of the listing; instructions are printed by tmdump_code.cc.

#include "ports/host/tmdump_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tmb {
namespace {

uint32_t SizeOf(const auto* vector) { return vector == nullptr ? 0 : vector->size(); }

std::string Sizes(const fb::Program& program, const std::string& name) {
  const fb::Header& header = *program.header();
  std::string text = fmt::format("{}: {} bytes, {} instructions\n", name, header.total_bytes(), SizeOf(program.code()));
  text += fmt::format("  program    {:>9} bytes  CRC-32 {:08x}\n", header.program_bytes(), header.program_crc());
  text += fmt::format("  constants  {:>9} bytes  CRC-32 {:08x} (with what follows them)\n", SizeOf(program.constants()),
                      header.constants_crc());
  for (uint32_t i = 0; i < SizeOf(program.arena_bytes()); ++i) {
    text += fmt::format("  {:<10} {:>9} bytes\n", i == 0 ? "arena" : fmt::format("arena{}", i),
                        program.arena_bytes()->Get(i));
  }
  if (program.state_bytes() != 0) {
    const std::string init = program.state_init() == nullptr ? "zeros" : RefText(*program.state_init());
    text += fmt::format("  state      {:>9} bytes  starts as {}\n", program.state_bytes(),
                        init == "none" ? "zeros" : init);
  }
  for (uint32_t i = 0; i < SizeOf(program.bound()); ++i) {
    const fb::BoundBuffer& bound = *program.bound()->Get(i);
    text += fmt::format("  bound{:<5} {:>9} bytes  {}\n", i, bound.bytes(), bound.writable() != 0 ? "writable" : "read");
  }
  return text;
}

std::string Needs(const fb::Program& program) {
  std::string text = "  needs      ";
  for (uint32_t i = 0; i < SizeOf(program.required_names()); ++i) {
    text += (i == 0 ? "" : ", ") + program.required_names()->Get(i)->str();
  }
  return text + "\n";
}

std::string Tensors(const Schema& schema, const char* kind, const flatbuffers::Vector<flatbuffers::Offset<fb::Tensor>>* tensors) {
  std::string text;
  for (uint32_t i = 0; i < SizeOf(tensors); ++i) {
    const fb::Tensor& tensor = *tensors->Get(i);
    text += fmt::format("  {:<6} {:<3} {:<20} {:<16} {}\n", kind, i, ShapeText(tensor, schema),
                        tensor.ref() == nullptr ? "none" : RefText(*tensor.ref()),
                        tensor.name() == nullptr ? "" : tensor.name()->c_str());
  }
  return text;
}

std::string EntryText(const Schema& schema, const fb::Entry& entry) {
  return fmt::format("\nentry {}: instructions {} to {}\n", entry.name() == nullptr ? "" : entry.name()->c_str(),
                     entry.first(), entry.end()) +
         Tensors(schema, "input", entry.inputs()) + Tensors(schema, "output", entry.outputs());
}

}  // namespace

std::string ShapeText(const fb::Tensor& tensor, const Schema& schema) {
  std::string text;
  for (uint32_t i = 0; i < SizeOf(tensor.dims()); ++i) text += fmt::format("{}x", tensor.dims()->Get(i));
  std::string type = schema.EnumName("Type", static_cast<uint64_t>(tensor.type()));
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (tensor.scale() == 0) return text + type;
  return fmt::format("{}{}, {} * (integer - {})", text, type, tensor.scale(), tensor.zero_point());
}

std::string Listing(const Schema& schema, const fb::Program& program, const std::string& name) {
  std::string text = Sizes(program, name) + Needs(program);
  for (uint32_t i = 0; i < SizeOf(program.entries()); ++i) text += EntryText(schema, *program.entries()->Get(i));
  text += "\ncode\n";
  for (uint32_t i = 0; i < SizeOf(program.code()); ++i) text += InstructionText(schema, program, i);
  return text;
}

}  // namespace tmb
