"""A list of matches that are shown one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from league.cli.errors import LeagueError
from viewer.model.follower import Follower
from viewer.views.view import View

PAUSE = 5.0  # s that the end of a match is shown before the next one


class Playlist:
    """Matches to be shown, at least one.

    Args:
        paths: of their logs.
        opened: opens a log. Raises LeagueError.

    Attributes:
        view: the match that is shown.
        follower: follows its log.
    """

    def __init__(self, paths: Sequence[Path], opened: Callable[[Path], tuple[View, Follower | None]]) -> None:
        """Open the first match. Raises LeagueError."""
        self._paths, self._opened = paths, opened
        self._place = 0
        self._played = False  # whether it has come to where it is by playing, not by a seek
        self._ended = 0.0  # s since the end of the match
        self.view, self.follower = opened(paths[0])

    def __len__(self) -> int:
        return len(self._paths)

    def waited(self, seconds: float) -> bool:
        """Count the time since a match was played to its end; return whether the next one is due."""
        player = self.view.player
        at_end = player.ended and not player.playing and player.loop is None and not self.view.live
        self._played = player.playing or (self._played and at_end)
        self._ended = self._ended + seconds if self._played and at_end else 0.0
        return len(self) > 1 and self._ended >= PAUSE

    def move(self, steps: int) -> str:
        """Open the next match that can be shown, or with -1 the previous one; return what to say of it."""
        before, said = self.view, ""
        for _ in self._paths:
            self._place = (self._place + steps) % len(self._paths)
            try:
                self.view, self.follower = self._opened(self._paths[self._place])
            except LeagueError as error:
                said = f"{error}; "
                continue
            break
        self._ended, self._played = 0.0, False
        if self.view is not before:
            self.view.shown, self.view.texts = before.shown, before.texts
            self.view.player.speed = before.player.speed
            self.view.effects = before.effects
            self.view.resize(before.width, before.height)
        return f"{said}match {self._place + 1} of {len(self._paths)}"
