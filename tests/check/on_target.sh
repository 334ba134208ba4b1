#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: on_target.sh BIN NO64
#
# What a firmware lacks it refuses by name, on the emulated board: 64-bit types in the build without them (images in
# NO64), functions for custom-calls in the generic one.
set -euo pipefail
bin=$1
no64=$2
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# refused FIRMWARE TEXT MODEL INPUT: exit status 3 and the text.
refused() {
  local status=0
  TMB_FIRMWARE_DIR=$1 "$bin/tmrun" "$3" --on qemu:mps2-an386 --input="$4" >"$work/said" 2>&1 || status=$?
  if ((status != 3)) || ! grep -qF -- "$2" "$work/said"; then
    echo "exit status $status, expected 3 and '$2': $(cat "$work/said")"
    exit 1
  fi
}

for type in s64 f64 f32; do
  "$bin/tmconvert" "tests/runtime/no_wide_$type.hlo.txt" -o "$work/$type.tmb" -q
done
run() { TMB_FIRMWARE_DIR=$1 "$bin/tmrun" "$work/$2.tmb" --on qemu:mps2-an386 --input="4x$2=1 2 3 4" \
  --expected_output="4x$2=1 4 9 16"; }
refused "$no64/firmware" "this firmware lacks: 64-bit types" "$work/s64.tmb" "4xs64=1 2 3 4"
refused "$no64/firmware" "this firmware lacks: 64-bit types" "$work/f64.tmb" "4xf64=1 2 3 4"
run "$no64/firmware" f32
run "$bin/firmware" f64

"$bin/tmconvert" examples/custom_call/clean.hlo.txt --custom-call median_filter -o "$work/call.tmb" -q
refused "$bin/firmware" 'a custom-call has no function: "median_filter"' "$work/call.tmb" "32xf32=$(seq -s ' ' 32)"
echo "what a firmware lacks is refused by name"
