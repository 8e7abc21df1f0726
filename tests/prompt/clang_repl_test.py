#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stock clang-repl 19 loads the library by the two lines of docs/prompt.md and prints values.

usage: clang_repl_test.py CLANG_REPL LIBRARY INCLUDE_FOLDER
"""
import os
import subprocess
import sys

INPUT = """\
%lib {library}
#include <hillock/prompt.hpp>
NeuronGroup G(3, "dv/dt = (1-v)/tau : 1", {{.threshold = "v>0.8", .reset = "v=0", .constants = {{{{"tau", 10*ms}}}}}});
SpikeMonitor M(G);
run(50*ms);
show(M.num_spikes());
show(10*nA*5*Mohm);
show(M);
%quit
"""
EXPECTED = """\
9
50 mV
SpikeMonitor 'spikemonitor': 9 spikes of 3 neurons
  t  [16, 16, 16, 32.1, 32.1, 32.1, 48.2, 48.2, 48.2] ms
  i  [0, 1, 2, 0, 1, 2, 0, 1, 2]
"""


def main():
    clang_repl, library, include = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
    done = subprocess.run([clang_repl, "-Xcc", "-std=c++20", "-Xcc", f"-I{include}"], input=INPUT.format(library=library),
                          capture_output=True, text=True)
    # clang-repl 19 crashes as it ends, with objects of the session alive (see docs/prompt.md); what counts is what it printed.
    if done.stdout != EXPECTED:
        raise SystemExit(f"it printed\n{done.stdout}\n{done.stderr}")
    print("as expected")


if __name__ == "__main__":
    main()
