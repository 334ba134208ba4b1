# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Element types of HLO, arrays of them with random and edge values, and small programs made of snippets."""
import dataclasses
import re

import ml_dtypes
import numpy as np

_random = np.random.default_rng(7)

TYPES = {
    "pred": np.bool_, "s4": ml_dtypes.int4, "u4": ml_dtypes.uint4, "s8": np.int8, "u8": np.uint8, "s16": np.int16, "u16": np.uint16,
    "s32": np.int32, "u32": np.uint32, "s64": np.int64, "u64": np.uint64,
    "f8e5m2": ml_dtypes.float8_e5m2, "f8e4m3fn": ml_dtypes.float8_e4m3fn, "f8e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "f8e5m2fnuz": ml_dtypes.float8_e5m2fnuz, "f8e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "f8e4m3": ml_dtypes.float8_e4m3, "f8e3m4": ml_dtypes.float8_e3m4,
    "f16": np.float16, "bf16": ml_dtypes.bfloat16, "f32": np.float32, "f64": np.float64, "c64": np.complex64, "c128": np.complex128,
}
PRED = ["pred"]
SIGNED = ["s4", "s8", "s16", "s32", "s64"]
UNSIGNED = ["u4", "u8", "u16", "u32", "u64"]
INTEGERS = [t for pair in zip(SIGNED, UNSIGNED) for t in pair]
FLOATS8 = [t for t in TYPES if t.startswith("f8")]
FLOATS = ["f16", "bf16", "f32", "f64"]
COMPLEX = ["c64", "c128"]
ALL = PRED + INTEGERS + FLOATS8 + FLOATS + COMPLEX
NUMBERS = INTEGERS + FLOATS8 + FLOATS + COMPLEX
REAL = INTEGERS + FLOATS8 + FLOATS


def bits(type_name):
    return 1 if type_name == "pred" else int(re.search(r"\d+", type_name)[0])


def edges(type_name):
    """Values at the borders of a type."""
    if type_name == "pred":
        return [False, True]
    if type_name in INTEGERS:
        low = -2**(bits(type_name) - 1) if type_name[0] == "s" else 0
        high = 2**(bits(type_name) - (type_name[0] == "s")) - 1
        return [0, 1, -1 if low else high - 1, low, high, 3, 5]
    if type_name in COMPLEX:
        return [0, 1, -1, 1j, -1j, 2 - 3j, 1e-3 + 1e3j]
    limits = ml_dtypes.finfo(TYPES[type_name])
    return [0.0, -0.0, 1, -1, 0.5, 1.5, 2.5, -2.5, float(limits.max), float(limits.tiny), np.inf, -np.inf, np.nan]


def array(type_name, *dims, kind="random"):
    """kind: random, edges (cycled through), small (non-negative, below 4), positive or unit (inside (-1, 1))."""
    dtype = TYPES[type_name]
    n = int(np.prod(dims))
    if kind == "edges":
        values = np.resize(np.array(edges(type_name), object), n)
        with np.errstate(all="ignore"):
            return np.array([dtype(v) for v in values], dtype).reshape(dims)
    if type_name == "pred":
        return _random.integers(0, 2, dims).astype(dtype)
    if type_name in INTEGERS:
        low, high = (0, 4) if kind == "small" else (1, 6) if kind == "positive" else (-5, 6) if type_name[0] == "s" else (0, 8)
        return np.asarray(_random.integers(low, high, dims)).astype(dtype)
    values = {"random": lambda: _random.normal(size=dims) * 2, "small": lambda: _random.uniform(0, 4, dims),
              "positive": lambda: _random.uniform(0.2, 3, dims), "unit": lambda: _random.uniform(-0.95, 0.95, dims)}
    real = np.asarray(values[kind]())
    return (real + 1j * np.asarray(values[kind]())).astype(dtype) if type_name in COMPLEX else real.astype(dtype)


def type_of(a):
    return next(name for name, dtype in TYPES.items() if np.dtype(dtype) == a.dtype)


def shape(type_name, *dims):
    return f"{type_name}[{','.join(map(str, dims))}]"


@dataclasses.dataclass
class Variant:
    """A snippet: `lines` define @r from the parameters @0, @1...; `computations` come before the entry. @ makes names
    unique to the variant."""
    arrays: list
    lines: str
    result: str
    computations: str = ""
    exact: bool = True
    atol: float = 0.0  # beside the usual: for sums that may cancel
    reference: object = None  # a function of the arrays that judges instead of XLA


def module(variants):
    """(HLO text with one result per variant, all arguments)."""
    computations, body, roots, arguments = [], [], [], []
    for number, v in enumerate(variants):
        prefix = f"v{number}_"
        for i, a in enumerate(v.arrays):
            body.append(f"  {prefix}{i} = {shape(type_of(a), *a.shape)} parameter({len(arguments) + i})")
        arguments += v.arrays
        computations.append(v.computations.replace("@", prefix))
        body += ["  " + line.strip().replace("@", prefix) for line in v.lines.strip().splitlines()]
        roots.append(f"{prefix}r")
    results = ", ".join(v.result for v in variants)
    text = "HloModule operation\n" + "\n".join(c for c in computations if c) + "\nENTRY f {\n" + "\n".join(body)
    return f"{text}\n  ROOT all = ({results}) tuple({', '.join(roots)})\n}}\n", arguments


def reducer(type_name, opcode, name="@f"):
    t = shape(type_name)
    return f"{name} {{ x = {t} parameter(0) y = {t} parameter(1) ROOT z = {t} {opcode}(x, y) }}"
