"""The console that commands print with."""

from __future__ import annotations

from rich.console import Console


class PlainConsole(Console):
    """Prints texts verbatim, without wrapping lines, to stdout or stderr.

    Raises BrokenPipeError if stdout is closed; see `arguments.telling`.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
