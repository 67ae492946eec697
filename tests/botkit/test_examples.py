"""The example bots, tested with botkit alone."""

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOTS = sorted(path for path in (ROOT / "examples").glob("*/*.py") if path.parent.name != "learning")
ENEMY = [1, 1, 200.0, 30.0, -40.0, 25.0, 3.0, 60.0, 12.0]
SHOTS = [[7, 1, 20.0, 2.0, -540.0, 0.0, 1], [9, 0, 60.0, 0.0, 540.0, 0.0, 3]]


@pytest.mark.parametrize("path", BOTS, ids=lambda path: path.stem)
def test_an_example_flies_whatever_it_senses(program, kit, path):
    bot = program(path.read_text(encoding="utf-8"), root=str(path))
    did = []
    for tick in range(200):
        near = [[1, 1, *(value * tick / 50 for value in ENEMY[2:4]), *ENEMY[4:]]] if tick % 80 > 20 else []
        own = kit.own(x=-3.0 * tick, energy=float(tick % 100), heading=tick % 6 - 3.0, spin=1.0, vx=20.0)
        seen = kit.observation(own, tick=tick, contacts={"ship": near, "projectile": SHOTS if near else []})
        did.append(kit.ask(bot, seen))
    assert any(action.get("ships") or action.get("actions") for action in did)


@pytest.mark.parametrize("path", BOTS, ids=lambda path: path.stem)
def test_an_example_says_its_idea(path):
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc is not None


def test_there_are_seven_examples_and_two_for_each_other_mode():
    folders = Counter(path.parent.name for path in BOTS)
    assert folders == {"bots": 7, "melee": 2, "fleet": 2, "sumo": 2}
