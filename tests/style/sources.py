#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks of the text of every source file: licence line, length, nothing switched off, nothing left for later.

usage: sources.py ROOT         exit code 1 when a rule is broken
"""
import pathlib
import re
import sys

LONGEST = 800  # lines
SPDX = "SPDX-License-Identifier: Apache-2.0"
UNLICENSED = "examples/"  # programs for users to copy
# Put together from halves, so that this file keeps its own rule.
LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
SWITCHED_OFF = re.compile(r"^\s*#\s*if\s+0\b")
CPP = {".c", ".cpp", ".hpp", ".h", ".cc", ".ipp"}
FOLDERS = ("include", "parser", "jit", "files", "engine", "prompt", "plot", "bindings", "cmake", "examples", "tests", "benchmarks", "scripts", ".ci")


def is_source(path):
    """C++ and Python by their suffix, scripts by their first line."""
    if path.suffix in CPP | {".py"}:
        return True
    if path.suffix:
        return False
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def sources(root):
    for name in ("run", "test"):
        if (root / name).is_file():
            yield name
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and is_source(path):
                yield path.relative_to(root).as_posix()


def faults_of(file, text):
    lines = text.splitlines()
    if not any(SPDX in line for line in lines[:2]) and not file.startswith(UNLICENSED):
        yield f"{file}:1: no '{SPDX}' in the first two lines"
    if len(lines) > LONGEST:
        yield f"{file}:{len(lines)}: longer than {LONGEST} lines"
    if text and not text.endswith("\n"):
        yield f"{file}:{len(lines)}: no newline at the end"
    for number, line in enumerate(lines, 1):
        if SWITCHED_OFF.match(line) and pathlib.PurePath(file).suffix in CPP:
            yield f"{file}:{number}: code that is switched off"
        if LATER.search(line):
            yield f"{file}:{number}: '{LATER.search(line).group()}'"
        if line != line.rstrip():
            yield f"{file}:{number}: blanks at the end of the line"


def faults(root):
    return [f for file in sources(root) for f in faults_of(file, (root / file).read_text(encoding="utf-8"))]


def main():
    root = pathlib.Path(sys.argv[1])
    files = list(sources(root))
    found = faults(root)
    print("\n".join(found))
    print(f"{len(files)} files, {len(found)} faults")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
