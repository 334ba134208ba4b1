# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""The routines under test: the program of each, and how far its results are from what they must satisfy.

A program is (target, operand shapes, result shapes, attributes); shapes begin with `...`, the batch. A check returns
numbers that are 0 in exact arithmetic, relative to the size of the matrix.
"""
import dataclasses
from typing import Callable

import numpy as np

ATTRIBUTE_LETTERS = {letter: f"{ord(letter)} : ui8" for letter in "ACLNRSTUV"}


@dataclasses.dataclass
class Routine:
    targets: tuple                # custom-call targets; {} is LAPACK's type letter
    attributes: str               # the backend_config; capital letters stand for their codes; quoted: as it is
    results: Callable             # (m, n) -> [(kind of type, shape)]; kinds: "t" the matrix's, "r" its real part, "i" s32
    check: Callable               # (a, results) -> numbers
    square: bool = False
    prepare: Callable = lambda a: a


def adjoint(a):
    return np.conj(np.swapaxes(a, -1, -2))


def size(a):
    return max(float(np.abs(a).max(initial=0)), 1e-300)


def off(*pairs):
    """The largest differences."""
    return [float(np.abs(x - y).max(initial=0)) for x, y in pairs]


def orthonormal(q):
    return off((adjoint(q) @ q, np.eye(q.shape[-1])))


def reflectors(a, tau, offset):
    """The product of I - tau v v^H of the columns below the diagonal."""
    m = a.shape[-2]
    q = np.broadcast_to(np.eye(m, dtype=a.dtype), a.shape[:-2] + (m, m))
    for k in range(tau.shape[-1]):
        v = np.where(np.arange(m) > k + offset, a[..., :, k], np.arange(m) == k + offset)[..., :, None]
        q = q - tau[..., k, None, None] * (q @ v) @ adjoint(v)
    return q


def check_potrf(a, results):
    factor = np.tril(results[0])
    return off((factor @ adjoint(factor) / size(a), a / size(a)), (results[1], 0))


def permuted(a, pivots, first):
    rows = a.copy()
    for index in np.ndindex(pivots.shape[:-1]):
        for k, pivot in enumerate(pivots[index] - first):
            rows[index][[k, pivot]] = rows[index][[pivot, k]]
    return rows


def check_lu(first):
    def check(a, results):
        lu, pivots = results[:2]
        k = min(a.shape[-2:])
        low = np.tril(lu[..., :, :k], -1) + np.eye(a.shape[-2], k)
        largest = np.sqrt(2) if np.iscomplexobj(a) else 1  # pivots are chosen by |re| + |im|
        worst = np.maximum(np.abs(low).max(initial=0) - largest, 0)
        return off((low @ np.triu(lu[..., :k, :]) / size(a), permuted(a, pivots, first) / size(a))) + [worst]
    return check


def check_qr(a, results):
    qr, tau = results[:2]
    q = reflectors(qr, tau, 0)
    return off((q @ np.triu(qr) / size(a), a / size(a))) + orthonormal(q)


def check_pivoted_qr(a, results):
    qr, pivots, tau = results
    q = reflectors(qr, tau, 0)
    diagonal = np.abs(np.diagonal(qr, axis1=-2, axis2=-1))
    rising = np.maximum(diagonal[..., 1:] - diagonal[..., :-1], 0) / size(a)
    columns = np.take_along_axis(a, (pivots - 1)[..., None, :], axis=-1)
    return off((q @ np.triu(qr) / size(a), columns / size(a)), (rising, 0)) + orthonormal(q)


def check_eigh(a, results):
    vectors, values = results[:2]
    falling = np.maximum(values[..., :-1] - values[..., 1:], 0)
    return off((a @ vectors / size(a), vectors * values[..., None, :] / size(a)), (falling, 0)) + orthonormal(vectors)


def check_svd(a, results):
    values, u, vh = results[1:4]
    k = values.shape[-1]
    rising = np.maximum(values[..., 1:] - values[..., :-1], 0)
    product = (u[..., :, :k] * values[..., None, :]) @ vh[..., :k, :]
    return off((product / size(a), a / size(a)), (rising, 0), (np.minimum(values, 0), 0)) + orthonormal(
        u) + orthonormal(adjoint(vh))


def check_sytrd(a, results):
    reduced, diagonal, off_diagonal, tau = results[:4]
    q = reflectors(reduced, tau, 1)
    n = a.shape[-1]
    t = np.zeros(a.shape, a.dtype)
    t[..., np.arange(n), np.arange(n)] = diagonal
    t[..., np.arange(1, n), np.arange(n - 1)] = t[..., np.arange(n - 1), np.arange(1, n)] = off_diagonal
    return off((q @ t @ adjoint(q) / size(a), a / size(a))) + orthonormal(q)


def check_gehrd(a, results):
    q = reflectors(results[0], results[1], 1)
    return off((q @ np.triu(results[0], -1) @ adjoint(q) / size(a), a / size(a))) + orthonormal(q)


def check_schur(a, results):
    t, z = results[:2]
    twice = np.diagonal(t, -1, -2, -1)
    in_a_row = np.abs(twice[..., 1:] * twice[..., :-1])
    return off((z @ t @ adjoint(z) / size(a), a / size(a)), (np.tril(t, -2), 0), (in_a_row, 0),
               (results[-1], 0)) + orthonormal(z)


def check_geev(a, results):
    values = results[0] if np.iscomplexobj(a) else results[0] + 1j * results[1]
    left, right = results[-3:-1]
    lengths = np.linalg.norm(right, axis=-2)
    return off((a @ right / size(a), right * values[..., None, :] / size(a)),
               (adjoint(left) @ a / size(a), values[..., :, None] * adjoint(left) / size(a)), (lengths, 1))


def positive_definite(a):
    return a @ adjoint(a) + np.eye(a.shape[-1])


def hermitian(a):
    return a + adjoint(a)


def svd_results(m, n):
    return [("t", (m, n)), ("r", (min(m, n),)), ("t", (m, m)), ("t", (n, n)), ("i", ())]


def geev_results(complex_type):
    def results(_, n):
        values = [("c", (n,))] if complex_type else [("r", (n,))] * 2
        return values + [("c", (n, n))] * 2 + [("i", ())]
    return results


def gees_results(complex_type):
    def results(_, n):
        values = [("t", (n,))] if complex_type else [("r", (n,))] * 2
        return [("t", (n, n))] * 2 + values + [("i", ())] * 2
    return results


def lapack(*names):
    return tuple(f"lapack_{{}}{name}_ffi" for name in names)


def routines(complex_type):
    """The routines at a real or complex type."""
    return {
        "potrf": Routine(lapack("potrf"), "uplo = L", lambda m, n: [("t", (n, n)), ("i", ())], check_potrf, True,
                         positive_definite),
        "getrf": Routine(lapack("getrf"), "", lambda m, n: [("t", (m, n)), ("i", (min(m, n),)), ("i", ())],
                         check_lu(1)),
        "LuDecomposition": Routine(("LuDecomposition",), "",
                                   lambda m, n: [("t", (m, n)), ("i", (min(m, n),)), ("i", (m,))], check_lu(0)),
        "geqrf": Routine(lapack("geqrf") + ("Qr",), "", lambda m, n: [("t", (m, n)), ("t", (min(m, n),))], check_qr),
        "geqp3": Routine(lapack("geqp3"), "", lambda m, n: [("t", (m, n)), ("i", (n,)), ("t", (min(m, n),))],
                         check_pivoted_qr),
        "syevd": Routine(lapack("heevd" if complex_type else "syevd"), "mode = V, uplo = L",
                         lambda m, n: [("t", (n, n)), ("r", (n,)), ("i", ())], check_eigh, True, hermitian),
        "Eigh": Routine(("Eigh",), '"1,1,100,1e-6"', lambda m, n: [("t", (n, n)), ("r", (n,))], check_eigh, True,
                        hermitian),
        "gesdd": Routine(lapack("gesdd", "gesvd"), "mode = A", svd_results, check_svd),
        "sytrd": Routine(lapack("hetrd" if complex_type else "sytrd"), "uplo = L",
                         lambda m, n: [("t", (n, n)), ("r", (n,)), ("r", (n - 1,)), ("t", (n - 1,)), ("i", ())],
                         check_sytrd, True, hermitian),
        "gehrd": Routine(lapack("gehrd"), "low = 1, high = {n}",
                         lambda m, n: [("t", (n, n)), ("t", (n - 1,)), ("i", ())], check_gehrd, True),
        "gees": Routine(lapack("gees"), "mode = V, sort = N", gees_results(complex_type), check_schur, True),
        "geev": Routine(lapack("geev"), "compute_left = V, compute_right = V", geev_results(complex_type), check_geev,
                        True),
    }
