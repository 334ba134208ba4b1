// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Errors name the path and the operating system's reason.
#include "converter/arrays/file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace tmb {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

Error SystemError(const std::string& path) {
  return Error{ErrorKind::kUsage, fmt::format("{}: {}", path, std::strerror(errno))};
}

}  // namespace

Result<std::string> ReadFile(const std::string& path) {
  errno = 0;
  const File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return SystemError(path);
  std::string bytes;
  char chunk[65536];
  size_t count;
  while ((count = std::fread(chunk, 1, sizeof chunk, file.get())) != 0) bytes.append(chunk, count);
  if (std::ferror(file.get()) != 0) return SystemError(path);
  return bytes;
}

Result<void> WriteFile(const std::string& path, std::string_view bytes) {
  errno = 0;
  File file(std::fopen(path.c_str(), "wb"));
  if (file == nullptr) return SystemError(path);
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  if (std::fclose(file.release()) != 0 || !written) return SystemError(path);
  return {};
}

}  // namespace tmb
