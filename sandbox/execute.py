"""One function of a stranger's source, run once."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from sandbox.clean import clean_text
from sandbox.fault import Fault
from sandbox.guest import Guest
from sandbox.limits import DEFAULT_LIMITS, Limits
from sandbox.program import Program

_MAIN = """\
import source

if not callable(getattr(source, "bot_main", None)):
    raise NameError("the source defines no bot_main(input_data)")

def bot_main(input_data):
    return {"output": source.bot_main(input_data)}
"""


@dataclass(frozen=True)
class Execution:
    """What came of it.

    `status` is `success`, `error`, `timeout` (out of fuel or time) or `memory`; `output` is the JSON value that
    `bot_main` returned, None unless success; `error` is one line, None on success; `logs` is what was printed.
    """

    status: str
    output: Any
    error: str | None
    logs: str
    fuel_used: int
    duration_ms: float


def execute_python_in_wasm(source: str, input_data: Any = None, *, limits: Limits = DEFAULT_LIMITS) -> Execution:
    """Run `bot_main(input_data)` of `source` once, in a fresh sandbox: no files, no network, no clock but zero.

    Args:
        source: Python text that defines `bot_main`.
        input_data: what it is given; anything that JSON holds.
        limits: fuel, memory and time; `output` bounds the returned value and `logs` together.

    Raises:
        TypeError, ValueError: `input_data` is nothing that JSON holds.
        GuestError: there is no guest on this machine.

    >>> execute_python_in_wasm("def bot_main(data): return {'actions': ['FORWARD']}").output["actions"]
    ['FORWARD']
    """
    data = json.dumps(input_data, allow_nan=False).encode()
    guest = Guest.load()
    began = time.perf_counter()
    fuel = 0
    status, output, error, logs = "error", None, None, ""
    with Program(guest, "source", [("main.py", _MAIN), ("source.py", source)], 0, limits) as program:
        try:
            try:
                program.load()
            finally:
                fuel += program.fuel_used
            try:
                action = program.tick(data, 0)
            finally:
                fuel += program.fuel_used
            answer = json.loads(action)
            output, logs = answer["output"], clean_text(str(answer.get("log", "")), limits.output, lines=True)
            status = "success"
        except Fault as fault:
            status, error = _status(fault), fault.message
        except (ValueError, KeyError, TypeError, RecursionError):
            error = "returned something that is no JSON"
    return Execution(status, output, error, logs, fuel, (time.perf_counter() - began) * 1000)


def _status(fault: Fault) -> str:
    cause = fault.__cause__  # of a fault while the source was loaded
    kind = cause.kind if isinstance(cause, Fault) else fault.kind
    return {"fuel": "timeout", "wall": "timeout", "memory": "memory"}.get(kind, "error")
