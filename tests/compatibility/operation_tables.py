# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""All cells of the table of operations: an operation with an element type."""
import table_operations_regions  # noqa: F401  adds its rows
from operation_values import ALL
from table_operations import OPERATIONS


def cells():
    seen = {(name, t): None for name, types, _ in OPERATIONS for t in sorted(types, key=ALL.index)}
    return list(seen)


def variants(name, t):
    return [v for row, types, make in OPERATIONS if row == name and t in types for v in make(t)]
