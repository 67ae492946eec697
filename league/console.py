"""What the commands print with."""

from __future__ import annotations

import os

from rich.console import Console


class PlainConsole(Console):
    """Prints texts as they are, in lines as long as they come; on stdout, or with `stderr` there.

    Whoever reads stderr may stop, as `2>&1 | head` does: what would be told goes nowhere, and the work goes on. Where
    that is stdout it raises BrokenPipeError, see `arguments.telling`.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def on_broken_pipe(self) -> None:
        if not self.stderr:
            raise BrokenPipeError
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())
