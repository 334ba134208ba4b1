#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Fits the estimate of cycles (converter/report/cycle_terms.h) to measurements by cm4cyc and rewrites its numbers.

usage: fit_cycles.py --bin DIR --plugin cm4cyc.so [--dry-run] [FOLDER...]

Measured is each instruction of the programs of fit_programs.py, of the networks beside this script and of the programs
in FOLDERs. The fit minimizes squared relative errors under non-negative cycles; prints how well it does by kind of
instruction. A term that no program has keeps its number. bench/target/fit.sh builds everything first. Needs numpy.
"""
import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

import fit_programs
import programs

HERE = pathlib.Path(__file__).resolve().parent
TERMS = HERE.parents[1] / "converter" / "report" / "cycle_terms.h"
TERM = re.compile(r"TERM\((\w+), ([\d.e+-]+)\)")


def solve_nonnegative(matrix, wanted):
    """The x >= 0 for which |matrix x - wanted| is smallest: Lawson and Hanson's active sets."""
    gram, target = matrix.T @ matrix, matrix.T @ wanted
    x, free = np.zeros(len(target)), np.zeros(len(target), bool)
    for _ in range(20 * len(target)):
        slope = target - gram @ x
        slope[free] = -np.inf
        best = int(np.argmax(slope))
        if slope[best] < 1e-9:
            break
        free[best] = True
        while True:
            trial = np.zeros_like(x)
            trial[free] = np.linalg.lstsq(gram[np.ix_(free, free)], target[free], rcond=None)[0]
            if (trial[free] > 0).all():
                break
            falling = free & (trial <= 0)
            step = np.min(x[falling] / (x[falling] - trial[falling]))
            x += step * (trial - x)
            free &= x > 1e-12
        x = trial
    return x


# Forms of the networks that have kernels of their own.
FORMS = (("--winograd",), ("--weights", "f16"), ("--weights", "bf16"), ("--quantize", "w8"))


def measurements(tools, folders, networks):
    """(program, instruction, cycles) of all straight-line programs, of networks in all forms."""
    cases = list(programs.cases_in([*folders, networks]))
    cases += [(*case, *form) for case in programs.cases_in([networks]) for form in FORMS]
    for (folder, _, *form), result in programs.in_parallel(lambda case: programs.measure_instructions(tools, *case), cases):
        if isinstance(result, Exception):
            sys.exit(f"{folder}: {result}")
        for instruction, cycles in result or []:
            yield " ".join([folder.name, *form]), instruction, cycles


def report(rows, predicted):
    """Mean and largest relative error by kind of instruction, the worst ten, whole networks."""
    kinds, whole = collections.defaultdict(list), collections.defaultdict(lambda: [0, 0])
    for (program, instruction, cycles), guess in zip(rows, predicted):
        kinds[instruction["opcode"]].append(abs(guess / cycles - 1))
        whole[program][0] += cycles
        whole[program][1] += guess
    for kind, errors in sorted(kinds.items()):
        print(f"{kind:16} {len(errors):5} measured, mean error {100 * np.mean(errors):5.1f} %, "
              f"largest {100 * max(errors):5.1f} %")
    for (program, instruction, cycles), guess in sorted(
            zip(rows, predicted), key=lambda pair: -abs(pair[1] / pair[0][2] - 1))[:10]:
        print(f"    {program}: {instruction['opcode']} {cycles:,} cycles, estimate {guess:,.0f}")
    for program, (cycles, guess) in sorted(whole.items()):
        if program.startswith("ml"):
            print(f"{program:36} {cycles:12,} cycles, estimate {guess:12,.0f} ({100 * (guess / cycles - 1):+.1f} %)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--plugin", type=pathlib.Path, required=True)
    parser.add_argument("--dry-run", action="store_true", help="only print")
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    tools = programs.Tools(options.bin, options.plugin)
    with tempfile.TemporaryDirectory() as name:
        made, networks = pathlib.Path(name) / "made", pathlib.Path(name) / "networks"
        fit_programs.write(made)
        subprocess.run([sys.executable, HERE / "networks" / "make.py", networks], check=True)
        rows = list(measurements(tools, [made, *options.folders], networks))
    text = TERMS.read_text(encoding="utf-8")
    terms = [name for name, _ in TERM.findall(text)]
    counts = np.array([[row[1]["cycle_terms"].get(term, 0) for term in terms] for row in rows])
    cycles = np.array([row[2] for row in rows], float)
    relative = counts / cycles[:, None]
    scale = np.maximum(np.abs(relative).max(axis=0), 1e-12)
    solution = solve_nonnegative(relative / scale, np.ones(len(rows))) / scale
    report(rows, counts @ solution)
    if not options.dry_run:
        fitted = {term: f"{number:.4g}" for term, number, count in zip(terms, solution, counts.sum(axis=0)) if count}
        TERMS.write_text(TERM.sub(lambda term: f"TERM({term[1]}, {fitted.get(term[1], term[2])})", text),
                         encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
