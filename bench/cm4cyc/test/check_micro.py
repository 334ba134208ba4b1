#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""check_micro.py EXPECT JSON COLUMN(trm|hw|alt) [ID=CYCLES...]: compare region totals with the hand calculation;
ID=CYCLES replaces the table: only those regions are checked."""
import json, sys
exp, js, col = sys.argv[1], json.load(open(sys.argv[2])), {"trm": 2, "hw": 3, "alt": 4}[sys.argv[3]]
only = {int(k): int(v) for k, v in (a.split("=") for a in sys.argv[4:])}
got = {r["id"]: r for r in js["regions"]}
bad = checked = 0
for line in open(exp):
    if line.startswith("#") or not line.strip():
        continue
    f = line.split(None, 5)
    rid, n, c = int(f[0]), int(f[1]), int(f[col])
    if only:
        if rid not in only:
            continue
        c = only[rid]
    checked += 1
    r = got.get(rid)
    if not (r and r["instructions"] == n and r["cycles"] == c and r["consistent"] and r["entries"] == 1):
        bad += 1
        print(f"  FAIL region {rid}: want {n}/{c}, got {r and (r['instructions'], r['cycles'])}: {f[5].strip()}")
print(f"  {checked - bad}/{checked} regions equal the hand calculation; class sums {'equal' if js['consistent'] else 'DIFFER FROM'} the running total")
sys.exit(bad != 0 or not js["consistent"])
