#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# CM4CYC=path/to/cm4cyc.so ./run.sh: cycles a multiply-add of the f32 kernels (padding
# counted as work), as the cycle simulator's hardware model has them.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
kernels=runtime/kernels
"$root/tests/runtime/kernels/target/build.sh" "$out/bench.elf" bench/target/kernels/bench_kernels.cc \
  $kernels/dot_f32.cc $kernels/conv_f32.cc $kernels/depthwise_f32.cc
qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/bench.elf" \
  -plugin "${CM4CYC:-cm4cyc.so}",out="$out/bench.json",model=hw,quiet=1 </dev/null
python3 - "$out/bench.json" <<'P'
import json, sys
layers = [("DotF32 640 -> 128", 640 * 128), ("DotF32 128 -> 8", 128 * 8),
          ("ConvF32 3x3 32x32 16 -> 16", 32 * 32 * 9 * 256), ("ConvF32 1x1 25x5 64 -> 64", 125 * 64 * 64),
          ("ConvF32 3x3 32x32 3 -> 16", 32 * 32 * 9 * 48), ("DepthwiseF32 3x3 24x24x32", 24 * 24 * 32 * 9),
          ("DepthwiseF32 3x3 25x5x64", 125 * 64 * 9)]
cycles = {region["id"]: region["cycles"] for region in json.load(open(sys.argv[1]))["regions"]}
for i, (name, macs) in enumerate(layers):
    print("%-28s %9d cycles %6.2f a multiply-add" % (name, cycles[i], cycles[i] / macs))
P
