#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Reads handwritten digits in 8-bit integers: converts a LeNet that JAX trained with quantization in the loop, once as it was
# trained, once written in integers, and runs both on the host and on an emulated Cortex-M4F. The host must answer the bits
# of the target, the integers those of JAX's integers; what was trained in f32 that rounds answers the same as its integers,
# and the same again when it is given images as the integers that it rounds them to (--io int8).
set -euo pipefail
cd "$(dirname "$0")/../.."

scripts/setup.sh
scripts/build.sh host tmconvert tmrun
scripts/build.sh cortex-m4
bin=build/bin
work=build/quantized_training
mkdir -p "$work"

/usr/bin/python3 examples/digits/show.py prepare "$work"
/usr/bin/python3 examples/quantized_training/show.py prepare "$work"
# run NAME MODULE IMAGES OPTION...
run() {
  local name=$1 module=$2 images=$3 target
  "$bin/tmconvert" "examples/quantized_training/lenet_$module.hlo.txt" -o "$work/$name.tmb" --json "$work/$name.json" -q "${@:4}"
  for target in host qemu:mps2-an386; do
    "$bin/tmrun" "$work/$name.tmb" --each --input="@$work/$images.npy" --output="@$work/$name.${target%:*}.npy" --on "$target"
  done
}
run fake_quantized fake_quantized images
run fake_quantized_io fake_quantized integers --io int8
run int8 int8 images
/usr/bin/python3 examples/quantized_training/show.py "$work"
