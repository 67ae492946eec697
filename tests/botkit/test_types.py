"""Type checkers are quiet about a bot with types, and find what is misspelt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TYPED = """
from botkit import *
from botkit import Match, Rules, SeenShip, Ship, Threat, Track

before: list[SeenShip] = []


def start(match: Match) -> None:
    print(match.rules.ship_radius)


def power_of(rules: Rules) -> float:
    return rules.shot_speed[0]


def tick(ship: Ship) -> None:
    before[:] = ship.seen
    if ship.seen:
        enemy = ship.seen[0]
        track: Track = enemy.track
        ship.keep_range(enemy, 250 + track.acceleration.length)
        ship.turn_to(ship.predict(enemy, 0.5) - ship.velocity * 0.5)
        ship.mark('x', enemy)
        ship.log(track.positions, track.ticks, track.turn_rate, TAU)
    threats: list[Threat] = ship.threats
    for threat in threats:
        if not ship.sidestep(threat) and threat.shot.hits(ship, within=0.1):
            ship.shield(threat.time < 0.05 and threat.miss < 12)
    for shot in ship.projectiles:
        if shot.hits(ship):
            ship.shield()
    ship.draw.line(ship.pos, (0, 0))
    ship.fire(int(power_of(ship.rules)))
    if intercept(Vec(1, 2), Vec(), 3) or angle_difference(1, 2) or stopping_distance(1, 2):
        ship.brake()
"""
MISSPELT = """
from botkit import Match, Ship


def start(match: Match) -> None:
    print(match.rules.ship_radios)


def tick(ship: Ship) -> None:
    print(ship.rules.shot_sped, ship.seen[0].tracks)
"""


def checked(tmp_path: Path, source: str) -> list[str]:
    """Return the errors that mypy finds in a bot, in its strict mode."""
    bot = tmp_path / "bot.py"
    bot.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(bot)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [line.partition("error: ")[2] for line in found.stdout.splitlines() if "error: " in line]


def test_a_bot_with_types_passes_a_strict_check(tmp_path):
    assert checked(tmp_path, TYPED) == []


def test_a_misspelt_rule_is_a_type_error(tmp_path):
    errors = checked(tmp_path, MISSPELT)
    assert len(errors) == 3
    for error, name in zip(errors, ("ship_radios", "shot_sped", "tracks"), strict=True):
        assert name in error
