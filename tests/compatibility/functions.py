#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Tries the public functions of JAX: lowers each with sample arguments, converts, runs, compares with JAX.

usage: functions.py [--bin DIR] [--x64] [--form hlo|stablehlo] [--only REGEX] [--every N] [--jobs N] [--json FILE]
                    [--keep DIR] [--verbose]

The rows are in table_*.py. A function works when every sample that JAX lowers gives JAX's result. Needs jax 0.10.
"""
import argparse
import collections
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
import zlib

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, os.pardir, "harness"))


def options_of(arguments, doc):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=os.path.join(FOLDER, os.pardir, os.pardir, "build", "bin"))
    parser.add_argument("--x64", action="store_true", help="with 64-bit types: samples are widened")
    parser.add_argument("--form", choices=("hlo", "stablehlo"), default="hlo")
    parser.add_argument("--only", default="")
    parser.add_argument("--every", type=int, default=1, help="only each N-th function")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", default="", help="write the outcomes to this file")
    parser.add_argument("--keep", default="", help="keep the programs that do not work in this folder")
    parser.add_argument("--verbose", action="store_true", help="print samples that JAX does not lower, too")
    return parser.parse_args(arguments)


def environment(x64):
    """What jax reads when it is imported."""
    return {"XLA_FLAGS": "--xla_backend_optimization_level=0 --xla_allow_excess_precision=false", "JAX_PLATFORMS": "cpu",
            "JAX_ENABLE_X64": "1" if x64 else "0", "OMP_NUM_THREADS": "1"}


def try_rows(work):
    """Outcomes of some rows, in a process of its own: (title, name) and a list of (verdict, text)."""
    options, chunk = work
    import attempt  # jax reads its configuration when it is imported
    import tables
    rows = [(t.title, row) for t in tables.TABLES for row in t.rows]
    with tempfile.TemporaryDirectory() as folder:
        return [(rows[i][0], rows[i][1].name, [attempt.sample(rows[i][1].function, s, folder, options)
                                               for s in rows[i][1].samples]) for i in chunk]


def main():
    options = options_of(sys.argv[1:], __doc__)
    os.environ.update(environment(options.x64))
    import tables
    start = time.time()
    rows = [(t.title, row.name) for t in tables.TABLES for row in t.rows]
    wanted = [i for i, row in enumerate(rows) if i % options.every == 0 and re.search(options.only, ".".join(row))]
    wanted.sort(key=lambda i: zlib.crc32(".".join(rows[i]).encode()))  # slow rows do not end in one chunk
    chunks = [(options, wanted[i:i + 12]) for i in range(0, len(wanted), 12)]
    outcomes = []
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=12) as pool:
        for part in pool.imap_unordered(try_rows, chunks):
            outcomes += part
    outcomes.sort(key=lambda o: rows.index((o[0], o[1])))
    for title, name, results in outcomes:
        for i, (verdict, text) in enumerate(results):
            if verdict not in ("works", "not lowered") or options.verbose and verdict != "works":
                print(f"{title}.{name} [{i}]: {verdict}: {text}")
        if all(verdict == "not lowered" for verdict, _ in results):
            print(f"{title}.{name}: never lowered: {results[0][1] if results else 'no sample'}")
    for table in tables.TABLES:
        if not options.only and options.every == 1 and table.missing():
            print(f"{table.title}: no row: {' '.join(table.missing())}")
    counts = collections.Counter(verdict for _, _, results in outcomes for verdict, _ in results)
    lowered = [r for _, _, r in outcomes if any(v != "not lowered" for v, _ in r)]
    good = sum(all(v in ("works", "not lowered") for v, _ in r) for r in lowered)
    print(f"{good} of {len(lowered)} functions work ({100 * good / max(len(lowered), 1):.1f} %); samples: "
          + ", ".join(f"{n} {v}" for v, n in counts.most_common()) + f"; {time.time() - start:.0f} s")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(outcomes, file, indent=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
