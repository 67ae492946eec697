"""Ctrl-C while guests run: it ends the match without a fault, through the process's own handler."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sandbox import Fault
from sandbox.runtime.host import Host
from sandbox.runtime.interrupt import DeferredSignals

ROOT = Path(__file__).resolve().parents[3]
BUSY = "import time\n\ndef tick(ship):\n    for _ in range(450):\n        time.time()\n"
CLOCKS = "import time\ndef bot_main(o): return {'a': time.time(), 'b': time.monotonic()}\n"


@pytest.fixture(autouse=True)
def usual_handler():
    """Install Python's default handler, whatever runs these tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def asked():
    """Return the signals that reach a handler of this process."""
    found = []
    before = signal.signal(signal.SIGINT, lambda number, frame: found.append(number))
    yield found
    signal.signal(signal.SIGINT, before)


def interrupt_at_the_next_clock(monkeypatch, times=1, number=signal.SIGINT):
    """Raise Ctrl-C during the program's next clock read, where Python handles it at once."""
    clock, left = Host.clock, [times]

    def interrupted(self):
        if left[0]:
            left[0] -= 1
            signal.raise_signal(number)
        return clock(self)

    monkeypatch.setattr(Host, "clock", interrupted)


@pytest.mark.parametrize("wait", [0.0, 0.01, 0.05, 0.2, 0.3])
def test_ctrl_c_ends_a_match_of_sandboxed_bots(tmp_path, wait):
    (tmp_path / "busy.py").write_text(BUSY)
    command = [sys.executable, "-m", "botkit.tools.cli", "run", "busy.py", "busy.py", "--sandbox", "--log", "a.bin"]
    command += ["--ticks", "36000"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 120
    log = tmp_path / "a.bin"
    while not (log.exists() and log.stat().st_size) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(wait)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert (out, len(err.splitlines()) <= 1) == ("", True), err
    assert "Exception ignored" not in err and "Traceback" not in err


def test_it_is_raised_once_the_call_has_ended_and_the_program_lives(start, monkeypatch):
    program = start(
        "import time\nn = 0\ndef bot_main(o):\n    global n\n    time.time()\n    n += 1\n    return {'n': n}\n"
    )
    interrupt_at_the_next_clock(monkeypatch, times=2)
    with pytest.raises(KeyboardInterrupt):
        program.tick(b"{}", 5)
    monkeypatch.undo()
    assert program.tick(b"{}", 5) == '{"n":2}'


def test_a_handler_that_ends_the_process_does_not_end_it_within_the_guest(start, monkeypatch):
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    try:
        program = start(
            "import time\nn = 0\ndef bot_main(o):\n    global n\n    n += 1\n    return {'n': n, 't': time.time()}\n"
        )
        interrupt_at_the_next_clock(monkeypatch, number=signal.SIGTERM)
        with pytest.raises(SystemExit):
            program.tick(b"{}", 0)
        assert program.tick(b"{}", 0).startswith('{"n":2')
    finally:
        signal.signal(signal.SIGTERM, before)


def test_it_is_raised_while_a_bot_is_loaded_and_started(make, briefing, monkeypatch):
    at_load = make("import time\ntime.time()\n" + CLOCKS)
    at_start = make(CLOCKS + "def start(match): time.time()\n")
    for program in (at_load, at_start):
        interrupt_at_the_next_clock(monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            program.start(briefing)
        monkeypatch.undo()
        program.start(briefing)


def test_it_is_raised_in_place_of_a_fault(start, monkeypatch):
    program = start("import time\ndef bot_main(o):\n    time.time()\n    1 / 0\n")
    interrupt_at_the_next_clock(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        program.tick(b"{}", 5)


def test_a_handler_of_the_hosts_own_is_called_afterwards_and_stays(start, monkeypatch, asked):
    program = start(CLOCKS)
    usual, mine, within = program.tick(b"{}", 5), signal.getsignal(signal.SIGINT), []
    interrupt_at_the_next_clock(monkeypatch)
    clock = Host.clock
    monkeypatch.setattr(Host, "clock", lambda self: [clock(self), within.append(len(asked))][0])
    assert program.tick(b"{}", 5) == usual
    assert within == [0, 0]
    assert asked == [signal.SIGINT]
    assert signal.getsignal(signal.SIGINT) is mine


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_a_process_that_leaves_it_to_the_system_is_left_alone(start, handler):
    before = signal.signal(signal.SIGINT, handler)
    try:
        seen = []
        program = start(CLOCKS)
        program._host.clock = lambda: seen.append(signal.getsignal(signal.SIGINT)) or 0
        program.tick(b"{}", 5)
        assert set(seen) == {handler}
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_program_of_another_thread_leaves_the_handler_alone(start, asked):
    mine, seen = signal.getsignal(signal.SIGINT), []

    def play():
        program = start(CLOCKS)
        program._host.clock = lambda: seen.append(signal.getsignal(signal.SIGINT)) or 0
        program.tick(b"{}", 5)

    thread = threading.Thread(target=play)
    thread.start()
    thread.join()
    assert seen == [mine, mine]


def test_a_block_that_could_not_put_the_handler_back_loses_no_ctrl_c(asked, monkeypatch):
    """Handlers of other signals may raise anywhere."""
    mine, left, held = signal.getsignal(signal.SIGINT), DeferredSignals(), DeferredSignals()

    def raises(*_):
        raise TimeoutError

    with pytest.raises(TimeoutError), left:
        monkeypatch.setattr("sandbox.runtime.interrupt._signal.signal", raises)
    monkeypatch.undo()
    signal.raise_signal(signal.SIGINT)
    assert len(asked) == 1
    with held:
        signal.raise_signal(signal.SIGINT)
        assert len(asked) == 1
    assert len(asked) == 2
    assert signal.getsignal(signal.SIGINT) is mine


@pytest.mark.parametrize("error", [SystemExit(3), MemoryError()])
@pytest.mark.parametrize(("method", "call"), [("clock", "time.time()"), ("write", "os.write(1, b'x')")])
def test_what_breaks_into_a_host_function_is_raised_and_is_no_fault(start, monkeypatch, error, method, call):
    body = f"global n\n    n += 1\n    {call}\n    return {{'n': n}}"
    program = start(f"import os, time\nn = 0\ndef bot_main(o):\n    {body}\n")

    def broken(self, *_):
        raise error

    monkeypatch.setattr(Host, method, broken)
    with pytest.raises(type(error)):
        program.tick(b"{}", 5)
    monkeypatch.undo()
    assert program.tick(b"{}", 5) == '{"n":1}'  # in a new instance


@pytest.mark.parametrize("method", ["clock", "random_bytes"])
def test_a_bug_of_a_host_function_is_a_trap(start, monkeypatch, method):
    program = start("import os, time\ndef bot_main(o):\n    time.time()\n    os.urandom(3)\n    return {}\n")
    monkeypatch.setattr(Host, method, lambda *_: 1 / 0)
    with pytest.raises(Fault, match=r"trap: .*a system call failed: ZeroDivisionError"):
        program.tick(b"{}", 5)
    monkeypatch.undo()
    assert program.tick(b"{}", 5) == "{}"
