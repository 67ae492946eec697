"""`league show`: show a bot, its versions, its results against each other bot, and its last games."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from league.cli.arguments import output
from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.commands.options import add_ladder, add_league, ladder_mode, store_path
from league.ladder.table import as_dict, ladder
from league.ladder.versions import RatedVersion, rated_versions
from league.storage.opening import reading
from league.storage.queries.corrections import reinstatements
from league.storage.queries.history import LINE, describe, find_games
from league.storage.queries.results import head_to_head
from league.storage.store import Store
from sandbox.clean import clean_text

LAST = 10  # games listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league show`."""
    parser.add_argument("bot", metavar="BOT", help="name of the bot")
    add_league(parser)
    add_ladder(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON document")
    form.add_argument(
        "--png", metavar="FILE", type=output, help="write the ratings of its versions to FILE as a PNG image"
    )


def main(args: argparse.Namespace) -> int:
    """Show the bot. Return 0."""
    with reading(store_path(args)) as store:
        _show(args, store)
    return 0


def _show(args: argparse.Namespace, store: Store) -> None:
    """Print all of it."""
    current = store.current(args.bot)
    if current is None:
        raise LeagueError(f"no bot {args.bot!r} in this league")
    mode = ladder_mode(args)
    found = ladder(store, mode, args.rules)
    last = list(find_games(store, bot=args.bot, mode=mode, rules=found.scope.rules, limit=LAST))
    met = head_to_head(store, found.scope.filter(), current.id)
    versions = rated_versions(store, found.scope, current.bot)
    reinstated = reinstatements(store, current.bot)
    for warning in found.warnings():
        print(f"warning: {warning}", file=sys.stderr)
    row = next((row for row in found.rows if row.bot == current.bot), None)
    if args.png:
        _draw(args, f"{current.bot}, {mode}", versions)
        return
    if args.json:
        about = {"bot": current.bot, "mode": mode, "rules": found.scope.rules}
        rounded = as_dict(row) if row else None
        document = {
            **about,
            "row": rounded,
            "versions": [version.as_dict() for version in versions],
            "against": [asdict(other) for other in met],
            "games": [asdict(game) for game in last],
            "reinstatements": [{"version": number, **asdict(correction)} for number, correction in reinstated],
        }
        print(json.dumps(document, indent=2))
        return
    if found.change:
        _say(str(found.change))
    _say(f"{current.bot} v{current.number}")
    _say(f"{mode}, {found.scope}")
    if row:
        counts = f"{counted(row.games, 'game')}, {counted(row.faults, 'fault')}"
        rank = f"rank {row.rank} of {found.ranked}" if row.ranked else f"not ranked ({row.out})"
        provisional = " (provisional)" if row.provisional else ""
        place = f", mean place {row.shown_place()}" if row.place is not None else ""
        _say(f"{rank}, Elo {row.elo:.0f} ± {row.reach:.0f}{provisional}{place}, {counts}")
    else:
        _say("no games on this ladder")
    for version in versions:
        _say(f"  v{version.version}  {_rated(version)}, sha256 {version.identity[:8]}")
    for number, correction in reinstated:
        _say(f"  v{number} {correction.describe('reinstated')}")
    for other in met:
        score = f"{other.wins} won, {other.draws} drawn, {other.losses} lost"
        _say(f"  against {other.bot} v{other.version}: {score}")
    for game in last:
        _say(describe(game))


def _draw(args: argparse.Namespace, title: str, versions: list[RatedVersion]) -> None:
    from league.reports.picture import draw_versions  # imports Pillow, which no other form needs

    try:
        draw_versions(title, versions, args.png)
    except ValueError:
        raise LeagueError(f"{args.bot} has no games on this ladder: there is nothing to draw") from None


def _rated(version: RatedVersion) -> str:
    """Return a version's rating, and how much and when it played."""
    if version.elo is None or version.elo_low is None or version.elo_high is None:
        return "no games on this ladder"
    days = dict.fromkeys(f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" for at in (version.first, version.last) if at)
    reach = (version.elo_high - version.elo_low) / 2
    return f"Elo {version.elo:.0f} ± {reach:.0f}, {counted(version.games, 'game')}, {' to '.join(days)}"


def _say(text: str) -> None:
    """Print a line, cleaned of control characters."""
    print(clean_text(text, LINE))
