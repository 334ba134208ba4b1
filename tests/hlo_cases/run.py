#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Converts and runs the programs of *.hlo beside this script and compares with the values written there.

usage: run.py --bin DIR [--on host|qemu:BOARD] [--same-as host] [--only REGEX] [--jobs N]
              [--convert-with OPTIONS]

Case files are described in case_file.py. With --on qemu:BOARD the programs run on the emulated microcontroller;
--same-as host then asks for the same bits there. Exit status: 0 when every case passes. Needs numpy.
"""
import argparse
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, os.pardir, "harness"))
import case_file  # noqa: E402
import tools  # noqa: E402
import values  # noqa: E402


def check_error(case, status, said):
    if status != case.error:
        return f"tmconvert ended with {status}, expected {case.error}: {said}"
    missing = [m for m in case.messages if m not in said]
    return f"tmconvert did not say {missing[0]!r}: {said}" if missing else None


def check_refused(case, status, said):
    if status == 0:
        return case.line, "tmconvert no longer refuses this: take the line `// refused:` away"
    return None if status == 3 and case.refused in said else (case.line, f"tmconvert ended with {status}: {said}")


def check_run(case, run, tmb, folder, options):
    files = [os.path.join(folder, f"input{i}.npy") for i in range(len(run.args))]
    for file, (_, array) in zip(files, run.args):
        np.save(file, array)

    def difference(index, got):
        dtype, want = run.expect[index]
        return values.first_difference(got, want, dtype, case.rtol, case.atol)
    return tools.run_and_compare(options.bin, tmb, options.targets, files, len(run.expect), folder, difference)


def check_case(case, options):
    """None when the case passes, else (line, text)."""
    with tempfile.TemporaryDirectory() as folder:
        module, tmb = os.path.join(folder, f"{case.name}.hlo"), os.path.join(folder, f"{case.name}.tmb")
        with open(module, "w", encoding="utf-8") as file:
            file.write(case.text)
        status, said = tools.convert(options.bin, module, tmb, options.convert_with)
        if case.error:
            why = check_error(case, status, said)
            return (case.line, why) if why else None
        if case.refused:
            return check_refused(case, status, said)
        if status:
            return case.line, f"tmconvert ended with {status}: {said}"
        for run in case.runs:
            why = check_run(case, run, tmb, folder, options)
            if why:
                return run.expect_line, why
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="folder of tmconvert and tmrun")
    parser.add_argument("--on", default="host")
    parser.add_argument("--same-as", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--convert-with", default="", type=str.split, metavar="OPTIONS", help="of tmconvert")
    options = parser.parse_args()
    options.targets = [options.on] + ([options.same_as] if options.same_as else [])
    cases = [c for c in case_file.read_all(FOLDER)
             if re.search(options.only, f"{os.path.relpath(c.file, FOLDER)}/{c.name}")]
    if options.on != "host":
        cases = [c for c in cases if not c.error and not c.refused]
    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda c: check_case(c, options), cases))
    failures = [(c, o) for c, o in zip(cases, outcomes) if o]
    for case, (line, why) in failures:
        print(f"{os.path.relpath(case.file)}:{line}: {case.name}: {why}")
    refused = sum(bool(c.refused) for c in cases)
    print(f"{len(cases) - len(failures)} of {len(cases)} HLO cases pass ({options.on})"
          + (f", {refused} of them refused as marked" if refused else ""))
    return 0 if cases and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
