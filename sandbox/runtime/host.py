"""The outside world of an instance: match time, random bytes from its seed, and a budget of calls.

Fuel does not cover host calls, so each is charged to the budget.
"""

from __future__ import annotations

import hashlib
import threading
from typing import NamedTuple

from wasmtime import WasmtimeError

from sandbox.limits import Limits

OUTPUT_TAIL = 2_000  # last bytes kept of output other than print, such as the interpreter's last words


class Violation(NamedTuple):
    """A refused host call, after which the guest traps.

    `limit` names the exceeded budget; None if the guest tried to end its process.
    """

    limit: str | None
    message: str


class Host:
    """The outside world of an instance.

    Attributes:
        now: match time in ns.
        violation: the first refused call.
        error: an exception of a host function other than a refusal, after which the guest has trapped.
        output: the last bytes written to stdout and stderr by other means than the guest's print.
    """

    def __init__(self, seed: int, limits: Limits) -> None:
        self.now = 0
        self.violation: Violation | None = None
        self.error: BaseException | None = None
        self.output = b""
        self._seed = seed.to_bytes(8, "little")
        self._draws = 0
        self._limits = limits
        self.begin_call(0)

    def begin_call(self, now: int) -> None:
        """Start a call into the guest, at match time `now` in ns, with a fresh budget."""
        self.now = now
        self._calls = self._limits.host_calls
        self._bytes = self._limits.host_bytes

    def charge(self, count: int = 0) -> None:
        """Charge one host call that moves `count` bytes; raise WasmtimeError, which traps, beyond the budget."""
        self._calls -= 1
        self._bytes -= count
        if self._calls < 0:
            text = (
                f"asked for the time, random bytes or the standard streams more than {self._limits.host_calls:,} times"
            )
            raise self._refuse("host_calls", text)
        if self._bytes < 0:
            text = (
                f"asked for or wrote more than {self._limits.host_bytes:,} bytes of random bytes and standard streams"
            )
            raise self._refuse("host_bytes", text)

    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes: SHAKE-256 over the seed and a counter, independent of Python's `random`."""
        self.charge(count)
        self._draws += 1
        return hashlib.shake_256(b"host" + self._seed + self._draws.to_bytes(8, "little")).digest(count)

    def clock(self) -> int:
        """Return the match time in ns."""
        self.charge()
        return self.now

    def write(self, data: bytes) -> None:
        """Keep the last bytes of the output."""
        self.charge(len(data))
        self.output = (self.output + data)[-OUTPUT_TAIL:]

    def exit(self, status: str) -> WasmtimeError:
        """Refuse the guest's attempt to end its process."""
        return self._refuse(None, f"ended its own process ({'exit 0' if status == 'ok' else 'exit 1'})")

    def fail(self, error: BaseException) -> WasmtimeError:
        """Record that a host function raised `error`; return the exception to raise instead, which traps."""
        self.error = error
        return WasmtimeError(f"a system call failed: {error!r}"[:200])

    def _refuse(self, limit: str | None, message: str) -> WasmtimeError:
        self.violation = self.violation or Violation(limit, message)
        return WasmtimeError(message)


class _Running(threading.local):
    host: Host


running = _Running()  # .host: the host of the guest that this thread is calling
