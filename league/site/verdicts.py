"""Who won a game, by how much and how, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from league.storage.queries.history import PlayedGame, PlayedSeat
from sandbox.clean import clean_text
from systems.results import Ending


@dataclass(frozen=True)
class GameVerdict:
    """The outcome of a game.

    Attributes:
        winner: index of the only seat that came first; None if the game was drawn or is void.
        text: how it ended and by how much, in a few words, with the first scores that differ.
    """

    winner: int | None
    text: str


def verdict(game: PlayedGame) -> GameVerdict:
    """Return the outcome of a game. Ranks follow points, then hull, then the damage dealt."""
    if game.how == Ending.VOID:
        return GameVerdict(None, "void")
    first = [index for index, seat in enumerate(game.seats) if seat.rank == 1]
    others = [seat for seat in game.seats if seat.rank != 1]
    ending = _ENDINGS.get(game.how, game.how)
    if len(first) != 1 or not others:
        return GameVerdict(None, f"drawn {ending}")
    winner = game.seats[first[0]]
    second = min(others, key=lambda seat: seat.rank or len(game.seats))
    if game.how == Ending.FORFEIT:
        return GameVerdict(first[0], ending)
    if game.mode == "sumo" and game.how == Ending.TIME:
        return GameVerdict(first[0], f"{ending}, nearer to the centre")
    if game.how == Ending.ELIMINATION and winner.hull:
        left = _number(winner.hull)
        return GameVerdict(first[0], f"{ending}, {left} hull left")
    for what in ("points", "hull", "damage"):
        own, other = _score(winner, what), _score(second, what)
        if own != other:
            return GameVerdict(first[0], f"{ending}, {_number(own)} to {_number(other)} {what}")
    return GameVerdict(first[0], ending)


_ENDINGS: Mapping[str, str] = {
    Ending.ELIMINATION: "by elimination",
    Ending.BEACON: "at the beacon",
    Ending.TIME: "on time",
    Ending.FORFEIT: "by forfeit",
}


def _score(seat: PlayedSeat, what: str) -> float:
    return getattr(seat, what) or 0.0


def _number(value: float | None) -> str:
    return f"{value or 0.0:.1f}".removesuffix(".0")


def headline(game: PlayedGame) -> str:
    """Return who played, who won and how, in one line."""
    found = verdict(game)
    names = " against ".join(f"{seat.bot} v{seat.version}" for seat in game.seats)
    text = found.text if found.winner is None else f"{game.seats[found.winner].bot} won {found.text}"
    void = "void: " if game.is_void and game.how != Ending.VOID else ""
    return clean_text(f"{names}: {void}{text} ({game.mode}, {game.arena}, {game.name})", 300)
