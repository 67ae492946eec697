"""A small league: four bots, and the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from league.bots.roster import Entry
from league.storage.opening import default_path, reading
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store

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
    """Create a folder of four bots."""
    folder.mkdir()
    for name, text in BOTS.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def command(*arguments: object) -> list[str]:
    """Return the command `league` as a command line, to be run in the project's root."""
    return [sys.executable, "-m", "league", *map(str, arguments)]


def table(folder: Path) -> Any:
    """Return the output of `league table --json` for a folder."""
    text = subprocess.run(command("table", folder, "--json"), capture_output=True, check=True, cwd=ROOT).stdout
    return json.loads(text)


def record_a_game(store: Store) -> None:
    """Record a run of one game, of ann and bob."""
    players = [v.id for v in store.sync([Entry(n, Path(n), (("main.py", n),), n) for n in ("ann", "bob")])]
    run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", None, players, 1).id
    store.add_round(run, [Pairing(1, 1, "open", 5, (players[0], players[1]))])
    seats = tuple(SeatResult(player, rank, 1.0, 2.0, 3.0) for rank, player in enumerate(players, 1))
    store.record([GameRecord(run, 1, "a", "time", 60, "d", None, None, seats)])


def recorded(folder: Path) -> int:
    """Return how many games a run in progress has recorded so far."""
    if not default_path(folder).exists():
        return 0
    try:
        with reading(default_path(folder)) as store:
            return int(store.connection.execute("SELECT count(*) FROM games").fetchone()[0])
    except Exception:  # not yet made
        return 0
