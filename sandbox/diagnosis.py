"""Turn a failed call into a fault whose message tells the bot's author what went wrong."""

from __future__ import annotations

from enum import StrEnum

from wasmtime import TrapCode

from sandbox.fault import Fault, FaultKind, OutOfCalls, OutOfFuel, OutOfMemory, OutOfTime, TooMuchOutput
from sandbox.limits import Limits
from sandbox.runtime.backtrace import PRINTING, busy_with
from sandbox.runtime.call import CallFailed, Failure
from sandbox.runtime.host import Host

_RUNNER_FRAME = '  File "/0/'  # start of a traceback line about the runner's own code
_OUT_OF_MEMORY = ("MemoryError", "memory allocation", "out of memory")  # in an interpreter's last output


class Phase(StrEnum):
    """The purpose of a call, as worded in messages."""

    START = "to start"
    TICK = "in one tick"


def diagnose(
    failed: CallFailed, limits: Limits, host: Host, phase: Phase, is_module: bool = False, whole_match: bool = False
) -> Fault:
    """Return the fault for a failed call.

    Args:
        host: holds refused host calls and the interpreter's last words.
        whole_match: the match's limit of CPU time is exceeded too.
    """
    match failed.kind:
        case Failure.ERROR:
            return _raised(failed.text, limits)
        case Failure.OUTPUT:
            return TooMuchOutput("output", f"returned {failed.text}, {phase}")
        case Failure.MALFORMED:
            return Fault(FaultKind.OUTPUT, failed.text)
        case Failure.INVALID:
            return Fault(FaultKind.TRAP, f"not a module that can be a bot: {failed.text}")
        case Failure.COMPILE_WALL | Failure.COMPILE_MEMORY:
            return OutOfTime(failed.kind.value, failed.text)
        case Failure.WALL if whole_match:
            return OutOfTime("match_wall", f"used more than {limits.match_wall:g} s of CPU time in the whole match")
        case Failure.WALL:
            used = f"used more than {limits.call_wall:g} s of CPU time {phase}"
            return OutOfTime("call_wall", used, _last_words(failed, host))
    if host.violation:
        limit, message = host.violation
        words = _last_words(failed, host)
        return OutOfCalls(limit, message, words) if limit else Fault(FaultKind.TRAP, message, words)
    if failed.kind is Failure.FUEL:
        return _out_of_fuel(failed, limits, host, phase, is_module)
    fault = _module_trap(failed) if is_module else _guest_trap(failed, limits, host)
    fault.stack_exhausted = fault.kind is FaultKind.TRAP and failed.code is TrapCode.STACK_OVERFLOW
    return fault


def _raised(text: str, limits: Limits) -> Fault:
    """Return the fault for the guest's error text: kind, message and traceback, one after the other."""
    kind, message, detail = [*text.split("\n", 2), "", ""][:3]
    if kind != FaultKind.MEMORY:
        return Fault(FaultKind.RAISED, message or "an error without a message", detail)
    place = message.removeprefix("MemoryError").strip()  # where it was raised, or the parser's own message
    words = message if place.startswith(":") else f"used more than {_megabytes(limits.memory)} of memory {place}"
    return OutOfMemory("memory", words.strip(), detail)


def _out_of_fuel(failed: CallFailed, limits: Limits, host: Host, phase: Phase, is_module: bool) -> Fault:
    limit = ("module_" if is_module else "") + ("load_fuel" if phase is Phase.START else "tick_fuel")
    used = f"used more than {getattr(limits, limit):,} fuel {phase}"
    if is_module:
        where = f", in {failed.stack[0]}" if failed.stack else ""
        return OutOfFuel(limit, f"{used}{where}: is there an endless loop?", _last_words(failed))
    busy = busy_with(failed.stack)
    if busy == PRINTING:
        return OutOfFuel(limit, f"{used}, in the end printing: print less per tick", _last_words(failed, host))
    where = f", in the end {busy}" if busy else ""
    return OutOfFuel(limit, f"{used}{where}: is there an endless loop?", _last_words(failed, host))


def _guest_trap(failed: CallFailed, limits: Limits, host: Host) -> Fault:
    words = _last_words(failed, host)
    if any(sign in words for sign in _OUT_OF_MEMORY):
        return OutOfMemory("memory", f"used more than {_megabytes(limits.memory)} of memory", words)
    if failed.code is TrapCode.STACK_OVERFLOW:
        return Fault(FaultKind.TRAP, "recursion too deep: the stack is exhausted", words)
    if failed.kind is Failure.MISSING_IMPORT:
        return Fault(FaultKind.TRAP, "called a system function that the sandbox lacks", f"{failed.text}\n{words}")
    names = [frame.rpartition("!")[2] for frame in failed.stack]
    if "pthread_cond_wait" in names:
        return Fault(FaultKind.TRAP, "waits forever: there are no other threads", words)
    message = f"the interpreter crashed ({failed.text.removeprefix('wasm trap: ')})"
    if "abort" not in names:  # an abort would be deliberate, or come with a message
        message += f"; it may have run out of its {_megabytes(limits.memory)} of memory"
    return Fault(FaultKind.TRAP, message, words)


_TRAPS = {
    TrapCode.STACK_OVERFLOW: "recursion too deep: the stack is exhausted",
    TrapCode.MEMORY_OUT_OF_BOUNDS: "memory access out of bounds",
    TrapCode.TABLE_OUT_OF_BOUNDS: "table access out of bounds",
    TrapCode.INDIRECT_CALL_TO_NULL: "call of a null function pointer",
    TrapCode.BAD_SIGNATURE: "call of a function pointer of another type",
    TrapCode.INTEGER_OVERFLOW: "integer overflow: the smallest integer divided by -1",
    TrapCode.INTEGER_DIVISION_BY_ZERO: "integer division by zero",
    TrapCode.BAD_CONVERSION_TO_INTEGER: "conversion of a float to an integer type that cannot hold it",
    TrapCode.UNREACHABLE: "reached `unreachable`: an assertion, an abort, or a failed allocation",
}


def _module_trap(failed: CallFailed) -> Fault:
    where = f" (in {failed.stack[0]})" if failed.stack else ""
    message = failed.text if failed.code is None else _TRAPS.get(failed.code, failed.text)
    return Fault(FaultKind.TRAP, message + where, _last_words(failed))


def _last_words(failed: CallFailed, host: Host | None = None) -> str:
    """Return the last output of the interpreter; without a host, the functions that a module was in."""
    if host is None:
        return "\n".join(f"in {name}" for name in failed.stack)
    lines = host.output.decode(errors="replace").strip().splitlines()
    return "\n".join(line for line in lines if not line.startswith(_RUNNER_FRAME))


def _megabytes(count: int) -> str:
    return f"{count / (1 << 20):g} MB"
