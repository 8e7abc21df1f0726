#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Spike counts of examples/random_network.cpp's model in Brian 2, one line a seed.

usage: random_network.py SEED [SEED ...]      needs python3-brian (Brian 2.5.1)
"""
import sys
from brian2 import *

prefs.codegen.target = "cython"
for number in map(int, sys.argv[1:]):
    start_scope()
    seed(number)
    P = NeuronGroup(4000, """dv/dt  = (ge+gi-(v+49*mV))/(20*ms) : volt
                             dge/dt = -ge/(5*ms)                : volt
                             dgi/dt = -gi/(10*ms)               : volt""",
                    threshold="v > -50*mV", reset="v = -60*mV", method="exact")
    P.v = "-60*mV + 10*mV*rand()"
    Ce = Synapses(P[:3200], P, on_pre="ge += 1.62*mV")
    Ci = Synapses(P[3200:], P, on_pre="gi -= 9*mV")
    Ce.connect(p=0.02)
    Ci.connect(p=0.02)
    M = SpikeMonitor(P)
    run(1*second)
    print(number, int(M.num_spikes), len(Ce) + len(Ci), flush=True)
