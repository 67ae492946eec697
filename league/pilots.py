"""Who sits in a seat: a program in the sandbox, or for developers one in this process."""

from __future__ import annotations

import sys
from bdb import BdbQuit
from collections.abc import Sequence
from typing import Protocol

from botkit.program import Program as BareProgram
from botkit.program import describe
from sandbox.fault import Fault


class Pilot(Protocol):
    """A program in a seat. `sandbox.Program` is one."""

    @property
    def fuel_used(self) -> int | None:
        """Fuel of the last call, None where it is not counted."""

    def start(self, briefing: str) -> str:
        """The answer to the briefing. Raises Fault."""

    def tick(self, observation: bytes, time_ns: int) -> str:
        """The action for an observation, as JSON text. Raises Fault."""

    def close(self) -> None:
        """Free what the program holds."""


class LocalPilot:
    """A program in this process, without limits: prints, breakpoints and debuggers work. For the user's own files.

    Args:
        root: the file or folder that the files were read from, so that a debugger finds them.
    """

    fuel_used: int | None = None

    def __init__(self, name: str, files: Sequence[tuple[str, str]], seed: int, root: str) -> None:
        self._name, self._files, self._seed, self._root = name, files, seed, root
        self._program: BareProgram | None = None
        self._shown = ""  # the last traceback

    def start(self, briefing: str) -> str:
        try:
            self._program = BareProgram(self._name, self._files, self._seed, self._root)
            return self._program.start(briefing)
        except (Exception, SystemExit) as error:
            raise self._fault(error, "start") from None
        except KeyboardInterrupt as error:
            self._tell(error)
            raise

    def tick(self, observation: bytes, time_ns: int) -> str:
        assert self._program is not None, "tick before start"
        try:
            return self._program.tick(observation.decode())
        except (Exception, SystemExit) as error:
            raise self._fault(error) from None
        except KeyboardInterrupt as error:
            self._tell(error)  # whoever stops an endless loop wants to know where
            raise

    def close(self) -> None:
        if self._program is not None:
            self._program.close()

    def _fault(self, error: BaseException, kind: str = "") -> Fault:
        """The fault for the match, of this kind or of the error's own."""
        if isinstance(error, BdbQuit):
            raise KeyboardInterrupt from None  # who leaves the debugger leaves the match
        own, message, detail = self._tell(error)
        return Fault(kind or own, message, detail)

    def _tell(self, error: BaseException) -> list[str]:
        """Show the traceback, one that comes tick after tick once. Returns the three parts of `describe`."""
        told = describe(error).split("\n", 2)
        text = told[2] or told[1]
        if text != self._shown:
            print(text, file=sys.stderr)
        self._shown = text
        return told
