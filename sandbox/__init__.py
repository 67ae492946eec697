"""Run untrusted programs: JSON in, JSON out, under limits that are the same on every machine.

Imports no other package; imported by `league`, `botkit.tools` and the viewer. The names below are imported on first
use, so that building the guest does not need wasmtime.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.clean import clean_name, clean_text
    from sandbox.execute import Execution, PythonSandbox, execute_python_in_wasm
    from sandbox.fault import (
        Fault,
        FaultKind,
        LimitExceeded,
        OutOfCalls,
        OutOfFuel,
        OutOfMemory,
        OutOfTime,
        TooMuchOutput,
    )
    from sandbox.limits import Limits
    from sandbox.program import Program
    from sandbox.runtime.guest import Guest, GuestError

__all__ = [
    "Execution",
    "Fault",
    "FaultKind",
    "Guest",
    "GuestError",
    "LimitExceeded",
    "Limits",
    "OutOfCalls",
    "OutOfFuel",
    "OutOfMemory",
    "OutOfTime",
    "Program",
    "PythonSandbox",
    "TooMuchOutput",
    "clean_name",
    "clean_text",
    "execute_python_in_wasm",
]

_MODULES = {
    "Execution": "execute",
    "Fault": "fault",
    "FaultKind": "fault",
    "Guest": "runtime.guest",
    "GuestError": "runtime.guest",
    "LimitExceeded": "fault",
    "Limits": "limits",
    "OutOfCalls": "fault",
    "OutOfFuel": "fault",
    "OutOfMemory": "fault",
    "OutOfTime": "fault",
    "Program": "program",
    "PythonSandbox": "execute",
    "TooMuchOutput": "fault",
    "clean_name": "clean",
    "clean_text": "clean",
    "execute_python_in_wasm": "execute",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'sandbox' has no attribute {name!r}")
    found = getattr(import_module(f"sandbox.{_MODULES[name]}"), name)
    globals()[name] = found
    return found
