// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// numpy's .npz files: a zip of .npy files, each named for its array.
#ifndef TMB_CONVERTER_ARRAYS_NPZ_H_
#define TMB_CONVERTER_ARRAYS_NPZ_H_

#include <functional>
#include <map>
#include <string>

#include "converter/arrays/array.h"
#include "converter/result.h"

namespace tmb {

// The arrays whose names `wants` asks for. Errors name the file, and the array.
Result<std::map<std::string, Array>> ReadNpz(const std::string& path,
                                             const std::function<bool(const std::string& name)>& wants);

}  // namespace tmb

#endif  // TMB_CONVERTER_ARRAYS_NPZ_H_
