"""Digest of a match, from its log: what decided it, for /why, and which ticks a clip shows. Runs in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from league.bots.replay_command import replay_command
from league.cli.errors import LeagueError
from league.logs.files import read_log_file
from sandbox.clean import clean_text
from sandbox.names import visible_name
from systems.replay.reasons import Reason, find_reasons
from systems.replay.trace import trace
from systems.results import FaultRecord, MatchResult, SeatReport
from systems.rules import TICK_RATE

BEFORE, AFTER = 7 * TICK_RATE, TICK_RATE  # ticks of a clip around the decisive moment
MAX_REASONS = 12  # the last ones are kept
MAX_MESSAGE = 300  # characters of a fault's message


@dataclass(frozen=True)
class Digest:
    """What decided a match.

    Attributes:
        names: bot names by seat.
        result: the result in the log's footer, which agrees with the simulation.
        reasons: (tick, text) of each reason, by tick.
        fuel: highest fuel of one tick for each seat; None if unknown.
        clip: first and last tick to show.
        command: command that replays the match.
        versions: of each seat's bot in the league, as the log says; empty if it does not.
    """

    names: tuple[str, ...]
    mode: str
    arena: str
    seed: int
    result: MatchResult
    reasons: tuple[tuple[int, str], ...]
    fuel: tuple[int | None, ...]
    clip: tuple[int, int]
    command: str
    versions: tuple[int, ...] = ()


def digest(path: Path) -> Digest:
    """Return the digest of the log at `path`.

    Raises:
        LeagueError: the log cannot be read, is incomplete or forged, or comes from another version.
    """
    try:
        log = read_log_file(path)
        if log.footer is None:
            raise LeagueError(f"{path.name}: the log is incomplete: the match was not recorded to its end")
        found = trace(log, sensed=False)
    except OSError as error:
        raise LeagueError(f"{path.name}: {error.strerror}") from None
    except ValueError as error:
        raise LeagueError(f"{path.name}: {error}") from None
    if found.check.reason is not None:
        raise LeagueError(f"{path.name}: {found.check.reason}")
    setup, result = found.setup, _cleaned(log.footer["result"])
    names = tuple(
        visible_name(str(seat["bot"] or "")) or f"seat {number}" for number, seat in enumerate(result["seats"])
    )
    reasons = find_reasons(found.game, found.events, found.ticks)
    return Digest(
        names,
        setup.mode,
        setup.arena,
        setup.seed,
        result,
        tuple((reason.tick, reason.describe(names)) for reason in reasons[-MAX_REASONS:]),
        tuple(seat["fuel_max"] for seat in result["seats"]),
        _clip(reasons, found.ticks),
        replay_command(setup, names),
        _versions(log.header.get("seats"), len(names)),
    )


def _cleaned(result: MatchResult) -> MatchResult:
    """Return a recorded result that agrees with its simulation, with the rest, which nothing can confirm, cleaned."""
    seats: list[SeatReport] = []
    for seat in result["seats"]:
        faults: list[FaultRecord] = [
            {**fault, "message": clean_text(str(fault.get("message", "")), MAX_MESSAGE)} for fault in seat["faults"]
        ]
        fuel = seat.get("fuel_max")
        seats.append({**seat, "faults": faults, "fuel_max": fuel if type(fuel) is int else None})
    return {**result, "seats": seats}


def _versions(seats: object, number: int) -> tuple[int, ...]:
    """Return the versions in a log's header, which nothing can confirm; empty if they are no such numbers."""
    rows = seats if isinstance(seats, list) else []
    found = [seat.get("version") if isinstance(seat, dict) else None for seat in rows]
    known = tuple(version for version in found if type(version) is int and 0 < version < 10**9)
    return known if len(known) == len(found) == number else ()


def _clip(reasons: Sequence[Reason], ticks: int) -> tuple[int, int]:
    """Return the ticks around the last kill, else the heaviest losses of a losing side, else the end."""
    kills = [reason.tick for reason in reasons if reason.kind == "kill"]
    losses = [reason.tick + 4 * TICK_RATE for reason in reasons if reason.kind == "losses"]
    decided = max(kills, default=max(losses, default=ticks))
    last = min(decided + AFTER, ticks)
    return max(last - BEFORE - AFTER, 0), last
