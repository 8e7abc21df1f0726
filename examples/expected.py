#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the figures that examples are checked against, from Brian 2: values of the deterministic ones, ranges of the others.

usage: expected.py [NAME ...]      all of them without a name; about half a minute each, stdp some minutes
"""
import sys

from brian2 import *  # noqa: F403

prefs.codegen.target = "numpy"


def hindmarsh_rose():
    G = NeuronGroup(3, """dx/dt = (y - x**3 + 3*x**2 + I - z)/ms : 1
                          dy/dt = (1 - 5*x**2 - y)/ms : 1
                          dz/dt = 0.001*(4*(x + 1.6) - z)/ms : 1
                          I : 1""", threshold="x > 1", refractory="x > 1", method="rk4")
    G.x, G.y, G.z, G.I = -1.6, "1 - 5*x**2", 0, [0.4, 2, 4]
    spikes = SpikeMonitor(G)
    run(2100*ms)
    print("hindmarsh_rose", list(spikes.count), [repr(float(t/ms)) for t in spikes.t[spikes.i == 1][:3]])


def morris_lecar():
    defaultclock.dt = 0.01*ms
    G = NeuronGroup(17, """dV/dt = (-2*mS*(V + 50*mV) - 4*mS*minf*(V - 100*mV) - 8*mS*n*(V + 70*mV) + I)/(20*uF) : volt
                           dn/dt = cosh((V + 1*mV)/(29*mV))/(15*ms)*(ninf - n) : 1
                           minf = 0.5*(1 + tanh((V - 10*mV)/(15*mV))) : 1
                           ninf = 0.5*(1 + tanh((V + 1*mV)/(14.5*mV))) : 1
                           I : amp""", method="exponential_euler", threshold="V > 0*mV", refractory="V > 0*mV")
    G.I = (arange(17)*25 + 100)*uA
    G.V = -50*mV
    G.n = "ninf"
    spikes = SpikeMonitor(G)
    run(220*ms)
    print("morris_lecar", list(spikes.count), [repr(float(v/mV)) for v in G.V[[0, 4, 12, 16]]])


def wang_buzsaki():
    defaultclock.dt = 0.01*ms
    G = NeuronGroup(1, """dv/dt = (-35*mS*m**3*h*(v - 55*mV) - 9*mS*n**4*(v + 90*mV) - 0.1*mS*(v + 65*mV) + 2*uA)/(1*uF) : volt
                          m = am/(am + 4*exp(-(v + 60*mV)/(18*mV))) : 1
                          am = 1/exprel(-(v + 35*mV)/(10*mV)) : 1
                          dh/dt = 5*(0.07*exp(-(v + 58*mV)/(20*mV))*(1 - h) - h/(exp(-(v + 28*mV)/(10*mV)) + 1))/ms : 1
                          dn/dt = 5*(0.1/exprel(-(v + 34*mV)/(10*mV))*(1 - n) - 0.125*exp(-(v + 44*mV)/(80*mV))*n)/ms : 1""",
                    threshold="v > 0*mV", refractory="v > 0*mV", method="rk4")
    G.v, G.h = -70*mV, 1
    spikes = SpikeMonitor(G)
    run(100*ms)
    print("wang_buzsaki", len(spikes.t), [repr(float(t/ms)) for t in spikes.t[[0, -1]]])


PATTERNS = [  # C, g_L, E_L, a, tau_w, b, V_r, I of the sets of Naud et al. (2008) as P. Mueller matched them to the figures
    ("tonic spiking", 200, 10, -70, 2, 30, 0, -58, 500),
    ("adaptation", 200, 12, -70, 2, 300, 60, -58, 500),
    ("initial burst", 130, 18, -58, 4, 150, 120, -50, 400),
    ("regular bursting", 200, 10, -58, 2, 120, 100, -46, 210),
    ("delayed accelerating", 200, 12, -70, -10, 300, 0, -58, 300),
    ("delayed regular bursting", 100, 10, -65, -10, 90, 30, -47, 110),
    ("transient spiking", 100, 10, -65, 10, 90, 100, -47, 180),
    ("irregular spiking", 100, 12, -60, -11, 130, 30, -48, 160)]


def adex_patterns():
    G = NeuronGroup(8, """dv/dt = (gL*(EL - v) + gL*2*mV*exp((v + 50*mV)/(2*mV)) + I - w)/C : volt
                          dw/dt = (a*(v - EL) - w)/tauw : amp
                          C : farad
                          gL : siemens
                          EL : volt
                          a : siemens
                          tauw : second
                          b : amp
                          Vr : volt
                          I : amp""", threshold="v > 0*mV", reset="v = Vr; w += b", method="euler")
    columns = list(zip(*[p[1:] for p in PATTERNS]))
    for name, values, unit in zip(("C", "gL", "EL", "a", "tauw", "b", "Vr", "I"), columns, (pF, nS, mV, nS, ms, pA, mV, pA)):
        setattr(G, name, array(values)*unit)
    G.v = "EL"
    spikes = SpikeMonitor(G)
    run(600*ms)
    print("adex_patterns", list(spikes.count), [repr(float(spikes.t[spikes.i == k][0]/ms)) for k in range(8)])


def short_term_plasticity():
    for what, tau, R, tau_in, A, tau_rec, U, tau_facil in (("depressing", 40, 100e6, 3, 250, 800, 0.6, 0),
                                                         ("facilitating", 60, 1e9, 1.5, 1540, 130, 0.03, 530)):
        start_scope()
        namespace = {"tau": tau*ms, "R": R*ohm, "taui": tau_in*ms, "A": A*pA, "taur": tau_rec*ms, "U": U, "tauf": tau_facil*ms}
        P = SpikeGeneratorGroup(1, [0]*20, (100 + 50*arange(20))*ms)
        G = NeuronGroup(1, "dv/dt = (R*I - v)/tau : volt \n I : amp", method="exact", namespace=namespace)
        fixed = tau_facil == 0
        S = Synapses(P, G, """dx/dt = (1 - x - y)/taur : 1 (clock-driven)
                              dy/dt = -y/taui : 1 (clock-driven)
                              I_post = A*y : amp (summed)""" + ("" if fixed else "\n du/dt = -u/tauf : 1 (clock-driven)"),
                     on_pre="y += U*x; x -= U*x" if fixed else "u += U*(1-u); y += u*x; x -= u*x", method="euler", namespace=namespace)
        S.connect()
        S.x = 1
        M = StateMonitor(G, "v", record=0)
        run(1200*ms)
        v = M.v[0]/mV
        peaks = [float(max(v[1000 + 500*k:1500 + 500*k])) for k in (0, 1, 4, 19)]
        print("short_term_plasticity", what, [repr(p) for p in peaks])


def gap_junctions():
    G = NeuronGroup(10, "dv/dt = (1.05 - v + gap)/(10*ms) : 1 \n gap : 1", threshold="v > 1", reset="v = 0", method="exact")
    G.v = "i*1.0/9"
    S = Synapses(G, G, "gap_post = 0.02*(v_pre - v_post) : 1 (summed)")
    S.connect()
    spikes = SpikeMonitor(G)
    run(500*ms)
    print("gap_junctions", list(spikes.count), [repr(float(t/ms)) for t in spikes.t[-3:]])


HH = """dv/dt = (gl*(El - v) - gna*m**3*h*(v - 50*mV) - gkd*n**4*(v + 90*mV) + I)/Cm : volt
        dm/dt = (1.28/exprel((-50*mV - v)/(4*mV))*(1 - m) - 1.4/exprel((v + 23*mV)/(5*mV))*m)/ms : 1
        dn/dt = (0.16/exprel((-48*mV - v)/(5*mV))*(1 - n) - 0.5*exp((-53*mV - v)/(40*mV))*n)/ms : 1
        dh/dt = (0.128*exp((-46*mV - v)/(18*mV))*(1 - h) - 4/(1 + exp((-23*mV - v)/(5*mV)))*h)/ms : 1
        gna : siemens
        I : amp"""
AREA = 20000*umetre**2
HH_CONSTANTS = {"Cm": 1*ufarad*cm**-2*AREA, "gl": 5e-5*siemens*cm**-2*AREA, "El": -65*mV, "gkd": 30*msiemens*cm**-2*AREA}


def hodgkin_huxley_if_curve():
    G = NeuronGroup(100, HH, threshold="v > -40*mV", refractory="v > -40*mV", method="exponential_euler", namespace=HH_CONSTANTS)
    G.v, G.gna, G.I = -65*mV, 100*msiemens*cm**-2*AREA, "0.7*nA*i/100"
    spikes = SpikeMonitor(G)
    run(2*second)
    print("hodgkin_huxley_if_curve", list(spikes.count), sum(spikes.count))


def tetrodotoxin():
    G = NeuronGroup(5, HH, threshold="v > -40*mV", refractory="v > -40*mV", method="exponential_euler", namespace=HH_CONSTANTS)
    G.v, G.gna, G.I = -65*mV, array([100, 75, 50, 25, 0])*msiemens*cm**-2*AREA, 0.5*nA
    spikes, M = SpikeMonitor(G), StateMonitor(G, "v", record=True)
    run(200*ms)
    print("tetrodotoxin", list(spikes.count), [repr(float(max(M.v[k])/mV)) for k in range(5)])


def dopamine():
    pairs = array([500, 550, 1000, 1010, 1500, 1510])
    inputs = SpikeGeneratorGroup(2, [0, 1, 0, 1, 1, 0]*2, concatenate([pairs, pairs + 3000])*ms)
    G = NeuronGroup(2, "dv/dt = (-60*mV*ge - 74*mV - v)/(10*ms) : volt \n dge/dt = -ge/(5*ms) : 1", threshold="v > -54*mV",
                    reset="v = -60*mV", method="exact")
    G.v = -60*mV
    drive = Synapses(inputs, G, on_pre="v += 100*mV")
    drive.connect(j="i")
    S = Synapses(G, G, """mode : 1
                          dc/dt = -c/second : 1 (clock-driven)
                          dd/dt = -d/(200*ms) : 1 (clock-driven)
                          ds/dt = mode*c*d/ms : 1 (clock-driven)
                          dA/dt = -A/(20*ms) : 1 (event-driven)
                          dB/dt = -B/(20*ms) : 1 (event-driven)""",
                 on_pre="""ge += s
                           A += 1e-4
                           c = clip(c + mode*B, -0.01, 0.01)
                           s = clip(s + (1 - mode)*B, -0.01, 0.01)""",
                 on_post="""B -= 1.05e-4
                            c = clip(c + mode*A, -0.01, 0.01)
                            s = clip(s + (1 - mode)*A, -0.01, 0.01)""", method="euler")
    S.connect(i=0, j=1)
    reward = SpikeGeneratorGroup(1, [0, 0, 0], [3520, 4020, 4520]*ms)
    R = Synapses(reward, S, on_pre="d_post += 5e-3")
    R.connect()
    run(3*second)
    classical = float(S.s[0])
    S.mode = 1
    run(3*second)
    print("dopamine", repr(classical), repr(float(S.s[0])), repr(float(S.c[0])))


def brunel_2000():
    for g, strength in ((3, 2), (6, 4), (5, 2), (4.5, 0.9)):
        rates = []
        for number in (1, 2, 3):
            start_scope()
            seed(number)
            theta, tau, J = 20*mV, 20*ms, 0.5*mV
            G = NeuronGroup(2500, "dv/dt = -v/tau : volt (unless refractory)", threshold="v > theta", reset="v = 10*mV",
                            refractory=2*ms, method="exact")
            E = Synapses(G[:2000], G, on_pre="v += J", delay=1.5*ms)
            E.connect(p=0.1)
            I = Synapses(G[2000:], G, on_pre="v -= g*J", delay=1.5*ms)
            I.connect(p=0.1)
            P = PoissonInput(G, "v", 200, strength*theta/(J*200*tau), J)
            R = PopulationRateMonitor(G)
            run(300*ms)
            rates.append(float(mean(R.rate[1000:]/Hz)))
        print("brunel_2000", g, strength, rates)


def izhikevich():
    for number in range(1, 6):
        start_scope()
        seed(number)
        defaultclock.dt = 1*ms
        G = NeuronGroup(1000, """dv/dt = (0.04*v**2 + 5*v + 140 - u + I + noise)/ms : 1
                                 du/dt = a*(b*v - u)/ms : 1
                                 I : 1
                                 noise : 1
                                 a : 1
                                 b : 1
                                 c : 1
                                 d : 1
                                 r : 1""", threshold="v >= 30", reset="v = c; u += d", method="euler")
        G.r, G.v = "rand()", -65
        for name, excitatory, inhibitory in (("a", "0.02", "0.02 + 0.08*r"), ("b", "0.2", "0.25 - 0.05*r"),
                                             ("c", "-65 + 15*r**2", "-65"), ("d", "8 - 6*r**2", "2")):
            setattr(G[:800], name, excitatory)
            setattr(G[800:], name, inhibitory)
        G.u = "b*v"
        G[:800].run_regularly("noise = 5*randn()")
        G[800:].run_regularly("noise = 2*randn()")
        S = Synapses(G, G, "w : 1", on_pre={"up": "I += w", "down": "I -= w"}, delay={"up": 0*ms, "down": 1*ms})
        S.connect()
        S.w["i < 800"] = "0.5*rand()"
        S.w["i >= 800"] = "-rand()"
        spikes, R = SpikeMonitor(G), PopulationRateMonitor(G)
        run(1*second)
        bins = array(R.rate/Hz).reshape(-1, 4).mean(axis=1)
        print("izhikevich", spikes.num_spikes/1000, float(bins.std()/bins.mean()))


def stdp():
    seed(1)
    gmax, dApre = 0.01, 1e-4
    dApost = -1.05*dApre
    P = PoissonGroup(1000, 15*Hz)
    G = NeuronGroup(1, "dv/dt = (60*mV*ge - 74*mV - v)/(10*ms) : volt \n dge/dt = -ge/(5*ms) : 1", threshold="v > -54*mV",
                    reset="v = -60*mV", method="exact")
    S = Synapses(P, G, """w : 1
                          dApre/dt = -Apre/(20*ms) : 1 (event-driven)
                          dApost/dt = -Apost/(20*ms) : 1 (event-driven)""",
                 on_pre="ge += w; Apre += dApre; w = clip(w + Apost, 0, gmax)",
                 on_post="Apost += dApost; w = clip(w + Apre, 0, gmax)")
    S.connect()
    S.w = "rand()*gmax"
    spikes = SpikeMonitor(G)
    run(100*second)
    w = array(S.w)/gmax
    print("stdp", spikes.num_spikes/100, sum(w < 0.1), sum((w > 0.45) & (w < 0.55)), sum(w > 0.9))


def phase_locking():
    G = NeuronGroup(100, "dv/dt = (1.2 + a*sin(2*pi*10*Hz*t) - v)/(20*ms) : 1 \n a : 1", threshold="v > 1", reset="v = 0", method="euler")
    G.v, G.a = arange(100)*0.618 % 1, "0.05 + 0.7*i/N"
    spikes = SpikeMonitor(G)
    run(2*second)
    print("phase_locking", list(spikes.count), sum(spikes.count), repr(float(spikes.t[-1]/ms)))


def reliability():
    for number in range(1, 9):
        start_scope()
        seed(number)
        noise = NeuronGroup(1, "dx/dt = -x/(5*ms) + (2/(5*ms))**0.5*xi : 1", method="euler")
        model = "dv/dt = (drive - v)/(10*ms) + 0.015*(2/(10*ms))**0.5*xi : 1"
        same = NeuronGroup(25, model + "\n drive = 0.9 + 0.5*x : 1 \n x : 1 (linked)", threshold="v > 1", reset="v = 0", refractory=5*ms,
                           method="euler")
        same.x = linked_var(noise, "x")
        alone = NeuronGroup(25, model + "\n drive = 1.03 : 1", threshold="v > 1", reset="v = 0", refractory=5*ms, method="euler")
        same.v, alone.v = "rand()", "rand()"
        answers, others = SpikeMonitor(same), SpikeMonitor(alone)
        run(3*second)
        figures = []
        for M in (answers, others):
            counts = array([histogram(train/ms, bins=arange(500, 3001, 3))[0] for train in M.spike_trains().values()])
            r = corrcoef(counts)
            figures += [M.num_spikes/75, float(mean(r[triu_indices(25, 1)]))]
        print("reliability", figures)


def licklider():
    for number in range(1, 6):
        start_scope()
        seed(number)
        defaultclock.dt = 0.02*ms
        ears = NeuronGroup(2, """dx/dt = (5*sin(2*pi*frequency*t)**3 - x)/ms + 0.1*(2/ms)**0.5*xi : 1 (unless refractory)
                                 frequency = (200 + 200*t*Hz)*Hz : Hz""", threshold="x > 1", reset="x = 0", refractory=2*ms, method="euler")
        G = NeuronGroup(300, "dv/dt = -v/ms + 0.1*(2/ms)**0.5*xi : 1 \n best = 50*Hz*20**(i/(N-1.0)) : Hz", threshold="v > 1", reset="v = 0",
                        method="euler")
        S = Synapses(ears, G, on_pre="v += 0.5")
        S.connect()
        S.delay["i == 1"] = "1/best_post"
        spikes = SpikeMonitor(G)
        run(500*ms)
        # The clock's phase is 200 t + 200 t**2, so the tone's pitch is the derivative.
        best = 50*20**(spikes.i/299)
        cycles = (200 + 400*spikes.t/second)/best
        near = cycles[cycles < 1.5]
        print("licklider", spikes.num_spikes, float(mean(abs(cycles - rint(cycles)) < 0.1)), len(near), float(mean(near)), float(std(near)))


def vogels():
    prefs.codegen.target = "cython"
    for number in (1, 2, 3):
        start_scope()
        seed(number)
        G = NeuronGroup(2500, """dv/dt = (-10*nS*(v + 60*mV) - g_ampa*v - g_gaba*(v + 80*mV) + 200*pA)/(200*pF) : volt (unless refractory)
                                 dg_ampa/dt = -g_ampa/(5*ms) : siemens
                                 dg_gaba/dt = -g_gaba/(10*ms) : siemens""", threshold="v > -50*mV", reset="v = -60*mV", refractory=5*ms,
                        method="euler")
        E, I = G[:2000], G[2000:]
        S_E = Synapses(E, G, on_pre="g_ampa += 0.3*nS")
        S_E.connect(p=0.08)
        S_II = Synapses(I, I, on_pre="g_gaba += 3*nS")
        S_II.connect(p=0.08)
        S = Synapses(I, E, """w : 1
                              dx/dt = -x/(20*ms) : 1 (event-driven)
                              dy/dt = -y/(20*ms) : 1 (event-driven)""",
                     on_pre="x += 1; w = clip(w + (y - 0.12)*eta, 0, 100); g_gaba += w*nS", on_post="y += 1; w = clip(w + x*eta, 0, 100)")
        S.connect(p=0.08)
        R, spikes = PopulationRateMonitor(E), SpikeMonitor(E)
        eta = 0
        run(0.5*second)
        eta = 0.01
        run(3.5*second)
        rates = array(R.rate/Hz).reshape(-1, 5000).mean(axis=1)
        variation = []
        for train in spikes.spike_trains().values():
            intervals = diff(train[train > 2.5*second]/ms)
            if len(intervals) > 3:
                variation.append(std(intervals)/mean(intervals))
        print("vogels", [float(r) for r in rates], float(mean(variation)), float(mean(S.w)))
    prefs.codegen.target = "numpy"


ALL = (hindmarsh_rose, morris_lecar, wang_buzsaki, adex_patterns, short_term_plasticity, gap_junctions, hodgkin_huxley_if_curve,
       tetrodotoxin, dopamine, phase_locking, reliability, licklider, brunel_2000, izhikevich, vogels, stdp)

if __name__ == "__main__":
    for example in ALL:
        if len(sys.argv) == 1 or example.__name__ in sys.argv[1:]:
            start_scope()
            defaultclock.dt = 0.1*ms
            example()
