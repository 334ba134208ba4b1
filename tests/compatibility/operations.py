#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Tries the operations of HLO with every element type against XLA's CPU backend, with random values and edges.

usage: operations.py [--bin DIR] [--only REGEX] [--jobs N] [--json FILE]     REGEX: of `operation type`

A cell is an operation with a type: one program of all its variants, or one a variant when that does not work.
"""
import collections
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, os.pardir, "harness"))
import functions  # noqa: E402


def try_cells(work):
    options, cells = work
    import attempt_operation
    import operation_tables
    with tempfile.TemporaryDirectory() as folder:
        return [(cell, attempt_operation.cell(operation_tables.variants(*cell), folder, options)) for cell in cells]


def main():
    options = functions.options_of(sys.argv[1:], __doc__)
    os.environ.update(functions.environment(x64=True))
    import operation_tables
    start = time.time()
    cells = [c for c in operation_tables.cells() if re.search(options.only, " ".join(c))]
    chunks = [(options, cells[i::max(1, len(cells) // 10)]) for i in range(max(1, len(cells) // 10))]
    outcomes = {}
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=10) as pool:
        for part in pool.imap_unordered(try_cells, chunks):
            outcomes.update(part)
    for cell in cells:
        for verdict, count, text in outcomes[cell]:
            if verdict not in ("works", "not judged") or options.verbose and verdict != "works":
                print(f"{' '.join(cell)}: {verdict} ({count}): {text}")
    verdicts = collections.Counter(v for cell in outcomes.values() for v in {v for v, _, _ in cell})
    good = sum(all(v in ("works", "not judged") for v, _, _ in cell) and any(v == "works" for v, _, _ in cell) for cell in outcomes.values())
    judged = sum(any(v != "not judged" for v, _, _ in cell) for cell in outcomes.values())
    variants = collections.Counter()
    for cell in outcomes.values():
        for verdict, count, _ in cell:
            variants[verdict] += count
    print(f"{good} of {judged} cells work ({100 * good / max(judged, 1):.1f} %); cells with: {dict(verdicts)}; variants: {dict(variants)}; {time.time() - start:.0f} s")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump([[*cell, outcomes[cell]] for cell in cells], file, indent=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
