#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Flips bytes of a .tmb file and looks at what the tools make of it.

usage: damage.py BIN MODEL.tmb

As it is, a damaged file must be refused (exit status 5, or 3 for a feature that nobody has). With its checksums made
right by `tmdump --repair` it may be refused or printed; a crash is a failure.
"""
import os
import subprocess
import sys
import tempfile

STEP = 7        # every 7th byte: 20 seconds' worth of processes


def status_of(*command):
    return subprocess.run(command, capture_output=True, check=False).returncode


def main(bin_folder, model):
    tmdump = os.path.join(bin_folder, "tmdump")
    with open(model, "rb") as file:
        sound = file.read()
    faults, printed = [], 0
    with tempfile.TemporaryDirectory() as folder:
        damaged, repaired = os.path.join(folder, "damaged.tmb"), os.path.join(folder, "repaired.tmb")
        for at in range(0, len(sound), STEP):
            with open(damaged, "wb") as file:
                file.write(sound[:at] + bytes([sound[at] ^ (1 << at % 8)]) + sound[at + 1:])
            if status_of(tmdump, damaged) not in (3, 5):
                faults.append(f"byte {at}: damaged, yet not refused")
            if status_of(tmdump, "--repair", damaged, "-o", repaired) == 0:
                status = status_of(tmdump, repaired)
                printed += status == 0
                if status not in (0, 3, 5):
                    faults.append(f"byte {at}: tmdump ended with {status} after the repair")
    print("\n".join(faults + [f"{len(range(0, len(sound), STEP))} bytes flipped, {printed} printed after repair"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
