#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""What quantizing costs a network: signal-to-noise ratio at its output and agreement with the f32 program.

usage: accuracy.py --bin DIR                                  LeNet of examples/digits, held to what it must reach
       accuracy.py --bin DIR MODULE CALIBRATION.npz TEST.npz  any module of one argument
       accuracy.py ... --convert-with="--quantize=int8 --wide=NAME"   with these options and the calibration data alone

TEST.npz has arguments under "0" as the calibration data, and may have "logits" to compare with (else the f32 program's
output) and "label" (-1: unknown). All test inputs run in one process. Digits: the first 100 of the test images calibrate,
the others test. Exit status: 0 when all is reached.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
CALIBRATING = 100
LEAST_DB = {"w8": 37, "w8 calibrated": 48, "w4": 19, "w4 calibrated": 28, "int8": 38, "int16": 45,
            "int8 --max-loss=45": 44}  # digits


def digits(work):
    """The paths of module, calibration data and test data."""
    folder = ROOT / "examples" / "digits"
    images = (np.load(folder / "test_images.npy") / np.float32(16))[:, np.newaxis]
    labels = np.load(folder / "test_labels.npy")
    np.savez(work / "calibration.npz", image=images[:CALIBRATING])
    np.savez(work / "test.npz", **{"0": images[CALIBRATING:], "label": labels[CALIBRATING:]})
    return folder / "lenet.hlo.txt", work / "calibration.npz", work / "test.npz"


def output(bin_folder, work, module, options):
    """The output for all test inputs, and the seconds that converting took."""
    start = time.monotonic()
    subprocess.run([bin_folder / "tmconvert", module, "-q", "-o", work / "model.tmb", *options], check=True)
    seconds = time.monotonic() - start
    subprocess.run([bin_folder / "tmrun", work / "model.tmb", "--each", f"--input=@{work}/x.npy",
                    f"--output=@{work}/y.npy"], check=True, stdout=subprocess.DEVNULL)
    y = np.load(work / "y.npy")
    return y.reshape(len(y), -1).astype(np.float64), seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--convert-with")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        module, calibration, test_file = options.files or digits(work)
        test = np.load(test_file)
        np.save(work / "x.npy", test["0"])
        count = len(test["0"])
        exact, _ = output(options.bin, work, module, [])
        if "logits" in test:
            exact = test["logits"].reshape(count, -1).astype(np.float64)
        failures = 0
        calibrated = f"--calibrate={calibration}"
        ways = [("w8", ["--quantize=w8"]), ("w8 calibrated", ["--quantize=w8", calibrated]),
                ("w4", ["--quantize=w4"]), ("w4 calibrated", ["--quantize=w4", calibrated]),
                ("int8", ["--quantize=int8", calibrated]), ("int16", ["--quantize=int16", calibrated])]
        if not options.files:
            ways.append(("int8 --max-loss=45", ["--quantize=int8", "--max-loss=45", calibrated]))
        if options.convert_with:
            ways = [(options.convert_with, [*options.convert_with.split(), calibrated])]
        for name, extra in ways:
            y, seconds = output(options.bin, work, module, extra)
            decibels = 10 * np.log10((exact ** 2).sum() / ((y - exact) ** 2).sum())
            agree = int((y.argmax(1) == exact.argmax(1)).sum())
            right = f", {int((y.argmax(1) == test['label']).sum())} right" if "label" in test else ""
            print(f"{name}: {decibels:.1f} dB, {agree} of {count} agree{right}, converted in {seconds:.1f} s")
            failures += not options.files and not options.convert_with and not decibels >= LEAST_DB[name]
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
