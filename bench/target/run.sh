#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: bench/target/run.sh [REGEX]      programs whose folder matches; all without
#        bench/target/run.sh --check      hold them, and the firmware's size, to budget.json
#        bench/target/run.sh --update     rewrite budget.json with what they cost now
#
# Cycles, instructions, cycles of tmb_load (all checks but the constants' checksum), arena and file bytes of the programs
# of tests/corpus, of the networks beside this script, and of the corpus at $TMB_CORPUS when that is set, on the emulated
# Cortex-M4F under bench/cm4cyc (hardware model): deterministic. Then the networks beside other engines.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PYTHONDONTWRITEBYTECODE=1

scripts/setup.sh
scripts/build.sh host tmconvert tmrun
scripts/build.sh cortex-m4
plugin=$PWD/build/cm4cyc.so
if [[ ! -f $plugin || -n $(find bench/cm4cyc -maxdepth 1 -newer "$plugin" -name '*.[ch]*') ]]; then
  bench/cm4cyc/build.sh "$plugin"
fi
report=(/usr/bin/python3 bench/target/report.py --bin build/bin --plugin "$plugin")
case ${1:-} in
  --check | --update)
    scripts/build.sh cortex-m4-no64
    exec "${report[@]}" "$1" tests/corpus/cases
    ;;
esac
exec "${report[@]}" --only "${1:-}" tests/corpus/cases ${TMB_CORPUS:+"$TMB_CORPUS"}
