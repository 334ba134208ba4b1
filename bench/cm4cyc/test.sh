#!/usr/bin/env bash
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Builds the plugin and checks it: decoder, hand-calculated micro-benchmarks, determinism, speed.
set -u
cd "$(dirname "$0")"
OUT=${OUT:-$(mktemp -d)}; mkdir -p "$OUT"
FAIL=0
ok() { if [ "$1" = 0 ]; then echo "PASS  $2"; else echo "FAIL  $2"; FAIL=1; fi; }
CC="arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -O2 -I$PWD -nostartfiles -T test/l.ld --specs=rdimon.specs -Wl,--no-warn-rwx-segments test/start.c"
Q="qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native"
P=$OUT/cm4cyc.so
./build.sh "$P"; ok $? "plugin builds without warnings"
g++ -std=c++17 -O2 -o "$OUT/dectest" test/decode_test.cc decode.cc timing.cc || exit 1
$CC test/micro.c test/micro.S -o "$OUT/micro.elf" && $CC test/icount.c -o "$OUT/icount.elf" &&
$CC test/speed.c -o "$OUT/speed.elf" && $CC test/unaligned.c test/unaligned.S -o "$OUT/unaligned.elf" || exit 1
run() { local elf=$1 opt=$2; shift 2; $Q "$@" -kernel "$OUT/$elf.elf" -plugin "$P,quiet=1,$opt" </dev/null; }

python3 -c "
print('.syntax unified\n.thumb\n.thumb_func\nx:')
for h in range(0xe800):
    if (h & 0xff00) != 0xbf00 or not h & 15: print('.inst.n', h)" >"$OUT/all16.S"
arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -c "$OUT/all16.S" -o "$OUT/all16.o"
python3 test/check_decoder.py "$OUT/dectest" "$OUT"/*.elf "$OUT/all16.o"; ok $? "decoder agrees with objdump (class, cycles, targets, registers)"
ALT=model=hw,p_dir=1,p_reg=2,p_mem=3,p_unalign=1,it_fold=1,ld_st=1,vstr=1
for m in trm:model=trm hw:model=hw alt:$ALT; do
    run micro "${m#*:},out=$OUT/m.json" >/dev/null
    python3 test/check_micro.py test/micro.expect "$OUT/m.json" "${m%%:*}"; ok $? "micro-benchmarks, ${m%%:*}"
done
opt() { run micro "$1,out=$OUT/m.json" >/dev/null; shift; python3 test/check_micro.py test/micro.expect "$OUT/m.json" trm "$@" >"$OUT/opt.log" || { cat "$OUT/opt.log"; return 1; }; }
opt flash_ws=2 15=5998 16=1000; ok $? "flash_ws=2 (999 taken branches x 2)"
opt p=1 15=3001; ok $? "p=1"
opt p=3 15=4999; ok $? "p=3"
opt fdiv_overlap=0 23=1401 24=2700; ok $? "fdiv_overlap=0"
opt fp_dep=0 4=3000 6=1000; ok $? "fp_dep=0"
opt div=12 22=1200; ok $? "div=12"
opt it=0 19=600 20=400; ok $? "it=0"
run unaligned "unaligned=1,out=$OUT/u1.json"; run unaligned "out=$OUT/u0.json"
python3 -c "
import json,sys
a,b=(json.load(open('$OUT/u%d.json'%k))['regions'][0]['cycles'] for k in (0,1))
sys.exit((a,b)!=(10*(3*2+1+4),10*(3*2+1+4+4)))"; ok $? "unaligned=1 adds 1+1+2 per group"

TICKS=$(run icount "out=$OUT/i.json" -icount shift=0 | awk '{print $2}')
python3 -c "
import json,sys
n=json.load(open('$OUT/i.json'))['regions'][0]['instructions']
print(f'  region {n} instructions, SysTick {$TICKS} x 40 = {$TICKS*40}')
sys.exit(abs(n-$TICKS*40)>80)"; ok $? "instruction count equals -icount SysTick (within 2 ticks)"
run icount "out=$OUT/i2.json" -icount shift=0 >/dev/null; cmp -s "$OUT/i.json" "$OUT/i2.json"; ok $? "bit-identical report on a second run"
run micro "out=$OUT/m1.json" -singlestep >/dev/null; run micro "out=$OUT/m2.json" >/dev/null
python3 - "$OUT" <<'PY'
import json, sys
a, b = (json.load(open(f"{sys.argv[1]}/m{k}.json"))["regions"] for k in (1, 2))
key = lambda r: [(x["id"], x["instructions"], x["cycles"]) for x in r]
sys.exit(key(a) != key(b))
PY
ok $? "regions independent of how QEMU cuts blocks (-singlestep)"

python3 - "$OUT" "$P" <<'PY'
import json, subprocess, sys, time
out, plug = sys.argv[1:]
q = "qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native".split() + ["-kernel", f"{out}/speed.elf"]
def t(extra):
    best = 1e9
    for _ in range(2):
        s = time.time(); subprocess.run(q + extra, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True); best = min(best, time.time() - s)
    return best
a, b = t([]), t(["-plugin", f"{plug},quiet=1,out={out}/s.json"])
n = json.load(open(f"{out}/s.json"))["total"]["instructions"]
print(f"  {n/1e6:.0f} M instructions: {n/1e6/a:.0f} M/s bare, {n/1e6/b:.0f} M/s with the plugin")
sys.exit(n / 1e6 / b < 50)
PY
ok $? "at least 50 M instructions/s"
[ $FAIL = 0 ] && echo "ALL PASS" || echo "SOME FAILED"
exit $FAIL
