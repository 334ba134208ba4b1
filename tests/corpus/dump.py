#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Converts what XLA_FLAGS=--xla_dump_to writes, and asks that all forms of one program compute the same.

usage: dump.py --bin DIR --dump DIR [--rtol R] [--atol A]

DIR of --dump holds module_NNNN.NAME.STAGE.txt and .hlo.pb, and JAX's jax_irNNNN_NAME_compile.mlir. The forms of NAME
(and, where numbers differ, of the same signature) run on the same random inputs and are compared with the first.
Texts with elided constants must be refused with advice. Exit status: 0 when all agree. Needs numpy.
"""
import argparse
import json
import os
import re
import sys
import tempfile

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [FOLDER, os.path.join(FOLDER, os.pardir, "harness")]
import run  # noqa: E402
import tools  # noqa: E402
import values  # noqa: E402

FORM = re.compile(r"(?:module_\d+\.|jax_ir\d+_)(?P<name>\w+?)(?:\.(?:before|cpu_after|gpu_after)_optimizations"
                  r"(?:\.txt|\.hlo\.pb)|_compile\.mlir)")


def signature(bin_folder, module, tmb, folder):
    """The program's entry from tmconvert's report, or a text that says why there is none."""
    report = os.path.join(folder, "report.json")
    command = [os.path.join(bin_folder, "tmconvert"), module, "-o", tmb, "--json", report, "-q"]
    status, said = tools.command(command)
    if status:
        return f"tmconvert ended with {status}: {said}"
    with open(report, encoding="utf-8") as file:
        return json.load(file)["entries"][0]


def random_array(tensor, random):
    dtype = np.dtype(values.DTYPES[tensor["type"]])
    if dtype.kind == "f":
        return random.standard_normal(tensor["dims"]).astype(dtype)
    return random.integers(0, 2 if dtype.kind == "b" else 5, tensor["dims"]).astype(dtype)


def outputs(options, module, folder):
    """(output types, output arrays) on inputs that depend on the signature alone, or a text."""
    tmb = os.path.join(folder, "module.tmb")
    entry = signature(options.bin, module, tmb, folder)
    if isinstance(entry, str):
        return entry
    random = np.random.default_rng(1)
    files = []
    for i, tensor in enumerate(entry["inputs"]):
        files.append(os.path.join(folder, f"input{i}.npy"))
        np.save(files[-1], random_array(tensor, random))
    arrays = tools.run(options.bin, tmb, "host", files, len(entry["outputs"]), folder)
    return arrays if isinstance(arrays, str) else ([tensor["type"] for tensor in entry["outputs"]], arrays)


def check_form(options, path, reference, folder):
    """What differs between the form at `path` and the program's first form; None when nothing does."""
    got = outputs(options, path, folder)
    if run.is_elided(path):
        return None if isinstance(got, str) and "print_large_constants=True" in got else f"elided, but: {got}"
    if isinstance(got, str):
        return got
    if not reference:
        reference.extend(got)
    types, wanted = reference
    if got[0] != types:
        return f"results are {got[0]}, expected {types}"
    why = [values.first_difference(g, w, t, options.rtol, options.atol) for t, g, w in zip(types, got[1], wanted)]
    return next((f"output {i} {text}" for i, text in enumerate(why) if text), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="folder of tmconvert and tmrun")
    parser.add_argument("--dump", required=True)
    parser.add_argument("--rtol", type=float, default=1e-5)
    parser.add_argument("--atol", type=float, default=1e-6)
    options = parser.parse_args()
    programs = {}
    for name in sorted(os.listdir(options.dump)):
        match = FORM.fullmatch(name)
        if match:
            programs.setdefault(match["name"], []).append(name)
    checked = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for forms in programs.values():
            reference = []
            for form in forms:
                why = check_form(options, os.path.join(options.dump, form), reference, folder)
                checked += 1
                if why:
                    failed += 1
                    print(f"{form}: {why}")
    print(f"{checked - failed} of {checked} dumped forms of {len(programs)} programs agree")
    return 0 if checked and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
