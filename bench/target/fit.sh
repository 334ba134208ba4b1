#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: bench/target/fit.sh [--dry-run]
#
# Fits the estimate of cycles to the kernels as they are now: rewrites converter/report/cycle_terms.h and builds tmconvert.
set -euo pipefail
cd "$(dirname "$0")/../.."
plugin=$PWD/build/cm4cyc.so

scripts/build.sh host tmconvert tmrun
scripts/build.sh cortex-m4
bench/cm4cyc/build.sh "$plugin"
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 bench/target/fit_cycles.py --bin build/bin --plugin "$plugin" "$@" tests/corpus/cases
scripts/build.sh host tmconvert
