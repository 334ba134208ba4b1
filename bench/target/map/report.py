# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Prints what bench_map's regions cost, from the cycle estimator's JSON."""
import json
import sys

ELEMENTS = 4096
CASES = ["quad_roots, scalar",
         "1 op, tensors", "5 ops, tensors", "20 ops, tensors",
         "1 op, immediates", "5 ops, immediates", "20 ops, immediates",
         "1 op, a row broadcast [64,64]", "5 ops, a row broadcast [64,64]", "20 ops, a row broadcast [64,64]",
         "1 op, a column broadcast [64,64]", "5 ops, a column broadcast [64,64]", "20 ops, a column broadcast [64,64]",
         "1 op, transposed input [64,64]", "5 ops, transposed input [64,64]", "20 ops, transposed input [64,64]",
         "5 ops, a row broadcast [256,16]",
         "sum, Lanes [1,4096]", "sum, Lanes [64,64]", "sum, Rows [64,64]",
         "threefry round, u32", "add 1, s8", "f32 to s8", "s8 + s8, scales of their own", "tanh", "exp", "floor",
         "5 ops, tensors [409,10]"]
SHORT = ["1 op, tensors [16]", "5 ops, tensors [16]", "5 ops, immediates [16]", "5 ops, a column broadcast [8,16]",
         "5 ops, tensors [8]"]

regions = {region["id"]: region for region in json.load(open(sys.argv[1]))["regions"]}
scalar = regions[0]
print(f"{CASES[0]:<36} {scalar['instructions']:6} instructions {scalar['cycles']:6} cycles")
for i, case in enumerate(CASES[1:], 1):
    print(f"{case:<36} {regions[i]['cycles'] / ELEMENTS:6.2f} cycles an element")
for i, case in enumerate(SHORT, len(CASES)):
    print(f"{case:<36} {regions[i]['cycles']:6} cycles in all")
