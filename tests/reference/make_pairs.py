#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Connects neurons by expressions for i and j in Brian 2 and writes the pairs to pairs.json, which pairs_tests.cpp reads.

usage: make_pairs.py       needs python3-brian (Brian 2.5.1)

A case has the sizes of both groups, slices of them ("source", "target") where synapses are between subgroups, the arguments
of one or several connect() calls, and in "pairs" for each call all pairs [i, j] from then on in order of creation, or the word "IndexError".
Every neuron has the integer n = (7*i) % 5, the voltage v = i*mV and the condition b = (i % 3 == 0), as variables of its group; the
sources' are n_pre, v_pre, b_pre. Cases that Brian 2 gets wrong with its target numpy say codegen="cython"; what it refuses with both, such as
the outer index j in the range of an expression for i, stands in tests/engine/generator_tests.cpp.
"""
import json
import pathlib

from brian2 import NeuronGroup, Synapses, mV, prefs  # noqa: F401 (mV is a name in the texts)

HERE = pathlib.Path(__file__).resolve().parent
MODEL = "n : integer\nv : volt\nb : boolean\ntwice = 2*n : integer"


def case(connect, sizes=(10, 10), source=None, target=None, **more):
    calls = connect if isinstance(connect, list) else [connect]
    return {"sizes": list(sizes), "source": source, "target": target, "connect": calls, **more}


CASES = [
    # One to one.
    case({"j": "i"}),
    case({"i": "j"}),
    case({"j": "i"}, sizes=(4, 7)),
    case({"j": "i"}, sizes=(7, 4)),
    case({"j": "i", "skip_if_invalid": True}, sizes=(7, 4)),
    case({"j": "(i+1) % N_post"}),
    case({"i": "(j*3) % N_pre"}, sizes=(4, 9)),
    case({"j": "N_post-1-i"}),
    case({"j": "i if i % 2 == 0"}),
    case({"j": "i+1 if i < N_post-1"}),
    case({"j": "n_pre"}),
    case({"j": "twice_pre if b_pre"}),
    case({"j": "i if v_post > 3*mV"}),
    case({"j": "int(i/3)"}),
    case({"j": "-1 if i < 0"}),
    case({"j": "-1 if i < 1"}),
    # Ranges.
    case({"j": "k for k in range(0, N_post)"}, sizes=(3, 4)),
    case({"j": "k for k in range(3)"}, sizes=(3, 4)),
    case({"j": "k for k in range(i-1, i+2) if k >= 0 and k < N_post"}),
    case({"j": "k for k in range(i-1, i+2)", "skip_if_invalid": True}),
    case({"j": "k for k in range(i-3, i+4) if k != i", "skip_if_invalid": True}, sizes=(12, 12)),
    case({"j": "k for k in range(i-1, i+2)"}),
    case({"j": "k for k in range(0, N_post, 2)"}),
    case({"j": "k+i for k in range(0, N_post, 2) if k+i < N_post"}),
    case({"j": "k for k in range(N_post-1, -1, -1)"}, sizes=(2, 5)),
    case({"j": "k for k in range(i, -1, -2)"}),
    case({"j": "k for k in range(5, 2)"}),
    case({"j": "k for k in range(2, 5, -1)"}),
    case({"j": "k for k in range(i)"}),
    case({"j": "k for k in range(n_pre)"}),
    case({"j": "k % N_post for k in range(i, i+3)"}),
    case({"j": "i//2 + k*0 for k in range(3)"}),
    case({"j": "(i + d) % N_post for d in range(-2, 3) if d != 0"}),
    case({"j": "k for k in range(0, 3) if i != 1"}),
    case({"j": "k for k in range(0, N_post) if b_post and not b_pre"}),
    case({"j": "k for k in range(0, N_post) if v_post < v_pre"}),
    case({"j": "k for k in range(0, N_post) if n == n_pre"}),
    case({"j": "k for k in range(0, N_post) if twice_post > 2*n_pre"}),
    case({"j": "k for k in range(0, N_post+3) if j < N_post"}),
    case({"j": "k for k in range(-3, N_post+3) if j < N_post and j >= 0"}),
    case({"j": "k for k in range(-3, N_post+3) if k < N_post and k >= 0"}),
    case({"j": "k for k in range(0, N_post+3) if j < N_post and v_post > 2*mV"}),
    case({"j": "k for k in range(0, N_post+3) if j < N_post and v_post > 2*mV", "skip_if_invalid": True}, codegen="cython"),
    case({"j": "k for k in range(0, 20, 3) if k % 2 == 0", "skip_if_invalid": True}),
    # Samples that leave no choice.
    case({"j": "k for k in sample(N_post, p=1)"}),
    case({"j": "k for k in sample(N_post, p=0)"}),
    case({"j": "k for k in sample(1, N_post, 3, size=3)"}),
    case({"j": "k for k in sample(4, size=4)"}),
    case({"j": "k for k in sample(4, size=0)"}),
    case({"j": "k for k in sample(i, size=i)"}),
    case({"j": "k for k in sample(4, size=4*i-4)", "skip_if_invalid": True}, sizes=(5, 4)),
    case({"j": "k for k in sample(4, size=5)"}),
    case({"j": "k for k in sample(4, size=-1)"}),
    # The other side, in which the target is outside of the loop.
    case({"i": "j + k for k in range(-1, 2)", "skip_if_invalid": True}),
    case({"i": "k for k in range(N_pre) if k < j and k % 2 == 0"}),
    case({"i": "k for k in range(0, N_pre) if v_pre > v_post"}, sizes=(5, 7)),
    case({"i": "k for k in range(N_pre-1, -1, -3)"}, sizes=(8, 3)),
    case({"i": "k for k in sample(N_pre, size=N_pre)"}, sizes=(3, 4)),
    case({"i": "k for k in range(n_post)"}),
    case({"i": "k for k in range(0, N_pre+1)"}),
    # Subgroups: indices count from their begin.
    case({"j": "i"}, source=[3, 7], target=[1, 6]),
    case({"j": "k for k in range(i, i+2)", "skip_if_invalid": True}, source=[3, 7], target=[1, 6]),
    case({"j": "k for k in range(N_post) if v_post > v_pre"}, source=[3, 7], target=[1, 6]),
    case({"i": "k for k in range(N_pre) if v_post > v_pre and i != j"}, source=[3, 7], target=[1, 6]),
    case({"j": "n_pre if n_pre < N_post"}, source=[2, 9], target=[5, 8]),
    case({"j": "k for k in range(i, i+2)"}, source=[3, 7], target=[1, 5]),
    # Several synapses of a pair, and several calls.
    case({"j": "i", "n": 3}, sizes=(4, 4)),
    case({"j": "k for k in range(i, i+2) if k < N_post", "n": 2}, sizes=(4, 4)),
    case({"j": "k for k in range(3)", "n": "i"}, sizes=(4, 4), codegen="cython"),
    case({"j": "k for k in range(N_post)", "n": "n_post"}, sizes=(3, 6), codegen="cython"),
    case({"i": "k for k in range(N_pre)", "n": "(i + j) % 3"}, sizes=(3, 6), codegen="cython"),
    case({"j": "i", "n": 0}, sizes=(4, 4)),
    case([{"j": "i"}, {"i": "k for k in range(N_pre) if k < j"}, {"j": "N_post-1-i"}], sizes=(5, 5)),
    case([{"i": "k for k in range(N_pre)"}, {"j": "k for k in range(0, N_post, 2)"}], sizes=(3, 4)),
]


def side(size, part):
    group = NeuronGroup(size, MODEL)
    group.n = "(7*i) % 5"
    group.v = "i*mV"
    group.b = "i % 3 == 0"
    return group, group if part is None else group[part[0]:part[1]]


def connect(spec):
    prefs.codegen.target = spec.get("codegen", "numpy")
    source, source_part = side(spec["sizes"][0], spec["source"])
    target, target_part = side(spec["sizes"][1], spec["target"])
    synapses = Synapses(source_part, target_part)
    results = []
    for call in spec["connect"]:
        try:
            synapses.connect(**call)
        except Exception as error:  # Brian 2 wraps what happens in generated code
            cause = error
            while not isinstance(cause, IndexError) and cause.__cause__ is not None:
                cause = cause.__cause__
            if not isinstance(cause, IndexError):
                raise
            results.append("IndexError")
            break
        results.append([[int(i), int(j)] for i, j in zip(synapses.i[:], synapses.j[:])])
    return results


def main():
    cases = []
    for spec in CASES:
        cases.append({**spec, "pairs": connect(spec)})
        print(spec["connect"])
    lines = ",\n".join(json.dumps(entry) for entry in cases)
    (HERE / "pairs.json").write_text('{"cases": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
