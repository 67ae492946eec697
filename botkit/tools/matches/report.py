"""The result of a match as a table, and the file of its log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.match.manager import MatchOutcome
from league.match.sidecar import warnings_of
from systems.results import FaultRecord
from systems.rules import TICK_RATE


@contextmanager
def log_file(path: Path | None) -> Iterator[Callable[[bytes], object] | None]:
    """Yield a function that appends flushed chunks to a log file, so that an aborted match can be replayed."""
    if path is None:
        yield None
        return
    try:
        path.with_suffix(".debug").unlink(missing_ok=True)  # of a previous log
        file = path.open("wb", buffering=0)
    except OSError as error:
        raise LeagueError(f"{path}: {error.strerror}") from None
    with file:
        yield file.write


def show(console: Console, outcome: MatchOutcome) -> None:
    """Print the result as a table, then each bot's faults."""
    result = outcome.result
    table = Table(
        title=f"{result['how']} after {counted(result['ticks'], 'tick')} ({result['ticks'] / TICK_RATE:.1f} s)"
    )
    table.add_column("seat", justify="right")
    table.add_column("bot")
    for name in ("rank", "hull", "points", "damage", "faults", "max fuel per tick"):
        table.add_column(name, justify="right")
    for seat, rank in zip(result["seats"], result["ranks"], strict=True):
        fuel = "local" if seat["fuel_max"] is None else f"{seat['fuel_max']:,}"
        numbers = (f"{seat['hull']:g}", f"{seat['points']:g}", f"{seat['damage']:g}", str(len(seat["faults"])), fuel)
        table.add_row(str(seat["seat"]), seat["bot"], str(rank), *numbers)
    console.print(table)
    winner = result["winner"]
    console.print("a draw" if winner is None else f"{result['seats'][winner]['bot']} (seat {winner}) wins")
    for side in range(len(result["seats"])):
        show_faults(console, outcome, side)
    for side in range(len(result["seats"])):
        show_warnings(console, outcome, side)


def show_faults(console: Console, outcome: MatchOutcome, side: int) -> None:
    """Print the faults of a side's bot."""
    seat = outcome.result["seats"][side]
    for (kind, message), ticks in _by_message(seat["faults"]).items():
        when = f"tick {ticks[0]}" if len(ticks) == 1 else f"ticks {', '.join(map(str, ticks))}"
        console.print(f"{seat['bot']}, {when}: {kind}: {message}")


def show_warnings(console: Console, outcome: MatchOutcome, side: int) -> None:
    """Print the warnings that a side's bot got."""
    for warning in warnings_of(outcome.debug)[side]:
        console.print(f"{outcome.result['seats'][side]['bot']}, warning: {warning}")


def _by_message(faults: list[FaultRecord]) -> dict[tuple[str, str], list[int]]:
    """Group faults by kind and message, in the order of their first ticks; return the ticks of each."""
    found: dict[tuple[str, str], list[int]] = {}
    for fault in faults:
        found.setdefault((fault["kind"], fault["message"]), []).append(fault["tick"])
    return found
