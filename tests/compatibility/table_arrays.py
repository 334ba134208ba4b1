# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""jax.numpy: creation, shapes, indexing, products, polynomials, windows; jax.numpy.linalg, jax.numpy.fft."""
import jax
import jax.numpy as jnp
import numpy as np

from samples import B, BF, C, F, H, I, N, P, REGULAR, S8, SPD, U, U8, Table, at, near, through
from table_numpy import T

# Creation.
T("arange", at(7), at(2, 9, 3), at(1.0, 2.0, 0.25), at(5, dtype=np.uint8))
T("array asarray copy ascontiguousarray".replace(" ascontiguousarray", ""), at(F(3)), at([1, 2.5, 3]), at(np.ones((2, 0), np.float32)))
T("astype", *[at(x, t) for x in (F(6) * 50, H(5), I(5), B(5), U8(5), C(3)) for t in
              (np.float32, np.int32, np.uint8, np.int8, np.bool_, np.complex64, np.float16, jnp.bfloat16, jnp.float8_e4m3fn, jnp.int4)])
T("bartlett blackman hamming hanning", at(7), at(1))
T("kaiser", at(7, 3.5), at(6, F()))
T("empty ones zeros", at((2, 3)), at(4, dtype=np.int32), at((2,), dtype=bool), at((2,), dtype=np.complex64), at((0, 3)))
T("empty_like ones_like zeros_like", at(F(2, 3)), at(I(3), dtype=np.float32))
T("eye identity", at(4), at(3, dtype=np.int32), at(2, dtype=bool))
T("eye", at(3, 5, 1), at(3, k=-1))
T("full", at((2, 3), 2.5), at((2,), I()), at((2, 3), F(3)))
T("full_like", at(F(2, 3), 2.5), at(I(3), 7, shape=(4,)))
T("fromfunction", at(lambda i, j: i * 2.5 + j, (3, 4)))
T("linspace logspace geomspace", at(1.0, 3.0, 7), at(P(3), 2 + P(3), 5), at(1, 2, 5, endpoint=False))
T("linspace", at(0, 10, 5, dtype=np.int32), at(P(3), 2 + P(3), 4, axis=1, retstep=True))
T("tri", at(4), at(3, 5, 1), at(3, k=-1, dtype=np.int32))
T("indices", at((2, 3)), at((2, 3), sparse=True))
T("diag_indices", at(3), at(3, 3))
T("diag_indices_from tril_indices_from triu_indices_from", at(F(4, 4)))
T("tril_indices triu_indices", at(4), at(3, 1, 5))
T("mask_indices", at(3, jnp.triu, size=6))
T("ix_", at(N(3), N(2)), at(np.arange(4), B(0)))
T("meshgrid", at(F(3), F(4)), at(F(3), I(4), indexing="ij"), at(F(3), F(4), sparse=True))
T("vander", at(F(4)), at(F(4), 3, increasing=True), at(I(3)))

# Shapes and movement.
T("atleast_1d atleast_2d atleast_3d", at(F()), at(F(3)), at(F(2, 3), I(3)))
T("broadcast_arrays", at(F(3, 1), I(4)))
T("broadcast_to", at(F(3), (2, 3)), at(I(), (2, 2)))
T("concatenate concat", at([F(2, 3), F(1, 3)]), at([F(2, 3), I(2, 2)], axis=1), at([F(3, 0), F(3, 2)], axis=1), at([B(2), B(3)]))
T("concatenate", at([F(2, 3), F(3)], axis=None))
T("stack hstack vstack dstack column_stack block", at([F(3), F(3)]), at([F(2, 3), F(2, 3)]), at([C(2, 2), F(2, 2)]))
T("stack", at([F(2, 3), F(2, 3)], axis=2))
T("block", at([[F(2, 2), F(2, 1)], [F(1, 2), F(1, 1)]]))
T("array_split split", at(F(6, 2), 3), at(F(6, 2), [1, 4]), at(I(2, 6), 2, axis=1))
T("array_split", at(F(7), 3))
T("hsplit vsplit", at(F(4, 6), 2), at(F(4, 6), [1, 3]))
T("dsplit", at(F(2, 3, 4), 2))
T("unstack", at(F(3, 4)), at(F(3, 4), axis=1))
T("expand_dims", at(F(3), 0), at(F(3, 2), (0, 3)))
T("squeeze", at(F(1, 3, 1)), at(F(1, 3, 1), axis=2))
T("ravel", at(F(2, 3)), at(F(2, 3), order="F"), at(C(2, 2)))
T("reshape", at(F(2, 6), (3, -1)), at(F(2, 6), (4, 3), order="F"))
T("resize", at(F(2, 3), (4, 5)), at(I(3), 2))
T("transpose matrix_transpose", at(F(2, 3)), at(F(2, 3, 4)), at(C(2, 3)))
T("transpose permute_dims", at(F(2, 3, 4), (1, 2, 0)))
T("moveaxis rollaxis", at(F(2, 3, 4), 0, 2), at(F(2, 3, 4), 2, 0))
T("swapaxes", at(F(2, 3, 4), 0, 2))
T("flip", at(F(3, 4)), at(F(3, 4), axis=1), at(B(5)))
T("fliplr flipud", at(F(3, 4)), at(I(3, 4)))
T("rot90", at(F(3, 4)), at(I(3, 4), k=2), at(F(2, 3, 4), k=3, axes=(1, 2)))
T("roll", at(F(7), 2), at(F(3, 4), -1, axis=1), at(F(3, 4), (1, 2), axis=(0, 1)), at(I(5), N()))
T("tile", at(F(2, 3), 2), at(I(3), (2, 2)))
T("repeat", at(F(3), 2), at(F(2, 3), 2, axis=1), at(F(3), N(3, below=3), total_repeat_length=5), at(F(3), np.array([1, 2, 0]), axis=0, total_repeat_length=3))
PADS = [at(F(3, 4), ((1, 2), (0, 1)), mode=m) for m in ("constant", "edge", "reflect", "symmetric", "wrap", "maximum", "mean", "minimum", "median",
                                                         "linear_ramp", "empty")]
T("pad", *PADS[:-1], at(I(3), 2, constant_values=7), at(F(5), (7, 8), mode="reflect"), at(F(4), 2, mode="reflect", reflect_type="odd"))
T("tril triu", at(F(4, 4)), at(I(3, 5), k=1), at(F(2, 3, 3), k=-1), at(C(3, 3)), at(B(3, 3)))
T("diag", at(F(4)), at(F(4, 4)), at(I(3), k=1), at(F(3, 5), k=-1))
T("diagflat", at(F(2, 2)), at(I(3), k=1))
T("diagonal", at(F(4, 4)), at(I(3, 5), offset=1), at(F(2, 3, 4), axis1=0, axis2=2))
T("fill_diagonal", at(F(4, 4), 7.0, inplace=False), at(F(3, 4), F(3), inplace=False))
T("append", at(F(3), F(2)), at(F(2, 3), F(1, 3), axis=0))
T("delete", at(F(6), 2), at(F(3, 4), np.array([1, 2]), axis=1, assume_unique_indices=True), at(F(5), [0, 3]), at(F(6), slice(1, 4)))
T("insert", at(F(5), 2, 7.0), at(F(3, 4), 1, F(3), axis=1), at(F(5), [1, 3], F(2)))
T("packbits", at(B(3, 11)), at(B(9), bitorder="little"), at(N(16, below=2).astype(np.uint8).reshape(2, 8), axis=1))
T("unpackbits", at(U8(3)), at(U8(2, 3), axis=1, bitorder="little"), at(U8(2), count=11))

# Indexing.
T("take", at(F(6), N(3)), at(F(3, 6), N(2, 2), axis=1), at(F(6), np.array([-1, 9]), mode="clip"), at(F(6), np.array([-1, 9]), mode="wrap"),
  at(F(6), np.array([-1, 9, 2]), mode="fill"), at(C(6), N()), at(B(6), N(3)), at(I(6), np.array([7, 1]), fill_value=-5, mode="fill"))
T("take_along_axis", at(F(3, 6), N(3, 2), axis=1), at(F(6), N(3), axis=0), at(I(3, 6), N(2, 6, below=3), axis=0), at(F(2, 3), N(4), axis=None))
T("put_along_axis", at(F(3, 6), N(3, 1), 7.0, axis=1, inplace=False))
T("put", at(F(6), np.array([1, 4]), F(2), inplace=False), at(F(2, 3), N(1), 7.0, inplace=False))
T("place", at(F(6), B(6), F(2), inplace=False))
T("choose", at(N(4, below=3), [F(4), F(4), F(4)], mode="clip"), at(N(4, below=3), [I(4), I(4), I(4)], mode="wrap"))
T("ravel_multi_index", at((N(4, below=3), N(4, below=5)), (3, 5), mode="clip"), at((N(4), N(4)), (3, 5), mode="wrap"))
T("unravel_index", at(N(4), (3, 4)), at(N(4), 7))
T("apply_along_axis", at(lambda v: v.sum() * v, 1, F(3, 4)))
T("apply_over_axes", at(jnp.sum, F(2, 3, 4), [0, 2]))

# Products.
PRODUCTS = [at(F(3, 4), F(4, 5)), at(F(4), F(4)), at(I(3, 4), I(4, 2)), at(C(2, 3), C(3, 2)), at(H(3, 4), H(4, 2)), at(BF(3, 4), BF(4, 2)),
            at(B(3, 4), B(4, 2)), at(U8(3, 4), U8(4, 2)), at(F(2, 3, 4), F(2, 4, 5)), at(F(3, 4), F(4)), at(F(4), F(4, 3))]
T("dot matmul tensordot inner outer vdot kron vecdot", *PRODUCTS)
T("dot", at(F(2, 3, 4), F(4, 5)), at(F(), F(3)), at(S8(3, 4), S8(4, 2), preferred_element_type=np.int32))
T("inner", at(F(3, 4), F(5, 4)))
T("tensordot", at(F(2, 3, 4), F(4, 3, 2), axes=([1, 2], [1, 0])), at(F(2, 3), F(4, 5), axes=0), at(F(2, 3), F(3, 4), axes=1))
T("vdot vecdot", at(C(5), C(5)), at(F(2, 3), F(2, 3)))
T("matvec", at(F(3, 4), F(4)), at(C(2, 3, 4), C(4)))
T("vecmat", at(F(3), F(3, 4)), at(C(3), C(2, 3, 4)))
T("kron", at(F(2, 2), F(2, 3)), at(I(2), I(3)))
T("cross", at(F(3), F(3)), at(F(2, 3), F(2, 3)), at(F(2), F(2)), at(F(3, 4), F(3, 4), axis=0))
T("einsum", at("ij,jk->ik", F(3, 4), F(4, 2)), at("ii->i", F(3, 3)), at("bij,bkj->bik", F(2, 3, 4), F(2, 5, 4)), at("ij->", F(3, 4)),
  at("i,j,k->ijk", F(2), F(3), F(2)), at("ii", I(3, 3)), at("...ij,j", C(2, 3, 4), C(4)), at("ij,ij->j", B(3, 4), F(3, 4)),
  at("abc,cd,be->ade", F(2, 3, 4), F(4, 2), F(3, 2)))
T("convolve correlate", at(F(8), F(3)), at(F(8), F(3), mode="same"), at(I(6), I(3), mode="valid"), at(C(5), C(3)), at(F(3), F(8)))

# Polynomials.
T("poly", at(F(3)), near(1e-5, at(F(3, 3))))
T("polyadd polysub polymul", at(F(4), F(3)), at(I(3), I(3)), at(C(2), F(4)))
T("polyder", at(F(5)), at(F(5), 2), at(I(4)))
T("polyint", at(F(4)), at(F(4), 2, k=np.array([1.0, 2.0], np.float32)))
T("polydiv", at(F(5), F(3)), at(F(5), REGULAR(1)[:1], trim_leading_zeros=False))
T("polyval", at(F(4), F(5)), at(I(3), I(4)), at(F(20), F(3), unroll=4), at(C(3), C(2)))
T("polyfit", at(np.arange(8, dtype=np.float32), F(8), 2), at(np.arange(8, dtype=np.float32), F(8), 1, w=P(8), full=True),
  at(np.arange(8, dtype=np.float32), F(8, 2), 2, cov=True))
SORT = (lambda f, *a, **k: jnp.sort_complex(f(*a, **k)))
T("roots", through(SORT, np.array([1, -6, 11, -6], np.float32), strip_zeros=False), through(SORT, np.array([2, 1, 5], np.float32), strip_zeros=False))
T("unwrap", at(F(7) * 5), at(F(3, 5) * 5, axis=0), at(I(6), period=5))
T.not_programs("ufunc", "a class")

# jax.numpy.linalg
L = Table("jax.numpy.linalg", jnp.linalg)


def magnitudes(function, *args, **kwargs):
    """Eigenvectors and singular vectors are free up to a sign or phase."""
    return jax.tree.map(jnp.abs, function(*args, **kwargs))


def sorted_values(function, a):
    return jnp.sort_complex(function(a))


def eig_residual(function, a):
    w, v = function(a)
    return jnp.sort_complex(w), jnp.abs(a @ v - v * w[..., None, :]) < 1e-3


def svd_product(function, a, **kwargs):
    u, s, vh = function(a, **kwargs)
    k = s.shape[-1]
    return (u[..., :k] * s[..., None, :]) @ vh[..., :k, :], s


SYMMETRIC = (lambda a: (a + a.swapaxes(-1, -2).conj()) / 2)
L("cholesky", at(SPD(4)), at(SPD(3), upper=True), at(np.stack([SPD(3), SPD(3)])), at(SPD(3) + 1j * np.array([[0, .1, .2], [-.1, 0, .1], [-.2, -.1, 0]], np.float32)),
  at(-np.eye(3, dtype=np.float32)))
L("cond", at(REGULAR(4, 4)), at(REGULAR(3, 3), 1), at(F(4, 3)), at(REGULAR(3, 3), "fro"))
L("det", at(F(4, 4)), at(F(2, 3, 3)), at(F(2, 2)), at(C(3, 3)), at(F(5, 5)), at(I(3, 3)))
L("slogdet", at(F(4, 4)), at(C(3, 3)), at(F(2, 3, 3)), at(F(4, 4), method="qr"))
L("eig", through(eig_residual, REGULAR(4, 4)), through(eig_residual, F(5, 5)), through(eig_residual, C(3, 3)), through(eig_residual, F(2, 3, 3)))
L("eigvals", through(sorted_values, F(5, 5)), through(sorted_values, C(4, 4)))
L("eigh", through(magnitudes, SYMMETRIC(F(4, 4))), through(magnitudes, SYMMETRIC(C(3, 3))), through(magnitudes, SYMMETRIC(F(2, 3, 3)), UPLO="U"))
L("eigvalsh", at(SYMMETRIC(F(5, 5))), at(SYMMETRIC(C(4, 4))), at(SYMMETRIC(F(12, 12))))
L("inv", at(REGULAR(4, 4)), at(REGULAR(2, 3, 3)), at(C(3, 3)), at(REGULAR(6, 6)))
L("lstsq", at(F(6, 3), F(6)), at(F(6, 3), F(6, 2)), near(1e-6, at(F(3, 5), F(3))))
L("matmul outer tensordot vecdot", at(F(3, 3), F(3, 3)), at(F(4), F(4)), at(C(2, 2), C(2, 2)))
L("cross", at(F(2, 3), F(2, 3)))
L("diagonal trace matrix_transpose", at(F(3, 4)), at(F(2, 3, 3)), at(I(3, 3)))
L("matrix_norm", at(F(3, 4)), at(F(3, 4), ord=1), at(F(3, 4), ord="nuc"), at(F(3, 4), ord=2, keepdims=True), at(C(2, 3)))
L("vector_norm", at(F(5)), at(F(3, 4), axis=1), at(F(5), ord=1), at(F(5), ord=np.inf), at(C(4), ord=3), at(F(5), ord=0))
L("norm", at(F(5)), at(F(3, 4)), at(F(3, 4), ord=1), at(F(3, 4), ord=-2), at(F(3, 4), axis=0), at(C(3, 3), ord="fro"), at(F(3, 4), ord="nuc"), at(I(4), ord=np.inf))
L("matrix_power", at(F(3, 3), 3), at(REGULAR(3, 3), -2), at(F(3, 3), 0), at(I(2, 2), 5))
L("matrix_rank", at(F(4, 3)), at(np.outer(F(3), F(4)).astype(np.float32)))
L("multi_dot", at([F(2, 3), F(3, 4), F(4, 2)]), at([F(3), F(3, 4), F(4)]))
L("pinv", at(F(4, 3)), at(F(3, 4)), at(SPD(3), hermitian=True), at(C(3, 2)))
L("qr", through(magnitudes, F(4, 3)), through(magnitudes, F(3, 4)), through(magnitudes, C(3, 3)), through(magnitudes, F(4, 3), mode="complete"), at(F(4, 3), mode="r"),
  through(magnitudes, F(2, 4, 3)), at(F(4, 3), mode="raw"))
L("solve", at(REGULAR(4, 4), F(4)), at(REGULAR(3, 3), F(3, 2)), at(REGULAR(2, 3, 3), F(2, 3, 1)), at(C(3, 3), C(3)), at(REGULAR(20, 20), F(20)))
L("svd", through(svd_product, F(4, 3)), through(svd_product, F(3, 5)), through(svd_product, C(3, 3)), at(F(4, 3), compute_uv=False),
  through(magnitudes, F(4, 3), full_matrices=False), through(svd_product, SPD(3), hermitian=True), through(svd_product, F(2, 3, 3)))
L("svdvals", at(F(4, 3)), at(C(3, 4)), at(F(10, 8)))
L("tensorinv", at(REGULAR(6, 6).reshape(2, 3, 6), ind=2))
L("tensorsolve", at(REGULAR(6, 6).reshape(2, 3, 6), F(2, 3)))

# jax.numpy.fft
X = Table("jax.numpy.fft", jnp.fft)
X("fft ifft", at(C(8)), at(C(3, 7)), at(F(12)), at(C(3, 8), axis=0), at(C(8), n=5), at(C(8), n=11, norm="ortho"), at(I(6)), at(C(64)), at(C(1)))
X("rfft ihfft", at(F(8)), at(F(3, 7)), at(F(3, 8), axis=0), at(F(8), n=5, norm="forward"), at(F(30)))
X("irfft hfft", at(C(5)), at(C(3, 4)), at(C(5), n=7), at(C(3, 5), axis=0, norm="ortho"))
X("fft2 ifft2 fftn ifftn", at(C(4, 6)), at(C(2, 3, 5)), at(F(4, 4)), at(C(3, 4, 2), axes=(0, 1)), at(C(4, 4), s=(3, 6)))
X("rfft2 rfftn", at(F(4, 6)), at(F(2, 3, 5)), at(F(3, 4, 2), axes=(0, 1)))
X("irfft2 irfftn", at(C(4, 4)), at(C(2, 3, 3)), at(C(4, 4), s=(4, 5)))
X("fftfreq rfftfreq", at(7), at(8, 0.5))
X("fftshift ifftshift", at(F(7)), at(C(3, 4), axes=1), at(F(3, 4)))

ARRAY_TABLES = [T, L, X]
