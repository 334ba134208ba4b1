// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// libzip reads the archive and proves each file's checksum.
#include "converter/arrays/npz.h"

#include <fmt/format.h>
#include <zip.h>

#include <memory>
#include <string_view>

#include "converter/arrays/npy.h"

namespace tmb {
namespace {

constexpr std::string_view kSuffix = ".npy";
constexpr uint64_t kMaxBytes = uint64_t{1} << 32;  // of one array

struct ZipCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, ZipCloser>;
using ArchivedFile = std::unique_ptr<zip_file_t, ZipCloser>;

Result<Archive> Open(const std::string& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (archive != nullptr) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  const bool is_file = code != ZIP_ER_NOENT && code != ZIP_ER_OPEN && code != ZIP_ER_READ;
  return Error{is_file ? ErrorKind::kMalformed : ErrorKind::kUsage,
               fmt::format("{}: {}{}", path, is_file ? "it is no .npz file: " : "", reason)};
}

Result<std::string> ReadEntry(zip_t* archive, zip_uint64_t index) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(archive, index, 0, &stat) != 0) return Malformed(zip_strerror(archive));
  if (stat.size > kMaxBytes) return Malformed("it has more than 4 GB");
  const ArchivedFile file(zip_fopen_index(archive, index, 0));
  if (file == nullptr) return Malformed(zip_strerror(archive));
  std::string bytes;
  char chunk[65536];
  zip_int64_t count;
  while ((count = zip_fread(file.get(), chunk, sizeof chunk)) > 0) {
    bytes.append(chunk, static_cast<size_t>(count));
    if (bytes.size() > kMaxBytes) return Malformed("it has more than 4 GB");
  }
  if (count < 0) return Malformed(zip_file_strerror(file.get()));
  return bytes;
}

}  // namespace

Result<std::map<std::string, Array>> ReadNpz(const std::string& path,
                                             const std::function<bool(const std::string& name)>& wants) {
  TMB_ASSIGN(const Archive archive, Open(path));
  std::map<std::string, Array> arrays;
  const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < entries; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    const char* const file_name = zip_get_name(archive.get(), index, 0);
    std::string name = file_name == nullptr ? "" : file_name;
    if (name.ends_with(kSuffix)) name.resize(name.size() - kSuffix.size());
    if (!wants(name)) continue;
    const auto in_array = [&](const Error& error) {
      return Error{error.kind, fmt::format("{}: array {}: {}", path, name, error.text)};
    };
    const Result<std::string> bytes = ReadEntry(archive.get(), index);
    if (!bytes.ok()) return in_array(bytes.error());
    Result<Array> array = ParseNpy(bytes.value());
    if (!array.ok()) return in_array(array.error());
    arrays[name] = std::move(array.value());
  }
  return arrays;
}

}  // namespace tmb
