"""One program in one match: an instance that is made anew when it dies."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from sandbox.clean import clean_name
from sandbox.diagnosis import Phase, diagnose
from sandbox.fault import Fault, FaultKind
from sandbox.identity import module_of, texts_of
from sandbox.instance import Instance, ModuleInstance, PythonInstance
from sandbox.limits import DEFAULT_LIMITS, Limits
from sandbox.runtime.call import Call, CallFailed, Failure
from sandbox.runtime.epochs import epochs
from sandbox.runtime.guest import Guest
from sandbox.runtime.host import Host, running
from sandbox.runtime.interrupt import DeferredSignals


class Program:
    """A bot's files under limits, Python or a WebAssembly module. Nothing runs before `start`.

    A program belongs to one thread at a time. Ctrl-C waits until the call has ended and then raises KeyboardInterrupt,
    or calls the process's own handler of SIGINT.

    Args:
        guest: `Guest.load()`.
        name: the bot's name, for its own messages; they call a program of one file `NAME.py`.
        files: (relative path, text), sorted by path; `main.py` is the program. Or one `main.wasm` with its bytes.
        seed: the bot's own, 64 bits: of its `random` and of the random bytes it is given.
        limits: what it may use.

    Raises:
        ValueError: `files` are neither.

    Attributes:
        fuel_used: fuel of the last call; load and start count as one.
    """

    def __init__(
        self,
        guest: Guest,
        name: str,
        files: Sequence[tuple[str, str | bytes]],
        seed: int,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.fuel_used = 0
        self._guest, self._name, self._seed, self._limits = guest, name, seed, limits
        self._module = module_of(files)
        self._files = [] if self._module is not None else texts_of(files)
        self._load_fuel, self._tick_fuel = limits.load_fuel, limits.tick_fuel
        if self._module is not None:
            self._load_fuel, self._tick_fuel = limits.module_load_fuel, limits.module_tick_fuel
        self._briefing: bytes | None = None
        self._wall = 0.0  # s spent in calls
        self._epochs = epochs(limits.call_wall)  # of a call
        self._signals = DeferredSignals()
        self._instance: Instance | None = None
        self._host: Host
        self._call: Call  # the instance's `tick`

    def load(self) -> None:
        """A new instance with the files loaded and no match begun, for a program that needs none.

        Raises:
            Fault: as `start` does.
        """
        with self._signals:
            self._instantiate(0)

    def start(self, briefing: str) -> str:
        """A new instance: load the files, then the bot's `start`.

        Returns:
            The answer's JSON text: `name author version color`, those that the bot gave, cleaned.

        Raises:
            Fault: `wall` past a wall-clock limit, `start` whatever else went wrong.
        """
        self._briefing = briefing.encode()
        with self._signals:
            return self._start(0)

    def tick(self, observation: bytes, time_ns: int) -> str:
        """One tick; after a death, a new instance first (the same files, briefing and seed; its globals are lost).

        Args:
            observation: JSON text in UTF-8.
            time_ns: match time, what the bot's clocks show.

        Returns:
            The action's text: hostile until it has been parsed and checked.

        Raises:
            Fault: of any kind; `start` when the new instance did not start. Past `match_wall`, every tick is `wall`.
            RuntimeError: before `start`, or after `close`.
        """
        with self._signals:
            if self._instance is None:
                if self._briefing is None:
                    raise RuntimeError("tick before start, or after close")
                self._start(time_ns)
            return self._tick(observation, time_ns)

    def close(self) -> None:
        """Free the instance; the program can not be called any more. Twice is fine."""
        self._briefing = None
        self._discard()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tick(self, observation: bytes, time_ns: int) -> str:
        self._host.begin_call(time_ns)
        try:
            return self._timed(self._call, observation, self._tick_fuel)
        except CallFailed as failed:
            fault = self._fault(failed, Phase.TICK)
            if fault.kind not in (FaultKind.RAISED, FaultKind.OUTPUT):
                self._discard()
            raise fault from None
        finally:
            self.fuel_used = self._call.used

    def _instantiate(self, time_ns: int) -> Instance:
        """A new instance with the program loaded."""
        self._discard()
        self.fuel_used = 0
        self._host = running.host = Host(self._seed, self._limits)
        self._host.begin_call(time_ns)
        try:
            if self._module is not None:
                instance: Instance = ModuleInstance(self._module, self._limits)
            else:
                instance = PythonInstance(self._guest, self._name, self._files, self._seed, self._limits)
            self._instance = instance
            try:
                self._timed(instance.load, b"", self._load_fuel)
            finally:
                self.fuel_used = instance.load.used
        except CallFailed as failed:
            self._raise_host_error()
            self._raise_start_fault(failed)
        self._call = instance.tick
        return instance

    def _start(self, time_ns: int) -> str:
        assert self._briefing is not None
        start = self._instantiate(time_ns).start
        self._host.begin_call(time_ns)
        try:
            return clean_answer(self._timed(start, self._briefing, self._load_fuel - self.fuel_used))
        except CallFailed as failed:
            self._raise_start_fault(failed)
        finally:
            self.fuel_used += start.used

    def _raise_start_fault(self, failed: CallFailed) -> NoReturn:
        """Raise `start`, with the fault that it would be in a tick as its cause; or `wall`."""
        fault = self._fault(failed, Phase.START)
        self._discard()
        if fault.kind is FaultKind.WALL:
            raise fault from None
        started = Fault(FaultKind.START, fault.message, fault.detail)
        started.limit, started.stack_exhausted = fault.limit, fault.stack_exhausted
        raise started from fault

    def _timed(self, call: Callable[[bytes, int, int], str], text: bytes, fuel: int) -> str:
        """Make a call under both wall-clock limits."""
        limits = self._limits
        left = limits.match_wall - self._wall
        if left <= 0:
            raise CallFailed(Failure.WALL, "")
        running.host = self._host
        began = time.perf_counter()
        try:
            return call(text, fuel, self._epochs if left > limits.call_wall else epochs(left))
        except CallFailed:
            self._raise_host_error()
            raise
        finally:
            self._wall += time.perf_counter() - began

    def _raise_host_error(self) -> None:
        """Raise what broke into a host function and is no doing of the program: what the handler of a signal raised, or
        that this machine is out of memory."""
        error = self._host.error
        if error is not None and (isinstance(error, MemoryError) or not isinstance(error, Exception)):
            self._discard()
            raise error

    def _fault(self, failed: CallFailed, phase: Phase) -> Fault:
        whole_match = self._wall >= self._limits.match_wall
        return diagnose(failed, self._limits, self._host, phase, self._module is not None, whole_match)

    def _discard(self) -> None:
        if self._instance is not None:
            self._instance.close()
            self._instance = None


def clean_answer(text: str) -> str:
    """The answer to a briefing, with what is shown of it cleaned: texts for three keys, `#rrggbb` for `color`.

    Raises:
        CallFailed: it is something else.
    """
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise CallFailed.raised("the answer to the briefing is not a JSON object")
    clean: dict[str, str] = {}
    for key in ("name", "author", "version", "color"):
        value = answer.get(key)
        if not isinstance(value, str):
            continue
        if key != "color":
            clean[key] = clean_name(value)
        elif len(value) == 7 and value[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in value[1:]):
            clean[key] = value.lower()
    return json.dumps(clean)
