#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Lowers a JAX function that calls a C function: writes clean.hlo.txt beside this file. Needs jax.

jax.ffi.ffi_call names the target and its attributes; to lower it nothing has to be registered.
"""
import pathlib

import jax
import jax.numpy as jnp
import numpy as np


def clean(signal):
    """The signal without spikes, scaled to mean 0 and deviation 1."""
    like_signal = jax.ShapeDtypeStruct(signal.shape, signal.dtype)
    smooth = jax.ffi.ffi_call("median_filter", like_signal)(signal, width=np.int64(5))
    return (smooth - smooth.mean()) / jnp.std(smooth)


lowered = jax.jit(clean).lower(jax.ShapeDtypeStruct((32,), jnp.float32))
pathlib.Path(__file__).with_name("clean.hlo.txt").write_text(lowered.as_text(dialect="hlo"), encoding="utf-8")
