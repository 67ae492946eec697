"""A log as a page, for `viewer export` and for notebooks."""

from __future__ import annotations

from html import escape
from pathlib import Path

from league.cli.errors import LeagueError
from league.logs.files import read_log_file
from sandbox.clean import clean_text
from systems.replay.trace import trace
from viewer.model.seats import Seats
from viewer.model.sidecar import read_sidecar
from viewer.web.pack import pack
from viewer.web.page import match_page

_HEIGHT = 560  # pixels of a frame in a notebook
_SIDES = 3  # most sides that a title names


class Replay:
    """A recorded match that a notebook shows, playing, where it is the value of a cell.

    Args:
        log: file of the log; what the programs printed is read from the sidecar beside it.
        height: of the frame, in pixels.

    Attributes:
        title: the match in words.
        problem: what is wrong with the log, or None.

    Raises:
        LeagueError: the log cannot be shown; the message is one line.
    """

    def __init__(self, log: Path | str, height: int = _HEIGHT) -> None:
        path = Path(log)
        try:
            self._trace = trace(read_log_file(path))
        except OSError as error:
            raise LeagueError(f"{path}: {error.strerror}") from None
        except ValueError as error:  # NotALog and DamagedLog are subclasses
            raise LeagueError(f"{clean_text(str(path), 200)}: {clean_text(str(error), 300)}") from None
        self._sidecar, self._height = read_sidecar(path), height
        self.title = match_title(Seats(self._trace).names, self._trace.setup.mode, self._trace.setup.arena)
        self.problem = self._trace.check.reason

    def page(self, notes: bool = True) -> str:
        """Return a self-contained page that plays the match, by default with what its programs sent and printed."""
        return match_page(pack(self._trace, self._sidecar if notes else None), self.title)

    def _repr_html_(self) -> str:
        """Return a frame with the page, which runs its script and may do nothing else."""
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts" allowfullscreen width="100%" '
            f'height="{self._height}" style="border: 0; border-radius: 8px" srcdoc="{escape(self.page())}"></iframe>'
        )


def match_title(names: list[str], mode: str, arena: str) -> str:
    """Return a match in words, as `Hunter against Circle, duel in open`."""
    who = " against ".join(names) if len(names) <= _SIDES else f"{len(names)} bots"
    return f"{who}, {mode} in {arena}"
