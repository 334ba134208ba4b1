#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Prints what the firmware images take of flash, held to limits, with their ten largest objects.

usage: sizes.py [--build DIR]      DIR: build, where scripts/build.sh put images and linker maps

Sizes are of the linked images (text, rodata and the initial values of data), by object from the linker's map. Exit
status: 0 when every limit is kept.
"""
import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOARDS = ("mps2-an386", "netduinoplus2")
# Build -> folder of its images, limit of the whole image.
BUILDS = {"with 64-bit types": ("bin/firmware", 128 * 1024),
          "without 64-bit types": ("cortex-m4-no64/bin/firmware", 112 * 1024)}
CORE = ("crc32", "dense_operand", "isa", "load", "machine", "memory_map", "operands", "step", "struct_operands",
        "structure", "units", "verify", "verify_instruction", "verify_section", "verify_struct")
CORE_LIMIT = 12 * 1024
WIDE = re.compile(r"(wide|extended|functions64\w*)\.cc\.obj")
SECTION = re.compile(r"^ \.(?:text|rodata|vectors|data|ARM\.exidx)[^\s]*\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S.*)$", re.M)


def flash_bytes(image):
    """Text and initial data, as arm-none-eabi-size counts them."""
    listed = subprocess.run(["arm-none-eabi-size", image], capture_output=True, text=True, check=True).stdout
    text, data = listed.splitlines()[1].split()[:2]
    return int(text) + int(data)


def bytes_of_objects(map_file):
    """Linked bytes of each object: "load.cc.obj" -> bytes."""
    _, _, linked = map_file.read_text(encoding="utf-8").partition("Linker script and memory map")
    objects = collections.Counter()
    for _, size, path in SECTION.findall(linked):
        member = re.search(r"\(([^)]+)\)$", path)
        objects[member[1] if member else os.path.basename(path)] += int(size, 16)
    return objects


def totals(build):
    """(image, its bytes) of all builds, and (loader, verifier and machine, theirs)."""
    for name, (folder, _) in BUILDS.items():
        for board in BOARDS:
            yield f"tmb-{board} {name}", flash_bytes(build / folder / f"tmb-{board}.elf")
        objects = bytes_of_objects(build / folder / f"tmb-{BOARDS[0]}.map")
        yield f"loader, verifier and machine {name}", sum(objects[f"{part}.cc.obj"] for part in CORE)


def check_image(name, image, limit):
    total = flash_bytes(image)
    objects = bytes_of_objects(image.with_suffix(".map"))
    core = sum(objects[f"{part}.cc.obj"] for part in CORE)
    print(f"{image.stem} {name}: {total:,} bytes of flash, at most {limit:,}; "
          f"loader, verifier and machine {core:,}, at most {CORE_LIMIT:,}")
    for object_name, size in objects.most_common(10):
        print(f"    {size:>7,}  {object_name}")
    if total > limit:
        yield f"{image.stem} {name}: {total - limit:,} bytes too large"
    if core > CORE_LIMIT:
        yield f"{image.stem} {name}: loader, verifier and machine {core - CORE_LIMIT:,} bytes too large"
    if abs(sum(objects.values()) - total) > total // 50:
        yield f"{image.stem} {name}: its map accounts for {sum(objects.values()):,} bytes"
    absent = [f"{part}.cc.obj" for part in CORE if not objects[f"{part}.cc.obj"]]
    if absent:
        yield f"{image.stem} {name}: no {', '.join(absent)} in its map"
    has_wide = any(WIDE.fullmatch(object_name) for object_name in objects)
    if has_wide != (name == "with 64-bit types"):
        yield f"{image.stem} {name}: kernels of 64-bit types are {'' if has_wide else 'not '}linked"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    options = parser.parse_args()
    faults = [fault for name, (folder, limit) in BUILDS.items() for board in BOARDS
              for fault in check_image(name, options.build / folder / f"tmb-{board}.elf", limit)]
    print("\n".join(faults + [f"{len(BUILDS) * len(BOARDS)} images measured, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
