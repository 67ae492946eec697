"""A bot's own modules: imported by their plain names, and only by that bot."""

import json
import sys

import pytest

from botkit.runner import describe

SAY = "\ndef bot_main(observation):\n    return {'log': str(VALUE)}\n"


@pytest.mark.parametrize(
    ("main", "siblings", "value"),
    [
        ("import helper\nVALUE = helper.X", {"helper.py": "X = 1"}, "1"),
        ("from helper import X as VALUE", {"helper.py": "X = 2"}, "2"),
        ("from helper import *\nVALUE = X", {"helper.py": "X = 3"}, "3"),
        ("from . import helper\nVALUE = helper.X", {"helper.py": "X = 4"}, "4"),
        ("from .helper import X as VALUE", {"helper.py": "X = 5"}, "5"),
        ("import a.b\nVALUE = a.b.X", {"a/__init__.py": "", "a/b.py": "X = 6"}, "6"),
        ("import a.b as c\nVALUE = c.X", {"a/b.py": "X = 7"}, "7"),
        ("from a import b\nVALUE = b.X", {"a/b.py": "from . import c\nX = c.X", "a/c.py": "X = 8"}, "8"),
        (
            "import a\nVALUE = a.X",
            {"a/__init__.py": "from .b import X", "a/b.py": "from ..d import X", "d.py": "X = 9"},
            "9",
        ),
        ("import a\nVALUE = a.X", {"a.py": "import b\nX = b.X", "b.py": "X = 10"}, "10"),
        ("def go():\n    import late\n    return late.X\nVALUE = go()", {"late.py": "X = 11"}, "11"),
        ("X = 12\nimport helper\nVALUE = helper.X", {"helper.py": "import main\nX = main.X"}, "12"),
        ("VALUE = __import__('helper').X", {"helper.py": "X = 13"}, "13"),
        ("import importlib\nVALUE = importlib.import_module('.helper', __package__).X", {"helper.py": "X = 14"}, "14"),
        ("\ufeffVALUE = 15", {}, "15"),
        (
            "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom typing import ClassVar\n"
            "@dataclass\nclass P:\n    K: ClassVar[int] = 3\n    x: int = 16\nVALUE = P().x",
            {},
            "16",
        ),
        ("import json, os.path\nVALUE = json.dumps(17) + os.path.sep[:0]", {}, "17"),
    ],
)
def test_ways_to_import(program, kit, main, siblings, value):
    assert kit.ask(program(main + SAY, siblings)) == {"log": value}


def test_siblings_of_the_same_name_stay_apart(program, kit):
    one = program("import helper\nVALUE = helper.X" + SAY, {"helper.py": "X = 'one'"})
    two = program("import helper\nVALUE = helper.X" + SAY, {"helper.py": "X = 'two'"})
    three = program("def bot_main(o):\n    import helper\n", {})
    assert (kit.ask(one), kit.ask(two)) == ({"log": "one"}, {"log": "two"})
    with pytest.raises(ModuleNotFoundError):
        kit.ask(three)
    with pytest.raises(ModuleNotFoundError):
        import helper  # noqa: F401


def test_a_sibling_shadows_everybodys_modules_for_its_bot_alone(program, kit):
    import engine

    path, ours = list(sys.path), engine.__file__
    main = "import engine, json, botkit\nVALUE = engine.X + json.X + botkit.X" + SAY
    bot = program(main, {"engine.py": "X = 'e'", "json.py": "import math\nX = 'j'", "botkit.py": "X = 'b'"})
    other = program("import json\nVALUE = json.dumps([])" + SAY)
    assert kit.ask(bot) == {"log": "ejb"}
    assert kit.ask(other) == {"log": "[]"}
    assert json.dumps([1]) == "[1]"
    assert sys.modules["engine"].__file__ == ours
    assert sys.path == path


def test_the_kit_uses_its_own_modules_beside_a_bots(program, kit):
    """A bot may have modules math.py and random.py of its own."""
    main = "from botkit import *\nimport random, math\ndef tick(ship):\n    ship.fly_to((random.X, math.X))\n"
    action = kit.ask(program(main, {"random.py": "X = 500", "math.py": "X = 0"}))
    assert action == {"ships": {"0": {"thrust": 1.0}}}


def test_a_module_is_run_once(program, kit):
    main = "import a, b\nVALUE = a.log is b.log and len(a.log)" + SAY
    files = {"a.py": "from shared import log", "b.py": "from shared import log", "shared.py": "log = ['run']"}
    assert kit.ask(program(main, files)) == {"log": "1"}


def test_a_missing_sibling_is_named_with_its_line(program):
    with pytest.raises(ModuleNotFoundError) as raised:
        program("\nimport nowhere\n")
    assert describe(raised.value).split("\n")[1] == (
        "ModuleNotFoundError: No module named 'nowhere'"
        " (a bot can import the standard library and the modules in its own folder) (bot.py line 2)"
    )


def test_a_closed_program_leaves_nothing_behind(program):
    modules, finders = set(sys.modules), len(sys.meta_path)
    bot = program("import helper\ndef tick(ship): pass", {"helper.py": ""})
    assert set(sys.modules) - modules
    bot.close()
    assert set(sys.modules) == modules
    assert len(sys.meta_path) == finders


def test_a_program_that_does_not_load_leaves_nothing_behind(program):
    modules, finders = set(sys.modules), len(sys.meta_path)
    with pytest.raises(ZeroDivisionError):
        program("import helper\n1 / 0", {"helper.py": ""})
    assert set(sys.modules) == modules
    assert len(sys.meta_path) == finders
