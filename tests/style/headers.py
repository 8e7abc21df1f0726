#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles every header alone, so that none leans on what its users happen to include first.

usage: headers.py ROOT COMPILER... [-- FLAG...]

<hillock/hillock.hpp> and what it includes may include no header of the standard library that costs much: it is to compile in 0.6 s, which
is less than <chrono>, <functional>, <memory>, <ranges> and <stop_token> take by themselves.

The public headers go through every compiler that is installed, without a warning and without a flag but their own
include directory, that for C as C99 too; the headers of the stages go through the first compiler, with the flags given.
"""
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]
STAGES = ("parser", "jit", "engine", "prompt", "plot", "bindings")
C_COMPILERS = ("cc", "clang-19")
AS_CPP = ["-std=c++20", "-x", "c++"]
AS_C = ["-std=c99", "-x", "c"]

HUB = "hillock/hillock.hpp"
CHEAP = {"array", "compare", "concepts", "cstddef", "cstdint", "initializer_list", "iosfwd", "map", "optional", "source_location",
         "span", "stdexcept", "string", "string_view", "tuple", "type_traits", "utility", "vector"}


def dear_includes(public):
    """What the hub includes, by itself or through other public headers, and is not cheap."""
    complaints, seen, left = [], set(), [HUB]
    while left:
        header = left.pop()
        seen.add(header)
        for name in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', (public / header).read_text(encoding="utf-8"), re.M):
            if name.startswith("hillock/"):
                left += [name] if name not in seen else []
            elif name not in CHEAP:
                complaints.append(f"{header} is part of {HUB} and includes <{name}>, which costs every program much time to compile")
    return complaints


def compile_alone(command, root, header):
    """The compiler's complaints about a file that includes this header, twice, and nothing else."""
    text = f'#include "{header}"\n#include "{header}"\n'
    done = subprocess.run([*command, "-fsyntax-only", "-"], input=text, cwd=root, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{header} does not compile alone with {command[0]}:\n{done.stderr}"


def jobs(root, compilers, flags):
    public = root / "include"
    for path in sorted([*public.rglob("*.hpp"), *public.rglob("*.h")]):
        for compiler in compilers:
            yield [compiler, *AS_CPP, *WARNINGS, "-Iinclude"], path.relative_to(public).as_posix()
    for path in sorted(public.rglob("*.h")):
        for compiler in filter(shutil.which, C_COMPILERS):
            yield [compiler, *AS_C, *WARNINGS, "-Iinclude"], path.relative_to(public).as_posix()
    has_clang = any(pathlib.Path(flag, "clang/Interpreter/Interpreter.h").exists() for flag in flags)
    for stage in STAGES:
        for path in sorted((root / stage).rglob("*.hpp")):
            if path.name.startswith("clang_") and not has_clang:
                continue  # the prompt is not built either
            yield [compilers[0], *AS_CPP, *WARNINGS, "-I.", "-Iinclude", *flags], path.relative_to(root).as_posix()


def main():
    arguments = sys.argv[1:]
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    root, names, flags = pathlib.Path(arguments[0]).resolve(), arguments[1:cut], arguments[cut + 1:]
    compilers = [name for name in names if shutil.which(name)]
    work = list(jobs(root, compilers, flags))
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        complaints = [c for c in pool.map(lambda job: compile_alone(job[0], root, job[1]), work) if c]
    complaints += dear_includes(root / "include")
    print("\n".join(complaints))
    print(f"{len(work)} compilations with {', '.join(compilers)}, {len(complaints)} faults")
    return 1 if complaints or not work else 0


if __name__ == "__main__":
    sys.exit(main())
