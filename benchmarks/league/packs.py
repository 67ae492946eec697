"""What the logs of a thousand games take on disk, and how long until they are safe: packed, and as loose files."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Measurement
from league.bots.opponents import find
from league.match.batch import Debug, Job, play_batch
from league.match.files import sync_folder, write_whole
from league.match.manager import MatchOutcome, Seat
from league.storage.logs import LogFolder
from systems.setup import Setup

BOTS = ("aggressive", "circle", "evasive", "first", "hunter", "mathematical", "plain")
BATCH = 8  # games that arrive together
BLOCK = 4096  # bytes of a disk's block


def packs(games: int) -> Iterator[Measurement]:
    """Play games of the examples once, and write them both ways."""
    jobs = _jobs(games)
    played = [outcome for start in range(0, games, BATCH) for outcome in play_batch(jobs[start : start + BATCH])]
    small = [play_batch([replace(job, debug=Debug.COMPACT)])[0] for job in jobs]
    with TemporaryDirectory() as name:
        loose, bare, packed = Path(name, "loose"), Path(name, "bare"), Path(name, "packed")
        loose_time = _loose(loose, played)
        packed_time = _packed(packed, small, debug=True)
        _packed(bare, small, debug=False)
        for what, folder in (("with sidecars", packed), ("without sidecars", bare)):
            size, files = _size(folder), _files(folder)
            before = _size(loose) if folder == packed else _size(loose, "*.bin")
            yield _row(f"packed logs {what}, 1,000 games", size / games / 1e3, "MB", before / size)
            yield Measurement(f"files of {games} games {what}", files, "files")
        yield _row("making a game's log and sidecar safe", 1e6 * packed_time / games, "us", loose_time / packed_time)


def _row(name: str, value: float, unit: str, ratio: float) -> Measurement:
    return Measurement(name, value, unit, "loose files / packed", ratio)


def _jobs(games: int) -> list[Job]:
    entries = [find(name) for name in BOTS]
    pairs = [*permutations(entries, 2)] * (games // (len(BOTS) * (len(BOTS) - 1)) + 1)
    return [
        Job(number, Setup("duel", number), tuple(Seat(entry.name, entry.files) for entry in pair))
        for number, pair in enumerate(pairs[:games])
    ]


def _loose(folder: Path, played: Sequence[MatchOutcome]) -> float:
    """Write each log and sidecar to files of their own, as releases before packs did; return the seconds."""
    folder.mkdir()
    began = time.perf_counter()
    for start in range(0, len(played), BATCH):
        batch = enumerate(played[start : start + BATCH], start)
        files = [(f"{n}{end}", data) for n, one in batch for end, data in ((".debug", one.debug), (".bin", one.log))]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda file: write_whole(folder / file[0], file[1]), files))
        sync_folder(folder)
    return time.perf_counter() - began


def _packed(folder: Path, played: Sequence[MatchOutcome], debug: bool) -> float:
    logs = LogFolder(folder, debug=debug)
    began = time.perf_counter()
    for start in range(0, len(played), BATCH):
        batch = enumerate(played[start : start + BATCH], start)
        logs.write([(logs.file(1, number, "a"), one.log, one.debug) for number, one in batch])
    seconds = time.perf_counter() - began
    logs.trim()
    return seconds


def _files(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


def _size(folder: Path, pattern: str = "*") -> int:
    """Return the bytes that files take on a disk, in whole blocks."""
    return sum(-(-path.stat().st_size // BLOCK) * BLOCK for path in folder.glob(pattern))
