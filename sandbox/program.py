"""One program in one match: a guest instance that is made anew when it dies."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn

from wasmtime import Store, WasmtimeError
from wasmtime.component import Instance

from sandbox.call import Call, CallFailed, call_failed, make_call
from sandbox.clean import clean_name
from sandbox.fault import Fault
from sandbox.guest import Guest, epochs
from sandbox.host import Host, running
from sandbox.interrupt import Held
from sandbox.limits import DEFAULT_LIMITS, Limits

ANSWER_LENGTH = 4_096  # bytes of start's answer


class Program:
    """A bot's files under limits. Nothing runs before `start`.

    A program belongs to one thread at a time. Ctrl-C waits until the call has ended and then raises KeyboardInterrupt,
    or calls the process's own handler of SIGINT.

    Args:
        guest: `Guest.load()`.
        name: the bot's name, for its own messages; they call a program of one file `NAME.py`.
        files: (relative path, text), sorted by path; `main.py` is the program.
        seed: the bot's own, 64 bits: of its `random` and of the random bytes it is given.
        limits: what it may use.

    Attributes:
        fuel_used: fuel of the last call; load and start count as one.
    """

    def __init__(
        self, guest: Guest, name: str, files: Sequence[tuple[str, str]], seed: int, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self.fuel_used = 0
        self._guest, self._name, self._files, self._seed = guest, name, list(files), seed
        self._limits = limits
        self._briefing: bytes | None = None
        self._wall = 0.0  # s spent in calls
        self._held = Held()
        self._store: Store | None = None
        self._host: Host
        self._call: Call

    def load(self) -> None:
        """A new instance with the files loaded and no match begun, for a program that needs none.

        Raises:
            Fault: as `start` does.
        """
        with self._held:
            self._instance(0)

    def start(self, briefing: str) -> str:
        """A new instance: load the files, then the bot's `start`.

        Returns:
            The answer's JSON text: `name author version color`, those that the bot gave, cleaned.

        Raises:
            Fault: `wall` past a wall-clock limit, `start` whatever else went wrong.
        """
        self._briefing = briefing.encode()
        with self._held:
            return self._start(0)

    def tick(self, observation: bytes, time_ns: int) -> str:
        """One tick; after a death, a new instance first (the same files, briefing and seed; its globals are lost).

        Args:
            observation: JSON text in UTF-8.
            time_ns: match time, what the bot's clocks show.

        Returns:
            The action's text: hostile until it has been parsed and checked.

        Raises:
            Fault: of any kind; `start` when the new instance did not start. After `wall`, every tick is.
            RuntimeError: before `start`, or after `close`.
        """
        with self._held:
            if self._store is None:
                if self._briefing is None:
                    raise RuntimeError("tick before start, or after close")
                self._start(time_ns)
            return self._ask(observation, time_ns)

    def close(self) -> None:
        """Free the instance; the program can not be called any more. Twice is fine."""
        self._briefing = None
        self._drop()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, observation: bytes, time_ns: int) -> str:
        self._host.begin(time_ns)
        try:
            return self._timed(self._call, observation, self._limits.tick_fuel)
        except CallFailed as failed:
            fault = self._fault(failed, f"{self._limits.tick_fuel:,} fuel in one tick", "in one tick")
            if fault.kind not in ("raised", "output"):
                self._drop()
            raise fault from None
        finally:
            self.fuel_used = self._call.used

    def _instance(self, time_ns: int) -> Instance:
        """A new instance with the files loaded."""
        self._drop()
        self.fuel_used = 0
        self._host = running.host = Host(self._seed, self._limits)
        self._host.begin(time_ns)
        try:
            self._store, instance = self._guest.instantiate(self._limits)
            error = self._timed(partial(self._load, self._store, instance), b"", self._limits.load_fuel)
            if error:
                raise CallFailed("error", error)
        except CallFailed as failed:
            self._not_started(failed)
        except (WasmtimeError, UnicodeEncodeError) as error:
            self._blame_the_host()
            self._drop()
            raise Fault("start", f"could not be loaded: {error}") from None
        self._call = self._function(instance, "tick", self._limits.output)
        return instance

    def _start(self, time_ns: int) -> str:
        assert self._briefing is not None
        start = self._function(self._instance(time_ns), "start", ANSWER_LENGTH)
        self._host.begin(time_ns)
        try:
            return clean_answer(self._timed(start, self._briefing, self._limits.load_fuel - self.fuel_used))
        except CallFailed as failed:
            self._not_started(failed)
        finally:
            self.fuel_used += start.used

    def _not_started(self, failed: CallFailed) -> NoReturn:
        """Raise `start`, with the fault that it would be in a tick as its cause; or `wall`."""
        fault = self._fault(failed, f"{self._limits.load_fuel:,} fuel to start", "to start")
        self._drop()
        if fault.kind == "wall":
            raise fault from None
        raise Fault("start", fault.message, fault.detail) from fault

    def _function(self, instance: Instance, name: str, longest: int) -> Call:
        assert self._store is not None
        found = instance.get_func(self._store, name)
        assert found is not None, f"the guest has no function {name}"
        return make_call(self._store, found, longest)

    def _load(self, store: Store, instance: Instance, _: bytes, fuel: int, deadline: int) -> str:
        """The guest's `load`, once an instance: through wasmtime-py's own call, which can pass the list of files."""
        load = instance.get_func(store, "load")
        assert load is not None, "the guest has no function load"
        store.set_fuel(fuel)
        store.set_epoch_deadline(deadline)
        try:
            return load(store, self._name, self._files, self._seed) or ""
        except WasmtimeError as error:
            raise call_failed(error) from None
        finally:
            self.fuel_used = fuel - store.get_fuel()

    def _timed(self, call: Callable[[bytes, int, int], str], text: bytes, fuel: int) -> str:
        """Make a call under both wall-clock limits."""
        limits = self._limits
        left = limits.match_wall - self._wall
        if left <= 0:
            raise CallFailed("wall", "")
        running.host = self._host
        began = time.perf_counter()
        try:
            return call(text, fuel, epochs(min(left, limits.call_wall)))
        except CallFailed:
            self._blame_the_host()
            raise
        finally:
            self._wall += time.perf_counter() - began

    def _blame_the_host(self) -> None:
        """Raise what broke into a host function and is no doing of the program: what the handler of a signal raised, or
        that this machine is out of memory."""
        error = self._host.error
        if error is not None and (isinstance(error, MemoryError) or not isinstance(error, Exception)):
            self._drop()
            raise error

    def _fault(self, failed: CallFailed, fuel: str, when: str) -> Fault:
        """What went wrong, in the bot author's words."""
        kind, text = failed.kind, failed.text
        words = self._host.output.decode(errors="replace").strip()
        megabytes = f"{self._limits.memory / (1 << 20):g} MB"
        if kind == "error":
            kind, message, detail = [*text.split("\n", 2), "", ""][:3]
            if kind == "memory":
                said = message.removeprefix("MemoryError").strip()  # where, or what the parser has to say
                words = message if said.startswith(":") else f"used more than {megabytes} of memory {said}"
                return Fault("memory", words.strip(), detail)
            return Fault("raised", message or "an error without words", detail)
        if kind == "output":
            return Fault("output", f"gave {text}, {when}")
        if kind == "wall":
            if self._wall >= self._limits.match_wall:
                return Fault("wall", f"took longer than {self._limits.match_wall:g} s in the whole match")
            return Fault("wall", f"took longer than {self._limits.call_wall:g} s {when}")
        if self._host.broken:
            return Fault(*self._host.broken, words)
        if kind == "fuel":
            return Fault("fuel", f"used more than {fuel}: is there an endless loop?", words)
        if "MemoryError" in words or "memory allocation" in words or "out of memory" in words:
            return Fault("memory", f"used more than {megabytes} of memory", words)
        if "stack" in text:
            return Fault("trap", "calls itself too deeply: the stack is exhausted", words)
        if text.startswith(("unknown import", "BUG:")):
            return Fault("trap", "asked the system for what is not in the sandbox", f"{text}\n{words}")
        cause = text.removeprefix("wasm trap: ")
        return Fault("trap", f"the interpreter crashed ({cause}); out of its {megabytes} of memory, perhaps", words)

    def _drop(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


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
        raise CallFailed("error", "raised\nanswered the briefing with something else than a JSON object\n")
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
