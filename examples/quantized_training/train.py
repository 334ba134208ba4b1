#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Trains the LeNet of examples/digits with quantization in the loop and writes it in two forms.

usage: train.py        needs jax and scikit-learn (the training images); run.sh uses the checked-in programs

While training, weights and activations are rounded to what 8-bit integers can say, and gradients pass as if they were
not (straight-through). lenet_fake_quantized.hlo.txt is what is trained, as it is: f32 arithmetic that rounds to integers
times a scale. tmconvert makes integer kernels of it, from the image to the logits. lenet_int8.hlo.txt says the same in
integers: int8 products and convolutions with int32 sums, one multiplication by a scale, rounding and clipping. There
tmconvert makes integer kernels of the products, and keeps every bit of the rest.
"""
import pathlib
import sys

import jax
import jax.numpy as jnp
import numpy as np
from sklearn.datasets import load_digits

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "digits"))
import make_model  # noqa: E402

STEPS, BATCH, RATE = 600, 64, 0.02
LAYERS = (("c1", "b1"), ("c2", "b2"), ("w3", "b3"), ("w4", "b4"))


@jax.custom_vjp
def straight_through_round(x):
    return jnp.round(x)


straight_through_round.defvjp(lambda x: (jnp.round(x), None), lambda _, gradient: (gradient,))


def fake_quantize(x, scale):
    """The nearest of the numbers scale * (-127..127)."""
    return straight_through_round(jnp.clip(x / scale, -127, 127)) * scale


def weight_scale(w):
    """One for each output channel, the last dimension."""
    return jnp.abs(w).max(axis=tuple(range(w.ndim - 1))) / 127


def convolve(x, kernel, **more):
    return jax.lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"), **more)


def max_pool(x, lowest):
    return jax.lax.reduce_window(x, lowest, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def training_form(params, scales, x):
    """[n, 8, 8, 1] images of 0 to 1 -> [n, 10] logits, with rounding in the loop."""
    x = fake_quantize(x, scales[0])
    for i, (weights, bias) in enumerate(LAYERS):
        w = fake_quantize(params[weights], weight_scale(params[weights]))
        if i == 2:
            x = x.reshape(x.shape[0], -1)
        x = (convolve(x, w) if w.ndim == 4 else x @ w) + params[bias]
        if i == 3:
            return x
        x = fake_quantize(jax.nn.relu(x), scales[i + 1])
        if i < 2:
            x = max_pool(x, -jnp.inf)


def integers_of(params, scales):
    """Of each layer: int8 weights, int32 biases and the f32 value of one unit of its sums, each channel."""
    layers = []
    for scale, (weights, bias) in zip(scales, LAYERS):
        w, b = np.asarray(params[weights]), np.asarray(params[bias])
        w_scale = np.abs(w).max(axis=tuple(range(w.ndim - 1))) / np.float32(127)
        unit = (scale * w_scale).astype(np.float32)
        layers.append((np.rint(w / w_scale).astype(np.int8), np.rint(b / unit).astype(np.int32), unit))
    return layers


def integer_form(layers, scales, image):
    """The same in integers, as the device computes it."""
    def quantize(x, scale):
        return jnp.clip(jnp.round(x / scale), -127, 127).astype(jnp.int8)

    x = quantize(image, scales[0])
    for i, (w, b, unit) in enumerate(layers):
        if i == 2:
            x = x.reshape(x.shape[0], -1)
        if w.ndim == 4:
            sums = convolve(x, w, preferred_element_type=jnp.int32)
        else:
            sums = jax.lax.dot_general(x, w, (((1,), (0,)), ((), ())), preferred_element_type=jnp.int32)
        y = (sums + b).astype(jnp.float32) * unit
        if i == 3:
            return y
        x = quantize(jax.nn.relu(y), scales[i + 1])
        if i < 2:
            x = max_pool(x, np.int8(-128))


def activation_scales(params, images):
    """Of the image and of what each layer but the last gives, from the float network."""
    scales, x = [np.float32(1 / 127)], images
    for i, (weights, bias) in enumerate(LAYERS[:-1]):
        if i == 2:
            x = x.reshape(x.shape[0], -1)
        x = jax.nn.relu((convolve(x, params[weights]) if i < 2 else x @ params[weights]) + params[bias])
        scales.append(np.float32(x.max() / 127))
        if i < 2:
            x = max_pool(x, -jnp.inf)
    return scales


def loss(params, scales, images, labels):
    logits = jax.nn.log_softmax(training_form(params, scales, images))
    return -logits[jnp.arange(len(labels)), labels].mean()


def training_data(test_images):
    """The images of scikit-learn's digits that are not among the test images."""
    digits = load_digits()
    seen = {image.tobytes() for image in test_images.astype(np.uint8)}
    keep = [i for i, image in enumerate(digits.images.astype(np.uint8)) if image.reshape(8, 8, 1).tobytes() not in seen]
    return (digits.images[keep] / 16).astype(np.float32)[..., np.newaxis], digits.target[keep]


def main():
    params, test_images, test_labels = make_model.load()
    images, labels = training_data(np.load(FOLDER.parent / "digits" / "test_images.npy"))
    scales = activation_scales(params, images)
    step = jax.jit(lambda p, x, y: jax.tree.map(lambda v, g: v - RATE * g, p, jax.grad(loss)(p, scales, x, y)))
    random = np.random.default_rng(1)
    for _ in range(STEPS):
        batch = random.integers(0, len(images), BATCH)
        params = step(params, images[batch], labels[batch])
    layers = integers_of(params, scales)
    right = (np.asarray(jax.jit(lambda x: integer_form(layers, scales, x))(test_images)).argmax(axis=1) == test_labels).sum()
    print(f"{len(images)} training images; {right} of {len(test_labels)} test images right in JAX's integers")

    def digits_int8(image):
        return integer_form(layers, scales, image)

    def digits_fake_quantized(image):
        return training_form(params, scales, image)
    write("int8", digits_int8, test_images)
    write("fake_quantized", digits_fake_quantized, test_images)


def write(name, function, images):
    """The program, for one image, and what JAX answers."""
    lowered = jax.jit(function).lower(jax.ShapeDtypeStruct((1, 8, 8, 1), jnp.float32))
    (FOLDER / f"lenet_{name}.hlo.txt").write_text(lowered.as_text(dialect="hlo", debug_info=True))
    np.save(FOLDER / f"expected_{name}.npy", np.stack([np.asarray(jax.jit(function)(image[np.newaxis])) for image in images]))


if __name__ == "__main__":
    jax.config.update("jax_hlo_source_file_canonicalization_regex", str(FOLDER) + "/")
    main()
