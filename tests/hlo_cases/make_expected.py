#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes the `// expect:` lines of case files from what XLA's CPU backend answers.

usage: make_expected.py FILE.hlo...     needs jax 0.10 (pip install jax==0.10.2)

Lines `// expect by hand:` are left alone. A case without an `// expect:` line gets one behind each `// args:`.
"""
import os
import sys

import jax
import numpy as np
from jaxlib import _hlo, lapack, xla_client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "harness"))
import case_file  # noqa: E402
import values  # noqa: E402

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_default_matmul_precision", "highest")
lapack.prepare_lapack_call("potrf_ffi", np.dtype(np.float32))  # loads LAPACK, which custom-calls need


def to_jax(dtype, array):
    if dtype == "bf16":
        return array.view(jax.numpy.bfloat16.dtype)
    if dtype in ("s4", "u4"):
        return array.astype(getattr(jax.numpy, "int4" if dtype == "s4" else "uint4").dtype)
    return array


def from_jax(array):
    """(dtype name, numpy array in the representation of values.py)."""
    name = str(array.dtype)
    if name == "bool":
        return "pred", array
    if name == "bfloat16":
        return "bf16", array.view(np.uint16)
    dtype = name.replace("uint", "u").replace("int", "s").replace("float", "f")
    return dtype, array.astype(values.DTYPES[dtype])


def compiled(text):
    if "func.func" in text:  # StableHLO
        mlir = text
    else:
        module = _hlo.hlo_module_from_text(text)
        computation = xla_client.XlaComputation(module.as_serialized_hlo_module_proto())
        mlir = xla_client._xla.mlir.xla_computation_to_mlir_module(computation)
    client = jax.devices("cpu")[0].client
    devices = xla_client.DeviceList(tuple(client.local_devices()[:1]))
    return client.compile_and_load(mlir, devices, xla_client.CompileOptions())


def run(executable, arguments):
    results = executable.execute([jax.device_put(to_jax(*a)) for a in arguments])
    return "; ".join(values.text_of(*from_jax(np.asarray(r))) for r in results)


def main(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        inserted = 0
        for case in case_file.read(path):
            if case.error:
                continue
            if not case.runs:
                case.runs.append(case_file.Run([], [], case.line))
            executable = None if all(r.by_hand for r in case.runs) else compiled(case.text)
            for one in case.runs:
                if one.by_hand:
                    continue
                text = f"// expect: {run(executable, one.args)}"
                if one.expect_line:
                    lines[one.expect_line - 1 + inserted] = text
                else:
                    lines.insert(one.args_line + inserted, text)
                    inserted += 1
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
