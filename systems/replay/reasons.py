"""The reasons of a match's result: the few events and numbers that decided it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from systems.config import GameConfig
from systems.replay.events import Event
from systems.results import Ending, Result
from systems.rules import TICK_RATE

_SPAN = 5 * TICK_RATE  # ticks of the window in which losses are summed
_HELD = 3 * TICK_RATE  # minimum ticks alone in the beacon to report


@dataclass(frozen=True)
class Reason:
    """A reason of the result.

    Attributes:
        tick: the state to look at.
        kind: `kill`, `fault`, `beacon`, `zone`, `star`, `losses` or `aim`.
        side: the side concerned, or None.
        text: in words; `{0}`, `{1}` … stand for the names of sides.
    """

    tick: int
    kind: str
    side: int | None
    text: str

    def describe(self, names: Sequence[str]) -> str:
        """Return the text with the names of the sides."""
        return self.text.format(*names)


def find_reasons(game: GameConfig, events: Sequence[Event], ticks: int) -> list[Reason]:
    """Return the reasons by tick: deaths, faults, holds of the beacon, the largest losses, and accuracy of shots.

    Args:
        events: all of the match, as an `EventLog` reads them.
        ticks: length of the match.
    """
    reasons = [
        *_kills(game, events),
        *_faults(events),
        *_beacon(events, ticks),
        *_zone(game, events),
        *_losses(game, events),
    ]
    return [*sorted(reasons, key=lambda reason: reason.tick), _aim(game, events, ticks)]


def explain_result(game: GameConfig, result: Result, events: Sequence[Event]) -> str:
    """Return why a side won, or none did, in words; `{0}`, `{1}` … stand for the names of sides."""
    winner, ranks, scores = result["winner"], result["ranks"], result["seats"]
    how, sumo = result["how"], game.setup.mode == "sumo"
    if how is Ending.FORFEIT:
        ending = [e for e in events if e["kind"] == "kill" and e["tick"] == result["ticks"] and e["cause"] == "forfeit"]
        return f"forfeit of {_sides({int(game.side_of[event['ship']]) for event in ending})}"
    if how is Ending.BEACON:
        reached = [side for side, score in enumerate(scores) if score["points"] >= game.arena.beacon_points]
        return f"{_sides(reached)} reached {game.arena.beacon_points:g} points in the beacon"
    if how is Ending.ELIMINATION and winner in _survivors(game, events):
        return f"{{{winner}}} is the last " + ("in the ring" if sumo else "alive")
    lead = "the last fell in the same tick: " if how is Ending.ELIMINATION else ""
    if winner is None:
        first = _sides([side for side, rank in enumerate(ranks) if rank == 1])
        equal = "as near to the centre" if sumo and not lead else "equal in points, hull and damage"
        return f"{lead}{first} are {equal}"
    if sumo and not lead:
        return f"{{{winner}}} is nearer to the centre"
    second = min((side for side in range(game.sides) if side != winner), key=ranks.__getitem__)
    ahead, behind = scores[winner], scores[second]
    columns = ("points", ahead["points"], behind["points"]), ("hull", ahead["hull"], behind["hull"])
    name, more, less = next((row for row in columns if row[1] != row[2]), ("damage", ahead["damage"], behind["damage"]))
    return f"{lead}{{{winner}}} has more {name} than {{{second}}}: {more:.1f} to {less:.1f}"


def _survivors(game: GameConfig, events: Sequence[Event]) -> set[int]:
    """Return the sides with ships that were not destroyed."""
    lost = {event["ship"] for event in events if event["kind"] == "kill"}
    return {int(game.side_of[ship]) for ship in range(game.ships) if ship not in lost}


def _sides(sides: Iterable[int]) -> str:
    return " and ".join(f"{{{side}}}" for side in sorted(sides))


def _ship(game: GameConfig, ship: int) -> str:
    side = int(game.side_of[ship])
    return f"{{{side}}}" if game.per_side == 1 else f"{{{side}}} {ship}"


def _kills(game: GameConfig, events: Sequence[Event]) -> list[Reason]:
    found = []
    for event in events:
        if event["kind"] == "kill":
            by = " by " + " and ".join(_ship(game, ship) for ship in event["by"]) if event["by"] else ""
            cause = "hit" if event["cause"] == "shots" else f"lost to {event['cause']}, hit" if by else event["cause"]
            text = f"{_ship(game, event['ship'])} is destroyed: {cause}{by}"
            found.append(Reason(event["tick"], "kill", int(game.side_of[event["ship"]]), text))
    return found


def _faults(events: Sequence[Event]) -> list[Reason]:
    """Return, for each side, the first fault of each kind, with their number."""
    counts: dict[tuple[int, str], list[int]] = {}
    for event in events:
        if event["kind"] == "fault":
            counts.setdefault((event["side"], event["fault"]), []).append(event["tick"])
    return [
        Reason(ticks[0], "fault", side, f"{{{side}}} faults ({kind})" + (f", {len(ticks)} times" if ticks[1:] else ""))
        for (side, kind), ticks in counts.items()
    ]


def _beacon(events: Sequence[Event], ticks: int) -> list[Reason]:
    """Return each long hold of the beacon."""
    changes = [(event["tick"], event["side"]) for event in events if event["kind"] == "beacon"]
    found = []
    ends = [*(tick for tick, _ in changes), ticks + 1][1:]
    for (start, side), end in zip(changes, ends, strict=True):
        if side is not None and end - start >= _HELD:
            text = f"{{{side}}} is alone in the beacon for {(end - start) / TICK_RATE:.1f} s"
            found.append(Reason(start, "beacon", side, text))
    return found


def _zone(game: GameConfig, events: Sequence[Event]) -> list[Reason]:
    reported, found = set(), []
    for event in events:
        if event["kind"] in ("zone", "star") and (event["kind"], event["ship"]) not in reported:
            reported.add((event["kind"], event["ship"]))
            what = "is outside the safe circle" if event["kind"] == "zone" else "touches the star"
            side = int(game.side_of[event["ship"]])
            found.append(Reason(event["tick"], event["kind"], side, f"{_ship(game, event['ship'])} {what}"))
    return found


def _losses(game: GameConfig, events: Sequence[Event]) -> list[Reason]:
    """Return, for each side, the five seconds in which shots cost it most."""
    found = []
    for side in range(game.sides):
        hits = [e for e in events if e["kind"] == "hit" and int(game.side_of[e["ship"]]) == side]
        worst, start = 0.0, 0
        first = 0
        taken = 0.0
        for event in hits:
            taken += event["damage"]
            while hits[first]["tick"] <= event["tick"] - _SPAN:
                taken -= hits[first]["damage"]
                first += 1
            if taken > worst:
                worst, start = taken, hits[first]["tick"]
        if worst >= game.rules.hull / 4:
            found.append(Reason(start, "losses", side, f"{{{side}}} is hit for {worst:.0f} points within 5 s"))
    return found


def _aim(game: GameConfig, events: Sequence[Event], ticks: int) -> Reason:
    """Return how many shots of each side hit."""
    shots, hits = [0] * game.sides, [0] * game.sides
    for event in events:
        if event["kind"] == "shot":
            shots[int(game.side_of[event["ship"]])] += 1
        elif event["kind"] == "hit":
            hits[int(game.side_of[event["by"]])] += 1
    sides = [f"{{{side}}} {hits[side]} of {shots[side]}" for side in range(game.sides)]
    return Reason(ticks, "aim", None, "shots that hit: " + ", ".join(sides))
