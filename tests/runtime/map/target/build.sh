#!/bin/sh
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# build.sh IMAGE portable|cortex_m4 SOURCE...: a bare-metal image of the Map machine with
# that evaluator, MapProgram and the given sources; it has a heap and semihosting. Objects
# are compiled as the firmware's are.
set -e
root=$(cd "$(dirname "$0")/../../../.." && pwd)
image=$1
evaluator=$2
shift 2
work=$image.build
mkdir -p "$work/schema"
flatc --cpp --cpp-std c++17 --scoped-enums --gen-object-api -o "$work/schema" "$root/schema/tmb.fbs"
ln -sfn /usr/include/flatbuffers "$work/schema/flatbuffers"
cd "$root"

cpu="-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -ffunction-sections -fdata-sections -I."
cxx="arm-none-eabi-g++ -std=c++17 $cpu -DNDEBUG -ffp-contract=off -fwrapv -fno-math-errno -fno-exceptions -fno-rtti
  -fno-threadsafe-statics -isystem $work/schema"
kernels=runtime/kernels
compile() {  # options, then sources
  options=$1
  shift
  for source in "$@"; do
    $cxx $options -c "$source" -o "$work/$(echo "$source" | tr / _).o"
  done
}
compile -Os $kernels/map_reduce.cc $kernels/wide.cc $kernels/extended.cc
compile -O2 $kernels/map.cc $kernels/map_element.cc $kernels/map_formula_access.cc $kernels/map_repeat.cc $kernels/map_stage.cc \
  $kernels/map_walk.cc $kernels/functions*.cc
if [ "$evaluator" = cortex_m4 ]; then
  compile -Os $kernels/cortex_m4/map_evaluator.cc
  compile -O2 $kernels/cortex_m4/map_flat.cc $kernels/cortex_m4/map_repeat_body.cc
  compile "" $kernels/cortex_m4/map_*.S
else
  compile -O2 $kernels/map_evaluator.cc $kernels/map_formula.cc $kernels/map_repeat_body.cc
fi
compile -O1 tests/runtime/map/target/start.cc tests/runtime/map/map_program.cc \
  tests/runtime/map/random_map_program.cc "$@"
arm-none-eabi-g++ $cpu -nostartfiles --specs=rdimon.specs -Wl,--gc-sections -T tests/runtime/map/target/target.ld \
  -o "$image" "$work"/*.o
