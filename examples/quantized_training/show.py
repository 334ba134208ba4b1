#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Compares what run.sh's inferences answered with JAX and with the labels.

usage: show.py prepare WORK   makes integers.npy, images as the integers that the network rounds them to
       show.py WORK           exit status 1 when the target's bits are not the host's, an integer is not JAX's, an
                              instruction of the network that was trained computes products in f32, or that network
                              answers differently when it is given integers
"""
import collections
import json
import pathlib
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
ROUNDING = 1e-5  # of logits up to 30, where no integer differs


def prepare(work):
    images = np.load(work / "images.npy")
    np.save(work / "integers.npy", np.rint(np.clip(images * np.float32(127), -127, 127)).astype(np.int8))


def show(work, name, labels):
    """Prints a program's figures; gives its opcodes, and [360] whether an image's logits are JAX's and the host's."""
    expected = np.load(FOLDER / f"expected_{name.removesuffix('_io')}.npy")
    host, target = (np.load(work / f"{name}.{where}.npy").reshape(expected.shape) for where in ("host", "qemu"))
    report = json.loads((work / f"{name}.json").read_text(encoding="utf-8"))
    opcodes = collections.Counter(instruction["opcode"] for instruction in report["instructions"])
    print(f"{name}: {', '.join(f'{count} {opcode}' for opcode, count in sorted(opcodes.items()))}")
    print(f"  file {report['file_bytes']:,} bytes, arena {report['arena_bytes']:,} bytes")
    right, agree = (target.argmax(axis=-1).ravel() == labels).sum(), (target.argmax(axis=-1) == expected.argmax(axis=-1)).sum()
    print(f"  {right} of {len(labels)} right on the Cortex-M4F, {agree} answers are JAX's")
    errors = np.abs(target - expected).reshape(len(labels), -1).max(axis=1)
    same = [(a.view(np.uint32) == b.view(np.uint32)).reshape(len(labels), -1).all(axis=1) for a, b in ((target, host), (target, expected))]
    print(f"  {same[0].sum()} images give the host's bits, {same[1].sum()} JAX's bits, {(errors < ROUNDING).sum()} JAX's integers; "
          f"logits differ by {errors.max():.2g} at most")
    return opcodes, same[0], same[1]


def main():
    if sys.argv[1] == "prepare":
        return prepare(pathlib.Path(sys.argv[2]))
    work = pathlib.Path(sys.argv[1])
    labels = np.load(FOLDER.parent / "digits" / "test_labels.npy")
    opcodes, host, _ = show(work, "fake_quantized", labels)
    is_integer = not any(opcode.endswith("F32") or opcode in ("Dot", "Conv") for opcode in opcodes)
    _, host_io, _ = show(work, "fake_quantized_io", labels)
    same_io = (work / "fake_quantized_io.host.npy").read_bytes() == (work / "fake_quantized.host.npy").read_bytes()
    print(f"  integers are answered {'as' if same_io else 'NOT AS'} their images are")
    _, host_int8, jax_int8 = show(work, "int8", labels)
    return 0 if is_integer and host.all() and host_io.all() and same_io and host_int8.all() and jax_int8.all() else 1


if __name__ == "__main__":
    sys.exit(main())
