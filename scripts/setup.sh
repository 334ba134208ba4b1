#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Installs the Debian packages that building and testing need, when they are missing.
# Says nothing and changes nothing when all are there.
set -euo pipefail

packages=(
  cmake ninja-build g++ ccache
  libflatbuffers-dev flatbuffers-compiler libprotobuf-dev protobuf-compiler
  libcli11-dev libeigen3-dev libfmt-dev libgtest-dev libbenchmark-dev libzip-dev nlohmann-json3-dev
  gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib
  qemu-system-arm python3 python3-numpy
)

installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null |
  sed -n 's/ installed$//p' || true)
missing=()
for package in "${packages[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then exit 0; fi

as_root=()
if ((EUID != 0)); then as_root=(sudo); fi
echo "installing: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -q >&2
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
