"""Bots in the sandbox as opponents, asked as the match manager asks them.

The only module of `botkit.gym` that imports `league` and `sandbox`; only those who ask for a bot import it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from gymnasium.error import ResetNeeded
from numpy.typing import NDArray

from botkit.gym.opponents.opponent import Opponent
from botkit.gym.simulation.matches import Columns, Matches
from league.bots.opponents import find
from league.cli.errors import LeagueError
from league.match.batch import about
from league.match.manager import Asked, Seat, SeatState, play_turns
from league.match.turns import living_ships
from sandbox.fault import Fault
from sandbox.limits import DEFAULT_LIMITS, Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.components import Outcome
from systems.protocol.observations import briefing
from systems.setup import Setup


class Sandboxed(Opponent):
    """Bots that fly as in a league: from their files, in the sandbox, each in an instance of its own per match.

    They get the observations, seeds and limits of a match of the league, and give its orders. A program that fails
    coasts, or forfeits, as there. A new instance starts with each match.

    Args:
        bots: paths, of NAME.py, NAME.wasm, or a folder or zip archive with a main.py; or names of built-in opponents,
            as in `botkit run`. The sides take them in turn.
        limits: of each program.

    Raises:
        ValueError: no bot is given, or one is not found, cannot be read, or does not start.
        GuestError: there is no guest to run bots in.
    """

    blind = True

    def __init__(self, *bots: str | Path, limits: Limits = DEFAULT_LIMITS) -> None:
        if not bots:
            raise ValueError("give the path or the name of a bot")
        self.seats = tuple(_seat(str(bot), limits) for bot in bots)
        self.name = self.seats[0].name
        self.limits = limits

    def bind(self, matches: Matches) -> Opponent:
        return _Programs(self, matches)


def _seat(bot: str, limits: Limits) -> Seat:
    """Return a bot that starts; raise ValueError for any other."""
    try:
        entry = find(bot)
    except LeagueError as error:
        raise ValueError(f"bot {error}") from None
    with Program(Guest.load(), entry.name, entry.files, 0, limits) as program:
        try:
            program.start(briefing(Setup("duel", 0), 0))
        except Fault as fault:
            raise ValueError(f"bot {bot} does not start: {fault.message}") from None
    return Seat(entry.name, entry.files)


class _Programs(Opponent):
    """The programs of an environment's matches, by world and side, from the start of a match to its end."""

    blind = True

    def __init__(self, bots: Sandboxed, matches: Matches) -> None:
        self.matches, self._limits = matches, bots.limits
        self._guest = Guest.load()
        self._seats = {side: bots.seats[n % len(bots.seats)] for n, side in enumerate(matches.others)}
        self._flying: dict[tuple[int, int], SeatState] = {}
        self._about = about(self._guest, self._limits)
        self._reverse = False

    def begin(self, worlds: Columns, seeds: list[int]) -> None:
        setup, ticks = self.matches.episodes.setup, self.matches.world.tick
        for w, seed in zip(worlds.tolist(), seeds, strict=True):
            if ticks[w]:
                continue  # taken over from another opponent: programs fly matches from their start
            for side, seat in self._seats.items():
                match = setup.with_seed(seed)
                program = Program(self._guest, seat.name, seat.files, match.bot_seed(side), self._limits)
                state = SeatState(seat, program)
                state.start(match, side)
                self._flying[w, side] = state

    def fly(self, worlds: Columns) -> None:
        world = self.matches.world
        living, ended = living_ships(world), world["matches"][Outcome].ended[0]
        asked: list[Asked] = []
        for w in worlds[ended[worlds] == 0].tolist():
            for side in self.matches.others:
                if (w, side) not in self._flying:
                    raise ResetNeeded(f"the bots of environment {w} fly matches from their start: call reset()")
                if living[w][side]:
                    asked.append((self._flying[w, side], w, side, living[w][side]))
        if self._reverse:
            asked.reverse()  # the last program asked goes first: its memory is still partly in the processor's caches
        self._reverse = not self._reverse
        try:
            play_turns(world, asked)
        except BaseException:  # some have been asked, and cannot be asked again
            for _, w, _, _ in asked:
                self._stop(w)
            raise

    def finish(self, worlds: Columns, results: NDArray[np.float64]) -> None:
        for w in worlds.tolist():
            self._stop(w)

    def snapshot(self) -> NoReturn:
        raise ValueError("matches with sandboxed bots cannot be copied: their programs run, and have a state")

    def restore(self, state: Any) -> NoReturn:
        self.snapshot()

    def __reduce__(self) -> NoReturn:
        self.snapshot()

    def close(self) -> None:
        for w in self.matches.every.tolist():
            self._stop(w)

    def seat(self, world: int, side: int) -> dict[str, object]:
        return {"bot": self._seats[side].name, "identity": self._seats[side].identity}

    def about(self, world: int) -> dict[str, object]:
        return self._about

    def _stop(self, w: int) -> None:
        for side in self._seats:
            state = self._flying.pop((w, side), None)
            if state is not None:
                state.agent.close()
