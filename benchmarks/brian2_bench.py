#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one reference network with Brian 2 and adds to its result what tells whether it is the same network.

usage: brian2_bench.py SCRIPT FOLDER [ARGUMENTS OF SCRIPT]

SCRIPT is a bench.py that builds MODEL in C++ standalone mode, prints one line of JSON and leaves the group `P`, its spike
monitor `M` and its arguments `a` behind. The compiled program stays in FOLDER, where `./main` runs the same simulation again
and writes the time of its loop to results/last_run_info.txt.
"""
import json
import pathlib
import shutil
import sys
import tempfile


def run(script, folder, arguments):
    """The names that the script leaves behind."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {"__name__": "__main__", "__file__": str(script)}
    make, remove = tempfile.mkdtemp, shutil.rmtree
    # The script works in a folder of its own making, which it removes at its end.
    tempfile.mkdtemp = lambda *given, **named: str(folder) if named.get("prefix") == "b2bench" else make(*given, **named)
    shutil.rmtree = lambda path, *given, **named: None if str(path) == str(folder) else remove(path, *given, **named)
    sys.argv = [str(script), *arguments]
    try:
        exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), names)
    finally:
        tempfile.mkdtemp, shutil.rmtree = make, remove
    return names


def statistics(neurons, times, size, seconds):
    """As spike_statistics() of benchmarks/spike_statistics.hpp."""
    import numpy
    if len(times) == 0:
        return {"rate_hz": 0, "cv": 0, "synchrony": 0}
    variations = []
    order = numpy.lexsort((times, neurons))
    starts = numpy.flatnonzero(numpy.diff(neurons[order])) + 1
    for train in numpy.split(times[order], starts):
        if len(train) > 2:
            intervals = numpy.diff(train)
            variations.append(intervals.std() / intervals.mean())
    width = 5e-3
    bins = int(seconds / width + 1e-6)
    counts = numpy.bincount((times / width + 1e-6).astype(int), minlength=bins)[:bins]
    return {"rate_hz": len(times) / size / seconds, "cv": float(numpy.mean(variations)) if variations else 0,
            "synchrony": float(counts.var() / counts.mean())}


def main():
    names = run(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:])
    import numpy
    monitor = names["M"]
    found = statistics(numpy.array(monitor.i), numpy.array(monitor.t_), len(names["P"]), names["a"].t)
    print(json.dumps({**names["res"], **found}))


if __name__ == "__main__":
    main()
