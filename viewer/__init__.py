"""Replays logs and shows the matches: in a window, as images, clips and web pages, or as text.

Imports `systems`, and `cli`, `bots` and the file formats of `league`; the league's site imports `viewer.web`.
In a notebook, `viewer.Replay("log.bin")` plays a match.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from viewer.web.replay import Replay

__all__ = ["Replay"]


def __getattr__(name: str) -> Any:
    """Import what a notebook uses on demand: commands start without it."""
    if name == "Replay":
        from viewer.web.replay import Replay

        return Replay
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
