#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Runs the test programs of other projects: StableHLO text that checks its own results.

usage: suites.py [--bin DIR] [--only REGEX] [--jobs N] [--keep DIR] [--json FILE] FOLDER...

Takes any .mlir below the folders whose functions have no arguments and end in checks: those of StableHLO
(stablehlo/testdata, stablehlo/tests/interpret) and IREE (tests/e2e/stablehlo_ops). What a check compares becomes results.
"""
import argparse
import collections
import glob
import json
import multiprocessing
import os
import re
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, os.pardir, "harness"))
import functions  # noqa: E402

CHECK_CALL = re.compile(r"^\s*stablehlo\.custom_call @check\.(expect_\w+)\((%[\w#]+), (%[\w#]+)\).*?:\s*\((.*), (.*)\) -> \(\)\s*$")
CHECK_EQUAL = re.compile(r"^\s*%\w+ = stablehlo\.custom_call @check\.eq\((%[\w#]+), (%[\w#]+)\).*?:\s*\((.*), (.*)\) -> tensor<i1>\s*$")
CHECK_PAIR = re.compile(r"check\.(expect_\w+)\s*\(?\s*(%[\w#]+),\s*(%[\w#]+)\s*\)?(?:,[^:]*)?\s*:\s*(tensor<[^\n]*?>)\s*(?:,[^\n]*)?$", re.M)
CHECK_CONSTANT = re.compile(r"check\.(expect_\w+)\s*\(?\s*(%[\w#]+),\s*dense<(.*?)>\s*(?::\s*(tensor<.*?>)\s*\))?(?:,[^:]*?)?\s*:\s*(tensor<[^\n]*?>)\s*$", re.M | re.S)


def functions_of(text):
    """(name, text) of each func.func, by its braces."""
    for match in re.finditer(r"func\.func (?:public |private )?@(\"[^\"]+\"|[\w.]+)", text):
        depth, start = 0, text.find("(", match.end())
        i = start
        opened = False
        while i < len(text):
            if text[i] == '"':
                i = text.index('"', i + 1)
            elif text[i] in "({[":
                depth += 1
            elif text[i] in ")}]":
                depth -= 1
                opened = opened or text[i] == "}" and text[i + 1:i + 2] == "\n"
                if depth == 0 and text[i] == "}" and opened and not re.match(r"\s*\{", text[i + 1:]):
                    break
            i += 1
        yield match[1], text[match.start():i + 1]


def program(name, body, others):
    """(module text, pairs of results) of a function with its checks as results, or None."""
    pairs = []

    def constant(match):
        value = f"%expected_{len(pairs)}"
        pairs.append((match[2], value, match[5], match[1]))
        return f"{value} = stablehlo.constant dense<{match[3]}> : {match[5]}"

    def pair(match):
        pairs.append((match[2], match[3], match[4], match[1]))
        return ""

    body = re.sub(r"util\.unfoldable_constant", "stablehlo.constant", body)
    lines = []
    for line in body.split("\n"):
        match = CHECK_CALL.match(line)
        equal = CHECK_EQUAL.match(line)
        if match:
            pairs.append((match[2], match[3], match[4], match[1]))
        elif equal:  # of quantized values: the expected ones are rounded in their text
            pairs.append((equal[2], equal[1], equal[3], "expect_almost_eq"))
        else:
            lines.append(line)
    body = CHECK_CONSTANT.sub(constant, "\n".join(lines))
    body = CHECK_PAIR.sub(pair, body)
    header = re.match(r"func\.func (?:public |private )?@[\w.]+\s*\(\s*\)", body)
    if not pairs or not header or "check." in body:
        return None
    types = ", ".join(t for _, _, t, _ in pairs for _ in range(2))
    values = ", ".join(v for got, want, _, _ in pairs for v in (got, want))
    start = body.index("{", header.end()) if "->" not in body[header.end():body.index("\n")] else body.index("{\n")
    body = f"func.func public @main() -> ({types}) " + body[start:]
    body = re.sub(r"\n\s*(?:func\.)?return\b[^\n]*(?=\n\s*\}\s*$)", lambda _: f"\n  return {values} : {types}", body)
    used = "\n".join(text for other, text in others.items() if other != name)
    return f"module {{\n{body}\n{used}\n}}\n", pairs


def programs(path):
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^\s*//.*$", "", file.read(), flags=re.M)
    for part in re.split(r"^// -----.*$", text, flags=re.M):
        found = dict(functions_of(part))
        for name, body in found.items():
            helpers = {n: t for n, t in found.items() if "check." not in t}
            made = program(name, body, helpers)
            if made:
                yield name, *made


def try_files(work):
    options, paths = work
    import attempt
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            for name, text, pairs in programs(path):
                verdict, why = attempt.pairs_agree(text, pairs, folder, options)
                if verdict != "works":
                    attempt.keep(options, f"{os.path.basename(path)[:-5]}_{name}.mlir", f"// {verdict}: {why}\n{text}")
                outcomes.append((os.path.basename(path)[:-5], name, verdict, why))
    return outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--bin", default=os.path.join(FOLDER, os.pardir, os.pardir, "build", "bin"))
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", default="")
    parser.add_argument("--json", default="")
    options = parser.parse_args()
    os.environ.update(functions.environment(x64=True))
    paths = sorted(p for f in options.folders for p in glob.glob(os.path.join(f, "**", "*.mlir"), recursive=True) if re.search(options.only, p))
    outcomes = []
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for part in pool.imap_unordered(try_files, [(options, paths[i:i + 20]) for i in range(0, len(paths), 20)]):
            outcomes += part
    for file, name, verdict, why in sorted(outcomes):
        if verdict != "works":
            print(f"{file} @{name}: {verdict}: {why}")
    counts = collections.Counter(o[2] for o in outcomes)
    print(f"{counts['works']} of {len(outcomes)} programs in {len(paths)} files work: {dict(counts)}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(outcomes, file, indent=0)


if __name__ == "__main__":
    main()
