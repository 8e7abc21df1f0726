#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the guide true: the C++ of a page becomes one program, and what the page shows as its output is what it prints.

usage: guide.py generate PAGE.md OUT.cpp     each section (## ...) a function, in which its ```cpp blocks follow each other; a block
                                             with a main function is the program itself
       guide.py check PAGE.md PROGRAM        runs it; the ```text blocks of a section must be in its output, in their order
       guide.py python PAGE.md               runs the ```python blocks, each by itself, in Brian 2; 77 (skipped) where there is none
       guide.py session PAGE.md HILLOCK      types into the prompt what follows `hillock> `, and looks for the answers shown below it
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "hillock> "
HEAD = """#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

using namespace hillock;
"""


def sections(page):
    """Title and blocks of each section that has any, as (language, text)."""
    parts = re.split(r"^## (.*)$", page, flags=re.MULTILINE)
    titles = ["the beginning"] + parts[1::2]
    for title, text in zip(titles, parts[0::2]):
        blocks = BLOCK.findall(text)
        if any(language == "cpp" for language, _ in blocks):
            yield title, blocks


def program(page):
    whole = [text for language, text in BLOCK.findall(page) if language == "cpp" and "int main(" in text]
    if whole:
        return whole[0]
    functions, calls = [], []
    for number, (title, blocks) in enumerate(sections(page)):
        code = "".join(text for language, text in blocks if language == "cpp")
        body = "".join("    " + line + "\n" if line else "\n" for line in code.splitlines())
        # Raw strings keep the blanks that are put before their lines: the equation language does not mind.
        functions.append(f"\n// {title}\nstatic void section_{number}() {{\n{body}}}\n")
        calls.append(f"    std::cout << \"\\036section {number}\\n\" << std::flush;\n    start_scope();\n    seed(1);\n"
                     f"    defaultclock().dt = 0.1 * ms;\n    section_{number}();\n    std::fflush(stdout);\n")
    return HEAD + "".join(functions) + "\nint main() {\n" + "".join(calls) + "    return 0;\n}\n"


def check(page, executable):
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([os.path.abspath(executable)], cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        print(f"the program ends with {run.returncode}: {run.stderr}")
        return 1
    outputs = re.split(r"\x1esection \d+\n", run.stdout)[1:] or [run.stdout]
    faults, shown = 0, 0
    for (title, blocks), output in zip(sections(page), outputs):
        at = 0
        for language, text in blocks:
            if language != "text":
                continue
            shown += 1
            found = output.find(text, at)
            if found < 0:
                faults += 1
                print(f"'{title}' does not print\n{text}but\n{output[at:]}")
            else:
                at = found + len(text)
    print(f"{len(outputs)} sections, {shown} outputs, {faults} faults")
    return 1 if faults else 0


def run_python(page):
    try:
        import brian2  # noqa: F401
    except ImportError:
        print("Brian 2 is not installed")
        return 77
    brian2.prefs.codegen.target = "numpy"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # blocks save pictures
        return run_blocks(page)


def run_blocks(page):
    faults = 0
    for title, blocks in sections(page):
        for language, text in blocks:
            if language != "python":
                continue
            try:
                exec(compile("from brian2 import *\nstart_scope()\ndefaultclock.dt = 0.1*ms\n" + text, title, "exec"), {})
            except Exception as error:  # whatever a block raises is its fault
                faults += 1
                print(f"'{title}': {type(error).__name__}: {error}")
    print(f"{faults} faults")
    return 1 if faults else 0


def check_session(page, hillock):
    """Answers are looked for in their order: a picture, which no page shows, may come between."""
    lines = [line[4:] for line in page.splitlines() if line.startswith("    ")]
    begin = next(k for k, line in enumerate(lines) if line.startswith(PROMPT))
    typed = "".join(line.removeprefix(PROMPT) + "\n" for line in lines[begin:] if line.startswith(PROMPT))
    last = max(k for k, line in enumerate(lines) if line.startswith(PROMPT))
    shown = [line for line in lines[begin:last] if not line.startswith(PROMPT)]
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HOME": home, "HILLOCK_PLOT": "text"}
        for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
            environment.pop(name, None)
        done = subprocess.run([os.path.abspath(hillock)], input=typed, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0 or done.stderr or "\n".join(shown) + "\n" not in done.stdout:
        print(f"it ended with {done.returncode} and does not answer\n" + "\n".join(shown) + f"\nbut\n{done.stdout}{done.stderr}")
        return 1
    print(f"{len(shown)} lines as shown")
    return 0


def main():
    task, page = sys.argv[1], pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    if task == "python":
        return run_python(page)
    if task == "session":
        return check_session(page, sys.argv[3])
    if task == "generate":
        pathlib.Path(sys.argv[3]).write_text(program(page), encoding="utf-8")
        return 0
    return check(page, sys.argv[3])


if __name__ == "__main__":
    sys.exit(main())
