#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Reads handwritten digits on a microcontroller: converts a LeNet that JAX lowered, starts the generic firmware on an
# emulated Cortex-M4F with the .tmb in its model partition, sends 360 test images over the UART, and shows that
# every output bit is the one the host computes.
set -euo pipefail
cd "$(dirname "$0")/../.."

scripts/setup.sh
scripts/build.sh host tmconvert tmrun
scripts/build.sh cortex-m4
bin=build/bin
work=build/digits
mkdir -p "$work"

"$bin/tmconvert" examples/digits/lenet.hlo.txt -o "$work/lenet.tmb" --json "$work/lenet.json" -q
/usr/bin/python3 examples/digits/show.py prepare "$work"

run() { "$bin/tmrun" "$work/lenet.tmb" --each --input="@$work/images.npy" --output="@$work/$1.npy" \
  --stats "$work/$1.json" --on "$2"; }
run host host
run target qemu:mps2-an386

/usr/bin/python3 examples/digits/show.py report "$work"
