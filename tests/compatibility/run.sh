#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Tries the functions of JAX and the operations of HLO and writes docs/compatibility.md.
# usage: run.sh PYTHON [CHECKOUT...]
#   PYTHON has jax 0.10.2: python3 -m venv v; v/bin/pip install jax==0.10.2
#   CHECKOUT: sources of StableHLO and of IREE, whose own tests are run, too
set -euo pipefail
cd "$(dirname "$0")/../.."
[[ $# -ge 1 ]] || { sed -n '4,7s/^# //p' tests/compatibility/run.sh >&2; exit 2; }
PYTHON=$1
shift
OUT=build/compatibility
mkdir -p "$OUT"
"$PYTHON" tests/compatibility/functions.py --json "$OUT/x32.json"
"$PYTHON" tests/compatibility/functions.py --json "$OUT/x64.json" --x64
"$PYTHON" tests/compatibility/functions.py --json "$OUT/stablehlo.json" --form stablehlo --every 4
"$PYTHON" tests/compatibility/operations.py --json "$OUT/operations.json"
suites=()
if (($#)); then
  "$PYTHON" tests/compatibility/suites.py --json "$OUT/suites.json" "$@"
  suites=(--suites "$OUT/suites.json")
fi
"$PYTHON" tests/compatibility/report.py --x32 "$OUT/x32.json" --x64 "$OUT/x64.json" --stablehlo "$OUT/stablehlo.json" \
  --operations "$OUT/operations.json" "${suites[@]}"
