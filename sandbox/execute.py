"""Single execution of a function from untrusted source."""

from __future__ import annotations

import contextlib
import json
import math
import time
from dataclasses import dataclass
from typing import Any, NoReturn

from sandbox.clean import clean_text
from sandbox.fault import Fault, FaultKind
from sandbox.limits import DEFAULT_LIMITS, Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest

# Compiled under a name that is not a file, so that errors do not mention it. Without arguments it returns the log.
_MAIN = """\
import source

exec(compile('''
def bot_main(asked):
    if not asked:
        return {}
    if not callable(getattr(source, "bot_main", None)):
        raise NameError("the source defines no bot_main(input_data)")
    return {"output": source.bot_main(*asked)}
''', "<sandbox>", "exec"))
"""


@dataclass(frozen=True)
class Execution:
    """The result of an execution.

    `status` is `success`, `error`, `timeout` (out of fuel or time) or `memory`. `output` is the JSON value returned by
    `bot_main`, None unless successful. `error` is one line, None on success. `logs` is the printed text, empty if it
    could not be retrieved: after a timeout, out of memory, or if the source did not run to its end.
    """

    status: str
    output: Any
    error: str | None
    logs: str
    fuel_used: int
    duration_ms: float


class PythonSandbox:
    """Runs functions from untrusted sources, each in a fresh instance: no files, no network, clocks at zero.

    Args:
        limits: fuel, memory and time; `output` bounds the returned value and `logs` together.

    Raises:
        GuestError: there is no guest on this machine.

    Examples:
        >>> PythonSandbox(limits=Limits(memory=32 << 20)).execute("def bot_main(data): return data + 1", 41).output
        42
    """

    def __init__(self, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._guest = Guest.load()

    def execute(self, source: str, input_data: Any = None) -> Execution:
        """Run `bot_main(input_data)` of `source` once.

        Args:
            source: Python source that defines `bot_main`.
            input_data: any value that JSON can represent.

        Raises:
            TypeError, ValueError: `input_data` is not representable as JSON.
        """
        data = json.dumps([input_data], allow_nan=False).encode()
        began = time.perf_counter()
        fuel = 0
        status, output, error, logs = "error", None, None, ""
        with Program(self._guest, "source", [("main.py", _MAIN), ("source.py", source)], 0, self.limits) as program:
            try:
                try:
                    program.load()
                finally:
                    fuel += program.fuel_used
                try:
                    action = program.tick(data, 0)
                finally:
                    fuel += program.fuel_used
                answer = _object(action)
                output, logs = answer["output"], self._logs(answer)
                status = "success"
            except Fault as fault:
                status, error = _status(fault), fault.message
                if fault.kind is FaultKind.RAISED:
                    with contextlib.suppress(Fault, ValueError):
                        logs = self._logs(_object(program.tick(b"[]", 0)))
            except (ValueError, KeyError):
                error = "returned a value that is not JSON"
        return Execution(status, output, error, logs, fuel, (time.perf_counter() - began) * 1000)

    def _logs(self, answer: dict[str, Any]) -> str:
        return clean_text(str(answer.get("log", "")), self.limits.output, lines=True)


def execute_python_in_wasm(source: str, input_data: Any = None, *, limits: Limits = DEFAULT_LIMITS) -> Execution:
    """Run `bot_main(input_data)` of `source` once, in a fresh sandbox; see PythonSandbox.

    Examples:
        >>> execute_python_in_wasm("def bot_main(data): return {'actions': ['FORWARD']}").output["actions"]
        ['FORWARD']
    """
    return PythonSandbox(limits=limits).execute(source, input_data)


def _object(text: str) -> dict[str, Any]:
    """Parse an answer's JSON object, which the source may have forged; raise ValueError if it is anything else."""
    try:
        answer = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(answer, dict):
        raise ValueError("it is not an object")
    return answer


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


_STATUS = {FaultKind.FUEL: "timeout", FaultKind.WALL: "timeout", FaultKind.MEMORY: "memory"}


def _status(fault: Fault) -> str:
    cause = fault.__cause__  # of a fault while the source was loaded
    kind = cause.kind if isinstance(cause, Fault) else fault.kind
    return _STATUS.get(kind, "error")
