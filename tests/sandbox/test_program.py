"""The lifecycle of a program: start, ticks, faults it survives, and faults that end its instance."""

from __future__ import annotations

import json

import pytest

from sandbox import Fault, Program

COUNTER = """
count = 0

def bot_main(observation):
    global count
    count += 1
    print("tick", observation["tick"])
    if observation.get("do") == "raise":
        raise ValueError("no such luck")
    if observation.get("do") == "exit":
        import os
        os._exit(3)
    return {"count": count}
"""


def tick(program, number=0, **more):
    return json.loads(program.tick(json.dumps({"tick": number, **more}).encode(), number * 33_333_333))


def test_actions_and_prints_come_out_and_globals_live_through_the_match(start):
    program = start(COUNTER)
    assert tick(program, 0) == {"count": 1, "log": "tick 0"}
    assert tick(program, 1) == {"count": 2, "log": "tick 1"}
    assert 0 < program.fuel_used < 100_000_000


def test_an_exception_is_a_fault_that_keeps_the_instance(start):
    program = start(COUNTER)
    with pytest.raises(Fault) as caught:
        tick(program, 5, do="raise")
    assert caught.value.kind == "raised"
    assert caught.value.message == "ValueError: no such luck (tested.py line 9)"
    assert "in bot_main" in caught.value.detail and 'raise ValueError("no such luck")' in caught.value.detail
    assert tick(program, 6)["count"] == 2


def test_after_a_trap_the_next_tick_runs_in_a_new_instance_without_its_globals(start):
    program = start(COUNTER)
    assert tick(program, 0)["count"] == 1
    with pytest.raises(Fault) as caught:
        tick(program, 1, do="exit")
    assert (caught.value.kind, caught.value.message) == ("trap", "ended its own process (exit 1)")
    assert tick(program, 2)["count"] == 1
    assert tick(program, 3)["count"] == 2


@pytest.mark.parametrize(
    ("body", "kind", "count"),
    [
        ("while True: pass", "fuel", 1),
        ("bytearray(10**9)", "memory", 1),
        ("os.abort()", "trap", 1),
        ("os.urandom(60000), os.urandom(60000)", "fuel", 1),
        ("1 / 0", "raised", 3),
        ("return {'x': 'x' * 10**5}", "output", 3),
    ],
)
def test_which_faults_an_instance_survives(start, body, kind, count):
    source = "import os\ncount = 0\ndef bot_main(o):\n    global count\n    count += 1\n    if o['tick'] == 1:\n"
    program = start(f"{source}        {body}\n    return {{'count': count}}\n")
    assert tick(program, 0)["count"] == 1
    with pytest.raises(Fault) as caught:
        tick(program, 1)
    assert caught.value.kind == kind
    assert tick(program, 2)["count"] == count


def test_a_new_instance_gets_the_same_briefing_and_seed(start):
    source = (
        "import os, random\nfirst = (random.random(), os.urandom(4).hex())\n"
        "def start(match):\n    global seen\n    seen = match.seed\n"
        "def bot_main(o):\n    if o.get('do'): os._exit(1)\n    return {'first': first, 'seen': seen}\n"
    )
    program = start(source)
    before = tick(program)
    with pytest.raises(Fault):
        tick(program, do="exit")
    assert tick(program, 9) == before and before["seen"] == 7


def test_a_restart_that_fails_is_the_fault_start(start):
    source = (
        "import os, time\nif time.monotonic() > 1: raise RuntimeError('not again')\ndef bot_main(o):\n    os._exit(1)\n"
    )
    program = start(source)
    with pytest.raises(Fault, match="trap"):
        tick(program, 1)
    with pytest.raises(Fault) as caught:
        tick(program, 60)
    assert (caught.value.kind, caught.value.message) == ("start", "RuntimeError: not again (tested.py line 2)")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def bot_main(o)\n", "SyntaxError"),
        ("import numpy\n", "No module named 'numpy'"),
        ("1 / 0\n", "ZeroDivisionError: division by zero (tested.py line 1)"),
        ("x = 1\n", "neither tick(ship) nor bot_main(observation)"),
        ("raise SystemExit\n", "SystemExit"),
        ("def start(match): raise OSError('s')\ndef bot_main(o): return {}\n", "OSError: s (tested.py line 1)"),
        ("while True: pass\n", "used more than 50,000,000 fuel to start: is there an endless loop?"),
        ("x = bytearray(10**9)\ndef bot_main(o): return {}\n", "used more than 64 MB of memory (tested.py line 1)"),
        ("import os\nos._exit(0)\n", "ended its own process"),
        ("NAME = 5\ndef bot_main(o): return {}\n", "NAME"),
        ("(" * 300 + ")" * 300, "source too complex to parse"),
        ("x = '\ud800'\n", "the files are not UTF-8 text"),
    ],
)
def test_whatever_goes_wrong_before_the_match_is_the_fault_start(make, briefing, source, message):
    with pytest.raises(Fault) as caught:
        make(source, load_fuel=50_000_000).start(briefing)
    assert caught.value.kind == "start" and message in caught.value.message


def test_the_answer_is_cleaned(start, make, briefing):
    source = (
        "NAME = 'Zo\\u202e\\x1b[31me ' + 'x' * 50\nAUTHOR = '\\n me '\nVERSION = 2\nCOLOR = '#FFaa00'\n"
        "def bot_main(o): return {}\n"
    )
    answer = json.loads(make(source).start(briefing))
    assert answer == {"name": "Zo??[31me " + "x" * 14, "author": "me", "version": "2", "color": "#ffaa00"}
    assert json.loads(make("def bot_main(o): return {}\n").start(briefing)) == {}


@pytest.mark.parametrize("answer", ["[]", "5", "not JSON", "[" * 5000])
def test_an_answer_that_is_no_object_is_the_fault_start(make, briefing, answer):
    source = (
        f"import botkit.runner as p\np.BotRunner.start = lambda self, text: {answer!r}\ndef bot_main(o): return {{}}\n"
    )
    with pytest.raises(Fault, match=r"start: (the answer .* JSON object|returned)"):
        make(source).start(briefing)


def test_siblings_are_importable_and_shadow_nothing(start):
    files = [
        ("guns/aim.py", "import json\nLEAD = 3\ndef text(): return json.dumps(LEAD)\n"),
        ("json.py", "def dumps(value): return 'mine'\n"),
        (
            "main.py",
            "from guns import aim\nimport json\ndef bot_main(o): return {'a': aim.text(), 'b': json.dumps(1)}\n",
        ),
    ]
    assert tick(start(files)) == {"a": "mine", "b": "mine"}


def test_a_message_names_the_sibling_that_raised(start):
    files = [("helper.py", "\ndef go(): return 1 / 0\n"), ("main.py", "import helper\ndef bot_main(o): helper.go()\n")]
    with pytest.raises(Fault, match=r"raised: ZeroDivisionError: division by zero \(helper.py line 2\)"):
        tick(start(files))


def test_a_program_of_one_file_is_called_by_its_name(guest, briefing):
    with Program(guest, "ace", [("main.py", "def bot_main(o):\n    1 / 0\n")], 7) as program:
        program.start(briefing)
        with pytest.raises(Fault) as caught:
            program.tick(b"{}", 0)
    assert caught.value.message == "ZeroDivisionError: division by zero (ace.py line 2)"
    assert 'File "ace.py", line 2, in bot_main\n    1 / 0' in caught.value.detail


def test_the_kit_is_in_the_guest(start):
    source = "from botkit import *\ndef tick(ship):\n    ship.thrust(0.5)\n    ship.log(ship.pos.x, TAU)\n"
    own = {"id": 0, "x": 5.0, "y": 0.0, "vx": 0.0, "vy": 0.0, "heading": 0.0, "spin": 0.0, "hull": 100.0}
    seen = {
        "points": [0.0, 0.0],
        "beacon": None,
        "safe_radius": 1000.0,
        "alive": [0, 1],
        "ships": [own | {"energy": 100.0, "cooling": 0, "shield": False, "ray": 995.0}],
        "contacts": {"ship": [], "projectile": [], "asteroid": []},
    }
    action = tick(start(source), 3, **seen)
    assert action["ships"] == {"0": {"thrust": 0.5}} and action["log"].startswith("5.0 6.28")


def test_two_programs_in_one_process_do_not_meet(start):
    vandal = start(
        "import builtins, json, random, sys\nsys.shared = 1\nbuiltins.hex = None\n"
        "def bot_main(o):\n    json.loads = json.dumps = print = None\n    random.seed(1)\n"
        "    sys.modules.clear()\n    return {'hex': builtins.hex}\n"
    )
    other = start("import sys\ndef bot_main(o): return {'n': hex(3), 'shared': hasattr(sys, 'shared')}\n")
    for _ in range(3):
        assert tick(vandal) == {"hex": None}
    assert tick(other) == {"n": "0x3", "shared": False}


def test_programs_take_turns(start):
    programs = [start(COUNTER) for _ in range(8)]
    for number in range(3):
        assert [tick(program, number)["count"] for program in programs] == [number + 1] * 8


def test_it_must_be_started_and_stays_closed(make, start, briefing):
    with pytest.raises(RuntimeError, match="before start"):
        make(COUNTER).tick(b"{}", 0)
    program = start(COUNTER)
    program.close()
    program.close()
    with pytest.raises(RuntimeError, match="after close"):
        program.tick(b"{}", 0)


def test_an_observation_that_is_not_utf8_is_refused_and_harms_nothing(start):
    program = start(COUNTER)
    with pytest.raises(UnicodeDecodeError):
        program.tick(b'{"tick": "\xff"}', 0)
    assert tick(program, 1)["count"] == 1


def test_text_beyond_ascii_goes_both_ways(start):
    program = start("def bot_main(o):\n    print(o['word'])\n    return {'word': o['word']}\n")
    assert tick(program, word="naïve ✓ 🚀") == {"word": "naïve ✓ 🚀", "log": "naïve ✓ 🚀"}
