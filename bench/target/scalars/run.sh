#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Programs of scalars of tests/corpus beside the same arithmetic in C (gcc -O2): cycles of one run, from
# call to return, on the emulated Cortex-M4F under bench/cm4cyc. Fails when a ratio is above its limit.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

scripts/build.sh host tmconvert tmrun >/dev/null
scripts/build.sh cortex-m4 >/dev/null
plugin=$PWD/build/cm4cyc.so
if [[ ! -f $plugin || -n $(find bench/cm4cyc -maxdepth 1 -newer "$plugin" -name '*.[ch]*') ]]; then
  bench/cm4cyc/build.sh "$plugin"
fi
arm-none-eabi-gcc -std=c11 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -O2 -fno-math-errno \
  -ffp-contract=off -I. -c bench/target/scalars/scalars.c -o "$out/scalars.o"
tests/runtime/kernels/target/build.sh "$out/c.elf" bench/target/scalars/bench_scalars.cc "$out/scalars.o"
qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/c.elf" \
  -plugin "$plugin,out=$out/c.json,model=hw,quiet=1" </dev/null
/usr/bin/python3 bench/target/scalars/report.py --bin build/bin --plugin "$plugin" "$out/c.json"
