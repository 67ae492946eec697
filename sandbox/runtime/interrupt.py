"""Ctrl-C, and other signals that end or time what a process does, while a guest runs.

Python runs a signal's handler in the main thread, between two bytecodes. While a guest runs there, the only bytecodes
are those of our host functions. An exception raised in one never reaches whoever called the guest; raised on its first
line, before any `try`, it leaves a C callback without a result, which can crash the process.
"""

from __future__ import annotations

# signal.signal makes enums of its numbers: set and put back, 7 us; the functions that it calls, 0.6 us.
import _signal  # type: ignore[import-not-found]  # the typeshed leaves it out
import signal
from types import FrameType
from typing import Any

# Those whose handlers raise, where they do: Windows has only the first two.
_NUMBERS = tuple(
    int(getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGHUP") if hasattr(signal, name)
)


class DeferredSignals:
    """`with held:` a signal waits until the block has ended, and then comes as it would have: to the handler that was
    there before, which is there again.

    Where no handler of Python's would be called (another thread, a signal ignored or left to the system), nothing
    changes. Blocks of one object do not nest.
    """

    __slots__ = ("_deferring", "_handlers", "_pending")

    def __init__(self) -> None:
        self._deferring = False
        self._pending: set[int] = set()
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> None:
        self._deferring = True
        try:
            for number in _NUMBERS:
                before = _signal.getsignal(number)
                if callable(before):
                    # Ours is there already if a handler raised just where it was to be put back.
                    self._handlers[number] = before._handlers[number] if type(before) is DeferredSignals else before
                    _signal.signal(number, self)
        except BaseException as error:
            self._deferring = False
            if not isinstance(error, ValueError):  # of a thread that may set no handlers, and runs none
                raise

    def __exit__(self, *_: object) -> None:
        if not self._deferring:
            return
        try:
            for number, before in self._handlers.items():
                if _signal.getsignal(number) is self:
                    _signal.signal(number, before)  # one that has come but was not handled yet calls us first
        finally:
            self._deferring = False
        while self._pending:
            signal.raise_signal(self._pending.pop())

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The handler."""
        if self._deferring:
            self._pending.add(number)
        else:
            self._handlers[number](number, frame)
