#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the documents true: the program in the README is the example, every path that a document names exists, and so does every
test case: [file](path) *its title*.

usage: docs.py ROOT        exit code 1 when a rule is broken
"""
import pathlib
import re
import sys

EXAMPLE = "examples/random_network.cpp"
LINK = re.compile(r"\]\(([^)#:]+)\)")
# `folder/file` in running text, and without a wildcard; build/ and ../ are not part of the tree.
NAMED = re.compile(r"`((?:include|parser|jit|files|engine|prompt|plot|bindings|examples|tests|benchmarks|docs|scripts)/[\w./-]*\w/?)`")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CASE = re.compile(r"\]\(([^)#:]+)\) \*([^|]+?)\*(?=;| \||$)", re.MULTILINE)


def joined(text):
    """Titles in C++ may go over lines as adjacent literals."""
    return re.sub(r'"\s+"', "", text)


def code_of(readme):
    match = re.search(r"^```cpp\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    return match.group(1) if match else ""


def faults(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    example = (root / EXAMPLE).read_text(encoding="utf-8")
    if code_of(readme) != example[example.index("#include"):]:
        yield f"README.md: the program is not that of {EXAMPLE}"
    for document in [root / "README.md", root / "CHANGELOG.md", *root.glob("docs/**/*.md"),
                     *root.glob("benchmarks/**/*.md"), *root.glob("tests/**/*.md")]:
        text, name = document.read_text(encoding="utf-8"), document.relative_to(root)
        for link in LINK.findall(FENCED.sub("", text)):  # a lambda looks like a link
            if not (document.parent / link).exists():
                yield f"{name}: the link {link} leads nowhere"
            elif name.parts[0] == "docs" and not link.startswith("http") and not (document.parent / link).resolve().is_relative_to(root / "docs"):
                yield f"{name}: the link {link} leaves docs/, so that it leads nowhere on the web site"
        for link, title in CASE.findall(text):
            path = document.parent / link
            if path.is_file() and f"== {title}\n" not in (cases := path.read_text(encoding="utf-8")) and f'"{title}"' not in joined(cases):
                yield f"{name}: {link} has no case '{title}'"
        for path in NAMED.findall(text):
            if not (root / path).exists():
                yield f"{name}: there is no {path}"


def main():
    found = list(faults(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(found))
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
