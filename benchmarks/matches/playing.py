"""The playing of games in workers."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks.matches import watched
from league.match.batch import MAX_SEATS, Job
from league.workers.pool import Pool
from sandbox.runtime.guest import Guest

Results = list[dict[str, Any]]
LOCAL_SEATS = 64  # per batch outside the sandbox, where more share the engine's overhead better
QUIET = 30.0  # s between lines on progress where there is no terminal


def play(games: Sequence[Job], workers: int, local: bool = False, what: str = "playing") -> Results:
    """Play the games, sandboxed as in a league or `local`; return the results in the order of the games.

    A result is a `MatchResult` with `forfeited`, by seat, and the fields of `GameStatistics`, those of the seats in its
    seats.

    Args:
        what: said on the terminal, in front of the progress.
    """
    if not local:
        Guest.load(check=True)
    outcomes: dict[int, dict[str, Any]] = {}
    pool = Pool(workers, watched.local if local else watched.sandboxed, most_seats=LOCAL_SEATS if local else MAX_SEATS)
    for found in _shown(pool.results(games, threading.Event()), len(games), what):
        if found.outcome is None:
            sys.exit(f"error: a game broke its worker: {found.reason}")
        outcomes[found.job.number] = _result(found.outcome)
    return [outcomes[game.number] for game in games]


def _shown(batches: Iterable[Any], games: int, what: str) -> Iterable[Any]:
    """Yield what is in the batches, and show the progress on stderr: a bar, or a line now and then."""
    console = Console(stderr=True)
    every = (found for batch in batches for found in batch)
    if console.is_terminal:
        yield from track(every, what, total=games, console=console, transient=True)
        return
    said = time.monotonic()
    for number, found in enumerate(every):
        if time.monotonic() - said > QUIET:
            said = time.monotonic()
            print(f"{what}: {number} of {games} games", file=sys.stderr, flush=True)
        yield found


def _result(outcome: watched.WatchedOutcome) -> dict[str, Any]:
    """Return a result with its statistics."""
    seats = [{**seat, **own} for seat, own in zip(outcome.result["seats"], outcome.statistics["seats"], strict=True)]
    return {**outcome.result, **outcome.statistics, "forfeited": list(outcome.forfeited), "seats": seats}
