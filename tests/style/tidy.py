#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asserts that clang-tidy enables exactly the checks that .clang-tidy lists.

usage: tidy.py ROOT CLANG_TIDY...       uses the first program that is installed; exit code 77 (skipped) without one

clang-tidy passes over names that it does not know in silence, so a misspelt list would check nothing.
"""
import pathlib
import re
import shutil
import subprocess
import sys


def listed(config):
    """The names under Checks, without '-*'."""
    block = re.search(r"^Checks: >-\n((?:  .*\n)+)", config, re.MULTILINE).group(1)
    names = [name.strip() for name in block.split(",")]
    if names[0] != "-*" or any("*" in name for name in names[1:]):
        raise SystemExit(".clang-tidy must start with -* and name every check in full")
    return names[1:]


def enabled(program, root):
    output = subprocess.run([program, "--list-checks"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [line.strip() for line in output.splitlines() if line.startswith("    ")]


def main():
    root = pathlib.Path(sys.argv[1])
    program = next((name for name in sys.argv[2:] if shutil.which(name)), None)
    if program is None:
        print("clang-tidy is not installed")
        return 77
    wanted = listed((root / ".clang-tidy").read_text(encoding="utf-8"))
    found = enabled(program, root)
    for name in sorted(set(wanted) ^ set(found)):
        print(f"{name} is {'listed but not enabled' if name in wanted else 'enabled but not listed'}")
    print(f"{program}: {len(found)} checks enabled, {len(wanted)} listed")
    return 0 if sorted(found) == sorted(wanted) and len(set(wanted)) == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
