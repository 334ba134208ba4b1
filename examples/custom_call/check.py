#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""usage: check.py OUTPUT NUMBER...      compares an output of the example with what NumPy computes"""
import sys

import numpy as np

signal = np.array(sys.argv[2:], np.float32)
padded = np.pad(signal, 2, mode="edge")
smooth = np.array([np.median(padded[i:i + 5]) for i in range(len(signal))], np.float32)
expected = (smooth - smooth.mean()) / smooth.std()
output = np.array(sys.argv[1].partition("=")[2].split(), np.float32)
np.testing.assert_allclose(output, expected, rtol=1e-5, atol=1e-6)
