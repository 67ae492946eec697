"""The ladders of a league: one for each mode and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from league.cli.errors import LeagueError
from league.cli.wording import counted, day
from league.storage.queries.results import GameFilter, count_arenas, first_game_time, last_game
from league.storage.queries.runs import last_rules, modes, runs_of
from league.storage.queries.seasons import Season
from league.storage.store import Store
from sandbox.clean import clean_text
from systems.setup import DEFAULT_TICKS


@dataclass(frozen=True)
class Scope:
    """The games that a ladder rates."""

    mode: str
    rules: str  # SHA-256, hex
    games: int  # valid games, those of old versions included
    ticks: int = DEFAULT_TICKS  # maximum of a match
    ships: int = 1  # per side
    guests: tuple[str, ...] = ()  # SHA-256 (hex) of each guest in which its games were played
    arena: str | None = None  # if it rates the games in one arena only
    season: Season | None = None  # whose games it rates; None: all games

    @property
    def since(self) -> int:
        """The id of the last game before its first; 0 if it rates all games."""
        return self.season.basis if self.season else 0

    def filter(self) -> GameFilter:
        """Return the selection of its games."""
        return GameFilter(self.mode, self.rules, arena=self.arena, since=self.since)

    @property
    def short_rules(self) -> str:
        """The first digits of its rules, which `--rules` takes."""
        return clean_text(self.rules[:8], 8)

    def __str__(self) -> str:
        """Describe the ladder briefly, without the mode."""
        ticks = "" if self.ticks == DEFAULT_TICKS else f", at most {self.ticks} ticks"
        ships = "" if self.ships == 1 else f", {self.ships} ships a side"
        season = f"season {self.season.shown_name}, " if self.season else ""
        return f"{season}{counted(self.games, 'game')}, rules {self.short_rules}{ticks}{ships}"

    def warning(self) -> str | None:
        """Return a one-line warning if the ladder pools games that may not be comparable, else None."""
        if len(self.guests) < 2:
            return None
        shown = ", ".join(clean_text(guest[:8], 8) for guest in self.guests)
        return f"this ladder pools runs of {len(self.guests)} guests, in which bots may behave differently: {shown}"


def scopes(store: Store, mode: str, season: Season | None = None) -> list[Scope]:
    """Return a mode's ladders, that of the last run first, with their games in a running season or with all."""
    found: dict[str, Scope] = {}
    for run in runs_of(store, mode, season.basis if season else 0):
        ticks, ships = run.options.get("ticks", DEFAULT_TICKS), run.options.get("ships", 1)
        known = found.get(run.rules, Scope(mode, run.rules, 0, ticks, ships, season=season))
        pooled = dict.fromkeys([*(run.guests if run.games else ()), *known.guests])  # oldest first
        found[run.rules] = Scope(mode, run.rules, known.games + run.games, ticks, ships, tuple(pooled), season=season)
    return list(found.values())


@dataclass(frozen=True)
class RulesChange:
    """The change of rules that began a ladder or, if the ladder shown is an earlier one, ended it."""

    at: int | None  # time of the first game after it, s since 1970 UTC; None before that game
    other: Scope  # the ladder before it; of an earlier ladder, the one played last
    is_current: bool  # whether the ladder shown is the one played now

    def __str__(self) -> str:
        """Describe it in one line, with the command that shows the other ladder."""
        mode = "" if self.other.mode == "duel" else f" --mode {self.other.mode}"
        other = counted(self.other.games, "game")
        command = f"`league table{mode} --rules {self.other.short_rules}`"
        if not self.is_current:
            return f"an earlier ladder; now: {other}, {command}"
        return f"{self.when()}; before: {other}, {command}"

    def when(self) -> str:
        """Say that the rules changed, and when."""
        date = day(self.at or 0)
        return f"rules changed on {date}" if date else "rules changed"


def last_change(store: Store, scope: Scope, others: Sequence[Scope]) -> RulesChange | None:
    """Return the change of rules between a ladder and the one of `others` that was played last; None without others."""
    played = [(last_game(store, other.filter()) or 0, other) for other in others]
    if not played:
        return None
    last, other = max(played, key=lambda game: game[0])
    first = first_game_time(store, scope.filter(), after=last)
    is_current = last_rules(store, scope.mode) == scope.rules
    return RulesChange(first, other, is_current)


def within(store: Store, scope: Scope, arena: str) -> Scope:
    """Return the part of a ladder's scope that was played in one arena."""
    return replace(scope, arena=arena, games=count_arenas(store, scope.mode, scope.rules, scope.since).get(arena, 0))


def choose(
    store: Store, mode: str, prefix: str | None = None, season: Season | None = None
) -> tuple[Scope, list[Scope]]:
    """Return the ladder of the last run, or the one whose rules start with `prefix`, and the others with games.

    Args:
        season: the running season whose games count; by default all games do.

    Raises:
        LeagueError: there is no run of this mode, or not exactly one ladder whose rules start with `prefix`.
    """
    known = scopes(store, mode, season)
    if not known:
        others = modes(store)
        there = f", but of {', '.join(others)}: choose with --mode" if others else ""
        raise LeagueError(f"{store.path}: no run of mode {mode!r} yet{there}")
    fitting = known[:1] if prefix is None else [s for s in known if s.rules.startswith(prefix.lower())]
    if len(fitting) != 1:
        what = "several ladders have" if fitting else "no ladder has"
        shown = ", ".join(scope.rules[:8] for scope in fitting or known)
        raise LeagueError(f"{what} rules that start with {prefix!r}: {shown}")
    return fitting[0], [scope for scope in known if scope != fitting[0] and scope.games]
