#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# build.sh IMAGE SOURCE...: builds a bare-metal image for the emulated Cortex-M4F of the
# given sources and bare_metal.cc.
set -e
here=$(cd "$(dirname "$0")" && pwd)
image=$1
shift
exec "$here/compile.sh" "$image" -nostartfiles -Wl,--gc-sections --specs=nano.specs \
  -T tests/runtime/kernels/target/bare_metal.ld tests/runtime/kernels/target/bare_metal.cc "$@"
