#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes the networks of the table as programs to measure: the HLO texts here with numbers for their elided weights.

usage: make.py FOLDER

The texts are what JAX lowers the four float networks of MLPerf Tiny and an MLP to, with `constant({...})` for weights.
The weights are pseudo-random and always the same; what a run costs does not depend on them. Each network becomes a
folder as tests/corpus/make.py writes them, without expected values, with pseudo-random samples to calibrate with. Needs
numpy.
"""
import json
import math
import pathlib
import re
import sys

import numpy as np

SAMPLES = 8
HERE = pathlib.Path(__file__).resolve().parent
ELIDED = re.compile(r"f32\[([\d,]*)\](\{[\d,]*\})? constant\(\{\.\.\.\}\)")
SIGNATURE = re.compile(r"entry_computation_layout=\{\((.*?)\)->(.*?)\}$", re.M)
SHAPE = re.compile(r"f32\[([\d,]*)\]")


def dims_of(text):
    return [int(dim) for dim in text.split(",") if dim]


def literal(values):
    """Nested braces, as HLO text writes arrays."""
    if values.ndim == 1:
        return "{" + ",".join(f"{value:.5g}" for value in values.tolist()) + "}"
    return "{" + ",".join(literal(row) for row in values) + "}"


def fill(text, random):
    """The text with weights that keep the size of what flows through: uniform, scaled by the products of a sum."""
    def weights(found):
        dims = dims_of(found[1])
        terms = math.prod(dims[:-1])
        values = random.uniform(-1, 1, dims) * math.sqrt(3 / terms)
        return f"f32[{found[1]}]{found[2] or ''} constant({literal(values)})"
    return ELIDED.sub(weights, text)


def tensors(text, prefix, random=None, folder=None):
    """Entries of case.json for the shapes in `text`; with `random`, their arrays, too."""
    entries = []
    for index, found in enumerate(SHAPE.findall(text)):
        entries.append({"index": index, "shape": dims_of(found), "dtype": "f32", "file": f"{prefix}{index}.npy"})
        if random is not None:
            np.save(folder / entries[-1]["file"], random.uniform(-1, 1, dims_of(found)).astype(np.float32))
    return entries


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for source in sorted(HERE.glob("*.hlo.txt")):
        name = source.name.removesuffix(".hlo.txt")
        folder = pathlib.Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        random = np.random.default_rng(2026)
        text = source.read_text(encoding="utf-8")
        (folder / "module.hlo.txt").write_text(fill(text, random), encoding="utf-8")
        parameters, results = SIGNATURE.search(text).groups()
        samples = {str(index): random.uniform(-1, 1, [SAMPLES, *dims_of(dims)]).astype(np.float32)
                   for index, dims in enumerate(SHAPE.findall(parameters))}
        np.savez(folder / "samples.npz", **samples)
        case = {"name": name, "entry_parameters": tensors(parameters, "in", random, folder),
                "entry_results": tensors(results, "out")}
        (folder / "case.json").write_text(json.dumps(case, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
