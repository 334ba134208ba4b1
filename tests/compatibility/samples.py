# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Rows of the compatibility tables: functions with the arguments that they are tried with.

Numpy arrays among the arguments, also inside tuples, lists and dicts, become inputs of the lowered program; all
else (numbers, strings, shapes, functions) is baked in. A sample that JAX does not take is left out of the row.
"""
import dataclasses
import functools

import jax
import jax.numpy as jnp
import numpy as np

_random = np.random.default_rng(2026)


def F(*shape):
    """f32, normal."""
    return np.asarray(_random.normal(size=shape) * 1.5, np.float32)


def P(*shape):
    """f32 in (0.2, 3)."""
    return np.asarray(_random.uniform(0.2, 3, size=shape), np.float32)


def Q(*shape):
    """f32 in (0.05, 0.95)."""
    return np.asarray(_random.uniform(0.05, 0.95, size=shape), np.float32)


def C(*shape):
    """c64."""
    return np.asarray(_random.normal(size=shape) + 1j * _random.normal(size=shape), np.complex64)


def I(*shape):
    """s32 in [-9, 9]."""
    return np.asarray(_random.integers(-9, 10, size=shape), np.int32)


def N(*shape, below=6):
    """s32 in [0, below)."""
    return np.asarray(_random.integers(0, below, size=shape), np.int32)


def U(*shape):
    """u32 of all sizes."""
    return np.asarray(_random.integers(0, 2**32, size=shape) >> _random.integers(0, 31, size=shape), np.uint32)


def B(*shape):
    """pred."""
    return np.asarray(_random.integers(0, 2, size=shape), np.bool_)


def H(*shape):
    """f16."""
    return F(*shape).astype(np.float16)


def BF(*shape):
    """bf16."""
    return np.asarray(F(*shape)).astype(jnp.bfloat16)


def S8(*shape):
    """s8."""
    return I(*shape).astype(np.int8)


def U8(*shape):
    """u8."""
    return np.asarray(_random.integers(0, 256, size=shape), np.uint8)


def SPD(n):
    """A symmetric positive definite f32 matrix."""
    a = _random.normal(size=(n, n))
    return (a @ a.T / n + np.eye(n)).astype(np.float32)


def REGULAR(*shape):
    """Well-conditioned f32 square matrices."""
    return (_random.normal(size=shape) + 2 * shape[-1]**0.5 * np.eye(shape[-1])).astype(np.float32)


SPECIAL = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1, -1, 0.5, 1e-3, 100, -7.25], np.float32)
KEY = np.array([7, 42], np.uint32)


@dataclasses.dataclass
class Sample:
    args: tuple
    kwargs: dict
    through: object = None  # a function that gets the row's function before the arguments
    atol: float = 0.0       # allowed beside the usual: for results that cancel to nearly nothing


def at(*args, **kwargs):
    return Sample(args, kwargs)


def through(function, *args, **kwargs):
    """Tries function(the row's function, *args): for signs or orders that are free, and for curried functions."""
    return Sample(args, kwargs, function)


def near(atol, sample):
    return dataclasses.replace(sample, atol=atol)


@dataclasses.dataclass
class Row:
    name: str
    function: object
    samples: list


class Table:
    """The rows of one namespace."""

    def __init__(self, title, *modules):
        self.title, self.modules, self.rows = title, modules, []
        self.host = {}  # names that have no program: they answer while a program is traced

    def find(self, name):
        for module in self.modules:
            found = functools.reduce(lambda m, part: getattr(m, part, None), name.split("."), module)
            if found is not None:
                return found
        raise AttributeError(f"{self.title}.{name}")

    def __call__(self, names, *samples):
        for name in names.split():
            row = next((r for r in self.rows if r.name == name), None)
            if row is None:
                row = Row(name, self.find(name), [])
                self.rows.append(row)
            row.samples += samples

    def not_programs(self, names, why):
        self.host.update(dict.fromkeys(names.split(), why))

    def missing(self):
        """Public functions of the first module without a row."""
        known = {row.name for row in self.rows} | set(self.host)
        return [name for name, f in vars(self.modules[0]).items()
                if not name.startswith("_") and callable(f) and not isinstance(f, type) and name not in known
                and "ScalarMeta" not in type(f).__name__]


def unary():
    """Samples of an element-wise function of one argument, every kind of type."""
    return [at(x) for x in (F(3, 5), SPECIAL, P(7), Q(7), H(7), BF(7), C(5), I(3, 4), U8(5), S8(5), U(5), B(4), F())]


def binary():
    """Samples of an element-wise function of two arguments: broadcasting and every kind of type."""
    wide = (SPECIAL[:, None], SPECIAL[None])
    pairs = [(F(3, 1), F(4)), wide, (P(7), P(7)), (H(7), H(7)), (BF(7), BF(7)), (C(5), C(5)), (I(3, 4), N(4)),
             (N(9), 1 + N(9)), (U8(5), U8(5)), (S8(5), S8(5)), (U(5), N(5).astype(np.uint32)), (B(4), B(4)),
             (F(), I(3))]
    return [at(*pair) for pair in pairs]


def keyed(*args, **kwargs):
    return at(KEY, *args, **kwargs)


def split(sample):
    """(function of the arrays alone, the arrays) of a sample; the function still takes the row's function first."""
    leaves, tree = jax.tree.flatten((sample.args, sample.kwargs), is_leaf=lambda x: x is None)
    traced = [i for i, leaf in enumerate(leaves) if isinstance(leaf, np.ndarray)]

    def call(function, *arrays):
        values = list(leaves)
        for i, array in zip(traced, arrays):
            values[i] = array
        args, kwargs = jax.tree.unflatten(tree, values)
        return sample.through(function, *args, **kwargs) if sample.through else function(*args, **kwargs)
    return call, [leaves[i] for i in traced]
