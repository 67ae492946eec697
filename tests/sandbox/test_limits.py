"""Limits: each is enforced, and recorded in logs."""

from __future__ import annotations

import json

import pytest

from sandbox import Fault, Limits, OutOfCalls, OutOfFuel, OutOfMemory, OutOfTime, TooMuchOutput

SPIN = "def bot_main(o):\n    while True: pass\n"


def test_fuel_is_counted_and_is_the_limit(start):
    program = start("def bot_main(o):\n    for _ in range(o['n']): pass\n    return {}\n", tick_fuel=3_000_000)
    program.tick(b'{"n": 100}', 0)
    small = program.fuel_used
    program.tick(b'{"n": 1000}', 0)
    assert small < program.fuel_used < 3_000_000
    with pytest.raises(Fault, match="fuel: used more than 3,000,000 fuel in one tick"):
        program.tick(b'{"n": 1000000}', 0)
    assert program.fuel_used == 3_000_000


def test_load_and_start_share_their_fuel(make, briefing):
    source = (
        "for _ in range(3000): pass\ndef start(match):\n    for _ in range(3000): pass\ndef bot_main(o): return {}\n"
    )
    program = make(source)
    program.start(briefing)
    with pytest.raises(Fault, match="to start"):
        make(source, load_fuel=program.fuel_used * 9 // 10).start(briefing)
    make(source, load_fuel=program.fuel_used * 11 // 10).start(briefing)


def test_a_call_that_takes_too_long_is_the_fault_wall(start):
    program = start(SPIN, tick_fuel=10**15, call_wall=1.0, match_wall=1.5)
    with pytest.raises(Fault, match="wall: used more than 1 s of CPU time in one tick"):
        program.tick(b"{}", 0)


def test_a_match_that_takes_too_long_is_the_fault_wall_for_good(start):
    program = start(SPIN, tick_fuel=10**15, call_wall=60.0, match_wall=1.0)
    for _ in range(2):
        with pytest.raises(Fault, match="wall: used more than 1 s of CPU time in the whole match"):
            program.tick(b"{}", 0)


def test_the_whole_matchs_time_is_the_sum_of_its_calls(make, briefing):
    with pytest.raises(Fault, match="wall: used more than 1e-06 s of CPU time in the whole match"):
        make("def bot_main(o): return {}\n", match_wall=1e-6).start(briefing)


def test_what_the_host_spends_on_answers_counts_towards_the_whole_match(start):
    program = start("def bot_main(o): return {}\n", match_wall=2.0)
    program.charge(1.0)
    program.tick(b"{}", 0)
    program.charge(1.0)
    with pytest.raises(Fault, match="wall: used more than 2 s of CPU time in the whole match"):
        program.tick(b"{}", 0)


def test_loading_past_the_wall_is_the_fault_wall(make, briefing):
    with pytest.raises(Fault, match=r"wall: used more than 0\.2 s of CPU time to start"):
        make("while True: pass\n", load_fuel=10**15, call_wall=0.2).start(briefing)


def test_memory(start):
    source = "def bot_main(o):\n    x = bytearray(o['n'])\n    return {}\n"
    small, usual = start(source, memory=32 << 20), start(source)
    with pytest.raises(Fault, match="memory: used more than 32 MB of memory"):
        small.tick(b'{"n": 30000000}', 0)
    assert usual.tick(b'{"n": 30000000}', 0) == "{}"


def test_too_little_memory_for_any_program_is_the_fault_start(make, briefing):
    with pytest.raises(Fault, match="start"):
        make("def bot_main(o): return {}\n", memory=1 << 20).start(briefing)


def test_output_is_measured_in_bytes_and_keeps_the_instance(start):
    program = start(
        "n = 0\ndef bot_main(o):\n    global n\n    n += 1\n    return {'n': n, 'x': 'x' * o['n']}\n", output=100
    )
    assert len(program.tick(b'{"n": 86}', 0)) == 100
    with pytest.raises(Fault, match="output: returned 101 bytes, more than 100, in one tick"):
        program.tick(b'{"n": 87}', 0)
    assert json.loads(program.tick(b'{"n": 0}', 0))["n"] == 3


ASKED = ["monotonic()", "time()", "clock_getres(time.CLOCK_MONOTONIC)", "clock_getres(time.CLOCK_REALTIME)"]


@pytest.mark.parametrize("call", ASKED)
def test_the_budget_of_host_calls_begins_anew_each_tick(start, call):
    program = start(
        f"import time\ndef bot_main(o):\n    for _ in range(o['n']): time.{call}\n    return {{}}\n", host_calls=50
    )
    for _ in range(4):
        program.tick(b'{"n": 50}', 0)
    with pytest.raises(
        Fault, match="fuel: asked for the time, random bytes or the standard streams more than 50 times"
    ):
        program.tick(b'{"n": 51}', 0)


URANDOM = "import os\ndef bot_main(o):\n    os.urandom(o['n'])\n    return {}\n"
CLOCKS = "import time\ndef bot_main(o):\n    while True: time.monotonic()\n"
HOARD = "def bot_main(o):\n    return {'n': len(bytearray(o['n'] * 1000))}\n"
LONG = "def bot_main(o): return {'x': 'x' * o['n']}\n"


@pytest.mark.parametrize(
    ("source", "limits", "error", "limit"),
    [
        (SPIN, {"tick_fuel": 10**6}, OutOfFuel, "tick_fuel"),
        (CLOCKS, {"host_calls": 50}, OutOfCalls, "host_calls"),
        (URANDOM, {"host_bytes": 20_000}, OutOfCalls, "host_bytes"),
        (HOARD, {"memory": 32 << 20}, OutOfMemory, "memory"),
        (LONG, {"output": 999}, TooMuchOutput, "output"),
        (SPIN, {"tick_fuel": 10**15, "call_wall": 0.2}, OutOfTime, "call_wall"),
        (SPIN, {"tick_fuel": 10**15, "call_wall": 60, "match_wall": 0.5}, OutOfTime, "match_wall"),
    ],
)
def test_each_limit_has_an_error_of_its_own_that_names_it(start, source, limits, error, limit):
    with pytest.raises(error) as caught:
        start(source, **limits).tick(b'{"n": 40000}', 0)
    assert caught.value.limit == limit


def test_a_limit_passed_before_the_match_is_named_by_the_fault_start(make, briefing):
    with pytest.raises(Fault) as caught:
        make("while True: pass\n", load_fuel=10**7).start(briefing)
    assert (caught.value.kind, caught.value.limit) == ("start", "load_fuel")
    assert isinstance(caught.value.__cause__, OutOfFuel)


def test_limits_travel_as_json():
    limits = Limits(tick_fuel=5, call_wall=0.5)
    assert Limits.from_dict(json.loads(json.dumps(limits.as_dict()))) == limits


@pytest.mark.parametrize(
    "change",
    [
        {"tick_fuel": -1},
        {"tick_fuel": 1.5},
        {"memory": True},
        {"memory": 1 << 40},
        {"call_wall": "2"},
        {"tick_fuel": 10**400},
        {"call_wall": 10**400},
        {"call_wall": float("inf")},
        {"match_wall": float("nan")},
        {"unknown": 1},
    ],
)
def test_limits_from_outside_are_checked(change):
    with pytest.raises(ValueError, match="limit"):
        Limits.from_dict(Limits().as_dict() | change)
    with pytest.raises(ValueError, match="limits"):
        Limits.from_dict([])


@pytest.mark.parametrize(
    "limits", [{"load_fuel": -1}, {"tick_fuel": 0}, {"call_wall": float("inf")}, {"memory": 1 << 64}]
)
def test_limits_that_limit_nothing_are_refused(limits):
    with pytest.raises(ValueError, match=next(iter(limits))):
        Limits(**limits)
