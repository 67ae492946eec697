"""The judging of a level: the tries of a bot, and the medal they win."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from botkit.tools.levels.goals import Measured
from botkit.tools.levels.level import Level
from botkit.tools.levels.medals import Medal, award, counts
from botkit.tools.matches.playing import LocalMatch
from botkit.tools.matches.watchdog import Watchdog
from engine.log import read_log
from league.bots.roster import Entry
from league.match.manager import MatchOutcome
from systems.replay.trace import trace


@dataclass(frozen=True)
class Try:
    """A try that has been played."""

    number: int  # from 1
    seed: int
    outcome: MatchOutcome
    measured: Measured
    medal: Medal  # the best one whose mark it reached

    @property
    def forfeited(self) -> bool:
        return self.outcome.forfeited[0]


@dataclass
class Judgement:
    """The tries of a bot at a level so far. A bot that forfeits has no further try."""

    level: Level
    tries: list[Try] = field(default_factory=list)

    @property
    def medal(self) -> Medal:
        return award([each.medal for each in self.tries])

    @property
    def reached(self) -> tuple[int, ...]:
        """For each medal, the number of tries that reached its mark."""
        return counts([each.medal for each in self.tries])

    @property
    def worst(self) -> Try:
        return min(self.tries, key=lambda each: self.level.goal.order(each.measured.value))


def judge(
    level: Level, bot: Entry, watchdog: Watchdog, told: Callable[[Try], object] | None = None, quiet: bool = False
) -> Judgement:
    """Play the tries of a level with a bot in this process.

    Args:
        told: called after each try.
        quiet: whether what the bot prints goes to stderr.

    Raises:
        LeagueError: there is no guest, or the bot is a WebAssembly module.
    """
    found, entries = Judgement(level), (bot, level.opposing())
    for number, setup in enumerate(level.setups(), 1):
        outcome = LocalMatch(setup, entries, (True, False), quiet=quiet).play(watchdog)
        measured = level.goal.measure(trace(read_log(outcome.log), level.goal.needs_sight))
        found.tries.append(Try(number, setup.seed, outcome, measured, level.medal_of(measured.value)))
        if told:
            told(found.tries[-1])
        if found.tries[-1].forfeited:
            break
    return found
