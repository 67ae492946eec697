"""Warnings about code that hardly does what was meant, and the code that only looks like it."""

from __future__ import annotations

import dis
import importlib
import time

import pytest

from botkit import advice, lint
from botkit.errors import describe
from botkit.runner import BotRunner

TICK = "def tick(ship):\n    ship.thrust()\n"


def warnings_of(*files: tuple[str, str]) -> list[str]:
    runner = BotRunner("ace", files, 1)
    runner.close()
    return runner.warnings


@pytest.mark.parametrize(
    "plan",
    [
        "    fire: bool = False\n",
        "    def __init__(self):\n        self.fire = False\n",
        "    @property\n    def fire(self):\n        return True\n",
    ],
)
def test_an_attribute_of_the_bots_own_is_not_an_order_without_parentheses(plan: str) -> None:
    plan = f"class Plan:\n{plan}\n"
    look = "def look(plan):\n    if plan.fire:\n        return\n\n"
    assert warnings_of(("main.py", plan + look + TICK)) == []
    assert warnings_of(("main.py", "import plans\n\n" + look + TICK), ("plans.py", plan)) == []


def test_a_comparison_is_no_assignment() -> None:
    (told,) = warnings_of(
        ("main.py", "def tick(ship):\n    ship.thrust()\n    if ship.fire == 1:\n        ship.fire\n")
    )
    assert told == ".fire does nothing without parentheses: .fire(…) (ace.py line 4)"


def test_a_sleep_of_the_bots_own_is_not_that_of_time() -> None:
    assert warnings_of(("main.py", "def sleep(ship):\n    return 1\n\ndef nap(ship):\n    sleep(ship)\n" + TICK)) == []
    assert warnings_of(("main.py", "import nap\n\ndef rest():\n    nap.sleep()\n" + TICK), ("nap.py", "")) == []
    (told,) = warnings_of(("main.py", "from time import sleep\n\ndef nap():\n    sleep(1)\n" + TICK))
    assert told.startswith("sleep does not wait in a match") and told.endswith("(ace.py line 4)")


def test_a_docstring_is_not_run() -> None:
    text = (
        'def aim(ship):\n    """Turn.\n\n    As ship.turn_to(90) does.\n    """\n    ship.turn_to(\n        91)\n'
        + TICK
    )
    (told,) = warnings_of(("main.py", text))
    assert told.startswith("turn_to(91)") and told.endswith("(ace.py line 6)")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x = beacon.pos", "there is no beacon in this arena"),
        ("x = ship.pos - beacon.pos", "there is no beacon in this arena"),
        ("x = ship.beacon.pos - enemy.pos", "the value is None"),
        ("x = intercept(enemy.pos, 2, 3)", "the value is None"),
    ],
)
def test_a_value_that_is_none_is_not_taken_for_another_of_its_line(line: str, words: str) -> None:
    text = f"""
from botkit import *

class Own:
    beacon = pos = property(lambda self: self)

ship = Own()
enemy = beacon = None
{line}
"""
    with pytest.raises(AttributeError) as raised:
        BotRunner("ace", [("main.py", text + TICK)], 1)
    assert words in describe(raised.value)


def test_a_long_line_is_not_searched_for_long() -> None:
    began = time.process_time()
    assert advice.of_syntax("invalid syntax", "x" * 250_000) == ""
    assert advice.of_syntax("invalid syntax", "switch" + " " * 250_000 + "x") == "write `if … elif … else`"
    assert advice.advice(AttributeError("'NoneType'", name="pos", obj=None), "x" * 250_000, {}).startswith("the value")
    assert time.process_time() - began < 2.0


def test_a_file_is_warned_of_a_hundred_times_at_most() -> None:
    """The line of each finding is searched for, which would take minutes for a file full of them."""
    found = warnings_of(("main.py", TICK + "def idle(ship):\n" + "    ship.fire\n" * 20_000))
    assert len(found) == 100


def test_opcodes_of_the_compiler_alone_which_newer_pythons_list_beyond_255_are_no_bytes_of_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(dis, "opmap", {"LOAD_ATTR": 82, "LOAD_METHOD": 259, "POP_TOP": 31, "POP_JUMP_IF_FALSE": 97})
        importlib.reload(lint)
        assert lint._SHIFT
    importlib.reload(lint)
