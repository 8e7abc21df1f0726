#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves the direction of the includes: reads every #include line of a tree and prints those that break a rule.

usage: layering.py ROOT        exit code 1 when a rule is broken

    parser <- parser/model <- jit/plan <- jit/llvm <- engine <- (prompt, plot, bindings, examples, tests, benchmarks)

`files` stands beside the stages below the engine, and knows none of them. The public headers may be included by each other and from above; a few of them are vocabulary of all stages. Each
third-party library belongs to one place.
"""
import pathlib
import re
import sys

# The folders of each layer; a file belongs to the longest that fits.
LAYERS = ("include/hillock", "parser", "parser/model", "jit", "jit/plan", "jit/llvm", "files", "engine", "prompt", "plot", "bindings",
          "examples", "tests", "benchmarks", "benchmarks/micro")

# Public headers that are vocabulary: every stage may speak of an error, a dimension or a quantity.
VOCABULARY = {"hillock/error.hpp", "hillock/dimension.hpp", "hillock/quantity.hpp", "hillock/units.hpp",
              "hillock/export.hpp", "hillock/shared_pointer.hpp"}
# Public headers of what lies above the engine.
ABOVE_ENGINE = {"hillock/figure.hpp", "hillock/plot.hpp", "hillock/hillock.hpp", "hillock/prompt.hpp", "hillock/hillock.h"}

STAGES = ["parser", "parser/model", "jit", "jit/plan", "jit/llvm", "engine"]
# What a layer may include besides itself. jit holds nothing but the contract with compiled code.
ALLOWED = {
    "include/hillock": set(),
    "parser": set(),
    "parser/model": {"parser"},
    "jit": set(),
    "jit/plan": {"parser", "parser/model", "jit"},
    "jit/llvm": {"parser", "parser/model", "jit", "jit/plan"},
    "files": set(),
    "engine": set(STAGES) | {"files"},
    "prompt": set(),
    "plot": set(),
    "bindings": set(STAGES),
    "examples": set(),
    "benchmarks": set(),
    "benchmarks/micro": set(STAGES) | {"benchmarks"},
    "tests": set(STAGES) | {"files", "prompt", "plot", "benchmarks"},
}
# Layers that may use the whole public face, and not only its vocabulary.
USES_PUBLIC_FACE = {"include/hillock", "engine", "prompt", "plot", "bindings", "examples", "benchmarks", "benchmarks/micro", "tests"}

# Third-party headers and the files that may include them. The first pattern that fits the header decides.
THIRD_PARTY = (
    (r"boost/spirit/", r"parser/grammar[^/]*"),
    (r"boost/property_tree/", r"tests/.*"),
    (r"boost/", r"parser/grammar[^/]*"),
    (r"clang/", r"prompt/(clang_\w+|compiler)\.[ch]pp"),
    (r"llvm/", r"jit/llvm/.*|prompt/(clang_\w+|compiler)\.[ch]pp"),
    (r"llvm-c/", r"jit/llvm/.*|tests/prompt/.*"),
    (r"histedit\.h", r"prompt/line_editor\.cpp"),
    (r"unsupported/Eigen/FFT", r"engine/spectrum\.cpp"),
    (r"(unsupported/)?Eigen/", r"jit/plan/propagator[^/]*|engine/rest\.cpp|tests/.*"),
    (r"(spdlog|fmt)/", r"engine/.*"),
    (r"hdf5\.h", r"files/sonata\.cpp"),
    (r"zip\.h", r"files/npz\.cpp"),
    (r"zlib\.h", r"files/compression\.cpp|engine/snapshot_file[^/]*"),
    (r"sleef\.h", r"(jit|tests)/.*"),
    (r"doctest/", r"tests/.*"),
    (r"nlohmann/", r"tests/reference/.*"),
    (r"benchmark/", r"benchmarks/micro/.*"),
    (r"CLI/", r"benchmarks/.*"),
)
# Headers of the operating system; everything without a slash and without ".h" is the C++ library's.
SYSTEM = re.compile(r"(unistd|fcntl|spawn|dlfcn|immintrin|signal|sched|pthread|semaphore|termios|cxxabi)\.h|sys/\w+\.h")

# What C calls the same; for files in C, and a header that they include.
C_LIBRARY = re.compile(r"(math|stddef|stdint|stdio|stdlib|string)\.h")
C_SUFFIXES = {".c", ".h"}

SOURCE_SUFFIXES = {".c", ".cpp", ".hpp", ".h", ".cc", ".ipp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def sources(root):
    """Every C++ file of the layers, as a path relative to the root."""
    for top in sorted({layer.split("/")[0] for layer in LAYERS}):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in SOURCE_SUFFIXES and path.is_file():
                yield path.relative_to(root).as_posix()


def layer_of(file):
    fitting = [layer for layer in LAYERS if file.startswith(layer + "/")]
    return max(fitting, key=len) if fitting else None


def target_of(header):
    """The layer that a header belongs to, None for a third party's or the system's."""
    return "include/hillock" if header.startswith("hillock/") else layer_of(header)


def third_party_fault(file, header):
    for pattern, owners in THIRD_PARTY:
        if re.match(pattern, header):
            return None if re.fullmatch(owners, file) else f"only {owners} may include {pattern.rstrip('/')}"
    if "/" not in header and "." not in header:
        return None
    if C_LIBRARY.fullmatch(header):
        in_c = pathlib.PurePath(file).suffix in C_SUFFIXES
        return None if in_c else "C++ includes the C++ library, as <cstdint>"
    if SYSTEM.fullmatch(header):
        return "a public header includes only the C++ library" if file.startswith("include/") else None
    return "a library that no rule names"


def fault(file, header, quoted):
    """Why this include is wrong, None when it is right."""
    layer = layer_of(file)
    target = target_of(header)
    if target is None:
        if quoted:
            return "a quoted include starts at the root of the tree"
        reason = third_party_fault(file, header)
        if reason is None or not file.startswith("include/"):
            return reason
        return "a public header includes only the C++ library"
    if layer == "include/hillock":
        return None if target == layer else "a public header includes only public headers"
    if target == "include/hillock":
        if layer not in USES_PUBLIC_FACE and header not in VOCABULARY:
            return f"{layer} knows of the public headers only {', '.join(sorted(VOCABULARY))}"
        if layer == "engine" and header in ABOVE_ENGINE:
            return "this header lies above the engine"
        return None
    if target != layer and target not in ALLOWED[layer]:
        return f"{layer} must not depend on {target}"
    return None


def is_test_support(root, file, header):
    """Tests may name a header of their own from tests/ or from the folder they are in."""
    places = (root / "tests" / header, (root / file).parent / header)
    return file.startswith("tests/") and ".." not in header and any(place.is_file() for place in places)


def faults(root):
    """Every broken rule of a tree, as 'file:line: header: reason'."""
    found = []
    for file in sources(root):
        text = (root / file).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            header, quoted = match.group(2), match.group(1) == '"'
            reason = fault(file, header, quoted)
            if reason and not (quoted and is_test_support(root, file, header)):
                found.append(f"{file}:{number}: {header}: {reason}")
    return found


def main():
    root = pathlib.Path(sys.argv[1])
    files = list(sources(root))
    found = faults(root)
    print("\n".join(found))
    print(f"{len(files)} files, {len(found)} faults")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
