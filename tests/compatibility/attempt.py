# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""One attempt: a function with its arguments through JAX and through tmconvert and tmrun, and the verdict."""
import itertools
import os
import re

import jax
import ml_dtypes
import numpy as np
from jaxlib import _hlo

import samples
import tools

jax.config.update("jax_default_matmul_precision", "highest")

WIDER = {np.dtype(np.float32): np.float64, np.dtype(np.int32): np.int64, np.dtype(np.complex64): np.complex128}
NARROWER = {np.dtype(wide): narrow for narrow, wide in WIDER.items()}
REAL_OF = {"complex64": np.float32, "complex128": np.float64}
MLIR_TYPES = {"bf16": ml_dtypes.bfloat16, "i4": ml_dtypes.int4, "ui4": ml_dtypes.uint4,
              **{"f" + name[5:].replace("_", "").upper(): getattr(ml_dtypes, name)
                 for name in dir(ml_dtypes) if name.startswith("float8_")}}
_numbers = itertools.count()


def counter():
    """A number for a file's name, different in each process."""
    return f"{os.getpid()}_{next(_numbers)}"


def raw(array):
    """As numpy's file format can hold it: types of ml_dtypes as their bits."""
    array = np.asarray(array)
    if array.dtype.kind == "V" or array.dtype.type.__module__.startswith("ml_dtypes"):
        if "int" in array.dtype.name:
            return array.astype(np.uint8 if array.dtype.name.startswith("u") else np.int8)
        return array.view(np.uint8 if array.dtype.itemsize == 1 else np.uint16)
    return array


def interpret(array, dtype):
    """What tmrun wrote, in the type that JAX says it has."""
    dtype = np.dtype(dtype)
    if array.dtype == dtype:
        return array
    return array.astype(dtype) if "int" in dtype.name else array.view(dtype)


def plain(value):
    """A result's leaf as an array: new-style keys are their words."""
    if jax.dtypes.issubdtype(getattr(value, "dtype", None), jax.dtypes.prng_key):
        return jax.random.key_data(value)
    return value


def tolerance(dtype):
    if dtype.kind in "biu" or "int" in dtype.name:
        return 0.0
    real = REAL_OF.get(dtype.name, dtype)
    epsilon = float(ml_dtypes.finfo(real).eps)
    return {8: 1e-9, 4: 2e-4}.get(np.dtype(real).itemsize, 4 * epsilon)


def parts(array):
    """Real arrays in f64, or the integers as they are."""
    if array.dtype.kind == "c":
        return [array.real.astype(np.float64), array.imag.astype(np.float64)]
    if array.dtype.kind in "biu":
        return [array]
    return [array.astype(np.float64)]


def difference(got, want, exact=False, atol=0.0):
    """None or the text of the first difference. Numbers below the smallest normal one count as zero: XLA's CPU flushes them."""
    if got.shape != want.shape:
        return f"shape {got.shape}, not {want.shape}"
    if got.size == 0:
        return None
    limit = tolerance(want.dtype)
    if limit == 0:
        bad = np.argwhere(got != want)
        return (f"{len(bad)} of {got.size} differ, first at {bad[0].tolist()}: {got[tuple(bad[0])]}, not "
                f"{want[tuple(bad[0])]}") if len(bad) else None
    tiny = ml_dtypes.finfo(REAL_OF.get(want.dtype.name, want.dtype)).tiny
    for g, w in zip(parts(got), parts(want)):
        with np.errstate(all="ignore"):
            finite = np.abs(w[np.isfinite(w)])
            scale = min(finite.max(initial=0), 1e30)
            allowed = 0 if exact else atol + limit * (np.abs(w) + (0.05 if want.dtype.itemsize > 2 else 0.5) * scale)
            error = np.abs(g - w) - allowed - float(tiny)
            same = (g == w) | (np.isnan(g) & np.isnan(w)) | (np.isfinite(g) & np.isfinite(w) & (error <= 0))
        if not same.all():
            where = tuple(np.argwhere(~same)[0])
            return f"{(~same).sum()} of {g.size} differ, first at {[int(i) for i in where]}: {g[where]}, not {w[where]}"
    return None


def module_text(lowered, form):
    if form == "stablehlo":
        return lowered.as_text()
    proto = lowered.compiler_ir(dialect="hlo").as_serialized_hlo_module_proto()
    print_options = _hlo.HloPrintOptions()
    print_options.print_large_constants = True
    return _hlo.HloModule.from_serialized_hlo_module_proto(proto).to_string(print_options)


def refusal(said):
    """The first reason of a refusal, without the place."""
    lines = [line for line in said.splitlines() if line.strip()]
    text = lines[0] if lines else "?"
    text = re.sub(r"^tmconvert: \S*?:(\d+:\d+: )?", "", text)
    return re.sub(r" \(from .*", "", text)[:180]


def program(call, arrays, options):
    """(lowered program or None, arrays, JAX's results or the reason why there is none)."""
    arrays = [a.astype((WIDER if options.x64 else NARROWER).get(a.dtype, a.dtype)) for a in arrays]
    try:
        jitted = jax.jit(lambda *a: [plain(v) for v in jax.tree.leaves(call(*a))], keep_unused=True)
        lowered = jitted.lower(*arrays)
        return lowered, arrays, [np.asarray(r) for r in lowered.compile()(*arrays)]
    except Exception as error:  # whatever JAX raises is the reason why there is no program
        return None, arrays, f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error) else ''}"[:160]


def keep(options, title, text):
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
        with open(os.path.join(options.keep, title), "w", encoding="utf-8") as file:
            file.write(text)


def sample(function, one, folder, options):
    """(verdict, text): works, refused, wrong, failed or not lowered."""
    call, arrays = samples.split(one)
    lowered, arrays, results = program(lambda *a: call(function, *a), arrays, options)
    if lowered is None:
        return "not lowered", results
    if not results:
        return "not lowered", "no result"
    text = module_text(lowered, options.form)
    verdict, why = text_against(text, arrays, results, folder, options, atol=one.atol)
    if verdict != "works":
        keep(options, f"{counter()}.txt", f"// {verdict}: {why}\n// {[a.tolist() for a in arrays]}\n{text}")
    return verdict, why


def text_against(text, arrays, results, folder, options, exact=(), atol=0.0):
    """Converts and runs the module `text`, compares with the results; those with `exact` need equal values."""
    module, tmb = os.path.join(folder, "module.txt"), os.path.join(folder, "module.tmb")
    with open(module, "w", encoding="utf-8") as file:
        file.write(text)
    status, said = tools.convert(options.bin, module, tmb)
    if status:
        return ("refused", refusal(said)) if status in (3, 4) else ("failed", f"tmconvert {status}: {refusal(said)}")
    files = [os.path.join(folder, f"input{i}.npy") for i in range(len(arrays))]
    for file, array in zip(files, arrays):
        np.save(file, raw(array))
    got = tools.run(options.bin, tmb, "host", files, len(results), folder)
    if isinstance(got, str):
        return "failed", got[-180:]
    for i, (g, w) in enumerate(zip(got, results)):
        why = difference(interpret(g, w.dtype), w, exact and exact[i], atol)
        if why:
            return "wrong", f"result {i} {w.dtype.name}{list(w.shape)}: {why}"
    return "works", ""


def type_of(mlir):
    """numpy's type of an MLIR tensor type's elements where numpy's file format does not tell it, or None."""
    element = re.search(r"(?:x|<)(complex<f\d\d>|[a-zA-Z]\w*)>*$", mlir.strip().rstrip(">") + ">")[1]
    return MLIR_TYPES.get(element)


def pairs_agree(text, pairs, folder, options):
    """Runs a program whose results are pairs that must be equal, as far as their type allows."""
    module, tmb = os.path.join(folder, "module.txt"), os.path.join(folder, "module.tmb")
    with open(module, "w", encoding="utf-8") as file:
        file.write(text)
    status, said = tools.convert(options.bin, module, tmb)
    if status:
        return ("refused", refusal(said)) if status in (3, 4) else ("failed", f"tmconvert {status}: {refusal(said)}")
    got = tools.run(options.bin, tmb, "host", [], 2 * len(pairs), folder)
    if isinstance(got, str):
        return "failed", got[-180:]
    for i, (_, _, mlir, check) in enumerate(pairs):
        dtype = type_of(mlir)
        a, b = (interpret(got[2 * i + k], dtype) if dtype else got[2 * i + k] for k in (0, 1))
        why = difference(a, b, atol=1e-4 if "almost" in check else 0.0)
        if why:
            return "wrong", f"result {i} {mlir}: {why}"
    return "works", ""
