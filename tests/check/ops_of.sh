#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: ops_of.sh BIN
#
# The firmware of one program alone: builds what `tmconvert --ops-of` lists for the digits' LeNet into build/ops_of, holds
# it to 24 KB, asks for the host's bits, and that a program which needs more is refused by name.
set -euo pipefail
bin=$1
cd "$(dirname "$0")/../.."
folder=$PWD/build/ops_of
limit=$((24 * 1024))
mkdir -p "$folder"

"$bin/tmconvert" examples/digits/lenet.hlo.txt -o "$folder/lenet.tmb" -q
"$bin/tmconvert" --ops-of "$folder/lenet.tmb" -o "$folder/lenet.ops"
launcher=()
if command -v ccache >/dev/null; then
  launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
cmake --preset cortex-m4 -B "$folder" -DTMB_OPS="$folder/lenet.ops" -DTMB_TUNED_KERNELS=OFF -DTMB_BIN_DIR="$folder/bin" "${launcher[@]}" \
  --log-level=WARNING
cmake --build "$folder" --target tmb-mps2-an386

/usr/bin/python3 examples/digits/show.py prepare "$folder"
run() { "$bin/tmrun" "$folder/lenet.tmb" --each --input="@$folder/images.npy" --output="@$folder/$1.npy" --on "$2"; }
run host host
TMB_FIRMWARE_DIR=$folder/bin/firmware run target qemu:mps2-an386
cmp "$folder/host.npy" "$folder/target.npy"

"$bin/tmconvert" tests/corpus/cases/quad_roots/module.hlo.txt -o "$folder/roots.tmb" -q
status=0
TMB_FIRMWARE_DIR=$folder/bin/firmware "$bin/tmrun" "$folder/roots.tmb" --on qemu:mps2-an386 \
  --input=f32=1 --input=f32=-3 --input=f32=2 >"$folder/said" 2>&1 || status=$?
if ((status != 3)) || ! grep -qF "this firmware lacks: f32 arithmetic" "$folder/said"; then
  echo "quad_roots: exit status $status: $(cat "$folder/said")"
  exit 1
fi

bytes=$(arm-none-eabi-size "$folder/bin/firmware/tmb-mps2-an386.elf" | awk 'NR == 2 {print $1 + $2}')
echo "firmware of LeNet alone: $bytes bytes of flash, at most $limit"
((bytes <= limit))
