"""Limits of time count the CPU time of the thread that runs a program: the machine's trouble is no fault."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import count

import pytest

from sandbox.fault import Fault, HostTrouble
from sandbox.runtime import deadline
from sandbox.runtime.trouble import trouble_of

SPIN = "def bot_main(o):\n    while True: pass\n"
BUSY = "def bot_main(o):\n    for i in range(300_000): pass\n    return {}\n"
IDLE = "def bot_main(o): return {}\n"


@pytest.fixture
def no_cpu(monkeypatch):
    """A machine on which this thread gets no CPU time."""
    monkeypatch.setattr(deadline.time, "thread_time", lambda: 1.0)


def test_a_program_that_gets_no_cpu_time_runs_to_its_fuel(start, no_cpu):
    with pytest.raises(Fault, match="fuel"):
        start(SPIN, tick_fuel=300_000_000, call_wall=1.0, match_wall=0.5).tick(b"{}", 0)


def test_a_call_that_gets_almost_no_cpu_time_is_the_machines_trouble(start, no_cpu):
    program = start(SPIN, tick_fuel=10**15, call_wall=0.03)
    with pytest.raises(HostTrouble, match=r"this machine gave a bot .* play fewer matches at once"):
        program.tick(b"{}", 0)


def test_time_in_which_the_process_was_stopped_is_not_counted(start, monkeypatch):
    program = start(IDLE, match_wall=1.0)
    clock = count(0, 62)  # a minute passes by the clock during each call
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    for tick in range(20):
        assert program.tick(b"{}", tick) == "{}"


def test_cpu_time_is_counted_over_the_calls_of_a_match(start):
    program = start(
        "def bot_main(o):\n    for i in range(300_000): pass\n    return {}\n", tick_fuel=10**12, match_wall=0.3
    )
    with pytest.raises(Fault, match=r"wall: used more than 0\.3 s of CPU time in the whole match"):
        for _ in range(10_000):
            program.tick(b"{}", 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mmap failed to reserve 0x104000000 bytes\n\nCaused by:\n    Cannot allocate memory (os error 12)", "Cannot"),
        ("failed to create a file\n\nCaused by:\n    Too many open files (os error 24)", "`ulimit -n`"),
        ("no room\n\nCaused by:\n    No space left on device (os error 28)", "make room on its disk"),
    ],
)
def test_an_error_of_the_system_is_the_machines_trouble(text, told):
    trouble = trouble_of(text)
    assert trouble is not None and told in str(trouble)


def test_a_name_that_looks_like_an_error_of_the_system_is_not():
    assert (
        trouble_of("error while executing\n  0: Cannot allocate memory (os error 12)\nwasm trap: unreachable") is None
    )


LIMITED = """
import resource
from sandbox import Guest, Program
guest = Guest.load()
used = int(next(line for line in open("/proc/self/status") if line.startswith("VmSize")).split()[1]) << 10
resource.setrlimit(resource.RLIMIT_AS, (used + (6 << 30),) * 2)
programs = [Program(guest, "idle", [("main.py", "def bot_main(o): return {}")], 1) for _ in range(2)]
for program in programs:
    program.load()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS and /proc")
def test_a_limit_on_address_space_is_named_with_what_a_bot_needs():
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=False)
    assert "HostTrouble: this machine refused a bot's sandbox (Cannot allocate memory)" in done.stderr
    assert "each bot of a batch needs 4.3 GB: raise `ulimit -v`" in done.stderr
