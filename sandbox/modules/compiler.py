"""Compilation of an untrusted module in a separate process, limited in time and memory, which fuel does not bound.

The process reads the module from stdin and writes machine code to stdout. It does not run the module.
"""

from __future__ import annotations

import contextlib
import math
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from wasmtime import Module, WasmtimeError

from sandbox.fault import HostTrouble
from sandbox.runtime.engine import MODULE_OPTIONS, make_engine
from sandbox.runtime.trouble import host_trouble

try:
    import resource
except ImportError:  # Windows: only the time limit applies
    resource = None  # type: ignore[assignment]

_ROOT = str(Path(__file__).resolve().parents[2])
_RUN = "import sys; sys.path.append(sys.argv[1]); from sandbox.modules.compiler import main; main()"
MAX_CODE = 16 << 20  # bytes of machine code per module, which is kept on disk and mapped by each process that plays it
_PATIENCE = 30  # timeout of the compiler, in multiples of its CPU time limit
_INVALID = 3  # exit status: the module is invalid, and the reason is on stderr


class CompileError(Exception):
    """The module was not compiled.

    Attributes:
        limit: name in Limits of the limit that was exceeded; None if the module is invalid.
    """

    def __init__(self, message: str, limit: str | None = None) -> None:
        super().__init__(message)
        self.limit = limit


_delegate: Callable[[bytes, float, int], bytes] | None = None


def delegate_compilation(to: Callable[[bytes, float, int], bytes]) -> None:
    """Have `to` do what `compile_module` does, in a process that may not start the compiler."""
    global _delegate
    _delegate = to


def compile_module(wasm: bytes, wall: float, memory: int) -> bytes:
    """Return the machine code of a module accepted by `parser.check_module`.

    Args:
        wall: limit of CPU time in s, rounded up to whole seconds.
        memory: limit of the process's address space in bytes, where the system supports it.

    Raises:
        CompileError: the module is invalid, or a limit was exceeded.
        HostTrouble: this machine could not run the compiler, or gave it no CPU time.
    """
    if _delegate is not None:
        return _delegate(wasm, wall, memory)
    seconds = math.ceil(wall)
    command = [sys.executable, "-I", "-c", _RUN, _ROOT, str(memory), str(seconds)]
    used = _cpu_of_children()
    patience = wall if resource is None else _PATIENCE * wall
    try:
        # A session of its own, because this process handles Ctrl-C.
        done = subprocess.run(
            command, input=wasm, capture_output=True, timeout=patience, start_new_session=True, check=False
        )
    except subprocess.TimeoutExpired:
        if resource is None:
            raise _too_long(wall) from None
        text = f"this machine did not compile a module in {patience:g} s: play fewer matches at once"
        raise HostTrouble(text) from None
    except OSError as error:
        raise host_trouble(error.errno or 0) from None
    if done.returncode == 0:
        return done.stdout
    if resource is not None and done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        if _cpu_of_children() - used >= 0.5 * seconds:  # its own accounting lags behind the kernel's
            raise _too_long(wall)
        raise HostTrouble("the compiler of a module was killed: is this machine out of memory?")
    if done.returncode == _INVALID:
        raise CompileError(done.stderr.decode(errors="replace"))
    megabytes = memory / (1 << 20)
    raise CompileError(
        f"took more than {megabytes:g} MB of memory to compile, or crashed the compiler", "compile_memory"
    )


def _cpu_of_children() -> float:
    if resource is None:
        return 0.0
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _too_long(wall: float) -> CompileError:
    return CompileError(f"took more than {wall:g} s of CPU time to compile", "compile_wall")


def main() -> None:
    """Run the process; its arguments are the project's root, bytes of address space, and s of CPU time."""
    if resource is not None:
        with contextlib.suppress(ValueError, OSError):  # if a lower limit is set already
            resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3]) + 1))  # SIGXCPU, then SIGKILL
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wasm = sys.stdin.buffer.read()
    try:
        code = Module(make_engine(MODULE_OPTIONS), wasm).serialize()
    except WasmtimeError as error:
        sys.stderr.write(" ".join(str(error).split()))
        sys.exit(_INVALID)
    if len(code) > MAX_CODE:
        sys.stderr.write(f"compiles to {len(code) >> 20} MB of machine code, more than {MAX_CODE >> 20} MB")
        sys.exit(_INVALID)
    sys.stdout.buffer.write(code)
