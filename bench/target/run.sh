#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: bench/target/run.sh [REGEX]      programs whose folder matches; all without
#
# Cycles, instructions, arena and file bytes of the programs of tests/corpus, and of the corpus at $TMB_CORPUS when
# that is set, on the emulated Cortex-M4F under bench/cm4cyc (hardware model): deterministic.
set -euo pipefail
cd "$(dirname "$0")/../.."

scripts/setup.sh
scripts/build.sh host tmconvert tmrun
scripts/build.sh cortex-m4
plugin=$PWD/build/cm4cyc.so
if [[ ! -f $plugin || -n $(find bench/cm4cyc -maxdepth 1 -newer "$plugin" -name '*.[ch]*') ]]; then
  bench/cm4cyc/build.sh "$plugin"
fi
exec /usr/bin/python3 bench/target/networks.py --bin build/bin --plugin "$plugin" --only "${1:-}" \
  tests/corpus/cases ${TMB_CORPUS:+"$TMB_CORPUS"}
