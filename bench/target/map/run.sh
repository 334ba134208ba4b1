#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# CM4CYC=path/to/cm4cyc.so run.sh: what Maps cost on a Cortex-M4F, by the cycle
# estimator's hardware model.
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$here/../../../tests/runtime/map/target/build.sh" "$out/bench.elf" cortex_m4 bench/target/map/bench_map.cc
qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel "$out/bench.elf" \
  -plugin "${CM4CYC:-cm4cyc.so}",out="$out/bench.json",model=hw,quiet=1 </dev/null
python3 "$here/report.py" "$out/bench.json"
