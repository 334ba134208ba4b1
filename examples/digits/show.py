#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Before and after run.sh's inferences.

usage: show.py prepare WORK      writes WORK/images.npy, the 360 test images as the network wants them
       show.py report WORK       shows some of them with their answers, accuracy, and what the model costs
"""
import json
import os
import sys

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
SHADES = " .:-=+*#%@"
SHOWN = [0, 1, 2, 3, 4, 5]


def prepare(work):
    pixels = np.load(os.path.join(FOLDER, "test_images.npy"))           # 0 to 16
    np.save(os.path.join(work, "images.npy"), (pixels / np.float32(16))[:, np.newaxis])


def draw(images, captions):
    """Prints images side by side, two characters a pixel, captions above."""
    print("  ".join(f"{caption:<16}" for caption in captions))
    for row in range(8):
        print("  ".join("".join(SHADES[min(p * 10 // 17, 9)] * 2 for p in image[row]) for image in images))


def report(work):
    pixels = np.load(os.path.join(FOLDER, "test_images.npy")).astype(int).reshape(-1, 8, 8)
    labels = np.load(os.path.join(FOLDER, "test_labels.npy"))
    target, host = (np.load(os.path.join(work, f"{name}.npy")) for name in ("target", "host"))
    answers = target.reshape(len(labels), -1).argmax(axis=1)
    wrong = [int(i) for i in np.flatnonzero(answers != labels)]
    for shown in (SHOWN, wrong[:6]):
        draw([pixels[i] for i in shown], [f"{labels[i]}, read as {answers[i]}" for i in shown])
        print()
    with open(os.path.join(work, "target.json"), encoding="utf-8") as file:
        stats = json.load(file)
    same = target.tobytes() == host.tobytes()
    right = len(labels) - len(wrong)
    print(f"accuracy      {right} of {len(labels)} images ({100 * right / len(labels):.1f} %)")
    print(f"outputs       {'every bit equals the host runner' if same else 'DIFFER from the host runner'}"
          f" ({target.size} numbers)")
    print(f"arena         {stats['arena_bytes']} bytes")
    print(f"model file    {os.path.getsize(os.path.join(work, 'lenet.tmb'))} bytes")
    print(f"an inference  {stats['instructions_run'] // len(labels)} tmb instructions, arrays at a time")
    return 0 if same and right >= 349 else 1


if __name__ == "__main__":
    sys.exit({"prepare": prepare, "report": report}[sys.argv[1]](sys.argv[2]))
