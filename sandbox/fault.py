"""Faults: failures of a program.

    Fault
      OutOfFuel       tick_fuel, load_fuel, module_tick_fuel, module_load_fuel
      OutOfCalls      host_calls, host_bytes
      OutOfMemory     memory, module_memory
      OutOfTime       call_wall, match_wall, compile_wall, compile_memory
      TooMuchOutput   output

To count faults, use `kind`; to tune limits, the class and its `limit`.
"""

from __future__ import annotations

from enum import StrEnum

from sandbox.clean import clean_text

MESSAGE_LENGTH = 300  # characters
DETAIL_LENGTH = 4_000  # characters


class FaultKind(StrEnum):
    """The kinds of fault (docs/protocol.md). The values are written to logs."""

    RAISED = "raised"
    FUEL = "fuel"
    WALL = "wall"
    MEMORY = "memory"
    TRAP = "trap"
    OUTPUT = "output"
    START = "start"


class HostTrouble(Exception):
    """A call failed, and the machine caused it: it is out of memory, files or CPU time. The program is not to blame."""


class Fault(Exception):
    """A call into a program failed, and the program caused it.

    Attributes:
        kind: what kind of fault; the constructor also takes its value as a string.
        message: one line for the bot's author, cleaned, at most 300 characters.
        detail: the traceback if there is one, cleaned, at most 4,000 characters.
        limit: the name in `Limits` of the limit that was exceeded, or None. For `start`, that of the fault's cause.
        stack_exhausted: whether recursion exhausted the stack, at a depth that depends on the machine. For `start`, as
            of its cause.

    Raises:
        ValueError: `kind` is not a kind of fault.
    """

    limit: str | None = None
    stack_exhausted = False

    def __init__(self, kind: FaultKind | str, message: str, detail: str = "") -> None:
        self.kind = FaultKind(kind)
        self.message = clean_text(message, MESSAGE_LENGTH)
        self.detail = clean_text(detail, DETAIL_LENGTH, lines=True)
        super().__init__(self.kind, self.message, self.detail)

    def locate(self, path: str, line: int) -> None:
        """Append the place in the program's code to the message."""
        self.message = clean_text(f"{self.message} ({path} line {line})", MESSAGE_LENGTH)
        self.args = (self.args[0], self.message, self.detail)

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


class LimitExceeded(Fault):
    """A limit was exceeded; each group of limits has a class below."""

    KIND: FaultKind

    def __init__(self, limit: str, message: str, detail: str = "") -> None:
        super().__init__(self.KIND, message, detail)
        self.limit = limit
        self.args = (limit, self.message, self.detail)  # unpickled as LimitExceeded(*args)


class OutOfFuel(LimitExceeded):
    """`tick_fuel` or `load_fuel`, `module_tick_fuel` or `module_load_fuel`. Deterministic."""

    KIND = FaultKind.FUEL


class OutOfCalls(LimitExceeded):
    """`host_calls` or `host_bytes`: too many host calls, or too much data moved by them, in one call. Deterministic."""

    KIND = FaultKind.FUEL


class OutOfMemory(LimitExceeded):
    """`memory` or `module_memory`. Deterministic."""

    KIND = FaultKind.MEMORY


class OutOfTime(LimitExceeded):
    """`call_wall` or `match_wall`; for compiling a module, `compile_wall` or `compile_memory`. Machine-dependent."""

    KIND = FaultKind.WALL


class TooMuchOutput(LimitExceeded):
    """`output`: an action or an answer is too long."""

    KIND = FaultKind.OUTPUT
