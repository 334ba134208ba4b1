#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Compares what run.sh's inferences answered with JAX and with the labels.

usage: show.py WORK        exit status 1 when an answer is not JAX's
"""
import collections
import json
import pathlib
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent


def main():
    work = pathlib.Path(sys.argv[1])
    expected = np.load(FOLDER / "expected.npy")
    labels = np.load(FOLDER.parent / "digits" / "test_labels.npy")
    host, target = (np.load(work / f"{name}.npy").reshape(expected.shape) for name in ("host", "target"))
    report = json.loads((work / "lenet.json").read_text(encoding="utf-8"))
    opcodes = collections.Counter(instruction["opcode"] for instruction in report["instructions"])
    print(", ".join(f"{count} {opcode}" for opcode, count in sorted(opcodes.items())))
    print(f"file {report['file_bytes']:,} bytes, arena {report['arena_bytes']:,} bytes")
    print(f"{(target.argmax(axis=-1).ravel() == labels).sum()} of {len(labels)} right on the Cortex-M4F")
    same = [(a.view(np.uint32) == b.view(np.uint32)).sum() for a, b in ((target, host), (target, expected))]
    print(f"{same[0]:,} of {target.size:,} outputs are the host's bits, {same[1]:,} are JAX's")
    return 0 if same == [target.size] * 2 else 1


if __name__ == "__main__":
    sys.exit(main())
