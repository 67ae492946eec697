"""The header and recorded result of a log that another version of the systems has played, as text."""

from __future__ import annotations

from rich.table import Table

from league.cli.console import PlainConsole
from viewer.model.stored import StoredMatch


def print_stored(match: StoredMatch) -> None:
    """Print what the log tells, and why no more."""
    out = PlainConsole()
    out.print(match.subject)
    out.print(f"played by {match.played}: this version cannot simulate it, and shows what its log has recorded")
    out.print(match.end or "no result: the log ends before the match")
    table = Table("seat", "bot", "rank", "points", "hull", "damage", "faults")
    for side, seat in enumerate(match.seats):
        numbers = (f"{value:g}" for value in (seat.points, seat.hull, seat.damage))
        table.add_row(str(side), seat.name, str(seat.rank or ""), *numbers, str(len(seat.faults)))
    out.print(table)
    faults = [(tick, seat.name, kind, message) for seat in match.seats for tick, kind, message in seat.faults]
    for tick, name, kind, message in sorted(faults):
        out.print(f"{tick:6}  {name} faults ({kind})" + (f": {message}" if message else ""))
