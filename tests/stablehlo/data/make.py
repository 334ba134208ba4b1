#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes the modules beside this script as JAX lowers them: NAME.mlir, .generic.mlir and .locations.mlir.

usage: make.py        needs jax (pip install jax==0.10.2)
"""
import pathlib

import jax
import jax.numpy as jnp
from jax import lax

FOLDER = pathlib.Path(__file__).resolve().parent
X = jnp.zeros((4, 6), jnp.float32)


def attention(params, x):
    q, k, v = (jnp.einsum("td,dhe->hte", x, params[name]) for name in "qkv")
    weights = jax.nn.softmax(jnp.einsum("hte,hse->hts", q, k) * 0.5, where=jnp.tri(4, dtype=bool), axis=-1)
    return jax.nn.gelu(jnp.einsum("hts,hse->the", weights, v).reshape(4, -1))


def newton_while(a):
    def step(state):
        x, i = state
        return 0.5 * (x + a / x), i + 1
    return lax.while_loop(lambda s: (jnp.abs(s[0] * s[0] - a) > 1e-6) & (s[1] < 20), step, (a, 0))


def pooling_gradient(x):
    def loss(x):
        y = lax.conv_general_dilated(x[None, None], jnp.ones((2, 1, 2, 2)), (1, 2), "SAME")
        y = lax.reduce_window(y, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 1), "VALID")
        return (y * jnp.arange(y.size, dtype=jnp.float32).reshape(y.shape)).sum()
    return jax.grad(loss)(x)


def sort_and_switch(x, i):
    y, j = lax.sort_key_val(x, lax.broadcasted_iota(jnp.int32, x.shape, 1))
    z = lax.switch(i, [lambda a: a + 1, lambda a: jnp.cumsum(a, 1), lambda a: a.at[i, 2].add(x[0, 0])], y)
    return lax.scan(lambda c, row: (c + row, jnp.argmax(row)), z[0], z), j, lax.top_k(x, 2)


PROGRAMS = {
    "attention": (attention, ({n: jnp.zeros((6, 2, 3)) for n in "qkv"}, X)),
    "newton_while": (newton_while, (jnp.float32(2),)),
    "pooling_gradient": (pooling_gradient, (X,)),
    "sort_and_switch": (sort_and_switch, (X, jnp.int32(1))),
}


def main():
    for name, (function, arguments) in PROGRAMS.items():
        module = jax.jit(function).lower(*arguments).compiler_ir("stablehlo").operation
        located = module.get_asm(enable_debug_info=True).replace(str(FOLDER) + "/", "")
        (FOLDER / f"{name}.mlir").write_text(module.get_asm())
        (FOLDER / f"{name}.generic.mlir").write_text(module.get_asm(print_generic_op_form=True))
        (FOLDER / f"{name}.locations.mlir").write_text(located)


if __name__ == "__main__":
    main()
