#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Converts and runs every factorisation on random, deficient, degenerate and odd-shaped matrices, checks residuals.

usage: run.py --bin DIR [--on host|qemu:BOARD] [--same-as host] [--only REGEX] [--jobs N] [--types f32,c64]

What must hold (A = L U, A V = V W, orthogonality, order, ...) is in routines.py. Exit status: 0 when all passes.
Needs numpy.
"""
import argparse
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import routines

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "harness"))
import tools  # noqa: E402

TYPES = {  # numpy type, LAPACK's letter, type of the real part, complex type
    "f32": (np.float32, "s", "f32", "c64"), "f64": (np.float64, "d", "f64", "c128"),
    "c64": (np.complex64, "c", "f32", "c64"), "c128": (np.complex128, "z", "f64", "c128"),
}
ROUNDINGS = 60  # of the results, times the size of the matrix


def matrices(m, n):
    """Of that shape, by name."""
    random = np.random.default_rng([m, n])
    normal = random.standard_normal((m, n)) + 1j * random.standard_normal((m, n))
    some = {"random": normal}
    if m * n > 1:
        rank = max(1, min(m, n) - 1) if min(m, n) > 1 else 1
        some["deficient"] = normal[:, :rank] @ normal[:rank, :]
        some["zero"] = np.zeros((m, n))
        some["identity"] = np.eye(m, n)
        some["ones"] = np.ones((m, n))
        some["graded"] = normal * 10.0 ** -np.arange(n)
    some["large"], some["small"] = normal * 1e18, normal * 1e-18
    return some


def cases(options):
    for type_name in options.types:
        dtype = TYPES[type_name][0]
        complex_type = np.issubdtype(dtype, np.complexfloating)
        for name, routine in routines.routines(complex_type).items():
            shapes = [(1, 1), (2, 2), (3, 3), (6, 6)]
            shapes += [] if routine.square else [(4, 3), (3, 4), (1, 3), (5, 1), (7, 2), (2, 7)]
            for m, n in shapes:
                some = {k: v if complex_type else np.real(v) for k, v in matrices(m, n).items()}
                some["batched"] = np.stack([some["random"], -2 * some["random"], some.get("ones", some["random"])])
                for kind, matrix in some.items():
                    if kind in ("large", "small") and name == "potrf":
                        continue  # the square of that is out of range
                    for target in routine.targets:
                        yield type_name, target, routine, kind, routine.prepare(matrix).astype(dtype)


def shape_text(kind, dims, batch, type_name):
    _, _, real, complex_name = TYPES[type_name]
    name = {"t": type_name, "r": real, "c": complex_name, "i": "s32"}[kind]
    return f"{name}[{','.join(str(d) for d in tuple(batch) + tuple(dims))}]"


def program(type_name, target, routine, matrix):
    """(HLO text, number of results)."""
    m, n = matrix.shape[-2:]
    batch = matrix.shape[:-2]
    results = [shape_text(kind, dims, batch, type_name) for kind, dims in routine.results(m, n)]
    config = routine.attributes
    if not config.startswith('"'):
        codes = re.sub(r"\b[A-Z]\b", lambda letter: routines.ATTRIBUTE_LETTERS[letter[0]], config)
        config = "{" + codes.format(n=n) + "}"
    operands, lines = "a", [f"  a = {shape_text('t', (m, n), batch, type_name)} parameter(0)"]
    if "geqp3" in target:
        shape = shape_text("i", (n,), batch, type_name)
        lines += ["  zero = s32[] constant(0)", f"  free = {shape} broadcast(zero), dimensions={{}}"]
        operands = "a, free"
    target = target.format(TYPES[type_name][1])
    lines.append(f"  c = ({', '.join(results)}) custom-call({operands}), custom_call_target=\"{target}\", "
                 f"backend_config={config}")
    lines += [f"  r{i} = {shape} get-tuple-element(c), index={i}" for i, shape in enumerate(results)]
    lines.append(f"  ROOT t = ({', '.join(results)}) tuple({', '.join(f'r{i}' for i in range(len(results)))})")
    return "HloModule linalg\nENTRY f {\n" + "\n".join(lines) + "\n}\n", len(results)


def wide(array):
    """With numbers of 64 bits for the check itself."""
    return array.astype(np.complex128 if np.iscomplexobj(array) else np.float64 if array.dtype.kind == "f" else np.int64)


def check(case, options):
    """None when the case passes, else a text."""
    type_name, target, routine, kind, matrix = case
    text, count = program(type_name, target, routine, matrix)
    shape = "x".join(str(d) for d in matrix.shape)
    label = f"{target.format(TYPES[type_name][1])} of a {kind} {shape} matrix"
    with tempfile.TemporaryDirectory() as folder:
        module, tmb, file = (os.path.join(folder, f"m.{end}") for end in ("hlo", "tmb", "npy"))
        np.save(file, matrix)
        with open(module, "w", encoding="utf-8") as out:
            out.write(text)
        status, said = tools.convert(options.bin, module, tmb)
        if status:
            return f"{label}: tmconvert ended with {status}: {said}"
        results = []
        why = tools.run_and_compare(options.bin, tmb, options.targets, [file], count, folder,
                                    lambda _, array: results.append(array))
        if why:
            return f"{label}: {why}"
    dims = [matrix.shape[:-2] + shape for _, shape in routine.results(*matrix.shape[-2:])]
    results = [wide(array.reshape(shape)) for array, shape in zip(results, dims)]
    limit = ROUNDINGS * max(matrix.shape[-2:]) * float(np.finfo(TYPES[type_name][0]).eps)
    for i, worst in enumerate(routine.check(wide(matrix), results)):
        if not worst <= limit:
            return f"{label}: check {i} gives {worst:.3g}, at most {limit:.3g} is right"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="folder of tmconvert and tmrun")
    parser.add_argument("--on", default="host")
    parser.add_argument("--same-as", default=None)
    parser.add_argument("--only", default=".", help="regex on custom-call targets")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--types", default="f32", type=lambda text: text.split(","))
    options = parser.parse_args()
    options.targets = [options.on] + ([options.same_as] if options.same_as else [])
    chosen = [c for c in cases(options) if re.search(options.only, c[1].format(TYPES[c[0]][1]))]
    with ThreadPoolExecutor(options.jobs) as pool:
        failures = [why for why in pool.map(lambda c: check(c, options), chosen) if why]
    for why in failures:
        print(why)
    print(f"{len(chosen) - len(failures)} of {len(chosen)} factorisations pass ({options.on})")
    return 1 if failures or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
