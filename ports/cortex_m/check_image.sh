#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: check_image.sh IMAGE.elf [NM]
# Fails when a linked firmware image holds what it must not: a heap, C++ run-time
# support, exceptions or stdio.
set -euo pipefail
image=$1
nm=${2:-arm-none-eabi-nm}
forbidden='malloc|calloc|realloc|free|_malloc_r|_free_r|_?_sbrk(_r)?|_Zn[aw].*|_Zd[al].*|__cxa_.*|__gxx_.*'
forbidden+='|_Unwind_.*|__aeabi_unwind.*|.*printf.*|puts|_write(_r)?|abort|exit|_exit|atexit|__aeabi_atexit|__libc_init_array'
found=$("$nm" "$image" | awk '{print $NF}' | grep -E -x "$forbidden" || true)
if [[ -n $found ]]; then
  echo "$image holds what no firmware image may:" >&2
  echo "$found" >&2
  exit 1
fi
