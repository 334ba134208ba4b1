#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""How long the conversion of each program of a corpus takes, in seconds of CPU time.

usage: corpus.py --bin DIR [--cases DIR] [--limit SECONDS] [--top N]

Converts every module.hlo.txt, module.pb, module.opt.hlo.txt and module.stablehlo.mlir below --cases and prints the
slowest. Exit status: 1 when one takes longer than --limit.
"""
import argparse
import os
import resource
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
FORMS = ("module.hlo.txt", "module.pb", "module.opt.hlo.txt", "module.stablehlo.mlir")


def seconds_of(command):
    """(CPU seconds of the child, what it said)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(command, capture_output=True, check=False)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, said[0] if said else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="folder of tmconvert")
    parser.add_argument("--cases", default=os.path.join(FOLDER, "../../tests/corpus/cases"))
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--top", type=int, default=10)
    options = parser.parse_args()
    rows = []
    for folder, _, files in sorted(os.walk(options.cases)):
        for form in FORMS:
            if form in files:
                path = os.path.join(folder, form)
                seconds, said = seconds_of([os.path.join(options.bin, "tmconvert"), path])
                rows.append((seconds, os.path.relpath(path, options.cases), said))
    rows.sort(reverse=True)
    for seconds, name, said in rows[:options.top]:
        print(f"{seconds:7.3f} s  {name}  {said[said.find(':') + 2:][:100]}")
    slow = sum(seconds > options.limit for seconds, _, _ in rows)
    print(f"{len(rows)} modules in {sum(row[0] for row in rows):.1f} s, {slow} take over {options.limit:g} s")
    return 1 if slow or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
