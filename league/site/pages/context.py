"""What every page of a site needs: links, the navigation, and games as lists show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from league.site import paths
from league.site.contents import Contents
from league.site.facts import GameFacts, SeatFacts
from league.site.render import linked_policy, moment
from league.site.verdicts import GameVerdict, verdict
from league.storage.queries.history import PlayedGame, PlayedSeat

_DATED = ("ladder", "games")  # kinds of pages that change with every game
_SNOWFLAKE = re.compile(r"[0-9]{15,20}")  # an id of Discord
LISTED = 300  # games on one page, the newest ones


@dataclass(frozen=True)
class ListedGame:
    """A game as a list shows it.

    Attributes:
        href: of the page or the file that the list links to, if there is one.
        action: what its link does.
        outcome: for the bot that a list is about: `won`, `drawn` or `lost`; "" elsewhere, and if the game is void.
    """

    name: str
    mode: str
    arena: str
    how: str
    ticks: int
    at: int
    gap: float
    faults: int
    void: bool
    trail: str
    seats: tuple[PlayedSeat, ...]
    verdict: GameVerdict
    href: str | None
    action: str
    outcome: str


Link = Callable[[PlayedGame], str | None]


def listed(
    games: Iterable[PlayedGame], link: Link, action: str = "Watch", about: str | None = None
) -> list[ListedGame]:
    """Return games as a list shows them; `about` is the bot whose outcomes are shown."""
    return [
        ListedGame(
            name=game.name,
            mode=game.mode,
            arena=game.arena,
            how="void" if game.is_void else game.how,
            ticks=game.ticks,
            at=game.at,
            gap=game.gap if game.gap < 1e9 else 1e9,
            faults=sum(seat.faults for seat in game.seats),
            void=game.is_void,
            trail=game.trail,
            seats=game.seats,
            verdict=verdict(game),
            href=link(game),
            action=action,
            outcome=outcome(game, about) if about else "",
        )
        for game in games
    ]


def outcome(game: PlayedGame, bot: str) -> str:
    """Return how a bot came out of a game: `won`, `drawn` or `lost`; "" if the game is void."""
    if game.is_void:
        return ""
    firsts = [seat.bot for seat in game.seats if seat.rank == 1]
    return "lost" if bot not in firsts else "drawn" if len(firsts) > 1 else "won"


@dataclass(frozen=True)
class PageContext:
    """What pages are made from.

    Attributes:
        facts: of games, by name, as far as they are known.
        watchable: names of the games that have a page.
    """

    contents: Contents
    facts: Mapping[str, GameFacts]
    watchable: Collection[str]

    def values(self, page: str, heading: str, kind: str) -> dict[str, object]:
        """Return what the template of every page needs."""
        contents = self.contents
        boards = [board for board in contents.boards if board.current and board.arena is None]
        ref = partial(_ref, page)
        nav = [*((board.mode.capitalize(), board.path) for board in boards), ("Games", paths.GAMES)]
        nav += [("Seasons", paths.SEASONS)] if contents.seasons else []
        return {
            "site": {
                "title": contents.title,
                "nav": nav,
                "updated": moment(contents.updated) if kind in _DATED else "",
            },
            "here": contents.boards[0].path if page == paths.INDEX and contents.boards else page,
            "heading": heading,
            "kind": kind,
            "policy": linked_policy(),
            "ref": ref,
            "bot_ref": lambda name: ref(paths.bot_page(name)) if name in contents.bots else None,
            "color_class": color_class,
            "person": partial(owner_name, contents.people),
        }

    def own_colors(self) -> dict[str, str]:
        """Return the colour that each bot wanted in its newest game, by name."""
        found: dict[str, str] = {}
        for game in self.contents.games:
            if game.name in self.facts:
                for seat, facts in zip(game.seats, self.facts[game.name].seats, strict=False):
                    found.setdefault(seat.bot, facts.color)
        return found

    def listed(self, page: str, games: Iterable[PlayedGame], about: str | None = None) -> list[ListedGame]:
        """Return games as a list on a page shows them."""

        def link(game: PlayedGame) -> str | None:
            return _ref(page, paths.game_page(game)) if game.name in self.watchable else None

        return listed(games, link, about=about)


def played_seats(context: PageContext, games: Iterable[PlayedGame], bot: str) -> Iterator[tuple[PlayedGame, SeatFacts]]:
    """Yield the seats that a bot had in games whose facts are known."""
    for game in games:
        if game.name in context.facts and not game.is_void:
            for seat, facts in zip(game.seats, context.facts[game.name].seats, strict=False):
                if seat.bot == bot:
                    yield game, facts


def color_class(name: str) -> str:
    """Return the class of the elements that have a bot's colour; see `palette`."""
    return f"b-{paths.slug(name)}"


def owner_name(people: Mapping[str, str], owner: str) -> str:
    """Return the name of an owner; of a user of Discord whose name is not known, no more than the end of the id."""
    return people.get(owner) or (f"member #{owner[-4:]}" if _SNOWFLAKE.fullmatch(owner) else owner)


def _ref(page: str, target: str) -> str:
    return paths.relative(target, page)
