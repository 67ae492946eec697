"""What `league run` prints: at its start what is played, at its end the ladder, or all of it as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from league.bots.roster import Entry
from league.cli import progress
from league.cli.console import PlainConsole
from league.cli.wording import counted, listed
from league.commands.playing.left_out import file_name
from league.ladder.standings import WITHOUT, Standings, standings
from league.ladder.table import ladder
from league.reports.tables import LadderTable, standings_table
from league.storage.queries.corrections import void_reasons
from league.storage.queries.history import PlayedGame, worth_watching
from league.storage.queries.seasons import running_season, season_of
from league.storage.store import Store
from league.tournament.placement import bound_of, newcomers
from league.tournament.placements import PlacedVersion, placements
from league.tournament.run import Run, StartedRun
from sandbox.clean import clean_text

VOIDS = 3  # void games of a run, and …
VOID_SHARE = 0.1  # … their share, above which it warns


def opening(begun: StartedRun, run: Run, store: Store, entries: list[Entry]) -> str:
    """Return a line that says what is about to be played."""
    row = begun.row
    if not begun.resumed:
        season = season_of(store, row.season)
        within = f", season {season.shown_name}" if season else ""
        text = f"run {row.id}: {counted(len(row.players), 'bot')}, {_length(run, store)}{within}"
        if begun.previous is None:
            return text
        why = "is finished" if begun.previous.finished else "has other rules"
        return f"run {begun.previous.id} {why}; {text}"
    text = f"resuming run {row.id}: {progress.so_far(run.played, run.games)} recorded"
    now = running_season(store)
    if (now.id if now else None) != row.season:
        text += f"; its games from now on count in season {now.shown_name}" if now else "; its season has ended"
    playing, named = set(row.players), {entry.name for entry in begun.out}
    known = {e.name: store.known_version(e) for e in entries if not e.problem and e.name not in named}
    changed = [name for name, version in known.items() if version is None or version.id not in playing]
    there = {entry.name.casefold() for entry in entries}
    gone = [bot for bot in (store.version(player).bot for player in row.players) if bot.casefold() not in there]
    text += f"; new or changed, from the next run on: {listed(changed)}" if changed else ""
    return text + (f"; removed from the folder, still in this run: {listed(gone)}" if gone else "")


def _length(run: Run, store: Store) -> str:
    """Return what is to be played, in words."""
    minutes = run.row.parsed_options()["minutes"]
    length = counted(run.games, "game") if run.games else counted(minutes, "minute") if minutes else ""
    if run.row.format != "placement":
        return length
    names = [f"{version.bot} v{version.number}" for version in map(store.version, newcomers(store, run.row))]
    to_place = f"to be placed within ±{bound_of(run.row):.0f}: {listed(names)}"
    return f"{length}, {to_place}" if length else to_place


def void_warning(store: Store, run: Run) -> str | None:
    """Return a warning if many games of a run are void, with the most frequent reason, else None."""
    reasons = void_reasons(store, run.row.id)
    void = sum(games for _, games in reasons)
    if void < VOIDS or void <= VOID_SHARE * run.played:
        return None
    shown = clean_text(reasons[0][0], 300)
    return (
        f"warning: {void} of {counted(run.played, 'game')} of run {run.row.id} are void, most often: {shown};"
        " `league replay-voids` plays them again"
    )


def report(
    as_json: bool, console: PlainConsole, store: Store, run: Run, left_out: list[Entry], told: Collection[str]
) -> None:
    """Print the run's standings if it has any, the ladder, and a match worth watching.

    Args:
        told: bots that have been said to be out after forfeits.
    """
    found = ladder(store, run.row.mode, run.row.rules)
    watch = worth_watching(store, run.row.id, [row.bot for row in found.rows[:2]])
    for warning in found.warnings(told):
        console.print(f"warning: {warning}")
    own = None if run.row.format in WITHOUT else standings(store, run.row.id)
    placed = placements(store, run.row, found) if run.row.format == "placement" else None
    if as_json:
        print(json.dumps({**found.as_dict(), "run": _as_dict(run, watch, left_out, own, placed)}, indent=2))
        return
    out = PlainConsole()
    if found.change:
        out.print(str(found.change))
    if own:
        out.print(standings_table(own))
    for one in placed or []:
        out.print(str(one))
    out.print(LadderTable(found))
    if watch and watch.log:
        names = " against ".join(f"{seat.bot} v{seat.version}" for seat in watch.seats)
        out.print(f"worth watching: {_path(watch)} ({names}, {watch.how}, {counted(watch.ticks, 'tick')})")


def _as_dict(
    run: Run,
    watch: PlayedGame | None,
    left_out: list[Entry],
    own: Standings | None,
    placed: Sequence[PlacedVersion] | None,
) -> dict[str, object]:
    """Return a run as a dict for JSON."""
    return {
        "number": run.row.id,
        "format": run.row.format,
        "games": run.played,
        "planned": run.games or None,
        "put_out": run.excluded,
        "void": run.void,
        "left_out": [{"entry": file_name(entry), "problem": entry.problem} for entry in left_out],
        "watch": _path(watch) if watch else None,
        "standings": own.as_dict()["rows"] if own else None,
        **({} if placed is None else {"placement": [one.as_dict() for one in placed]}),
    }


def _path(game: PlayedGame) -> str:
    """Return a log's path, relative if it is below the current folder."""
    path = Path(game.log or "")
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
