"""What a program did that it may not do, or could not do.

    Fault
      OutOfFuel       tick_fuel, load_fuel, module_tick_fuel, module_load_fuel
      OutOfCalls      host_calls, host_bytes
      OutOfMemory     memory, module_memory
      OutOfTime       call_wall, match_wall, compile_wall, compile_memory
      TooMuchOutput   output

Whoever counts faults looks at `kind`; whoever sets limits, at the class and its `limit`.
"""

from __future__ import annotations

from sandbox.clean import clean_text

MESSAGE_LENGTH = 300  # characters
DETAIL_LENGTH = 4_000  # characters


class Fault(Exception):
    """A call into a program went wrong, by the program's own doing.

    Attributes:
        kind: raised, fuel, wall, memory, trap, output or start (docs/protocol.md).
        message: one line in the bot author's words, cleaned, at most 300 characters.
        detail: the traceback where there is one, cleaned, at most 4,000 characters.
        limit: the name in `Limits` of the limit that was passed, None where it was none. Of a program that did not
            start, the fault `start`, it is that of its cause.
        stack_exhausted: the stack was exhausted, which depends on the machine.
    """

    limit: str | None = None
    stack_exhausted = False

    def __init__(self, kind: str, message: str, detail: str = "") -> None:
        self.kind = kind
        self.message = clean_text(message, MESSAGE_LENGTH)
        self.detail = clean_text(detail, DETAIL_LENGTH, lines=True)
        super().__init__(self.kind, self.message, self.detail)

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


class LimitPassed(Fault):
    """A limit was passed; each group of limits has a class below."""

    KIND = ""

    def __init__(self, limit: str, message: str, detail: str = "") -> None:
        super().__init__(self.KIND, message, detail)
        self.limit = limit
        self.args = (limit, self.message, self.detail)  # what it is made again from in another process


class OutOfFuel(LimitPassed):
    """`tick_fuel` or `load_fuel`, `module_tick_fuel` or `module_load_fuel`: it computed for too long. The same on every
    machine."""

    KIND = "fuel"


class OutOfCalls(LimitPassed):
    """`host_calls` or `host_bytes`: it asked too much of the host in one call. The same on every machine."""

    KIND = "fuel"


class OutOfMemory(LimitPassed):
    """`memory` or `module_memory`. The same on every machine."""

    KIND = "memory"


class OutOfTime(LimitPassed):
    """`call_wall` or `match_wall`, or while a module was compiled `compile_wall` or `compile_memory`: the limits that
    depend on the machine."""

    KIND = "wall"


class TooMuchOutput(LimitPassed):
    """`output`: an action, or an answer, is too long."""

    KIND = "output"
