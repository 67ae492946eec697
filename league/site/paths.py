"""The files of a site. Their names are permalinks: they depend on nothing but names, and no name can break them."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from league.storage.queries.history import PlayedGame

INDEX = "index.html"
GAMES = "games.html"
SEASONS = "seasons.html"
STYLE, SCRIPT, COLORS = "site.css", "site.js", "bots.css"

_PLAIN = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*")
_HASHED = re.compile(r".*-[0-9a-f]{8}")
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # which Windows takes for devices
_LONGEST = 40


@cache
def slug(name: str) -> str:
    """Return a name for files and classes: lower-case ASCII, and different for names that a league tells apart.

    A name that is not such a text already gets a part of its hash.
    """
    lower = "".join(c.lower() if c.isascii() else c for c in name)  # as the store compares names
    plain = _PLAIN.fullmatch(lower) and not _HASHED.fullmatch(lower) and not _DEVICES.fullmatch(lower)
    if plain and len(lower) <= _LONGEST:
        return lower
    shown = "-".join(re.findall("[a-z0-9_]+", lower))[: _LONGEST - 9].strip("-") or "bot"
    return f"{shown}-{hashlib.sha256(lower.encode(errors='surrogatepass')).hexdigest()[:8]}"


def bot_page(name: str) -> str:
    return f"bots/{slug(name)}.html"


def meeting_page(one: str, other: str) -> str:
    """Return the path of the page about two bots, whichever comes first."""
    return "versus/{}--{}.html".format(*sorted((slug(one), slug(other))))


def game_page(game: PlayedGame) -> str:
    return f"games/{game.name}.html"


def run_page(run: int) -> str:
    return f"runs/{run}.html"


def season_page(name: str) -> str:
    """Return the path of the page about an ended season."""
    return f"seasons/{slug(name)}.html"


def ladder_page(mode: str, arena: str | None = None, rules: str | None = None, every: bool = False) -> str:
    """Return the path of a ladder's page.

    Args:
        rules: for a ladder other than that of the mode's last run.
        every: for the ladder of all games, while a season is running.
    """
    parts = [mode, *([f"rules-{slug(rules[:16])}"] if rules else []), *([arena] if arena else [])]
    parts += ["all"] if every else []
    return f"ladder/{'-'.join(map(slug, parts))}.html"


def relative(target: str, page: str) -> str:
    """Return the link from a page to a file of the site, so that the site can be moved."""
    return "../" * page.count("/") + target
