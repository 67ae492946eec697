"""A pdb that only stops in the code of the bot."""

from __future__ import annotations

import pdb
from collections.abc import Callable
from types import FrameType
from typing import Any

from botkit.imports import MemoryLoader


class Debugger(pdb.Pdb):
    """Stops at the first line of the bot in the first call, then as the user asks.

    Frames of botkit, the engine and the standard library are skipped, unless a breakpoint is set in them.
    """

    def __init__(self) -> None:
        super().__init__(nosigint=True)
        self._stepping = True
        self._entered = False

    def call(self, function: Callable[[], str]) -> str:
        """Call `function`, which calls the bot, with breakpoints enabled; raises what it raises, or BdbQuit."""
        if self._entered and not self._stepping and not self.breaks:
            return function()  # without breakpoints, at full speed
        result = self.runcall(function)
        assert result is not None  # the result of `function`
        return result

    def stop_here(self, frame: FrameType) -> bool:
        """Return whether to stop in a frame, apart from breakpoints."""
        own = isinstance(frame.f_globals.get("__loader__"), MemoryLoader)
        return self._stepping and own and bool(super().stop_here(frame))

    def user_call(self, frame: FrameType, argument_list: Any) -> None:
        """Handle a function call; the bot's own first stop is its first line, not its `def`."""
        if self._entered:
            super().user_call(frame, argument_list)
        self._entered = True

    def user_line(self, frame: FrameType) -> None:
        """Handle a line at which to stop."""
        self._stepping = True  # also after a breakpoint
        super().user_line(frame)

    def set_continue(self) -> None:
        """Continue to the next breakpoint, in this tick or a later one."""
        super().set_continue()
        self._stepping = False
