// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Magic, version, header length, a Python dict as text, padding to 64 bytes, data.
#include "converter/arrays/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "converter/arrays/file.h"

namespace tmb {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr uint64_t kMaxDim = UINT32_MAX;
constexpr size_t kHeaderAlignment = 64;

// What follows `key` and a colon in the header's dict.
std::optional<std::string_view> ValueOf(std::string_view dict, std::string_view key) {
  const size_t at = dict.find(fmt::format("'{}'", key));
  if (at == std::string_view::npos) return std::nullopt;
  const size_t colon = dict.find(':', at);
  if (colon == std::string_view::npos) return std::nullopt;
  const size_t start = dict.find_first_not_of(' ', colon + 1);
  if (start == std::string_view::npos) return std::nullopt;
  return dict.substr(start);
}

// '<f4' -> {f, 4}. Raw bits ('<V2', '|V1') are unsigned integers here.
Result<Storage> ParseDescr(std::string_view text) {
  const size_t end = text.find('\'', 1);
  if (text.empty() || text[0] != '\'' || end == std::string_view::npos || end < 4) {
    return Malformed("its dtype is not a plain one");
  }
  const std::string_view descr = text.substr(1, end - 1);
  uint32_t bytes = 0;
  const auto parsed = std::from_chars(descr.data() + 2, descr.data() + descr.size(), bytes);
  if (parsed.ec != std::errc() || parsed.ptr != descr.data() + descr.size()) {
    return Malformed(fmt::format("dtype {} is not supported", descr));
  }
  if (descr[0] == '>' && bytes > 1) return Malformed("it is big-endian: save it as little-endian");
  const char kind = descr[1] == 'V' ? 'u' : descr[1];
  const bool integer = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
  const bool known = (kind == 'b' && bytes == 1) || ((kind == 'i' || kind == 'u') && integer) ||
                     (kind == 'f' && integer && bytes > 1) || (kind == 'c' && (bytes == 8 || bytes == 16));
  if (!known) return Malformed(fmt::format("dtype {} is not supported", descr));
  return Storage{kind, bytes};
}

// "(2, 3)", "(2,)", "()".
Result<std::vector<uint32_t>> ParseShape(std::string_view text) {
  std::vector<uint32_t> dims;
  if (text.empty() || text[0] != '(') return Malformed("its shape is no tuple");
  size_t at = 1;
  while (at < text.size() && text[at] != ')') {
    if (text[at] == ' ' || text[at] == ',') {
      ++at;
      continue;
    }
    uint64_t dim = 0;
    const auto parsed = std::from_chars(text.data() + at, text.data() + text.size(), dim);
    if (parsed.ec != std::errc() || dim > kMaxDim) return Malformed("its shape has a bad dimension");
    dims.push_back(static_cast<uint32_t>(dim));
    at = static_cast<size_t>(parsed.ptr - text.data());
  }
  if (at == text.size()) return Malformed("its shape is not closed");
  return dims;
}

// Splits a file into its dict and its data.
struct Parts {
  std::string_view dict;
  std::string_view data;
};

Result<Parts> Split(std::string_view file) {
  if (file.size() < kMagic.size() + 4 || file.substr(0, kMagic.size()) != kMagic) {
    return Malformed("it is no .npy file");
  }
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(file[i])); };
  const size_t version = byte(6);
  if (version < 1 || version > 3) return Malformed(fmt::format(".npy version {} is not supported", version));
  const size_t length_bytes = version == 1 ? 2 : 4;
  const size_t start = 8 + length_bytes;
  if (file.size() < start) return Malformed("it is truncated in its header");
  size_t length = 0;
  for (size_t i = 0; i < length_bytes; ++i) length |= byte(8 + i) << (8 * i);
  if (length > file.size() - start) return Malformed("it is truncated in its header");
  return Parts{file.substr(start, length), file.substr(start + length)};
}

}  // namespace

Result<Array> ParseNpy(std::string_view file) {
  TMB_ASSIGN(const Parts parts, Split(file));
  const auto descr = ValueOf(parts.dict, "descr");
  const auto fortran = ValueOf(parts.dict, "fortran_order");
  const auto shape = ValueOf(parts.dict, "shape");
  if (!descr || !fortran || !shape) return Malformed("its header lacks descr, fortran_order or shape");
  Array array;
  TMB_ASSIGN(array.storage, ParseDescr(*descr));
  TMB_ASSIGN(array.dims, ParseShape(*shape));
  if (fortran->starts_with("True") && array.dims.size() > 1) {
    return Malformed("it is in Fortran order: save numpy.ascontiguousarray of it");
  }
  const bool empty = std::find(array.dims.begin(), array.dims.end(), 0u) != array.dims.end();
  uint64_t bytes = empty ? 0 : array.storage.bytes;
  for (const uint32_t dim : array.dims) {
    if (bytes != 0 && bytes > parts.data.size() / dim) return Malformed("it is truncated in its data");
    bytes *= dim;
  }
  if (bytes != parts.data.size()) {
    return Malformed(fmt::format("its data has {} bytes, its shape says {}", parts.data.size(), bytes));
  }
  array.data.assign(parts.data.begin(), parts.data.end());
  return array;
}

Result<Array> ReadNpy(const std::string& path) {
  TMB_ASSIGN(const std::string file, ReadFile(path));
  Result<Array> array = ParseNpy(file);
  if (!array.ok()) return Malformed(fmt::format("{}: {}", path, array.error().text));
  return array;
}

std::string FormatNpy(const Array& array) {
  std::string shape;
  for (const uint32_t dim : array.dims) shape += fmt::format("{}, ", dim);
  if (array.dims.size() > 1) shape.resize(shape.size() - 2);
  if (array.dims.size() == 1) shape.resize(shape.size() - 1);
  const char order = array.storage.bytes == 1 ? '|' : '<';
  std::string dict = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}", order,
                                 StorageName(array.storage), shape);
  const size_t prefix = kMagic.size() + 4;
  dict.append(kHeaderAlignment - 1 - (prefix + dict.size()) % kHeaderAlignment, ' ');
  dict += '\n';
  std::string file(kMagic);
  file += {'\x01', '\x00', static_cast<char>(dict.size() & 0xff), static_cast<char>(dict.size() >> 8)};
  return file + dict + std::string(array.data.begin(), array.data.end());
}

Result<void> WriteNpy(const std::string& path, const Array& array) {
  return WriteFile(path, FormatNpy(array));
}

}  // namespace tmb
