"""The coordinator's CPU time and memory beside workers whose games take no time. Part of benchmarks.league."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from benchmarks.league.matches import duels
from benchmarks.report import Measurement
from league.bots.roster import Entry
from league.match.batch import Job, play_batch
from league.match.files import sync_folder, write_whole
from league.match.manager import MatchOutcome
from league.storage.logs import LogFolder
from league.storage.opening import writing
from league.tournament.run import Options, Run, resume_or_begin
from league.workers.pool import Pool

WORKERS = (2, 64)
PLAYED = 8  # real duels, whose logs all games have


@dataclass(frozen=True)
class Cost:
    """What a ladder cost its coordinator."""

    games: int
    seconds: float
    cpu: float  # s
    memory: float  # MB, at its largest


class LooseLogs(LogFolder):
    """Two files for each game, written and synced eight games at a time, as before packs: the baseline."""

    def write(self, contents: Iterable[tuple[Path, bytes, bytes]]) -> None:
        """Write each log and its sidecar."""
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(self._write, contents))
        sync_folder(self.path)

    def _write(self, content: tuple[Path, bytes, bytes]) -> None:
        path, log, debug = content
        write_whole(self.path / f"{path.stem}.debug", debug)
        write_whole(self.path / path.name, log)


def coordinator(bots: int, rounds: int) -> list[Measurement]:
    """Measure ladders of null games, with few workers and many, and the way in which logs were written before."""
    outcomes = play_batch(duels(PLAYED))
    cases = [(workers, LogFolder) for workers in WORKERS] + [(WORKERS[-1], LooseLogs)]
    found = []
    for workers, logs in cases:
        with ProcessPoolExecutor(1, get_context("spawn")) as fresh:  # whose memory is its own
            found.append(fresh.submit(play_null_games, bots, rounds, workers, logs, outcomes).result())
    few, many, loose = found
    rows = []
    baseline = f"{WORKERS[-1]} workers, two files a game"
    for workers, cost in zip(WORKERS, (few, many), strict=True):
        name = f"coordinator of {workers} workers, {cost.games:,} games"
        rows += [
            Measurement(
                f"{name}, games it can feed",
                cost.games / cost.seconds,
                "games/s",
                baseline,
                (cost.games / cost.seconds) / (loose.games / loose.seconds),
            ),
            Measurement(
                f"{name}, CPU, 1,000 games",
                1000 * cost.cpu / cost.games,
                "s",
                baseline,
                (loose.cpu / loose.games) / (cost.cpu / cost.games),
            ),
            Measurement(f"{name}, memory", cost.memory, "MB", baseline, loose.memory / cost.memory),
        ]
    return rows


def play_null_games(
    bots: int, rounds: int, workers: int, logs: type[LogFolder], outcomes: Sequence[MatchOutcome]
) -> Cost:
    """Play a ladder whose games take no time; return what it cost this process."""

    def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
        return [outcomes[job.number % len(outcomes)] for job in jobs]

    entries = [Entry(f"bot-{n}", Path("x"), (("main.py", str(n)),), str(n)) for n in range(bots)]
    options = Options("duel", ("open",), "ladder", games=None, rounds=rounds, seed=1, ticks=1800)
    with tempfile.TemporaryDirectory() as folder, writing(Path(folder) / "league.sqlite") as store:
        folder_of_logs = logs(Path(folder) / "logs")
        began, cpu = time.perf_counter(), time.process_time()
        run = Run(
            store, resume_or_begin(store, Path(folder), entries, options, folder_of_logs, "guest").row, folder_of_logs
        )
        for results in Pool(workers, play, lambda: ThreadPoolExecutor(1)).results(run.jobs(), threading.Event()):
            run.record(results)
        assert run.over
        return Cost(run.played, time.perf_counter() - began, time.process_time() - cpu, _largest())


def _largest() -> float:
    """Return the largest memory of this process so far, MB; ru_maxrss also counts the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
