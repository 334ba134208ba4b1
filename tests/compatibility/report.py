#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes docs/compatibility.md from the outcomes of functions.py and operations.py.

usage: report.py --x32 FILE --x64 FILE --stablehlo FILE --operations FILE [--suites FILE]
"""
import argparse
import json
import os
import re

FOLDER = os.path.dirname(os.path.abspath(__file__))
os.environ.setdefault("JAX_PLATFORMS", "cpu")
import operation_values  # noqa: E402
import tables  # noqa: E402

GOOD = ("works", "not lowered")
HEAD = """# Compatibility

What of JAX and HLO runs, found by trying it: each function of JAX is lowered with sample arguments, converted, run on the
host and compared with JAX's own result; each HLO operation is run with each element type, on random values and on the
type's borders, and compared with XLA's CPU backend. Written by scripts, with jax 0.10.2 in a virtual environment:

    tests/compatibility/run.sh PYTHON [CHECKOUT...]     # PYTHON has jax 0.10.2; half an hour on two busy cores

Integers, predicates and exact operations must be equal. Other results may differ by 2e-4 (f32), 1e-9 (f64) or 4 units of the
last place (narrower floats) of their own size, and of a twentieth of the largest result (narrower floats: half); rows whose results
cancel allow more and say so (`near` in `table_*.py`). Numbers below the smallest normal one count as zero, because XLA's CPU backend flushes them and tmb does not.

| what | works | of | |
|---|--:|--:|--:|
"""
NOTES = """
What XLA's CPU backend does otherwise than it should is not asked for: `power` of integers with exponents above 63, `popcnt` of
s4 (it counts the 8 bits of a byte), `reduce` over no dimension (it leaves the initial value out).
"""


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def works(results):
    return any(v == "works" for v, _ in results) and all(v in GOOD for v, _ in results)


def lowers(results):
    return any(v != "not lowered" for v, _ in results)


def share(name, outcomes):
    tried = [r for _, _, r in outcomes if lowers(r)]
    good = sum(works(r) for r in tried)
    samples = [v for r in tried for v, _ in r if v != "not lowered"]
    yield f"| {name} | {good} | {len(tried)} | {100 * good / len(tried):.1f} % |"
    yield f"| their samples | {samples.count('works')} | {len(samples)} | {100 * samples.count('works') / len(samples):.1f} % |"


def count(results):
    """How many samples work, and of how many where not all do."""
    if results is None:
        return ""
    verdicts = [v for v, _ in results if v != "not lowered"]
    good = verdicts.count("works")
    return str(good) if good == len(verdicts) else f"**{good} of {len(verdicts)}**"


def note(passes):
    for results in passes:
        bad = next(((v, text) for v, text in results or () if v not in GOOD), None)
        if bad:
            return f"{bad[0]}: {bad[1]}".replace("|", "\\|")
    first = passes[0] or passes[1]
    return "" if lowers(first) else "JAX has no program: " + first[0][1].replace("|", "\\|")[:110]


def function_tables(x32, x64, stablehlo):
    passes = [{(t, n): r for t, n, r in outcomes} for outcomes in (x32, x64, stablehlo)]
    for table in tables.TABLES:
        yield f"\n### {table.title}\n\n| function | 32-bit | 64-bit | StableHLO | |\n|---|--:|--:|--:|---|"
        for row in table.rows:
            found = [p.get((table.title, row.name)) for p in passes]
            yield f"| {row.name} | " + " | ".join(count(r) for r in found) + f" | {note(found)} |"
        for why in dict.fromkeys(table.host.values()):
            yield f"\nNo program ({why}): " + ", ".join(n for n, w in table.host.items() if w == why) + "."


def cell_text(cell, notes):
    judged = [(v, n, why) for v, n, why in cell if v != "not judged"]
    if not judged:
        return "?"
    bad = [(v, n, why) for v, n, why in judged if v != "works"]
    if not bad:
        return str(sum(n for _, n, _ in judged))
    text = f"{bad[0][0]}: {re.sub(r'v0_|@', '', bad[0][2])}".replace("|", "\\|")
    notes.setdefault(text, len(notes) + 1)
    return f"**{sum(n for v, n, _ in judged if v == 'works')} of {sum(n for _, n, _ in judged)}** [{notes[text]}]"


def operation_table(outcomes):
    types = [t for t in operation_values.ALL if any(t == o[1] for o in outcomes)]
    yield "| operation | " + " | ".join(types) + " |\n|---" + "|--:" * len(types) + "|"
    notes = {}
    for name in dict.fromkeys(o[0] for o in outcomes):
        cells = {t: cell for n, t, cell in outcomes if n == name}
        yield f"| {name} | " + " | ".join(cell_text(cells[t], notes) if t in cells else "" for t in types) + " |"
    for text, number in notes.items():
        yield f"\n[{number}] {text}"


def operation_share(outcomes):
    judged = [cell for _, _, cell in outcomes if any(v != "not judged" for v, _, _ in cell)]
    good = sum(all(v in ("works", "not judged") for v, _, _ in cell) for cell in judged)
    yield f"| HLO operations with an element type | {good} | {len(judged)} | {100 * good / len(judged):.1f} % |"
    variants = [(v, n) for cell in judged for v, n, _ in cell if v != "not judged"]
    fine, total = sum(n for v, n in variants if v == "works"), sum(n for _, n in variants)
    yield f"| their programs | {fine} | {total} | {100 * fine / total:.1f} % |"


def suite_share(outcomes):
    good = sum(o[2] == "works" for o in outcomes)
    yield f"| test programs of StableHLO and IREE | {good} | {len(outcomes)} | {100 * good / len(outcomes):.1f} % |"


def suite_table(outcomes):
    yield ("\n## Test programs of StableHLO and IREE\n\nPrograms of `stablehlo/testdata`, `stablehlo/tests/interpret`, `stablehlo/tests/math` and IREE's "
           "`tests/e2e/stablehlo_ops`\nthat check their own results, tried by `tests/compatibility/suites.py`. All work but:\n\n| program | |\n|---|---|")
    for file, name, verdict, why in sorted(outcomes):
        if verdict != "works":
            yield f"| {file} @{name} | {verdict}: {why} |".replace("\n", " ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("x32", "x64", "stablehlo", "operations"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--suites", default="")
    options = parser.parse_args()
    x32, x64, stablehlo, operations = (load(getattr(options, n)) for n in ("x32", "x64", "stablehlo", "operations"))
    suites = load(options.suites) if options.suites else []
    lines = [*share("functions of JAX that lower, 32-bit types", x32), *share("with 64-bit types", x64),
             *share("read as StableHLO (every fourth function)", stablehlo), *operation_share(operations)]
    lines += suite_share(suites) if suites else []
    body = ["\n## Functions\n\nHow many samples work; in bold where not all that JAX lowers do.", *function_tables(x32, x64, stablehlo),
            "\n## Operations\n\nHow many programs give XLA's values; `?`: XLA's CPU backend does not judge.\n", *operation_table(operations)]
    body += suite_table(suites) if suites else []
    with open(os.path.join(FOLDER, os.pardir, os.pardir, "docs", "compatibility.md"), "w", encoding="utf-8") as file:
        file.write(HEAD + "\n".join(lines) + "\n" + NOTES + "\n".join(body) + "\n")


if __name__ == "__main__":
    main()
