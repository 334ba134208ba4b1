#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes tests/hlo_cases/functions.hlo: some functions of the tables with small programs, for tests without jax.

usage: freeze.py [STEP]     every STEP-th function, 9 unless told
"""
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, os.pardir, "harness"))
import functions  # noqa: E402

os.environ.update(functions.environment(x64=False))
import numpy as np  # noqa: E402

import attempt  # noqa: E402
import samples  # noqa: E402
import tables  # noqa: E402
import values  # noqa: E402

HEAD = """// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Functions of JAX with small programs, written by tests/compatibility/freeze.py.
"""
MOST_BYTES, MOST_NUMBERS = 1800, 60


def type_name(array):
    name = array.dtype.name.replace("uint", "u").replace("int", "s").replace("float", "f").replace("bool", "pred")
    return name if name in ("pred", "s8", "u8", "s32", "u32", "f32") else None


def case(table, row):
    """The text of the row's first sample that is small enough, or None."""
    for sample in row.samples:
        call, arrays = samples.split(sample)
        lowered, arrays, results = attempt.program(lambda *a: call(row.function, *a), arrays, functions.options_of([], ""))
        everything = [*arrays, *results] if lowered else []
        if not arrays or not everything or not all(type_name(a) for a in everything):
            continue
        text = lowered.as_text(dialect="hlo").strip()
        if len(text) > MOST_BYTES or sum(a.size for a in everything) > MOST_NUMBERS:
            continue
        lists = ["; ".join(values.text_of(type_name(np.asarray(a)), a) for a in part) for part in (arrays, results)]
        name = f"{table.title}.{row.name}".replace(".", "_")
        return f"// case: {name}\n// rtol: 1e-4\n// atol: 1e-5\n// args: {lists[0]}\n// expect: {lists[1]}\n{text}\n"
    return None


def main():
    rows = [(table, row) for table in tables.TABLES for row in table.rows]
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    cases = [case(*pair) for pair in rows[::step]]
    path = os.path.join(FOLDER, os.pardir, "hlo_cases", "functions.hlo")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([HEAD, *(c for c in cases if c)]))
    print(f"{sum(bool(c) for c in cases)} functions")


if __name__ == "__main__":
    main()
