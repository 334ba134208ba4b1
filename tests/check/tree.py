#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Checks of the source tree: who includes whom, licence lines, file lengths, generated pages, firmware images.

usage: tree.py [--bin DIR]      DIR: folder of the tools; with it the linked firmware images are checked too

Prints each fault as file:line: text. Exit status: 0 when there is none.
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = {".h", ".hpp", ".cc", ".c", ".S"}
SCRIPTS = {".py", ".sh", ".cmake"}
LICENCE = "Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0."
MAX_LINES = 500

# Folder -> first folders that it may include. `tmb` is include/tmb, `tmb_generated.h` the schema's header.
ANY = {"tmb", "runtime", "converter", "ports", "bench", "tests", "examples", "schema"}
ARROWS = {
    "include": {"tmb"},
    "runtime": {"tmb", "runtime", "schema"},
    "converter": {"tmb", "converter", "schema"},
    "ports": {"tmb", "runtime", "ports", "schema"},
    "bench": ANY, "tests": ANY, "examples": ANY,
}
# Beyond the arrows, header by header: the converter shares the descriptions of the instructions and the checksum with
# the runtime, and the host's tools share the converter's Result and arrays in files.
EXCEPTIONS = {
    "converter": {"runtime/isa.h", "runtime/isa_host.h", "runtime/isa_fields.h", "runtime/isa_rows.h",
                  "runtime/map_layout.h", "runtime/features.h", "runtime/operands.h", "runtime/struct_operands.h", "runtime/crc32.h", "runtime/load.h",
                  "runtime/kernels/conv_window.h", "runtime/kernels/kernel_units.h"},
    "ports": {"converter/result.h", "converter/arrays/array.h", "converter/arrays/file.h", "converter/arrays/npy.h"},
}


def tracked():
    """Files of the tree that git does not ignore."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in sorted(set(listed)) if (ROOT / name).is_file()]


def is_written_by_hand(path):
    name = path.relative_to(ROOT)
    if name.name == "CMakeLists.txt" or name.parts[:2] in ((".ci", "run"), ("tests", "hlo_cases")):
        return True
    return path.suffix in SOURCES | SCRIPTS | {".fbs", ".ld"}


def included_folder(include):
    if include.endswith("_generated.h"):
        return "schema"
    first = include.split("/")[0]
    return first if first in ANY and "/" in include else None


def check_includes(path, lines):
    folder = path.relative_to(ROOT).parts[0]
    allowed = ARROWS.get(folder)
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        target = included_folder(match[1]) if match else None
        if not target or allowed is None:
            continue
        if target not in allowed and match[1] not in EXCEPTIONS.get(folder, ()):
            yield f"{number}: {folder}/ may not include {match[1]}"


def check_file(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if not any(LICENCE in line for line in lines[:3]):
        yield "1: the licence line is missing"
    if len(lines) > MAX_LINES and path.suffix != ".hlo":
        yield f"{MAX_LINES}: {len(lines)} lines, at most {MAX_LINES}"
    for number, line in enumerate(lines, 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b", line) and path != pathlib.Path(__file__).resolve():
            yield f"{number}: {line.strip()}"
    if path.suffix in SOURCES:
        yield from check_includes(path, lines)


def check_command(name, command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        yield f"{name}: {said}"


def check_images(bin_folder):
    """The firmware holds no heap, no printf, no exceptions: ports/cortex_m/check_image.sh looks at its symbols."""
    images = sorted(pathlib.Path(bin_folder, "firmware").glob("*.elf"))
    if not images:
        yield f"{bin_folder}/firmware: no images"
    for image in images:
        yield from check_command(image.name, ["ports/cortex_m/check_image.sh", str(image)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="")
    options = parser.parse_args()
    files = [path for path in tracked() if is_written_by_hand(path)]
    faults = [f"{path.relative_to(ROOT)}:{fault}" for path in files for fault in check_file(path)]
    faults += check_command("docs/isa.md", [sys.executable, "scripts/make_isa_doc.py", "--check"])
    if options.bin:
        faults += check_images(options.bin)
    print("\n".join(faults + [f"{len(files)} files checked, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
