"""`league show`: one bot, its versions, how it fares against each other bot, and its last games."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from league.arguments import add_ladder, add_store, store_path
from league.errors import LeagueError
from league.history import Played, played, told
from league.store import reading
from league.table import ladder

LAST = 10  # games that are listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `league show`."""
    parser.add_argument("bot", metavar="BOT")
    add_store(parser)
    add_ladder(parser)
    parser.add_argument("--json", action="store_true", help="as one JSON document")


def main(args: argparse.Namespace) -> int:
    """Show it; exit 0."""
    with reading(store_path(args)) as store:
        current = store.current(args.bot)
        if current is None:
            raise LeagueError(f"no bot {args.bot!r} in this league")
        found = ladder(store, args.mode, args.rules)
        games = list(played(store, bot=args.bot, mode=args.mode, rules=found.scope.rules))
        versions = [
            {"version": number, "identity": identity}
            for number, identity in store.connection.execute(
                "SELECT number, identity FROM versions WHERE bot = ? ORDER BY number", (current.bot,)
            )
        ]
    for warning in found.warnings():
        print(f"warning: {warning}", file=sys.stderr)
    row = next((row for row in found.as_dict()["rows"] if row["bot"] == current.bot), None)
    against = list(_against(current.bot, current.number, games))
    if args.json:
        last = [asdict(game) for game in games[-LAST:]]
        about = {"bot": current.bot, "mode": args.mode, "rules": found.scope.rules}
        document = {**about, "row": row, "versions": versions, "against": against, "games": last}
        print(json.dumps(document, indent=2))
        return 0
    print(f"{current.bot} v{current.number}")
    print(f"{args.mode}, {found.scope}")
    if row:
        reach = (row["elo_high"] - row["elo_low"]) / 2
        print(f"rank {row['rank']}, Elo {row['elo']:.0f} ± {reach:.0f}, {row['games']} games, {row['faults']} faults")
    else:
        print("no games on this ladder")
    for version in versions:
        print(f"  v{version['version']}  {version['identity']}")
    for other in against:
        print(f"  against {other['bot']} v{other['version']}: {other['wins']} won, {other['draws']} drawn, ", end="")
        print(f"{other['losses']} lost")
    for game in games[-LAST:]:
        print(told(game))
    for scope in found.others:
        print(f"another ladder: {scope}")
    return 0


def _against(bot: str, number: int, games: Iterable[Played]) -> Iterable[dict[str, Any]]:
    """What this version scored against each version that it met, in the order of their names."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for game in games:
        own = [seat for seat in game.seats if (seat["bot"].casefold(), seat["version"]) == (bot.casefold(), number)]
        if game.how == "void" or not own:
            continue
        for seat in game.seats:
            if seat is own[0]:
                continue
            key = (seat["bot"], seat["version"])
            counts = {"bot": key[0], "version": key[1], "wins": 0, "draws": 0, "losses": 0}
            tally = found.setdefault(key, counts)
            difference = seat["rank"] - own[0]["rank"]
            tally["wins" if difference > 0 else "losses" if difference < 0 else "draws"] += 1
    return [found[key] for key in sorted(found, key=lambda key: (key[0].casefold(), key[1]))]
