"""What went wrong in a call, as a fault in the bot author's words."""

from __future__ import annotations

from sandbox.fault import Fault, OutOfCalls, OutOfFuel, OutOfMemory, OutOfTime, TooMuchOutput
from sandbox.limits import Limits
from sandbox.runtime.backtrace import busy_with
from sandbox.runtime.call import CallFailed
from sandbox.runtime.host import Host

_RUNNER = '  File "/0/'  # how a line about a frame of the runner's own begins
_OF_MEMORY = ("MemoryError", "memory allocation", "out of memory")  # the interpreter's last words, one of them


def diagnose(
    failed: CallFailed, limits: Limits, host: Host, when: str, is_module: bool = False, whole_match: bool = False
) -> Fault:
    """The fault that a failed call is.

    Args:
        host: what the program asked of it, and its interpreter's last words.
        when: "in one tick" or "to start".
        whole_match: the match's wall-clock limit is passed too.
    """
    if failed.kind == "error":
        return _raised(failed.text, limits)
    if failed.kind == "output":
        return TooMuchOutput("output", f"gave {failed.text}, {when}")
    if failed.kind == "nonsense":
        return Fault("output", failed.text)
    if failed.kind == "invalid":
        return Fault("trap", f"no module that can be a bot: {failed.text}")
    if failed.kind in ("compile_wall", "compile_memory"):
        return OutOfTime(failed.kind, failed.text)
    if failed.kind == "wall":
        if whole_match:
            return OutOfTime("match_wall", f"took longer than {limits.match_wall:g} s in the whole match")
        return OutOfTime("call_wall", f"took longer than {limits.call_wall:g} s {when}", _last_words(failed, host))
    if host.violation:
        limit, message = host.violation
        words = _last_words(failed, host)
        return OutOfCalls(limit, message, words) if limit else Fault("trap", message, words)
    if failed.kind == "fuel":
        return _out_of_fuel(failed, limits, host, when, is_module)
    return _module_trap(failed) if is_module else _guest_trap(failed, limits, host)


def _raised(text: str, limits: Limits) -> Fault:
    """The guest's error text: kind, message and traceback, a line each."""
    kind, message, detail = [*text.split("\n", 2), "", ""][:3]
    if kind != "memory":
        return Fault("raised", message or "an error without words", detail)
    said = message.removeprefix("MemoryError").strip()  # where, or what the parser has to say
    words = message if said.startswith(":") else f"used more than {_megabytes(limits.memory)} of memory {said}"
    return OutOfMemory("memory", words.strip(), detail)


def _out_of_fuel(failed: CallFailed, limits: Limits, host: Host, when: str, is_module: bool) -> Fault:
    limit = ("module_" if is_module else "") + ("load_fuel" if when == "to start" else "tick_fuel")
    used = f"used more than {getattr(limits, limit):,} fuel {when}"
    if is_module:
        where = f", in {failed.stack[0]}" if failed.stack else ""
        return OutOfFuel(limit, f"{used}{where}: is there an endless loop?", _last_words(failed))
    busy = busy_with(failed.stack)
    where = f", in the end {busy}" if busy else ""
    return OutOfFuel(limit, f"{used}{where}: is there an endless loop?", _last_words(failed, host))


def _guest_trap(failed: CallFailed, limits: Limits, host: Host) -> Fault:
    words, text = _last_words(failed, host), failed.text
    if any(sign in words for sign in _OF_MEMORY):
        return OutOfMemory("memory", f"used more than {_megabytes(limits.memory)} of memory", words)
    if "stack" in text:
        fault = Fault("trap", "calls itself too deeply: the stack is exhausted", words)
        fault.stack_exhausted = True
        return fault
    if text.startswith(("unknown import", "BUG:")):
        return Fault("trap", "asked the system for what is not in the sandbox", f"{text}\n{words}")
    names = [frame.rpartition("!")[2] for frame in failed.stack]
    if "pthread_cond_wait" in names:
        return Fault("trap", "waits for what can never come: there are no other threads", words)
    message = f"the interpreter crashed ({text.removeprefix('wasm trap: ')})"
    if "abort" not in names:  # which would be on purpose, or with words
        message += f"; out of its {_megabytes(limits.memory)} of memory, perhaps"
    return Fault("trap", message, words)


_TRAPS = {
    "stack_overflow": "called itself too deeply: the stack is exhausted",
    "memory_out_of_bounds": "read or wrote outside of its memory",
    "table_out_of_bounds": "used a place outside of its table of functions",
    "indirect_call_to_null": "called a function pointer that is null",
    "bad_signature": "called a function pointer of another type",
    "integer_overflow": "divided the smallest integer by -1",
    "integer_division_by_zero": "divided an integer by zero",
    "bad_conversion_to_integer": "turned a number into an integer that cannot hold it",
    "unreachable": "reached `unreachable`: an assertion, an abort, or an allocation that failed",
}


def _module_trap(failed: CallFailed) -> Fault:
    where = f" (in {failed.stack[0]})" if failed.stack else ""
    fault = Fault("trap", _TRAPS.get(failed.text, failed.text) + where, _last_words(failed))
    fault.stack_exhausted = failed.text == "stack_overflow"
    return fault


def _last_words(failed: CallFailed, host: Host | None = None) -> str:
    """The interpreter's last words; or of a module, the functions that it was in."""
    if host is None:
        return "\n".join(f"in {name}" for name in failed.stack)
    lines = host.output.decode(errors="replace").strip().splitlines()
    return "\n".join(line for line in lines if not line.startswith(_RUNNER))


def _megabytes(count: int) -> str:
    return f"{count / (1 << 20):g} MB"
