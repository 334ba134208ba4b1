# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Array values as text, e.g. `2x2xf32=1 2 3 4`, `s32=-7` or `8xf32=0` (one value fills all), to and from numpy.

bf16 has no numpy type: its values are kept as the raw bits (uint16), as tmrun reads and writes them.
"""
import re

import numpy as np

DTYPES = {
    "pred": np.bool_, "s4": np.int8, "s8": np.int8, "s16": np.int16, "s32": np.int32, "s64": np.int64,
    "u4": np.uint8, "u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64,
    "f16": np.float16, "bf16": np.uint16, "f32": np.float32, "f64": np.float64, "c64": np.complex64,
    "c128": np.complex128,
}
FLOATS = ("f16", "bf16", "f32", "f64")
COMPLEX = ("c64", "c128")


def bits_from_bf16(values):
    """float32 values as bf16 bits, rounded to nearest even; NaN becomes 7fc0."""
    raw = np.asarray(values, np.float32).view(np.uint32).astype(np.uint64)
    rounded = ((raw + 0x7FFF + ((raw >> 16) & 1)) >> 16).astype(np.uint16)
    return np.where(np.isnan(values), np.uint16(0x7FC0), rounded)


def widen(array, dtype):
    """The numbers of `array` in a type that numpy can calculate with."""
    if dtype == "bf16":
        return (np.atleast_1d(array).astype(np.uint32) << 16).view(np.float32)
    return array


def parse_number(text, dtype):
    if dtype == "pred":
        return {"true": True, "false": False, "1": True, "0": False}[text]
    return float(text) if dtype in FLOATS else int(text, 0)


def parse(text):
    """`2x2xf32=1 2 3 4` -> (dtype name, array)."""
    match = re.fullmatch(r"((?:\d+x)*)([a-z]+\d*)=(.*)", text.strip(), re.DOTALL)
    if not match or match[2] not in DTYPES:
        raise ValueError(f"not a value: {text!r}")
    shape = tuple(int(d) for d in match[1].split("x") if d)
    dtype = match[2]
    numbers = [parse_number(t, dtype) for t in match[3].split()]
    size = int(np.prod(shape, dtype=np.int64))
    if len(numbers) == 1 and size > 1:
        numbers *= size
    if len(numbers) != size:
        raise ValueError(f"{len(numbers)} numbers for {size} elements: {text!r}")
    if dtype == "bf16":
        return dtype, bits_from_bf16(np.array(numbers, np.float32)).reshape(shape)
    return dtype, np.array(numbers, DTYPES[dtype]).reshape(shape)


def number_text(number, dtype):
    if dtype in COMPLEX:
        return str(number)
    if dtype == "pred":
        return "1" if number else "0"
    if dtype in FLOATS:
        text = str(number)
        return text[:-2] if text.endswith(".0") else text
    return str(int(number))


def text_of(dtype, array):
    """The inverse of parse()."""
    array = np.asarray(array)
    shape = "".join(f"{d}x" for d in array.shape)
    return f"{shape}{dtype}=" + " ".join(number_text(n, dtype) for n in widen(array, dtype).reshape(-1))


def first_difference(got, want, dtype, rtol, atol):
    """None when equal, else the text of the first difference. With rtol = atol = 0 floats must have the same
    value and sign of zero; NaN equals NaN."""
    if got.shape != want.shape:
        return f"shape {got.shape}, expected {want.shape}"
    g, w = widen(got, dtype).reshape(-1), widen(want, dtype).reshape(-1)
    if dtype in COMPLEX:
        with np.errstate(all="ignore"):
            bad = np.flatnonzero(~(np.isclose(g, w, rtol=rtol, atol=atol) | (np.isnan(g) & np.isnan(w))))
    elif dtype not in FLOATS:
        bad = np.flatnonzero(g != w)
    else:
        with np.errstate(all="ignore"):
            if rtol == 0 and atol == 0:
                same = (g == w) & (np.signbit(g) == np.signbit(w))
            else:
                same = np.isclose(g.astype(np.float64), w.astype(np.float64), rtol=rtol, atol=atol)
            bad = np.flatnonzero(~(same | (np.isnan(g) & np.isnan(w))))
    if not bad.size:
        return None
    index = [int(i) for i in np.unravel_index(bad[0], want.shape)]
    return f"{index} is {number_text(g[bad[0]], dtype)}, expected {number_text(w[bad[0]], dtype)}" + (
        f" ({bad.size} of {g.size} differ)" if bad.size > 1 else "")
