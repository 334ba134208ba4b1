#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# run.sh: 6000 random Maps on an emulated Cortex-M4F, by the portable and by the tuned
# evaluator: each must leave the same bytes in memory, and so must the host (the first
# argument, map_hash built for it, if given).
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for evaluator in portable cortex_m4; do
  "$here/build.sh" "$out/$evaluator.elf" $evaluator tests/runtime/map/target/map_hash.cc
  qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native \
    -kernel "$out/$evaluator.elf" </dev/null >"$out/$evaluator.txt"
done
[ "$(wc -l <"$out/portable.txt")" = 6000 ]
cmp "$out/portable.txt" "$out/cortex_m4.txt"
if [ -n "$1" ]; then
  "$1" >"$out/host.txt"
  cmp "$out/portable.txt" "$out/host.txt"
fi
echo "6000 programs: the same bytes"
