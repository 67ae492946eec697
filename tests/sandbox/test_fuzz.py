"""Arbitrary outputs of a program: the host survives, and the result is an action or a fault."""

from __future__ import annotations

import json
import struct

import pytest
import wat
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from league.match.sidecar import SeatLog, pack, unpack
from league.match.turns import ask, read_answer
from sandbox import Fault, Limits, Program
from sandbox.identity import MODULE

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KINDS = {"raised", "fuel", "wall", "memory", "trap", "output", "start"}

# Its result is the first eight bytes of the observation, whatever they are: any place, any length.
ANYWHERE = wat.tick("(i64.load (local.get 0))")
PUPPET = """
import json
import botkit.runner as runner

runner.BotRunner.tick = lambda self, text: bytes(json.loads(text)).decode("utf-8", "surrogateescape")

def bot_main(o):
    pass
"""

numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.just(10**400),
    st.sampled_from([-0.0, 1e308, 5e-324, 2**63]),
)
values = st.recursive(
    st.one_of(numbers, st.text(max_size=30)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=9), inner, max_size=5)),
    max_leaves=25,
)
orders = st.dictionaries(
    st.sampled_from(["thrust", "turn", "fire", "shield", "strafe", "x"]), st.one_of(numbers, values)
)
actions = st.fixed_dictionaries(
    {},
    optional={
        "ships": st.one_of(
            st.dictionaries(st.sampled_from(["0", "1", "-1", "00", "x"]), st.one_of(orders, values)), values
        ),
        "actions": st.one_of(st.lists(st.sampled_from(["FORWARD", "SHOOT", "JUMP"]), max_size=9), values),
        "log": values,
        "draw": st.one_of(st.lists(st.lists(values, max_size=7), max_size=70), values),
        "plot": st.one_of(st.dictionaries(st.text(max_size=30), numbers, max_size=20), values),
    },
)
answers = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    values.map(lambda value: json.dumps(value).encode()),
    actions.map(lambda value: json.dumps(value).encode()),
    actions.map(lambda value: json.dumps(value).encode()[:-3]),
)


def check(answer: str | Fault) -> None:
    """Do what the match manager does with an answer."""
    deed, log = read_answer(answer, [0]), SeatLog()
    if isinstance(deed, Fault):
        assert deed.kind in KINDS and deed.message.isprintable() and 0 < len(deed.message) <= 300
        log.add(0, 1, None, str(deed))
    else:
        for order in deed.orders.values():
            assert all(isinstance(part, int) and -100 <= part <= 100 for part in order)
        log.add(0, 1, deed)
    assert len(unpack(pack([log]))[0]) == 1


@pytest.fixture(scope="module")
def puppet(guest):
    from sandbox.behaviour import BRIEFING

    with Program(guest, "puppet", [("main.py", PUPPET)], 7, Limits(match_wall=3000)) as program:
        program.start(BRIEFING)
        yield program


@pytest.fixture(scope="module")
def echo(guest):
    with Program(guest, "echo", [(MODULE, wat.module())], 7, Limits(match_wall=3000)) as program:
        program.start("{}")
        yield program


@QUIET
@given(answers)
@example(b'{"ships": {"0": {"fire": ' + b"9" * 10_000 + b"}}}")
@example(b'{"ships": {"0": {"thrust": NaN, "turn": Infinity}}}')
@example(b"[" * 60_000)
@example(b'{"log": "\\ud800\\u0000", "draw": [["text", 0, 0, "\\ud800", "#ffffff"]], "plot": {"\\ud800": 1}}')
@example(b'{"actions": [' + b'"SHOOT",' * 8000 + b'"SHOOT"]}')
@example(b'{"a":1,' * 3000 + b'"b":1' + b"}" * 3000)
def test_a_modules_answer(echo, answer):
    check(ask(echo, 0, answer))


@settings(QUIET, max_examples=60)
@given(answers)
@example(b"\xff\xfe\x00")
def test_a_python_programs_answer(puppet, answer):
    check(ask(puppet, 0, json.dumps(list(answer)).encode()))


@QUIET
@given(st.integers(0, 2**64 - 1))
@example(2**64 - 1)
@example((131_072 << 32) | 1)
@example((1 << 63) | 65_536)
def test_a_modules_result_anywhere(guest, result):
    text = struct.pack("<Q", result)
    with Program(guest, "anywhere", [(MODULE, ANYWHERE)], 7) as program:
        program.start("{}")
        for _ in range(2):
            try:
                assert len(program.tick(text, 0).encode()) == (result & 0xFFFF_FFFF or len("{}"))
            except Fault as fault:
                assert fault.kind == "output"


@settings(QUIET, max_examples=100)
@given(st.binary(max_size=40), st.integers(0, 200), st.integers(0, 12))
def test_a_damaged_module(guest, noise, at, gone):
    """Most do not compile; those that do may do anything."""
    whole = wat.module()
    damaged = whole[: len(whole) - at] + noise[:3] + whole[len(whole) - at + gone :]
    with Program(guest, "damaged", [(MODULE, damaged)], 7, Limits(module_tick_fuel=10**5)) as program:
        try:
            program.start("{}")
            program.tick(b"{}", 0)
        except Fault as fault:
            assert fault.kind in KINDS and fault.message.isprintable() and 0 < len(fault.message) <= 300
