#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs and scripts run as arguments of the prompt: every example unchanged, arguments, exit codes, errors with their lines.

usage: script_test.py HILLOCK EXAMPLES_FOLDER
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = """\
#!/usr/bin/env hillock
// no main: piece by piece
auto G = NeuronGroup(2, "dv/dt = -v/(10*ms) : 1");
G["v"] = 1;
run(1*ms);
G.size()
#include <numeric>
std::vector<int> v{1, 2, 3};
if (v.size() == 3)
    std::puts("three");
else
    std::puts("not three");
std::accumulate(v.begin(), v.end(), 0)
"""
RUN = """\
auto G = NeuronGroup(1, "dv/dt = -v/(10*ms) : 1");
run(1*ms);
"""
PROGRAM = """\
#include <cstdio>
struct Farewell { ~Farewell() { std::puts("farewell"); } } farewell;
int main(int argc, char** argv) {
    std::printf("%d %s\\n", argc, argv[argc - 1]);
    return 3;
}
"""


class Runner:
    def __init__(self, hillock, folder):
        self.hillock, self.folder = hillock, folder
        self.environment = os.environ | {"HOME": folder, "HILLOCK_PLOT": "text"}
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HILLOCK_CACHE"):
            self.environment.pop(name, None)

    def run(self, *arguments, text=None, environment=None, session=None):
        """Exit code, standard output and errors of a script or of one that is written first, or of a session."""
        if text is not None:
            pathlib.Path(self.folder, arguments[0]).write_text(text, encoding="utf-8")
        done = subprocess.run([self.hillock, *arguments], cwd=self.folder, env=self.environment | (environment or {}), capture_output=True, text=True,
                              input=session)
        return done.returncode, done.stdout, done.stderr


def require(condition, what):
    if not condition:
        raise SystemExit(f"wrong: {what}")


def kernels_are_kept(runner):
    """Below the home, unless the environment says otherwise."""
    kept = pathlib.Path(runner.folder, ".cache", "hillock")
    other = pathlib.Path(runner.folder, "kernels")
    require(runner.run("kept.cpp", text=RUN)[0] == 0, "a script with a run")
    files = {path for path in kept.rglob("*") if path.is_file() and path.suffix != ".pch"}
    require(files, f"no kernel is kept in {kept}")
    for path in files:
        path.unlink()
    for setting in ("0", str(other)):
        require(runner.run("kept.cpp", environment={"HILLOCK_CACHE": setting})[0] == 0, f"a script with HILLOCK_CACHE={setting}")
        require(not any(path.exists() for path in files), f"kernels are kept in {kept} with HILLOCK_CACHE={setting}")
    require(any(other.iterdir()), f"no kernel is kept in {other}")


def scripts(runner):
    result = runner.run("script.cpp", text=SCRIPT)
    require(result == (0, "2\nthree\n6\n", ""), result)
    result = runner.run("program.cpp", "one", "two", text=PROGRAM)
    require(result == (3, "3 two\nfarewell\n", ""), result)
    result = runner.run("wrong.cpp", text="int a = 1;\n\nint b = c;\nstd::puts(\"never\");\n")
    require(result[:2] == (1, "") and "wrong.cpp:3:9: error: use of undeclared identifier 'c'" in result[2], result)
    result = runner.run("throws.cpp", text="std::puts(\"once\");\nNeuronGroup(0, \"\");\nstd::puts(\"never\");\n")
    require(result[:2] == (1, "once\n") and result[2].startswith("ValueError: "), result)
    result = runner.run("main.cpp", text="int main() { throw std::runtime_error(\"no\"); }\n")
    require(result == (1, "", "std::runtime_error: no\n"), result)
    result = runner.run("leaves.cpp", text="std::puts(\"here\"); std::exit(4);\n")
    require(result == (4, "here\n", ""), result)
    result = runner.run("no_such.cpp")
    require(result == (2, "", "hillock: cannot read 'no_such.cpp'\n"), result)
    result = runner.run("--version")
    require(result[0] == 0 and result[1].startswith("hillock "), result)
    result = runner.run("--no-such-option")
    require(result[0] == 2 and "there is no option --no-such-option" in result[2], result)


def preferences(runner):
    """A session has them from its first line on; a script asks for them."""
    own = pathlib.Path(runner.folder, ".config", "hillock", "preferences")
    own.parent.mkdir(parents=True)
    own.write_text("dt = 0.05*ms\n", encoding="utf-8")
    ask = "defaultclock().dt\n"
    require(runner.run(session=ask) == (0, "50 us\n", ""), "a session with preferences")
    result = runner.run("asks.cpp", text=ask + "load_preferences()\n" + ask)
    require(result == (0, f'100 us\n["{own}"]\n50 us\n', ""), result)
    here = pathlib.Path(runner.folder, "hillock_preferences")
    here.write_text("dtt = 1*ms\n", encoding="utf-8")
    result = runner.run(session=ask)
    require(result == (0, "100 us\n", "hillock_preferences:1:1: error: there is no preference 'dtt'; did you mean 'dt'?\n"
                                      "    1 | dtt = 1*ms\n"
                                      "      | ^~~\n"), result)
    own.unlink()
    here.unlink()


def options(runner):
    pathlib.Path(runner.folder, "own.hpp").write_text("inline int seven() { return 7; }\n", encoding="utf-8")
    pathlib.Path(runner.folder, "defined.cpp").write_text("#include <own.hpp>\nN + seven()\n", encoding="utf-8")
    result = runner.run("-DN=5", "-I", runner.folder, "defined.cpp")
    require(result == (0, "12\n", ""), result)


def examples(runner, folder):
    programs = sorted(pathlib.Path(folder).glob("*.cpp"))
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for example, (code, _, errors) in zip(programs, pool.map(lambda example: runner.run(str(example.resolve())), programs)):
            require(code == 0, f"{example.name}: {code}\n{errors}")
            print(example.name)


def without_precompiled_header(hillock):
    """A copy of the executable finds no precompiled header: it reads text, answers the same, and makes the header for the next time."""
    with tempfile.TemporaryDirectory() as home:
        libraries = str(pathlib.Path(hillock).parent.parent)  # the copy does not know where it was built
        environment = os.environ | {"HOME": home, "LD_LIBRARY_PATH": libraries}
        environment.pop("XDG_CACHE_HOME", None)
        copy = pathlib.Path(home, "hillock")
        copy.write_bytes(pathlib.Path(hillock).read_bytes())
        copy.chmod(0o755)
        for _ in range(2):
            done = subprocess.run([copy], input="std::string(\"a\") + \"b\"\n", env=environment, capture_output=True, text=True)
            require((done.returncode, done.stdout) == (0, "\"ab\"\n"), done)
        for _ in range(600):
            if list(pathlib.Path(home).glob(".cache/hillock/*.pch")):
                break
            subprocess.run(["sleep", "0.1"], check=True)
        require(list(pathlib.Path(home).glob(".cache/hillock/*.pch")), "no precompiled header was made")
        done = subprocess.run([copy], input="std::string(\"a\") + \"b\"\n", env=environment, capture_output=True, text=True)
        require((done.returncode, done.stdout) == (0, "\"ab\"\n"), done)


def main():
    hillock = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(hillock, folder)
        scripts(runner)
        options(runner)
        preferences(runner)
        kernels_are_kept(runner)
        examples(runner, sys.argv[2])
    without_precompiled_header(hillock)
    print("scripts, options, preferences, examples")


if __name__ == "__main__":
    main()
