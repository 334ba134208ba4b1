# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Reads a .hlo file of cases. A case is a program with what goes in and what must come out beside it:

    // case: add_wraps
    // args: 2xs8=127 1; s8=1
    // expect: 2xs8=-128 2
    ENTRY f { ... }

A program is HLO text, or StableHLO text (a func.func @main). Values are separated by `;`. Several args/expect pairs run the same program. `// rtol:` and `// atol:` allow
floats to differ; without them they must be equal. `// expect by hand:` marks values that XLA does not judge
(its compiler traps or flushes there). `// error: STATUS TEXT` lines instead: tmconvert must end with that exit
status and say every TEXT. `// message:` lines are further texts of the same error.

`// refused: TEXT` marks a valid program that tmb does not run yet: tmconvert must refuse it (exit status 3) and say
TEXT; its expected values stay for the day when it does not.
"""
import dataclasses
import os
import re

import values


@dataclasses.dataclass
class Run:
    args: list
    expect: list
    args_line: int
    expect_line: int = 0
    by_hand: bool = False


@dataclasses.dataclass
class Case:
    file: str
    line: int
    name: str
    runs: list = dataclasses.field(default_factory=list)
    rtol: float = 0.0
    atol: float = 0.0
    error: int = 0
    refused: str = ""
    messages: list = dataclasses.field(default_factory=list)
    program: list = dataclasses.field(default_factory=list)

    @property
    def text(self):
        return "\n".join(self.program) + "\n"


def parse_values(text):
    return [values.parse(v) for v in text.split(";") if v.strip()]


def read_directive(case, key, text, line):
    if key == "args":
        case.runs.append(Run(parse_values(text), [], line))
    elif key in ("expect", "expect by hand"):
        if not case.runs or case.runs[-1].expect_line:
            case.runs.append(Run([], [], line))
        run = case.runs[-1]
        run.expect, run.expect_line, run.by_hand = parse_values(text), line, key != "expect"
    elif key in ("rtol", "atol"):
        setattr(case, key, float(text))
    elif key == "refused":
        case.refused = text.strip()
    elif key == "error":
        status, _, message = text.strip().partition(" ")
        case.error = int(status)
        case.messages = [message] if message else []
    else:
        case.messages.append(text.strip())


def read(path):
    """The cases of one file, in order."""
    cases = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            match = re.fullmatch(r"// (case|args|expect|expect by hand|rtol|atol|error|refused|message):(.*)", line)
            try:
                if match and match[1] == "case":
                    cases.append(Case(path, number, match[2].strip()))
                elif match and cases:
                    read_directive(cases[-1], match[1], match[2], number)
                elif cases:
                    cases[-1].program.append(line)
            except ValueError as error:
                raise SystemExit(f"{path}:{number}: {error}")
    for case in cases:
        while case.program and not case.program[-1].strip():
            case.program.pop()
    return cases


def read_all(folder):
    """The cases of every .hlo file below `folder`."""
    paths = sorted(os.path.join(d, f) for d, _, files in os.walk(folder) for f in files if f.endswith(".hlo"))
    return [case for path in paths for case in read(path)]
