#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# On the emulated Cortex-M4F: the bits of functions and kernels are the host's (main.cc), those of the tuned kernels
# the portable ones' on random shapes (twins.cc, integer_twins.cc, depthwise_s8_twins.cc). Silent when they are.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../../..
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
. "$here/f32_sources.sh"
. "$here/integer_sources.sh"
sources="$f32_sources $tuned/dot.cc $tuned/dot_strided.S $kernels/dot_product.cc $kernels/wide.cc
  $kernels/functions.cc $kernels/functions_pow.cc $kernels/extended.cc $kernels/functions64_arithmetic.cc $kernels/functions64_convert.cc
  $kernels/functions64_exp.cc $kernels/functions64_root.cc $kernels/functions64_round.cc $kernels/functions64_trig.cc"
on_target() {
  qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$1" </dev/null
}

"$here/build.sh" "$out/test.elf" tests/runtime/kernels/target/main.cc $kernels/conv.cc $sources
on_target "$out/test.elf"

mkdir "$out/portable"
for source in dot_f32 mat_vec_f32 conv_f32 depthwise_f32 weight_columns winograd_f32 winograd_product map_element; do
  "$here/compile.sh" "$out/portable/$source.o" $kernels/$source.cc -Dtmb=tmb_portable
done
"$here/build.sh" "$out/twins.elf" tests/runtime/kernels/target/twins.cc $sources "$out"/portable/*.o
on_target "$out/twins.elf"

"$here/compile.sh" "$out/portable/depthwise_s8.o" $kernels/depthwise_s8.cc -Dtmb=tmb_portable
"$here/build.sh" "$out/depthwise_s8_twins.elf" tests/runtime/kernels/target/depthwise_s8_twins.cc $tuned/depthwise_s8.cc \
  $tuned/depthwise_s8.S $tuned/depthwise_s8_copy.S $tuned/depthwise_s8_windows.S "$out/portable/depthwise_s8.o"
on_target "$out/depthwise_s8_twins.elf"

mkdir "$out/integer"
for source in conv_s8 mat_vec_s8 winograd_s8; do
  "$here/compile.sh" "$out/integer/$source.o" $kernels/$source.cc -Dtmb=tmb_portable
done
"$here/build.sh" "$out/integer_twins.elf" tests/runtime/kernels/target/integer_twins.cc $integer_sources "$out"/integer/*.o
on_target "$out/integer_twins.elf"
