"""What the commands print with."""

from __future__ import annotations

from rich.console import Console


class PlainConsole(Console):
    """Prints texts as they are, in lines as long as they come; on stdout, or with `stderr` there.

    Raises BrokenPipeError where nobody reads stdout any more, see `arguments.telling`.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
