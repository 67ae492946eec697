from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit.tools.tuning.constants import Constants, replaced
from league.bots.roster import Entry
from league.cli.errors import LeagueError

ROOT = Path(__file__).parents[4]


def bot(text: str, **others: str) -> Entry:
    files = [("main.py", text), *((f"{name}.py", other) for name, other in others.items())]
    return Entry("bot", Path("bot.py" if not others else "bot"), tuple(sorted(files)))


def changed(text: str, **values: float) -> str:
    entry = bot(text)
    known = Constants(entry)
    found = replaced(entry.files, {known.find(name): value for name, value in values.items()})[0][1]
    assert isinstance(found, str)
    return found


def test_only_plain_numbers_at_the_top_level_are_constants() -> None:
    text = (
        "A = 1\nB = -2.5\nC: float = +3\nD = 1_000; E = 0x10\nF = (\n    7\n)\n"
        "G = True\nH = 'x'\nI = 1 + 1\nJ = K = 5\nL, M = 1, 2\nN = 3j\nO = 1e999\nif A:\n    P = 1\nQ: int\n"
    )
    found = {constant.name: constant.value for constant in Constants(bot(text))}
    assert found == {"A": 1, "B": -2.5, "C": 3, "D": 1000, "E": 16, "F": 7}


def test_the_examples_constants_are_found() -> None:
    text = (ROOT / "examples" / "bots" / "hunter.py").read_text()
    found = {constant.name: constant.value for constant in Constants(bot(text))}
    assert found == {"STAND": 250, "REACH": 800, "SURE": 0.75, "RESERVE": 70}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_everything_else_stays_byte_for_byte(newline: str) -> None:
    text = newline.join(
        ['"""Über: \N{ROCKET}', '"""', "\tif 1: pass"[1:], 'S = "é"; A  =  -250  # m, \N{ROCKET} A = 250', "B=0.5", ""]
    )
    assert changed(text, A=-7, B=1.0) == text.replace("-250", "-7").replace("0.5", "1.0")
    assert changed(text, A=310) == text.replace("-250", "310")


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_again(value: float) -> None:
    text = changed("# before\nA = 1  # after\n", A=value)
    assert text.startswith("# before\nA = ") and text.endswith("  # after\n")
    assert [constant.value for constant in Constants(bot(text))] == [value]


@pytest.mark.parametrize(
    "more",
    [
        "A = 2",
        "A += 1",
        "del A",
        "def f():\n    global A\n    A = 2",
        "for A in (1, 2):\n    pass",
        "if True:\n    A = 2",
        "import A",
        "from x import y as A",
        "def A():\n    pass",
        "class A:\n    pass",
        "with open('x') as A:\n    pass",
        "try:\n    pass\nexcept ValueError as A:\n    pass",
        "match 1:\n    case A:\n        pass",
        "(A := 2)",
    ],
)
def test_a_number_that_is_assigned_again_is_refused(more: str) -> None:
    known = Constants(bot(f"A = 1\n{more}\n"))
    with pytest.raises(LeagueError, match="A cannot be tuned: it is assigned more than once"):
        known.find("A")


@pytest.mark.parametrize(
    "more",
    [
        "def f(A):\n    A = 2",
        "def f():\n    A = 2\n    return A",
        "class X:\n    A = 2",
        "B = [A for A in (1, 2)]",
        "B = lambda A: A",
        "print(A)",
        "x.A = 2",
    ],
)
def test_a_local_of_the_same_name_is_another_matter(more: str) -> None:
    assert Constants(bot(f"A = 1\n{more}\n")).find("A").value == 1


def test_what_is_no_constant_is_named_with_what_was_meant() -> None:
    known = Constants(bot("STAND = 1\nREACH = 2\nNAME = 'x'\ndef tick(ship):\n    pass\n"))
    for name, words in {
        "STANT": "the bot has no constant 'STANT': did you mean 'STAND'?",
        "reach": "the bot has no constant 'reach': did you mean 'REACH'?",
        "nothing": "the bot has no constant 'nothing'; it has: STAND, REACH",
        "NAME": "NAME cannot be tuned: it is not assigned a plain number at the top level",
        "tick": "tick cannot be tuned: it is not assigned a plain number at the top level",
    }.items():
        with pytest.raises(LeagueError) as refused:
            known.find(name)
        assert str(refused.value) == words
    with pytest.raises(LeagueError, match="it has: none"):
        Constants(bot("")).find("A")


def test_constants_of_other_files_are_named_with_them() -> None:
    entry = bot("A = 1\n", tactics="A = 2\nB = 3\n")
    known = Constants(entry)
    assert [constant.label for constant in known] == ["A", "tactics.py:A", "tactics.py:B"]
    assert replaced(entry.files, {known.find("tactics.py:A"): 5}) == (
        ("main.py", "A = 1\n"),
        ("tactics.py", "A = 5\nB = 3\n"),
    )
    with pytest.raises(LeagueError, match=r"did you mean 'tactics\.py:B'"):
        known.find("tactic.py:B")


@pytest.mark.parametrize(
    ("line", "bounds"),
    [
        ("A = 1  # sweep 100:500", "100:500"),
        ("A = 1  # m, how far; sweep -1.5:2e3:0.5.", "-1.5:2e3:0.5"),
        ("A = (1)  # (sweep 50,70,90)", "50,70,90"),
        ("A = 1; B = 2  # sweep 1:3", None),
        ("A = 1  # sweep the arena 5:6", None),
        ("A = 1  # sweep 5 times", None),
        ("A = 1  # sweeps 5:6", None),
        ("A = 1\n# sweep 5:6", None),
        ("A = '# sweep 5:6'\nA_ = 1", None),
    ],
)
def test_bounds_are_in_the_comment_of_the_line(line: str, bounds: str | None) -> None:
    assert next(iter(Constants(bot(line)))).bounds == bounds


@pytest.mark.filterwarnings("error")
def test_what_the_compiler_warns_of_is_not_told() -> None:
    assert Constants(bot("A = 1\nB = '\\d' is 1\n")).find("A").value == 1


def test_what_is_not_python_is_refused() -> None:
    with pytest.raises(LeagueError, match=r"^bot\.py line 2: "):
        Constants(bot("A = 1\ndef tick(ship:\n"))
    with pytest.raises(LeagueError, match=r"^tactics\.py line 1: "):
        Constants(bot("", tactics="="))
    with pytest.raises(LeagueError, match=r"^bot\.py cannot be parsed"):
        Constants(bot("A = " + "-" * 50_000 + "1"))
    with pytest.raises(LeagueError, match="only the numbers of Python bots can be tuned"):
        Constants(Entry("bot", Path("bot.wasm"), (("main.wasm", b"\0asm"),)))
