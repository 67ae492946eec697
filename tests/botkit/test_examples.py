"""The example bots, and what docs/bots.md shows, as far as the kit alone can tell."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOTS = sorted((ROOT / "examples").glob("*/*.py"))
DOCS = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
ENEMY = [1, 1, 200.0, 30.0, -40.0, 25.0, 3.0, 60.0, 12.0]
SHOTS = [[7, 1, 20.0, 2.0, -540.0, 0.0, 1], [9, 0, 60.0, 0.0, 540.0, 0.0, 3]]


def examples():
    return re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)


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
    assert f"`{path.name}`" in DOCS


def test_there_are_seven_examples_and_two_for_each_other_mode():
    folders = Counter(path.parent.name for path in BOTS)
    assert folders == {"bots": 7, "melee": 2, "fleet": 2, "sumo": 2}


def test_the_first_bot_is_the_one_in_the_docs():
    first = (ROOT / "examples" / "bots" / "first.py").read_text(encoding="utf-8")
    strip = [line for line in first.partition('"""\n\n')[2].splitlines() if line]
    assert strip == [line for line in examples()[0].splitlines() if line]


def test_the_docs_examples_run(program, kit):
    first, constants, plain = examples()
    assert kit.ask(program(first), kit.observation(kit.own(x=-500.0))) == {"ships": {"0": {"thrust": 1.0}}}
    assert kit.ask(program(constants + "\ndef tick(ship): pass")) == {}
    assert kit.ask(program(plain)) == {"actions": ["FORWARD", "LEFT", "SHOOT"]}


@pytest.mark.parametrize(
    "name", ["Ship", "ShipContact", "Ally", "Projectile", "Beacon", "Arena", "Match", "Vec", "Draw"]
)
def test_the_docs_name_all_that_the_kit_offers(name):
    from botkit import arena, contact, draw, ship, side, vec

    kind = next(getattr(room, name) for room in (ship, contact, side, arena, vec, draw) if hasattr(room, name))
    for public in (public for public in vars(kind) if not public.startswith("_")):
        if public not in ("name", "clear", "cut", "rows"):
            assert re.search(rf"[`.( ]{public}\b", DOCS), public
