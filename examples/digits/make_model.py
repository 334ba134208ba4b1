#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes lenet.hlo.txt: a LeNet for 8x8 digits with its trained weights inside, as `jax.jit` lowers it.

usage: make_model.py        needs jax (pip install jax); run.sh uses the checked-in lenet.hlo.txt and needs none

params.npz holds the weights, trained on 1,437 of the 1,797 images of scikit-learn's digits (UCI optical
recognition of handwritten digits); test_images.npy and test_labels.npy are the other 360.
"""
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent


def conv(x, kernel, bias):
    y = jax.lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return jax.nn.relu(y + bias)


def max_pool(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def lenet(params, image):
    """[n, 8, 8, 1] images of 0 to 1 -> [n, 10] logits."""
    x = max_pool(conv(image, params["c1"], params["b1"]))
    x = max_pool(conv(x, params["c2"], params["b2"]))
    x = x.reshape(x.shape[0], -1)
    x = jax.nn.relu(x @ params["w3"] + params["b3"])
    return x @ params["w4"] + params["b4"]


def load():
    """(params, images as float32 [360, 8, 8, 1], labels)."""
    params = dict(np.load(FOLDER / "params.npz"))
    images = np.load(FOLDER / "test_images.npy").astype(np.float32) / 16
    return params, images, np.load(FOLDER / "test_labels.npy")


def main():
    params, images, labels = load()
    answers = jax.jit(lambda x: lenet(params, x))(images).argmax(axis=1)
    print(f"{(answers == labels).sum()} of {len(labels)} test images right in JAX")

    def digits(image):
        return lenet(params, image)
    lowered = jax.jit(digits).lower(jax.ShapeDtypeStruct((1, 8, 8, 1), jnp.float32))
    (FOLDER / "lenet.hlo.txt").write_text(lowered.as_text(dialect="hlo", debug_info=True))


if __name__ == "__main__":
    jax.config.update("jax_hlo_source_file_canonicalization_regex", str(FOLDER) + "/")
    main()
