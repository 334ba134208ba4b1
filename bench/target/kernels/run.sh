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

measure() {
  name=$1
  shift
  "$root/tests/runtime/kernels/target/build.sh" "$out/$name.elf" "bench/target/kernels/$name.cc" "$@"
  qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/$name.elf" \
    -plugin "${CM4CYC:-cm4cyc.so}",out="$out/$name.json",model=hw,quiet=1 </dev/null
}
measure bench_kernels $f32_sources
measure bench_integer -Os $integer_sources  # as the firmware has them
python3 "$here/table.py" "$out/bench_kernels.json" "$out/bench_integer.json"
