#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pipes a session into the prompt and compares what it answers, values and messages in their order, with what is expected.

usage: session_test.py HILLOCK SESSION.repl EXPECTED      (HILLOCK_UPDATE_GOLDEN=1 writes EXPECTED anew)
"""
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile


def answers(hillock, session):
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HOME": home, "HILLOCK_PLOT": "text"}
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            environment.pop(name, None)
        done = subprocess.run([hillock], stdin=session.open("rb"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    return done.returncode, done.stdout.decode()


def main():
    hillock, session, expected = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    code, text = answers(hillock, session)
    if os.environ.get("HILLOCK_UPDATE_GOLDEN"):
        expected.write_text(text, encoding="utf-8")
    difference = "".join(difflib.unified_diff(expected.read_text(encoding="utf-8").splitlines(True), text.splitlines(True),
                                              "expected", "answered"))
    if code != 0 or difference:
        raise SystemExit(f"it ended with {code}\n{difference}")
    print(f"{len(text.splitlines())} lines as expected")


if __name__ == "__main__":
    main()
