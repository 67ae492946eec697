"""Agents: programs in the sandbox, or for developers in this process."""

from __future__ import annotations

import contextlib
import io
import sys
import time
from bdb import BdbQuit
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from botkit.output import WARNING
from botkit.runner import BotRunner, describe, open_file, write_log
from sandbox.fault import Fault

_DEBUGGERS = {"bdb", "cmd", "pdb"}  # modules whose output is not the bot's
LONG = 1.0  # s in one call after which Ctrl-C is assumed to interrupt an endless loop


class Agent(Protocol):
    """A program in a seat, such as `sandbox.Program`."""

    @property
    def fuel_used(self) -> int | None:
        """Fuel used by the last call; None if it is not counted."""

    def start(self, briefing: str) -> str:
        """Return the answer to the briefing. Raises Fault."""

    def tick(self, observation: bytes, time_ns: int) -> str:
        """Return the action for an observation, as JSON text. Raises Fault."""

    def charge(self, seconds: float) -> None:
        """Add what the host spent on reading the last answer to the program's own CPU time."""

    def close(self) -> None:
        """Release the program's resources."""


class LocalAgent:
    """A program in this process, without limits: prints, breakpoints and debuggers work. For the user's own files.

    Args:
        root: the file or folder that the files were read from, for debuggers.
    """

    fuel_used: int | None = None

    def __init__(self, name: str, files: Sequence[tuple[str, str]], seed: int, root: str) -> None:
        self._name, self._files, self._seed, self._root = name, files, seed, root
        self._program: BotRunner | None = None
        self._shown = ""  # the last traceback
        self._warned = 0  # warnings shown

    def start(self, briefing: str) -> str:
        return self._asked(lambda: self._begun().start(briefing), "start")

    def tick(self, observation: bytes, time_ns: int) -> str:
        program = self._program
        assert program is not None, "tick before start"
        return self._asked(lambda: program.tick(observation.decode()))

    def charge(self, seconds: float) -> None:
        """Do nothing: its time is not limited."""

    def _begun(self) -> BotRunner:
        self._program = BotRunner(self._name, self._files, self._seed, self._root)
        return self._program

    def _asked(self, call: Callable[[], str], kind: str = "") -> str:
        began = time.monotonic()
        try:
            out, err = contextlib.redirect_stdout(_Tee(sys.stdout)), contextlib.redirect_stderr(_Tee(sys.stderr))
            with out, err, _own_files():
                answer = call()
            self._show_warnings()
            return answer
        except (Exception, SystemExit) as error:
            raise self._fault(error, kind) from None
        except KeyboardInterrupt as error:
            if time.monotonic() - began > LONG:  # show where the endless loop is
                self._tell(error)
            raise

    def _show_warnings(self) -> None:
        """Print the warnings that the bot got in this call."""
        program = self._program
        if program is not None and len(program.warnings) > self._warned:
            for told in program.warnings[self._warned :]:
                print(f"{WARNING}{told}", file=sys.stderr)
            self._warned = len(program.warnings)

    def close(self) -> None:
        if self._program is not None:
            self._program.close()

    def _fault(self, error: BaseException, kind: str = "") -> Fault:
        """Return the fault for the match, of this kind or of the error's own."""
        if isinstance(error, BdbQuit):
            raise KeyboardInterrupt from None  # quitting the debugger ends the match
        own, message, detail = self._tell(error)
        return Fault(kind or own, message, detail)

    def _tell(self, error: BaseException) -> list[str]:
        """Print the traceback unless it repeats the last. Return the three parts of `describe`."""
        described = describe(error).split("\n", 2)
        text = described[2] or described[1]
        if text != self._shown:
            print(text, file=sys.stderr)
        self._shown = text
        return described


@contextlib.contextmanager
def _own_files() -> Iterator[None]:
    """Let `io.open`, which `pathlib` uses, open files as the bot's `open` does, as in the sandbox."""
    before, io.open = io.open, open_file
    try:
        yield
    finally:
        io.open = before


class _Tee:
    """A terminal's stream that also adds what a bot prints to its log, as in the sandbox."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)  # as itself, or debuggers would have no line editing

    def write(self, text: str) -> int:
        if sys._getframe(1).f_globals.get("__name__") not in _DEBUGGERS:
            write_log(text)
        written: int = self._stream.write(text)
        return written
