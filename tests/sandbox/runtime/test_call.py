"""The prebuilt call and wasmtime-py's own are equivalent."""

from __future__ import annotations

import pytest

from sandbox.runtime import abi, call
from sandbox.runtime.call import CallFailed, PlainCall, PrebuiltCall
from sandbox.runtime.deadline import Deadline
from sandbox.runtime.host import Host, running

SOURCE = """
import os

def bot_main(o):
    if o["do"] == "raise": raise ValueError("né")
    if o["do"] == "long": return {"x": "x" * 300}
    if o["do"] == "exit": os._exit(0)
    if o["do"] == "loop":
        while True: pass
    return {"echo": o["do"]}
"""


@pytest.fixture(params=[PrebuiltCall, PlainCall])
def tick(request, start):
    program = start(SOURCE)
    function = program._call._keep[1]
    running.host = program._host
    return request.param(program._instance._store, function, 200)


def test_the_layout_is_the_one_that_this_wasmtime_has():
    assert abi.KNOWN, "the prebuilt call is not in use: check sandbox/runtime/abi.py against this wasmtime"


def test_text(tick):
    for _ in range(3):
        assert tick('{"do": "né ✓"}'.encode(), 10**8) == '{"echo":"n\\u00e9 \\u2713"}'
    assert 0 < tick.used < 10**8


@pytest.mark.parametrize(
    ("do", "kind", "words"), [("raise", "error", "raised\nValueError: né"), ("long", "output", "308")]
)
def test_failures_that_leave_it_usable(tick, do, kind, words):
    for _ in range(3):
        with pytest.raises(CallFailed) as caught:
            tick(f'{{"do": "{do}"}}'.encode(), 10**8)
        assert caught.value.kind == kind and words in caught.value.text
    assert tick(b'{"do": 1}', 10**8) == '{"echo":1}'


@pytest.mark.parametrize(("do", "kind", "fuel"), [("exit", "trap", 10**8), ("loop", "fuel", 10**7)])
def test_failures_that_kill(tick, do, kind, fuel):
    with pytest.raises(CallFailed) as caught:
        tick(f'{{"do": "{do}"}}'.encode(), fuel)
    assert caught.value.kind == kind
    with pytest.raises((CallFailed, RuntimeError)):
        tick(b'{"do": 1}', 10**8)


def test_the_limit_of_cpu_time(tick):
    Deadline().begin(0.2)
    with pytest.raises(CallFailed) as caught:
        tick(b'{"do": "loop"}', 10**12)
    assert caught.value.kind == "wall"


def test_bytes_that_are_not_utf8_do_not_reach_wasmtime(tick):
    with pytest.raises(UnicodeDecodeError):
        tick(b'{"do": "\xff"}', 10**8)
    assert tick(b'{"do": 1}', 10**8) == '{"echo":1}'


def test_both_use_the_same_fuel(start):
    first, second = start(SOURCE), start(SOURCE)
    assert isinstance(second._call, PrebuiltCall)
    plain = PlainCall(second._instance._store, second._call._keep[1], 200)
    first.tick(b'{"do": 1}', 0)
    running.host = second._host
    plain(b'{"do": 1}', 10**8)
    assert plain.used == first.fuel_used


def test_a_host_functions_own_bug_is_a_trap_and_is_not_left_lying(start, monkeypatch):
    program = start("import os\ndef bot_main(o):\n    os.write(1, b'x')\n    return {}\n")
    monkeypatch.setattr(Host, "write", lambda self, data: 1 / 0)
    with pytest.raises(Exception, match="a system call failed: ZeroDivisionError"):
        program.tick(b"{}", 0)
    monkeypatch.undo()
    assert program.tick(b"{}", 0) == "{}"


def test_without_the_known_layout_everything_still_works(start, make, briefing, monkeypatch):
    monkeypatch.setattr(abi, "KNOWN", False)
    program = start(SOURCE)
    assert isinstance(program._call, call.PlainCall)
    assert program.tick(b'{"do": 1}', 0) == '{"echo":1}'
