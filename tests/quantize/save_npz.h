// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Writes .npz files.
#ifndef TMB_TESTS_QUANTIZE_SAVE_NPZ_H_
#define TMB_TESTS_QUANTIZE_SAVE_NPZ_H_

#include <zip.h>

#include <filesystem>
#include <map>
#include <string>

#include "converter/arrays/npy.h"

namespace tmb {

// Whether the file could be written; one that was there is replaced.
inline bool SaveNpz(const std::string& path, const std::map<std::string, Array>& arrays) {
  std::filesystem::remove(path);
  int code = 0;
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE, &code);
  if (archive == nullptr) return false;
  std::map<std::string, std::string> files;  // libzip reads them when the archive is closed
  for (const auto& [key, array] : arrays) files[key + ".npy"] = FormatNpy(array);
  bool added = true;
  for (const auto& [file_name, bytes] : files) {
    zip_source_t* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    added &= zip_file_add(archive, file_name.c_str(), source, 0) >= 0;
  }
  return zip_close(archive) == 0 && added;
}

}  // namespace tmb

#endif  // TMB_TESTS_QUANTIZE_SAVE_NPZ_H_
