# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""jax.numpy: element-wise functions, reductions, and what sorts, searches and counts."""
import jax.numpy as jnp
import numpy as np

from samples import B, BF, C, F, H, I, N, P, Q, S8, SPECIAL, U, U8, Table, at, binary, near, through, unary

T = Table("jax.numpy", jnp)

T("abs absolute acos acosh angle arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh bitwise_count "
  "bitwise_invert bitwise_not cbrt ceil conj conjugate cos cosh deg2rad degrees exp exp2 expm1 fabs floor frexp i0 "
  "imag invert iscomplex isfinite isinf isnan isneginf isposinf isreal log log10 log1p log2 logical_not modf "
  "nan_to_num negative positive rad2deg radians real reciprocal rint round around fix sign signbit sin sinc sinh "
  "spacing sqrt square tan tanh trunc".replace("fix ", ""), *unary())
T("round around", at(F(5) * 100, decimals=2), at(F(5) * 100, decimals=-1), at(I(5), decimals=-1), at(C(4), 1))
T("angle", at(C(5), deg=True))
T("nan_to_num", at(SPECIAL, nan=1.5, posinf=2.5, neginf=-3.5))
T("add arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign divide divmod "
  "equal float_power floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot lcm ldexp left_shift less "
  "less_equal logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum mod multiply nextafter not_equal "
  "pow power remainder right_shift subtract true_divide isclose", *binary())
T("gcd lcm", at(N(9, below=100), N(9, below=60)), at(N(4).astype(np.uint8), N(4).astype(np.uint8)))
T("power pow", at(F(5), 2), at(F(5), -3), at(I(5), 3), at(P(5), 0.5), at(C(4), 2), at(I(5), N(5)))
T("ldexp", at(F(5), N(5)))
T("left_shift right_shift bitwise_left_shift bitwise_right_shift", at(I(9), N(9, below=40)), at(U(5), N(5)))
T("isclose", at(F(5), F(5), rtol=0.5, equal_nan=True))
T("clip", at(F(5), -1, 1), at(I(5), -3, None), at(F(3, 4), F(4), 2.0), at(BF(5), None, 0.5))
T("select", at([B(5), B(5)], [F(5), F(5)], 7.0))
T("piecewise", at(F(5), [B(5), B(5)], [1.0, lambda x: x * 2, 3.0]))
T("where", at(B(4), F(4), F(4)), at(B(3, 1), F(4), 2), at(F(3, 4), C(4), I(3, 1)), at(B(5), size=5), at(B(3), U8(3), S8(3)))
T("vectorize frompyfunc", through(lambda f, x, y: f(lambda a, b: a @ b, signature="(n),(n)->()")(x, y), F(3, 4), F(4)),
  through(lambda f, x, y: f(lambda a, b: a * b + 1, 2, 1)(x, y), F(4), F(4)))
T("real_if_close" if hasattr(jnp, "real_if_close") else "real", at(C(3)))
T("array_equal array_equiv allclose", at(F(5), F(5)), at(I(3, 1), I(3, 1)), at(np.arange(4), np.arange(4)))

# Reductions.
REDUCE = [at(F(3, 5)), at(F(3, 5), axis=0), at(F(3, 5), axis=1, keepdims=True), at(F(2, 3, 4), axis=(0, 2)), at(I(3, 5), axis=1),
          near(0.1, at(H(40))), near(0.2, at(BF(40))), at(C(3, 4), axis=0), at(U8(6)), at(B(3, 5), axis=1), at(F()), at(F(3, 1000), axis=1)]
T("all any count_nonzero sum prod mean max min amax amin var std ptp average nansum nanprod nanmax nanmin nanmean nanvar "
  "nanstd median nanmedian", *REDUCE)
T("sum prod mean max min any all var std", at(F(3, 5), where=B(3, 5), initial=1), at(F(3, 5), where=np.eye(3, 5) < 1),
  at(S8(5), dtype=np.float32), at(F(0, 3), axis=0, initial=2))
T("nansum nanprod nanmax nanmin nanmean nanvar nanstd nanmedian nanargmax nanargmin nancumsum nancumprod",
  at(np.where(np.eye(3, 4) > 0, np.nan, F(3, 4)).astype(np.float32), axis=1))
T("average", at(F(3, 4), axis=1, weights=P(4)), at(F(5), weights=P(5), returned=True))
T("var std", at(F(5, 3), axis=0, ddof=1))
T("argmax argmin nanargmax nanargmin", at(F(3, 5)), at(F(3, 5), axis=0), at(I(3, 5), axis=1, keepdims=True), at(BF(9)), at(SPECIAL),
  at(B(5)), at(U8(6)))
T("cumsum cumprod cumulative_sum cumulative_prod nancumsum nancumprod", at(F(7)), at(F(3, 5), axis=1), at(I(7)), at(C(3, 4), axis=0), at(BF(5)),
  at(F(100)), at(B(9)))
T("cumsum cumprod", at(F(3, 5)), at(I(3, 5), axis=0, dtype=np.float32))
T("cumulative_sum cumulative_prod", at(F(5), include_initial=True))
T("quantile percentile nanquantile nanpercentile", at(F(3, 7), Q(3)), at(F(3, 7), 0.3, axis=1), at(F(9), 0.5, method="nearest"),
  at(F(9), 0.7, method="lower"), at(F(9), 0.2, method="midpoint", keepdims=True), at(H(9), 0.5))
T("trace", at(F(4, 4)), at(I(3, 5), offset=1), at(F(2, 3, 4), axis1=1, axis2=2), at(C(3, 3)))
T("diff", at(F(7)), at(I(3, 5), n=2, axis=0), at(F(3, 5), prepend=0, append=F(3, 1)), at(B(5)))
T("ediff1d", at(F(6)), at(I(5), to_begin=1, to_end=I(2)))
T("gradient", at(F(6)), at(F(4, 5)), at(F(5), P(5).cumsum()), at(F(4, 5), 2.0, axis=1))
T("cov corrcoef", at(F(3, 8)), at(F(8), F(8)), at(F(8, 3), rowvar=False), at(C(3, 6)))
T("cov", at(F(3, 8), ddof=0, aweights=P(8)), at(F(2, 6), fweights=N(6) + 1))
T("trapezoid", at(F(6)), at(F(6), P(6).cumsum()), at(F(3, 6), dx=0.5, axis=0))

# Sorting, searching, sets.
SORTED = [at(F(9)), at(F(3, 5), axis=0), at(I(3, 5)), at(SPECIAL), at(BF(7)), at(U8(6)), at(C(6)), at(F(3, 4), axis=None), at(B(6))]
T("sort argsort", *SORTED, at(F(7), descending=True), at(I(7), stable=False))
T("sort_complex", at(C(6)), at(F(5)))
T("lexsort", at((I(8), N(8, below=2))), at(np.array([[3, 1, 2], [1, 1, 0]])))
T("partition argpartition", at(F(9), 3), at(F(3, 7), 2, axis=0), at(I(9), 4), at(U8(7), 2))
T("searchsorted", at(np.sort(F(9)), F(4)), at(np.sort(I(9)), I(3), side="right"), at(np.sort(F(20)), F(5), method="sort"),
  at(np.sort(F(20)), F(3, 2), method="compare_all"), at(np.sort(F(9)), F(4), method="scan_unrolled"))
T("digitize", at(F(6), np.sort(F(4))), at(F(6), np.sort(F(4))[::-1].copy(), right=True))
T("bincount", at(N(20), length=8), at(N(20), weights=F(20), length=6), at(N(9), length=3))
T("histogram", at(F(30), 5), at(F(30), 4, range=(-1, 1)), at(F(30), np.sort(F(5))), at(F(20), 5, weights=P(20), density=True))
T("histogram_bin_edges", at(F(20), 5), at(I(20), 4))
T("histogram2d", at(F(20), F(20), 4), at(F(20), F(20), (3, 5), density=True))
T("histogramdd", at(F(20, 3), 3))
T("nonzero flatnonzero argwhere", at(F(3, 4) > 0, size=6), at(I(6), size=4, fill_value=0))
T("compress", at(B(5), F(5), size=5), at(np.arange(5) > 2, F(3, 5), axis=1, size=2, fill_value=7))
T("extract", at(B(5), F(5), size=5, fill_value=7))
T("unique", at(N(9), size=6), at(N(9), size=6, return_index=True, return_inverse=True, return_counts=True),
  at(N(5, 2, below=2), size=4, axis=0), at(F(5), size=5))
T("unique_all unique_counts unique_inverse unique_values", at(N(9), size=6), at(F(5), size=5))
T("union1d", at(N(4), N(4), size=6))
T("intersect1d", at(N(5), N(5), size=5), at(N(5), N(5), size=5, return_indices=True))
T("setdiff1d setxor1d", at(N(5), N(4), size=6), at(N(5), N(4), size=6, fill_value=-1))
T("isin", at(N(3, 4), N(3)), at(F(5), F(3), invert=True), at(N(8), N(9), method="sort"), at(N(8), N(9), method="binary_search"))
T("interp", at(F(5), np.sort(F(6)), F(6)), at(F(5), np.sort(F(6)), F(6), left=7, right=8), at(F(5), np.sort(P(6)), F(6), period=2.0))
T("trim_zeros", at(F(4)))

T.not_programs("array_repr array_str can_cast einsum_path finfo from_dlpack frombuffer fromfile fromiter fromstring get_printoptions "
               "iinfo iscomplexobj isdtype isrealobj isscalar issubdtype iterable load ndim printoptions promote_types result_type save "
               "savez set_printoptions shape size broadcast_shapes", "answers on the host")
