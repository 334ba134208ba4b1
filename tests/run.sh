#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Everything: builds host tools and firmware, then runs unit tests, HLO cases and corpus programs on the host and on
# the emulated Cortex-M4F (same bits asked for), the tests of kernels on target, and the checks of the tree.
# Goes on after a failure and prints a summary; exit status 0 when all passed.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1

BIN=$PWD/build/bin
BOARD=qemu:mps2-an386
JOBS=$(nproc)
LOGS=build/test-logs
PYTHON=/usr/bin/python3
mkdir -p "$LOGS"
summary=()
failures=0

# step NAME COMMAND...: runs it with its output in a log; shows the log's end when it fails.
step() {
  local name=$1 log="$LOGS/${1// /-}.log" start=$SECONDS verdict=pass
  shift
  printf '== %s\n' "$name"
  if ! "$@" >"$log" 2>&1; then
    verdict=FAIL
    failures=$((failures + 1))
    tail -n 60 "$log"
  fi
  summary+=("$(printf '%-5s %-28s %4d s  %s' "$verdict" "$name" "$((SECONDS - start))" "$(tail -n 1 "$log" | cut -c1-80)")")
}

on_target_tests() {
  local script found=0
  while IFS= read -r script; do
    found=1
    echo "-- $script"
    "$script" </dev/null || return 1
  done < <(find tests -path '*/target/run.sh' | sort)
  ((found)) || echo "no tests/*/target/run.sh"
}

scripts/setup.sh
step "build host" scripts/build.sh host
step "build cortex-m4" scripts/build.sh cortex-m4
step "build without 64-bit types" scripts/build.sh cortex-m4-no64
step "unit tests" ctest --test-dir build/host --output-on-failure --parallel "$JOBS"
step "HLO cases" "$PYTHON" tests/hlo_cases/run.py --bin "$BIN" --jobs "$JOBS"
step "HLO cases without formulas" "$PYTHON" tests/hlo_cases/run.py --bin "$BIN" --jobs "$JOBS" --convert-with=--no-formulas
step "linear algebra" "$PYTHON" tests/linalg/run.py --bin "$BIN" --types f32,c128 --jobs "$JOBS"
for form in hlo plain proto stablehlo optimized elided; do
  step "corpus $form" "$PYTHON" tests/corpus/run.py --bin "$BIN" --form "$form" --jobs "$JOBS"
done
step "corpus streamed" "$PYTHON" tests/corpus/run.py --bin "$BIN" --jobs "$JOBS" --convert-with="--min-arena --optimize=memory"
step "corpus without formulas" "$PYTHON" tests/corpus/run.py --bin "$BIN" --jobs "$JOBS" --convert-with=--no-formulas
step "HLO cases on target" "$PYTHON" tests/hlo_cases/run.py --bin "$BIN" --on "$BOARD" --same-as host --jobs "$JOBS"
step "HLO cases without formulas on target" "$PYTHON" tests/hlo_cases/run.py --bin "$BIN" --on "$BOARD" --same-as host \
  --jobs "$JOBS" --convert-with=--no-formulas
step "HLO cases by Winograd on target" "$PYTHON" tests/hlo_cases/run.py --bin "$BIN" --on "$BOARD" --same-as host \
  --jobs "$JOBS" --convert-with=--winograd --only integer
step "corpus on target" "$PYTHON" tests/corpus/run.py --bin "$BIN" --on "$BOARD" --same-as host --jobs "$JOBS"
step "corpus by Winograd on target" "$PYTHON" tests/corpus/run.py --bin "$BIN" --on "$BOARD" --same-as host --jobs "$JOBS" \
  --convert-with=--winograd --only 'conv|lenet|residual|separable|unet'
step "corpus in 8-bit weights on target" "$PYTHON" tests/corpus/run.py --bin "$BIN" --on "$BOARD" --same-as host --jobs "$JOBS" \
  --convert-with="--quantize w8" --sqnr 30 --only 'lenet_baked|separable_net|mlp_baked|residual_block_baked'
step "corpus in 4-bit weights on target" "$PYTHON" tests/corpus/run.py --bin "$BIN" --on "$BOARD" --same-as host --jobs "$JOBS" \
  --convert-with="--quantize w4" --sqnr 15 --only 'lenet_baked|separable_net|mlp_baked|residual_block_baked'
step "corpus in 8-bit integers on target" "$PYTHON" tests/corpus/run.py --bin "$BIN" --on "$BOARD" --same-as host \
  --jobs "$JOBS" --convert-with="--quantize int8 --min-arena --optimize=memory" --calibrate --sqnr 20 \
  --only 'lenet_baked|separable_net|mlp_baked|residual_block_baked|elu_nchw'
step "accuracy of quantized digits" "$PYTHON" tests/quantize/accuracy.py --bin "$BIN"
step "kernels on target" on_target_tests
step "what a firmware lacks" tests/check/on_target.sh "$BIN" build/cortex-m4-no64/bin
step "firmware of one program" tests/check/ops_of.sh "$BIN"
step "example custom_call" examples/custom_call/run.sh
step "example quantized_training" examples/quantized_training/run.sh
step "firmware sizes" "$PYTHON" tests/sizes/sizes.py
step "budget and estimate" bench/target/run.sh --check
step "scalars beside C" bench/target/scalars/run.sh
step "cycle model" bench/cm4cyc/test.sh
step "hostile modules" "$PYTHON" tests/check/hostile.py --bin "$BIN" --seconds 60
step "tools" tests/check/tools.sh "$BIN"
step "tree" "$PYTHON" tests/check/tree.py --bin "$BIN"

printf '\n'
printf '%s\n' "${summary[@]}"
printf '%d of %d steps failed, %d s\n' "$failures" "${#summary[@]}" "$SECONDS"
((failures == 0))
