"""Games until a newcomer to a ladder is rated within ±120 Elo: by placement, and by rounds of everybody.

Results are simulated, of bots of known strengths, and pass through the real scheduler, pool and store. Part of
benchmarks.league.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import cast

from benchmarks.report import Measurement
from league.bots.roster import Entry
from league.ladder.table import Row, ladder
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.storage.logs import LogFolder
from league.storage.opening import writing
from league.storage.pairing import SEATINGS
from league.tournament.run import Options, Run, resume_or_begin
from league.workers.pool import Pool
from systems.results import MatchResult

BOTS = 300
GAMES = 100_000  # that the ladder has when the newcomer comes
SPREAD = 250.0  # Elo, standard deviation of the bots' strengths
ALIKE = 0.55  # correlation of the two games of a pairing
ROUNDS = 4  # of everybody after a submission
WORKERS = 8
BOUND = 120
NEWCOMERS = {"mean strength": 0.0, "+500 Elo": 500.0}
_NAME = "new"


def newcomers(repeats: int) -> Iterator[Measurement]:
    """Measure, with as many placements of each newcomer."""
    chance = random.Random(1)
    strengths = {f"bot-{number}": chance.gauss(0, SPREAD) for number in range(BOTS)}
    slowest = []
    with tempfile.TemporaryDirectory() as temporary:
        ready = Path(temporary) / "ready"
        _fill(ready, strengths, chance)
        for name, strength in NEWCOMERS.items():
            found = []
            for format, times in (("placement", repeats), ("ladder", 1)):
                for repeat in range(times):
                    league = shutil.copytree(ready, Path(temporary) / f"{strength} {format} {repeat}")
                    found.append(_place(league, {**strengths, _NAME: strength}, format, repeat))
                    shutil.rmtree(league)
            *placed, rounds = found
            what = f"a newcomer of {name} among {BOTS} bots within ±{BOUND} Elo"
            baseline = f"rounds of everybody: {rounds.games:,} games, {rounds.row.games} of them its own"
            games = fmean(one.games for one in placed)
            yield Measurement(f"{what}, the league's games", games, "games", baseline, rounds.games / games)
            error = fmean((one.row.elo - one.mean - strength) ** 2 for one in placed) ** 0.5
            yield Measurement(f"{what}, error of its rating", error, "Elo")
            slowest += [one.slowest for one in placed]
    yield Measurement(
        f"a round of placement, {BOTS} bots, {GAMES:,} results, the slowest, CPU", 1e3 * max(slowest), "ms"
    )


def _fill(folder: Path, strengths: dict[str, float], chance: random.Random) -> None:
    """Make the store of a ladder whose bots mostly met bots of similar strength."""
    names = sorted(strengths, key=strengths.__getitem__)
    options = _options("ladder", 1, 0)
    with writing(folder / "league.sqlite") as store:
        ids = {version.bot: version.id for version in store.sync(_entries(strengths))}
        players, asked = list(ids.values()), (options.text(), options.rules(), "guest", 0)
        run = store.begin_run("..", "ladder", "duel", *asked, players, GAMES // 2).id
        execute = store.connection.execute
        execute("BEGIN")
        for number in range(1, GAMES // 2 + 1):
            place = chance.randrange(BOTS)
            one, other = names[place], names[(place + chance.choice([-1, 1]) * chance.randint(1, 30)) % BOTS]
            pair = json.dumps([ids[one], ids[other]])
            execute("INSERT INTO pairings VALUES (?, ?, ?, 'open', 1, ?)", (run, number, number, pair))
            for seating, won in zip(SEATINGS, _wins(strengths[one] - strengths[other], chance), strict=True):
                (game,) = execute(
                    "INSERT INTO games (run, pairing, seating, how, ticks, digest, at)"
                    " VALUES (?, ?, ?, 'time', 1800, 'd', 0) RETURNING id",
                    (run, number, seating),
                ).fetchone()
                for seat, name in enumerate((one, other)):
                    rank = 1 if won == (name == one) else 2
                    row = (game, seat, ids[name], rank, 1.0, 50.0, 2.0, 0, 0)
                    execute("INSERT INTO seats VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        execute("COMMIT")
        store.finish_run(run)


def _wins(lead: float, chance: random.Random) -> tuple[bool, bool]:
    """Return whether a bot wins each game of a pairing: independently, or with chance `ALIKE` in the same way."""
    p = 1 / (1 + 10 ** (-lead / 400))
    first = chance.random() < p
    return first, first if chance.random() < ALIKE else chance.random() < p


def _entries(strengths: dict[str, float]) -> list[Entry]:
    return [Entry(name, Path(name), (("main.py", name),), name) for name in strengths]


def _options(format: str, rounds: int, seed: int) -> Options:
    if format == "placement":
        return Options("duel", ("open",), format, None, None, seed, 1800, bound=BOUND)
    return Options("duel", ("open",), format, None, rounds, seed, 1800)


def _play(strengths: dict[str, float]) -> Callable[[Sequence[Job]], list[MatchOutcome]]:
    """Return a function that plays jobs, by matches that end at once."""
    seats = [{"points": 1.0, "hull": 50.0, "damage": 2.0, "faults": []}] * 2

    def outcome(job: Job) -> MatchOutcome:
        one, other = sorted(seat.name for seat in job.seats)
        wins = _wins(strengths[one] - strengths[other], random.Random(f"{job.setup.seed} {one} {other}"))
        ahead = job.seats[0].name == one
        ranks = [1, 2] if wins[ahead] == ahead else [2, 1]
        result = {"ranks": ranks, "seats": seats, "how": "time", "ticks": 1800, "digest": "d"}
        return MatchOutcome(b"log", b"debug", cast(MatchResult, result), (False, False))

    return lambda jobs: [outcome(job) for job in jobs]


@dataclass(frozen=True)
class _Placed:
    """What it took until a newcomer was rated within the bound."""

    games: int  # of everybody
    row: Row  # its place on the ladder
    mean: float  # rating on the ladder of a bot of strength 0, Elo
    slowest: float  # s, the longest CPU time to make a round


def _place(folder: Path, strengths: dict[str, float], format: str, seed: int) -> _Placed:
    games, slowest = 0, 0.0
    while True:
        played, took = _run(folder, strengths, _options(format, ROUNDS, seed))
        games, slowest = games + played, max(slowest, took)
        with writing(folder / "league.sqlite") as store:
            rows = {row.bot: row for row in ladder(store, "duel").rows}
        if rows[_NAME].reach <= BOUND:
            mean = fmean(row.elo - strengths[bot] for bot, row in rows.items() if bot != _NAME)
            return _Placed(games, rows[_NAME], mean, slowest)


def _run(folder: Path, strengths: dict[str, float], options: Options) -> tuple[int, float]:
    """Play a run; return its games, and the longest CPU time to make a round, s."""
    slowest = 0.0

    def timed(jobs: Iterator[Job | None]) -> Iterator[Job | None]:
        nonlocal slowest
        while True:
            began = time.thread_time()
            try:
                job = next(jobs)
            except StopIteration:
                return
            slowest = max(slowest, time.thread_time() - began)
            yield job

    with writing(folder / "league.sqlite") as store:
        logs = LogFolder(folder / "logs")
        run = Run(store, resume_or_begin(store, folder, _entries(strengths), options, logs, "guest").row, logs)
        pool = Pool(WORKERS, _play(strengths), lambda: ThreadPoolExecutor(1))
        for results in pool.results(timed(run.jobs()), threading.Event()):
            run.record(results)
        assert run.over
        store.finish_run(run.row.id)
        return run.played, slowest
