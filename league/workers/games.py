"""Games of a pair as one of the bots sees them, and the commands that show them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from systems.results import MatchResult
from systems.setup import DEFAULT_TICKS

_USUAL = {"mode": "duel", "arena": "open", "ships": None, "ticks": DEFAULT_TICKS}


@dataclass(frozen=True)
class Game:
    """A game that has been played, from one bot's point of view."""

    seat: int  # of the bot
    result: MatchResult

    @property
    def score(self) -> float:
        own, other = self.result["ranks"][self.seat], self.result["ranks"][1 - self.seat]
        return 0.5 if own == other else float(own < other)

    @property
    def faults(self) -> int:
        return len(self.result["seats"][self.seat]["faults"])

    @property
    def margin(self) -> tuple[float, float]:
        """By how much the bot was ahead: in points, then in hull."""
        own, other = self.result["seats"][self.seat], self.result["seats"][1 - self.seat]
        return own["points"] - other["points"], own["hull"] - other["hull"]


def watch_command(game: Game, own: str, other: str, options: dict[str, object]) -> str:
    """Return the command that plays a game again, and shows it.

    Args:
        own, other: what `botkit run` calls the bot and its opponent.
        options: its mode, arena, ships and ticks; what is usual is left out.
    """
    bots: Sequence[str] = (other, own) if game.seat else (own, other)
    words = ["botkit", "run", *bots]
    for name, usual in _USUAL.items():
        if options[name] != usual:
            words += [f"--{name}", str(options[name])]
    return shlex.join([*words, "--seed", str(game.result["seed"]), "--sandbox", "--view"])
