#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# CM4CYC=path/to/cm4cyc.so ./run_depthwise_s8.sh: cycles a multiply-add of DepthwiseS8 (padding counted as work), as the cycle
# simulator's hardware model has them.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
tuned=runtime/kernels/cortex_m4
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for inputs in S8 S16; do
  "$root/tests/runtime/kernels/target/build.sh" "$out/$inputs.elf" -Os -DTMB_INPUTS=$inputs \
    bench/target/kernels/bench_depthwise_s8.cc $tuned/depthwise_s8.cc $tuned/depthwise_s8.S $tuned/depthwise_s8_copy.S $tuned/depthwise_s8_windows.S
  qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/$inputs.elf" \
    -plugin "${CM4CYC:-cm4cyc.so}",out="$out/$inputs.json",model=hw,quiet=1 </dev/null
done
python3 - "$out/S8.json" "$out/S16.json" <<'P'
import json, sys
whole = [(48, 48, 8, 1), (24, 24, 32, 1), (12, 12, 64, 1), (6, 6, 128, 1), (3, 3, 256, 1), (25, 5, 64, 1),
         (48, 48, 16, 2), (24, 24, 32, 2), (12, 12, 64, 2), (6, 6, 128, 2)]
row_by_row = [(48, 48, 8, 1), (24, 24, 32, 1), (25, 5, 64, 1), (48, 48, 16, 2)]
layers = [(*layer, "4 KB of scratch") for layer in whole] + [(25, 5, 64, 1, "512 bytes")] + [
    (*layer, "strips of a row") for layer in row_by_row]
rows = [("3x3 %dx%dx%d / %d" % (h, w, c, stride), scratch, h // stride * (w // stride) * c * 9)
        for h, w, c, stride, scratch in layers]
rows += [("mean of 25x5x64", "", 25 * 5 * 64), ("mean of 8x8x64", "", 8 * 8 * 64)]
s8, s16 = ({region["id"]: region["cycles"] for region in json.load(open(path))["regions"]} for path in sys.argv[1:])
for i, (name, scratch, products) in enumerate(rows):
    print("DepthwiseS8 %-16s %-16s %9d cycles %6.2f a multiply-add; 16 bits %9d %6.2f, %4.2f times those"
          % (name, scratch, s8[i], s8[i] / products, s16[i], s16[i] / products, s16[i] / s8[i]))
P
