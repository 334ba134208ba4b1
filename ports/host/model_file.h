// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// A .tmb file in memory, loaded and verified: what the tool knows of the program,
// wherever it then runs it.
#ifndef TMB_PORTS_HOST_MODEL_FILE_H_
#define TMB_PORTS_HOST_MODEL_FILE_H_

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "converter/result.h"
#include "tmb/tmb.h"

namespace tmb {

// Memory aligned as models, arenas and states must be.
struct Freer {
  void operator()(uint8_t* memory) const { std::free(memory); }
};
using AlignedBytes = std::unique_ptr<uint8_t[], Freer>;
AlignedBytes AllocateAligned(size_t bytes);

struct ModelFile {
  std::string path;
  AlignedBytes data;
  uint32_t bytes = 0;
  tmb_machine machine;  // without memory

  uint64_t ArenaBytes() const;  // of all regions
};

Result<ModelFile> LoadModelFile(const std::string& path);

// The exit status that a refused load means.
ErrorKind KindOf(tmb_status status);

// The entry called `name`, or the only one when `name` is empty.
Result<unsigned> FindEntry(const ModelFile& model, const std::string& name);

std::vector<tmb_tensor> InputsOf(const ModelFile& model, unsigned entry);
std::vector<tmb_tensor> OutputsOf(const ModelFile& model, unsigned entry);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_MODEL_FILE_H_
