"""A program in a match, whose instance is replaced when it dies."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from sandbox.clean import clean_name
from sandbox.diagnosis import Phase, diagnose
from sandbox.fault import Fault, FaultKind, HostTrouble
from sandbox.identity import module_of, texts_of
from sandbox.instance import Instance, ModuleInstance, PythonInstance
from sandbox.limits import DEFAULT_LIMITS, Limits
from sandbox.location import PLACED, place_of, traced_limits
from sandbox.runtime.call import Call, CallFailed, Failure
from sandbox.runtime.deadline import Deadline
from sandbox.runtime.guest import Guest
from sandbox.runtime.host import Host, running
from sandbox.runtime.interrupt import DeferredSignals


class Program:
    """A bot's files under limits, in Python or as a WebAssembly module. Nothing runs before `start`.

    A program must be used by one thread at a time. Ctrl-C during a call takes effect after it, as KeyboardInterrupt or
    by the process's own SIGINT handler.

    Args:
        guest: `Guest.load()`.
        name: the bot's name, for its own messages, in which a single file is called `NAME.py`.
        files: (relative path, text), sorted by path, with `main.py` as entry point; or one `main.wasm` with its bytes.
        seed: the bot's 64-bit seed, for its `random` and for random bytes.
        limits: its limits.
        places: whether faults by fuel, CPU time or memory name the line; each takes a repetition of the call, traced.

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
        places: bool = False,
    ) -> None:
        self.fuel_used = 0
        self._guest, self._name, self._seed, self._limits = guest, name, seed, limits
        self._places = places
        self._traced: int | None = None  # the first line of which a trace of `load` and `start` reports all
        self._module = module_of(files)
        self._files = [] if self._module is not None else texts_of(files)
        self._load_fuel, self._tick_fuel = limits.load_fuel, limits.tick_fuel
        if self._module is not None:
            self._load_fuel, self._tick_fuel = limits.module_load_fuel, limits.module_tick_fuel
        self._briefing: bytes | None = None
        self._spent = 0.0  # s of CPU time in calls, and charged
        self._deadline = Deadline()
        self._signals = DeferredSignals()
        self._instance: Instance | None = None
        self._host: Host
        self._call: Call  # the instance's `tick`

    def load(self) -> None:
        """Create an instance with the files loaded but no match started, for a program that needs none.

        Raises:
            Fault: as for `start`.
        """
        with self._signals:
            self._instantiate(0)

    def start(self, briefing: str) -> str:
        """Create an instance: load the files, then call the bot's `start`.

        Returns:
            The answer as JSON text: those of `name author version color` that the bot gave, cleaned.

        Raises:
            Fault: `wall` beyond a limit of CPU time, otherwise `start`.
            HostTrouble: the machine failed, not the program.
        """
        self._briefing = briefing.encode()
        with self._signals:
            try:
                return self._start(0)
            except Fault as fault:
                self._locate(fault, None, 0)
                raise

    def tick(self, observation: bytes, time_ns: int) -> str:
        """Play one tick, in a new instance if the last one died: same files, briefing and seed, but new globals.

        Args:
            observation: JSON text in UTF-8.
            time_ns: match time in ns, shown by the bot's clocks.

        Returns:
            The action's text, untrusted until it has been parsed and checked.

        Raises:
            Fault: of any kind; `start` if a new instance did not start. Beyond `match_wall`, every tick is `wall`.
            RuntimeError: before `start`, or after `close`.
        """
        with self._signals:
            if self._instance is None:
                if self._briefing is None:
                    raise RuntimeError("tick before start, or after close")
                self._start(time_ns)
            self._host.begin_call(time_ns)
            try:
                return self._timed(self._call, observation, self._tick_fuel)
            except CallFailed as failed:
                fault = self._fault(failed, Phase.TICK)
                if fault.kind not in (FaultKind.RAISED, FaultKind.OUTPUT):
                    self._discard()
                    self._locate(fault, observation, time_ns)
                raise fault from None
            finally:
                self.fuel_used = self._call.used

    def charge(self, seconds: float) -> None:
        """Count `seconds` that the host spent on an answer as the program's CPU time, under `match_wall`."""
        self._spent += seconds

    def close(self) -> None:
        """Release the instance; the program cannot be called any more. May be called twice."""
        self._briefing = None
        self._discard()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _instantiate(self, time_ns: int) -> Instance:
        """Return a new instance with the program loaded."""
        self._discard()
        self.fuel_used = 0
        self._host = running.host = Host(self._seed, self._limits)
        self._host.begin_call(time_ns)
        self._deadline.begin(self._limits.call_wall)
        try:
            if self._module is not None:
                instance: Instance = ModuleInstance(self._module, self._limits)
            else:
                instance = PythonInstance(self._guest, self._name, self._files, self._seed, self._limits)
            self._instance = instance
            if self._traced is not None:
                self._trace(self._traced)
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
        """Raise a `start` fault caused by the fault that it would be in a tick, or `wall`."""
        fault = self._fault(failed, Phase.START)
        self._discard()
        if fault.kind is FaultKind.WALL:
            raise fault from None
        started = Fault(FaultKind.START, fault.message, fault.detail)
        started.limit, started.stack_exhausted = fault.limit, fault.stack_exhausted
        raise started from fault

    def _timed(self, call: Callable[[bytes, int], str], text: bytes, fuel: int) -> str:
        """Make a call under both limits of CPU time."""
        limits = self._limits
        left = limits.match_wall - self._spent
        if left <= 0:
            raise CallFailed(Failure.WALL, "")
        running.host = self._host
        self._deadline.begin(min(left, limits.call_wall))
        try:
            return call(text, fuel)
        except CallFailed:
            self._raise_host_error()
            raise
        finally:
            self._spent += self._deadline.spent()

    def _raise_host_error(self) -> None:
        """Raise what the program did not cause: an error from a signal handler, or trouble of this machine."""
        error = self._deadline.trouble or self._host.error
        if isinstance(error, (HostTrouble, MemoryError)) or (error is not None and not isinstance(error, Exception)):
            self._discard()
            raise error

    def _fault(self, failed: CallFailed, phase: Phase) -> Fault:
        whole_match = self._spent >= self._limits.match_wall
        return diagnose(failed, self._limits, self._host, phase, self._module is not None, whole_match)

    def _locate(self, fault: Fault, observation: bytes | None, time_ns: int) -> None:
        """Append the line at which a limit was exceeded to the fault's message, if repeating the call shows it."""
        if not self._places or self._module is not None or fault.limit not in PLACED or "line " in fault.message:
            return

        def run(first: int) -> bytes:
            again = Program(self._guest, self._name, self._files, self._seed, traced_limits(self._limits))
            return again._traced_output(first, self._briefing or b"", observation, time_ns)

        place = place_of(run, precise="in the end" in fault.message)
        if place is not None:
            fault.locate(*place)

    def _traced_output(self, first: int, briefing: bytes, observation: bytes | None, time_ns: int) -> bytes:
        """Return the end of the output of a traced `tick`, or of `load` and `start`, in a new instance."""
        with self, suppress(Fault, CallFailed, HostTrouble):
            self._briefing = briefing
            self._traced = first if observation is None else None
            self._start(time_ns)
            if observation is not None:
                self._trace(first)
                self._host.begin_call(time_ns)
                self._timed(self._call, observation, self._tick_fuel)
        return self._host.output

    def _trace(self, first: int) -> None:
        assert isinstance(self._instance, PythonInstance)
        self._instance.trace(first, self._load_fuel)

    def _discard(self) -> None:
        if self._instance is not None:
            self._instance.close()
            self._instance = None


def clean_answer(text: str) -> str:
    """Return the answer to a briefing, with cleaned texts for three keys, and `#rrggbb` for `color`.

    Raises:
        CallFailed: it is anything else.
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
