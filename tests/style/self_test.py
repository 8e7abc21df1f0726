#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows that the checks can fail: plants one fault of each kind into a small tree and expects it to be named, and counts
tests of every outcome."""
import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "docs"))
import docs  # noqa: E402
import headers  # noqa: E402
import layering  # noqa: E402
import links  # noqa: E402
import sources  # noqa: E402

COUNT_TESTS = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "count-tests"

LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"

# One right include of each kind.
CLEAN = {
    "include/hillock/error.hpp": "#include <string>\n",
    "include/hillock/group.hpp": '#include "hillock/error.hpp"\n',
    "parser/ast.hpp": '#include "parser/source.hpp"\n#include <vector>\n',
    "parser/grammar.cpp": "#include <boost/spirit/home/x3.hpp>\n",
    "parser/model/check.cpp": '#include "hillock/quantity.hpp"\n#include "parser/ast.hpp"\n',
    "jit/kernel_abi.hpp": "#include <cstdint>\n",
    "jit/plan/propagator.cpp": '#include "parser/model/expr.hpp"\n#include <Eigen/Dense>\n',
    "jit/llvm/lower.cpp": '#include "jit/plan/kernel.hpp"\n#include "jit/kernel_abi.hpp"\n#include <llvm/IR/Module.h>\n',
    "engine/run.cpp": '#include "hillock/group.hpp"\n#include "jit/llvm/compiler.hpp"\n#include <spdlog/spdlog.h>\n',
    "include/hillock/hillock.h": "#include <stdint.h>\n",
    "bindings/calls.cpp": '#include "hillock/hillock.h"\n#include "engine/random.hpp"\n',
    "examples/host.c": "#include <hillock/hillock.h>\n#include <stdio.h>\n",
    "plot/raster.cpp": '#include "hillock/plot.hpp"\n#include "plot/strokes.hpp"\n#include <unistd.h>\n',
    "examples/network.cpp": "#include <hillock/hillock.hpp>\n",
    "benchmarks/bench.cpp": "#include <hillock/hillock.hpp>\n#include <CLI/CLI.hpp>\n",
    "benchmarks/micro/parse.cpp": '#include "parser/parse.hpp"\n#include <benchmark/benchmark.h>\n',
    "tests/engine/run.cpp": '#include "engine/run.hpp"\n#include "support/approx.hpp"\n#include <doctest/doctest.h>\n',
    "tests/support/approx.hpp": "#include <cmath>\n",
}

# file, include, a part of the reason that must be given
WRONG_INCLUDES = [
    ("parser/bad.hpp", '"parser/model/expr.hpp"', "parser must not depend on parser/model"),
    ("parser/bad.hpp", '"jit/kernel_abi.hpp"', "parser must not depend on jit"),
    ("parser/bad.hpp", '"hillock/group.hpp"', "knows of the public headers only"),
    ("parser/model/bad.hpp", '"jit/plan/kernel.hpp"', "parser/model must not depend on jit/plan"),
    ("parser/model/bad.cpp", "<hillock/monitors.hpp>", "knows of the public headers only"),
    ("jit/bad.hpp", '"parser/ast.hpp"', "jit must not depend on parser"),
    ("jit/plan/bad.hpp", '"jit/llvm/compiler.hpp"', "jit/plan must not depend on jit/llvm"),
    ("jit/plan/bad.hpp", '"hillock/network.hpp"', "knows of the public headers only"),
    ("jit/llvm/bad.cpp", '"engine/state.hpp"', "jit/llvm must not depend on engine"),
    ("engine/bad.cpp", '"plot/strokes.hpp"', "engine must not depend on plot"),
    ("engine/bad.cpp", '"prompt/session.hpp"', "engine must not depend on prompt"),
    ("engine/bad.cpp", '"hillock/plot.hpp"', "lies above the engine"),
    ("engine/bad.cpp", '"tests/support/approx.hpp"', "engine must not depend on tests"),
    ("engine/bad.cpp", '"hillock/hillock.h"', "lies above the engine"),
    ("engine/bad.cpp", '"bindings/calls.hpp"', "engine must not depend on bindings"),
    ("engine/bad.cpp", "<stdint.h>", "as <cstdint>"),
    ("plot/bad.cpp", '"engine/state.hpp"', "plot must not depend on engine"),
    ("plot/bad.cpp", '"parser/ast.hpp"', "plot must not depend on parser"),
    ("examples/bad.cpp", '"engine/state.hpp"', "examples must not depend on engine"),
    ("benchmarks/bad.cpp", '"parser/parse.hpp"', "benchmarks must not depend on parser"),
    ("include/hillock/bad.hpp", '"parser/ast.hpp"', "includes only public headers"),
    ("include/hillock/bad.hpp", "<spdlog/spdlog.h>", "includes only the C++ library"),
    ("include/hillock/bad.hpp", "<unistd.h>", "includes only the C++ library"),
    ("parser/parse.cpp", "<boost/spirit/home/x3.hpp>", "only parser/grammar"),
    ("tests/parser/bad.cpp", "<boost/spirit/home/x3.hpp>", "only parser/grammar"),
    ("parser/ast_bad.hpp", "<boost/variant.hpp>", "only parser/grammar"),
    ("jit/plan/bad.cpp", "<llvm/IR/Module.h>", "only jit/llvm/"),
    ("engine/bad.cpp", "<llvm/IR/Module.h>", "only jit/llvm/"),
    ("engine/bad.cpp", "<Eigen/Dense>", "only jit/plan/propagator"),
    ("jit/llvm/bad.cpp", "<spdlog/spdlog.h>", "only engine/"),
    ("engine/bad.cpp", "<doctest/doctest.h>", "only tests/"),
    ("engine/bad.cpp", "<nlohmann/json.hpp>", "only tests/reference/"),
    ("engine/bad.cpp", "<arrow/api.h>", "a library that no rule names"),
    ("parser/bad.cpp", '"source.hpp"', "starts at the root of the tree"),
    ("tests/engine/bad.cpp", '"support/no_such.hpp"', "starts at the root of the tree"),
    ("engine/bad.cpp", '"support/approx.hpp"', "starts at the root of the tree"),
    ("tests/engine/bad.cpp", '"../support/approx.hpp"', "starts at the root of the tree"),
    ("parser/bad.cpp", '"../jit/kernel_abi.hpp"', "starts at the root of the tree"),
]

WRONG_TEXTS = [
    ("parser/bad.cpp", "int x;\n", "no 'SPDX"),
    ("run", "#!/bin/sh\ntrue\n", "no 'SPDX"),
    ("parser/bad.cpp", LICENCE + "#if 0\n#endif\n", "switched off"),
    ("parser/bad.cpp", LICENCE + "// TO" + "DO: later\n", "TO" + "DO"),
    ("engine/bad.hpp", LICENCE + "// FIX" + "ME\n", "FIX" + "ME"),
    ("parser/bad.cpp", LICENCE + "\n" * 800, "longer than 800 lines"),
    ("parser/bad.cpp", LICENCE + "int x;", "no newline"),
    ("parser/bad.cpp", LICENCE + "int x; \n", "blanks at the end"),
]


class Planted(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        for file, text in CLEAN.items():
            self.write(file, LICENCE + text)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, file, text):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def test_a_clean_tree_passes(self):
        self.assertEqual(layering.faults(self.root), [])
        self.assertEqual(sources.faults(self.root), [])
        self.assertEqual(len(list(layering.sources(self.root))), len(CLEAN))

    def test_each_wrong_include_is_named(self):
        for file, include, reason in WRONG_INCLUDES:
            for space in ("#include ", "  #  include"):
                with self.subTest(file=file, include=include):
                    self.write(file, LICENCE + space + include + "\n")
                    found = layering.faults(self.root)
                    self.assertEqual(len(found), 1, found)
                    self.assertTrue(found[0].startswith(f"{file}:2: {include[1:-1]}: "), found)
                    self.assertIn(reason, found[0])
                    (self.root / file).unlink()

    def test_each_wrong_text_is_named(self):
        for file, text, reason in WRONG_TEXTS:
            with self.subTest(file=file, reason=reason):
                self.write(file, text)
                found = sources.faults(self.root)
                self.assertEqual(len(found), 1, found)
                self.assertIn(reason, found[0])
                (self.root / file).unlink()

    def test_a_dear_include_of_the_hub_is_named(self):
        public = self.root / "include"
        self.write("include/hillock/hillock.hpp", LICENCE + "#include <hillock/group.hpp>\n")
        self.write("include/hillock/apart.hpp", LICENCE + "#include <chrono>\n")
        self.assertEqual(headers.dear_includes(public), [])
        self.write("include/hillock/error.hpp", LICENCE + "#include <string>\n#include <memory>\n")
        found = headers.dear_includes(public)
        self.assertEqual(len(found), 1, found)
        self.assertIn("hillock/error.hpp is part of hillock/hillock.hpp and includes <memory>", found[0])

    def test_each_wrong_document_is_named(self):
        program = "#include <string>\nint main() {}\n"
        self.write("examples/random_network.cpp", LICENCE + program)
        self.write("CHANGELOG.md", "")
        good = f"```cpp\n{program}```\n[changes](CHANGELOG.md) `parser/ast.hpp` `parser/` [far](https://example.org)\n"
        self.write("README.md", good)
        self.assertEqual(list(docs.faults(self.root)), [])
        for text, reason in ((good.replace("int", "void"), "the program is not"), (good + "[x](no.md)", "leads nowhere"),
                             (good + "`engine/no.hpp`", "there is no engine/no.hpp"),
                             (good + "| [changes](CHANGELOG.md) *a title* |", "has no case 'a title'")):
            with self.subTest(reason=reason):
                self.write("README.md", text)
                found = list(docs.faults(self.root))
                self.assertEqual(len(found), 1, found)
                self.assertIn(reason, found[0])
        self.write("README.md", good)
        self.write("docs/a.md", "[changes](../CHANGELOG.md)")
        self.assertEqual(list(docs.faults(self.root)), ["docs/a.md: the link ../CHANGELOG.md leaves docs/, so that it leads nowhere on the web site"])

    def test_links(self):
        """Of a web site: to files, to places in them, and from the navigation."""
        self.write("docs/index.md", "")
        self.write("docs/guide/a.md", "")
        self.write("site/index.html", '<a href="guide/a.html#there">a</a> <img src="no.svg"> <a href="guide/a.html#no">a</a> <a href="https://x.org">x</a>')
        self.write("site/guide/a.html", '<h2 id="there">A</h2> <a href="../index.html">up</a> <a href="../../README.md">out</a>')
        self.write("README.md", "")
        site = (self.root / "site").resolve()
        self.assertEqual(list(links.dead_links(site)), ["guide/a.html: the link ../../README.md leads nowhere",
                                                        "index.html: the link guide/a.html#no leads to no place in its page",
                                                        "index.html: the link no.svg leads nowhere"])
        self.assertEqual(list(links.lost_pages(self.root, site)), ["docs/guide/a.md: not in the navigation of mkdocs.yml"])


def count_tests():
    """The script scripts/count-tests as a module."""
    loader = importlib.machinery.SourceFileLoader("count_tests", str(COUNT_TESTS))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class Counted(unittest.TestCase):
    @staticmethod
    def summary(passed, failed):
        return (f"[doctest] test cases: {passed + failed:2} | {passed:2} passed | {failed} failed | 0 skipped\n"
                f"[doctest] assertions: 99 | 99 passed | 0 failed |\n")

    def test_each_outcome(self):
        outcomes = [
            ("OK", self.summary(12, 0), (12, 0)),
            ("FAIL", self.summary(9, 3), (9, 3)),
            ("FAIL", self.summary(12, 0), (12, 1)),  # crashed after the last test case
            ("FAIL", "Segmentation fault", (0, 1)),
            ("TIMEOUT", "", (0, 1)),
            ("ERROR", None, (0, 1)),
            ("OK", "155 files, 0 faults", (1, 0)),
            ("SKIP", "clang-tidy is not installed", (0, 0)),
            ("OK", "\x1b[0;36m[doctest] \x1b[0mtest cases: 2 | \x1b[0;32m2 passed\x1b[0m | 0 failed | 0 skipped", (2, 0)),
        ]
        count = count_tests().count
        for result, stdout, expected in outcomes:
            with self.subTest(result=result, stdout=stdout):
                self.assertEqual(count({"result": result, "stdout": stdout}), expected)


if __name__ == "__main__":
    unittest.main()
