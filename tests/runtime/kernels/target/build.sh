#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# build.sh IMAGE SOURCE...: builds a bare-metal image for the emulated Cortex-M4F of the
# given sources and bare_metal.cc. The schema's header is made beside the image.
set -e
root=$(cd "$(dirname "$0")/../../../.." && pwd)
image=$1
shift
generated=$(dirname "$image")/schema
mkdir -p "$generated"
flatc --cpp --cpp-std c++17 --scoped-enums -o "$generated" "$root/schema/tmb.fbs"
ln -sfn /usr/include/flatbuffers "$generated/flatbuffers"
cd "$root"
arm-none-eabi-g++ -std=c++17 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -O2 \
  -ffp-contract=off -fwrapv -fno-math-errno -fno-exceptions -fno-rtti -fno-threadsafe-statics \
  -ffunction-sections -DNDEBUG -Wall -Wextra -Werror -I. -isystem "$generated" -nostartfiles -Wl,--gc-sections --specs=nano.specs \
  -T tests/runtime/kernels/target/bare_metal.ld -o "$image" tests/runtime/kernels/target/bare_metal.cc "$@"
