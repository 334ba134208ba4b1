#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Runs main.cc on the emulated Cortex-M4F: the bits of functions and kernels are the
# host's. Silent when they are.
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
kernels=runtime/kernels
"$here/build.sh" "$out/test.elf" tests/runtime/kernels/target/main.cc $kernels/functions.cc $kernels/functions_pow.cc \
  $kernels/extended.cc $kernels/functions64_arithmetic.cc $kernels/functions64_convert.cc $kernels/functions64_exp.cc $kernels/functions64_root.cc \
  $kernels/functions64_round.cc $kernels/functions64_trig.cc \
  $kernels/dot_f32.cc $kernels/mat_vec_f32.cc $kernels/conv_f32.cc $kernels/depthwise_f32.cc $kernels/dot_product.cc $kernels/dot.cc $kernels/wide.cc \
  $kernels/conv.cc $kernels/map_element.cc
qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/test.elf" </dev/null
