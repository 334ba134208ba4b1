#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# CM4CYC=path/to/cm4cyc.so ./run.sh: cycles a multiply-add of the f32 kernels and of the integer ones (padding
# counted as work), as the cycle simulator's hardware model has them.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
. "$root/tests/runtime/kernels/target/f32_sources.sh"
. "$root/tests/runtime/kernels/target/integer_sources.sh"

# measure REPORT SOURCE ARGUMENT...
measure() {
  report=$1
  bench=bench/target/kernels/$2
  shift 2
  "$root/tests/runtime/kernels/target/build.sh" "$out/$report.elf" "$bench" "$@"
  qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/$report.elf" \
    -plugin "${CM4CYC:-cm4cyc.so}",out="$out/$report.json",model=hw,quiet=1 </dev/null
}
measure floats bench_kernels.cc $f32_sources
measure s8 bench_integer.cc -Os $integer_sources  # as the firmware has them
measure s16 bench_integer.cc -Os -DTMB_INPUTS=S16 $integer_sources
python3 "$here/table.py" "$out/floats.json" "$out/s8.json" "$out/s16.json"
