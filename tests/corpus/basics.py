# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Small programs: scalars, control flow, signal processing. Each entry: name -> (function, arguments)."""
import jax
import jax.numpy as jnp
import numpy as np


def quad_roots(a, b, c):
    root = jnp.sqrt(b * b - 4 * a * c)
    return (-b + root) / (2 * a), (-b - root) / (2 * a)


def quad_roots_or_nothing(a, b, c):
    d = b * b - 4 * a * c
    return jax.lax.cond(d >= 0, lambda: quad_roots(a, b, c), lambda: (jnp.float32(0), jnp.float32(0)))


def newton_root(a, b, c, x):
    def step(state):
        x, _ = state
        next_x = x - (a * x * x + b * x + c) / (2 * a * x + b)
        return next_x, jnp.abs(next_x - x)
    return jax.lax.while_loop(lambda s: s[1] > 1e-6, step, (x, jnp.float32(1)))[0]


def fibonacci(n):
    return jax.lax.fori_loop(0, n, lambda _, s: (s[1], s[0] + s[1]), (jnp.int32(0), jnp.int32(1)))[0]


def gcd(a, b):
    return jax.lax.while_loop(lambda s: s[1] != 0, lambda s: (s[1], s[0] % s[1]), (a, b))[0]


def rosenbrock_gradient(x):
    return jax.grad(lambda x: jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))(x)


def axpy_tree(tree):
    return {"sum": tree["a"] * tree["x"] + tree["y"], "pair": (tree["x"], tree["y"].T)}


def biquad(coefficients, samples):
    """A second-order filter, direct form II transposed."""
    b0, b1, b2, a1, a2 = coefficients

    def step(state, x):
        s1, s2 = state
        y = b0 * x + s1
        return (b1 * x - a1 * y + s2, b2 * x - a2 * y), y
    return jax.lax.scan(step, (jnp.float32(0), jnp.float32(0)), samples)[1]


def fir(taps, samples):
    return jnp.convolve(samples, taps, mode="valid")


def kalman_step(x, p, z):
    """One predict and update of a constant-velocity tracker that measures the position."""
    f = jnp.array([[1, 0.1], [0, 1]], jnp.float32)
    h = jnp.array([[1, 0]], jnp.float32)
    x, p = f @ x, f @ p @ f.T + 0.01 * jnp.eye(2, dtype=jnp.float32)
    gain = p @ h.T / (h @ p @ h.T + 0.1)
    return x + gain[:, 0] * (z - h @ x)[0], (jnp.eye(2, dtype=jnp.float32) - gain @ h) @ p


def pid_step(state, target, measured):
    """One step of a PID controller; its integral and its output are limited."""
    integral, previous = state
    error = target - measured
    integral = jnp.clip(integral + 0.01 * error, -1, 1)
    return (integral, error), jnp.clip(2 * error + 0.5 * integral + 5 * (error - previous), -10, 10)


def moving_statistics(x):
    mean = jax.lax.reduce_window(x, 0.0, jax.lax.add, (8,), (4,), "VALID") / 8
    peak = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (8,), (4,), "VALID")
    return mean, peak, jnp.cumsum(x)


def heat_steps(u):
    return jax.lax.fori_loop(0, 10, lambda _, u: u + 0.1 * (jnp.roll(u, 1) - 2 * u + jnp.roll(u, -1)), u)


def histogram(codes):
    return jnp.zeros(16, jnp.int32).at[codes].add(1)


def crc32(data):
    """CRC-32 of bytes, bit by bit: unsigned arithmetic only."""
    def byte(crc, value):
        crc = crc ^ value.astype(jnp.uint32)
        bit = lambda _, c: jnp.where(c & 1, (c >> 1) ^ jnp.uint32(0xEDB88320), c >> 1)
        return jax.lax.fori_loop(0, 8, bit, crc), None
    return ~jax.lax.scan(byte, jnp.uint32(0xFFFFFFFF), data)[0]


def game_of_life(board):
    shifts = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    count = sum(jnp.roll(board, s, (0, 1)).astype(jnp.int32) for s in shifts)
    return (count == 3) | (board & (count == 2))


def programs():
    rng = np.random.default_rng(1)
    f = lambda *shape: rng.standard_normal(shape).astype(np.float32)
    one = np.float32
    return {
        "quad_roots": (quad_roots, [one(1), one(-3), one(2)]),
        "quad_roots_vector": (quad_roots, [one(1) + 0 * f(8), 5 + f(8), f(8)]),
        "quad_cond_real": (quad_roots_or_nothing, [one(1), one(-3), one(2)]),
        "quad_cond_complex": (quad_roots_or_nothing, [one(1), one(1), one(2)]),
        "newton_while": (newton_root, [one(1), one(-3), one(2), one(5)]),
        "polyval": (jnp.polyval, [f(6), f(20)]),
        "fibonacci": (fibonacci, [np.int32(30)]),
        "gcd": (gcd, [np.int32(1071), np.int32(462)]),
        "identity": (lambda x: x, [f(3)]),
        "constant_only": (lambda: jnp.arange(6, dtype=jnp.float32).reshape(2, 3), []),
        "unused_argument": (lambda x, y: x + 1, [f(3), f(2)]),
        "nested_pytree": (axpy_tree, [{"a": one(2), "x": f(2, 3), "y": f(2, 3)}]),
        "rosenbrock_gradient": (rosenbrock_gradient, [f(6)]),
        "biquad_scan": (biquad, [np.array([0.2, 0.4, 0.2, -0.5, 0.3], np.float32), f(32)]),
        "fir": (fir, [f(9), f(64)]),
        "pid_step": (pid_step, [(np.float32(0.2), np.float32(0.7)), np.float32(1), np.float32(-0.4)]),
        "kalman_step": (kalman_step, [f(2), np.eye(2, dtype=np.float32), f(1)]),
        "moving_statistics": (moving_statistics, [f(40)]),
        "heat_fori": (heat_steps, [f(33)]),
        "histogram_scatter": (histogram, [rng.integers(0, 16, 50).astype(np.int32)]),
        "crc32": (crc32, [np.frombuffer(b"123456789", np.uint8)]),
        "game_of_life": (game_of_life, [rng.random((8, 8)) < 0.4]),
    }
