#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""What programs cost on a Cortex-M4F: cycles and instructions of one run by cm4cyc, cycles of tmb_load, arena and file
bytes.

usage: report.py --bin DIR --plugin cm4cyc.so [--only REGEX] [--check | --update] CORPUS...

CORPUS is a folder of programs as tests/corpus/make.py writes them. Prints one row a program, as Markdown, then the
networks beside other engines. --check holds programs, networks and firmware images to budget.json: fails when one costs
over 1 % more, or when the estimate of a network's cycles (tmconvert --json) is over 15 % off. --update rewrites
budget.json with what was measured.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import peers
import programs

HERE = pathlib.Path(__file__).resolve().parent
BUDGET = HERE / "budget.json"
HOLD = ("cycles", "load_cycles", "arena_bytes", "file_bytes")
TOLERANCE = 0.01
ESTIMATE_TOLERANCE = 0.15
sys.path.insert(0, str(HERE.parents[1] / "tests" / "sizes"))
import sizes  # noqa: E402


def print_programs(measured):
    print("| program | cycles | instructions | tmb_load, cycles | arena bytes | file bytes |\n|---|---:|---:|---:|---:|---:|")
    for name, cost in measured.items():
        print(f"| {name} | {cost.cycles:,} | {cost.instructions:,} | {cost.load_cycles:,} | {cost.arena_bytes:,} "
              f"| {cost.file_bytes:,} |")


def measure_all(tools, cases, *options):
    """Name -> what it costs, and the number of failures, which are printed."""
    measured, failures = {}, 0
    for (folder, _), cost in programs.in_parallel(lambda case: programs.measure(tools, *case, *options), cases):
        if isinstance(cost, Exception):
            failures += 1
            print(f"{folder.name}: {cost}")
        else:
            measured[folder.name] = cost
    return measured, failures


def estimate_faults(tools, cases, measured):
    """Networks whose cycles tmconvert estimates badly."""
    for folder, _ in cases:
        for name, options in ((folder.name, ()), (integer_name(folder.name), programs.integer_options(folder)),
                              (wide_name(folder.name), programs.wide_options(folder))):
            if name not in measured:
                continue
            estimate, cycles = programs.estimate(tools, folder, *options), measured[name].cycles
            error = estimate / cycles - 1
            print(f"{name}: {cycles:,} cycles, estimate {estimate:,} ({100 * error:+.1f} %)")
            if abs(error) > ESTIMATE_TOLERANCE:
                yield f"{name}: the estimate is {100 * error:+.1f} % off; run bench/target/fit.sh"


def integer_name(network, variant=""):
    """What budget.json calls a network in 8-bit integers."""
    return f"{network} int8 {variant}".strip()


def wide_name(network):
    """What it calls one in 16-bit integers."""
    return f"{network} int16"


def costs(measured, images):
    """What budget.json holds."""
    return {"programs": {name: {what: getattr(cost, what) for what in HOLD} for name, cost in sorted(measured.items())},
            "firmware bytes": images}


def over_budget(now, budget):
    for name, cost in now["programs"].items():
        allowed = budget["programs"].get(name)
        if allowed is None:
            yield f"{name}: not in budget.json"
            continue
        for what in HOLD:
            if cost[what] > allowed[what] * (1 + TOLERANCE):
                yield f"{name}: {cost[what]:,} {what.replace('_', ' ')}, budget {allowed[what]:,}"
    for name, size in now["firmware bytes"].items():
        if size > budget["firmware bytes"].get(name, 0) * (1 + TOLERANCE):
            yield f"{name}: {size:,} bytes, budget {budget['firmware bytes'].get(name, 0):,}"


def hold(options, tools, measured, networks):
    """Compares with budget.json or rewrites it; the number of faults."""
    now = costs(measured, dict(sizes.totals(options.bin.parent)))
    if options.update:
        BUDGET.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        print(f"{BUDGET.relative_to(HERE.parents[1])} rewritten")
        return 0
    faults = list(over_budget(now, json.loads(BUDGET.read_text(encoding="utf-8"))))
    faults += estimate_faults(tools, networks, measured)
    for fault in faults:
        print(fault)
    if faults:
        print("Where more is meant: bench/target/run.sh --update")
    print(f"{len(measured)} programs and {len(now['firmware bytes'])} images held to budget.json, {len(faults)} faults")
    return len(faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of tmconvert, tmrun and firmware")
    parser.add_argument("--plugin", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("corpus", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    tools = programs.Tools(options.bin, options.plugin)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, HERE / "networks" / "make.py", folder], check=True)
        networks = list(programs.cases_in([folder], options.only))
        measured, failures = measure_all(tools, list(programs.cases_in(options.corpus, options.only)) + networks)
        integers, wide = peers.integer_variants(tools, networks), peers.wide_networks(tools, networks)
        if options.check or options.update:
            measured.update({integer_name(*key): cost for key, cost in integers.items()})
            measured.update({wide_name(name): cost for name, cost in wide.items()})
            return 1 if failures + hold(options, tools, measured, networks) else 0
        print_programs(measured)
        if networks:
            print()
            peers.print_table(measured, peers.variants(tools, networks))
            print()
            peers.print_integer_table(integers)
            print()
            peers.print_wide_table(wide)
    return 1 if failures or not measured else 0


if __name__ == "__main__":
    sys.exit(main())
