#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs the build into a directory of its own, and builds and runs programs outside the tree against it.

usage: install_test.py BUILD_DIRECTORY FOLDER_OF_PROGRAMS C++_COMPILER C_COMPILER
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile


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


def check_module(library):
    """What the library loads lies beside it, shows one symbol and is not linked to it; HDF5 and libzip are linked to the module alone."""
    module = one(library.parent, "libhillock_files-*.so")
    defined = [line.split() for line in run(["nm", "-D", "--defined-only", module]).splitlines()]
    own = [name for *_, kind, name in defined if "hillock" in name and kind not in "VWu"]
    if own != ["hillock_file_formats"]:
        raise SystemExit(f"{module} shows {own}")
    for file, expected in ((library, set()), (module, {"hdf5", "zip"})):
        needed = re.findall(r"NEEDED.*\[lib(hdf5|zip|hillock)", run(["readelf", "-d", file]))
        if set(needed) != expected:
            raise SystemExit(f"{file} is linked to {needed}")


def try_prompt(stage, home):
    """The prompt, where it is built, finds its library and the headers that were installed with it."""
    for prompt in stage.rglob("bin/hillock"):
        session = '10*nA*5*Mohm\nNeuronGroup G(2, "dv/dt = -v/(10*ms) : 1");\nrun(1*ms)\nG.size()\n'
        done = subprocess.run([prompt], input=session, capture_output=True, text=True, env=os.environ | {"HOME": home})
        if (done.returncode, done.stdout, done.stderr) != (0, "50 mV\n2\n", ""):
            raise SystemExit(f"the prompt answered {done}")


def flags_of(package, environment, allowed):
    """What pkg-config says a program needs; nothing of what the library itself is made of."""
    flags = run(["pkg-config", "--cflags", "--libs", package], env=environment).split()
    foreign = [flag for flag in flags if not flag.startswith(("-I", "-L")) and flag not in allowed]
    if foreign or "-lhillock" not in flags:
        raise SystemExit(f"pkg-config gives {flags} for {package}")
    return flags


def expect_20_mv(program, folder, environment):
    output = run([program], cwd=folder, env=environment)
    if output != "20 mV\n":
        raise SystemExit(f"{program} printed {output!r}")


def expect_arrays(outside):
    """What the program in C++ saved: the module was found where it is installed."""
    arrays = pathlib.Path(outside) / "x.npz"
    with zipfile.ZipFile(arrays) as archive:
        if sorted(archive.namelist()) != ["elements.npy", "t.npy", "v.npy"] or archive.testzip():
            raise SystemExit(f"{arrays} has {archive.namelist()}")
    arrays.unlink()


def by_pkg_config(stage, outside, compilers, environment):
    # A staged installation: pkg-config puts the stage before every path.
    folder = one(stage, "hillock.pc").parent
    environment = environment | {"PKG_CONFIG_PATH": str(folder), "PKG_CONFIG_SYSROOT_DIR": str(stage)}
    cpp, c = compilers
    warnings = ["-Wall", "-Wextra", "-Werror"]
    flags = flags_of("hillock", environment, ("-std=c++20", "-lhillock"))
    run([cpp, "-std=c++20", *warnings, "x.cpp", *flags, "-o", "x"], cwd=outside)
    expect_20_mv("./x", outside, environment)
    expect_arrays(outside)
    flags = flags_of("hillock-c", environment, ("-lhillock",))
    run([c, "-std=c99", *warnings, "x.c", *flags, "-lm", "-o", "x_c"], cwd=outside)
    expect_20_mv("./x_c", outside, environment)


def by_cmake(stage, outside, compilers, environment):
    package = one(stage, "hillock-config.cmake").parent
    version = "0.1"
    for language, compiler in zip(("CXX", "C"), compilers):
        configure = ["cmake", "-S", outside, "-B", f"{outside}/{language}", f"-DLANGUAGE={language}", f"-Dhillock_DIR={package}",
                     f"-DCMAKE_{language}_COMPILER={compiler}"]
        run([*configure, f"-DWANTED_VERSION={version}"])
        run(["cmake", "--build", f"{outside}/{language}"])
        expect_20_mv(f"{outside}/{language}/x", outside, environment)
    refused = subprocess.run([*configure, "-DWANTED_VERSION=99"], capture_output=True, text=True)
    if refused.returncode == 0 or "version: 0.1" not in refused.stderr:
        raise SystemExit(f"a version that is not there was found: {refused.stdout}{refused.stderr}")


def main():
    build, programs = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    compilers = sys.argv[3:5]
    with tempfile.TemporaryDirectory(dir=build) as stage, tempfile.TemporaryDirectory() as outside:
        run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", stage])
        stage = pathlib.Path(stage)
        library = one(stage, "libhillock.so")
        one(stage, "hillock/hillock.hpp")
        one(stage, "hillock/hillock.h")
        check_symbols(library)
        check_module(library)
        for source in ("program.cpp", "program.c"):
            shutil.copy(programs / source, pathlib.Path(outside) / f"x{pathlib.Path(source).suffix}")
        shutil.copy(programs / "CMakeLists.txt", outside)

        environment = os.environ | {"LD_LIBRARY_PATH": str(library.parent)}
        by_pkg_config(stage, outside, compilers, environment)
        if shutil.which("cmake"):
            by_cmake(stage, outside, compilers, environment)
            print("installed; built with pkg-config and CMake, in C++ and C, and run")
        else:
            print("installed; built with pkg-config in C++ and C, and run. CMake is missing: its package is not tested")
        try_prompt(stage, outside)


if __name__ == "__main__":
    main()
