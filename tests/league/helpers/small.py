"""A small league: four bots, and the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from league.storage.store import default_path, reading

ROOT = Path(__file__).parents[3]

BOTS = {
    "idle": "def tick(ship):\n    pass\n",
    "left": "def tick(ship):\n    ship.thrust(1)\n    ship.turn(1)\n",
    "gunner": "def tick(ship):\n    ship.turn(0.1)\n    ship.fire()\n",
    "seeker": (
        "def tick(ship):\n    if ship.enemies:\n        if ship.aim_at(ship.enemies[0], 3):\n            ship.fire(3)\n"
        "    ship.thrust(1)\n"
    ),
}


def bots_in(folder: Path) -> Path:
    """A new folder of four bots."""
    folder.mkdir()
    for name, text in BOTS.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def command(*arguments: object) -> list[str]:
    """The command `league`, to be run in the project's root."""
    return [sys.executable, "-m", "league", *map(str, arguments)]


def recorded(folder: Path) -> int:
    """How many games a run at work has recorded so far."""
    if not default_path(folder).exists():
        return 0
    try:
        with reading(default_path(folder)) as store:
            return int(store.connection.execute("SELECT count(*) FROM games").fetchone()[0])
    except Exception:  # not yet made
        return 0
