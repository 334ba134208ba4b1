#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Makes docs/isa.md, the reference of the file format and the instruction set, from schema/tmb.fbs.

usage: make_isa_doc.py [--check]        --check: exit status 1 when docs/isa.md is not current

`///` comments become the text of a type, comments behind members and between them its notes.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schema" / "tmb.fbs"
PAGE = ROOT / "docs" / "isa.md"
TYPE_BYTES = {"ubyte": 1, "uint16": 2, "int32": 4, "uint32": 4, "float": 4}


class Type:
    """A struct, table, enum or union: its kind, name, text and rows of (name, type, note)."""

    def __init__(self, kind, name, base, text):
        self.kind, self.name, self.base, self.text, self.rows = kind, name, base, text, []


def read_members(kind, body, rows):
    """Appends the members of one line (and the comment behind them)."""
    code, _, note = body.partition("//")
    note = note.strip()
    if not code.strip():
        rows.append(("", "", note))
        return
    separator = ";" if kind in ("struct", "table") else ","
    members = [m.strip() for m in code.split(separator) if m.strip()]
    for member in members:
        name, _, type_name = member.partition(":")
        last = member is members[-1]
        rows.append((name.strip(), type_name.split("(")[0].strip(), note if last else ""))


def read_schema(text):
    """Sections in order: (title, [Type])."""
    sections, comment, current = [("Basics", [])], [], None
    for line in text.splitlines():
        title = re.fullmatch(r"// -+ (.*)", line)
        opened = re.match(r"(struct|table|enum|union) (\w+)(?: : (\w+))? \{(.*)", line)
        if title:
            sections.append((title[1].capitalize() if title[1] != "Map" else "Map", []))
        elif line.startswith("///"):
            comment.append(line[3:].strip())
        elif opened:
            current = Type(opened[1], opened[2], opened[3] or "", " ".join(comment).replace("  ", "\n\n"))
            sections[-1][1].append(current)
            comment = []
            rest = opened[4]
            if rest.strip().endswith("}"):
                read_members(current.kind, rest.strip()[:-1], current.rows)
                current = None
        elif line.startswith("}"):
            current = None
        elif current and line.strip():
            read_members(current.kind, line, current.rows)
    return [s for s in sections if s[1]]


def struct_bytes(type_name, structs):
    """Bytes of a member's type inside a struct, None for what is not fixed."""
    array = re.fullmatch(r"\[(\w+):(\d+)\]", type_name)
    if array:
        return int(array[2]) * struct_bytes(array[1], structs)
    if type_name in TYPE_BYTES:
        return TYPE_BYTES[type_name]
    return structs.get(type_name)


def aligned_bytes(type_, structs):
    """Size of a struct: its members, up to a multiple of 4 (each struct has a 4-byte member)."""
    total = sum(struct_bytes(t, structs) for name, t, _ in type_.rows if name)
    return -(-total // 4) * 4


def member_table(type_, structs):
    """Markdown of a struct (with byte offsets) or a table."""
    offsets = type_.kind == "struct"
    lines = ["| offset | field | type | |", "|---|---|---|---|"] if offsets else ["| field | type | |", "|---|---|---|"]
    position = 0
    for name, type_name, note in type_.rows:
        note = note.replace("|", "\\|")
        row = f"| `{name}` | {type_name} | {note} |" if name else f"| | | {note} |"
        lines.append((f"| {position if name else ''} " if offsets else "") + row)
        if offsets and name:
            position += struct_bytes(type_name, structs)
    return lines


def enum_list(type_):
    """Markdown of an enum or a union: one bullet for each group that a comment between members opens."""
    bullets, value = [""], int(type_.kind == "union")   # a union has NONE 0 of its own
    for name, _, note in type_.rows:
        if not name:
            bullets.append(f"{note}:")
            continue
        explicit = re.fullmatch(r"(\w+) = (\d+)", name)
        name, value = (explicit[1], int(explicit[2])) if explicit else (name, value)
        comma = "," if "`" in bullets[-1] else ""
        bullets[-1] += f"{comma} `{name}` {value}" + (f" ({note})" if note else "")
        value += 1
    return [f"- {b.strip()}" for b in bullets if b]


def page(text):
    sections = read_schema(text)
    structs = {"Type": 1, "AccessKind": 1, "Reduction": 1}
    out = ["<!-- Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. -->",
           "<!-- Made from schema/tmb.fbs by scripts/make_isa_doc.py: edit the schema, then run that. -->", "",
           "# The .tmb format and instruction set", "",
           "A `.tmb` file is a FlatBuffer with file identifier `"
           + re.search(r'file_identifier "(\w+)"', text)[1] + "`, root table `Program`. Offsets are in bytes; all "
           "numbers are little-endian. What a schema cannot say about an instruction (extents, access, units of "
           "work) stands in `runtime/isa.h`.", ""]
    for title, types in sections:
        out += [f"## {title}", ""]
        for type_ in types:
            if type_.kind == "struct":
                structs[type_.name] = aligned_bytes(type_, structs)
            size = f", {structs[type_.name]} bytes" if type_.kind == "struct" else ""
            base = f" of {type_.base}" if type_.base else ""
            out += [f"### {type_.name}", "", f"*{type_.kind}{base}{size}*", ""]
            if type_.text:
                out += [type_.text, ""]
            out += (enum_list if type_.kind in ("enum", "union") else lambda t: member_table(t, structs))(type_) + [""]
    return "\n".join(out)


def main():
    text = page(SCHEMA.read_text(encoding="utf-8"))
    if "--check" in sys.argv[1:]:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/isa.md is current" if current else "docs/isa.md is not current: run scripts/make_isa_doc.py")
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
