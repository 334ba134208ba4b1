#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Reads handwritten digits in 8-bit integers: converts a LeNet that JAX trained with quantization in the loop, once as it was
# trained, once written in integers, and runs both on the host and on an emulated Cortex-M4F. The host must answer the bits
# of the target, the integers those of JAX's integers; what was trained in f32 that rounds answers the same as its integers.
set -euo pipefail
cd "$(dirname "$0")/../.."

scripts/setup.sh
scripts/build.sh host tmconvert tmrun
scripts/build.sh cortex-m4
bin=build/bin
work=build/quantized_training
mkdir -p "$work"

/usr/bin/python3 examples/digits/show.py prepare "$work"
for name in fake_quantized int8; do
  "$bin/tmconvert" "examples/quantized_training/lenet_$name.hlo.txt" -o "$work/$name.tmb" --json "$work/$name.json" -q
  for target in host qemu:mps2-an386; do
    "$bin/tmrun" "$work/$name.tmb" --each --input="@$work/images.npy" --output="@$work/$name.${target%:*}.npy" --on "$target"
  done
done
/usr/bin/python3 examples/quantized_training/show.py "$work"
