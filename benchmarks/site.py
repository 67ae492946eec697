"""The cost of a league's site: `python -m benchmarks.site [--quick] [--league FOLDER] [--json]`.

Plays a ladder of the built-in bots, 1,000 duels in every arena, and makes its site with one process. CPU time is that
of this process alone. The baseline of making it is simulating each log alone, once; that of bringing it up to date is
making it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.report import Measurement, report
from engine.log import MatchLog
from league.logs.files import read_log_file
from league.logs.paths import logs_at
from league.site.build import BuildSummary, build
from league.site.folder import OWN
from league.storage.opening import default_path
from systems.arenas import ARENAS
from systems.replay.simulation import MatchReplay

BOTS = Path(__file__).parents[1] / "examples" / "bots"
GAMES, QUICK = 1000, 60
SAMPLE = 60  # logs that the baseline simulates, evenly spread


def played(folder: Path, games: int) -> None:
    """Play a ladder of the built-in bots in a folder."""
    for bot in BOTS.glob("*.py"):
        shutil.copy(bot, folder)
    command = [sys.executable, "-m", "league", "run", str(folder), "--games", str(games), "--arena", *ARENAS]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def silent(games: int) -> Iterator[Callable[[int], object]]:
    yield lambda done: None


def rows(folder: Path, out: Path) -> list[Measurement]:
    """Measure the site of a league."""
    alone = simulated(logs_at(folder / ".league" / "logs"))
    built, whole = timed(lambda: build(default_path(folder), out, "League", silent))
    _, again = timed(lambda: build(default_path(folder), out, "League", silent))
    sizes = {path: path.stat().st_size for path in out.rglob("*") if path.is_file() and OWN not in path.parts}
    games = [size for path, size in sizes.items() if path.parent.name == "games"]
    facts = sum(path.stat().st_size for path in (out / OWN).glob("facts-*"))
    name = f"the site of {built.games:,} games"
    return [
        Measurement(f"{name}, CPU", whole, "s", "simulating each log alone", built.games * alone / whole),
        Measurement("a game of it, CPU", 1000 * whole / built.games, "ms"),
        Measurement(f"{name} brought up to date, CPU", again, "s", "making it", whole / again),
        Measurement(f"{name}, {len(sizes):,} files", sum(sizes.values()) / 1e6, "MB"),
        Measurement("a game's page", sum(games) / len(games) / 1e3, "kB"),
        Measurement("facts kept beside it", facts / 1e6, "MB"),
    ]


def timed(act: Callable[[], BuildSummary]) -> tuple[BuildSummary, float]:
    """Return what a build did, and its CPU time, s."""
    began = time.process_time()
    built = act()
    return built, time.process_time() - began


def simulated(logs: list[Path]) -> float:
    """Return the mean CPU time to simulate a log alone, s, of a sample."""
    sample = [read_log_file(path) for path in logs[:: max(len(logs) // SAMPLE, 1)]]
    began = time.process_time()
    for log in sample:
        _simulate(log)
    return (time.process_time() - began) / len(sample)


def _simulate(log: MatchLog) -> None:
    replay = MatchReplay(log)
    for _ in range(len(log.inputs)):
        assert replay.advance()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} games: under 30 s")
    parser.add_argument("--league", metavar="FOLDER", type=Path, help="measure the site of this league's games")
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.league or Path(temporary, "league")
        if options.league is None:
            folder.mkdir()
            played(folder, QUICK if options.quick else GAMES)
        report("site", rows(folder, Path(temporary, "site")), options.json)


if __name__ == "__main__":
    main()
