#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# A model that calls a C function, median_filter: converts it, runs it on this host in a program that registers the
# function, compares with NumPy, then builds the function into the generic firmware and runs the model on an emulated
# Cortex-M4F, which must give the same bits.
set -euo pipefail
cd "$(dirname "$0")/../.."

scripts/setup.sh
scripts/build.sh host tmconvert tmrun custom_call_example
folder=examples/custom_call
work=build/custom_call
mkdir -p "$work"

build/bin/tmconvert "$folder/clean.hlo.txt" --custom-call median_filter -o "$work/clean.tmb" -q
signal=(0 1 2 3 50 4 5 5 5 5 -40 5 5 6 7 8 8 8 60 61 8 7 6 5 4 3 2 1 0 -1 -2 -3)
output=$(build/bin/custom_call_example "$work/clean.tmb" "${signal[@]}")
/usr/bin/python3 "$folder/check.py" "$output" "${signal[@]}"
echo "host: as NumPy"

cmake --preset cortex-m4 -B "$work/firmware" -DTMB_BIN_DIR="$PWD/$work" --log-level=WARNING \
  -DTMB_FIRMWARE_FUNCTIONS="$PWD/$folder/firmware_functions.c;$PWD/$folder/median_filter.c" \
  $(command -v ccache >/dev/null && echo -DCMAKE_C{,XX}_COMPILER_LAUNCHER=ccache) >&2
cmake --build "$work/firmware" --target tmb-mps2-an386 >&2
TMB_FIRMWARE_DIR=$work/firmware build/bin/tmrun "$work/clean.tmb" --on qemu:mps2-an386 --rtol 0 --atol 0 \
  --input="${#signal[@]}xf32=${signal[*]}" --expected_output="$output"
echo "mps2-an386: the same bits"
