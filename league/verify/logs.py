"""Verification of logs, many at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from engine.log import DamagedLog, MatchLog, NotALog
from league.logs.files import read_log_file
from league.match.batch import MAX_SEATS
from league.verify.audit import Audit, audit_all, name_and_identity
from league.verify.library import Finder
from sandbox.clean import clean_text
from systems.replay.batch import Check, check_all
from systems.setup import Setup

_TOGETHER = 32 << 20  # bytes of inputs that are simulated together; those of a duel of 600 ticks take 6 KB


@dataclass(frozen=True)
class Verification:
    """Result of verifying a log."""

    log: str
    ok: bool
    complete: bool
    ticks: int
    digest: str | None
    first_bad_tick: int | None
    reason: str | None
    bots: list[Audit] = field(default_factory=list)
    readable: bool = True  # False: not a log at all

    def as_dict(self) -> dict[str, object]:
        """Return the verification as a dict for JSON, in the shape of `league verify --json`."""
        return {name: value for name, value in asdict(self).items() if name != "readable"}


def programs_of(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Return name and identity of the seats in the logs that can be read."""
    found = []
    for path in paths:
        log = _read(path, "")
        recorded = log.header.get("seats") if isinstance(log, MatchLog) else None
        seats = recorded[:MAX_SEATS] if isinstance(recorded, list) else []
        found += [name_and_identity(seat) for seat in seats if isinstance(seat, dict)]
    return found


@dataclass(frozen=True)
class BatchKey:
    """What decides which logs are best verified together.

    Attributes:
        setup: the same text for logs whose setups differ only in their seeds; "" if there is none.
    """

    setup: str = ""
    sides: int = 1
    ticks: int = 0


def batch_keys(paths: Iterable[Path]) -> list[BatchKey]:
    """Return the batch key of each log."""
    found = []
    for path in paths:
        log = _read(path, "")
        try:
            setup = Setup.from_dict(log.header.get("setup")) if isinstance(log, MatchLog) else None
        except ValueError:
            setup = None
        if setup is None or not isinstance(log, MatchLog):
            found.append(BatchKey())
        else:
            alike = hashlib.sha256(repr(setup.with_seed(0)).encode()).hexdigest()
            found.append(BatchKey(alike, setup.sides, len(log.inputs)))
    return found


def verify(paths: Iterable[Path], library: Finder | None = None, log_limits: bool = False) -> list[Verification]:
    """Simulate logs again, those of one setup together; with a library, also run their programs again.

    Args:
        log_limits: run programs under the log's own limits even where they exceed the usual ones.

    Raises:
        LeagueError: with a library, if there is no guest to run programs in.
        HostTrouble, MemoryError: this machine failed, not a log or a program.
    """
    found: list[Verification] = []
    for batch in _batches(paths):
        checks = iter(check_all([log for _, log in batch if isinstance(log, MatchLog)]))
        results = [_verification(name, next(checks)) if isinstance(log, MatchLog) else log for name, log in batch]
        if library:
            whole: dict[int, MatchLog] = {}  # the logs that simulate as recorded, as far as they go
            for number, (one, (_, log)) in enumerate(zip(results, batch, strict=True)):
                if isinstance(log, MatchLog) and one.first_bad_tick is None and one.digest:
                    whole[number] = log
            for number, audits in audit_all(whole, library, log_limits).items():
                results[number] = replace(results[number], bots=audits)
        found += results
    return found


def _batches(paths: Iterable[Path]) -> Iterator[list[tuple[str, MatchLog | Verification]]]:
    """Yield names with their logs, or with why they are none, as many at a time as memory is bounded for."""
    batch: list[tuple[str, MatchLog | Verification]] = []
    size = 0
    for path in paths:
        name = clean_text(str(path), 300)
        log = _read(path, name)
        batch.append((name, log))
        size += log.inputs.nbytes if isinstance(log, MatchLog) else 0
        if size > _TOGETHER:
            yield batch
            batch, size = [], 0
    yield batch


def _read(path: Path, name: str) -> MatchLog | Verification:
    try:
        return read_log_file(path)
    except OSError as error:
        return Verification(name, False, False, 0, None, None, str(error.strerror), readable=False)
    except NotALog as error:
        return Verification(name, False, False, 0, None, None, str(error), readable=False)
    except DamagedLog as error:
        return Verification(name, False, False, 0, None, None, str(error))


def _verification(name: str, found: Check) -> Verification:
    reason = found.reason and clean_text(found.reason, 300)
    return Verification(name, found.ok, found.complete, found.ticks, found.digest, found.first_bad_tick, reason)
