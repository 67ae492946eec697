"""A watchdog for bots in this process: says where a call that does not end is, and ends the run.

It looks at the stack of the thread that calls the bot, so a bot pays nothing for it. What counts is the CPU time of
that thread: on a machine that is busy or was suspended, a call may take as long as it likes.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import NamedTuple, TextIO

from botkit.imports import MemoryLoader
from botkit.location import loop_at, source_of
from league.cli.errors import LeagueError

LIMIT = 1.3  # s of CPU time in one call, after which its stack is sampled
SAMPLES = 10  # before the verdict
EVERY = 0.05  # s between looks
_IDLE = 5  # times the limit, for a call that computes nothing: it sleeps, waits for a lock, or is kept from running
_EXPECTED = 1.9  # s of CPU time in which this thread runs at least once
_PATIENCE = 1.5  # s for the call to end once it is told to
_DEBUGGERS = ("bdb", "pdb", "cmd", "code", "pydevd", "debugpy")  # first names of modules in which a person is busy
_WAITS = re.compile(r"\s*(import|from)\b|[^#]*\binput\(")  # lines that may take their time


class Stopped(BaseException):
    """Raised in a call that does not end. Not an Exception, so that bots do not catch it by accident."""


class _Call(NamedTuple):
    frame: FrameType  # kept, so that no later frame has its identity
    code: CodeType
    line: int
    instruction: int
    source: MemoryLoader


class Watchdog:
    """Watches the calls that this thread makes, one at a time, until `close`."""

    def __init__(self) -> None:
        self._began: float | None = None  # when the present call began
        self._message = ""
        self._caller = threading.get_ident()
        self._closed = threading.Event()
        self._dumps = hasattr(signal, "setitimer") and _has_descriptor(sys.__stderr__)
        if self._dumps:
            assert sys.__stderr__ is not None  # it has a descriptor
            faulthandler.register(signal.SIGVTALRM, file=sys.__stderr__)
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch a call of a bot; nothing is done while a debugger is attached."""
        if _debugged():
            yield
            return
        self._began = time.monotonic()
        self._expect_to_run(_EXPECTED)
        try:
            yield
        finally:
            self._began = None
            self._expect_to_run(0)

    @contextmanager
    def ending(self) -> Iterator[Watchdog]:
        """Raise LeagueError if a watched call inside was stopped, and close."""
        try:
            yield self
        except Stopped:
            raise LeagueError(self._message) from None
        finally:
            self._closed.set()
            self._thread.join()
            if self._dumps:
                self._expect_to_run(0)
                faulthandler.unregister(signal.SIGVTALRM)

    def _watch(self) -> None:
        samples: list[list[_Call]] = []
        seen: float | None = None  # the call that is being watched
        spent = computed = 0.0  # s in it, and CPU time of the caller before it
        while not self._closed.wait(EVERY):
            began = self._began
            self._expect_to_run(0 if began is None else _EXPECTED)
            if began is None or began != seen:
                seen, spent, computed = began, 0.0, self._cpu_time()
                samples.clear()
                continue
            spent += EVERY  # not by the clock, which runs while this process does not
            if max(self._cpu_time() - computed, spent / _IDLE) > LIMIT:
                sample = self._sample()
                if sample is None:  # a person or an import takes its time
                    spent, computed = 0.0, self._cpu_time()
                    samples.clear()
                else:
                    samples.append(sample)
                if len(samples) == SAMPLES:
                    self._message = _verdict(samples, max(round(spent), 2))
                    samples.clear()
                    self._stop(began)

    def _cpu_time(self) -> float:
        """Return the CPU time of the caller in seconds; where it cannot be told, the time of the clock."""
        if hasattr(time, "pthread_getcpuclockid"):
            return time.clock_gettime(time.pthread_getcpuclockid(self._caller))
        return time.monotonic()

    def _expect_to_run(self, seconds: float) -> None:
        """Have the stacks printed if this thread is kept from running, as by a call into C that does not end.

        Args:
            seconds: of CPU time of this process from now on; 0 for never.
        """
        if self._dumps:
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)

    def _sample(self) -> list[_Call] | None:
        """Return the bot's frames, outermost first; None while a debugger, an import or the keyboard is waited for."""
        frame: FrameType | None = sys._current_frames().get(self._caller)
        found: list[_Call] = []
        while frame is not None:
            if str(frame.f_globals.get("__name__", "")).partition(".")[0] in _DEBUGGERS:
                return None
            source = source_of(frame)
            if source is not None:
                lines = source.text.splitlines()
                if not found and frame.f_lineno <= len(lines) and _WAITS.match(lines[frame.f_lineno - 1]):
                    return None
                found.append(_Call(frame, frame.f_code, frame.f_lineno, frame.f_lasti, source))
            frame = frame.f_back
        return found[::-1]

    def _stop(self, call: float) -> None:
        """Raise Stopped in the call; if that does not end it, end the process as the command would."""
        until = time.monotonic() + _PATIENCE
        while self._began == call and time.monotonic() < until:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._caller), ctypes.py_object(Stopped))
            time.sleep(EVERY)
        if self._began == call:
            print(f"error: {self._message}", file=sys.stderr, flush=True)
            os._exit(LeagueError.status)


def _has_descriptor(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.fileno() >= 0
    except (OSError, ValueError):
        return False


def _debugged() -> bool:
    """Return whether a debugger is attached to this thread."""
    if sys.gettrace() is not None or "debugpy" in sys.modules or "pydevd" in sys.modules:
        return True
    monitoring = getattr(sys, "monitoring", None)
    return monitoring is not None and monitoring.get_tool(monitoring.DEBUGGER_ID) is not None


def _verdict(samples: Sequence[Sequence[_Call]], seconds: int) -> str:
    """Return what to say of a call whose stack was sampled: where the deepest frame is that all samples have."""
    depth = 0
    while all(len(sample) > depth for sample in samples) and len({id(sample[depth].frame) for sample in samples}) == 1:
        depth += 1
    if not depth:
        return f"one call of the bot has been running for {seconds} s: is there an endless loop?"
    calls = [sample[depth - 1] for sample in samples]
    call, lines = calls[-1], calls[-1].source.text.splitlines()
    if len({each.instruction for each in calls}) == 1 and all(len(sample) == depth for sample in samples):
        line = call.line
    else:
        line = loop_at(lines, call.code, {each.line for each in calls})
    text = lines[line - 1].strip() if line <= len(lines) else ""
    where = f"{call.source.path} line {line}, in {call.code.co_name}"
    return f"{where}: `{text}` has not ended after {seconds} s: is it an endless loop?"
