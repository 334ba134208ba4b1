#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""What programs cost on a Cortex-M4F: cycles and instructions of one run by cm4cyc, arena and file bytes.

usage: networks.py --bin DIR --plugin cm4cyc.so [--only REGEX] CORPUS...

CORPUS is a folder of programs as tests/corpus/make.py writes them. Prints one row a program, as Markdown.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile


def module_of(path):
    """The program of a case: HLO text, or the proto where the text would be megabytes."""
    for name in ("module.hlo.txt", "module.pb"):
        if os.path.exists(os.path.join(path, name)):
            return os.path.join(path, name)
    return None


def run(arguments, **more):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=600, **more)
    if done.returncode:
        raise RuntimeError(f"{os.path.basename(arguments[0])} ended with {done.returncode}: "
                           + (done.stderr.strip().splitlines() or [""])[-1])


def measure(path, case, options):
    """(cycles, instructions, arena bytes, file bytes) of the program at `path`."""
    with tempfile.TemporaryDirectory() as folder:
        tmb, stats, report = (os.path.join(folder, name) for name in ("m.tmb", "stats.json", "cycles.json"))
        run([os.path.join(options.bin, "tmconvert"), module_of(path), "-o", tmb, "-q"])
        command = [os.path.join(options.bin, "tmrun"), tmb, "--on=qemu:mps2-an386", f"--stats={stats}"]
        command += [f"--input=@{os.path.join(path, p['file'])}" for p in case["entry_parameters"]]
        command += [f"--output=@{os.path.join(folder, r['file'])}" for r in case["entry_results"]]
        run(command, env=dict(os.environ, TMB_QEMU_ARGS=f"-plugin {options.plugin},model=hw,quiet=1,out={report}"))
        with open(report, encoding="utf-8") as file:
            regions = {region["id"]: region for region in json.load(file)["regions"]}
        with open(stats, encoding="utf-8") as file:
            arena_bytes = json.load(file)["arena_bytes"]
        return regions[0]["cycles"], regions[0]["instructions"], arena_bytes, os.path.getsize(tmb)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="folder of tmconvert and tmrun")
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("corpus", nargs="+")
    options = parser.parse_args()
    cases = sorted(d for c in options.corpus for d, _, files in os.walk(c)
                   if "case.json" in files and module_of(d) and re.search(options.only, d))
    print("| program | cycles | instructions | arena bytes | file bytes |\n|---|---:|---:|---:|---:|")
    failures = 0
    for path in cases:
        name = os.path.basename(path)
        with open(os.path.join(path, "case.json"), encoding="utf-8") as file:
            case = json.load(file)
        if "refused" in case:
            continue
        try:
            numbers = measure(path, case, options)
            print(f"| {name} | " + " | ".join(f"{number:,}" for number in numbers) + " |", flush=True)
        except (RuntimeError, OSError, KeyError, subprocess.TimeoutExpired) as error:
            failures += 1
            print(f"| {name} | {error} | | | |", flush=True)
    return 1 if failures or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
