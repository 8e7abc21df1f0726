#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs the build into a directory of its own, and builds and runs a program outside the tree against it.

usage: install_test.py BUILD_DIRECTORY COMPILER PROGRAM.cpp
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def one(root, pattern):
    found = sorted(root.rglob(pattern))
    if not found:
        raise SystemExit(f"{pattern} was not installed")
    return found[0]


def check_symbols(library):
    """No symbol of LLVM may be seen by the host, which may carry an LLVM of its own."""
    names = [line.split()[-1] for line in run(["nm", "-D", "--defined-only", library]).splitlines()]
    seen = [name for name in names if name.startswith(("_ZN4llvm", "_ZNK4llvm", "LLVM"))]
    if seen or not any("hillock" in name for name in names):
        raise SystemExit(f"{len(names)} symbols of {library}, {len(seen)} of them LLVM's: {seen[:3]}")


def try_prompt(stage, home):
    """The prompt, where it is built, finds its library and the headers that were installed with it."""
    for prompt in stage.rglob("bin/hillock"):
        session = '10*nA*5*Mohm\nNeuronGroup G(2, "dv/dt = -v/(10*ms) : 1");\nrun(1*ms)\nG.size()\n'
        done = subprocess.run([prompt], input=session, capture_output=True, text=True, env=os.environ | {"HOME": home})
        if (done.returncode, done.stdout, done.stderr) != (0, "50 mV\n2\n", ""):
            raise SystemExit(f"the prompt answered {done}")


def main():
    build, compiler, program = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    with tempfile.TemporaryDirectory(dir=build) as stage, tempfile.TemporaryDirectory() as outside:
        run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", stage])
        stage = pathlib.Path(stage)
        library, package = one(stage, "libhillock.so"), one(stage, "hillock.pc")
        one(stage, "hillock/hillock.hpp")
        check_symbols(library)

        # A staged installation: pkg-config puts the stage before every path.
        environment = os.environ | {"PKG_CONFIG_PATH": str(package.parent), "PKG_CONFIG_SYSROOT_DIR": str(stage)}
        flags = run(["pkg-config", "--cflags", "--libs", "hillock"], env=environment).split()
        foreign = [flag for flag in flags if not flag.startswith(("-I", "-L")) and
                   flag not in ("-std=c++20", "-lhillock")]
        if foreign or "-lhillock" not in flags:
            raise SystemExit(f"pkg-config gives {flags}")

        shutil.copy(program, pathlib.Path(outside) / "x.cpp")
        run([compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", "x.cpp", *flags, "-o", "x"], cwd=outside)
        output = run(["./x"], cwd=outside, env=os.environ | {"LD_LIBRARY_PATH": str(library.parent)})
        if output != "20 mV\n":
            raise SystemExit(f"the program printed {output!r}")
        try_prompt(stage, outside)
    print("installed, built and run")


if __name__ == "__main__":
    main()
