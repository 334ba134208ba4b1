#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: build.sh OUT.so        builds the QEMU plugin
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
c++ -std=c++17 -O2 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden -o "$1" \
  "$here"/cm4cyc.cc "$here"/decode.cc "$here"/timing.cc "$here"/report.cc
