#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Reads handwritten digits in 8-bit integers: converts a LeNet that JAX trained with quantization in the loop, runs it on the
# host and on an emulated Cortex-M4F, and shows that both answer what JAX's integers answer, bit for bit.
set -euo pipefail
cd "$(dirname "$0")/../.."

scripts/setup.sh
scripts/build.sh host tmconvert tmrun
scripts/build.sh cortex-m4
bin=build/bin
work=build/quantized_training
mkdir -p "$work"

"$bin/tmconvert" examples/quantized_training/lenet_int8.hlo.txt -o "$work/lenet.tmb" --json "$work/lenet.json" -q
/usr/bin/python3 examples/digits/show.py prepare "$work"
run() { "$bin/tmrun" "$work/lenet.tmb" --each --input="@$work/images.npy" --output="@$work/$1.npy" --on "$2"; }
run host host
run target qemu:mps2-an386
/usr/bin/python3 examples/quantized_training/show.py "$work"
