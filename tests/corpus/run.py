#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Converts and runs every program of a corpus and compares with the outputs stored there.

usage: run.py --bin DIR [--cases DIR] [--form hlo|plain|proto|stablehlo|optimized|elided] [--on host|qemu:BOARD]
              [--same-as host] [--only REGEX] [--jobs N] [--convert-with OPTIONS] [--calibrate] [--sqnr DB]

A program is a folder with case.json, in*.npy, out*.npy and the module in one or more forms (make.py writes them).
Integers and predicates must be equal, floats within the case's rtol and atol. --same-as host runs there too and
asks for identical bits. --convert-with gives options to tmconvert; those that may not change a bit
(--min-arena) are held to the bits of the conversion without them, on the host. --calibrate gives the case's inputs as
the only samples. --sqnr is for options that round (--quantize): float outputs must have that signal-to-noise ratio
instead. A case with "refused" may be refused by tmconvert with that text instead, and exceptions.txt names programs that
may be refused or differ. A text whose constants are elided as {...} must be refused with advice.
Exit status: 0 when every program passes. Needs numpy.
"""
import argparse
import json
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, os.pardir, "harness"))
import tools  # noqa: E402
import values  # noqa: E402

FORMS = {"hlo": "module.hlo.txt", "plain": "module.plain.hlo.txt", "proto": "module.pb",
         "stablehlo": "module.stablehlo.mlir", "optimized": "module.opt.hlo.txt",
         "elided": "module.elided.hlo.txt"}


BIT_EXACT_OPTIONS = {"--min-arena", "--optimize=memory", "--no-formulas"}


def expected(path, result, index):
    """The arrays that are right for a result: the stored one, and altN.npy where two answers are."""
    alternative = os.path.join(path, f"alt{index}.npy")
    files = [os.path.join(path, result["file"])] + ([alternative] if os.path.exists(alternative) else [])
    return [np.load(file) for file in files]


def exceptions():
    """Program -> "refused" or "differs"."""
    with open(os.path.join(FOLDER, "exceptions.txt"), encoding="utf-8") as file:
        rows = [line.split(None, 2) for line in file if line.strip() and not line.startswith("#")]
    return {name: end for name, end, _ in rows}


def too_noisy(got, want, least):
    """None, or a text when the signal-to-noise ratio of `got` is less than `least` dB."""
    noise = np.sum((got.astype(np.float64) - want) ** 2)
    ratio = 10 * np.log10(np.sum(want.astype(np.float64) ** 2) / noise) if noise else np.inf
    return None if ratio >= least else f"has an SQNR of {ratio:.1f} dB, not {least}"


def is_elided(module):
    """Whether `module` is HLO text without the values of its large constants."""
    with open(module, "rb") as file:
        return b"constant({...})" in file.read()


def write_samples(inputs, file):
    np.savez(file, **{str(i): np.load(name)[np.newaxis] for i, name in enumerate(inputs)})


def check_case(path, options):
    """None when the case passes, else a text."""
    with open(os.path.join(path, "case.json"), encoding="utf-8") as file:
        case = json.load(file)
    results = case["entry_results"]

    def difference(index, got):
        if options.exceptions.get(os.path.basename(path)) == "differs":
            return None
        dtype = results[index]["dtype"]
        if options.sqnr is not None and np.issubdtype(got.dtype, np.floating):
            return too_noisy(got, np.load(os.path.join(path, results[index]["file"])), options.sqnr)
        why = [values.first_difference(got, want, dtype, case["rtol"], case["atol"])
               for want in expected(path, results[index], index)]
        return why[0] if all(why) else None

    with tempfile.TemporaryDirectory() as folder:
        tmb = os.path.join(folder, "module.tmb")
        module = os.path.join(path, FORMS[options.form])
        inputs = [os.path.join(path, p["file"]) for p in case["entry_parameters"]]
        convert_with = list(options.convert_with)
        if options.calibrate:
            convert_with += ["--calibrate", os.path.join(folder, "samples.npz")]
            write_samples(inputs, convert_with[-1])
        status, said = tools.convert(options.bin, module, tmb, convert_with)
        if is_elided(module):
            refused = status == 5 and "elided" in said and "print_large_constants=True" in said
            return None if refused else f"elided constants: tmconvert ended with {status}: {said}"
        exception = options.exceptions.get(os.path.basename(path))
        if status == 3 and (exception == "refused" or case.get("refused", "\0") in said):
            return None
        if status:
            return f"tmconvert ended with {status}: {said.splitlines()[-1] if said else ''}"
        why = tools.run_and_compare(options.bin, tmb, options.targets, inputs, len(results), folder, difference)
        if why or not BIT_EXACT_OPTIONS.intersection(convert_with):
            return why
        plain = os.path.join(folder, "plain.tmb")
        tools.convert(options.bin, module, plain, [o for o in convert_with if o not in BIT_EXACT_OPTIONS])
        runs = [tools.run(options.bin, file, "host", inputs, len(results), folder) for file in (tmb, plain)]
        same = all(a.tobytes() == b.tobytes() for a, b in zip(*runs))
        return None if same else "other bits than without " + " ".join(options.convert_with)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="folder of tmconvert and tmrun")
    parser.add_argument("--cases", default=os.path.join(FOLDER, "cases"))
    parser.add_argument("--form", choices=FORMS, default="hlo")
    parser.add_argument("--on", default="host")
    parser.add_argument("--same-as", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--convert-with", default="", type=str.split, metavar="OPTIONS", help="of tmconvert")
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--sqnr", type=float, metavar="DB")
    options = parser.parse_args()
    options.exceptions = exceptions()
    options.targets = [options.on] + ([options.same_as] if options.same_as else [])
    cases = sorted(d for d, _, files in os.walk(options.cases) if {"case.json", FORMS[options.form]} <= set(files))
    cases = [c for c in cases if re.search(options.only, os.path.relpath(c, options.cases))]
    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda c: check_case(c, options), cases))
    for path, why in zip(cases, outcomes):
        if why:
            print(f"{os.path.relpath(path)}: {why}")
    passed = outcomes.count(None)
    print(f"{passed} of {len(cases)} corpus programs pass ({options.form}, {options.on})")
    return 0 if cases and passed == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
