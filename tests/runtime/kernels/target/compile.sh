#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# compile.sh OUT ARGUMENT...: the compiler for the emulated Cortex-M4F, on one source (-c) when OUT is an object,
# else up to an image. The schema's header is made beside OUT. Paths of sources are the tree's.
set -e
root=$(cd "$(dirname "$0")/../../../.." && pwd)
out=$1
shift
generated=$(dirname "$out")/schema
mkdir -p "$generated"
flatc --cpp --cpp-std c++17 --scoped-enums -o "$generated" "$root/schema/tmb.fbs"
ln -sfn /usr/include/flatbuffers "$generated/flatbuffers"
cd "$root"
case $out in *.o) mode=-c ;; *) mode= ;; esac
exec arm-none-eabi-g++ -std=c++17 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -O2 \
  -ffp-contract=off -fwrapv -fno-math-errno -fno-exceptions -fno-rtti -fno-threadsafe-statics \
  -ffunction-sections -DNDEBUG -Wall -Wextra -Werror -I. -isystem "$generated" $mode -o "$out" "$@"
