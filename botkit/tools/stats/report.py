"""The statistics of a bot as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from league.cli.wording import counted
from systems.rules import TICK_RATE

_USES = {  # names of the flows of energy, in the order of the table
    "start": "at the start",
    "recharged": "recharged",
    "returned": "returned by hits",
    "thrust": "thrust",
    "strafe": "strafe",
    "shots": "shots",
    "shield": "shield, while up",
    "absorbed": "shield, for what it absorbed",
    "lost": "lost with the ship",
    "left": "left at the end",
}
_GAINED = ("start", "recharged", "returned")
_WIDEST = 1000  # columns of a table; more than any has
_CAUSES = {"shots": "shots", "collision": "collisions", "asteroid": "asteroids"}


def show(out: Console, found: dict[str, Any]) -> None:
    """Print the statistics, given as `document.as_dict` makes them."""
    out.print(Text(_headline(found)))
    for line in _outcomes(found):
        out.print(Text(line))
    for table in (_opponents(found), _powers(found), _distances(found), _energy(found)):
        if table is not None:
            out.print()
            table.width = out.measure(table, options=out.options.update_width(_WIDEST)).maximum
            out.print(table)  # beyond the edge of a narrow terminal, rather than without its figures
    out.print()
    for line in _rest(found):
        out.print(Text(line))


def _headline(found: dict[str, Any]) -> str:
    arenas = ", ".join(found["arenas"])
    length = found["ticks"] / found["games"] / TICK_RATE
    return (
        f"{found['bot']}: {counted(found['games'], 'game')} of {found['mode']} in {arenas}, {length:.1f} s each: "
        f"{found['won']} won, {found['drawn']} drawn, {found['lost']} lost"
        + (f", {found['unfinished']} unfinished" if found["unfinished"] else "")
    )


def _outcomes(found: dict[str, Any]) -> Iterator[str]:
    for outcome, ends in found["how"].items():
        if ends:
            yield f"{outcome} by " + ", ".join(f"{how} {number}" for how, number in ends.items())
    if len(found["versions"]) > 1:
        shown = ", ".join(f"{each['identity'][:8] or '?'} {each['games']}" for each in found["versions"][:6])
        yield f"{len(found['versions'])} versions, by the start of their identity: {shown}"


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=number > 0)
    return table


def _opponents(found: dict[str, Any]) -> Table | None:
    if len(found["opponents"]) < 2:
        return None
    table = _table("against", "games", "won", "drawn", "lost")
    for row in found["opponents"]:
        table.add_row(Text(row["bot"]), *(str(row[name]) for name in ("games", "won", "drawn", "lost")))
    return table


def _powers(found: dict[str, Any]) -> Table:
    table = _table("shots", "fired", "hit", "rate", "missed", "theirs", "hit", "rate", "missed")
    own, other = found["shots"], found["opponents_shots"]
    rows = [(f"power {a['power']}", a, b) for a, b in zip(own["by_power"], other["by_power"], strict=True)]
    for name, a, b in [*rows, ("all", own, other)]:
        table.add_row(name, *_counts(a), *_counts(b))
    return table


def _counts(shots: dict[str, Any]) -> list[str]:
    return [str(shots["fired"]), str(shots["hit"]), _percent(shots["hit"], shots["fired"]), str(shots["missed"])]


def _distances(found: dict[str, Any]) -> Table:
    table = _table("nearest enemy", "time", "fired", "hit", "rate", "theirs", "hit", "rate")
    own, other = found["shots"]["by_distance"], found["opponents_shots"]["by_distance"]
    for where, a, b in zip(found["distances"], own, other, strict=True):
        name = f"{where['from']:.0f} to {where['to']:.0f} m" if where["to"] else f"beyond {where['from']:.0f} m"
        table.add_row(name, _percent(where["ticks"], found["flown"]), *_counts(a)[:3], *_counts(b)[:3])
    return table


def _energy(found: dict[str, Any]) -> Table:
    """Return the energy of a mean game, and its share of what was spent."""
    energy, games = found["energy"], found["games"]
    spent = sum(energy[name] for name in _USES if name not in _GAINED and name != "left")
    table = _table("energy", "a game", "share")
    for name, words in _USES.items():
        sign = 1 if name in _GAINED else -1
        share = "" if name in _GAINED or name == "left" else _percent(energy[name], spent)
        if energy[name] or name in ("start", "recharged", "left"):
            table.add_row(words, f"{sign * energy[name] / games:+.1f}", share)
    return table


def _rest(found: dict[str, Any]) -> Iterator[str]:
    games, flown, energy = found["games"], found["flown"], found["energy"]
    yield (
        f"energy wasted a game: {energy['missed_shots'] / games:.1f} in shots that missed, "
        f"{energy['missed_full'] / games:.1f} not recharged at a full store, "
        f"{energy['missed_still'] / games:.1f} not recharged as it was too slow"
    )
    yield (
        f"too little for a shot: {_percent(found['below_a_shot'], flown)} of its time; "
        f"{counted(found['refused_shots'], 'order')} to fire that it could not pay"
    )
    alone, theirs = (found[name] / games / TICK_RATE for name in ("alone_in_beacon", "opponents_alone_in_beacon"))
    yield (
        f"in the beacon: {_percent(found['in_beacon'], flown)} of its time; "
        f"alone in it {alone:.1f} s a game, its opponents {theirs:.1f} s"
    )
    yield f"slower than 20 m/s: {_percent(found['still'], flown)} of its time"
    taken = found["taken"]
    shield = f", {taken['shielded']} of them with a shield" if taken["shielded"] else ""
    yield f"hits taken: {taken['hits']}{shield}; " + _hull(found["hull_lost"], games)
    if found["deaths"]:
        yield "destroyed: " + ", ".join(map(_death, found["deaths"]))
    if found["faults"]:
        yield "faults: " + ", ".join(f"{kind} {number}" for kind, number in found["faults"].items())


def _hull(lost: dict[str, float], games: int) -> str:
    causes: Sequence[tuple[str, float]] = sorted(lost.items(), key=lambda item: -item[1])
    parts = [f"{_CAUSES.get(cause, cause)} {amount / games:.1f}" for cause, amount in causes if amount]
    return "hull lost a game: " + (", ".join(parts) or "none")


def _death(death: dict[str, Any]) -> str:
    if death["by"] is not None:
        return f"{death['ships']} by {death['by']}, power {death['power']}"
    words = {"forfeit": "forfeit", "ring": "out of the ring"}
    return f"{death['ships']} by {words.get(death['cause'], death['cause'])}"


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"
