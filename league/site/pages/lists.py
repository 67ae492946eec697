"""The pages that list games: the newest ones, and those of a run."""

from __future__ import annotations

from league.cli.wording import counted
from league.site import paths
from league.site.pages.context import LISTED, PageContext
from league.site.render import render


def games_page(context: PageContext) -> str:
    """Return the page of the runs and of the newest games."""
    contents = context.contents
    runs = [(run, paths.run_page(number)) for number, run in sorted(contents.runs.items(), reverse=True)]
    totals = f"{counted(sum(run.games for run, _ in runs), 'game')} in {counted(len(runs), 'run')}"
    void = sum(game.is_void for game in contents.games if game.name in context.watchable)
    shown = f"{counted(len(context.watchable), 'game')} can be watched" + (f", {void} of them void" if void else "")
    return render(
        "games.html",
        **context.values(paths.GAMES, "Games", "games"),
        lead=f"{totals}; {shown}",
        runs=runs,
        standings=[],
        games=context.listed(paths.GAMES, contents.games[:LISTED]),
    )


def run_page(context: PageContext, number: int) -> str:
    """Return the page of a run."""
    run, page = context.contents.runs[number], paths.run_page(number)
    games = context.contents.games_in.get(number, [])
    state = "finished" if run.row.finished else "in progress"
    void = f", {run.void} void" if run.void else ""
    standings = context.contents.standings.get(number)
    return render(
        "games.html",
        **context.values(page, f"Run {number}", "run"),
        lead=f"{run.row.mode}, {run.row.format}, {counted(run.games, 'game')}{void}, {state}",
        runs=[],
        standings=standings.rows if standings else [],
        games=context.listed(page, games),
    )
