"""A ladder: ratings of the bots from the stored games of one mode and rules, with nothing stored of its own."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields

from league.cli.errors import LeagueError
from league.cli.wording import listed
from league.ladder.aggregates import Aggregates, aggregate
from league.ladder.ladders import RulesChange, Scope, choose, last_change, within
from league.ratings.elo import PLACED, Ratings, bradley_terry, plackett_luce
from league.storage.cache import memoize
from league.storage.queries.bots import BotRow, all_bots
from league.storage.queries.corrections import last_corrections
from league.storage.queries.results import GameFilter, Tally, fingerprint, is_excluded, paired_tables, version_links
from league.storage.queries.seasons import running_season
from league.storage.store import Store
from sandbox.clean import clean_text
from systems.modes import MODES


@dataclass(frozen=True)
class Row:
    """A bot's place on a ladder, by its current version."""

    rank: int  # from 1; those that are not ranked follow those that are
    bot: str
    version: int
    owner: str | None
    elo: float
    elo_low: float  # ends of the 95 % interval
    elo_high: float
    games: int
    wins: int
    draws: int  # shared first places
    losses: int
    faults: int
    active: bool  # plays in the next run
    los: float | None = None  # likelihood of superiority over the next row, 0..1; None across groups
    group: int = 1  # from 1; bots connected by games, directly or through others, share a group
    out: str | None = None  # why it is not active: gone (from the folder), or forfeits (its last three games)
    ranked: bool = True  # as long as it is active
    provisional: bool = False  # its interval is wider than +-120 Elo
    place: float | None = None  # mean place in its games, from 1, in a mode with tables; ties share a place
    place_of: float | None = None  # mean number of players of these games

    @property
    def reach(self) -> float:
        """Half the width of the interval, in Elo."""
        return (self.elo_high - self.elo_low) / 2

    @property
    def shown_rank(self) -> str:
        return str(self.rank) if self.ranked else "-"

    @property
    def mark(self) -> str:
        """What follows its rating: a question mark if it is provisional."""
        return "?" if self.provisional else ""

    def shown_place(self) -> str:
        """Return its mean place, as in `2.1 of 5`; empty in a mode of two."""
        if self.place is None or self.place_of is None:
            return ""
        of = round(self.place_of, 1)
        return f"{self.place:.1f} of {of:.0f}" if of.is_integer() else f"{self.place:.1f} of {of:.1f}"


@dataclass(frozen=True)
class Ladder:
    """The bots of one mode and rules, best first; those that do not play any more follow, without a rank.

    Every version is rated as a separate player; the rows show the current versions.
    """

    scope: Scope
    rows: tuple[Row, ...]
    others: tuple[Scope, ...] = ()  # other ladders of the same mode that have games
    unplayed: tuple[str, ...] = ()  # bots that are active but have no games here yet
    change: RulesChange | None = None  # of the rules, if there are other ladders

    def as_dict(self) -> dict[str, object]:
        """Return the ladder as a dict for JSON, in the shape of `league table --json`."""
        return {
            "mode": self.scope.mode,
            "rules": self.scope.rules,
            "season": self.scope.season.name if self.scope.season else None,
            "games": self.scope.games,
            "rows": [as_dict(row) for row in self.rows],
            "warnings": self.warnings(),
            "unplayed": list(self.unplayed),
            "changed": self.change.at if self.change and self.change.is_current else None,
            "others": [
                {"rules": other.rules, "games": other.games, "ticks": other.ticks, "ships": other.ships}
                for other in self.others
            ],
        }

    @property
    def ranked(self) -> int:
        """The number of bots that are ranked."""
        return sum(row.ranked for row in self.rows)

    def legend(self) -> str | None:
        """Return one line that explains the mark of provisional ratings, if there are any, else None."""
        return legend(self.rows)

    def waiting(self) -> str | None:
        """Return one line that lists the bots without games, or None."""
        names = [clean_text(name, 40) for name in self.unplayed]
        return f"no games yet: {listed(names)}" if names else None

    def warnings(self, told: Collection[str] = ()) -> list[str]:
        """Return warnings about the table, one line each.

        Args:
            told: names of bots of which is known that they are out after forfeits.
        """
        found = []
        if warning := self.scope.warning():
            found.append(warning)
        groups: dict[int, list[str]] = {}
        for row in self.rows:
            groups.setdefault(row.group, []).append(clean_text(row.bot, 40))
        if len(groups) > 1:
            shown = listed([listed(names) for names in groups.values()], "; ")
            found.append(f"ratings of these {len(groups)} groups are not comparable, no games connect them: {shown}")
        out = [row for row in self.rows if row.out == "forfeits" and row.bot not in told]
        forfeits = [f"{clean_text(row.bot, 40)} v{row.version}" for row in out]
        if forfeits:
            found.append(f"out after three forfeits in a row, until changed: {listed(forfeits)}")
        return found


def legend(rows: Sequence[Row]) -> str | None:
    """Return one line that explains the mark of provisional ratings, if there are any, else None."""
    if not any(row.provisional for row in rows):
        return None
    return f"? provisional: few games yet, known to ±{PLACED:.0f} or worse"


def as_dict(row: Row) -> dict[str, object]:
    """Return a row as a dict for JSON, with ratings rounded to a tenth."""
    digits = {"elo": 1, "elo_low": 1, "elo_high": 1, "los": 4, "place": 2, "place_of": 2}
    values = asdict(row)
    return values | {name: round(values[name], n) for name, n in digits.items() if values[name] is not None}


def ladder(
    store: Store,
    mode: str,
    rules: str | None = None,
    anchor: str | None = None,
    arena: str | None = None,
    every: bool = False,
) -> Ladder:
    """Compute the ladder of a mode, for the rules of its last run or those that start with `rules`.

    Args:
        anchor: name of the bot whose rating is fixed at 1500; by default the mean of all rows is.
        arena: rate only the games in this arena of the mode.
        every: rate all games, also while a season is running, whose games alone are rated by default.

    Raises:
        LeagueError: there is no run of this mode, not exactly one ladder with such rules, or no rating of the anchor.
    """
    season = None if every else running_season(store)
    scope, others = choose(store, mode, rules, season)
    if arena is not None:
        scope = within(store, scope, arena)
    bots = all_bots(store)
    fixed = None
    if anchor is not None:
        fixed = next((bot.version for bot in bots if bot.name.casefold() == anchor.casefold()), None)
        if fixed is None:
            raise LeagueError(f"no bot {anchor!r} in this league")
    part = (f"-{arena}" if arena else "") + (f"-season-{season.id}" if season else "")
    path = store.path.with_name(f"{store.path.name}.{mode}-{scope.rules[:16]}{part}.json")
    made_by = (_CACHE_VERSION, [field.name for field in fields(Row)])
    recorded = fingerprint(store), last_corrections(store)
    facts = (made_by, str(scope), scope.rules, arena, sorted(bots), version_links(store), fixed, recorded)
    rows = memoize(path, facts, lambda: [asdict(row) for row in _rows(store, scope, bots, fixed)])
    placed = {row["bot"] for row in rows}
    unplayed = sorted((bot.name for bot in bots if bot.active and bot.name not in placed), key=str.casefold)
    change = last_change(store, scope, others)
    return Ladder(scope, tuple(Row(**row) for row in rows), tuple(others), tuple(unplayed), change)


_CACHE_VERSION = 5  # version of the computation: raise it when the same games give another ladder


def _rows(store: Store, scope: Scope, bots: list[BotRow], fixed: int | None) -> list[Row]:
    level = [bot.version for bot in bots] if fixed is None else [fixed]
    games = GameFilter(scope.mode, scope.rules)  # of all seasons: who is out stays out in the next one
    summed = aggregate(store, scope.mode, scope.rules, scope.arena, scope.since)
    ratings = rate(store, scope, summed, level)
    current = [bot for bot in bots if bot.version in ratings]
    if fixed is not None and fixed not in ratings:
        raise LeagueError("the anchor has no games on this ladder")
    out = {
        bot.version: "gone" if not bot.active else "forfeits" if is_excluded(store, games, bot.version) else None
        for bot in current
    }
    current.sort(key=lambda bot: (out[bot.version] is not None, -ratings.elo(bot.version), bot.name.casefold()))
    groups = {group: n for n, group in enumerate(dict.fromkeys(ratings.group(bot.version) for bot in current), 1)}
    rows = []
    for rank, (bot, following) in enumerate(zip(current, [*current[1:], None], strict=False), 1):
        rating, tally = ratings[bot.version], summed.tallies.get(bot.version, _UNPLAYED)
        has_places = tally.games > 0 and not MODES[scope.mode].paired
        comparable = (
            following
            and out[following.version] is None
            and ratings.group(bot.version) == ratings.group(following.version)
        )
        rows.append(
            Row(
                rank,
                bot.name,
                bot.number,
                bot.owner,
                rating.elo,
                rating.low,
                rating.high,
                tally.games,
                tally.wins,
                tally.draws,
                tally.losses,
                tally.faults,
                active=out[bot.version] is None,
                los=ratings.superiority(bot.version, following.version) if following and comparable else None,
                group=groups[ratings.group(bot.version)],
                out=out[bot.version],
                ranked=out[bot.version] is None,
                provisional=rating.provisional,
                place=tally.places / tally.games if has_places else None,
                place_of=tally.players / tally.games if has_places else None,
            )
        )
    return rows


def rate(store: Store, scope: Scope, summed: Aggregates, level: Sequence[int]) -> Ratings:
    """Return the ratings of all versions with games on a ladder, whose aggregates are `summed`.

    Args:
        level: versions whose mean is 1500.
    """
    if MODES[scope.mode].paired:
        return bradley_terry(summed.meetings, version_links(store), level)
    found = list(paired_tables(store, scope.filter()))
    return plackett_luce([table for _, table in found], version_links(store), level, [number for number, _ in found])


_UNPLAYED = Tally(0, 0, 0, 0, 0, 0, 0)


def as_json(ladder: Ladder) -> str:
    """Format the ladder as one JSON document."""
    return json.dumps(ladder.as_dict(), indent=2)


def display_name(row: Row) -> str:
    """Return a bot's name, made printable, with the reason if it is not active."""
    name = clean_text(row.bot, 40)
    return name if row.out is None else f"{name} ({row.out})"
