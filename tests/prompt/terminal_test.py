#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives the prompt in a pseudo-terminal: typing, editing, history, completion, Ctrl+C, redefinition, errors.

usage: terminal_test.py HILLOCK
"""
import os
import pathlib
import re
import sys
import tempfile

import pexpect

PATIENCE = 60  # seconds; a machine under load
PROMPT = "hillock> "
DRAWING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\([A-Z]")  # what a terminal draws with


class Prompt:
    def __init__(self, hillock, home):
        environment = os.environ | {"HOME": home, "TERM": "xterm", "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "HILLOCK_PLOT": "text"}
        self.child = pexpect.spawn(hillock, env=environment, encoding="utf-8", timeout=PATIENCE, dimensions=(40, 200))
        self.greeting = self.wait()

    def wait(self, text=PROMPT):
        """Up to the next prompt. What came before it, as plain text."""
        self.child.expect_exact(text)
        return DRAWING.sub("", self.child.before).replace("\r", "")

    def type(self, line, then=PROMPT):
        """Types a line as if by hand; what it answers."""
        self.child.send(line + "\r")
        self.child.expect("\n")  # the echo of the line
        return self.wait(then).strip()


def expect(what, where):
    if what not in where:
        raise SystemExit(f"{what!r} is not in {where!r}")


def typing(prompt):
    expect("50 mV", prompt.type("10*nA*5*Mohm"))
    expect("cannot add 5 A and 10 V", prompt.type("5*amp + 10*volt"))
    expect("use of undeclared identifier 'nothing_of_that_name'", prompt.type("nothing_of_that_name"))
    # A bracket and a raw string go on in the next line.
    prompt.type("auto add = [](int a,", "... ")
    prompt.type("    int b) { return a + b; };")
    expect("5", prompt.type("add(2, 3)"))
    prompt.type('std::string text = R"(one', "... ")
    prompt.type("", "... ")
    prompt.type(')";')
    expect('"one\\n\\n"', prompt.type("text"))


def editing(prompt):
    # Left, and a digit before the last one.
    expect("123", prompt.type("13\x1b[D2"))
    # History: the line before, and one searched for.
    prompt.type("int remembered = 41;")
    expect("42", prompt.type("remembered + 1"))
    expect("42", prompt.type("\x1b[A"))


def completing(prompt):
    prompt.type('NeuronGroup cells(3, "dv/dt = -v/(10*ms) : 1\\n weight : 1");')
    prompt.type("SpikeGeneratorGroup source(1, {0}, std::vector{1.0} * ms);")
    prompt.type("SpikeMonitor watched(source);")
    expect("0", prompt.type("watched.num_sp\t()"))
    expect("3", prompt.type("cel\t.si\t()"))
    expect("[0, 0, 0]", prompt.type('cells["wei\t"]'))
    expect("[0, 0, 0]", prompt.type('cel\t["weight"]'))
    expect("%load", prompt.type("%h\t"))
    # Several that have nothing more in common are shown.
    prompt.child.send("watched.s\t")
    prompt.child.expect("spike_trains")
    prompt.wait()  # the line is drawn again
    prompt.child.send("\x03")
    prompt.wait()


def interrupt(prompt, line):
    """Ctrl+C in a line that runs until then."""
    prompt.child.send(line + "\r")
    prompt.child.expect("\n")
    # As soon as it runs: Ctrl+C before that ends the input without a run.
    prompt.child.expect(pexpect.TIMEOUT, timeout=2)
    prompt.child.send("\x03")
    expect("interrupted", prompt.wait())


def interrupting(prompt):
    # At the prompt Ctrl+C gives up the line.
    prompt.child.send("this is no line that")
    prompt.child.send("\x03")
    prompt.wait()
    # In a run it stops the run, and the network goes on from there.
    prompt.type('NeuronGroup many(1000, "dv/dt = (1.5 - v)/(10*ms) : 1", {.threshold = "v > 1", .reset = "v = 0"});')
    prompt.type("Network net(many);")
    interrupt(prompt, "net.run(1e6*second)")
    expect("true", prompt.type("net.stopped()"))
    expect("true", prompt.type("net.t() > 0*ms && net.t() < 1e6*second"))
    prompt.type("auto before = net.t();")
    prompt.type("net.run(10*ms)")
    expect("true", prompt.type("abs(net.t() - before - 10*ms) < 1*us"))
    # So does a loop that never ends.
    prompt.child.send("int turns = 0;\r")
    prompt.wait()
    interrupt(prompt, "while (true) ++turns;")
    expect("true", prompt.type("turns > 0"))


def leaving(prompt):
    prompt.child.send("%quit\r")
    prompt.child.expect(pexpect.EOF)
    prompt.child.close()
    if prompt.child.exitstatus != 0:
        raise SystemExit(f"it ended with {prompt.child.exitstatus}, signal {prompt.child.signalstatus}")


def main():
    hillock = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as home:
        prompt = Prompt(hillock, home)
        for part in (typing, editing, completing, interrupting, leaving):
            part(prompt)
            print(part.__name__)
        # The history outlives the session. The next one says which preferences it has.
        preferences = pathlib.Path(home, ".config", "hillock", "preferences")
        preferences.parent.mkdir(parents=True)
        preferences.write_text("dt = 0.05*ms\n", encoding="utf-8")
        again = Prompt(hillock, home)
        expect(f"preferences of {preferences}", again.greeting)
        again.type("int remembered = 1;")
        expect("2", again.type("\x1b[A\x1b[A\x1b[A\x1b[Aremembered + 1"[-14:]))
        again.child.send("\x12num_spikes")  # Ctrl+R
        again.child.expect("watched.num_spikes")
        again.child.send("\x03")
        again.wait()
        again.child.sendeof()
        again.child.expect(pexpect.EOF)
        again.child.close()
        if again.child.exitstatus != 0:
            raise SystemExit(f"Ctrl+D ended it with {again.child.exitstatus}")
    print("history kept")


if __name__ == "__main__":
    main()
