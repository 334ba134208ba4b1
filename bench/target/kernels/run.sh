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
. "$root/tests/runtime/kernels/target/f32_sources.sh"
"$root/tests/runtime/kernels/target/build.sh" "$out/bench.elf" bench/target/kernels/bench_kernels.cc $f32_sources
qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/bench.elf" \
  -plugin "${CM4CYC:-cm4cyc.so}",out="$out/bench.json",model=hw,quiet=1 </dev/null
python3 - "$out/bench.json" <<'P'
import json, sys
def dot(m, n, k, weights="f32"):
    return "DotF32 %d x %d -> %d, %s" % (m, k, n, weights), m * n * k

def mat_vec(n, k, weights="f32"):
    return "MatVecF32 %d -> %d, %s" % (k, n, weights), n * k

def conv(h, w, i, o, stride):
    return "ConvF32 3x3 %dx%d %d -> %d / %d" % (h, w, i, o, stride), h // stride * (w // stride) * 9 * i * o

def winograd(h, w, i, o):
    return "WinogradF32 %dx%d %d -> %d" % (h, w, i, o), h * w * 9 * i * o

def depthwise(h, w, c, stride):
    return "DepthwiseF32 3x3 %dx%dx%d / %d" % (h, w, c, stride), h // stride * (w // stride) * 9 * c

layers = [mat_vec(128, 640), mat_vec(8, 128), mat_vec(128, 640, "f16"), mat_vec(128, 640, "bf16"), dot(125, 64, 64),
          dot(2304, 16, 8), dot(36, 128, 128), dot(9, 256, 256), dot(125, 64, 64, "f16"), dot(125, 64, 64, "bf16"),
          conv(32, 32, 16, 16, 1), conv(8, 8, 64, 64, 1), conv(32, 32, 16, 32, 2), conv(96, 96, 3, 8, 2),
          conv(32, 32, 3, 16, 1), depthwise(48, 48, 8, 1), depthwise(24, 24, 32, 1), depthwise(25, 5, 64, 1),
          depthwise(6, 6, 128, 1), depthwise(3, 3, 256, 1), depthwise(48, 48, 16, 2), depthwise(12, 12, 64, 2),
          ("ConvF32 10x4 49x10 1 -> 64 / 2", 125 * 40 * 64),
          winograd(32, 32, 16, 16), winograd(16, 16, 32, 32), winograd(8, 8, 64, 64),
          mat_vec(128, 640, "s8"), dot(125, 64, 64, "s8"), dot(2304, 16, 8, "s8"), dot(36, 128, 128, "s8"), dot(1, 128, 128, "s8")]
cycles = {region["id"]: region["cycles"] for region in json.load(open(sys.argv[1]))["regions"]}
for i, (name, macs) in enumerate(layers):
    print("%-34s %9d cycles %6.2f a multiply-add" % (name, cycles[i], cycles[i] / macs))
P
