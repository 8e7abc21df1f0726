#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the models of cases/*.json in Brian 2 and writes what they do to data/*.json, which reference_tests.cpp reads.

usage: make_reference.py [CASE ...]       needs python3-brian (Brian 2.5.1); without names: all cases

A case is one JSON object; README.md in this folder describes its members. Quantities are texts ("20*mV"), texts of several
lines are lists. Every combination of a method and a dt is a variant with results of its own. Times are written as
step numbers, values with 17 significant digits, which give back every double.
"""
import json
import multiprocessing
import pathlib
import re
import sys

import numpy
import brian2
from brian2 import (BrianLogger, EventMonitor, ExplicitStateUpdater, Network, NetworkOperation, NeuronGroup, PoissonGroup,
                    PoissonInput, PopulationRateMonitor, SpikeGeneratorGroup, SpikeMonitor, StateMonitor, Synapses, TimedArray,
                    defaultclock, linked_var, prefs)

HERE = pathlib.Path(__file__).resolve().parent
UNITS = {name: getattr(brian2, name) for name in
         "second ms us volt mV amp nA pA siemens nS uS farad pF nF ohm Mohm Hz kHz meter".split()}


def text(lines):
    return "\n".join(lines) if isinstance(lines, list) else lines


def quantity(written):
    return eval(written, {"__builtins__": {}}, UNITS) if isinstance(written, str) else float(written)


def fingerprint(data):
    """64-bit FNV-1a hash: shows that a case was changed after its data were made."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def slice_of(objects, name):
    """G or G[begin:end]."""
    match = re.fullmatch(r"(\w+)(?:\[(\d+):(\d+)\])?", name)
    whole = objects[match[1]]
    return whole if match[2] is None else whole[int(match[2]):int(match[3])]


def own_dt(spec):
    return quantity(spec["dt"]) if "dt" in spec else None


def namespace_of(spec):
    names = {name: quantity(value) for name, value in spec.get("constants", {}).items()}
    for name, array in spec.get("timed_arrays", {}).items():
        names[name] = TimedArray(numpy.array(array["values"], dtype=float) * quantity(array["unit"]),
                                 dt=quantity(array["dt"]), name=name)
    return names


def set_values(target, assignments):
    for assignment in assignments:
        value = assignment["to"]
        if isinstance(value, list):
            value = numpy.array(value) * quantity(assignment["unit"]) if "unit" in assignment else numpy.array(value)
        view = getattr(target, assignment["set"])
        view[assignment.get("where", slice(None))] = value


def add_codes(target, spec, name):
    for number, code in enumerate(spec.get("run_regularly", [])):
        target.run_regularly(text(code["code"]), dt=quantity(code["dt"]) if "dt" in code else None,
                             when=code.get("when", "start"), order=code.get("order", 0), name=f"{name}_regularly_{number}")


def times_of(spec):
    return numpy.array(spec["times"], dtype=float) * brian2.ms


def period_of(spec):
    return quantity(spec["period"]) if "period" in spec else 0 * brian2.second


def make_generator(name, spec):
    return SpikeGeneratorGroup(spec["size"], spec["indices"], times_of(spec), period=period_of(spec), dt=own_dt(spec), name=name)


def make_poisson(name, spec):
    rates = spec["rates"]
    if isinstance(rates, list):
        rates = numpy.array(rates, dtype=float) * quantity(spec["unit"])
    group = PoissonGroup(spec["size"], rates, namespace=namespace_of(spec), dt=own_dt(spec), name=name)
    add_codes(group, spec, name)
    return group


def make_poisson_input(spec, objects, parts):
    parts.append(slice_of(objects, spec["target"]))
    return PoissonInput(parts[-1], spec["variable"], spec["sources"], quantity(spec["rate"]), weight=spec["weight"],
                        when=spec.get("when", "synapses"), order=spec.get("order", 0))


def make_operation(name, spec, objects):
    def operation():
        set_values(objects[spec["of"]], [spec])
    return NetworkOperation(operation, dt=own_dt(spec), when=spec.get("when", "start"), order=spec.get("order", 0), name=name)


def make_group(name, spec, method, objects):
    model = text(spec["equations"])
    options = {"namespace": namespace_of(spec), "name": name, "dt": own_dt(spec)}
    if re.search(r"/\s*dt\s*=", model):
        options["method"] = spec.get("method", method)
    for key in ("threshold", "reset"):
        if key in spec:
            options[key] = text(spec[key])
    if "events" in spec:
        options["events"] = dict(spec["events"])  # Brian adds "spike" to what it is given
    if "refractory" in spec:
        refractory = spec["refractory"]
        options["refractory"] = quantity(refractory["time"]) if "time" in refractory else refractory["text"]
    group = NeuronGroup(spec["size"], model, **options)
    for event, schedule in spec.get("event_schedules", {}).items():
        group.set_event_schedule(event, **schedule)
    for code in spec.get("run_on_event", []):
        group.run_on_event(code["event"], text(code["code"]), when=code.get("when", "after_resets"), order=code.get("order", 0))
    parts = []
    for number, code in enumerate(spec.get("run_regularly", [])):
        begin, end = code.get("slice", [0, spec["size"]])
        part = group if "slice" not in code else group[begin:end]
        parts.append(part)
        part.run_regularly(text(code["code"]), dt=quantity(code["dt"]) if "dt" in code else None,
                           when=code.get("when", "start"), order=code.get("order", 0), name=f"{name}_regularly_{number}")
    for link in spec.get("links", []):
        parts.append(slice_of(objects, link["to"]))  # Brian holds no subgroup that it links to
        setattr(group, link["set"], linked_var(parts[-1], link["variable"], index=link.get("index")))
    set_values(group, spec.get("initial", []))
    return group, parts


def make_synapses(name, spec, objects):
    options = {"model": text(spec.get("equations", "")), "namespace": namespace_of(spec), "name": name,
               "dt": own_dt(spec)}
    for key in ("on_pre", "on_post"):
        if key in spec:
            options[key] = dict(spec[key]) if isinstance(spec[key], dict) else text(spec[key])
    if "on_event" in spec:
        options["on_event"] = spec["on_event"]
    if "method" in spec:
        options["method"] = spec["method"]
    if "delay" in spec:
        options["delay"] = {pathway: quantity(delay) for pathway, delay in spec["delay"].items()}
    synapses = Synapses(slice_of(objects, spec["source"]), slice_of(objects, spec["target"]), **options)
    for pairs in spec["connect"]:
        synapses.connect(**pairs)
    for pathway, order in spec.get("orders", {}).items():
        getattr(synapses, pathway).order = order
    for pathway, delay in spec.get("delays", {}).items():
        getattr(synapses, pathway).delay = numpy.array(delay) * brian2.ms if isinstance(delay, list) else delay
    add_codes(synapses, spec, name)
    set_values(synapses, spec.get("initial", []))
    return synapses


def steps(times, dt):
    numbers = numpy.asarray(times) / float(dt)
    nearest = numpy.rint(numbers)
    assert numpy.all(abs(numbers - nearest) < 1e-6)
    return [int(number) for number in nearest]


def unit_of(monitor, dt):
    """Seconds in which its times are written, and a member of the results that says so if they are not those of the variant."""
    own = float(monitor.clock.dt)
    multiple = own / float(dt)
    return (dt, {}) if multiple > 0.5 and abs(multiple - round(multiple)) < 1e-9 else (own, {"dt": own})


def plain(values):
    """Numbers as JSON writes them: floats as they are, booleans as 0 and 1."""
    values = numpy.asarray(values)
    if values.dtype.kind in "bi":
        return [int(value) for value in values]
    assert numpy.all(numpy.isfinite(values)), "this case blows up"
    return [float(value) for value in values]


def with_variables(spikes):
    """A member of "spikes": the name of a group, or that and variables."""
    return {"of": spikes, "variables": []} if isinstance(spikes, str) else {"variables": [], **spikes}


def with_event(event):
    """A member of "events": the names of a group and of its event, or that and options."""
    return {"of": event[0], "event": event[1], "variables": []} if isinstance(event, list) else {"variables": [], **event}


def in_order_of_time(by_neuron):
    """What all_values() gives, a list for each neuron; Brian 2 leaves many spikes of a neuron in any order."""
    order = [numpy.argsort(times / brian2.second) for _, times in sorted(by_neuron["t"].items())]
    return {variable: [plain(numpy.asarray(values[neuron])[order[neuron]]) for neuron in range(len(order))]
            for variable, values in by_neuron.items()}


def place(one):
    """Where spikes and events are recorded, if the case says so."""
    return {option: one[option] for option in ("when", "order") if option in one}


class Monitors:
    """Records what "record" of a case asks for."""

    def __init__(self, record, objects):
        self.record = record
        # Names that come last in their slot, as those that Brian makes itself do.
        self.traces = [StateMonitor(slice_of(objects, one["of"]), one["variables"], record=one.get("elements", True),
                                    dt=quantity(one["dt"]) if "dt" in one else None, when=one.get("when", "start"),
                                    order=one.get("order", 0), name=f"zz_traces_{k}")
                       for k, one in enumerate(record.get("traces", []))]
        self.spikes = [SpikeMonitor(slice_of(objects, one["of"]), one["variables"], **place(one), name=f"zz_spikes_{k}")
                       for k, one in enumerate(map(with_variables, record.get("spikes", [])))]
        self.events = [EventMonitor(slice_of(objects, one["of"]), one["event"], one["variables"], **place(one), name=f"zz_events_{k}")
                       for k, one in enumerate(map(with_event, record.get("events", [])))]
        self.rates = [PopulationRateMonitor(slice_of(objects, name), name=f"zz_rates_{k}")
                      for k, name in enumerate(record.get("rates", []))]
        self.all = [*self.traces, *self.spikes, *self.events, *self.rates]

    def results(self, objects, dt):
        found = {}
        for one, monitor in zip(self.record.get("traces", []), self.traces):
            every = one.get("every", 1)
            unit, said = unit_of(monitor, dt)
            samples = {"steps": steps(monitor.t / brian2.second, unit)[::every], **said}
            for variable in one["variables"]:
                samples[variable] = [plain(row[::every]) for row in getattr(monitor, variable + "_")]
            found.setdefault("traces", []).append(samples)
        for kind in ("spikes", "events"):
            for monitor in getattr(self, kind):
                unit, said = unit_of(monitor, dt)
                found.setdefault(kind, []).append({"i": plain(monitor.i), "steps": steps(monitor.t / brian2.second, unit), **said})
        for kind, complete in (("spikes", with_variables), ("events", with_event)):
            for one, monitor, result in zip(map(complete, self.record.get(kind, [])), getattr(self, kind), found.get(kind, [])):
                result.update({variable: plain(getattr(monitor, variable + "_")) for variable in one["variables"]})
                if one["variables"]:
                    result["count"] = plain(monitor.count[:])
                    result["all"] = in_order_of_time(monitor.all_values())
        for monitor in self.rates:
            unit, said = unit_of(monitor, dt)
            found.setdefault("rates", []).append({"steps": [steps(monitor.t / brian2.second, unit)[k] for k in (0, -1)],
                                                  "rate": plain(monitor.rate_), **said})
            for window, width in self.record.get("smooth", []):
                found["rates"][-1].setdefault("smooth", []).append(
                    plain(monitor.smooth_rate(window, quantity(width)) / brian2.Hz))
        for name, variables in self.record.get("final", {}).items():
            found.setdefault("final", {})[name] = {
                variable: plain(numpy.atleast_1d(getattr(objects[name], variable + "_")[:])) for variable in variables}
        return found


def act(action, network, objects, monitors):
    """What a case does between two runs."""
    if "set" in action:
        set_values(objects[action["of"]], [action])
    elif "spikes" in action:
        objects[action["spikes"]].set_spikes(action["indices"], times_of(action), period=period_of(action))
    elif "active" in action:
        kind, number = action["monitor"] if "monitor" in action else (None, None)
        (getattr(monitors, kind)[number] if kind else objects[action["of"]]).active = action["active"]
    elif "sample" in action:
        monitors.traces[action["sample"]].record_single_timestep()
    else:
        network.store(action["store"]) if "store" in action else network.restore(action["restore"])


def make_objects(case, method):
    schemes = {name: ExplicitStateUpdater(text(scheme)) for name, scheme in case.get("schemes", {}).items()}
    objects, parts = {}, []
    for name, spec in case["groups"].items():
        objects[name], views = make_group(name, spec, schemes.get(method, method), objects)
        parts += views
    for name, spec in case.get("generators", {}).items():
        objects[name] = make_generator(name, spec)
    for name, spec in case.get("poisson", {}).items():
        objects[name] = make_poisson(name, spec)
    for name, spec in case.get("synapses", {}).items():
        objects[name] = make_synapses(name, spec, objects)
    for number, spec in enumerate(case.get("poisson_inputs", [])):
        objects[f"poisson_input_{number}"] = make_poisson_input(spec, objects, parts)
    for name, spec in case.get("operations", {}).items():
        objects[name] = make_operation(name, spec, objects)
    return objects, parts


def run_variant(case, method, dt):
    clock = case.get("clock", [dt])
    defaultclock.dt = quantity(clock[0])
    prefs.core.default_float_dtype = numpy.dtype(case.get("dtype", "float64")).type
    objects, parts = make_objects(case, method)
    monitors = Monitors(case.get("record", {}), objects)
    network = Network(*objects.values(), *monitors.all)
    for number, duration in enumerate(case["runs"]):
        for action in case.get("between", []):
            if action.get("before", max(number, 1)) == number:
                act(action, network, objects, monitors)
        defaultclock.dt = quantity(clock[min(number, len(clock) - 1)])
        network.run(quantity(duration), namespace={})
    return {"method": method, "dt": dt, **monitors.results(objects, quantity(case.get("unit", dt)))}


def written(value):
    """JSON with 17 significant digits, a line for each result."""
    if isinstance(value, dict):
        return "{" + ",\n".join(f"{json.dumps(key)}: {written(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(member) for member in value) + "]"
    return f"{value:.17g}" if isinstance(value, float) else json.dumps(value)


def make(path):
    data = path.read_bytes()
    case = json.loads(data)
    tasks = [(case, method, dt) for method in case.get("methods", [""]) for dt in case["dt"]]
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as processes:  # the time of a clock outlives its network
        variants = processes.starmap(run_variant, tasks, chunksize=1)
    (HERE / "data").mkdir(exist_ok=True)
    (HERE / "data" / path.name).write_text(
        written({"program": f"Brian {brian2.__version__}", "case": fingerprint(data), "variants": variants}) + "\n")
    print(path.stem, len(variants), flush=True)


def main():
    assert brian2.__version__ == "2.5.1", "the data are Brian 2.5.1's"
    prefs.codegen.target = "numpy"
    BrianLogger.log_level_error()
    for name in sys.argv[1:] or sorted(path.stem for path in (HERE / "cases").glob("*.json")):
        make(HERE / "cases" / f"{name}.json")


if __name__ == "__main__":
    main()
