"""The page about two bots: who wins, where, and every game between them."""

from __future__ import annotations

from dataclasses import dataclass

from league.site import paths
from league.site.contents import Board, MeetingScore
from league.site.pages.context import LISTED, PageContext
from league.site.render import percent, render

Tile = tuple[str, str, str]  # name, value, note


@dataclass(frozen=True)
class MeetingPart:
    """The games of two bots in one mode."""

    mode: str
    path: str
    score: MeetingScore
    tiles: list[Tile]
    arenas: list[tuple[str, MeetingScore]]


def meeting_page(context: PageContext, one: str, other: str) -> str:
    """Return the page about two bots."""
    page = paths.meeting_page(one, other)
    games = context.contents.games_between[frozenset((one, other))]
    boards = context.contents.boards
    parts = []
    for board in boards:
        if board.arena is None and board.current and (one, other) in board.scores:
            arenas = [(b.arena, b.scores[one, other]) for b in boards if b.has_part(board) and (one, other) in b.scores]
            by_arena = [(arena, score) for arena, score in arenas if arena is not None]
            parts.append(
                MeetingPart(board.mode, board.path, board.scores[one, other], _tiles(board, one, other), by_arena)
            )
    return render(
        "versus.html",
        **context.values(page, f"{one} against {other}", "versus"),
        one=one,
        other=other,
        parts=parts,
        games=context.listed(page, games[:LISTED]),
        games_left=max(len(games) - LISTED, 0),
    )


def _tiles(board: Board, one: str, other: str) -> list[Tile]:
    score = board.scores[one, other]
    tiles = [(f"{one} scores", percent(score.share), "draws count half")]
    rows = {row.bot: row for row in board.report.ladder.rows}
    if one in rows and other in rows:
        gap = rows[one].elo - rows[other].elo
        expected = 1 / (1 + 10 ** (-gap / 400))
        tiles.append(("Expected by Elo", percent(expected), f"{gap:+.0f} Elo"))
        for row in (rows[one], rows[other]):
            tiles.append((f"{row.bot} is", f"#{row.rank}" if row.ranked else "not ranked", f"Elo {row.elo:.0f}"))
    return tiles
