"""The post of a run: its progress, then its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from league.cli.progress import so_far
from league.cli.wording import counted
from league.discord.cards.colors import BUSY, NEWS
from league.discord.posts.outbox import Embed
from league.discord.text import DESCRIPTION, block, code, moment, named, owner, prose
from league.host.report import Debut, RunReport, Upset
from league.ladder.standings import Standings
from league.ladder.table import Row, display_name, legend
from league.tournament.placements import PlacedVersion
from sandbox.clean import clean_text
from systems.rules import TICK_RATE

SHOWN = 20  # rows of the ladder, and new versions
BAR = 20  # characters


def progress(run: int, played: int, games: int, bots: int, ladder: str = "") -> Embed:
    """Return the progress of a run in play; `ladder` is its name, if there are several."""
    full = BAR * played // games if games else 0
    bar = f"{'█' * full}{'░' * (BAR - full)}  " if games else ""  # a placement ends when it knows enough
    return {
        "title": f"{_title(run, ladder)} in progress",
        "color": BUSY,
        "description": f"{counted(bots, 'bot')}\n{bar}{so_far(played, games)}",
    }


def bare(run: int, played: int, ladder: str = "") -> Embed:
    """Return the post of a run whose report failed."""
    return {
        "title": _title(run, ladder),
        "color": NEWS,
        "description": f"{counted(played, 'game')}. See `/ladder` for the ratings.",
    }


def report(
    found: RunReport,
    when: str,
    chart: str | None,
    site: str | None = None,
    ladder: str = "",
    people: Mapping[str, str] = MappingProxyType({}),
) -> Embed:
    """Return the ladder with its changes, results of new versions, and the chart.

    Args:
        when: the next run starts, in words.
        site: address of the league's pages.
        ladder: its name, if there are several.
        people: names of users by their ids.
    """
    if found.placed is not None:
        return _placement(found, found.placed, when, site, ladder, people)
    lines = table(found.rows[:SHOWN], [_change(row, found) for row in found.rows])
    if len(found.rows) > SHOWN:
        lines.append(f"{len(found.rows) - SHOWN} more: /ladder")
    fields = []
    if found.debuts:
        debuts = [_debut(debut, people) for debut in found.debuts[:SHOWN]]
        debuts += ["…"] if len(found.debuts) > SHOWN else []
        fields.append({"name": "New versions", "value": "\n".join(debuts)[:1024]})
    if found.warnings:
        fields.append({"name": "Warnings", "value": "\n".join(prose(text, 300) for text in found.warnings)[:1024]})
    body = block(lines, DESCRIPTION - 300) + note(found.rows)
    void = f", {found.void} void" if found.void else ""
    embed: Embed = {
        "title": f"{_title(found.run, ladder)}{_within(found)}: {counted(found.games, 'game')}{void}",
        "color": NEWS,
        "description": f"{body}\n{moment(found.ended, 'f')} · next run {when}",
        "fields": fields,
    }
    embed |= {"url": site} if site else {}
    return {**embed, "image": {"url": f"attachment://{chart}"}} if chart else embed


def standings(found: Standings) -> Embed:
    """Return the standings of a run by points."""
    rows = found.rows[:SHOWN]
    names = [f"{clean_text(row.bot, 24)} v{row.version}" for row in rows]
    wide = max(map(len, names), default=0)
    lines = [f"{'#':>3} {'bot':{wide}} {'points':>6} {'W':>3} {'D':>3} {'L':>3}"]
    lines += [
        f"{row.place:>3} {name:{wide}} {row.points:6.1f} {row.wins:3} {row.draws:3} {row.losses:3}"
        for row, name in zip(rows, names, strict=True)
    ]
    lines += [f"{len(found.rows) - SHOWN} more"] if len(found.rows) > SHOWN else []
    title = f"Standings of run {found.run}: {found.format}"
    return {"title": title, "color": NEWS, "description": block(lines, DESCRIPTION // 2)}


def _placement(
    found: RunReport,
    placed: Sequence[PlacedVersion],
    when: str,
    site: str | None,
    ladder: str,
    people: Mapping[str, str],
) -> Embed:
    """Return the post of a run that placed new versions: where each stands, with its interval."""
    debuts = {(debut.bot, debut.version): debut for debut in found.debuts}
    lines = []
    for one in placed[:SHOWN]:
        debut = debuts.get((one.bot, one.version))
        name = f"**{named(one.bot)}** v{one.version}{_whose(debut.owner, people) if debut else ''}"
        where = f"place {one.rank} of {one.bots}, {one.elo:.0f} ±{one.reach:.0f} Elo" if one.rank else ""
        why = f"not placed: {one.reason()}" if one.why else ""
        score = _score(debut) if debut else counted(one.games, "game")
        lines.append(f"{name}: {'; '.join(part for part in (where, why, score) if part)}")
    lines += [f"… and {len(placed) - SHOWN} more"] if len(placed) > SHOWN else []
    void = f", {found.void} void" if found.void else ""
    embed: Embed = {
        "title": f"{_title(found.run, ladder)}{_within(found)}: placement, {counted(found.games, 'game')}{void}",
        "color": NEWS,
        "description": "\n".join(lines)[: DESCRIPTION - 200] + f"\n{moment(found.ended, 'f')} · next run {when}",
    }
    return embed | ({"url": site} if site else {})


def _within(found: RunReport) -> str:
    """Return the season whose games the ladder of a report counts."""
    season = found.scope.season
    return f", season {named(season.name)}" if season else ""


def _title(run: int, ladder: str) -> str:
    return f"Run {run} ({ladder})" if ladder else f"Run {run}"


def table(rows: Sequence[Row], changes: Sequence[str] = ()) -> list[str]:
    """Return a header and a line for each bot, as narrow as possible: phones show about 40 characters."""
    names = [display_name(row) for row in rows]
    wide = max(map(len, names), default=0)
    moved = max(map(len, changes), default=0)
    lines = [f"{'#':>3} {'':{moved}} {'bot':{wide}} {'Elo':>5} {'±':>4} {'games':>6}"]
    for row, name, change in zip(rows, names, changes or [""] * len(names), strict=False):
        elo = f"{row.elo:5.0f}{row.mark or ' '}{row.reach:4.0f}"
        lines.append(f"{row.shown_rank:>3} {change:{moved}} {name:{wide}} {elo} {row.games:6}")
    return lines


def note(rows: Sequence[Row]) -> str:
    """Return a line that explains the mark of provisional ratings, if there are any."""
    found = legend(rows)
    return f"\n{found}" if found else ""


def _change(row: Row, found: RunReport) -> str:
    """Return how many places a bot rose or fell since the last report."""
    before = found.before.get(row.bot)
    if not row.ranked:
        return ""
    if before is None:
        return "new" if found.before else ""
    rose = before[0] - row.rank
    return f"▲{rose}" if rose > 0 else f"▼{-rose}" if rose < 0 else "="


def _debut(debut: Debut, people: Mapping[str, str]) -> str:
    return f"**{named(debut.bot)}** v{debut.version}{_whose(debut.owner, people)}: {_score(debut)}"


def _whose(number: str | None, people: Mapping[str, str]) -> str:
    shown = owner(number, people)
    return f" ({shown})" if shown else ""


def _score(debut: Debut) -> str:
    faults = f", {counted(debut.faults, 'fault')}" if debut.faults else ""
    return f"{debut.wins} won, {debut.draws} drawn, {debut.losses} lost{faults}"


def upset(found: Upset, command: str | None, clip: str | None, link: str | None = None) -> Embed:
    """Return a game that a lower-rated bot won, with a clip of its decisive seconds and a link to its page."""
    game = found.game
    description = (
        f"**{named(found.winner)}** beat **{named(found.loser)}**, rated {found.gap:.0f} Elo higher"
        f" ({game.how}, {game.ticks / TICK_RATE:.0f} s)"
    )
    fields = [
        {"name": "Seed", "value": code(str(game.seed)), "inline": True},
        {"name": "Game", "value": code(f"/why {game.name}"), "inline": True},
    ]
    if link:
        fields.append({"name": "Watch all of it", "value": link})
    if command:
        fields.append({"name": "Play it again", "value": code(command, 500)})
    embed: Embed = {"title": "Upset of the day", "color": NEWS, "description": description, "fields": fields}
    return {**embed, "image": {"url": f"attachment://{clip}"}} if clip else embed
