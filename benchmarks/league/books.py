"""The coordinator's work beside the matches: ratings, tables, pairing, recording. Part of benchmarks.league."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import cast

import numpy as np

from benchmarks.report import Measurement
from league.bots.roster import Entry
from league.match.manager import MatchOutcome
from league.ratings.elo import MEAN, bradley_terry
from league.ratings.meetings import Meetings
from league.storage.logs import LogFolder
from league.storage.opening import writing
from league.storage.pairing import SEATINGS, Pairing, RunRandom, run_secret
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store
from league.tournament.formats import LadderState, ladder, pair_sizes
from league.tournament.run import Options, Run, resume_or_begin
from league.workers.pool import Pool
from systems.results import MatchResult

LOG, SIDECAR = 10_000, 20_000  # approximate bytes for a duel
FULL = (1_000, 1_000_000)  # bots and results
SLOTS = 200  # workers of a cluster of 100 machines like this one


def rows(quick: bool) -> list[Measurement]:
    """Measure all cases, smaller ones if `quick`."""
    bots, results = (300, 100_000) if quick else FULL
    with tempfile.TemporaryDirectory() as folder:
        found = [*_ratings(bots, results), *_tables(Path(folder), bots, results)]
        found += [*_pairing(bots, results), *_recording(Path(folder), 200 if quick else 1_000)]
        found += _coordinator(Path(folder), bots=100 if quick else 10_000, rounds=2)
        if not quick:
            found += _pairing(10_000, 2_000_000)
    return found


def _meetings(bots: int, results: int) -> Meetings:
    """Return results of bots of known strengths, who mostly meet bots of similar strength, as on a ladder."""
    chance = np.random.default_rng(1)
    strength = np.sort(chance.normal(0, 200, bots))
    a = chance.integers(0, bots, results)
    b = (a + np.rint(chance.normal(0, bots / 10, results)).astype(np.int64)) % bots
    won = chance.random(results) < 1 / (1 + 10 ** ((strength[b] - strength[a]) / 400))
    return Meetings.of(a + 1, b + 1, won, np.zeros(results), ~won)


def _rate(bots: int, results: int) -> tuple[float, float]:
    """Return the CPU seconds to rate results with intervals, and the peak memory of the process in MB."""
    meetings = _meetings(bots, results)
    began = time.process_time()
    ratings = bradley_terry(meetings)
    assert ratings[1].low < ratings[1].high
    return time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ratings(bots: int, results: int) -> list[Measurement]:
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        seconds, megabytes = fresh.submit(_rate, bots, results).result()
    name = f"{bots:,} bots, {results:,} results"
    return [
        Measurement(f"ratings of {name}, CPU", seconds, "s"),
        Measurement(f"ratings of {name}, whole process", megabytes, "MB"),
    ]


def _tables(folder: Path, bots: int, results: int) -> list[Measurement]:
    """Measure `league table` on a store of results: summed up completely, with two more, and from the cache."""
    path = folder / ".league" / "league.sqlite"
    with writing(path) as store:
        _fill(store, bots, results)
    size = path.stat().st_size
    times = []
    for more in (0, 2, 0):
        if more:
            with writing(path) as store:
                _fill(store, bots, more)
        began = _cpu_of_children()
        command = [sys.executable, "-m", "league", "table", str(folder), "--json"]
        done = subprocess.run(command, capture_output=True, check=True)
        times.append(_cpu_of_children() - began)
        assert json.loads(done.stdout)["games"] >= results
    name = f"league table of {results:,} results, CPU"
    return [
        Measurement(f"{name}, all of them new", times[0], "s"),
        Measurement(f"{name}, two of them new", times[1], "s", "all of them new", times[0] / times[1]),
        Measurement(f"{name}, no new ones", times[2], "s", "all of them new", times[0] / times[2]),
        Measurement("a game in the store", size / results, "bytes"),
    ]


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _fill(store: Store, bots: int, results: int) -> None:
    entries = [Entry(f"bot-{n}", Path("x"), (("main.py", str(n)),), str(n)) for n in range(bots)]
    players = [version.id for version in store.sync(entries)]
    options = json.dumps({"ticks": 1800, "ships": 1})
    run = store.begin_run("..", "ladder", "duel", options, "rules", "guest", 1, players, results // 2).id
    chance = random.Random(1)
    connection = store.connection
    connection.execute("BEGIN")
    first_game = connection.execute("SELECT coalesce(max(id), 0) FROM games").fetchone()[0] - 1
    for number in range(1, results // 2 + 1):
        a, b = chance.sample(players, 2)
        connection.execute("INSERT INTO pairings VALUES (?, ?, 1, 'open', 1, ?)", (run, number, json.dumps([a, b])))
        for index, seating in enumerate(SEATINGS):
            game = first_game + 2 * number + index
            values = (game, run, number, seating, "time", 1800, "d", None, None, 0)
            connection.execute("INSERT INTO games VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            first = chance.randrange(2)
            for seat, version in enumerate((a, b)):
                row = (game, seat, version, 1 + (seat != first), 1.0, 50.0, 2.0, 0, 0)
                connection.execute("INSERT INTO seats VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.execute("COMMIT")


def _pairing(bots: int, results: int) -> list[Measurement]:
    """Measure a ladder's round: ratings without intervals, then pairing."""
    meetings = _meetings(bots, results)
    draw = RunRandom(run_secret(1), 0)
    began = time.process_time()
    ratings = bradley_terry(meetings)
    elo = {player: float(round(ratings.elo(player) if player in ratings else MEAN)) for player in range(1, bots + 1)}
    known = LadderState(elo, dict.fromkeys(elo, 2 * results // bots))
    groups = ladder(list(elo), known, lambda player: draw.place(1, player), pair_sizes(bots))
    seconds = time.process_time() - began
    assert len(groups) == bots // 2
    return [
        Measurement(f"a ladder's round, {bots:,} bots, {results:,} results, a game, CPU", 1e6 * seconds / bots, "us")
    ]


def _coordinator(folder: Path, bots: int, rounds: int) -> list[Measurement]:
    """Measure a whole ladder for 200 workers, with matches that end at once."""
    log, sidecar = os.urandom(LOG), os.urandom(SIDECAR)
    seats = [{"points": 1.0, "hull": 50.0, "damage": 2.0, "faults": []}] * 2
    result = {"ranks": [1, 2], "seats": seats, "how": "time", "ticks": 1800, "digest": "d"}
    outcome = MatchOutcome(log, sidecar, cast(MatchResult, result), (False, False))
    entries = [Entry(f"bot-{n}", Path("x"), (("main.py", str(n)),), str(n)) for n in range(bots)]
    options = Options("duel", ("open",), "ladder", games=None, rounds=rounds, seed=1, ticks=1800)
    with writing(folder / "ladder" / "league.sqlite") as store:
        logs = LogFolder(folder / "ladder" / "logs")
        began, cpu = time.perf_counter(), time.process_time()
        run = Run(store, resume_or_begin(store, folder, entries, options, logs, "guest").row, logs)
        pool = Pool(SLOTS, lambda jobs: [outcome] * len(jobs), lambda: ThreadPoolExecutor(1))
        for results in pool.results(run.jobs(), threading.Event()):
            run.record(results)
        assert run.over
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    name = f"the coordinator's work, a ladder of {bots:,} bots, a game"
    return [Measurement(name, 1e6 * wall / run.played, "us"), Measurement(f"{name}, CPU", 1e6 * cpu / run.played, "us")]


def _recording(folder: Path, games: int) -> list[Measurement]:
    """Measure writing logs and rows as the coordinator does, 16 games at a time, and bare writes of the same bytes."""
    log, sidecar = os.urandom(LOG), os.urandom(SIDECAR)
    began = time.perf_counter()
    (folder / "bare").mkdir()
    for number in range(games):
        (folder / "bare" / str(number)).write_bytes(log)
        (folder / "bare" / f"{number}.debug").write_bytes(sidecar)
    bare = (time.perf_counter() - began) / games
    with writing(folder / "other" / "league.sqlite") as store:
        players = [version.id for version in store.sync([Entry(name, Path("x"), (), name) for name in ("a1", "b1")])]
        run = store.begin_run("..", "ladder", "duel", "{}", "rules", "guest", 1, players, games).id
        logs = LogFolder(folder / "other" / "logs")
        began = time.perf_counter()
        for first in range(1, games + 1, 16):
            numbers = range(first, min(first + 16, games + 1))
            store.add_round(run, [Pairing(n, n, "open", 1, (players[0], players[1])) for n in numbers])
            files = [(logs.file(run, number, "a"), log, sidecar) for number in numbers]
            logs.write(files)
            seats = (SeatResult(players[0], 1, 1.0, 1.0, 1.0), SeatResult(players[1], 2, 1.0, 1.0, 1.0))
            paths = [store.relative(path) for path, _, _ in files]
            store.record(
                GameRecord(run, number, "a", "time", 1800, "d", path, None, seats)
                for number, path in zip(numbers, paths, strict=True)
            )
        recorded = (time.perf_counter() - began) / games
    return [
        Measurement(
            "recording a game: log, sidecar, row, on disk", 1e6 * recorded, "us", "bare writes", bare / recorded
        )
    ]
