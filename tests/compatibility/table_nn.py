# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""jax.nn, jax.nn.initializers, jax.random, jax.image, jax.ops."""
import jax
import jax.image
import jax.numpy as jnp
import jax.ops
import numpy as np

from samples import B, BF, C, F, H, I, KEY, N, P, Q, SPD, U, Table, at, keyed, near, through, unary

T = Table("jax.nn", jax.nn)
T("celu elu gelu hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu log_sigmoid log1mexp mish relu relu6 selu sigmoid silu soft_sign softplus "
  "sparse_plus sparse_sigmoid squareplus swish tanh identity", *unary())
T("gelu", at(F(5), approximate=False))
T("celu elu", at(F(5), 0.5))
T("glu", at(F(6)), at(F(4, 3), axis=0))
T("log_softmax softmax standardize logsumexp logmeanexp", at(F(3, 5)), at(F(3, 5), axis=0), at(BF(7)), at(H(4)), at(F(3, 5), where=B(3, 5) | True), at(F(), axis=None))
T("logsumexp", at(F(5), b=P(5), return_sign=True), at(F(3, 4), axis=(0, 1), keepdims=True), at(C(4)))
T("one_hot", at(N(4), 6), at(N(2, 3), 4, axis=0, dtype=np.int32), at(F(3), 3))
T("dot_product_attention", *[near(1e-6, s) for s in (at(F(1, 4, 2, 8), F(1, 5, 2, 8), F(1, 5, 2, 8)), at(F(4, 2, 8), F(4, 2, 8), F(4, 2, 8), is_causal=True),  # f32 inside
  at(F(1, 4, 4, 8), F(1, 4, 2, 8), F(1, 4, 2, 8), scale=0.5, mask=B(1, 4, 4, 4) | np.eye(4, dtype=bool)))], at(BF(1, 4, 2, 8), BF(1, 4, 2, 8), BF(1, 4, 2, 8), local_window_size=2))
T("scaled_matmul", at(F(1, 4, 32).astype(jnp.float8_e4m3fn), F(1, 4, 32).astype(jnp.float8_e4m3fn), P(1, 4, 1).astype(jnp.float8_e8m0fnu), P(1, 4, 1).astype(jnp.float8_e8m0fnu)))
T("scaled_dot_general", at(F(4, 32), F(32, 4), (((1,), (0,)), ((), ()))), at(F(2, 4, 32), F(2, 4, 32), (((2,), (2,)), ((0,), (0,)))))
T.not_programs("get_scaled_dot_general_config", "answers on the host")

I_ = Table("jax.nn.initializers", jax.nn.initializers)
I_("glorot_normal glorot_uniform he_normal he_uniform kaiming_normal kaiming_uniform lecun_normal lecun_uniform normal truncated_normal uniform xavier_normal "
   "xavier_uniform", through(lambda f, k: f()(k, (4, 3)), KEY), through(lambda f, k: f()(k, (3, 2), jnp.bfloat16), KEY))
I_("orthogonal", through(lambda f, k: f()(k, (4, 3)), KEY))
I_("delta_orthogonal", through(lambda f, k: f()(k, (3, 3, 4)), KEY))
I_("variance_scaling", through(lambda f, k: f(2.0, "fan_avg", "uniform")(k, (4, 3)), KEY), through(lambda f, k: f(1.0, "fan_in", "truncated_normal")(k, (4, 3)), KEY))
I_("ones zeros", keyed((3, 2)))
I_("constant", through(lambda f, k: f(2.5)(k, (3,)), KEY))

R = Table("jax.random", jax.random)
R("PRNGKey key", at(7), at(N()), at(N(), impl="rbg"), at(N(), impl="unsafe_rbg"))
R("clone key_data", through(lambda f, k: f(jax.random.wrap_key_data(k)), KEY))
R("wrap_key_data", at(KEY))
R("fold_in", keyed(5), keyed(N()))
R("split", keyed(), keyed(3), keyed((2, 2)))
R("bits", keyed((5,)), keyed((3,), np.uint8), keyed((3, 3), np.uint16), through(lambda f, k: f(jax.random.wrap_key_data(k, impl="rbg"), (7,)), np.arange(4, dtype=np.uint32)))
R("uniform normal exponential gumbel cauchy laplace logistic rayleigh maxwell lognormal".replace("rayleigh ", "").replace("lognormal", ""), keyed((5,)), keyed((3, 4), np.float16), keyed((), jnp.bfloat16), keyed((1000,)))
R("uniform", keyed((5,), minval=-2.0, maxval=3.0))
R("normal", keyed((4,), np.complex64), through(lambda f, k: f(jax.random.wrap_key_data(k, impl="rbg"), (7,)), np.arange(4, dtype=np.uint32)))
R("lognormal", keyed(1.5, (4,)))
R("rayleigh", keyed(P(4)), keyed(2.0, (3,)))
R("truncated_normal", keyed(-1.0, 2.0, (6,)))
R("randint", keyed((6,), 0, 10), keyed((6,), I(), 100), keyed((5,), -5, 5, np.int8), keyed((5,), 0, 255, np.uint8))
R("bernoulli", keyed(0.3, (6,)), keyed(Q(5)))
R("rademacher", keyed((6,)), keyed((3,), np.float32))
R("choice", keyed(5, (3,)), keyed(F(6), (4,), p=np.full(6, 1 / 6, np.float32)), keyed(6, (4,), replace=False), keyed(F(6), (3,), replace=False, p=np.full(6, 1 / 6, np.float32)))
R("permutation", keyed(6), keyed(F(5)), keyed(F(3, 4), axis=1, independent=True))
R("categorical", keyed(F(5)), keyed(F(3, 5), axis=1), keyed(F(5), shape=(4,)), keyed(F(6), shape=(3,), replace=False))
R("beta", keyed(P(4), P(4)))
R("binomial", keyed(20.0, Q(4)), keyed(np.float32(3).reshape(()), 0.4, (3,)))
R("chisquare t", keyed(2 + P(4)), keyed(5.0, (3,)))
R("dirichlet", keyed(P(4)), keyed(P(3), (2,)))
R("double_sided_maxwell", keyed(0.5, 2.0, (4,)))
R("f", keyed(2 + P(4), 3 + P(4)))
R("gamma loggamma", keyed(P(4)), keyed(0.3, (3,)), keyed(2.5, (3,)))
R("generalized_normal", keyed(1.5, (4,)))
R("ball", keyed(3), keyed(2, 1.5, (2,)))
R("geometric", keyed(Q(5)))
R("multinomial", keyed(10.0, np.array([0.2, 0.3, 0.5], np.float32)))
R("multivariate_normal", keyed(F(3), SPD(3)), through(lambda f, k, m, c: f(k, m, c, (2,), method="cholesky"), KEY, F(3), SPD(3)), keyed(F(2), SPD(2), method="svd"))
R("orthogonal", keyed(3), keyed(3, (2,)))
R("pareto", keyed(P(4)))
R("poisson", keyed(3.0, (5,)), keyed(P(4) * 20))
R("triangular", keyed(0.0, 1.0, 3.0, (4,)))
R("wald", keyed(P(4)))
R("weibull_min", keyed(1.5, 2.0, (4,)))
R.not_programs("key_dtype key_impl", "answers on the host")

G = Table("jax.image", jax.image)
G("resize", *[at(F(4, 5, 2), (7, 3, 2), m) for m in ("nearest", "linear", "cubic", "lanczos3", "lanczos5")], at(F(4, 5), (8, 10), "bilinear", antialias=False))
G("scale_and_translate", at(F(4, 5), (6, 6), (0, 1), np.array([1.5, 1.2], np.float32), np.array([0.5, -0.5], np.float32), "linear"))
O = Table("jax.ops", jax.ops)
O("segment_max segment_min segment_prod segment_sum", at(F(7), N(7), 6), at(I(7, 2), N(7, below=3), num_segments=3), at(F(6), np.sort(N(6)), 7, indices_are_sorted=True))
NN_TABLES = [T, I_, R, G, O]
