# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""All tables of functions, in the order of docs/compatibility.md."""
from table_arrays import ARRAY_TABLES
from table_lax import LAX_TABLES
from table_nn import NN_TABLES
from table_scipy import SCIPY_TABLES

TABLES = ARRAY_TABLES + LAX_TABLES + NN_TABLES + SCIPY_TABLES
