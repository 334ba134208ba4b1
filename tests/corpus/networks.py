# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Networks and training steps. Weights are seeded random numbers but for LeNet's, which are the example's.

Each entry: name -> (function, arguments). A baked network has its weights as constants, others take them.
"""
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

LENET = pathlib.Path(__file__).resolve().parents[2] / "examples" / "digits" / "params.npz"
RNG = np.random.default_rng(2)


def normal(*shape):
    """Weights of a layer: the last dimension is its output."""
    return (RNG.standard_normal(shape) / np.sqrt(np.prod(shape[:-1]))).astype(np.float32)


def layer(*shape):
    return {"w": normal(*shape), "b": (0.1 * RNG.standard_normal(shape[-1])).astype(np.float32)}


def conv(x, p, stride=1, padding="SAME", groups=1):
    y = jax.lax.conv_general_dilated(x, p["w"], (stride, stride), padding, feature_group_count=groups,
                                     dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return y + p["b"]


def pool(x, init, combine):
    return jax.lax.reduce_window(x, init, combine, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def max_pool(x):
    return pool(x, -jnp.inf, jax.lax.max)


def mlp(params, x):
    for p in params[:-1]:
        x = jax.nn.relu(x @ p["w"] + p["b"])
    return x @ params[-1]["w"] + params[-1]["b"]


def lenet(params, x):
    x = max_pool(jax.nn.relu(conv(x, {"w": params["c1"], "b": params["b1"]})))
    x = max_pool(jax.nn.relu(conv(x, {"w": params["c2"], "b": params["b2"]})))
    x = jax.nn.relu(x.reshape(x.shape[0], -1) @ params["w3"] + params["b3"])
    return x @ params["w4"] + params["b4"]


def cross_entropy(logits, labels):
    return -jnp.mean(jnp.sum(jax.nn.log_softmax(logits) * jax.nn.one_hot(labels, logits.shape[-1]), axis=1))


def sgd_step(network):
    def step(params, x, labels):
        loss, gradient = jax.value_and_grad(lambda p: cross_entropy(network(p, x), labels))(params)
        return loss, jax.tree.map(lambda p, g: p - 0.1 * g, params, gradient)
    return step


def dense_s8_dynamic(weights, scales, x):
    """A dense layer in 8 bits whose input scale is found at run time."""
    scale = jnp.max(jnp.abs(x)) / 127
    q = jnp.clip(jnp.round(x / scale), -127, 127).astype(jnp.int8)
    return jnp.matmul(q, weights, preferred_element_type=jnp.int32).astype(jnp.float32) * (scale * scales)


def separable_net(params, x):
    """Keyword-spotting shape: a convolution, two depthwise-separable blocks, average, classes."""
    x = jax.nn.relu6(conv(x, params["stem"], 2))
    for depthwise, pointwise in params["blocks"]:
        x = jax.nn.relu6(conv(x, depthwise, groups=x.shape[-1]))
        x = jax.nn.relu6(conv(x, pointwise))
    return jax.nn.softmax(jnp.mean(x, axis=(1, 2)) @ params["head"]["w"] + params["head"]["b"])


def autoencoder(params, x):
    x = jax.nn.relu(conv(x, params[0], 2))
    x = jax.nn.relu(conv(x, params[1], 2))
    for p in params[2:]:
        x = jax.lax.conv_transpose(x, p["w"], (2, 2), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")) + p["b"]
    return jax.nn.sigmoid(x)


def unet_block(params, x):
    skip = jax.nn.relu(conv(x, params[0]))
    down = jax.nn.relu(conv(max_pool(skip), params[1]))
    up = jnp.repeat(jnp.repeat(down, 2, axis=1), 2, axis=2)
    return conv(jnp.concatenate([skip, up], axis=-1), params[2])


def elu_nchw(params, x):
    for p in params:
        x = jax.lax.conv_general_dilated(x, p["w"], (1, 1), "VALID", dimension_numbers=("NCHW", "OIHW", "NCHW"))
        x = jax.nn.elu(x + p["b"][:, None, None])
    return x


def residual_block(params, x):
    """Convolutions with batch normalization in inference form, and a skip."""
    def normalized(x, p):
        return (conv(x, p) - p["mean"]) * jax.lax.rsqrt(p["variance"] + 1e-5) * p["scale"]
    y = jax.nn.relu(normalized(x, params[0]))
    return jax.nn.relu(x + normalized(y, params[1]))


def temporal_conv(params, x):
    """Causal dilated 1-D convolutions."""
    for i, p in enumerate(params):
        d = 2 ** i
        y = jax.lax.conv_general_dilated(x, p["w"], (1,), [(2 * d, 0)], rhs_dilation=(d,),
                                         dimension_numbers=("NWC", "WIO", "NWC"))
        x = jnp.tanh(y + p["b"])
    return x


def gru(params, xs):
    def step(h, x):
        z = jax.nn.sigmoid(jnp.concatenate([x, h]) @ params["z"])
        r = jax.nn.sigmoid(jnp.concatenate([x, h]) @ params["r"])
        n = jnp.tanh(jnp.concatenate([x, r * h]) @ params["n"])
        h = (1 - z) * n + z * h
        return h, h
    return jax.lax.scan(step, jnp.zeros(params["z"].shape[1], jnp.float32), xs)[1]


def attention(params, tokens):
    """Embedding, one causal attention layer of two heads, layer norm, GELU block."""
    x = params["table"][tokens]
    n, d = x.shape
    q, k, v = ((x @ params[name]).reshape(n, 2, d // 2) for name in ("q", "k", "v"))
    scores = jnp.einsum("qhd,khd->hqk", q, k) / np.sqrt(d // 2).astype(np.float32)
    scores = jnp.where(jnp.tril(jnp.ones((n, n), bool)), scores, -1e9)
    x = x + jnp.einsum("hqk,khd->qhd", jax.nn.softmax(scores), v).reshape(n, d)
    x = (x - x.mean(-1, keepdims=True)) * jax.lax.rsqrt(x.var(-1, keepdims=True) + 1e-5)
    return x + jax.nn.gelu(x @ params["up"]) @ params["down"]


def fit_line(x, y):
    """Fifty steps of gradient descent in one program."""
    loss = lambda w: jnp.mean((w[0] * x + w[1] - y) ** 2)
    return jax.lax.fori_loop(0, 50, lambda _, w: w - 0.1 * jax.grad(loss)(w), jnp.zeros(2, jnp.float32))


def baked(function, params):
    return lambda *inputs: function(params, *inputs)


def programs():
    data = lambda *shape: RNG.standard_normal(shape).astype(np.float32)
    params = {k: v for k, v in np.load(LENET).items()}
    small = [layer(16, 12), layer(12, 4)]
    block = lambda c: dict(layer(3, 3, c, c), mean=normal(1, c)[0], variance=np.ones(c, np.float32),
                           scale=1 + normal(1, c)[0])
    separable = {"stem": layer(3, 3, 1, 8), "head": layer(8, 4), "blocks": [
        (layer(3, 3, 1, 8), layer(1, 1, 8, 8)), (layer(3, 3, 1, 8), layer(1, 1, 8, 8))]}
    nchw = [{"w": normal(4, 2, 3, 3), "b": normal(1, 4)[0]}, {"w": normal(3, 4, 3, 3), "b": normal(1, 3)[0]}]
    transformer = {"table": data(20, 8), "up": normal(8, 16), "down": normal(16, 8), "q": normal(8, 8),
                   "k": normal(8, 8), "v": normal(8, 8)}
    recurrent = {k: normal(10, 6) for k in "zrn"}
    q = np.clip(np.round(40 * data(64, 10)), -127, 127).astype(np.int8)
    return {
        "mlp_params": (mlp, [[layer(64, 32), layer(32, 10)], data(1, 64)]),
        "mlp_baked_batch": (baked(mlp, small), [data(5, 16)]),
        "mlp_train_step": (sgd_step(mlp), [small, data(4, 16), np.array([0, 3, 1, 2], np.int32)]),
        "dense_s8_dynamic": (dense_s8_dynamic, [q, np.abs(data(10)) / 100, data(1, 64)]),
        "lenet_baked": (baked(lenet, params), [np.abs(data(1, 8, 8, 1))]),
        "lenet_params_batch": (lenet, [params, np.abs(data(3, 8, 8, 1))]),
        "lenet_train_step": (sgd_step(lenet), [params, np.abs(data(1, 8, 8, 1)), np.array([7], np.int32)]),
        "separable_net_baked": (baked(separable_net, separable), [data(1, 12, 10, 1)]),
        "conv_autoencoder": (autoencoder, [[layer(3, 3, 1, 4), layer(3, 3, 4, 6), layer(3, 3, 6, 4), layer(3, 3, 4, 1)],
                                           data(1, 12, 12, 1)]),
        "unet_block": (unet_block, [[layer(3, 3, 2, 4), layer(3, 3, 4, 6), layer(1, 1, 10, 3)], data(1, 8, 8, 2)]),
        "elu_nchw": (baked(elu_nchw, nchw), [data(1, 2, 9, 7)]),
        "residual_block_baked": (baked(residual_block, [block(6), block(6)]), [data(1, 6, 6, 6)]),
        "temporal_conv": (temporal_conv, [[layer(3, 3, 4), layer(3, 4, 4)], data(1, 20, 3)]),
        "gru_scan": (gru, [recurrent, data(7, 4)]),
        "attention_block": (attention, [transformer, np.array([3, 1, 4, 1, 5, 9], np.int32)]),
        "fit_line": (fit_line, [data(12), data(12)]),
    }
