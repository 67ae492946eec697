"""What `league run` prints at its end: places, the ladder, a match worth watching; or all of it as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from league.bots.roster import Entry
from league.cli.console import PlainConsole
from league.cli.wording import counted
from league.commands.playing.left_out import file_name
from league.ladder.standings import WITHOUT, Standings, standings
from league.ladder.table import ladder
from league.reports.tables import LadderTable, standings_table
from league.storage.queries.history import PlayedGame, worth_watching
from league.storage.store import Store
from league.tournament.placements import PlacedVersion, placements
from league.tournament.run import Run


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
