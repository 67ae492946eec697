"""Compilation for a worker that may not: into the cache of compiled programs, by a process in which no program runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox.fault import HostTrouble
from sandbox.limits import Limits
from sandbox.modules.compiler import CompileError, delegate_compilation
from sandbox.modules.loader import ModuleLoader
from sandbox.modules.parser import BadModule
from sandbox.runtime.guest import Guest, GuestError

_MOST = 64  # limits of a compilation, in multiples of the usual ones


@dataclass(frozen=True)
class Compilation:
    """What to compile: a module under limits, or the guest."""

    wasm: bytes | None = None
    wall: float = 0.0
    memory: int = 0


@dataclass(frozen=True)
class Compiled:
    """The machine code of a module, or why there is none."""

    code: bytes = b""
    problem: str | None = None
    limit: str | None = None


def compile_program(asked: Compilation) -> Compiled:
    """Compile a program into the cache. Raises GuestError and HostTrouble."""
    if asked.wasm is None:
        Guest.load()
        return Compiled()
    usual = Limits()
    limits = replace(
        usual,
        compile_wall=min(asked.wall, _MOST * usual.compile_wall),
        compile_memory=min(asked.memory, _MOST * usual.compile_memory),
        module_memory=_MOST * usual.module_memory,
    )
    try:
        return Compiled(bytes(ModuleLoader.get().compiled(asked.wasm, limits).serialize()))
    except (BadModule, CompileError) as error:
        return Compiled(b"", str(error), getattr(error, "limit", None))


def delegate_to(ask: Callable[[Compilation], Compiled | GuestError | HostTrouble]) -> None:
    """Have `ask` compile what this process needs and the cache lacks."""

    def module(wasm: bytes, wall: float, memory: int) -> bytes:
        found = _raised(ask(Compilation(wasm, wall, memory)))
        if found.problem is not None:
            raise CompileError(found.problem, found.limit)
        return found.code

    delegate_compilation(module)
    Guest.prepare = lambda: _raised(ask(Compilation()))


def _raised(found: Compiled | GuestError | HostTrouble) -> Compiled:
    if isinstance(found, Exception):
        raise found
    return found
