#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares a page that a program writes with the one in docs/, or with HILLOCK_UPDATE_GOLDEN=1 replaces it.

usage: tables.py PROGRAM PAGE.md       exit code 1 when they differ
"""
import difflib
import os
import pathlib
import subprocess
import sys


def main():
    page = pathlib.Path(sys.argv[2])
    written = subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout
    if os.environ.get("HILLOCK_UPDATE_GOLDEN"):
        page.write_text(written, encoding="utf-8")
        return 0
    there = page.read_text(encoding="utf-8") if page.exists() else ""
    difference = list(difflib.unified_diff(there.splitlines(), written.splitlines(), str(page), "the library's tables", lineterm=""))
    print("\n".join(difference))
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
