# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""jax.scipy."""
import importlib
import pkgutil

import jax
import jax.numpy as jnp
import jax.scipy
import jax.scipy.cluster.vq
import jax.scipy.fft
import jax.scipy.integrate
import jax.scipy.interpolate
import jax.scipy.ndimage
import jax.scipy.optimize
import jax.scipy.signal
import jax.scipy.sparse.linalg
import jax.scipy.spatial.transform
import jax.scipy.special
import jax.scipy.stats
import numpy as np

from samples import BF, C, F, H, I, KEY, N, P, Q, REGULAR, SPD, SPECIAL, Table, at, near, through, unary
from table_arrays import SYMMETRIC, eig_residual, magnitudes, svd_product

S = Table("jax.scipy.special", jax.scipy.special)
S("dawsn digamma entr erf erfc erfcx erfinv exp1 expi expit factorial fresnel gamma gammaln gammasgn i0 i0e i1 i1e log_ndtr loggamma logit ndtr ndtri sici spence",
  *unary())
S("wofz", at(C(5)), at(C(4) * 4), *[near(1e-7, s) for s in unary()])
S("bernoulli", at(5))
S("bessel_jn", at(P(4), v=3))
S("beta betaln boxcox boxcox1p comb gammainc gammaincc kl_div poch rel_entr xlog1py xlogy owens_t", at(P(7), P(7)), at(1 + P(7), P(7)), at(Q(3, 1), P(4)), at(F(5), F(5)),
  near(1e-3, at(P(3).astype(np.float16), P(3).astype(np.float16))), at(1 + N(5), 1 + N(5)))
S("betainc", at(P(7), P(7), Q(7)))
S("expn", at(np.arange(5, dtype=np.int32), P(5)))
S("hyp1f1", at(P(4), P(4), F(4)))
S("hyp2f1", at(P(3), P(3), P(3), Q(3)))
S("log_softmax softmax logsumexp", at(F(3, 5)), at(F(3, 5), axis=0))
S("logsumexp", at(F(5), b=F(5), return_sign=True))
S("multigammaln", at(3 + P(4), 2))
S("polygamma", at(np.array([0, 1, 2], np.int32), P(3)))
S("sph_harm_y", at(np.array([2]), np.array([1]), P(1), P(1), n_max=3))
S("zeta", at(1 + P(5), P(5)), at(1.5 + P(3)))

L = Table("jax.scipy.linalg", jax.scipy.linalg)
L("block_diag", at(F(2, 2), F(1, 3)), at(F(2), I(2, 1)))
L("cho_factor cholesky", at(SPD(4)), at(SPD(4), lower=True))
L("cho_solve", at((np.linalg.cholesky(SPD(3)), True), F(3)), at((np.linalg.cholesky(SPD(3)).T.copy(), False), F(3, 2)))
L("circulant", at(F(4)))
L("companion", at(1 + P(4)))
L("convolution_matrix", at(F(3), 5), at(F(3), 4, mode="same"))
L("det inv", at(REGULAR(3, 3)), at(REGULAR(4, 4)), at(C(3, 3)))
L("dft", at(5), at(4, scale="sqrtn"))
L("eigh", through(magnitudes, SYMMETRIC(F(4, 4))), at(SYMMETRIC(F(4, 4)), eigvals_only=True))
L("eigh_tridiagonal", at(F(5), F(4), eigvals_only=True), at(F(5), F(4), eigvals_only=True, select="i", select_range=(1, 3)), through(magnitudes, F(5), F(4)))
L("expm", at(F(3, 3)), at(F(2, 2) * 5), at(C(3, 3)), at(np.triu(F(3, 3)), upper_triangular=True))
L("expm_frechet", at(F(3, 3), F(3, 3)))
L("fiedler hankel toeplitz", at(F(4)), at(I(3)))
L("hankel toeplitz", at(F(3), F(4)))
L("fiedler_companion", at(1 + P(5)))
L("funm", near(1e-5, through(lambda f, a: f(a, lambda x: jnp.sin(x), disp=False), REGULAR(3, 3))))
L("hadamard helmert hilbert invhilbert pascal invpascal", at(4))
L("helmert", at(4, full=True))
L("pascal", at(4, kind="lower"))
L("hessenberg", at(F(4, 4)), at(F(4, 4), calc_q=True))
L("leslie", at(P(4), Q(3)))
L("lu", at(F(4, 4)), at(F(3, 4), permute_l=True), at(C(3, 3)))
L("lu_factor", at(F(4, 4)))
L("lu_solve", through(lambda f, a, p, b: f((a, p.astype(np.int32)), b), REGULAR(3, 3), np.array([1, 1, 2], np.int32), F(3)), through(lambda f, a, p, b: f((a, p.astype(np.int32)), b, trans=1), REGULAR(3, 3), np.array([0, 2, 2], np.int32), F(3, 2)))
L("polar", at(REGULAR(3, 3)), at(F(4, 3)), at(REGULAR(3, 3), side="left", method="svd"))
L("qr", through(magnitudes, F(4, 3)), through(magnitudes, F(4, 3), mode="economic"), at(F(4, 3), mode="r"), through(magnitudes, F(3, 3), pivoting=True))
L("qr_multiply", at(F(4, 3), F(2, 4)), at(F(4, 3), F(3, 2), mode="left"))
L("rsf2csf", through(lambda f, t, z: (lambda T, Z: Z @ T @ Z.conj().T)(*f(t, z)), np.triu(F(3, 3)), np.eye(3, dtype=np.float32)))
L("schur", through(lambda f, a: (lambda t, q: q @ t @ q.conj().T)(*f(a)), F(4, 4)), near(1e-5, through(lambda f, a: (lambda t, q: q @ t @ q.conj().T)(*f(a, output="complex")), F(3, 3))))
L("solve", at(REGULAR(3, 3), F(3)), at(SPD(3), F(3, 2), assume_a="pos"))
L("solve_sylvester", at(REGULAR(3, 3), REGULAR(2, 2), F(3, 2)), at(REGULAR(3, 3), REGULAR(2, 2), F(3, 2), method="eigen"))
L("solve_triangular", at(REGULAR(3, 3), F(3)), at(REGULAR(3, 3), F(3, 2), lower=True, trans=1), at(REGULAR(3, 3), F(3), unit_diagonal=True))
L("sqrtm", at(SPD(3)), near(1e-5, at(REGULAR(3, 3))))
L("svd", through(svd_product, F(4, 3)), at(F(4, 3), compute_uv=False))

G = Table("jax.scipy.signal", jax.scipy.signal)
G("convolve correlate", at(F(8), F(3)), at(F(4, 5), F(2, 2), mode="same"), at(F(8), F(3), method="fft"), at(C(5), C(3), mode="valid"))
G("convolve2d correlate2d", at(F(5, 6), F(2, 3)), at(F(5, 6), F(3, 3), mode="same", boundary="fill"), at(F(5, 6), F(2, 2), mode="valid"))
G("fftconvolve", at(F(8), F(3)), at(F(4, 5), F(2, 2), mode="same"), at(F(3, 5), F(3, 2), axes=1))
G("csd", at(F(32), F(32), nperseg=8), at(F(2, 32), None, nperseg=8, average="median"))
G("welch", at(F(32), nperseg=8), at(F(32), nperseg=16, detrend="linear", scaling="spectrum"))
G("detrend", at(F(8)), at(F(3, 8), type="constant"), at(F(8), bp=[4]))
G("stft", at(F(32), nperseg=8), at(F(32), nperseg=8, noverlap=6, window="hamming"))
G("istft", at(C(5, 9), nperseg=8))

M = Table("jax.scipy.ndimage", jax.scipy.ndimage)
M("map_coordinates", *[at(F(4, 5), [P(6), P(6)], order=o, mode=m) for o, m in ((0, "constant"), (1, "nearest"), (1, "wrap"), (1, "mirror"), (0, "reflect"))])
FT = Table("jax.scipy.fft", jax.scipy.fft)
FT("dct idct", at(F(8)), at(F(3, 7), axis=0), at(F(8), norm="ortho"), at(F(8), n=5))
FT("dctn idctn", at(F(4, 5)), at(F(4, 5), norm="ortho", axes=(1,)))
N_ = Table("jax.scipy.integrate", jax.scipy.integrate)
N_("trapezoid", at(F(6)), at(F(6), P(6).cumsum()))
P_ = Table("jax.scipy.interpolate", jax.scipy.interpolate)
GRID = (np.arange(4, dtype=np.float32), np.arange(5, dtype=np.float32))
P_("RegularGridInterpolator", through(lambda f, v, x: f(GRID, v)(x), F(4, 5), P(6, 2)), through(lambda f, v, x: f(GRID, v, method="nearest", bounds_error=False, fill_value=None)(x), F(4, 5), F(6, 2)))
O = Table("jax.scipy.optimize", jax.scipy.optimize)
O("minimize", through(lambda f, x: f(lambda v: jnp.sum((v - 1.5)**2 + v[0] * v[1]), x, method="BFGS").x, F(2)))
V = Table("jax.scipy.cluster.vq", jax.scipy.cluster.vq)
V("vq", at(F(7, 2), F(3, 2)))
A = Table("jax.scipy.sparse.linalg", jax.scipy.sparse.linalg)
A("cg", through(lambda f, a, b: f(lambda x: a @ x, b)[0], SPD(4), F(4)))
A("bicgstab gmres", through(lambda f, a, b: f(lambda x: a @ x, b)[0], REGULAR(4, 4), F(4)))
R = Table("jax.scipy.spatial.transform", jax.scipy.spatial.transform)
ROTATE = jax.scipy.spatial.transform.Rotation
R("Rotation", through(lambda f, q, v: f.from_quat(q).apply(v), F(4), F(3)), through(lambda f, v: f.from_rotvec(v).as_matrix(), F(3)), through(lambda f, a: f.from_euler("xyz", a).as_quat(), F(3)),
  through(lambda f, q, p: (f.from_quat(q) * f.from_quat(p)).inv().as_euler("zyx"), F(4), F(4)), through(lambda f, q: f.from_quat(q).magnitude(), F(5, 4)))
R("Slerp", through(lambda f, q, t: f.init(np.arange(3, dtype=np.float32), ROTATE.from_quat(q))(t).as_quat(), F(3, 4), Q(2)))

D = Table("jax.scipy.stats", jax.scipy.stats)
D("mode", at(N(9)), at(N(3, 5), axis=1))
D("rankdata", at(N(9)), at(F(3, 5), axis=1), at(N(7), method="min"), at(N(7), method="dense"))
D("sem", at(F(7)), at(F(3, 5), axis=1, ddof=0))
D("gaussian_kde", through(lambda f, x, p: f(x).evaluate(p), F(20), F(5)), through(lambda f, x, p: f(x, weights=jnp.abs(x[0]), bw_method=0.5).logpdf(p), F(2, 12), F(2, 3)),
  through(lambda f, x, k: f(x).resample(k, (3,)), F(20), KEY), through(lambda f, x: f(x).integrate_box_1d(-1.0, 1.0), F(20)))

# Arguments of the distributions; the functions with a probability as argument are ppf and isf.
PARAMETERS = {
    "bernoulli": (0.3,), "beta": (P(6), P(6)), "betabinom": (7, P(6), P(6)), "binom": (7, Q(6)), "cauchy": (0.5, 2.0), "chi2": (P(6) + 1,), "expon": (0.1, 2.0),
    "gamma": (P(6),), "gennorm": (P(6),), "geom": (Q(6),), "gumbel_l": (0.2, 1.5), "gumbel_r": (0.2, 1.5), "laplace": (0.2, 1.5), "logistic": (0.2, 1.5), "nbinom": (5, Q(6)),
    "norm": (0.2, 1.5), "pareto": (1 + P(6),), "poisson": (P(6) * 2,), "t": (P(6) + 1,), "truncnorm": (-1.0, 2.0), "uniform": (-1.0, 4.0), "vonmises": (P(6),), "wrapcauchy": (Q(6),),
}
COUNTS = {"bernoulli", "betabinom", "binom", "geom", "nbinom", "poisson"}
for module in pkgutil.iter_modules(jax.scipy.stats.__path__):
    if module.name.startswith("_"):
        continue
    distribution = importlib.import_module("jax.scipy.stats." + module.name)
    for name in sorted(n for n in dir(distribution) if not n.startswith("_") and callable(getattr(distribution, n))):
        row = f"{module.name}.{name}"
        if module.name == "dirichlet":
            D(row, at(np.array([0.2, 0.3, 0.5], np.float32), P(3)))
        elif module.name == "multinomial":
            D(row, at(np.array([2, 3, 1], np.int32), 6, np.array([0.2, 0.3, 0.5], np.float32)))
        elif module.name == "multivariate_normal":
            D(row, at(F(3), F(3), SPD(3)), at(F(5, 2), F(2), SPD(2)))
        elif name in ("ppf", "isf"):
            D(row, at(Q(6), *PARAMETERS[module.name]))
        elif row == "poisson.entropy":
            D(row, at(P(6)))
        elif module.name in COUNTS:
            D(row, at(N(6), *PARAMETERS[module.name]), at(F(6), *PARAMETERS[module.name]))
        else:
            D(row, at(F(6), *PARAMETERS[module.name]), at(P(6), *PARAMETERS[module.name]), at(Q(6), *PARAMETERS[module.name]))

SCIPY_TABLES = [S, L, G, M, FT, N_, P_, O, V, A, R, D]
