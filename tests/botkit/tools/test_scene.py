"""The fixture for tests of bots, used as a bot's author would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from botkit import Vec
from systems.rules import Rules

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[3]

BOT = """
from botkit import *

def tick(ship):
    ship.log(f"tick {ship.tick}")
    if ship.enemies and ship.aim_at(ship.enemies[0]):
        ship.fire()
    ship.shield(any(shot.side != ship.side for shot in ship.projectiles))
"""


@pytest.fixture
def ace(tmp_path: Path) -> Path:
    path = tmp_path / "ace.py"
    path.write_text(BOT)
    return path


def test_a_situation_is_what_was_set_up(scene):
    duel = scene()
    duel.place(0, -100, 50, heading=-1, velocity=(3, 4), spin=2, hull=40, energy=30, cooling=5)
    ship = duel.ship(0)
    assert (ship.pos, ship.velocity, ship.hull, ship.energy, ship.cooling) == (Vec(-100, 50), Vec(3, 4), 40, 30, 5)
    assert (ship.heading, ship.spin) == (pytest.approx(-1, abs=1e-8), pytest.approx(2, abs=1e-7))
    assert ship.alive
    duel.place(0, hull=7)
    assert (duel.ship(0).hull, duel.ship(0).pos) == (7, Vec(-100, 50))
    assert duel.tick == 0


def test_a_bot_plays_in_it(scene, ace):
    duel = scene(ace)
    duel.place(0, -150, 0, heading=0)
    duel.place(1, 150, 0)
    duel.run(1)
    assert duel.orders(0) == {"thrust": 0, "turn": 0, "fire": 1, "shield": False, "strafe": 0}
    assert [(shot.side, shot.power) for shot in duel.shots] == [(0, 1)]
    duel.run(29)
    assert duel.ship(1).hull < 100
    assert duel.log()[-1] == "tick 29"
    assert not duel.ended


def test_shots_can_be_put_into_the_air(scene, ace):
    duel = scene(ace)
    duel.place(0, 0, 0).place(1, 500, 500)
    duel.shoot(1, 100, 0, (-540, 0), power=3)
    duel.run(1)
    assert duel.ship(0).shielded
    duel.run(9)
    bare = scene(lambda ship: None).place(0, 0, 0).place(1, 500, 500).shoot(1, 100, 0, (-540, 0), power=3).run(10)
    let_through = 1 - Rules().shield_percent / 100
    assert 0 < 100 - bare.ship(0).hull <= Rules().shot_damage[2]
    assert 100 - duel.ship(0).hull == pytest.approx(let_through * (100 - bare.ship(0).hull), abs=1e-3)
    with pytest.raises(ValueError, match="already has"):
        for _ in range(Rules().shots_aloft + 1):
            duel.shoot(1, 900, 0, (0, 0))


def test_a_function_is_a_bot_and_so_is_a_built_in_one(scene):
    duel = scene(lambda ship: ship.thrust(), "hunter").run(30)
    assert duel.ship(0).velocity.length > 30
    assert duel.orders(1) != {"thrust": 0, "turn": 0, "fire": 0, "shield": False, "strafe": 0}


def test_it_ends_as_a_match_ends(scene):
    duel = scene(max_ticks=5)
    duel.place(1, hull=50)
    assert duel.winner is None
    assert duel.run(99).tick == 5
    assert (duel.ended, duel.winner, duel.points) == (True, 0, [0, 0])


def test_other_modes_and_rules(scene):
    fleets = scene(lambda ship: ship.thrust(), mode="fleet", ships=3, rules={"drag": 0.0})
    fleets.run(2)
    assert all(fleets.orders(ship)["thrust"] == 1 for ship in (0, 1, 2))
    assert fleets.ship(5).velocity == Vec(0, 0)
    with pytest.raises(ValueError, match="there is no ship 6"):
        fleets.ship(6)


def test_what_there_is_not_is_refused(scene):
    made = scene()
    for wrong in (
        lambda: made.place(9, 0, 0),
        lambda: made.place(0, float("nan"), 0),
        lambda: made.place(0, velocity=(0, float("inf"))),
        lambda: made.shoot(0, 0, 0, (1, 0), power=9),
        lambda: made.shoot(0, 0, float("nan"), (1, 0)),
    ):
        with pytest.raises(ValueError, match=r"no ship 9|nan is not a|inf is not a|power must be 1, 2 or 3"):
            wrong()


def test_what_a_bot_raises_comes_out(scene, tmp_path):
    path = tmp_path / "bad.py"
    path.write_text("def tick(ship):\n    1 / 0\n")
    with pytest.raises(ZeroDivisionError) as raised:
        scene(path).run()
    assert str(raised.traceback[-1].path) == str(path)


def test_it_is_there_wherever_pytest_runs(pytester, ace):
    pytester.makepyfile(f"""
        def test_ace_fires(scene):
            duel = scene({str(ace)!r}).place(0, 0, 0, heading=0).place(1, 200, 0).run()
            assert duel.orders(0)["fire"] == 1
    """)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_lists_stand_for_tuples_in_rules(scene):
    assert scene(rules={"shot_cost": [1.0, 2.0, 3.0]}).run(1).tick == 1


def test_a_misspelt_rule_is_told_with_its_like(scene):
    with pytest.raises(TypeError, match=r"there is no rule 'shot_costs': did you mean 'shot_cost'\?"):
        scene(rules={"shot_costs": [1.0, 2.0, 3.0]})


def test_a_bots_own_engine_hides_nothing(tmp_path):
    (tmp_path / "main.py").write_text("import engine\ndef tick(ship):\n    ship.thrust(engine.power())\n")
    (tmp_path / "engine.py").write_text("def power():\n    return 0.5\n")
    (tmp_path / "test_bot.py").write_text(
        "from pathlib import Path\nimport engine\n\n"
        "def test_bot(scene):\n"
        "    assert scene(Path(__file__).parent).run(1).orders(0)['thrust'] == engine.power()\n"
        "    import engine as again\n"
        "    assert again is engine\n"
    )
    target = tmp_path.rename(tmp_path.with_name("smart"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(target)],
        cwd=target, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
