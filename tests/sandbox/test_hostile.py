"""Hostile programs: each gets a fault or its answer; the host stays within its limits, and other programs play on.

Each file in attacks/ is a bot; its first line states the expected result: `# KIND: words of the message`, `# none`, or
`# any` if it depends on the interpreter.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import Fault, Limits, Program

FINE = "def bot_main(o):\n    return {'fine': True}\n"
ATTACKS = {path.stem: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("attacks/*.py")}
GENEROUS = 20.0  # s for what takes 0.1 s, because the machine may be busy
ROOM = 48  # MB beside a program's own memory


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_an_attack(make, start, briefing, name):
    expected, _, words = ATTACKS[name].splitlines()[0].removeprefix("# ").partition(": ")
    other, program = start(FINE), make(ATTACKS[name], call_wall=60)  # never reached, even on a busy machine
    peak = Peak()
    for kind, message in outcomes(program, briefing, lambda: json.loads(other.tick(b"{}", 0)) == {"fine": True}):
        assert expected == "any" or kind == expected, f"{kind}: {message}"
        assert words in message
    assert peak.grown() < (Limits().memory >> 20) + ROOM
    assert json.loads(other.tick(b"{}", 0)) == {"fine": True}


def outcomes(program: Program, briefing: str, others: Callable[[], bool]) -> list[tuple[str, str]]:
    """Return the results of start and two ticks as (kind or `none`, message); only the first if start fails."""
    found = []
    for call in (lambda: program.start(briefing), *(lambda: program.tick(b"{}", 0),) * 2):
        began = time.monotonic()
        try:
            call()
            found.append(("none", ""))
        except Fault as fault:
            assert fault.message.isprintable() and 0 < len(fault.message) <= 300
            assert len(fault.detail) <= 4000 and all(line.isprintable() for line in fault.detail.split("\n"))
            assert '"/0/' not in fault.detail, "a frame of the runner's own"
            assert fault.stack_exhausted == ("the stack is exhausted" in fault.message)
            found.append((fault.kind, fault.message))
        assert time.monotonic() - began < GENEROUS
        assert program.fuel_used <= Limits().load_fuel
        assert others()
        if found[0][0] != "none":
            return found
    return found[1:]


class Peak:
    """Measures the growth of the process, where the system supports it."""

    def __init__(self) -> None:
        try:
            Path("/proc/self/clear_refs").write_text("5")
        except OSError:
            self._before: float | None = None
        else:
            self._before = _status("VmRSS")

    def grown(self) -> float:
        """Return the growth of the peak resident memory, MB."""
        return 0 if self._before is None else _status("VmHWM") - self._before


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def test_source_that_is_no_text_for_a_compiler(make, briefing):
    for source in (
        "x = 1\0",
        "\0" * 1000,
        "(" * 100_000,
        "\ufeff\ufeff",
        "# coding: utf-7\n+AAA-",
        "def f():\n\tx\n        y\n",
    ):
        with pytest.raises(Fault) as caught:
            make(source).start(briefing)
        assert caught.value.kind == "start" and caught.value.message.isprintable()


# name: (body of bot_main, expected result)
FINE_AFTER_ALL = {
    "sleep": ("import time\n    time.sleep(10**6)\n    return {'now': time.monotonic()}", {"now": 5.0}),
    "breakpoint": ("breakpoint()\n    return {}", {}),
    "lone surrogates": ("return {'x': '\\ud800'}", {"x": "\ud800"}),
    "a printed surrogate": ("print('\\ud800')\n    return {}", {"log": "?"}),
    "stderr": ("import sys\n    print('oops', file=sys.stderr)\n    return {}", {"log": "oops"}),
    "bytes past print": ("import os\n    os.write(1, b'\\xff' * 900)\n    return {}", {}),
    "its environment": ("import os, sys\n    return {'e': dict(os.environ), 'a': sys.argv}", {"e": {}, "a": ["bot"]}),
    "memory that it caught": (
        "try: bytearray(10**9)\n    except MemoryError: return {'caught': 1}",
        {"caught": 1},
    ),
}


@pytest.mark.parametrize("name", FINE_AFTER_ALL)
def test_no_fault(start, name):
    body, action = FINE_AFTER_ALL[name]
    program = start(f"def bot_main(o):\n    {body}\n")
    answer = json.loads(program.tick(b"{}", 5 * 10**9))
    if name == "sleep":
        assert answer.pop("log").startswith("warning: sleep does not wait")
    assert answer == action


def test_a_huge_print_is_cut_with_a_mark(start):
    program = start("def bot_main(o):\n    print('x' * 10**6)\n    print('end')\n    return {}\n")
    for _ in range(2):
        log = json.loads(program.tick(b"{}", 0))["log"]
        assert len(log) <= 4096 and log.startswith("xxx") and log.endswith("[log cut]")


def test_what_was_logged_before_a_fault_is_not_lost(start):
    program = start("def bot_main(o):\n    print('at', o['t'])\n    if o['t'] == 1: 1 / 0\n    return {}\n")
    with pytest.raises(Fault):
        program.tick(b'{"t": 1}', 0)
    assert json.loads(program.tick(b'{"t": 2}', 0))["log"] == "at 1\nat 2"


def test_a_crash_keeps_its_last_words(start):
    program = start("import os\ndef bot_main(o):\n    os.write(2, b'the very end')\n    os.abort()\n")
    with pytest.raises(Fault) as caught:
        program.tick(b"{}", 0)
    assert caught.value.kind == "trap" and "the very end" in caught.value.detail


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
def test_many_deaths_do_not_grow_the_process(start):
    program = start("import os\ndef bot_main(o): os._exit(0)\n")
    sizes = []
    for number in range(150):
        with pytest.raises(Fault):
            program.tick(b"{}", 0)
        if number in (49, 149):
            sizes.append(_status("VmRSS"))
    assert sizes[1] - sizes[0] < 20  # MB; an instance has 9
