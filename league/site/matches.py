"""The pages of games, and the facts that other pages need of them: both made once per game, from its log."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.log import MatchLog
from league.logs.files import read_log_file
from league.site import paths
from league.site.contents import Contents
from league.site.facts import GameFacts, game_facts
from league.site.folder import SiteFolder
from league.site.verdicts import headline
from league.storage.cache import read, write
from league.storage.queries.history import PlayedGame
from sandbox.clean import clean_text
from systems.replay.trace import Trace, traces
from viewer.web.about import FORMAT
from viewer.web.pack import pack
from viewer.web.page import match_page, player_files

_SHARED = "replay-"
ASSETS = f"{_SHARED}{FORMAT}"  # pages of another format keep their script
BATCH = 480  # games made before they are recorded: an interrupted build loses no more, and fewer cost more each
_FORM = 1  # version of the facts: raise it when the same log gives others
_FACTS = "facts"

Progress = Callable[[int], object]  # called with the number of games made so far


@dataclass(frozen=True)
class SiteGames:
    """The games of a site.

    Attributes:
        facts: by the game's name; those of a game whose log is gone are kept.
        watchable: names of the games that have a page.
        problems: why logs have no page, one line each.
    """

    facts: dict[str, GameFacts]
    watchable: set[str]
    problems: list[str]


def outdated(folder: SiteFolder, contents: Contents, made: SiteGames) -> list[PlayedGame]:
    """Return the games whose pages or facts are to be made; note the others' in `made`."""
    known = {run: _read_facts(folder, run) for run in contents.games_in}
    waiting = []
    for game in contents.games:
        facts = known[game.run].get(game.name)
        if facts is not None and (game.log is None or facts[0] == _source(game)):
            made.facts[game.name] = facts[1]
        if game.log is not None:
            if folder.is_current(paths.game_page(game), _key(game)) and game.name in made.facts:
                made.watchable.add(game.name)
            else:
                waiting.append(game)
    return waiting


def make(
    folder: SiteFolder, contents: Contents, made: SiteGames, waiting: Sequence[PlayedGame], progress: Progress
) -> None:
    """Make the pages and the facts of games, and the files that pages share."""
    for start in range(0, len(waiting), BATCH):
        part = waiting[start : start + BATCH]
        for done, (game, found) in enumerate(_traced(part), start + 1):
            if isinstance(found, str):
                made.problems.append(f"{game.name}: {found}")
                if folder.stays(paths.game_page(game)):  # a page outlives the rules of its match
                    made.watchable.add(game.name)
                    folder.stays_within(_SHARED)  # also that of an older format
            else:
                made.facts[game.name] = game_facts(found)
                page = match_page(pack(found), headline(game), assets=f"../{ASSETS}", home=_home(game))
                folder.write(paths.game_page(game), page.encode(), _key(game))
                made.watchable.add(game.name)
            progress(done)
        _write_facts(folder, contents, made, {game.run for game in part})
        folder.save()
    for name, text in player_files().items():
        folder.write(f"{ASSETS}/{name}", text.encode())


def _traced(games: Sequence[PlayedGame]) -> Iterator[tuple[PlayedGame, Trace | str]]:
    """Yield each game with its trace, or with what is wrong with its log."""
    logs: dict[int, MatchLog] = {}
    for number, game in enumerate(games):
        try:
            logs[number] = read_log_file(Path(str(game.log)))
        except (OSError, ValueError) as error:
            yield game, clean_text(str(error), 200)
    for number, found in traces(logs):
        game = games[number]
        if isinstance(found, ValueError):
            yield game, clean_text(str(found), 200)
        elif not found.check.ok or found.check.digest != game.digest or not _is_of(logs[number], game):
            yield game, found.check.reason or "its log is of another match than its result"
        else:
            yield game, found


def _is_of(log: MatchLog, game: PlayedGame) -> bool:
    """Return whether a log names the bots of a game, whose digest says nothing about who played."""
    recorded = log.header.get("seats")
    seats = recorded if isinstance(recorded, list) else []
    names = [str(seat.get("bot")).casefold() for seat in seats if isinstance(seat, dict)]
    return names == [seat.bot.casefold() for seat in game.seats]


def _home(game: PlayedGame) -> str:
    """Return the link from a game's page to the list that it belongs to."""
    names = dict.fromkeys(seat.bot for seat in game.seats)
    target = paths.meeting_page(*names) if len(names) == 2 else paths.run_page(game.run)
    return paths.relative(target, paths.game_page(game))


def _source(game: PlayedGame) -> str:
    """Return what stands for a game's log."""
    return f"{_FORM} {game.digest}"


def _key(game: PlayedGame) -> str:
    """Return what stands for everything that a game's page is made from."""
    shell = match_page(b"", headline(game), assets=f"../{ASSETS}", home=_home(game))
    return hashlib.sha256(f"{_source(game)} {FORMAT} {shell}".encode()).hexdigest()[:32]


def _facts_path(folder: SiteFolder, run: int) -> Path:
    return folder.private(f"{_FACTS}-{run}.json")


def _read_facts(folder: SiteFolder, run: int) -> dict[str, tuple[str, GameFacts]]:
    """Return the facts of a run's games by name, with what stands for their logs; damaged ones are left out."""
    found: dict[str, tuple[str, GameFacts]] = {}
    for name, kept in read(_facts_path(folder, run)).items():
        try:
            found[name] = str(kept["source"]), GameFacts.from_dict(kept)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return found


def _write_facts(folder: SiteFolder, contents: Contents, made: SiteGames, runs: set[int]) -> None:
    for run in runs:
        known: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for game in contents.games_in[run]:
            if game.name in made.facts:
                known[game.name] = {"source": _source(game), **made.facts[game.name].as_dict()}
        write(_facts_path(folder, run), known)
