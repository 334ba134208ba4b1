# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Calls tmconvert and tmrun for the test runners. A failure is a text, never an exception."""
import os
import subprocess

import numpy as np


def command(arguments, timeout=120):
    """(exit status, what it said on stderr)."""
    try:
        done = subprocess.run(arguments, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return 124, f"no end after {timeout} s"
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stderr.decode(errors="replace").strip()


def convert(bin_folder, module, tmb, options=()):
    return command([os.path.join(bin_folder, "tmconvert"), module, "-o", tmb, *options])


def run(bin_folder, tmb, target, input_files, output_count, folder):
    """Runs once on `target`; the outputs as arrays, or an error's text."""
    arguments = [os.path.join(bin_folder, "tmrun"), tmb, f"--on={target}"]
    arguments += [f"--input=@{file}" for file in input_files]
    outputs = [os.path.join(folder, f"output{i}.npy") for i in range(output_count)]
    arguments += [f"--output=@{file}" for file in outputs]
    status, said = command(arguments)
    if status:
        return f"tmrun ended with {status}: {said}"
    return [np.load(file) for file in outputs]


def run_and_compare(bin_folder, tmb, targets, input_files, output_count, folder, difference):
    """Runs on targets[0], asks difference(index, array) about each output, then runs on the other targets and asks
    for the same bits there. None when all is right, else a text."""
    first = run(bin_folder, tmb, targets[0], input_files, output_count, folder)
    if isinstance(first, str):
        return first
    for i, array in enumerate(first):
        why = difference(i, array)
        if why:
            return f"output {i} {why}"
    for target in targets[1:]:
        other = run(bin_folder, tmb, target, input_files, output_count, folder)
        if isinstance(other, str):
            return other
        for i, (a, b) in enumerate(zip(first, other)):
            if a.tobytes() != b.tobytes():
                return f"output {i}: {targets[0]} and {target} give different bits"
    return None
