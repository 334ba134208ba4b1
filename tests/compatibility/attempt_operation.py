# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Runs variants of an operation through XLA and through tmconvert and tmrun."""
import collections

import jax
import numpy as np
from jaxlib import _hlo, xla_client

import attempt
import operation_values


def compiled(text):
    module = _hlo.hlo_module_from_text(text)
    computation = xla_client.XlaComputation(module.as_serialized_hlo_module_proto())
    mlir = xla_client._xla.mlir.xla_computation_to_mlir_module(computation)
    client = jax.devices("cpu")[0].client
    devices = xla_client.DeviceList(tuple(client.local_devices()[:1]))
    return client.compile_and_load(mlir, devices, xla_client.CompileOptions())


def expected(variants):
    """XLA's results, or the text of its refusal."""
    text, arrays = operation_values.module(variants)
    if all(v.reference for v in variants):
        return [np.asarray(v.reference(*v.arrays)) for v in variants]
    try:
        return [np.asarray(r) for r in compiled(text).execute([jax.device_put(a) for a in arrays])]
    except Exception as error:  # whatever XLA raises: it does not judge these variants
        return f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"[:160]


def together(variants, results, folder, options):
    text, arrays = operation_values.module(variants)
    verdict = attempt.text_against(text, arrays, results, folder, options, [v.exact for v in variants],
                                    atol=max(v.atol for v in variants))
    return verdict, text


def cell(variants, folder, options):
    """Counts of verdicts: (verdict, number of variants, the first reason)."""
    results = expected(variants)
    if not isinstance(results, str):
        (verdict, why), _ = together(variants, results, folder, options)
        if verdict == "works":
            return [(verdict, len(variants), "")]
    found = collections.OrderedDict()
    for i, variant in enumerate(variants):
        one = expected([variant]) if isinstance(results, str) else [results[i]]
        if isinstance(one, str):
            verdict, why = "not judged", one
        else:
            (verdict, why), text = together([variant], one, folder, options)
            if verdict != "works":
                attempt.keep(options, f"{attempt.counter()}.hlo", f"// {verdict}: {why}\n// {[a.tolist() for a in variant.arrays]}\n{text}")
                types = ", ".join(operation_values.shape(operation_values.type_of(a), *a.shape) for a in variant.arrays)
                why = f"{variant.lines.splitlines()[0][:110]} of ({types}): {why}"
        count, first = found.get(verdict, (0, why))
        found[verdict] = (count + 1, first)
    if set(found) == {"works"}:
        return [("wrong", len(variants), "together, not one by one")]
    return [(verdict, count, why) for verdict, (count, why) in found.items()]
