"""The field: which bots play, and which games."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from benchmarks.matches.seats import seat_of
from league.bots.opponents import FIGHTERS
from league.match.batch import Job
from systems.modes import MODES
from systems.rules import Rules
from systems.setup import Setup

ROOT = Path(__file__).parents[2]
STRONG = "strong"  # folder of the bots that are meant to play well
FOLDERS = (ROOT / "examples", ROOT / "benchmarks" / "strategies", ROOT / "benchmarks" / STRONG)
TABLE = 8  # maximum number of bots in a melee


def folders_of(mode: str) -> list[Path]:
    """Return the folders whose bots play a mode, unless others are asked for."""
    examples, *others = FOLDERS
    own = [folder / mode for folder in FOLDERS]
    found = {
        "duel": [examples / FIGHTERS, *others],
        "melee": [examples / FIGHTERS, *others, *own],
        "fleet": [examples / FIGHTERS, *own],
        "sumo": own,
    }
    return [folder for folder in found[mode] if folder.is_dir()]


def field(folders: Iterable[Path], only: Collection[str] = ()) -> dict[str, Path]:
    """Return the bots in these folders by name, or those of them that are asked for.

    A bot whose name another folder has, too, is called by its folder as well.

    Raises:
        ValueError: a folder does not exist, a name is unknown, or fewer than two bots are left.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"{folder} is not a folder")
        for path in sorted(folder.glob("[!_]*.py")):
            found[f"{folder.name}-{path.stem}" if path.stem in found else path.stem] = path
    unknown = sorted(set(only) - found.keys())
    if unknown:
        raise ValueError(f"no bot {', '.join(unknown)} among {', '.join(found)}")
    found = {name: path for name, path in found.items() if not only or name in only}
    if len(found) < 2:
        raise ValueError("a field takes two bots at least")
    return found


def strong_of(paths: Mapping[str, Path]) -> set[str]:
    """Return the names of the bots that are meant to play well."""
    folders = {name: path.parent for name, path in paths.items()}
    return {
        name
        for name, folder in folders.items()
        if STRONG in (folder.name, folder.parent.name if folder.name in MODES else "")
    }


def jobs(
    paths: Mapping[str, Path],
    seeds: int,
    mode: str,
    arena: str,
    field_seeds: int | None = None,
    rules: Rules | None = None,
) -> list[Job]:
    """Return the games of a field: every two bots meet twice on each seed, with their seats exchanged.

    In a melee every bot sits at one table of each seed at least, beside whom the seed chooses.

    Args:
        field_seeds: number of seeds of pairs that are not both strong, `seeds` if None.
        rules: other rules than the usual ones.
    """
    seats = {name: seat_of(name, path) for name, path in paths.items()}
    ships = MODES[mode].usual_ships
    tables = _melee(list(seats), seeds) if mode == "melee" else _duels(paths, seeds, field_seeds)
    return [
        Job(
            number,
            Setup(mode, seed, arena, len(table), ships, rules=rules or Rules()),
            tuple(seats[name] for name in table),
        )
        for number, (seed, table) in enumerate(tables)
    ]


def _duels(paths: Mapping[str, Path], seeds: int, field_seeds: int | None) -> Iterable[tuple[int, Sequence[str]]]:
    """Yield seed and table of every game of two."""
    strong = strong_of(paths)
    for pair in combinations(paths, 2):
        for seed in range(seeds if field_seeds is None or strong.issuperset(pair) else field_seeds):
            yield seed, pair
            yield seed, pair[::-1]


def _melee(names: Sequence[str], seeds: int) -> Iterable[tuple[int, Sequence[str]]]:
    """Yield seed and table of every melee; the last table of a seed is filled with bots that have played on it."""
    size = min(len(names), TABLE)
    for seed in range(seeds):
        drawn = random.Random(seed).sample(names, len(names))
        for start in range(0, len(names), size):
            table = drawn[start : start + size]
            yield seed, table + drawn[: size - len(table)]
