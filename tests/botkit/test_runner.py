import contextlib
import json
import os
import random
import traceback

import pytest

from botkit.runner import describe, write_log

FIRST = """from botkit import *

def tick(ship):
    if ship.enemies:
        if ship.aim_at(ship.enemies[0]):
            ship.fire()
    else:
        ship.fly_to(ship.rally)
"""


def fault(call):
    """Return what `describe` makes of an exception of `call`: kind, message, traceback."""
    text = None
    try:
        call()
    except BaseException as error:
        with contextlib.suppress(BaseException):  # an interrupt that escaped from `describe` would end the test run
            text = describe(error)
    assert text is not None, "nothing was raised, or describe did"
    kind, message, trace = text.split("\n", 2)
    return kind, message, trace


def test_the_first_bot(program, kit):
    bot = program(FIRST)
    ahead = [1, 1, 300.0, 0.0, 0.0, 0.0, 0.0, 100.0, 12.0]
    assert kit.ask(bot, kit.observation(contacts={"ship": [ahead]})) == {"ships": {"0": {"fire": 1}}}
    assert kit.ask(bot, kit.observation(kit.own(x=-500.0), tick=1)) == {"ships": {"0": {"thrust": 1}}}


def test_an_action_is_compact_json(program, kit):
    bot = program("def tick(ship):\n    ship.turn(0.1 + 0.2)\n    ship.shield()\n    ship.log('é')")
    bot.start(json.dumps(kit.briefing()))
    said = bot.tick(json.dumps(kit.observation()))
    assert said == '{"ships":{"0":{"turn":0.3,"shield":true}},"log":"\\u00e9"}'


def test_start_is_told_of_the_match(program, kit):
    main = (
        "NAME = 'A'\nVERSION = 2\nCOLOR = '#12aBcd'\n"
        "def start(match):\n    global M\n    M = match\n"
        "def tick(ship):\n    m = M\n    ship.log(m.mode, m.arena.name, m.arena.radius, m.rules.drag, m.side, m.sides,"
        " m.ships, m.tick_rate, m.max_ticks, m.seed)"
    )
    bot = program(main)
    assert json.loads(bot.start(json.dumps(kit.briefing()))) == {"name": "A", "version": "2", "color": "#12aBcd"}
    assert kit.ask(bot) == {"log": "duel open 1000.0 0.3 0 2 (0,) 30 1800 5"}


@pytest.mark.parametrize(
    ("constant", "message"),
    [
        ("NAME = 5", "ProgramError: NAME: expected a string, not 5 (bot.py line 1)"),
        ("COLOR = 'red'", "ProgramError: COLOR: expected '#rrggbb', not 'red' (bot.py line 1)"),
    ],
)
def test_wrong_constants_are_named(program, kit, constant, message):
    bot = program(constant + "\ndef tick(ship): pass")
    assert fault(lambda: bot.start(json.dumps(kit.briefing())))[1] == message


@pytest.mark.parametrize("main", ["x = 1", "tick = 5"])
def test_a_file_that_is_no_bot(program, main):
    _, message, _ = fault(lambda: program(main))
    assert message.startswith("ProgramError: bot.py defines neither tick(ship) nor bot_main(observation)")
    assert message.endswith("docs/botkit.md#tick")


def test_a_folder_without_main(program):
    assert fault(lambda: program(None, {"bot.py": ""}))[1] == "ProgramError: bot: there is no main.py"


def test_every_ship_of_a_fleet_is_asked(program, kit):
    bot = program(
        "calls = 0\ndef tick(ship):\n    global calls\n    calls += 1\n"
        "    ship.thrust(ship.id / 10)\n    ship.log(calls)"
    )
    seen = kit.observation(kit.own(5), kit.own(6), kit.own(8))
    orders = {"5": {"thrust": 0.5}, "6": {"thrust": 0.6}, "8": {"thrust": 0.8}}
    assert kit.ask(bot, seen) == {"ships": orders, "log": "1\n2\n3"}
    assert kit.ask(bot, kit.observation(kit.own(6), tick=1)) == {"ships": {"6": {"thrust": 0.6}}, "log": "4"}


def test_the_plain_form(program, kit):
    bot = program("def bot_main(observation):\n    return {'actions': ['FORWARD'] * len(observation['ships'])}")
    assert kit.ask(bot) == {"actions": ["FORWARD"]}
    full = {"ships": {"0": {"thrust": 1}}, "log": "hello"}
    assert kit.ask(program(f"def bot_main(observation):\n    return {full}")) == full


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("None", "ProgramError: bot_main returned None: expected a dict"),
        (
            "{'ships': {'0': {'thrust': float('nan')}}}",
            "ProgramError: bot_main returned what JSON cannot hold: Out of range",
        ),
        ("{'actions': {1}}", "TypeError: Object of type set is not JSON serializable"),
    ],
)
def test_the_plain_form_must_give_json(program, kit, given, message):
    bot = program(f"def bot_main(observation):\n    return {given}")
    assert fault(lambda: kit.ask(bot))[1].startswith(message)


def test_print_can_be_made_part_of_the_log(program, kit):
    """As in the guest: prints and log entries keep their order, and those during load appear in the first tick."""
    bot = program("def tick(ship):\n    ship.log('two')")
    write_log("one\n")
    assert kit.ask(bot) == {"log": "one\ntwo"}
    plain = program("def bot_main(observation):\n    return {'log': 'own'}")
    write_log("printed\n")
    assert kit.ask(plain) == {"log": "own\nprinted"}


def test_a_log_survives_the_error_after_it(program, kit):
    bot = program("def tick(ship):\n    ship.log(ship.tick)\n    ship.thrust()\n    1 / ship.tick")
    assert fault(lambda: kit.ask(bot))[1] == "ZeroDivisionError: division by zero (bot.py line 4)"
    assert kit.ask(bot, kit.observation(tick=1))["log"] == "0\n1"


def test_the_seed_decides_what_random_gives(program, kit):
    main = "import random\nfirst = random.random()\ndef tick(ship):\n    ship.log(first, random.random())"
    same, again, other = program(main, seed=7), program(main, seed=7), program(main, seed=8)
    random.seed(0)
    said = [kit.ask(bot) for _ in range(3) for bot in (same, again, other)]
    assert said[0::3] == said[1::3]
    assert all(a != b for a, b in zip(said[0::3], said[2::3], strict=True))


def test_other_columns_are_refused(program, kit):
    bot = program("def tick(ship): pass")
    briefing = kit.briefing()
    briefing["columns"] = {**briefing["columns"], "ship": ["id"]}
    assert "columns" in fault(lambda: bot.start(json.dumps(briefing)))[1]


# ---- errors


def test_an_error_names_the_bots_own_line(program, kit):
    bot = program(
        "import a.b\ndef tick(ship):\n    a.b.go(ship)\n", {"a/b.py": "def go(ship):\n    ship.fire('two')\n"}
    )
    kind, message, trace = fault(lambda: kit.ask(bot))
    assert kind == "raised"
    wrong = "TypeError: ship.fire(power): expected a number, not 'two'"
    assert message == f"{wrong}; see docs/botkit.md#fire (a/b.py line 2)"
    lines = [line for line in trace.splitlines() if line.strip(" ~^")]  # some Pythons mark the place below a line
    assert lines[:5] == [
        "Traceback (most recent call last):",
        '  File "main.py", line 3, in tick',
        "    a.b.go(ship)",
        '  File "a/b.py", line 2, in go',
        "    ship.fire('two')",
    ]
    assert "check.py" not in trace
    assert "runner.py" not in trace


def test_an_error_while_a_sibling_loads(program):
    _, message, trace = fault(lambda: program("import b\n", {"b.py": "\n\n1 / 0\n"}))
    assert message == "ZeroDivisionError: division by zero (b.py line 3)"
    assert "importlib" not in trace
    assert "imports.py" not in trace
    assert trace.index("main.py") < trace.index("b.py")


def test_an_error_while_the_program_loads_shows_its_line(program):
    _, _, trace = fault(lambda: program("x = 1\ny = x / 0\n\ndef tick(ship): pass\n"))
    assert "    y = x / 0\n" in trace
    _, _, trace = fault(lambda: program("import b\n", {"b.py": "class A:\n    z = 1 / 0\n"}))
    assert "    import b\n" in trace and "    z = 1 / 0\n" in trace


def test_the_bots_own_line_is_shown_behind_many_of_a_librarys(program):
    bot = program("import re\ndef bot_main(o):\n    return {'x': re.compile('(')}\n")
    _, message, trace = fault(lambda: bot.tick("{}"))
    assert message.endswith("line 3)")
    assert "line 3, in bot_main\n    return {'x': re.compile('(')}\n" in trace
    assert trace.count("  File ") == 6


def test_a_bot_of_one_file_goes_by_its_name(program, kit):
    text = "def tick(ship):\n    ship.log(__file__)\n    1 / ship.tick\n"
    bot = program(text)
    _, message, trace = fault(lambda: kit.ask(bot))
    assert message.endswith("(bot.py line 3)")
    assert 'File "bot.py", line 3, in tick\n    1 / ship.tick' in trace
    assert kit.ask(bot, kit.observation(tick=1))["log"] == "bot.py\nbot.py"


def test_the_main_file_of_many_goes_by_its_own(program, kit):
    bot = program("import helper\ndef tick(ship):\n    1 / 0\n", {"helper.py": ""})
    _, message, trace = fault(lambda: kit.ask(bot))
    assert message.endswith("(main.py line 3)")
    assert 'File "main.py", line 3, in tick' in trace


def test_a_syntax_error_names_file_and_line(program):
    _, message, trace = fault(lambda: program("x = 1\ndef tick(ship:\n"))
    assert message == "SyntaxError: '(' was never closed (bot.py line 2)"
    assert "def tick(ship:" in trace
    assert fault(lambda: program("import a.b", {"a/b.py": "x = = 1"}))[1].endswith("(a/b.py line 1)")
    assert "(bot.py" in fault(lambda: program("x = 1\0"))[1]


def test_a_syntax_error_of_what_the_bot_compiles_names_the_bots_line(program, kit):
    bot = program("def tick(ship):\n    eval('1 +')")
    assert fault(lambda: kit.ask(bot))[1] == "SyntaxError: invalid syntax (bot.py line 2)"


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        ("SystemExit(3)", "SystemExit: 3 (to end the tick, write `return`)"),
        ("KeyboardInterrupt", "KeyboardInterrupt"),
        ("ValueError('a\\n\\n  b')", "ValueError: a b"),
        ("ValueError('\\ud800')", "ValueError: ?"),
        ("MemoryError()", "MemoryError"),
    ],
)
def test_whatever_is_raised_is_described(program, kit, raised, message):
    bot = program(f"def tick(ship):\n    raise {raised}")
    kind, said, trace = fault(lambda: kit.ask(bot))
    assert said == f"{message} (bot.py line 2)"
    assert kind == ("memory" if "Memory" in raised else "raised")
    trace.encode()


def test_a_long_message_keeps_its_place_and_fits(program, kit):
    bot = program("def tick(ship):\n    raise ValueError('x' * 10**6)")
    _, message, trace = fault(lambda: kit.ask(bot))
    assert len(message) == 300
    assert message.endswith("x… (bot.py line 2)")
    assert len(trace) <= 4000


def test_a_deep_recursion_has_a_short_traceback(program, kit):
    bot = program("def tick(ship):\n    tick(ship)")
    kind, message, trace = fault(lambda: kit.ask(bot))
    assert kind == "raised"
    assert message.startswith("RecursionError: ")
    assert len(trace.splitlines()) < 30


HOSTILE = """
class Evil(Exception):
    def __str__(self): raise SystemExit
    __repr__ = __str__
    def __getattribute__(self, name): raise KeyboardInterrupt
class Meta(type):
    @property
    def __name__(cls): raise MemoryError
class Worse(Exception, metaclass=Meta):
    pass
class NoText(Exception):
    def __str__(self): return 5
def tick(ship):
    raise {what}
"""


@pytest.mark.parametrize(
    "what", ["Evil()", "Worse()", "NoText()", "SyntaxError('x', 5)", "SyntaxError('x', (5, 6, 7, 8))"]
)
def test_a_hostile_exception_does_not_escape(program, kit, what):
    bot = program(HOSTILE.replace("{what}", what))
    kind, message, trace = fault(lambda: kit.ask(bot))
    assert kind == "raised"
    assert 0 < len(message) <= 300
    assert "\n" not in message
    assert len(trace) <= 4000


def test_an_error_without_any_frame():
    assert describe(ValueError("x")).split("\n")[:2] == ["raised", "ValueError: x"]


# ---- files on a disk


def test_real_files_are_named_as_they_are(program, kit, tmp_path):
    files = {"main.py": "import a.b\ndef tick(ship):\n    a.b.go()\n", "a/b.py": "def go():\n    1 / 0\n"}
    main = files.pop("main.py")
    bot = program(main, files, root=str(tmp_path))
    with pytest.raises(ZeroDivisionError) as raised:
        kit.ask(bot)
    frames = traceback.extract_tb(raised.value.__traceback__)
    assert [frame.filename for frame in frames[-2:]] == [str(tmp_path / "main.py"), str(tmp_path / "a" / "b.py")]
    assert frames[-1].line == "1 / 0"
    assert describe(raised.value).split("\n")[1].endswith("(a/b.py line 2)")


def test_a_single_real_file_is_named_as_it_is(program, kit, tmp_path):
    bot = program("def tick(ship):\n    1 / 0\n", root=str(tmp_path / "ace.py"))
    with pytest.raises(ZeroDivisionError) as raised:
        kit.ask(bot)
    assert traceback.extract_tb(raised.value.__traceback__)[-1].filename == os.fspath(tmp_path / "ace.py")
    assert describe(raised.value).split("\n")[1].endswith("(ace.py line 2)")


def test_a_real_folder_of_one_file_is_named_as_it_is(program, kit, tmp_path):
    bot = program("def tick(ship):\n    1 / 0\n", root=str(tmp_path))
    _, message, trace = fault(lambda: kit.ask(bot))
    assert message.endswith("(main.py line 2)")
    assert f'File "{tmp_path / "main.py"}", line 2' in trace
