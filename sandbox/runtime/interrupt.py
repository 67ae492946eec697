"""Handling of Ctrl-C and other terminating or timer signals while a guest runs.

Python runs signal handlers in the main thread, between two bytecodes. While a guest runs there, the only bytecodes are
those of our host functions. An exception raised in one never reaches the caller of the guest; raised on its first line,
before any `try`, it leaves a C callback without a result, which can crash the process.
"""

from __future__ import annotations

# signal.signal converts its numbers to enums: 7 us to set and restore; the functions it calls take 0.6 us.
import _signal  # type: ignore[import-not-found]  # the typeshed leaves it out
import signal
from types import FrameType
from typing import Any

# Signals whose handlers may raise, where they exist: Windows has only the first two.
_NUMBERS = tuple(
    int(getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGHUP") if hasattr(signal, name)
)


class DeferredSignals:
    """Context manager that delays signals until the block has ended, and then passes them to the previous handler.

    It changes nothing if no Python handler would be called: in another thread, or for a signal that is ignored or left
    to the system. Blocks of one object must not nest.
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
                    # Our handler is still set if a previous handler raised just as it was being restored.
                    self._handlers[number] = before._handlers[number] if type(before) is DeferredSignals else before
                    _signal.signal(number, self)
        except BaseException as error:
            self._deferring = False
            if not isinstance(error, ValueError):  # raised in threads other than the main one, which run no handlers
                raise

    def __exit__(self, *_: object) -> None:
        if not self._deferring:
            return
        try:
            for number, before in self._handlers.items():
                if _signal.getsignal(number) is self:
                    _signal.signal(number, before)  # a signal that is pending calls our handler first
        finally:
            self._deferring = False
        while self._pending:
            signal.raise_signal(self._pending.pop())

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Record a signal, as the handler of the block."""
        if self._deferring:
            self._pending.add(number)
        else:
            self._handlers[number](number, frame)
