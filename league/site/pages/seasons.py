"""The pages of seasons: the list of all, and the ladders of each that has ended, which never change again."""

from __future__ import annotations

from dataclasses import replace

from league.cli.wording import counted
from league.ladder.seasons import FinalLadder
from league.site import paths
from league.site.contents import Contents, SeasonContents
from league.site.pages.context import PageContext
from league.site.pages.drawings import Span, spans
from league.site.render import day, render

_NAV = [("Ladders", paths.INDEX), ("Games", paths.GAMES), ("Seasons", paths.SEASONS)]  # whatever is played later


def seasons_page(context: PageContext) -> str:
    """Return the list of all seasons, the newest first."""
    found = [
        (one, None if one.season.ended is None else paths.season_page(one.season.name), _best(one))
        for one in reversed(context.contents.seasons)
    ]
    return render("seasons.html", **context.values(paths.SEASONS, "Seasons", "seasons"), seasons=found)


def season_page(context: PageContext, one: SeasonContents) -> str:
    """Return the page of an ended season, from what was kept at its end alone."""
    page, season = paths.season_page(one.season.name), one.season
    values = context.values(page, f"Season {season.shown_name}", "season")
    values["site"] = {"title": context.contents.title, "nav": _NAV, "updated": ""}
    dates = " to ".join(dict.fromkeys(filter(None, (day(season.began), day(season.ended or 0)))))
    return render(
        "season.html",
        **values,
        name=season.name,
        lead=", ".join(filter(None, (dates, counted(one.games, "game")))),
        best=_best(one),
        ladders=[
            (final, _facts(final), list(zip(final.ladder.rows, _spans(final), strict=True))) for final in one.ladders
        ],
    )


def ended_seasons(contents: Contents) -> list[tuple[str, str]]:
    """Return the name and the path of each ended season, the newest first."""
    ended = [one.season for one in contents.seasons if one.season.ended is not None]
    return [(season.name, paths.season_page(season.name)) for season in reversed(ended)]


def _best(one: SeasonContents) -> list[tuple[str, str, int]]:
    """Return the mode, bot and version of the best of each mode: on its ladder with the most games."""
    found: dict[str, tuple[str, str, int]] = {}
    for final in one.ladders:
        mode = final.ladder.scope.mode
        if mode not in found and final.best:
            found[mode] = (mode, final.best.bot, final.best.version)
    return [*found.values()]


def _facts(final: FinalLadder) -> str:
    arenas = f"; {'arenas' if len(final.arenas) > 1 else 'arena'} {', '.join(final.arenas)}" if final.arenas else ""
    total = sum(final.ends.values())
    ends = ", ".join(f"{how} {100 * number / total:.0f} %" for how, number in final.ends.items() if total)
    return f"{replace(final.ladder.scope, season=None)}{arenas}" + (f"; matches ended by {ends}" if ends else "")


def _spans(final: FinalLadder) -> list[Span]:
    return spans([(row.elo_low, row.elo_high, row.elo) for row in final.ladder.rows])
