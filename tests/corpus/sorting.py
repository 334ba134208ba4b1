# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Programs that sort. Each entry: name -> (function, arguments)."""
import jax
import jax.numpy as jnp
import numpy as np


def sort_each_way(x):
    """Rows, columns, downwards, of whole numbers and of narrow ones."""
    return (jnp.sort(x), jnp.sort(x, axis=0), jnp.sort(x, axis=None, descending=True),
            jnp.sort(x.astype(jnp.int32), axis=0), jnp.sort(x.astype(jnp.int8)))


def order(x):
    ranks = jnp.argsort(jnp.argsort(x))
    return jnp.argsort(x, descending=True), ranks, jnp.sort(x, stable=False)


def by_two_keys(department, salary, name):
    order = jnp.lexsort((-salary, department))
    return order, name[order], jax.lax.sort((department, salary, name), num_keys=2)


def spread(x):
    return jnp.median(x), jnp.median(x, axis=0), jnp.percentile(x, jnp.array([5.0, 50, 95])), jnp.ptp(x)


def distinct(x):
    return jnp.unique(x, size=8, fill_value=-1, return_counts=True, return_inverse=True)


def bins(edges, x):
    return jnp.searchsorted(edges, x, method="sort"), jnp.digitize(x, edges)


def best(scores):
    approximate = jax.lax.approx_max_k(scores, 4), jax.lax.approx_min_k(scores, 2)
    return jax.lax.top_k(scores, 5), jax.lax.top_k(scores.astype(jnp.int16), 20), approximate


def merge_intervals(start, end):
    """Lengths of the union of intervals: a sort, a running maximum, a sum."""
    start, end = jax.lax.sort((start, end), num_keys=1)
    reach = jax.lax.associative_scan(jnp.maximum, end)
    before = jnp.concatenate([start[:1], reach[:-1]])
    return jnp.sum(jnp.maximum(end - jnp.maximum(start, before), 0))


def programs():
    rng = np.random.default_rng(5)
    f = lambda *shape: rng.standard_normal(shape).astype(np.float32)
    special = f(40)
    special[[3, 11, 20, 21, 30]] = [np.nan, -0.0, 0.0, np.inf, -np.inf]
    integers = lambda count, limit: rng.integers(0, limit, count).astype(np.int32)
    start = f(30)
    return {
        "sort_each_way": (sort_each_way, [10 * f(6, 9)]),
        "sort_special_values": (lambda x: (jnp.sort(x), jnp.argsort(x)), [special]),
        "argsort_ranks": (order, [integers(33, 12)]),
        "lexsort_two_keys": (by_two_keys, [integers(24, 4), integers(24, 6), integers(24, 1000)]),
        "median_percentile": (spread, [f(5, 7)]),
        "unique_counts": (distinct, [integers(20, 6)]),
        "searchsorted_bins": (bins, [np.sort(f(9)), f(25)]),
        "top_k_scores": (best, [100 * f(3, 40)]),
        "interval_union": (merge_intervals, [start, start + np.abs(f(30)) / 8]),
    }
