#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes the corpus: each program of basics.py, sorting.py and networks.py with its inputs and XLA's outputs.

usage: make.py [NAME...]        needs jax (pip install jax==0.10.2)

Per program a folder cases/NAME: module.hlo.txt (with metadata), module.plain.hlo.txt, module.stablehlo.mlir,
module.pb, module.opt.hlo.txt (behind XLA's optimizer), module.elided.hlo.txt (where that leaves constants out),
in*.npy, out*.npy, and case.json (shapes, dtypes, argument paths, tolerances), which run.py reads.
"""
import json
import pathlib
import shutil
import sys

import jax
import numpy as np
from jaxlib import _hlo

import basics
import networks
import sorting

FOLDER = pathlib.Path(__file__).resolve().parent
REFUSED = {"lenet_train_step": "select-and-scatter"}   # what tmconvert must say about a program it does not run yet
PLAIN_LIMIT = 60_000      # bytes of text above which the plain form adds nothing but size
OPTIMIZED_LIMIT = 20_000  # the same of the optimized form


def hlo_type(array):
    if array.dtype == np.bool_:
        return "pred"
    return array.dtype.name.replace("uint", "u").replace("int", "s").replace("float", "f")


def save(folder, prefix, arrays, paths):
    """Writes arrays as PREFIXn.npy and returns their descriptions."""
    rows = []
    for i, (array, path) in enumerate(zip(arrays, paths)):
        array = np.asarray(array)
        np.save(folder / f"{prefix}{i}.npy", array)
        rows.append({"index": i, "path": path, "shape": list(array.shape), "dtype": hlo_type(array),
                     "file": f"{prefix}{i}.npy"})
    return rows


def write_case(name, function, arguments):
    folder = FOLDER / "cases" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    jitted = jax.jit(function, keep_unused=True)
    lowered = jitted.lower(*arguments)
    leaves = jax.tree_util.tree_flatten_with_path(tuple(arguments))[0]
    results = jax.tree.leaves(jitted(*arguments))
    case = {
        "name": name,
        "entry_parameters": save(folder, "in", [v for _, v in leaves], [jax.tree_util.keystr(p) for p, _ in leaves]),
        "entry_results": save(folder, "out", results, [str(i) for i in range(len(results))]),
        "rtol": 1e-5, "atol": 1e-5,
    }
    if name in REFUSED:
        case["refused"] = REFUSED[name]
    (folder / "case.json").write_text(json.dumps(case, indent=1) + "\n")
    (folder / "module.hlo.txt").write_text(lowered.as_text(dialect="hlo", debug_info=True))
    (folder / "module.pb").write_bytes(lowered.compiler_ir(dialect="hlo").as_serialized_hlo_module_proto())
    (folder / "module.stablehlo.mlir").write_text(lowered.as_text())
    plain = lowered.as_text(dialect="hlo")
    if len(plain) < PLAIN_LIMIT:
        (folder / "module.plain.hlo.txt").write_text(plain)
    write_printed_forms(folder, lowered)


def write_printed_forms(folder, lowered):
    options = _hlo.HloPrintOptions()
    options.print_large_constants = True
    optimized = lowered.compile().runtime_executable().hlo_modules()[0].to_string(options)
    if len(optimized) < OPTIMIZED_LIMIT:
        (folder / "module.opt.hlo.txt").write_text(optimized)
    elided = lowered.compiler_ir(dialect="hlo").as_hlo_text()
    if "{...}" in elided and len(elided) < OPTIMIZED_LIMIT:
        (folder / "module.elided.hlo.txt").write_text(elided)


def main(names):
    jax.config.update("jax_default_matmul_precision", "highest")
    jax.config.update("jax_hlo_source_file_canonicalization_regex", str(FOLDER) + "/")
    for name, (function, arguments) in (basics.programs() | sorting.programs() | networks.programs()).items():
        if not names or name in names:
            write_case(name, function, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
