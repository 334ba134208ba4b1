#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: scripts/build.sh [host|release|cortex-m4|cortex-m4-no64|all] [TARGET...]
#
# Builds into build/PRESET; tools go to build/bin, firmware images to build/bin/firmware, those without 64-bit types to
# build/cortex-m4-no64/bin/firmware. all, the default: host and both firmwares.
set -euo pipefail
cd "$(dirname "$0")/.."

presets=("${1:-all}")
targets=("${@:2}")
if [[ ${presets[0]} == all ]]; then presets=(host cortex-m4 cortex-m4-no64); fi
launcher=()
if command -v ccache >/dev/null; then
  launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
for preset in "${presets[@]}"; do
  if [[ ! -f build/$preset/build.ninja ]]; then
    cmake --preset "$preset" "${launcher[@]}" --log-level=WARNING >&2
  fi
  cmake --build --preset "$preset" --parallel "$(nproc)" ${targets[@]:+--target "${targets[@]}"} >&2
done
