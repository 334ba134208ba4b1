// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Section headers, symbol table, string table; nothing is believed before its bounds
// were checked.
#include "ports/host/elf_symbols.h"

#include <elf.h>
#include <fmt/format.h>

#include <cstring>
#include <optional>

namespace tmb {
namespace {

template <typename T>
std::optional<T> ReadAt(std::string_view image, uint64_t offset) {
  if (offset > image.size() || sizeof(T) > image.size() - offset) return std::nullopt;
  T value;
  std::memcpy(&value, image.data() + offset, sizeof value);
  return value;
}

std::optional<Elf32_Shdr> Section(std::string_view image, const Elf32_Ehdr& header, uint64_t index) {
  if (index >= header.e_shnum) return std::nullopt;
  return ReadAt<Elf32_Shdr>(image, header.e_shoff + index * sizeof(Elf32_Shdr));
}

std::string_view NameAt(std::string_view image, const Elf32_Shdr& names, uint32_t offset) {
  const uint64_t at = uint64_t{names.sh_offset} + offset;
  if (at >= image.size()) return {};
  const std::string_view rest = image.substr(at);
  return rest.substr(0, rest.find('\0'));
}

}  // namespace

Result<uint32_t> ElfSymbol(std::string_view image, std::string_view symbol) {
  const auto header = ReadAt<Elf32_Ehdr>(image, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS32) {
    return Malformed("it is no 32-bit ELF file");
  }
  for (uint64_t i = 0; i < header->e_shnum; ++i) {
    const auto table = Section(image, *header, i);
    if (!table || table->sh_type != SHT_SYMTAB) continue;
    const auto names = Section(image, *header, table->sh_link);
    if (!names) continue;
    for (uint64_t at = 0; at + sizeof(Elf32_Sym) <= table->sh_size; at += sizeof(Elf32_Sym)) {
      const auto entry = ReadAt<Elf32_Sym>(image, table->sh_offset + at);
      if (!entry) break;
      if (NameAt(image, *names, entry->st_name) == symbol) return static_cast<uint32_t>(entry->st_value);
    }
  }
  return Malformed(fmt::format("it has no symbol {}", symbol));
}

}  // namespace tmb
