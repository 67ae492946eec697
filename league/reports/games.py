"""Recorded games as JSON, JSON lines, CSV and PGN, game by game: a league may have more games than fit in memory."""

from __future__ import annotations

import csv
import json
import re
import shutil
import textwrap
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import TextIO

from league.reports.tables import plain_cell
from league.storage.pairing import SEATINGS
from league.storage.queries.history import LINE, PlayedGame, PlayedSeat
from sandbox.clean import clean_text
from systems.results import Ending

_SPOOL = 1 << 24  # bytes of a document that are kept in memory, not in a temporary file
_OWN = ("run", "pairing", "game", "attempt", "mode", "rules", "arena", "seed", "how", "ticks", "digest", "log", "note")
_SEAT = [field.name for field in fields(PlayedSeat)]


def write_json(games: Iterable[PlayedGame], out: TextIO) -> None:
    """Write one JSON document, completely or not at all."""
    with SpooledTemporaryFile(_SPOOL, "w+", encoding="utf-8") as document:
        document.write("[")
        for number, game in enumerate(games):
            text = json.dumps(asdict(game), indent=2)
            document.write((",\n" if number else "\n") + textwrap.indent(text, "  "))
        document.write("\n]\n")
        document.seek(0)
        shutil.copyfileobj(document, out)


def write_json_lines(games: Iterable[PlayedGame], out: TextIO) -> None:
    """Write one JSON object a line, with the keys that those of `write_json` have."""
    for game in games:
        out.write(json.dumps(asdict(game)) + "\n")


def write_csv(games: Iterable[PlayedGame], out: TextIO, seats: int) -> None:
    """Write a header, then a line per game: its own values, whether it is void and why, and those of each seat.

    Texts that a spreadsheet could take for a formula are prefixed with ', as in `as_csv`.

    Args:
        seats: the largest number of seats of a game; those that a game lacks are empty.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_OWN, "recorded", "void", *(f"{name}_{seat}" for seat in range(seats) for name in _SEAT)])
    for game in games:
        own = [getattr(game, name) for name in _OWN]
        when = datetime.fromtimestamp(game.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        values = [getattr(seat, name) for seat in game.seats for name in _SEAT]
        cells = [*own, when, game.trail, *values]
        writer.writerow(plain_cell(cell, LINE) if isinstance(cell, str) else cell for cell in cells)


def write_pgn(games: Iterable[PlayedGame], out: TextIO) -> None:
    """Write games in Portable Game Notation, which programs that rate players read; without moves.

    The players are versions, `ace v3`, as on a ladder. A game of two has White in seat 0, and a result; one of more
    seats has no two players, so that it has the result `*`, and the tags `Seat0`, `Place0` and so on. A void game has
    the result `*` as well. The format: https://www.saremba.de/chessgml/standards/pgn/pgn-complete.htm
    """
    for game in games:
        result = _result(game)
        out.writelines(f'[{name} "{_quoted(value)}"]\n' for name, value in _tags(game, result).items())
        what = re.sub("[{}]", "", f"{game.trail or game.how}, {game.ticks} ticks")
        lines = textwrap.wrap(f"{{{what}}} {result}", 79)  # a PGN line has fewer than 80 characters
        out.write("\n" + "\n".join(lines) + "\n\n")


def _tags(game: PlayedGame, result: str) -> dict[str, str]:
    """Return the tags of a game: PGN's seven, the two players' versions or the seats, then what identifies it."""
    names = [f"{seat.bot} v{seat.version}" for seat in game.seats]
    white, black = names if len(names) == 2 else ("?", "?")
    tags = {
        "Event": f"run {game.run}",
        "Site": "spacecode",
        "Date": datetime.fromtimestamp(game.at, UTC).strftime("%Y.%m.%d"),
        "Round": f"{game.pairing}.{SEATINGS.index(game.game) + 1 if game.game in SEATINGS else '?'}",
        "White": white,
        "Black": black,
        "Result": result,
    }
    if len(names) == 2:
        tags |= {"WhiteVersion": str(game.seats[0].version), "BlackVersion": str(game.seats[1].version)}
    else:
        for number, (name, seat) in enumerate(zip(names, game.seats, strict=True)):
            tags |= {f"Seat{number}": name, f"Place{number}": "?" if seat.rank is None else str(seat.rank)}
    known = {
        "Game": game.name,
        "Mode": game.mode,
        "Arena": game.arena,
        "Seed": str(game.seed),
        "Rules": game.rules,
        "Ending": game.how,
        "Termination": _termination(game),
        "Ticks": str(game.ticks),
        "Digest": game.digest,
        "Log": game.log,
    }
    return tags | {name: value for name, value in known.items() if value}


def _result(game: PlayedGame) -> str:
    """Return the result as PGN has it: `*` where there is none between two players."""
    ranks = [seat.rank for seat in game.seats]
    if game.is_void or len(ranks) != 2 or ranks[0] is None or ranks[1] is None:
        return "*"
    return "1-0" if ranks[0] < ranks[1] else "0-1" if ranks[0] > ranks[1] else "1/2-1/2"


def _termination(game: PlayedGame) -> str:
    """Return the end as one of PGN's words."""
    if game.is_void:
        return "abandoned"
    if game.how == Ending.FORFEIT:
        return "rules infraction"
    return "adjudication" if game.how == Ending.TIME else "normal"


def _quoted(text: str) -> str:
    return clean_text(text, LINE).replace("\\", "\\\\").replace('"', '\\"')
