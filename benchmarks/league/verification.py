"""CPU time of verifying logs, together and each alone, without and with their programs. Part of benchmarks.league."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.league.matches import PLAYERS, duels
from benchmarks.report import Measurement
from engine.digest import fold, short
from engine.log import BLOCK_TICKS, LogWriter
from league.match.batch import play_batch
from league.verify.library import FoundPrograms
from league.verify.logs import verify
from systems.components import Hull
from systems.protocol.orders import ORDERS, inputs_of
from systems.results import ProgramReport, ended, match_result, result
from systems.setup import Setup
from systems.worlds import new_worlds, step

TICKS = 600
LOGS, AT_ONCE = 1_000, 256  # AT_ONCE as in `league verify`
ALONE = 40  # logs that are verified one at a time
PLAYED, PLAYED_AT_ONCE = 32, 16


def verification(rounds: int) -> Iterator[Measurement]:
    """Yield the CPU time of verifying duels of 600 ticks, and those of two examples with their programs."""
    with tempfile.TemporaryDirectory() as temporary:
        paths = _written(Path(temporary, "random"), random_duels(LOGS))
        times = [(_cost(paths, AT_ONCE, None), _cost(paths[:ALONE], 1, None) * LOGS / ALONE) for _ in range(rounds)]
        together, alone = map(statistics.median, zip(*times, strict=True))
        yield Measurement(
            f"{LOGS:,} duels of {TICKS} ticks verified, CPU", together, "s", "each log alone", alone / together
        )
        jobs = duels(PLAYED)
        paths = _written(Path(temporary, "played"), (outcome.log for outcome in play_batch(jobs)))
        library = FoundPrograms({(seat.name, seat.identity): (seat.files, None) for seat in jobs[0].seats})
        times = [(_cost(paths, PLAYED_AT_ONCE, library), _cost(paths, 1, library)) for _ in range(rounds)]
        together, alone = map(statistics.median, zip(*times, strict=True))
        name = f"{PLAYED} duels of {' against '.join(PLAYERS)} verified with their programs, CPU"
        yield Measurement(name, together, "s", "each log alone", alone / together)


def _cost(paths: Sequence[Path], at_once: int, library: FoundPrograms | None) -> float:
    """Return the CPU seconds of verifying logs, so many at once."""
    began = time.process_time()
    for start in range(0, len(paths), at_once):
        for found in verify(paths[start : start + at_once], library):
            assert found.complete, found
            assert all(audit.ok for audit in found.bots), found
    return time.process_time() - began


def _written(folder: Path, logs: Iterator[bytes]) -> list[Path]:
    folder.mkdir()
    paths = []
    for number, log in enumerate(logs):
        paths.append(folder / f"{number:05}.bin")
        paths[-1].write_bytes(log)
    return paths


def random_duels(count: int) -> Iterator[bytes]:
    """Yield logs of duels with random orders, which last to the last tick unless a ship is destroyed."""
    setups = [Setup("duel", seed, max_ticks=TICKS) for seed in range(count)]
    world, dice = new_worlds(setups), np.random.default_rng(1)
    inputs, digests, ticks = [], [], np.zeros(count, np.int64)
    while (ticks == 0).any():
        given = inputs_of(world)
        given[:4], given[4:] = dice.integers(-100, 101, (4, count)), 0
        given[4:6] = dice.integers(0, 4, (2, count)) * (dice.random((2, count)) < 0.2)
        given[6:8] = dice.random((2, count)) < 0.1
        given[8:10] = dice.integers(-100, 101, (2, count))
        given[: 2 * ORDERS].reshape(ORDERS, 2, count)[:, ~world["ships"][Hull].alive] = 0
        inputs.append(given.copy())
        step(world)
        digests.append(short(fold(world)))
        for w in ended(world):
            ticks[w] = ticks[w] or len(inputs)
    all_inputs, all_digests = np.array(inputs), np.array(digests)
    programs: list[ProgramReport] = [{"bot": name, "faults": [], "fuel_max": None} for name in PLAYERS]
    for w, setup in enumerate(setups):
        log = bytearray()
        header = {"setup": setup.as_dict(), "seats": [{"bot": name} for name in PLAYERS]}
        writer = LogWriter(log.extend, header, all_inputs.shape[1])
        for start in range(0, int(ticks[w]), BLOCK_TICKS):
            block = slice(start, min(start + BLOCK_TICKS, int(ticks[w])))
            writer.block(all_inputs[block, :, w], all_digests[block, w])
        writer.close({"result": match_result(setup, result(world, w), programs)})
        yield bytes(log)
