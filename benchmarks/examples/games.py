"""Who meets whom."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from benchmarks.matches.seats import seat_of
from league.bots.opponents import FIGHTERS, opponents
from league.match.batch import Job
from systems.modes import MODES
from systems.setup import Setup

TABLE = 8  # maximum number of bots in a melee


def players(mode: str, folders: Sequence[str] = ()) -> dict[str, Path]:
    """Return the bots that play a mode: its own examples, those of the duel if ships fight, and those in `folders`."""
    found = opponents(mode) if mode == "sumo" else opponents(FIGHTERS, mode)
    return found | {path.stem: path for folder in folders for path in sorted(Path(folder).glob("*.py"))}


def jobs(paths: Mapping[str, Path], seeds: int, mode: str = "duel", arena: str = "open", copies: int = 0) -> list[Job]:
    """Return the games of these bots over `seeds` seeds, and `copies` games of each against its copy."""
    seats = {name: seat_of(name, path) for name, path in paths.items()}
    ships = MODES[mode].usual_ships
    found: list[Job] = []
    for seed in range(seeds):
        for table in _tables(mode, list(seats), seed):
            setup = Setup(mode, seed, arena, len(table), ships)
            found.append(Job(len(found), setup, tuple(seats[name] for name in table)))
    for seed in range(copies if mode != "melee" else 0):
        for seat in seats.values():
            found.append(Job(len(found), Setup(mode, seed, arena, 2, ships), (seat, seat)))
    return found


def _tables(mode: str, names: list[str], seed: int) -> Iterable[Sequence[str]]:
    """Yield the tables of one seed: every pair or, in a melee, a random table of up to eight."""
    if mode != "melee":
        return [pair if seed % 2 else pair[::-1] for pair in combinations(names, 2)]
    return [random.Random(seed).sample(names, min(len(names), TABLE))]
