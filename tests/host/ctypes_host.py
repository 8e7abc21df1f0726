#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A host in Python without a module of its own: the C interface through ctypes.

usage: ctypes_host.py LIBRARY
"""
import ctypes as c
import sys

OK, NAME_ERROR, VALUE_ERROR, CALLBACK_ERROR = 0, 2, 7, 13
FLOAT64, INT32 = 0, 2
OPERATION = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.c_double)
VARIANT = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.c_size_t, c.c_void_p)


class Report(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("steps", c.c_int64), ("missed", c.c_int64)] + [
        (name, c.c_double) for name in ("worst_lateness", "wall_time", "load", "median_jitter", "jitter_95", "jitter_99",
                                        "worst_jitter")]


def load(path):
    library = c.CDLL(path)
    library.hillock_abi_version.restype = c.c_uint32
    library.hillock_error_text.restype = c.c_char_p
    library.hillock_run.argtypes = [c.c_void_p, c.c_double, c.c_void_p]
    library.hillock_write.argtypes = [c.c_void_p, c.c_char_p, c.POINTER(c.c_double), c.c_size_t]
    library.hillock_options_set_number.argtypes = [c.c_void_p, c.c_char_p, c.c_double]
    library.hillock_options_add_constant.argtypes = [c.c_void_p, c.c_char_p, c.c_double, c.c_char_p]
    library.hillock_add_neurons.argtypes = [c.c_void_p, c.c_int64, c.c_char_p, c.c_void_p, c.c_void_p]
    library.hillock_seed.argtypes = [c.c_void_p, c.c_uint64]
    for function in ("network_free", "options_free", "recorded", "data", "add_spike_monitor", "add_operation", "step", "options_set_text",
                     "read_real_time_report", "options_clear"):
        getattr(library, f"hillock_{function}").argtypes = None
    return library


class Host:
    def __init__(self, library):
        self.library = library
        self.net, self.options = c.c_void_p(), c.c_void_p()
        self.call("network_create", c.byref(self.net))
        self.call("options_create", c.byref(self.options))

    def call(self, function, *arguments, expected=OK):
        status = getattr(self.library, f"hillock_{function}")(*arguments)
        if status != expected:
            raise SystemExit(f"hillock_{function} returned {status} instead of {expected}: {self.error()}")

    def error(self):
        return self.library.hillock_error_text().decode()

    def close(self):
        self.library.hillock_options_free(self.options)
        self.library.hillock_network_free(self.net)

    def driven_neurons(self):
        """Ten leaky neurons, each with a drive of its own, and their spikes."""
        for key, text in ((b"threshold", b"v > 1"), (b"reset", b"v = 0"), (b"method", b"exact")):
            self.call("options_set_text", self.options, key, text)
        self.call("options_add_constant", self.options, b"tau", 10e-3, b"second")
        neurons, spikes = c.c_void_p(), c.c_void_p()
        self.call("add_neurons", self.net, 10, b"dv/dt = (drive - v)/tau : 1\ndrive : 1", self.options, c.byref(neurons))
        self.call("add_spike_monitor", self.net, neurons, None, c.byref(spikes))
        return neurons, spikes

    def array(self, function, handle, name, *row):
        kind, data, count = c.c_int(), c.c_void_p(), c.c_size_t()
        self.call(function, handle, name, *row, c.byref(kind), c.byref(data), c.byref(count))
        element = {FLOAT64: c.c_double, INT32: c.c_int32}[kind.value]
        return c.cast(data, c.POINTER(element * count.value)).contents if count.value else []


def check(holds, what):
    if not holds:
        raise SystemExit(f"does not hold: {what}")


def state_by_pointer(host):
    neurons, spikes = host.driven_neurons()
    drive = host.array("data", neurons, b"drive")
    check(len(drive) == 10, "the live array has a value a neuron")
    for k in range(10):
        drive[k] = 2.0 if k % 2 else 0.0
    host.call("run", host.net, 0.05, None)
    seen = set(host.array("recorded", spikes, b"i", c.c_size_t(0)))
    check(seen == {1, 3, 5, 7, 9}, "who is driven spikes, and nobody else")
    values = (c.c_double * 10)(*[0.0] * 10)
    host.call("write", neurons, b"drive", values, 10)
    check(list(drive) == [0.0] * 10, "what is written is in the live array")


def errors_have_texts(host):
    host.call("add_neurons", host.net, 1, b"dv/dt = (1 - v)/tua : 1", host.options, None, expected=NAME_ERROR)
    check("'tua'" in host.error() and "did you mean 'tau'?" in host.error(), "the text names what is wrong and what would be right")
    host.call("run", None, 1.0, None, expected=VALUE_ERROR)


def python_is_called(host):
    times = []

    def tick(_, t):
        times.append(round(t * 1e3))
        return 7 if len(times) == 3 else 0

    operation = OPERATION(tick)
    host.call("options_clear", host.options)
    host.call("options_set_number", host.options, b"dt", 10e-3)
    host.call("options_set_text", host.options, b"name", b"tick")
    host.call("add_operation", host.net, operation, None, host.options, None)
    host.call("run", host.net, 0.05, None, expected=CALLBACK_ERROR)
    check(times == [50, 60, 70], f"called every 10 ms, not {times}")
    check(host.error() == "the operation 'tick' has returned 7", host.error())


def variants_are_swept(host):
    results = (c.c_double * 3)()

    def variant(_, k, network):
        cells, drive = c.c_void_p(), c.c_double(1.0 + k)
        host.call("find", c.c_void_p(network), b"swept", c.byref(cells))
        host.call("write", cells, b"drive", c.byref(drive), 1)
        host.call("run", c.c_void_p(network), 0.1, None)
        host.call("read", cells, b"x", c.byref(results, 8 * k), c.c_size_t(1))
        return 0

    net = c.c_void_p()
    host.call("network_create", c.byref(net))
    host.call("options_clear", host.options)
    host.call("options_set_text", host.options, b"name", b"swept")
    host.call("add_neurons", net, 1, b"dx/dt = drive*Hz : 1\ndrive : 1", host.options, None)
    function = VARIANT(variant)
    host.call("sweep", net, c.c_size_t(3), function, None, None)
    # 1000 steps of a number that is rounded
    check(all(abs(results[k] - 0.1 * (k + 1)) < 1e-12 for k in range(3)), f"each variant has its own drive: {list(results)}")
    clone = c.c_void_p()
    host.call("network_clone", net, c.byref(clone))
    for each in (net, clone):
        host.library.hillock_network_free(each)


def real_time_is_reported(host):
    host.call("options_clear", host.options)
    host.call("options_set_number", host.options, b"real_time", 1.0)
    report = Report(struct_size=c.sizeof(Report))
    host.call("run", host.net, 2e-3, host.options)
    host.call("read_real_time_report", host.net, c.byref(report))
    # The last of 20 steps begins no earlier than 1.9 ms after the first, on however busy a machine.
    check(report.steps == 20 and report.wall_time >= 1.9e-3, f"{report.steps} steps in {report.wall_time} s")


def main():
    library = load(sys.argv[1])
    check(library.hillock_abi_version() == 1, "the version of the ABI is 1")
    host = Host(library)
    state_by_pointer(host)
    errors_have_texts(host)
    python_is_called(host)
    variants_are_swept(host)
    real_time_is_reported(host)
    host.close()
    print("the C interface holds from Python")


if __name__ == "__main__":
    main()
