#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# CM4CYC=path/to/cm4cyc.so ./run.sh [STRIDE]: accuracy of the elementary functions over
# every STRIDE-th float (1: all 2^32 of them; fails above 1 ulp), then their cycles a value beside newlib's, then the cycles a call
# and the bytes of those of double (whose accuracy functions64_test prints).
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$root"
sources="runtime/kernels/functions.cc runtime/kernels/functions_pow.cc"
c++ -std=c++20 -O2 -ffp-contract=off -fno-math-errno -I. -o "$out/accuracy" bench/functions/accuracy.cc $sources
"$out/accuracy" "${1:-1021}"
cycles() {  # BENCH NAMES VALUES_A_REGION SOURCE...
  bench=$1 names=$2 values=$3
  shift 3
  tests/runtime/kernels/target/build.sh "$out/bench.elf" "bench/functions/$bench" "$@"
  qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/bench.elf" \
    -plugin "${CM4CYC:-cm4cyc.so}",out="$out/bench.json",model=hw,quiet=1 </dev/null
  python3 - "$out/bench.json" "$names" "$values" <<'P'
import json, sys
names, values = sys.argv[2].split(), int(sys.argv[3])
cycles = {region["id"]: region["cycles"] / region["entries"] / values
          for region in json.load(open(sys.argv[1]))["regions"]}
for i, name in enumerate(names):
    newlib = "   newlib %6.1f" % cycles[len(names) + i] if len(names) + i in cycles else ""
    print("%-11s %6.1f cycles%s" % (name, cycles[i], newlib))
P
}
names="Exp Expm1 Log Log1p Tanh Logistic Sin Cos Tan Erf Cbrt Sqrt Rsqrt Atan2 Pow"
cycles bench_functions.cc "$names" 16 $sources
sources=$(ls runtime/kernels/extended.cc runtime/kernels/functions64_*.cc)
cycles bench_functions64.cc "$names Remainder RoundEven Add Multiply Divide" 1 $sources
for source in $sources; do
  arm-none-eabi-g++ -std=c++17 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -Os -ffp-contract=off \
    -fwrapv -fno-math-errno -fno-exceptions -fno-rtti -I. -c -o "$out/$(basename "$source" .cc).o" "$source"
done
arm-none-eabi-size -t "$out"/*.o
