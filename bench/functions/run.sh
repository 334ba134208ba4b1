#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# CM4CYC=path/to/cm4cyc.so ./run.sh [STRIDE]: accuracy of the elementary functions over
# every STRIDE-th float (1: all of them), then their cycles a value.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$root"
sources="runtime/kernels/functions.cc runtime/kernels/functions_pow.cc"
c++ -std=c++20 -O2 -ffp-contract=off -fno-math-errno -I. -o "$out/accuracy" bench/functions/accuracy.cc $sources
"$out/accuracy" "${1:-1021}"
tests/runtime/kernels/target/build.sh "$out/bench.elf" bench/functions/bench_functions.cc $sources
qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/bench.elf" \
  -plugin "${CM4CYC:-cm4cyc.so}",out="$out/bench.json",model=hw,quiet=1 </dev/null
python3 - "$out/bench.json" <<'P'
import json, sys
names = "Exp Expm1 Log Log1p Tanh Logistic Sin Cos Tan Erf Cbrt Sqrt Rsqrt Atan2 Pow".split()
for region in json.load(open(sys.argv[1]))["regions"]:
    print("%-9s %6.1f cycles" % (names[region["id"]], region["cycles"] / region["entries"] / 16))
P
