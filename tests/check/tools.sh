#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# usage: tools.sh BIN
#
# The command lines' contract: exit statuses, nothing but results on stdout, tmdump's forms, repair of damaged files.
set -euo pipefail
bin=$1
cd "$(dirname "$0")/../.."
case=tests/corpus/cases/quad_roots
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# expect STATUS NAME COMMAND...: runs it, keeps stdout and stderr in $work, compares the exit status.
expect() {
  local wanted=$1 name=$2 status=0
  shift 2
  "$@" >"$work/stdout" 2>"$work/stderr" || status=$?
  if ((status != wanted)); then
    echo "$name: exit status $status, expected $wanted: $(head -n 3 "$work/stderr")"
    failures=$((failures + 1))
  fi
}

# says NAME FILE TEXT: FILE (stdout or stderr) of the last command holds TEXT.
says() {
  if ! grep -qF -- "$3" "$work/$2"; then
    echo "$1: $2 does not say '$3': $(head -n 3 "$work/$2")"
    failures=$((failures + 1))
  fi
}

quiet() {
  if [[ -s $work/stdout ]]; then
    echo "$1: stdout is not empty: $(head -n 1 "$work/stdout")"
    failures=$((failures + 1))
  fi
}

model=$work/model.tmb
expect 0 "convert" "$bin/tmconvert" "$case/module.hlo.txt" -o "$model" --json "$work/model.json"
quiet "convert"
expect 0 "json of the converter" /usr/bin/python3 -c \
  'import json, sys; assert json.load(open(sys.argv[1]))["arena_bytes"] > 0' "$work/model.json"
expect 0 "report" "$bin/tmconvert" "$case/module.hlo.txt" --report "$work/report.html" -q
expect 0 "report has a memory map and cycles" grep -q "<svg" "$work/report.html"
expect 0 "list of operations" "$bin/tmconvert" --ops-of "$model"
says "list of operations" stdout "feature ArithmeticF32"
expect 5 "list of no program" "$bin/tmconvert" --ops-of "$case/module.hlo.txt"
expect 0 "convert a proto" "$bin/tmconvert" "$case/module.pb" -o "$work/proto.tmb" -q
expect 0 "same bytes twice" bash -c '"$1" "$2" -o "$3" -q && cmp "$3" "$4"' - "$bin/tmconvert" "$case/module.hlo.txt" \
  "$work/again.tmb" "$model"
expect 2 "quantized weights in halves" "$bin/tmconvert" "$case/module.hlo.txt" --quantize w8 --weights f16
says "quantized weights in halves" stderr "--quantize w8 stores weights as integers: it excludes --weights f16"
expect 2 "quantized weights by Winograd" "$bin/tmconvert" "$case/module.hlo.txt" --quantize w8 --winograd
says "quantized weights by Winograd" stderr "it excludes --winograd"
expect 2 "integers without samples" "$bin/tmconvert" "$case/module.hlo.txt" --quantize int8
says "integers without samples" stderr "--calibrate FILE.npz"
expect 2 "validation without data" "$bin/tmconvert" validate "$case/module.hlo.txt" --quantize w8
says "validation without data" stderr "--data FILE.npz"
expect 2 "data without validation" "$bin/tmconvert" "$case/module.hlo.txt" --quantize w8 --data "$work/x.npz"
lenet=examples/digits/lenet.hlo.txt samples=$work/samples.npz
/usr/bin/python3 - "$samples" <<'P'
import sys
import numpy as np
images = np.load("examples/digits/test_images.npy")[:40].astype(np.float32)[:, np.newaxis] / 16
np.savez(sys.argv[1], image=images)
P
expect 0 "validation" "$bin/tmconvert" validate "$lenet" --quantize int8 --calibrate "$samples" --data "$samples" -q \
  --json "$work/validation.json" --report "$work/validation.html"
says "validation" stdout "output0"
says "validation" validation.json '"top1_agreement"'
says "validation" validation.html "same largest element"
expect 2 "loss without samples" "$bin/tmconvert" "$lenet" --quantize w8 --max-loss 40
says "loss without samples" stderr "--calibrate FILE.npz"
expect 0 "loss" "$bin/tmconvert" "$lenet" --quantize int8 --max-loss 46 --calibrate "$samples" -o "$work/loss.tmb" \
  --json "$work/loss.json" --report "$work/loss.html"
says "loss" stderr "46 asked for"
says "loss" stderr "result in s16; rounded alone they leave"
says "loss" loss.json '"type": "s16"'
says "loss" loss.html "by --max-loss 46"
expect 2 "loss out of reach" "$bin/tmconvert" "$lenet" --quantize int8 --io int8 --max-loss 90 --calibrate "$samples" -q
says "loss out of reach" stderr "is what is left when all that may be finer is"
expect 2 "unknown wide result" "$bin/tmconvert" "$lenet" --quantize int8 --wide nothing --calibrate "$samples" -q
says "unknown wide result" stderr "--wide nothing: no layer"
expect 0 "integer signature" "$bin/tmconvert" "$lenet" --quantize int8 --io int8 --calibrate "$samples" -q -o "$work/int8.tmb"
expect 0 "listing of integers" "$bin/tmdump" "$work/int8.tmb"
says "listing of integers" stdout "* (integer - -128)"
expect 2 "unknown form of quantizing" "$bin/tmconvert" "$case/module.hlo.txt" --quantize w3
expect 2 "no module" "$bin/tmconvert"
expect 2 "module absent" "$bin/tmconvert" "$work/absent.hlo" -o "$work/x.tmb"
expect 2 "unknown option" "$bin/tmconvert" "$case/module.hlo.txt" --frobnicate
expect 0 "every stage can be printed" "$bin/tmconvert" "$case/module.hlo.txt" --dump-after=all -q
says "every stage can be printed" stdout "==== after"

expect 0 "run" "$bin/tmrun" "$model" --input=f32=1 --input=f32=-3 --input=f32=2
says "run" stdout "f32=2"
expect 0 "expected output" "$bin/tmrun" "$model" --input=f32=1 --input=f32=-3 --input=f32=2 \
  --expected_output=f32=2 --expected_output=f32=1
expect 1 "other output" "$bin/tmrun" "$model" --input=f32=1 --input=f32=-3 --input=f32=2 \
  --expected_output=f32=2 --expected_output=f32=7
expect 2 "too few inputs" "$bin/tmrun" "$model" --input=f32=1
expect 2 "no such entry" "$bin/tmrun" "$model" --entry nowhere --input=f32=1 --input=f32=-3 --input=f32=2
expect 0 "convert a loop" "$bin/tmconvert" tests/corpus/cases/fibonacci/module.hlo.txt -o "$work/loop.tmb" -q
expect 0 "budget enough" "$bin/tmrun" "$work/loop.tmb" --budget 10000 --input=s32=30
says "budget enough" stdout "s32=832040"
expect 1 "budget used up" "$bin/tmrun" "$work/loop.tmb" --budget 2 --input=s32=30

calls=examples/custom_call/clean.hlo.txt
expect 3 "call of a target that nobody knows" "$bin/tmconvert" "$calls" -o "$work/calls.tmb" -q
says "call of a target that nobody knows" stderr "--custom-call median_filter"
expect 0 "permitted call" "$bin/tmconvert" "$calls" --custom-call other --custom-call median_filter -o "$work/calls.tmb" -q
expect 0 "listing of a call" "$bin/tmdump" "$work/calls.tmb"
for text in 'target="median_filter"' "config {width = 5 : i64}" "operand 0 arena" "F32[32]"; do
  says "listing of a call" stdout "$text"
done
expect 3 "call without function" "$bin/tmrun" "$work/calls.tmb" --input="32xf32=$(seq -s ' ' 32)"
says "call without function" stderr '"median_filter"'
expect 2 "call of what has an expansion" "$bin/tmconvert" "$calls" --custom-call lapack_sgetrf_ffi

two=$work/two.tmb
expect 0 "two entries" "$bin/tmconvert" --entry "roots=$case/module.hlo.txt" \
  --entry fibonacci=tests/corpus/cases/fibonacci/module.hlo.txt -o "$two" -q
expect 0 "second entry" "$bin/tmrun" "$two" --entry fibonacci --input=s32=10
says "second entry" stdout "s32=55"
expect 0 "without debug info" "$bin/tmconvert" "$case/module.hlo.txt" --strip -o "$work/bare.tmb" -q
expect 0 "smaller without debug info" test "$(stat -c %s "$work/bare.tmb")" -lt "$(stat -c %s "$model")"
expect 0 "stats" "$bin/tmrun" "$model" --stats "$work/stats.json" --input=f32=1 --input=f32=-3 --input=f32=2
expect 0 "stats have sizes" grep -q '"arena_bytes"' "$work/stats.json"
expect 0 "profile" "$bin/tmrun" "$model" --profile --input=f32=1 --input=f32=-3 --input=f32=2

expect 0 "listing" "$bin/tmdump" "$model"
for text in "entry" "arena" "input  0" "code" "Map" "SqrtF" "quad_roots"; do says "listing" stdout "$text"; done
expect 0 "json" bash -c '"$1" --json "$2" | /usr/bin/python3 -m json.tool' - "$bin/tmdump" "$model"
says "json" stdout '"entries"'

# Damage each third byte in turn: never a crash, and with the checksums made right never worse than a refusal.
expect 0 "damage" /usr/bin/python3 tests/check/damage.py "$bin" "$model"
head -c 100 "$model" >"$work/short.tmb"
expect 5 "truncated" "$bin/tmdump" "$work/short.tmb"
says "truncated" stderr "short.tmb"
expect 5 "not a model" "$bin/tmdump" README.md
expect 5 "empty" "$bin/tmdump" /dev/null
expect 5 "repair what is no model" "$bin/tmdump" --repair README.md -o "$work/x.tmb"
expect 2 "model absent" "$bin/tmdump" "$work/absent.tmb"
expect 0 "repair of a sound file" bash -c '"$1" --repair "$2" -o "$3" && cmp "$2" "$3"' - "$bin/tmdump" "$model" "$work/r.tmb"

if ((failures)); then exit 1; fi
echo "the tools keep their contract"
