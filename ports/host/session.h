// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One use of tmrun: read the arguments, run the entry as often as they say, deliver what
// was asked for.
#ifndef TMB_PORTS_HOST_SESSION_H_
#define TMB_PORTS_HOST_SESSION_H_

#include <string>
#include <vector>

#include "converter/result.h"
#include "ports/host/arguments.h"
#include "ports/host/compare.h"

namespace tmb {

struct SessionOptions {
  std::string file;
  std::string entry;
  std::string on = "host";
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> expected;
  Tolerance tolerance;
  std::string stats;  // path; empty: none
  bool profile = false;
  Rows rows = Rows::kOne;
  uint32_t budget = 0;
};

Result<void> RunSession(const SessionOptions& options);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_SESSION_H_
