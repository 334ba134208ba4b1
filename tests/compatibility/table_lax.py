# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""jax.lax and jax.lax.linalg."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from samples import B, BF, C, F, H, I, KEY, N, P, Q, REGULAR, S8, SPD, SPECIAL, U, U8, Table, at, binary, through, unary
from table_arrays import SYMMETRIC, eig_residual, magnitudes, svd_product

T = Table("jax.lax", lax)

T("abs acos acosh asin asinh atan atanh bessel_i0e bessel_i1e bitwise_not cbrt ceil clz conj cos cosh digamma erf erf_inv erfc exp exp2 "
  "expm1 floor imag is_finite lgamma log log1p logistic neg population_count real reciprocal round rsqrt sign sin sinh sqrt square tan tanh "
  "stop_gradient optimization_barrier stage", *unary())
T("round", at(F(9) * 3, lax.RoundingMethod.TO_NEAREST_EVEN), at(np.array([0.5, 1.5, 2.5, -0.5, -2.5], np.float32)))
T("integer_pow", at(F(5), 3), at(F(5), -2), at(I(5), 4), at(C(3), 5), at(BF(5), 3))
SAME = [(F(5), F(5)), (SPECIAL, SPECIAL[::-1].copy()), (H(7), H(7)), (BF(7), BF(7)), (C(5), C(5)), (I(9), N(9)), (N(9), 1 + N(9)),
        (U8(5), U8(5)), (S8(5), S8(5)), (U(5), U(5)), (B(4), B(4)), (F(), F())]
T("add atan2 bitwise_and bitwise_or bitwise_xor div eq ge gt igamma igammac le lt max min mul mulhi ne nextafter pow rem sub shift_left "
  "shift_right_arithmetic shift_right_logical igamma_grad_a polygamma random_gamma_grad complex", *[at(*p) for p in SAME], at(P(7), P(7)), at(1 + P(7), P(7)))
T("zeta", at(F(5), F(5)), at(1 + P(7), P(7)))  # at infinity it multiplies subnormal constants with infinity
T("div rem", at(I(9), 1 + N(9)), at(np.array([-2**31, 7, 5], np.int32), np.array([-1, 0, 2], np.int32)))
T("shift_left shift_right_arithmetic shift_right_logical", at(I(9), N(9, below=40)), at(U8(5), N(5, below=9).astype(np.uint8)))
T("pow", at(F(5), N(5)), at(P(5), F(5)), at(F(5), 2.0))
T("polygamma", at(np.array([0, 1, 2], np.float32), P(3)))
T("betainc", at(P(7), P(7), Q(7)), at(H(4) ** 2, H(4) ** 2, Q(4).astype(np.float16)))
T("clamp", at(-1.0, F(5), 1.0), at(F(5) - 2, F(5), F(5) + 2), at(I(), I(5), I()), at(np.float32(-1), SPECIAL, np.float32(1)))
T("select", at(B(5), F(5), F(5)), at(np.bool_(True).reshape(()), I(3), I(3)))
T("select_n", at(B(5), F(5), F(5)), at(N(5, below=3), F(5), F(5), F(5)), at(N(below=3), I(4), I(4), I(4)))
T("reduce_precision", at(F(9), 5, 10), at(SPECIAL, 8, 7), at(F(9) * 1e3, 4, 3), at(BF(5), 4, 3), at(H(5), 5, 2))
T("convert_element_type", *[at(x, t) for x in (F(6) * 50, SPECIAL, I(5), B(5), U8(5), H(5)) for t in
                            (np.float32, np.int32, np.uint32, np.uint8, np.int16, np.bool_, np.complex64, np.float16, jnp.bfloat16, jnp.float8_e5m2)])
T("bitcast_convert_type", at(F(5), np.int32), at(I(5), np.float32), at(F(5), np.uint8), at(U8(3, 4), np.float32), at(BF(4), np.int16), at(I(3), np.int16),
  at(H(4), jnp.bfloat16), at(U8(6), jnp.int4))

# Shapes and movement.
T("broadcast", at(F(3), (2,)), at(I(), (2, 3)))
T("broadcast_in_dim", at(F(3), (3, 2), (0,)), at(F(3, 1), (2, 3, 4), (1, 2)))
T("broadcast_like", at(F(3), F(2, 3)))
T("broadcast_to_rank", at(F(3), 3))
T("broadcasted_iota", at(np.int32, (2, 3), 1), at(np.float32, (4,), 0))
T("iota", at(np.int32, 5), at(np.float32, 4), at(np.uint8, 7), at(np.complex64, 3), at(jnp.bfloat16, 5))
T("full empty", at((2, 3), 1.5, np.float32), at((2,), np.int32), at((2, 2), 7))
T("full_like", at(F(2, 3), 1.5), at(I(3), 2, np.float32))
T("collapse", at(F(2, 3, 4), 0, 2), at(F(2, 3, 4), 1))
T("concatenate", at([F(2, 3), F(1, 3)], 0), at([I(2, 1), I(2, 2), I(2, 1)], 1))
T("stack", at([F(3), F(3)]), at([F(3), F(3)], axis=1))
T("unstack", at(F(3, 4)))
T("split", at(F(6, 2), (1, 2, 3)), at(F(2, 6), (2, 4), axis=1))
T("expand_dims", at(F(3), (0, 2)))
T("squeeze", at(F(1, 3, 1), (0,)))
T("reshape", at(F(2, 6), (3, 4)), at(F(2, 3), (6,), (1, 0)))
T("transpose", at(F(2, 3, 4), (2, 0, 1)), at(C(2, 3), (1, 0)))
T("rev", at(F(3, 4), (0,)), at(I(3, 4), (0, 1)))
T("tile", at(F(2, 3), (2, 2)))
T("pad", at(F(3, 4), 7.0, [(1, 2, 0), (0, 1, 1)]), at(F(5), 0.0, [(-1, 2, 2)]), at(F(5), F(), [(1, -2, 0)]), at(F(4), 1.0, [(-1, -1, 1)]), at(I(3), 5, [(2, 0, 0)]))
T("slice", at(F(5, 6), (1, 2), (4, 6)), at(I(9), (1,), (8,), (3,)))
T("slice_in_dim", at(F(5, 6), 1, 4, axis=1), at(F(9), None, None, -2 if False else 2), at(F(5), -3, -1))
T("index_in_dim", at(F(5, 6), 2, axis=1), at(F(5, 6), -1, keepdims=False))
T("index_take", at(F(5, 6), (N(3, below=5), N(3)), (0, 1)))
T("dynamic_slice", at(F(5, 6), (N(), N()), (2, 3)), at(F(5), (np.int32(9).reshape(()) + N(),), (3,)), at(I(5), (np.asarray(-2),), (2,)), at(C(5), (N(),), (2,)))
T("dynamic_slice_in_dim", at(F(5, 6), N(), 2, axis=1), at(F(5), np.asarray(-1), 2), at(F(5), np.asarray(7), 2))
T("dynamic_index_in_dim", at(F(5, 6), N(), axis=1), at(F(5, 6), N(below=4), keepdims=False))
T("dynamic_update_slice", at(F(5, 6), F(2, 3), (N(), N())), at(F(5), F(2), (np.asarray(9),)), at(I(5), I(2), (np.asarray(-3),)))
T("dynamic_update_slice_in_dim", at(F(5, 6), F(2, 6), N(), 0))
T("dynamic_update_index_in_dim", at(F(5, 6), F(6), N(), 0), at(F(5, 6), F(5, 1), N(), 1))

# Reductions, sorting, cumulative.
T("argmax argmin", at(F(3, 5), 1, np.int32), at(I(3, 5), 0, np.uint8), at(SPECIAL, 0, np.int32))
T("reduce", at(F(3, 5), np.float32(0), lax.add, (1,)), at(F(3, 5), np.float32(-1), lambda a, b: jnp.maximum(a, b) * 1.0, (0,)),
  at((F(6), I(6)), (np.float32(0), np.int32(0)), lambda a, b: (a[0] + b[0], jnp.maximum(a[1], b[1])), (0,)), at(C(5), np.complex64(1), lax.mul, (0,)))
T("reduce_and reduce_or reduce_xor", at(B(3, 5), (1,)), at(I(3, 5), (0,)), at(U8(6), (0,)))
T("reduce_max reduce_min reduce_prod reduce_sum", at(F(3, 5), (1,)), at(I(3, 5), (0, 1)), at(BF(9), (0,)), at(SPECIAL, (0,)), at(C(3, 2), (0,)))
T("reduce_window", at(F(6, 6), np.float32(0), lax.add, (2, 2), (2, 2), "VALID"), at(F(6, 6), np.float32(-np.inf), lax.max, (3, 3), (1, 1), "SAME"),
  at(F(9), np.float32(0), lax.add, (3,), (2,), ((1, 2),), (2,), (1,)), at(F(9), np.float32(0), lax.add, (2,), (1,), "VALID", None, (3,)),
  at(I(3, 5), np.int32(100), lax.min, (2, 3), (1, 2), "SAME"), at(F(5), np.float32(1), lambda a, b: a * b + 0.0, (2,), (1,), "VALID"))
T("cumsum cumprod cummax cummin cumlogsumexp", at(F(7)), at(F(3, 5), axis=1), at(F(7), reverse=True), at(I(6)), at(BF(5)), at(F(3, 100), axis=1))
T("sort", at(F(9)), at(I(3, 5), dimension=0), at([N(8, below=3), F(8)], num_keys=1), at([N(8, below=2), N(8), F(8)], num_keys=2), at(C(6)), at(SPECIAL))
T("sort_key_val", at(F(7), I(7)), at(N(3, 5, below=3), F(3, 5), dimension=0))
T("top_k", at(F(9), 3), at(I(3, 6), 2), at(SPECIAL, 11), at(BF(7), 2), at(F(40), 20), at(F(4, 3), 2, axis=0))
T("approx_max_k approx_min_k", at(F(3, 20), 4), at(F(20), 3, aggregate_to_topk=False))
T("associative_scan", at(jnp.add, F(9)), at(jnp.multiply, F(3, 5), axis=1, reverse=True), at(lambda a, b: a @ b, F(5, 2, 2)))

# Products and convolutions.
T("dot", at(F(3, 4), F(4, 2)), at(F(4), F(4)), at(I(3, 4), I(4)), at(S8(3, 4), S8(4, 2), preferred_element_type=np.int32))
T("batch_matmul", at(F(2, 3, 4), F(2, 4, 5)), at(C(2, 2, 2), C(2, 2, 2)))
T("dot_general", at(F(2, 3, 4), F(2, 4, 5), (((2,), (1,)), ((0,), (0,)))), at(F(3, 4, 2), F(4, 5, 2), (((1,), (0,)), ((2,), (2,)))),
  at(BF(3, 4), BF(4, 2), (((1,), (0,)), ((), ())), preferred_element_type=np.float32), at(U8(3, 4), U8(4, 2), (((1,), (0,)), ((), ()))),
  at(F(2, 3, 4), F(3, 4, 5), (((1, 2), (0, 1)), ((), ()))), at(F(3), F(4), (((), ()), ((), ()))), at(S8(3, 4), F(4, 2), (((1,), (0,)), ((), ())), preferred_element_type=np.float32))
T("ragged_dot", at(F(6, 3), F(2, 3, 4), np.array([2, 4], np.int32)))
T("ragged_dot_general", at(F(6, 3), F(2, 3, 4), np.array([2, 4], np.int32),
                           lax.RaggedDotDimensionNumbers((((1,), (1,)), ((), ())), [0], [0])))
T("scaled_dot", at(F(4, 32).astype(jnp.float8_e4m3fn), F(32, 4).astype(jnp.float8_e4m3fn), lhs_scale=P(4, 1).astype(jnp.float8_e8m0fnu),
                   rhs_scale=P(1, 4).astype(jnp.float8_e8m0fnu)), at(F(4, 32).astype(jnp.bfloat16), F(32, 4).astype(jnp.bfloat16)))
T("conv", at(F(1, 2, 6, 6), F(3, 2, 3, 3), (1, 1), "SAME"), at(F(2, 2, 7), F(3, 2, 3), (2,), "VALID"), at(F(1, 1, 3, 4, 5), F(2, 1, 2, 2, 2), (1, 1, 1), "VALID"))
T("conv_with_general_padding", at(F(1, 2, 6), F(3, 2, 3), (1,), [(2, 1)], (2,), (1,)), at(F(1, 2, 6), F(3, 2, 2), (2,), [(1, 1)], None, (2,)))
T("conv_general_dilated", at(F(1, 2, 6, 6), F(3, 2, 3, 3), (2, 1), "SAME"), at(F(1, 6, 6, 2), F(3, 3, 2, 4), (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")),
  at(F(1, 4, 6, 6), F(6, 2, 3, 3), (1, 1), "SAME", feature_group_count=2), at(F(1, 4, 8), F(4, 1, 3), (1,), [(1, 1)], feature_group_count=4),
  at(F(4, 2, 6), F(4, 2, 3), (1,), "VALID", batch_group_count=2), at(F(1, 2, 5), F(3, 2, 3), (1,), [(2, 2)], lhs_dilation=(2,)),
  at(F(1, 2, 9), F(3, 2, 3), (1,), [(0, 0)], rhs_dilation=(3,)), at(C(1, 2, 6), C(3, 2, 3), (1,), "VALID"), at(BF(1, 2, 6), BF(3, 2, 3), (1,), "VALID"),
  at(S8(1, 2, 6), S8(3, 2, 3), (1,), "VALID", preferred_element_type=np.int32), at(I(1, 2, 6), I(3, 2, 3), (1,), "VALID"), at(F(1, 2, 5), F(3, 2, 3), (1,), [(-1, 0)]))
T("conv_general_dilated_local", at(F(1, 2, 5), F(3, 6, 3), (1,), "VALID", (3,)))
T("conv_general_dilated_patches", at(F(1, 2, 5, 5), (2, 3), (1, 2), "VALID"))
T("conv_transpose", at(F(1, 5, 2), F(3, 2, 4), (2,), "SAME", dimension_numbers=("NWC", "WIO", "NWC")), at(F(1, 4, 4, 2), F(3, 3, 2, 3), (2, 2), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")))
T("fft", at(C(8), lax.FftType.FFT, (8,)), at(F(3, 6), lax.FftType.RFFT, (6,)), at(C(4), lax.FftType.IRFFT, (7,)), at(C(3, 5), lax.FftType.IFFT, (3, 5)))

# Gather and scatter.
DROP = [dict(), dict(mode="clip"), dict(mode="fill"), dict(mode="promise_in_bounds", indices_are_sorted=True)]
G = lax.GatherDimensionNumbers
S = lax.ScatterDimensionNumbers
T("gather", *[at(F(5, 6), np.array([[0], [4], [2]], np.int32), G((1,), (0,), (0,)), (1, 6), **d) for d in DROP],
  at(F(5, 6), np.array([[0, 9], [-1, 2]], np.int32), G((1,), (0,), (0, 1)), (1, 2), mode="fill", fill_value=7.5),
  at(F(3, 5), N(3, 2, 1, below=5), G((), (1,), (1,), (0,), (0,)), (1, 1)), at(I(5, 6), np.array([[4, 5]], np.int32), G((1, 2), (), (0, 1)), (2, 3), mode="clip"))
for name in ("scatter", "scatter_add", "scatter_max", "scatter_min", "scatter_mul", "scatter_sub"):
    T(name, *[at(F(5, 6), np.array([[0], [4], [2]], np.int32), F(3, 6), S((1,), (0,), (0,)), **d) for d in DROP],
      at(F(5), np.array([[1], [1], [9], [-2]], np.int32), F(4), S((), (0,), (0,)), mode="drop") if name != "scatter" else at(F(5), np.array([[9], [-2]], np.int32), F(2), S((), (0,), (0,)), mode="drop"),
      at(F(5, 6), np.array([1, 2], np.int32), F(2, 3), S((0, 1), (), (0, 1))), at(I(5), np.array([[1], [3]], np.int32), I(2), S((), (0,), (0,))),
      at(C(5), np.array([[1], [3]], np.int32), C(2), S((), (0,), (0,))), at(F(3, 5), np.array([[[1]], [[2]], [[0]]], np.int32), F(3, 1), S((), (1,), (1,), (0,), (0,))),
      at(BF(5), np.array([[1], [3]], np.int32), BF(2), S((), (0,), (0,))))
T("scatter_apply", at(F(5), np.array([[1], [3]], np.int32), jnp.sin, S((), (0,), (0,)), update_shape=(2,)))

# Control.
T("cond", at(np.asarray(True), lambda x: x * 2, lambda x: x - 1, F(3)), at(np.asarray(False), lambda x, y: (x, y), lambda x, y: (y + 1, x), F(3), F(3)))
T("switch", at(N(below=3), [lambda x: x, lambda x: x * 2, lambda x: -x], F(3)), at(np.asarray(9), [jnp.sin, jnp.cos], F()))
T("fori_loop", at(0, 5, lambda i, x: x * 1.5 + i, F(3)), at(N(), np.asarray(8), lambda i, x: x.at[i % 3].add(1), F(3)))
T("while_loop", at(lambda s: s[0] < 100, lambda s: (s[0] * 2, s[1] + 1), (np.asarray(3), F(2))))
T("scan", at(lambda c, x: (c + x, c * x), F(3), F(5, 3)), at(lambda c, x: (c * 2, None), F(), None, length=4), at(lambda c, x: (c - x, c), F(), F(6), reverse=True, unroll=2))
T("map", at(lambda x: x * 2 + 1, F(4, 3)), at(lambda x: x.sum(), F(5, 3), batch_size=2))
T("composite", through(lambda f, x: f(lambda y: jnp.sin(y) * 2, "tmb.twice_sine")(x), F(4)))
T("custom_root", at(lambda x: x**2 - 2, 1.0, lambda g, x0: lax.fori_loop(0, 10, lambda _, x: x - g(x) / (2 * x), x0), lambda g, y: y / g(1.0)))
T("custom_linear_solve", at(lambda x: 2 * x, F(3), lambda matvec, b: b / 2), at(lambda x: 2 * x, F(3), lambda matvec, b: b / 2, symmetric=True))
T("platform_dependent", at(F(3), cpu=lambda x: x * 2, default=lambda x: x * 3))
T("dce_sink", through(lambda f, x: (f(x), x * 2)[1], F(3)))
T("after_all create_token", through(lambda f, x: (f(), x * 2)[1], F(3)))
T("rng_bit_generator", at(np.array([1, 2, 3, 4], np.uint32), (5,)), at(np.array([1, 2, 3, 4], np.uint32), (3, 2), np.uint8),
  at(np.array([1, 2, 3, 4], np.uint32), (5,), algorithm=lax.RandomAlgorithm.RNG_THREE_FRY), at(np.array([1, 2, 3, 4], np.uint32), (5,), algorithm=lax.RandomAlgorithm.RNG_PHILOX))
T("rng_uniform", through(lambda f, a, b: (lambda x: (x >= 0) & (x <= 5))(f(a, b, (20,))), P(), 5 + P()))

COLLECTIVE = "all_gather all_to_all axis_index axis_size pbroadcast pcast pmax pmean pmin ppermute psend precv pshuffle psum psum_scatter pswapaxes ragged_all_to_all"


def on_one_device(function, x):
    mesh = jax.make_mesh((1,), ("i",), axis_types=(jax.sharding.AxisType.Auto,))
    spec = jax.sharding.PartitionSpec()
    return jax.shard_map(lambda v: function(v, "i"), mesh=mesh, in_specs=spec, out_specs=spec, check_vma=False)(x)


T("all_gather pmax pmean pmin psum psum_scatter", through(on_one_device, F(1, 3)), through(on_one_device, I(1, 3)))
T("all_to_all", through(lambda f, x: on_one_device(lambda v, i: f(v, i, 0, 1), x), F(1, 3)))
T("ppermute pshuffle", through(lambda f, x: on_one_device(lambda v, i: f(v, i, [(0, 0)] if f is lax.ppermute else [0]), x), F(3)))
T("pbroadcast", through(lambda f, x: on_one_device(lambda v, i: f(v, i, 0), x), F(3)))
T("pswapaxes", through(lambda f, x: on_one_device(lambda v, i: f(v, i, 0), x), F(1, 3)))
T("axis_index", through(lambda f, x: on_one_device(lambda v, i: v + f(i), x), F(3)))
T.not_programs("axis_size broadcast_shapes conv_dimension_numbers conv_general_permutations conv_general_shape_tuple conv_shape_tuple "
               "conv_transpose_shape_tuple dtype padtype_to_pads reduce_window_shape_tuple shape_as_value PrecisionLike DotDimensionNumbers ConvGeneralDilatedDimensionNumbers", "answers on the host")
T.not_programs("pcast psend precv ragged_all_to_all with_sharding_constraint", "for several devices")

L = Table("jax.lax.linalg", lax.linalg)
L("cholesky", at(SPD(4)), at(np.stack([SPD(3), SPD(3)])), at(SPD(3), symmetrize_input=False))
L("cholesky_update", at(np.linalg.cholesky(SPD(4)).T.copy(), F(4)))
L("eig", through(lambda f, a: eig_residual(lambda x: f(x, compute_left_eigenvectors=False), a), F(4, 4)), through(lambda f, a: eig_residual(lambda x: f(x, compute_left_eigenvectors=False), a), C(3, 3)))
L("eigh", through(magnitudes, SYMMETRIC(F(4, 4))), through(magnitudes, SYMMETRIC(C(3, 3)), lower=False), through(magnitudes, SYMMETRIC(F(3, 3)), sort_eigenvalues=False))
L("hessenberg", at(F(4, 4)), at(C(3, 3)), at(F(2, 4, 4)))
L("householder_product", at(F(4, 3), P(3)), at(C(4, 2), C(2)))
L("lu", at(F(4, 4)), at(F(3, 5)), at(F(5, 3)), at(C(3, 3)), at(F(2, 3, 3)))
L("lu_pivots_to_permutation", through(lambda f, p: f(p.astype(np.int32), 4), np.array([2, 2, 3, 3], np.int32)))
L("ormqr", at(F(4, 3), P(3), F(4, 2)), at(F(4, 3), P(3), F(2, 4), left=False, transpose=True))
L("qdwh", at(REGULAR(3, 3)))
L("qr", through(magnitudes, F(4, 3)), through(magnitudes, F(4, 3), full_matrices=False), through(magnitudes, C(3, 4)), through(magnitudes, F(4, 4), pivoting=True))
L("schur", through(lambda f, a: (lambda t, q: (q @ t @ q.conj().swapaxes(-1, -2)))(*f(a)), F(4, 4)), through(lambda f, a: (lambda t, q: (q @ t @ q.conj().swapaxes(-1, -2)))(*f(a)), C(3, 3)))
L("svd", through(svd_product, F(4, 3)), at(F(3, 4), compute_uv=False), through(svd_product, F(3, 3), algorithm=lax.linalg.SvdAlgorithm.QR),
  through(svd_product, F(3, 3), algorithm=lax.linalg.SvdAlgorithm.JACOBI), through(svd_product, F(4, 3), algorithm=lax.linalg.SvdAlgorithm.POLAR))
L("symmetric_product", at(F(3, 4), F(3, 3), alpha=2.0, beta=0.5, symmetrize_output=True), at(F(3, 4), SYMMETRIC(F(3, 3))))
L("triangular_solve", *[at(REGULAR(3, 3), F(3, 3), left_side=left, lower=lower, transpose_a=t, unit_diagonal=u) for left, lower, t, u in
                        ((True, True, False, False), (False, True, True, False), (True, False, False, True), (False, False, True, True))],
  at(REGULAR(3, 3).astype(np.complex64) + 0.5j, C(3, 2), left_side=True, lower=True, transpose_a=True, conjugate_a=True), at(REGULAR(2, 3, 3), F(2, 3, 2), left_side=True))
L("tridiagonal", at(SYMMETRIC(F(4, 4))), at(SYMMETRIC(C(3, 3)), lower=False))
L("tridiagonal_solve", at(F(5), 4 + P(5), F(5), F(5, 2)), at(F(2, 5), 4 + P(2, 5), F(2, 5), F(2, 5, 1)))

LAX_TABLES = [T, L]
